"""Whole replications against theory, and against each other on common random numbers."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import Any, NamedTuple

import numpy as np
import pytest
from scipy.linalg import expm
from tests.model.bare import bare_programme
from tests.model.small_studies import Log, count, here, lives, log_of, posts
from tests.verification.theory import REPLICATIONS, TOLERANCE, Array, z_score

import sesim.model.journey
import sesim.model.outside
from sesim.events import Activity, Kind, Reason
from sesim.model import ModelProgramme
from sesim.model.calendar import WEEKS_PER_MONTH, WEEKS_PER_YEAR
from sesim.model.parameters import ModelParameters
from sesim.model.streams import Streams

# --- the waiting list of a whole programme -------------------------------------------------------


class Stocks(NamedTuple):
    """What a waiting list with places has come to by the end of the window."""

    withdrew: float
    left: float
    waiting: float
    present: float


class Queue(NamedTuple):
    """People come, wait with little patience for one of the places, and leave; rates per week."""

    arrivals: float
    places: int
    leaving: float
    giving_up: float

    def stocks(self, weeks: float) -> Stocks:
        """Return the expected stocks after some weeks, having begun empty: Erlang-A in transit."""
        n = np.arange(self.places + 80)
        placed = np.minimum(n, self.places)
        departures = placed * self.leaving + (n - placed) * self.giving_up
        rates = np.diag(np.full(len(n) - 1, self.arrivals), 1) + np.diag(departures[1:], -1)
        rates -= np.diag(rates.sum(axis=1))
        law, area = _law_and_area(rates, weeks)
        return Stocks(
            withdrew=self.giving_up * float(area @ (n - placed)),
            left=self.leaving * float(area @ placed),
            waiting=float(law @ (n - placed)),
            present=float(law @ n),
        )


def _law_and_area(rates: Array, weeks: float) -> tuple[Array, Array]:
    """Return a chain's law after some weeks from state 0, and the time spent in each state."""
    size = len(rates)
    both = np.zeros((2 * size, 2 * size))
    both[:size, :size] = rates
    both[:size, size:] = np.eye(size)
    grown = expm(both * weeks)
    return grown[0, :size], grown[0, size:]


PLACES = {
    "posts": posts(1.0, 0.5),
    "caseload_norm": 10.0,
    "employer_focus": 0.0,
    "referral.per_year": 36.0,
}
STAYS = {
    "batch_dispersion": 250.0,
    "patience_months": 2.0,
    "dropout_early": 0.2,
    "dropout_middle": 0.2,
    "dropout_late": 0.2,
}


def queue_of(the_plan: ModelProgramme) -> Queue:
    return Queue(
        arrivals=the_plan.inflow[0].per_year / WEEKS_PER_YEAR,
        places=15,
        leaving=0.2 / WEEKS_PER_MONTH,
        giving_up=math.log(2) / (2.0 * WEEKS_PER_MONTH),
    )


def stocks_of(log: Log) -> Stocks:
    withdrew, left, enrolled = (
        count(log, kind) for kind in (Kind.WITHDREW, Kind.EXITED, Kind.ENROLLED)
    )
    waiting = count(log, Kind.REFERRED) - withdrew - enrolled
    return Stocks(withdrew, left, waiting, waiting + enrolled - left)


def queue_distance(the_plan: ModelProgramme, replications: int) -> float:
    """Return how far the stocks of a whole programme are from theory, in standard errors."""
    expected = queue_of(the_plan).stocks(the_plan.calendar.horizon)
    found = np.array([stocks_of(log_of(the_plan, r)) for r in range(replications)])
    return max(abs(z_score(found[:, i], expected[i])) for i in range(len(expected)))


def test_waiting_list_of_a_whole_programme_briefly() -> None:
    assert queue_distance(bare_programme(PLACES, **STAYS), 2 * REPLICATIONS) < TOLERANCE


@pytest.mark.verification
def test_waiting_list_of_a_whole_programme_is_erlang_a() -> None:
    assert queue_distance(bare_programme(PLACES, **STAYS), 4 * REPLICATIONS) < TOLERANCE


@pytest.mark.verification
@pytest.mark.parametrize(
    ("programme", "parameters"),
    [({"caseload_norm": 11.0}, {}), ({}, {"patience_months": 5.0}), ({}, {"dropout_middle": 0.3})],
)
def test_another_waiting_list_would_be_caught(
    programme: dict[str, Any], parameters: dict[str, float]
) -> None:
    wrong = bare_programme({**PLACES, **programme}, **{**STAYS, **parameters})

    assert queue_distance(wrong, 4 * REPLICATIONS) > 1.5 * TOLERANCE


