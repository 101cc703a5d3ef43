"""Coaches' posts over time: capacity, holders who leave, posts that come and go."""

import math
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.model.bare import bare_programme
from tests.model.observed_programme import ObservedProgramme, observe
from tests.model.small_studies import Log, here, log_of, posts

from sesim.events import Activity, Kind
from sesim.model.calendar import OPEN_WEEKS_PER_YEAR, WEEKS_PER_MONTH, WEEKS_PER_YEAR
from sesim.model.parameters import ModelParameters
from sesim.model.post import RunningPost
from sesim.model.programme import RunningProgramme

HOURS = {
    "hours_per_fte": 1650.0,
    "admin_share": 0.4,
    "team_meeting_hours": 2.0,
    "post_meeting_hours": 1.0,
    "part_time_loss": 0.2,
    "unregistered_share": 0.1,
}
FULL_WEEK = 1650.0 / OPEN_WEEKS_PER_YEAR * 0.6
IDLE = {"referral.per_year": 0.0, "posts": posts(1.0, 0.5)}


# --- capacity ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fte", "other_duties", "expected"),
    [
        (1.0, True, FULL_WEEK - 1.8),
        (1.0, False, FULL_WEEK - 1.8),
        (0.5, False, 0.5 * FULL_WEEK - 1.4),
        (0.5, True, 0.5 * FULL_WEEK * 0.9 - 1.4),
        (0.25, True, 0.25 * FULL_WEEK * 0.85 - 1.2),
        (0.05, True, 0.0),
        (0.0, True, 0.0),
    ],
)
def test_capacity_of_a_post(fte: float, other_duties: bool, expected: float) -> None:
    """Hours by size, less switching between missions, less what meetings take; never below 0.

    In a team of 2.5 full posts, a post has its part of the two hours of the team, and its own one.
    """
    parameters = here(parameters=HOURS).parameters[0]

    assert parameters.capacity(fte, other_duties, 2.5) == pytest.approx(expected)


def test_a_registered_programme_gives_some_hours_to_the_unregistered() -> None:
    registered = here({"registered": True}, parameters=HOURS).parameters[0]

    assert registered.capacity(1.0, False, 1.0) == pytest.approx(0.9 * FULL_WEEK - 3.0)


def test_two_half_posts_have_less_than_one_full() -> None:
    parameters = here(parameters=HOURS).parameters[0]

    assert (
        2 * parameters.capacity(0.5, True, 1.0)
        < 2 * parameters.capacity(0.5, False, 1.0)
        < parameters.capacity(1.0, False, 1.0)
    )


def hours_in_all(shares: list[float], **parameters: float) -> float:
    """Return the hours a week of all posts of a programme, whose holders have no other duties."""
    programme = {**IDLE, "posts": posts(*shares, other_duties=False)}
    found, _ = observe(here(programme, parameters={**HOURS, **parameters}, end="2012-01-20"))
    return sum(post.coach.capacity for post in found.posts)


@given(shares=st.lists(st.integers(5, 20).map(lambda n: n / 20), min_size=1, max_size=6))
def test_meetings_of_the_team_are_paid_once(shares: list[float]) -> None:
    """Whatever the number of posts: all hours, less the team's, less those of each post."""
    expected = sum(shares) * FULL_WEEK - 2.0 - len(shares) * 1.0

    assert hours_in_all(shares) == pytest.approx(expected)


