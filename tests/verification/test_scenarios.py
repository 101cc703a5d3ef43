"""What the shipped scenarios must do by theory: preparation, places and coaches' time.

Most of it holds for each person, not only in the mean: where coaches have time for everybody, a
life under two scenarios differs only by what the change says. Each law has a planted error.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from simpy import Event
from tests.model.small_studies import Log, count, here, log_of, posts
from tests.verification.scenarios import (
    Changes,
    Times,
    between,
    changes_of,
    first,
    log_under,
    ratios,
    under,
)
from tests.verification.theory import REPLICATIONS, TOLERANCE, z_score

from sesim.events import Activity, Kind
from sesim.model import ModelProgramme
from sesim.model.admission import Admission
from sesim.model.calendar import WEEKS_PER_MONTH as MONTHS
from sesim.model.person import Person
from sesim.model.post import RunningPost
from sesim.model.referral import Referrals
from sesim.model.streams import Streams

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


def number(the_plan: ModelProgramme, replication: int) -> int:
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
    patient = tuple(replace(parameters, withdrawal_rate=0.0) for parameters in the_plan.parameters)
    return between(log_of(replace(the_plan, parameters=patient)), Kind.REFERRED, Kind.ENROLLED)


def longer(before: Times, after: Times) -> int:
    """Return how many wait longer after than before, or have no place any more."""
    return sum(after.get(who, 1e9) > wait + 1e-9 for who, wait in before.items())


def test_nobody_waits_longer_for_more_places() -> None:
    """First come, first served, with given stays: more servers delay no customer."""
    fifteen, twenty, twenty_five = waits("caseload_15"), waits([]), waits("caseload_25")

    assert max(fifteen.values()) > 1
    assert longer(fifteen, twenty) == longer(twenty, twenty_five) == 0
    assert longer(twenty, fifteen) > 10


class LastFirst(dict[Event, Person]):
    """A queue whose first is the one who came last."""

    def __iter__(self) -> Iterator[Event]:
        return reversed(self)


class LastComeFirstServed(Admission[RunningPost, Person]):
    """A planted error: the last in the queue is taken."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._waiting = LastFirst()


def test_a_queue_that_is_not_first_come_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """More places delay somebody."""
    monkeypatch.setattr("sesim.model.programme.Admission", LastComeFirstServed)

    assert longer(waits("caseload_15"), waits([])) > 0


def test_in_a_team_nobody_waits_for_a_meeting() -> None:
    grouped = {"referral": {"per_year": 24.0, "route": "group"}}
    by_group, direct = (
        between(log_of(here(grouped, changes=changes)), Kind.REFERRED, Kind.ENROLLED)
        for changes in ([], changes_of("ips_team"))
    )

    assert max(by_group.values()) > 2 * MONTHS  # over the new year or the summer
    assert sorted(by_group.values())[len(by_group) // 2] > 1
    assert sorted(direct.values())[len(direct) // 2] == 0


# --- coaches -------------------------------------------------------------------------------------

SIZES = {
    "team_meeting_hours": 1.2,
    "post_meeting_hours": 0.4,
    "part_time_loss": 0.2,
    "turnover_per_year": 0.0,
}


def capacity(changes: str | Changes, **parameters: float) -> float:
    """Return the hours a week that two half posts have together under a scenario."""
    the_plan = here(
        {"posts": posts(0.5, 0.5)},
        parameters={**SIZES, **parameters},
        changes=changes_of(changes) if isinstance(changes, str) else changes,
    )
    in_force, posts_then = the_plan.parameters[-1], the_plan.staffing[-1].posts
    team = sum(post.fte for post in posts_then)
    return sum(in_force.capacity(post.fte, post.other_duties, team) for post in posts_then)


def test_what_the_size_of_posts_costs() -> None:
    """One full post, two halves, four quarters: n (H / n (1 - f (1 - 1 / n)) - o) - t.

    The team's meetings t are shared; only a small part o is the same for every post.
    """
    gross = here(parameters=SIZES).parameters[0].hours_per_week
    expected = [gross * (1 - 0.2 * (1 - 1 / n)) - n * 0.4 - 1.2 for n in (1, 2, 4)]
    found = [capacity(name) for name in ("full_time_roles", "baseline", "part_time_roles")]

    assert found == pytest.approx(expected)


def test_posts_that_are_not_cut_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sesim.model.model_programme.cut_to_size", lambda posts, _: posts)
    monkeypatch.setattr(
        "sesim.model.model_programme.cut_names", lambda posts: [one.name for one in posts]
    )

    assert capacity("part_time_roles") == capacity("full_time_roles")


def test_a_meeting_of_each_post_instead_of_the_team_would_be_noticed() -> None:
    """A planted error: every post meets for as long as the team does."""
    found = [
        capacity(name, team_meeting_hours=0.015, post_meeting_hours=1.6)
        for name in ("full_time_roles", "baseline", "part_time_roles")
    ]
    gross = here(parameters=SIZES).parameters[0].hours_per_week
    expected = [gross * (1 - 0.2 * (1 - 1 / n)) - n * 0.4 - 1.2 for n in (1, 2, 4)]

    assert found[0] == pytest.approx(expected[0], abs=0.02)
    assert found[2] < expected[2] - 3


def test_a_team_saves_a_third_of_the_meetings() -> None:
    assert capacity("ips_team") - capacity([]) == pytest.approx(1.2 * 0.333)


def hours(log: Log) -> float:
    """Hours that coaches gave."""
    return sum(row.hours for row in log if row.kind in (Kind.HOURS_GIVEN, Kind.EMPLOYER_CONTACT))


def vacancies(log: Log) -> float:
    """How often a post stood empty."""
    return sum(row.fte == 0 for row in log if row.kind == Kind.POST_CHANGED)


def withdrawn(log: Log) -> float:
    return count(log, Kind.WITHDREW)


@cache
def crowded(changes: str) -> ModelProgramme:
    """Return a programme with more people than its two half posts have time for."""
    programme = {"posts": posts(0.5, 0.5), "referral.per_year": 30.0}
    return here(programme, changes=changes_of(changes))


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