# --- directions ----------------------------------------------------------------------------------

Outcome = Callable[[Log], float]

WINDOW = {"start": "2012-01-01", "end": "2016-12-31"}
BASE: dict[str, Any] = {"referral.per_year": 30.0}


def employed(log: Log) -> float:
    """People with at least one job through the programme."""
    jobs = (row for row in log if row.kind == Kind.JOB_STARTED)
    return len({row.participant for row in jobs if row.reason is None})


def employed_at_all(log: Log) -> float:
    """People with at least one job, found by whomever."""
    return len({row.participant for row in log if row.kind == Kind.JOB_STARTED})


def _within(log: Log, kind: Kind, weeks: float) -> float:
    """People to whom something happened so soon after enrolment; a job through the programme."""
    enrolled, soon = {}, set()
    for row in log:
        if row.kind == Kind.ENROLLED:
            enrolled[row.participant] = row.time
        elif (
            row.kind == kind
            and row.reason is None
            and (row.time - enrolled.get(row.participant, -math.inf) < weeks)
        ):
            soon.add(row.participant)
    return len(soon)


def searching_early(log: Log) -> float:
    """People who searched within half a year of enrolment."""
    return _within(log, Kind.SEARCH_STARTED, 26)


def employed_in_a_year(log: Log) -> float:
    """People with a job through the programme within a year of enrolment."""
    return _within(log, Kind.JOB_STARTED, WEEKS_PER_YEAR)


def withdrawn(log: Log) -> float:
    """People who lost patience while they waited."""
    return sum(row.kind == Kind.WITHDREW for row in log)


def contacts(log: Log) -> float:
    """Employer contacts."""
    return count(log, Kind.EMPLOYER_CONTACT)


def contacted_early(log: Log) -> float:
    """People whose first employer contact came within half a year of enrolment."""
    early = 0
    for life in lives(log).values():
        times = {row.kind: row.time for row in reversed(life)}
        if Kind.ENROLLED in times and Kind.EMPLOYER_CONTACT in times:
            early += times[Kind.EMPLOYER_CONTACT] - times[Kind.ENROLLED] < 26
    return early


def hours(log: Log) -> float:
    """Hours that coaches gave."""
    return sum(row.hours for row in log if row.kind in (Kind.HOURS_GIVEN, Kind.EMPLOYER_CONTACT))


def share_received(log: Log) -> float:
    """Hours received by people, relative to hours wished for; employers have a budget beside."""
    rows = [
        row
        for row in log
        if row.kind == Kind.HOURS_GIVEN and row.activity != Activity.EMPLOYER_CONTACT
    ]
    return sum(row.hours for row in rows) / sum(row.wished_hours for row in rows)


def weeks_worked(log: Log) -> float:
    """Weeks in jobs within the window."""
    horizon = here(BASE, **WINDOW).calendar.horizon
    weeks = 0.0
    for life in lives(log).values():
        starts = [row.time for row in life if row.kind == Kind.JOB_STARTED]
        ends = [row.time for row in life if row.kind == Kind.JOB_ENDED]
        weeks += sum(ends) + horizon * (len(starts) - len(ends)) - sum(starts)
    return weeks


def supported_exits(log: Log) -> float:
    """People who left with a job that went on."""
    return sum(row.reason == Reason.SUPPORT_ENDED_IN_WORK for row in log)


@cache
def baseline(replication: int) -> Log:
    """Return the log with which all changes are compared."""
    return log_of(here(BASE, **WINDOW), replication)


ROOMY = {"posts": posts(1.0, 1.0, 1.0, 1.0)}
"""Posts with time for everybody: whoever leaves makes no room for another."""


class Direction(NamedTuple):
    """A change, and an outcome that it must move up (or down) in the mean."""

    name: str
    outcome: Outcome
    up: bool
    programme: dict[str, Any] = {}  # noqa: RUF012 - never changed
    parameters: dict[str, float] = {}  # noqa: RUF012 - never changed
    world: dict[str, Any] = {}  # noqa: RUF012 - the programme of both, beside BASE
    values: dict[str, float] = {}  # noqa: RUF012 - the parameters of both

    def z(self, replications: int = REPLICATIONS) -> float:
        """Return the mean paired difference in the expected direction, in standard errors."""
        around = {**BASE, **self.world}
        after = here(
            {**around, **self.programme}, parameters={**self.values, **self.parameters}, **WINDOW
        )
        before = baseline
        if self.world or self.values:
            before = partial(log_of, here(around, parameters=self.values, **WINDOW))
        sign = 1 if self.up else -1
        differences = [
            sign * (self.outcome(log_of(after, r)) - self.outcome(before(r)))
            for r in range(replications)
        ]
        return z_score(differences, 0.0) if any(differences) else 0.0