@pytest.mark.usefixtures("unshrunk")
def test_meetings_paid_by_every_post_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error, once real: small posts are all meetings."""
    capacity = ModelParameters.capacity
    monkeypatch.setattr(
        ModelParameters, "capacity", lambda self, fte, duties, _: capacity(self, fte, duties, fte)
    )

    with pytest.raises(AssertionError):
        test_meetings_of_the_team_are_paid_once()


def test_skill_grows_until_it_is_full() -> None:
    parameters = here(parameters={"novice_log_odds": -0.4, "learning_months": 10.0}).parameters[0]
    post = RunningPost(RunningProgramme(here(), 0).env, 0, lambda *_: None)
    post.effect, post.skilled_at = 0.25, 10.0 * WEEKS_PER_MONTH
    skills = [post.skill(months * WEEKS_PER_MONTH, parameters) for months in (0, 5, 10, 20)]

    assert skills == pytest.approx([0.25 - 0.4, 0.25 - 0.2, 0.25, 0.25])


# --- holders -----------------------------------------------------------------------------------

RESTLESS = {"turnover_per_year": 1.3, "vacancy_months": 2.0, "time_spread": 0.5}


def vacancies(log: Log, name: str, horizon: float) -> tuple[int, float, list[float]]:
    """Return how often a post fell vacant, the weeks it was held, and how long vacancies were."""
    held, since, empty_at = 0.0, 0.0, None
    lengths = []
    for row in (r for r in log if r.kind == Kind.POST_CHANGED and r.coach == name):
        if row.fte == 0.0:
            held += row.time - since
            empty_at = row.time
        elif empty_at is not None:
            lengths.append(row.time - empty_at)
            since, empty_at = row.time, None
    if empty_at is None:
        return len(lengths), held + horizon - since, lengths
    return len(lengths) + 1, held, lengths


@pytest.mark.parametrize(("rate", "within"), [(1.3, True), (1.1, False)])
def test_holders_leave_at_the_given_rate(rate: float, within: bool) -> None:
    """Departures less rate times weeks held are a martingale; another rate would be noticed."""
    the_plan = here(IDLE, parameters=RESTLESS)
    surplus = []
    for replication in range(150):
        log = log_of(the_plan, replication)
        for name in ("post_0", "post_1"):
            left, held, _ = vacancies(log, name, the_plan.calendar.horizon)
            surplus.append(left - rate / WEEKS_PER_YEAR * held)
    mean = math.fsum(surplus) / len(surplus)
    error = math.sqrt(sum((x - mean) ** 2 for x in surplus)) / len(surplus)

    assert (abs(mean / error) < 3.5) is within


def test_vacancies_last_as_long_as_they_should() -> None:
    """Half of them are shorter than the median, in whole years of the window."""
    the_plan = here(IDLE, parameters=RESTLESS)
    shorter = total = 0
    for replication in range(150):
        log = log_of(the_plan, replication)
        early = [row for row in log if row.time < the_plan.calendar.horizon - 60.0]
        lengths = vacancies(log, "post_0", the_plan.calendar.horizon)[2]
        for length in lengths[: sum(row.fte == 0.0 for row in early)]:
            total += 1
            shorter += length < 2.0 * WEEKS_PER_MONTH

    assert total > 300
    assert abs(shorter - total / 2) < 3.5 * math.sqrt(total) / 2


def test_without_turnover_posts_are_never_vacant() -> None:
    log = log_of(here(IDLE, parameters={"turnover_per_year": 0.0}))

    assert [(row.time, row.coach, row.fte) for row in log] == [
        (0.0, "post_0", 1.0),
        (0.0, "post_1", 0.5),
    ]


def empty_spells(log: Log, horizon: float) -> list[tuple[float, float]]:
    """Return when the only post was vacant, as (begin, end) in weeks."""
    sizes = [(row.time, row.fte) for row in log if row.kind == Kind.POST_CHANGED]
    ends = [time for time, _ in sizes[1:]] + [horizon]
    return [(begin, end) for (begin, fte), end in zip(sizes, ends, strict=True) if fte == 0.0]


def overlap(spells: Iterable[tuple[float, float]], others: Iterable[tuple[float, float]]) -> float:
    others = list(others)
    return sum(max(0.0, min(b, d) - max(a, c)) for a, b in spells for c, d in others)


def test_a_vacant_post_gives_no_hours_and_takes_no_one() -> None:
    """Its capacity is that of the open weeks in which somebody held it."""
    the_plan = here(
        {"posts": posts(1.0), "referral.per_year": 60.0}, parameters={**HOURS, **RESTLESS}
    )
    programme, log = observe(the_plan)
    horizon, closed = the_plan.calendar.horizon, the_plan.calendar.closed
    empty = empty_spells(log, horizon)
    away = sum(end - begin for begin, end in empty)
    shut = sum(end - begin for begin, end in closed)
    worked = horizon - away - shut + overlap(empty, closed)
    enrolled = [row.time for row in log if row.kind == Kind.ENROLLED]

    assert away > 10.0
    assert programme.seen()["post_0"].capacity == pytest.approx(worked * (FULL_WEEK - 3.0))
    assert not any(begin < time < end for time in enrolled for begin, end in empty)


def test_a_new_holder_first_wins_trust() -> None:
    """What was under way is finished; then no employer is asked until people trust the coach."""
    parameters = {
        "accept": 0.0,
        "turnover_per_year": 2.0,
        "time_spread": 0.0,
        "vacancy_months": 2.0,
        "trust_months": 3.0,
        "dropout_factor": 0.01,
        "contacts_per_week": 1.0,
    }
    the_plan = bare_programme(**parameters)
    log = log_of(the_plan)
    asked = [row.time for row in log if row.kind == Kind.EMPLOYER_CONTACT]
    came = [end for _, end in empty_spells(log, the_plan.calendar.horizon)][:-1]
    trusted = [time + 3.0 * WEEKS_PER_MONTH for time in came]

    assert len(came) > 2
    assert len(asked) > 1000
    for begin, end in zip(came, trusted, strict=True):
        assert not any(begin + 1.0 + 1e-6 < time < end for time in asked)


def test_closed_weeks_are_not_missed_support() -> None:
    """With time enough nothing is missed, whatever the calendar says."""
    programme = {"posts": posts(1.0), "referral.per_year": 30.0}
    parameters = {"hours_per_fte": 165_000.0, "turnover_per_year": 0.0}
    rows = [row for row in log_of(here(programme, parameters=parameters)) if row.hours >= 0]

    assert len(rows) > 300
    assert [row.hours for row in rows] == pytest.approx([row.wished_hours for row in rows])


# --- posts that come and go ----------------------------------------------------------------------


def schedule(*periods: tuple[str, str | None, float], **fields: Any) -> list[dict[str, Any]]:
    return [
        {"since": since, "until": until, "share": share, **fields}
        for since, until, share in periods
    ]


def test_the_log_tells_every_size_of_a_post() -> None:
    fte = schedule(
        ("2012-03-01", "2013-01-01", 0.5),
        ("2013-01-01", "2013-07-15", 1.0),
        ("2015-01-01", None, 0.2),
    )
    two = [{"name": "here", "fte": fte}, *posts(1.0)]
    the_plan = here({**IDLE, "posts": two}, parameters={"turnover_per_year": 0.0})
    found = [
        (the_plan.calendar.day(row.time).isoformat(), row.fte)
        for row in log_of(the_plan)
        if row.coach == "here"
    ]

    assert found == [
        ("2012-01-01", 0.0),
        ("2012-03-01", 0.5),
        ("2013-01-01", 1.0),
        ("2013-07-15", 0.0),
        ("2015-01-01", 0.2),
    ]


def test_posts_cut_to_one_size() -> None:
    """The same FTE in posts of one size, the last one smaller."""
    the_plan = here({**IDLE, "posts": posts(1.0, 0.5), "post_size": 0.4})

    assert [post.fte for post in the_plan.staffing[0].posts] == pytest.approx([0.4, 0.4, 0.4, 0.3])


ABOLISHED = {
    "referral.per_year": 60.0,
    "posts": [
        {"name": "old", "fte": schedule(("2012-01-01", "2014-03-01", 1.0))},
        {"name": "new", "fte": schedule(("2012-01-01", None, 1.0))},
    ],
}
SPECIALISTS = {
    "referral.per_year": 60.0,
    "posts": [
        {"name": "coach", "role": "support", "fte": schedule(("2012-01-01", None, 1.0))},
        {"name": "old", "role": "employers", "fte": schedule(("2012-01-01", "2014-03-01", 1.0))},
        {"name": "new", "role": "employers", "fte": schedule(("2012-01-01", None, 1.0))},
    ],
}


class Inspected(ObservedProgramme):
    """A replication that is looked through once a step, for claims on posts that are no more."""

    def settle(self) -> None:
        self.stuck = [
            task
            for person in self.enrolled()
            for task in person.open_tasks()
            if self.posts[task.coach.number].fte == 0
        ]
        super().settle()


def inspect(programme: dict[str, Any], seed: int, end: str = "2014-03-20") -> tuple[Inspected, Log]:
    """Run until shortly after the post is abolished, with holders who come and go."""
    restless = {"turnover_per_year": 2.0, "trust_months": 6.0}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.model.observed_programme.ObservedProgramme", Inspected)
        programme_run, log = observe(here(programme, parameters=restless, seed=seed, end=end))
    assert isinstance(programme_run, Inspected)
    return programme_run, log


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
@pytest.mark.parametrize("programme", [ABOLISHED, SPECIALISTS], ids=["coach", "specialist"])
def test_no_one_waits_for_a_post_that_is_no_more(programme: dict[str, Any], seed: int) -> None:
    found, _ = inspect(programme, seed)

    assert found.stuck == []
    assert all(not post.people for post in found.posts if post.fte == 0)


def test_contacts_left_behind_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: what a specialist was doing is not passed on."""
    monkeypatch.setattr(RunningProgramme, "redirect_contact", lambda *_: None)

    assert any(inspect(SPECIALISTS, seed)[0].stuck for seed in range(5))


def test_roles_are_kept_apart() -> None:
    """Coaches make no employer contacts where specialists do, and specialists nothing else."""
    _, log = inspect(SPECIALISTS, 1)
    done = {(row.coach, row.activity) for row in log if row.hours > 0}

    assert {who for who, what in done if what == Activity.EMPLOYER_CONTACT} == {"old", "new"}
    assert {who for who, what in done if what != Activity.EMPLOYER_CONTACT} == {"coach"}


def test_people_move_to_the_coach_who_has_room() -> None:
    """All of the old coach's people are with the new one on the next day."""
    before, _ = inspect(ABOLISHED, 3, end="2014-02-28")
    after, _ = inspect(ABOLISHED, 3, end="2014-03-01")
    moved = {person.number for person in before.posts[0].people}

    assert len(moved) > 5
    assert not after.posts[0].people
    assert len(moved & {person.number for person in after.posts[1].people}) > 0.8 * len(moved)
