"""Scenarios share people and luck: a scenario changes what its change reaches, and no more."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from tests.model.observed_programme import observe
from tests.model.small_studies import Log, Row, here, lives, log_of, posts, rows, study

from sesim.events import Kind
from sesim.model import model_programmes, run
from sesim.model.streams import Streams

REPLICATIONS = range(4)


def arrivals(the_plan: Any, number: int = 0) -> list[tuple[object, ...]]:
    """Return who was referred and when: everything known about people at referral."""
    return arrivals_in(run(the_plan, number))


def arrivals_in(columns: Mapping[str, Any]) -> list[tuple[object, ...]]:
    """Return who was referred and when, in a log."""
    names = ("time", "participant", "sex", "age", "goal", "motivation")
    people = zip(columns["kind"], *(columns[name] for name in names), strict=True)
    return [who for kind, *who in people if kind == Kind.REFERRED]


# --- people ------------------------------------------------------------------------------------

CAPACITY_SCENARIOS: dict[str, dict[str, Any]] = {
    "more posts": {"posts": posts(1.0, 1.0, 1.0)},
    "half posts": {"post_size": 0.5},
    "tighter norm": {"caseload_norm": 5.0},
    "back-heavy": {"back_heaviness": 1.0},
    "other policy": {"motivation_policy": "close"},
    "longer mapping": {"mapping": "long"},
}


Histories = list[Mapping[str, Any]]


def histories(programme: Mapping[str, Any] | None = None) -> Histories:
    """Return the logs of some replications."""
    the_plan = here(programme)
    return [run(the_plan, number) for number in REPLICATIONS]


@pytest.fixture(scope="module")
def usual_histories() -> Histories:
    return histories()


SAME_PEOPLE_ALONE = [(True, False)] * len(REPLICATIONS)


def the_same(scenario: str, usual: Histories) -> list[tuple[bool, bool]]:
    """Return for each replication whether the same people come, and whether all is the same."""
    return [
        (arrivals_in(before) == arrivals_in(after), rows(before) == rows(after))
        for before, after in zip(usual, histories(CAPACITY_SCENARIOS[scenario]), strict=True)
    ]


@pytest.mark.parametrize("scenario", CAPACITY_SCENARIOS)
def test_same_people_come_at_the_same_times(scenario: str, usual_histories: Histories) -> None:
    assert the_same(scenario, usual_histories) == SAME_PEOPLE_ALONE


def same_people_come_to_more_posts() -> None:
    assert the_same("more posts", histories()) == SAME_PEOPLE_ALONE


def test_more_referrals_add_people_and_keep_the_others() -> None:
    """Nobody's number, time or person changes because others come too."""
    few = arrivals(here({"referral.per_year": 15.0}))
    many = arrivals(here({"referral.per_year": 21.5}))

    assert len(few) < len(many)
    assert [who for who in many if who in few] == few


ALONE = {
    "referral.route": "direct",
    "placement.aim": "jobs",
    "caseload_norm": 1000.0,
    "labour_market.employers": 100_000,
}
NO_CONTACT = {
    "warm_multiplier": 1.0,
    "known_preference": 0.0,
    "turnover_per_year": 0.0,
}
"""Together: nobody's life touches another's, neither through coaches nor through employers."""


def life_stories(per_year: float, number: int, hours_per_fte: float = 165_000.0) -> dict[int, Any]:
    """Return every life, with times rounded to a second."""
    programme = {**ALONE, "posts": posts(1.0), "referral.per_year": per_year}
    parameters = {**NO_CONTACT, "hours_per_fte": hours_per_fte}
    log = log_of(here(programme, parameters=parameters), number)
    return {
        who: [(round(row.time, 6), row.kind, row.reason, row.answer, row.employer) for row in life]
        for who, life in lives(log).items()
    }


@pytest.mark.parametrize("number", REPLICATIONS)
def test_another_participant_changes_no_other_life(number: int) -> None:
    """Where people do not meet in queues, every life is the same but for rounding."""
    few, many = life_stories(20.0, number), life_stories(35.0, number)

    assert len(many) > len(few) > 50
    assert {who: many.get(who) for who in few} == few