DIRECTIONS = [
    Direction("more FTE, more people in work", employed, True, {"posts": posts(1.0, 1.0, 1.0)}),
    Direction("more FTE, fewer withdraw", withdrawn, False, {"posts": posts(1.0, 1.0, 1.0)}),
    Direction("more FTE, fuller support", share_received, True, {"posts": posts(1.0, 1.0)}),
    Direction("half posts, fewer hours", hours, False, {"post_size": 0.25}),
    Direction("back-heavy, later contact", contacted_early, False, {"back_heaviness": 1.0}),
    Direction("front-loaded, earlier contact", contacted_early, True, {"back_heaviness": 0.0}),
    Direction("longer mapping, later contact", contacted_early, False, {"mapping": "long"}),
    Direction("heavier load, thinner support", share_received, False, {"social_load": "heavy"}),
    Direction("training, later contact", contacted_early, False, {"training.share": 1.0}),
    Direction("comfort with employers, more contacts", contacts, True, {"employer_focus": 1.6}),
    Direction("no comfort with employers, fewer jobs", employed, False, {"employer_focus": 0.3}),
    Direction("more referrals, more withdraw", withdrawn, True, {"referral.per_year": 45.0}),
    Direction("tighter norm, more withdraw", withdrawn, True, {"caseload_norm": 10.0}),
    Direction("tighter norm, fuller support", share_received, True, {"caseload_norm": 10.0}),
    Direction(
        "long support, fewer leave in work", supported_exits, False, {"support.open_ended": True}
    ),
    Direction("willing employers, more in work", employed, True, {}, {"accept": 0.2}),
    Direction("frailer people, fewer in work", employed, False, {}, {"frailty_variance": 9.0}),
    Direction("longer jobs, more weeks", weeks_worked, True, {}, {"tenure_months": 32.0}),
    Direction("support protects, more weeks", weeks_worked, True, {}, {"support_hr": 0.4}),
    Direction("turnover, fewer hours", hours, False, {}, {"turnover_per_year": 1.5}),
    Direction("administration, fewer hours", hours, False, {}, {"admin_share": 0.5}),
    Direction("dropping out, fewer in work", employed, False, {}, {"dropout_factor": 3.0}, ROOMY),
    Direction("patience, fewer withdraw", withdrawn, False, {}, {"patience_months": 24.0}),
    Direction("illness, fewer in work", employed, False, {}, {"health_episodes_per_month": 0.3}),
    Direction("small pool, fewer in work", employed, False, {"labour_market.employers": 4}),
]


ALONE = {"found_alone_per_month": 0.05}
LONGER = {"mapping": "long", "back_heaviness": 1.0}
FIRST = {"back_heaviness": 1.0}
AT_ONCE = {**ROOMY, "back_heaviness": 0.0}
HELPFUL = {"person_gain": 3.0}

MECHANISMS = [
    Direction("more meetings, fewer jobs", employed, False, {}, {"team_meeting_hours": 6.0}),
    Direction("emerging work, later search", searching_early, False, {}, {"emerging_hours": 0.45}),
    Direction("emerging work, fewer jobs", employed_in_a_year, False, {}, {"emerging_hours": 0.45}),
    Direction("found alone, more in work", employed_at_all, True, {}, ALONE),
    Direction("informed referrers, more jobs", employed_at_all, True, {"referral.knowledge": 1.0}),
    Direction("further from jobs", employed, False, {"target_group": "daily_activities"}),
    Direction("longer preparation, fewer jobs in a year", employed_in_a_year, False, LONGER),
    Direction("preparation that helps", employed, True, FIRST, {}, AT_ONCE, HELPFUL),
    Direction("much that helps, more in work", employed_at_all, True, LONGER, {}, AT_ONCE, HELPFUL),
]

