"""What the shipped scenarios must do by theory, on common random numbers.

Most of it holds for each person, not only in the mean: where coaches have time for everybody, a
life under two scenarios differs only by what the change says. Each law has a planted error.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.model import bare
from tests.model.worlds import (
    PROGRAMME,
    SETTINGS,
    Log,
    count,
    lives,
    log_of,
    open_plan,
    plan,
    posts,
)
from tests.verification.theory import REPLICATIONS, TOLERANCE, z_score

from sesim.events import Activity, JobKind, Kind, Reason
from sesim.model import Plan, prepare
from sesim.model.calendar import WEEKS_PER_MONTH
from sesim.model.referral import Referrals
from sesim.model.streams import Streams
from sesim.study import build

SCENARIOS = Path(__file__).parents[2] / "conf" / "scenario"
MONTHS = WEEKS_PER_MONTH
WINDOW = {"start": "2012-01-01", "end": "2014-03-31"}

Changes = list[dict[str, Any]]
Times = dict[int, float]


def changes_of(name: str) -> Changes:
    """Return what a shipped scenario changes in a programme that it does not know by name."""
    text = (SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8")
    return [change for change in yaml.safe_load(text)["changes"] if "programmes" not in change]


def under(
    changes: str | Changes,
    programme: Mapping[str, Any] | None = None,
    parameters: Mapping[str, float] | None = None,
) -> Plan:
    """Return the bare programme, whose coaches have time for everybody, under a scenario."""
    return open_plan(
        {**bare.PROGRAMME, **(programme or {})},
        parameters={**bare.PARAMETERS, **(parameters or {})},
        changes=changes_of(changes) if isinstance(changes, str) else changes,
        **WINDOW,
    )


def log_under(changes: str | Changes, *world: Mapping[str, Any]) -> Log:
    return log_of(under(changes, *world))


def first(log: Log, kind: Kind) -> Times:
    """Return when something first happened, in weeks, by participant."""
    times: Times = {}
    for row in log:
        if row.kind == kind and row.participant >= 0:
            times.setdefault(row.participant, row.time)
    return times


def between(log: Log, start: Kind, end: Kind) -> Times:
    """Return the weeks from one first to another, for those who came to both."""
    starts, ends = first(log, start), first(log, end)
    return {who: ends[who] - starts[who] for who in ends if who in starts}


def ratios(before: Times, after: Times) -> list[float]:
    """Return after / before of all who have both; there must be some."""
    found = [after[who] / before[who] for who in after if before.get(who, 0.0) > 0]
    assert len(found) > 15  # enough of them to mean something
    return found


# --- preparation and search ----------------------------------------------------------------------

SLOW = {"mapping": "long", "back_heaviness": 0.5}


def preparation(changes: str | Changes) -> Times:
    return between(log_under(changes, SLOW), Kind.ENROLLED, Kind.SEARCH_STARTED)


def test_preparation_before_the_search_is_proportional_to_back_heaviness() -> None:
    """None of it, half of it, all of it; for each person."""
    doubled = ratios(preparation([]), preparation("back_heavy"))

    assert max(preparation("rapid_search").values()) == pytest.approx(0.0)
    assert doubled == pytest.approx([2.0] * len(doubled))


def test_another_back_heaviness_would_be_noticed() -> None:
    almost = [{"target": "back_heaviness", "set": 0.95}]

    assert max(ratios(preparation([]), preparation(almost))) < 1.95


def test_without_training_nobody_searches_later() -> None:
    trained = {"training.share": 0.6}
    before = first(log_under([], trained), Kind.SEARCH_STARTED)
    after = first(log_under("no_in_house_training", trained), Kind.SEARCH_STARTED)

    assert set(before) <= set(after)
    assert all(after[who] <= before[who] for who in before)
    assert sum(after[who] < before[who] for who in before) > 15


def test_nobody_waits_for_social_work_that_another_service_does() -> None:
    done = [
        {row.activity for row in log_under(changes) if row.hours > 0}
        for changes in ([], "case_management")
    ]

    assert Activity.SOCIAL_WORK in done[0]
    assert done[1] == done[0] - {Activity.SOCIAL_WORK}


def test_the_first_contact_takes_time_by_employer_focus() -> None:
    """Coaches at half the pace take twice as long, for each person."""
    hesitant = {"employer_focus": 0.5}
    before, after = (
        between(log_under(changes, hesitant), Kind.SEARCH_STARTED, Kind.EMPLOYER_CONTACT)
        for changes in ([], "employer_focus")
    )

    assert ratios(before, after) == pytest.approx([0.5] * len(ratios(before, after)))


# --- referral and places -------------------------------------------------------------------------


def referred(changes: str | Changes) -> Times:
    return first(log_under(changes), Kind.REFERRED)


def test_marketing_adds_people_and_keeps_those_who_came() -> None:
    before, after = referred([]), referred("marketing")

    assert before.items() <= after.items()
    assert len(after) > len(before)


def number(the_plan: Plan, replication: int) -> int:
    """Return how many candidates are referred."""
    streams = Streams(the_plan.seed, replication, the_plan.name)
    return sum(1 for _ in Referrals(the_plan, streams).times())


def surplus_by_marketing(factor: float, replications: int) -> float:
    """Return how far referrals are from what theory says of the factor, in standard errors."""
    one, other = under([]), under("marketing")
    surplus = [number(other, r) - factor * number(one, r) for r in range(replications)]
    return abs(z_score(surplus, 0.0))


def test_marketing_adds_three_in_ten() -> None:
    assert surplus_by_marketing(1.3, 2 * REPLICATIONS) < TOLERANCE


def test_another_factor_would_be_caught() -> None:
    assert surplus_by_marketing(1.2, 2 * REPLICATIONS) > TOLERANCE


FEW_PLACES = {
    "posts": posts(1.0),
    "caseload_norm": 20.0,
    "employer_focus": 0.0,
    "referral.per_year": 50.0,
}
STAYS = {
    "dropout_early": 0.22,
    "dropout_middle": 0.22,
    "dropout_late": 0.22,
}


def waits(changes: str | Changes) -> Times:
    """Return the wait of everybody for a place, in weeks: whoever has none yet waits on.

    Nobody gives up, and stays are the same whatever the norm.
    """
    the_plan = under(changes, FEW_PLACES, STAYS)
    patient = tuple(replace(terms, withdrawal_rate=0.0) for terms in the_plan.terms)
    return between(log_of(replace(the_plan, terms=patient)), Kind.REFERRED, Kind.ENROLLED)


def longer(before: Times, after: Times) -> int:
    """Return how many wait longer after than before, or have no place any more."""
    return sum(after.get(who, 1e9) > wait + 1e-9 for who, wait in before.items())


def test_nobody_waits_longer_for_more_places() -> None:
    """First come, first served, with given stays: more servers delay no customer."""
    fifteen, twenty, twenty_five = waits("caseload_15"), waits([]), waits("caseload_25")

    assert max(fifteen.values()) > 1
    assert longer(fifteen, twenty) == longer(twenty, twenty_five) == 0
    assert longer(twenty, fifteen) > 10


def test_a_queue_that_is_not_first_come_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: the last in the queue is taken, so that more places delay somebody."""
    monkeypatch.setattr("sesim.model.admission.next", lambda queue: list(queue)[-1], raising=False)

    assert longer(waits("caseload_15"), waits([])) > 0