def test_another_participant_would_be_noticed_in_a_queue() -> None:
    """The check can fail: with little of the coach's time, lives do touch."""
    few, many = life_stories(20.0, 0, 400.0), life_stories(35.0, 0, 400.0)

    assert {who: many[who] for who in few} != few


# --- programmes --------------------------------------------------------------------------------


def test_another_programme_changes_no_other_log() -> None:
    alone = model_programmes(study())
    together = model_programmes(study(others={"there": {"referral.per_year": 40.0}}))

    for number in REPLICATIONS:
        assert repr(run(alone["here"], number)) == repr(run(together["here"], number))
        assert repr(run(together["there"], number)) != repr(run(together["here"], number))


def test_twin_programmes_have_luck_of_their_own() -> None:
    twins = model_programmes(study(others={"there": {}}))

    assert arrivals(twins["here"]) != arrivals(twins["there"])


def test_a_change_in_one_programme_leaves_the_others_alone() -> None:
    change = {"target": "caseload_norm", "set": 5.0, "programmes": ["there"]}
    before = model_programmes(study(others={"there": {}}))
    after = model_programmes(study(others={"there": {}}, changes=[change]))

    assert repr(run(before["here"], 0)) == repr(run(after["here"], 0))
    assert repr(run(before["there"], 0)) != repr(run(after["there"], 0))


# --- time --------------------------------------------------------------------------------------


def until(log: Log, week: float) -> list[Row]:
    return [row for row in log if row.time < week]


DATED = [
    {"target": "back_heaviness", "set": 1.0},
    {"target": "caseload_norm", "scale": 0.5},
    {"target": "employer_focus", "scale": 0.5},
    {"target": "referral.per_year", "scale": 2.0},
    {"target": "posts", "set": posts(1.0, 0.5, 1.0)},
    {"target": "placement.aim", "set": "placements"},
    {"target": "support.open_ended", "set": True},
    {"target": "parameters.accept", "scale": 2.0},
    {"target": "parameters.turnover_per_year", "set": 3.0},
]


@pytest.mark.parametrize("change", DATED, ids=lambda change: change["target"])
def test_a_dated_change_leaves_the_past_alone(change: dict[str, Any]) -> None:
    """A plan from 2015 begins from exactly the history that the baseline had."""
    baseline = here()
    scenario = here(changes=[{**change, "since": "2015-03-02"}])
    week = 165.0 + 1 / 7  # from 1 January 2012 to 2 March 2015
    old, new = log_of(baseline), log_of(scenario)

    assert len(until(old, week)) > 200
    assert until(old, week) == until(new, week)
    assert old != new


# --- what is not used --------------------------------------------------------------------------