UNMOVED = [
    Direction("found alone, not by the programme", employed, True, {}, ALONE),
    Direction(
        "nothing emerges where nothing comes first",
        employed,
        False,
        {},
        {"emerging_hours": 0.45},
        {"back_heaviness": 0.0},
    ),
    Direction(
        "informed referrers refer the same people",
        employed_at_all,
        True,
        {"referral.knowledge": 1.0},
        {},
        {},
        {"referrer_odds": 1.0},
    ),
    Direction(
        "a group as near to jobs",
        employed,
        False,
        {"target_group": "daily_activities"},
        {},
        {},
        {"group_daily_activities": 0.0},
    ),
    Direction(
        "hardly any preparation",
        employed_in_a_year,
        False,
        LONGER,
        {},
        {},
        {"preparation_factor": 0.01},
    ),
    Direction("preparation that does not help", employed, True, FIRST, {}, AT_ONCE),
    Direction("much that does not help", employed_at_all, True, LONGER, {}, AT_ONCE),
]


@pytest.mark.verification
@pytest.mark.parametrize("direction", MECHANISMS, ids=lambda direction: direction.name)
def test_directions_of_the_mechanisms(direction: Direction) -> None:
    """What each mechanism is there for."""
    assert direction.z() > TOLERANCE


@pytest.mark.verification
@pytest.mark.parametrize("direction", UNMOVED, ids=lambda direction: direction.name)
def test_what_does_not_move(direction: Direction) -> None:
    """Placebos: the same changes where the mechanism has nothing to act on."""
    assert direction.z() < TOLERANCE


@pytest.mark.verification
def test_meetings_that_cost_nothing_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: the team's meetings are free."""
    capacity = ModelParameters.capacity

    def free(self: ModelParameters, fte: float, other_duties: bool, team: float) -> float:
        return capacity(replace(self, team_meetings=0.0), fte, other_duties, team)

    monkeypatch.setattr(ModelParameters, "capacity", free)

    assert MECHANISMS[0]._replace(values={"female_effect": 1.0}).z() == 0


@pytest.mark.verification
def test_a_job_found_alone_that_counts_for_the_programme_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A planted error: nobody tells how the job was found."""
    for module in (sesim.model.journey, sesim.model.outside):
        offer = module.alone_offer
        monkeypatch.setattr(
            module, "alone_offer", lambda *who, offer=offer: offer(*who)._replace(how=None)
        )

    assert UNMOVED[0]._replace(values={"female_effect": 1.0}).z() > TOLERANCE


@pytest.mark.parametrize(
    "direction", [DIRECTIONS[0], DIRECTIONS[4]], ids=lambda direction: direction.name
)
def test_directions_briefly(direction: Direction) -> None:
    assert direction.z(20) > TOLERANCE


@pytest.mark.verification
@pytest.mark.parametrize("direction", DIRECTIONS, ids=lambda direction: direction.name)
def test_directions(direction: Direction) -> None:
    """What any coach would expect, in the mean on common random numbers, beyond chance."""
    assert direction.z() > TOLERANCE


@pytest.mark.verification
@pytest.mark.parametrize(
    "wrong",
    [
        Direction("the other way", contacted_early, True, {"back_heaviness": 1.0}),
        Direction("no effect", employed, True, {}, {"role_split_gain": 3.0}),
    ],
    ids=lambda direction: direction.name,
)
def test_a_wrong_direction_would_be_caught(wrong: Direction) -> None:
    assert wrong.z() < TOLERANCE


# --- common random numbers -----------------------------------------------------------------------


def variance_kept(replications: int, accept: float = 1.15) -> float:
    """Return the variance of the paired difference, relative to that of unpaired replications."""
    before = here(BASE, **WINDOW)
    after = here(BASE, changes=[{"target": "parameters.accept", "scale": accept}], **WINDOW)
    pairs = np.array(
        [[employed(log_of(p, r)) for p in (before, after)] for r in range(replications)]
    )
    return float(np.diff(pairs).var(ddof=1) / pairs.var(axis=0, ddof=1).sum())


@pytest.mark.verification
def test_scenarios_on_common_luck_need_far_fewer_replications() -> None:
    """Employers 15 % more willing: at most a quarter of the variance of independent ones."""
    assert variance_kept(60) < 0.25


@pytest.mark.verification
def test_independent_replications_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: luck depends on the order of asking, so that scenarios fall out of step."""

    def in_order(self: Streams, kind: type, who: int, occasion: int = 0) -> Any:
        del who, occasion
        return kind(*self.generator.random(len(kind._fields)))

    def seeded(self: Streams, seed: int, replication: int, programme: str) -> None:
        original(self, seed, replication, programme)
        self._philox = np.random.Philox(key=seed + 1000 * replication)
        self.generator = np.random.Generator(self._philox)

    original = Streams.__init__
    monkeypatch.setattr(Streams, "__init__", seeded)
    monkeypatch.setattr(Streams, "luck", in_order)

    assert variance_kept(60) > 0.5