def test_in_a_team_nobody_waits_for_a_meeting() -> None:
    grouped = {"referral": {"per_year": 24.0, "route": "group"}}
    by_group, direct = (
        between(log_of(plan(grouped, changes=changes)), Kind.REFERRED, Kind.ENROLLED)
        for changes in ([], changes_of("ips_team"))
    )

    assert max(by_group.values()) > 2 * MONTHS  # over the new year or the summer
    assert sorted(by_group.values())[len(by_group) // 2] > 1
    assert sorted(direct.values())[len(direct) // 2] == 0


# --- coaches -------------------------------------------------------------------------------------

SIZES = {"fixed_overhead": 1.0, "part_time_loss": 0.2, "turnover_per_year": 0.0}
WITHOUT_A_CHANGE: Changes = []


def capacity(changes: str | Changes, **parameters: float) -> float:
    """Return the hours a week that two half posts have together under a scenario."""
    the_plan = plan(
        {"posts": posts(0.5, 0.5)},
        parameters={**SIZES, **parameters},
        changes=changes_of(changes) if isinstance(changes, str) else changes,
    )
    terms = the_plan.terms[-1]
    return sum(terms.capacity(post.fte, post.other_duties) for post in the_plan.staffing[-1].posts)


def test_what_the_size_of_posts_costs() -> None:
    """One full post, two halves, four quarters: n (H / n (1 - f (1 - 1 / n)) - o)."""
    gross = plan(parameters=SIZES).terms[0].hours_per_week
    expected = [gross * (1 - 0.2 * (1 - 1 / n)) - n * 1.0 for n in (1, 2, 4)]
    found = [capacity(name) for name in ("full_time_roles", "baseline", "part_time_roles")]

    assert found == pytest.approx(expected)


def test_posts_that_are_not_cut_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sesim.model.plan._cut_to_size", lambda posts, _: posts)

    assert capacity("part_time_roles") == capacity("full_time_roles")


def test_a_team_saves_a_third_of_the_meetings() -> None:
    assert capacity("ips_team") - capacity([]) == pytest.approx(2 * 1.0 * 0.333)


def hours(log: Log) -> float:
    """Hours that coaches gave."""
    return sum(row.hours for row in log if row.kind in (Kind.HOURS_GIVEN, Kind.EMPLOYER_CONTACT))


def vacancies(log: Log) -> float:
    """How often a post stood empty."""
    return sum(row.fte == 0 for row in log if row.kind == Kind.POST_CHANGED)


def withdrawn(log: Log) -> float:
    return count(log, Kind.WITHDREW)


@cache
def crowded(changes: str) -> Plan:
    """Return a programme with more people than its two half posts have time for."""
    programme = {"posts": posts(0.5, 0.5), "referral.per_year": 30.0}
    return plan(programme, changes=changes_of(changes))


def rise(outcome: Callable[[Log], float], before: str, after: str) -> float:
    """Return the mean paired rise of an outcome, in standard errors."""
    pairs = [
        [outcome(log_of(crowded(name), r)) for name in (before, after)] for r in range(REPLICATIONS)
    ]
    return z_score([late - early for early, late in pairs], 0.0)


MEAN_DIRECTIONS = [
    (hours, "part_time_roles", "full_time_roles"),
    (hours, "coach_turnover", "baseline"),
    (vacancies, "baseline", "coach_turnover"),
    (withdrawn, "caseload_25", "caseload_15"),
    (withdrawn, "baseline", "marketing"),
]


@pytest.mark.verification
@pytest.mark.parametrize(("outcome", "before", "after"), MEAN_DIRECTIONS)
def test_means_move_as_they_must(outcome: Callable[[Log], float], before: str, after: str) -> None:
    """In a crowded programme, beyond chance, on common random numbers."""
    assert rise(outcome, before, after) > TOLERANCE


@pytest.mark.verification
def test_a_wrong_direction_would_be_caught() -> None:
    assert rise(hours, "full_time_roles", "part_time_roles") < TOLERANCE


# --- employers, placements and jobs --------------------------------------------------------------

TOUCHY = {"unemployment_effect": -0.1}


def first_jobs(changes: str | Changes) -> Times:
    return first(log_under(changes, {}, TOUCHY), Kind.JOB_STARTED)


def test_nobody_finds_work_later_in_a_better_labour_market() -> None:
    recession, usual, boom = first_jobs("recession"), first_jobs([]), first_jobs("boom")

    assert set(recession) < set(usual) < set(boom)
    assert all(usual[who] <= recession[who] for who in recession)
    assert all(boom[who] <= usual[who] for who in usual)


def test_a_labour_market_that_does_not_matter_would_be_noticed() -> None:
    unmoved = {"unemployment_effect": 0.0}
    jobs = [first(log_under(name, {}, unmoved), Kind.JOB_STARTED) for name in ("recession", "boom")]

    assert jobs[0] == jobs[1]


PLACED = {"placement": {"first_share": 1.0, "months": 2.0}}


def first_placements(changes: str | Changes) -> Times:
    """Return the length of each person's first placement, if it lasted as planned."""
    found = {}
    for who, life in lives(log_under(changes, PLACED)).items():
        rows = [row for row in life if row.kind in (Kind.PLACEMENT_STARTED, Kind.PLACEMENT_ENDED)]
        if len(rows) > 1 and rows[1].reason != Reason.LEFT_PROGRAMME:
            found[who] = rows[1].time - rows[0].time
    return found


@pytest.mark.parametrize(("name", "factor"), [("short_placements", 0.5), ("long_placements", 2.0)])
def test_everybody_s_placement_is_shorter_or_longer_by_the_factor(name: str, factor: float) -> None:
    found = ratios(first_placements([]), first_placements(name))

    assert found == pytest.approx([factor] * len(found))


def kinds_of_jobs(changes: str | Changes) -> set[str | None]:
    mixed = {"ordinary": 0.2, "subsidised": 0.3, "transition": 0.4, "temporary": 0.1}
    log = log_under(changes, {"job_kinds": mixed})
    return {row.job_kind for row in log if row.kind == Kind.JOB_STARTED}


def test_no_transition_job_begins_where_there_are_none() -> None:
    assert kinds_of_jobs([]) == set(JobKind)
    assert kinds_of_jobs("no_transition_jobs") == set(JobKind) - {JobKind.TRANSITION}


def beyond_the_limit(changes: str | Changes) -> tuple[int, int]:
    """Return how many stayed over nine months before any job, and were supported over four in one.

    Nobody drops out or is without support before the rules can be seen.
    """
    parameters = {"dropout_factor": 0.01, "accept": 0.03, "tenure_months": 100.0}
    jobless = supported = 0
    for life in lives(log_under(changes, {}, parameters)).values():
        times = {row.kind: row.time for row in reversed(life)}
        began = times.get(Kind.JOB_STARTED, times.get(Kind.EXITED))
        if began is not None and Kind.ENROLLED in times:
            jobless += began - times[Kind.ENROLLED] > 9 * MONTHS + 1e-6
        starts = [row.time for row in life if row.kind == Kind.JOB_STARTED]
        ends = [row.time for row in life if row.kind in (Kind.JOB_ENDED, Kind.EXITED)]
        supported += any(
            min((end for end in ends if end >= start), default=1e9) - start > 4 * MONTHS + 1e-6
            for start in starts
            if start < under([]).calendar.horizon - 5 * MONTHS
        )
    return jobless, supported


def test_nobody_outstays_the_time_limits() -> None:
    assert beyond_the_limit("time_limited_support") == (0, 0)
    assert min(beyond_the_limit([])) > 10


# --- nothing -------------------------------------------------------------------------------------


def fingerprints(**said: Any) -> list[str]:
    """Return a hash of all events of three replications, to the last bit of every number."""
    study = build(SETTINGS, {"here": PROGRAMME}, {"name": "test", **said}, {})
    logs = [log_of(prepare(study)["here"], replication) for replication in range(3)]
    return [sha256(repr(log).encode()).hexdigest() for log in logs]


def test_the_placebo_does_nothing_at_all() -> None:
    changes = changes_of("placebo")

    assert fingerprints(placebo=True, changes=changes) == fingerprints()


def test_a_placebo_within_the_window_would_be_noticed() -> None:
    [change] = changes_of("placebo")
    early = [{**change, "since": "2015-06-01"}]

    assert set(fingerprints(changes=early)).isdisjoint(fingerprints())