UNUSED: list[tuple[dict[str, Any], dict[str, float]]] = [
    ({"training.share": 0.0}, {"training_months": 20.0, "training_hours_per_week": 3.0}),
    ({"placement.aim": "jobs", "goals.placement": 0.0, "goals.work": 0.9},
     {"renewal": 0.9, "hired_per_month": 3.0}),
    ({"placement.aim": "placements"}, {"turned_down": 0.9, "asks_for_jobs_mixed": 0.1}),
    ({"goals.placement": 0.0, "goals.work": 0.9}, {"hired_without_goal": 3.0}),
    ({"back_heaviness": 0.0}, {"emerging_hours": 0.4}),
    ({"target_group": "psychiatric"}, {"group_jobseekers": 2.0}),
    ({}, {"referrer_odds": 9.0}),
    ({"job_kinds": {"ordinary": 1.0, "subsidised": 0.0, "transition": 0.0, "temporary": 0.0}},
     {"subsidy_term_months": 2.0, "renewed_at_review": 0.0, "temporary_months": 1.0}),
    ({"motivation": {"motivated": 1.0, "wavering": 0.0, "not_motivated": 0.0}},
     {"motivating_months": 50.0, "ever_motivated": 0.0}),
    ({}, {"role_split_gain": 3.0, "role_split_dropout_hr": 3.0}),
    ({"goals": {"work": 1.0, "study": 0.0, "placement": 0.0}}, {"study_months": 1.0}),
    ({"motivation_policy": "open"}, {"close_months": 9.0, "motivating_months": 1.0}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("programme", "parameters"), UNUSED, ids=lambda given: next(iter(given), "-")
)
def test_a_part_that_is_not_used_changes_nothing(
    programme: dict[str, Any], parameters: dict[str, float]
) -> None:
    lean = {"motivation_loss_per_month": 0.0, "turned_down": 1.0}
    without = run(here(programme, parameters=lean), 0)
    with_it = run(here(programme, parameters={**lean, **parameters}), 0)

    assert repr(without) == repr(with_it)


ABSENT: list[tuple[dict[str, Any], dict[str, float], set[Kind]]] = [
    ({"training.share": 0.0}, {}, {Kind.TRAINING_STARTED, Kind.TRAINING_ENDED}),
    ({"goals": {"work": 1.0, "study": 0.0, "placement": 0.0}}, {}, {Kind.STUDY_STARTED}),
    ({"referral.screened_out_share": 0.0}, {}, {Kind.SCREENED_OUT}),
    ({"motivation_policy": "open"}, {"motivation_gain_per_month": 0.0}, {Kind.MOTIVATED}),
    (
        {"placement.aim": "jobs", "goals": {"work": 1.0, "study": 0.0, "placement": 0.0}},
        {"hired_at_once": 1.0},
        {Kind.PLACEMENT_STARTED, Kind.PLACEMENT_ENDED},
    ),
    (
        {"employer_focus": 0.0},
        {"found_alone_per_month": 0.0},
        {Kind.EMPLOYER_CONTACT, Kind.JOB_STARTED},
    ),
    ({"referral.per_year": 0.0}, {}, set(Kind) - {Kind.POST_CHANGED}),
]


@pytest.fixture(scope="module")
def usual() -> set[str]:
    """What happens when nothing is switched off."""
    return {row.kind for number in REPLICATIONS for row in log_of(here(), number)}


@pytest.mark.parametrize(("programme", "parameters", "kinds"), ABSENT)
def test_what_is_switched_off_does_not_happen(
    programme: dict[str, Any], parameters: dict[str, float], kinds: set[Kind], usual: set[str]
) -> None:
    found = {
        row.kind
        for number in REPLICATIONS
        for row in log_of(here(programme, parameters=parameters), number)
    }

    assert kinds <= usual
    assert found & kinds == set()


def test_an_idle_programme_costs_next_to_nothing() -> None:
    """No weekly ticks: five years without participants are a closed period or a meeting each."""
    idle, _ = observe(here({"referral.per_year": 0.0}, parameters={"turnover_per_year": 0.0}))

    assert idle.events < 40


def test_cost_grows_with_people_and_not_with_time() -> None:
    """The same people over five or over fifteen idle years cost about the same."""
    once = [{"since": "2012-01-01", "level": 1.0}, {"since": "2013-01-01", "level": 0.0}]
    programme = {"referral.awareness": once}
    short, _ = observe(here(programme))
    long, _ = observe(here(programme, end="2026-12-31"))

    assert long.events < 1.5 * short.events + 100


# --- the checks can fail -----------------------------------------------------------------------


def in_order_of_asking(self: Streams, kind: type, who: int, occasion: int = 0) -> Any:
    """A planted error: numbers come from one sequence, as from a seeded generator."""
    del who, occasion
    return kind(*self.generator.random(len(kind._fields)))


def without_programme(self: Streams, seed: int, replication: int, _: str) -> None:
    """A planted error: the programme is left out of the address."""
    original_init(self, seed, replication, "")


original_init = Streams.__init__

CHECKS: list[tuple[Callable[..., None], tuple[Any, ...], str, Callable[..., Any]]] = [
    (same_people_come_to_more_posts, (), "luck", in_order_of_asking),
    (test_more_referrals_add_people_and_keep_the_others, (), "luck", in_order_of_asking),
    (test_another_participant_changes_no_other_life, (0,), "luck", in_order_of_asking),
    (test_twin_programmes_have_luck_of_their_own, (), "__init__", without_programme),
]


@pytest.mark.parametrize(("check", "arguments", "name", "error"), CHECKS)
def test_wrong_streams_are_noticed(
    monkeypatch: pytest.MonkeyPatch,
    check: Callable[..., None],
    arguments: tuple[Any, ...],
    name: str,
    error: Callable[..., Any],
) -> None:
    monkeypatch.setattr(Streams, name, error)

    with pytest.raises(AssertionError):
        check(*arguments)
