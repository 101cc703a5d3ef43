"""The coach's time against theory: processor sharing with the queue-length law of M/M/c.

Jobs come in a Poisson stream and wish for one hour a week each of a coach with time for c of
them. Whatever the law of the work, the number of open jobs then has the law of M/M/c, and in
equilibrium what is left of each open job has the equilibrium law of the work, independently.
Every replication is started from that equilibrium, so there is no warm-up: the time spent with
n jobs has exactly the expected mean.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from scipy.sparse import coo_array, csr_array, diags_array, vstack
from scipy.sparse.linalg import spsolve
from simpy import Environment, Event, Timeout
from tests.verification.theory import (
    REPLICATIONS,
    TOLERANCE,
    Array,
    erlang_c,
    mean_of,
    poisson,
    z_score,
)

from sesim.events import Activity
from sesim.model.coach import Coach
from sesim.model.task import Task

Draw = Callable[[np.random.Generator, int], Array]


class Work(NamedTuple):
    """A law of the work with mean 1 hour: new jobs, and what is left of open ones."""

    new: Draw
    left: Draw


def _of_total(total: Draw) -> Draw:
    """What is left of an open job is a uniform share of a job chosen in proportion to its size."""
    return lambda random, n: total(random, n) * random.random(n)


SIGMA = 1.0
"""Log-SD of the lognormal work: a coefficient of variation of 1.3."""
ALPHA = 2.5
"""Tail index of the Pareto work: finite variance, infinite third moment."""
LEAST = (ALPHA - 1) / ALPHA

LAWS = {
    "exponential": Work(
        lambda random, n: random.exponential(1.0, n), lambda random, n: random.exponential(1.0, n)
    ),
    "deterministic": Work(lambda _, n: np.ones(n), _of_total(lambda _, n: np.ones(n))),
    "lognormal": Work(
        lambda random, n: random.lognormal(-(SIGMA**2) / 2, SIGMA, n),
        _of_total(lambda random, n: random.lognormal(SIGMA**2 / 2, SIGMA, n)),
    ),
    "pareto": Work(
        lambda random, n: LEAST * (1 + random.pareto(ALPHA, n)),
        _of_total(lambda random, n: LEAST * (1 + random.pareto(ALPHA - 1, n))),
    ),
}


def time_at_each_number(
    capacity: float,
    rate: float,
    work: Work,
    law: Array,
    seed: int,
    jobs: int,
    kind: type[Coach] = Coach,
) -> Array:
    """Simulate one coach, and return the share of time with 0, 1, 2, … open jobs.

    The coach gives `capacity` hours a week; `rate` jobs a week come, `jobs` in all on average.
    The replication starts from `law`, the stationary law of the number, shape (states,).
    The shares have the same shape and sum to 1; the last one takes everything beyond.
    """
    random = np.random.Generator(np.random.Philox(seed))
    horizon = jobs / rate
    shares = np.zeros(len(law))
    env = Environment()
    present, since = 0, 0.0

    def change(by: int) -> None:
        nonlocal present, since
        shares[min(present, len(law) - 1)] += env.now - since
        present, since = present + by, env.now

    coach = kind(env, 0, lambda *_: change(-1))
    coach.set_capacity(capacity)

    def begin(hours: float) -> None:
        change(+1)
        coach.work(None, Activity.MAPPING, hours, 1.0)

    def come(arrival: Event) -> None:
        begin(arrival.value)

    at_start = int(np.searchsorted(np.cumsum(law), random.random()))
    for hours in work.left(random, at_start).tolist():
        begin(hours)
    times = random.uniform(0.0, horizon, random.poisson(jobs))
    for time, hours in zip(times.tolist(), work.new(random, len(times)).tolist(), strict=True):
        Timeout(env, time, value=hours).callbacks.append(come)
    env.run(horizon)
    change(0)
    return shares / horizon


class Case(NamedTuple):
    """A coach with time for `servers` open jobs at once, at a load."""

    servers: int
    load: float
    work: str

    @property
    def law(self) -> Array:
        return erlang_c(self.load, self.servers)


def simulate(
    case: Case, jobs: int, kind: type[Coach] = Coach, capacity: float = 1.0, first_seed: int = 0
) -> Array:
    """Return the shares of time of independent replications, shape (replications, states).

    `capacity` is relative to what it should be.
    """
    rate, law = case.load * case.servers, case.law
    return np.array(
        [
            time_at_each_number(
                capacity * case.servers, rate, LAWS[case.work], law, seed, jobs, kind
            )
            for seed in range(first_seed, first_seed + REPLICATIONS)
        ]
    )


def distances(shares: Array, law: Array) -> dict[str, float]:
    """Return the z-scores of the mean number and of P(number <= k) at five quantiles of the law."""
    numbers = shares @ np.arange(len(law))
    found = {"mean": z_score(numbers, mean_of(law))}
    cumulative = np.cumsum(law)
    for k in np.unique(np.searchsorted(cumulative, [0.1, 0.3, 0.5, 0.7, 0.9])):
        found[f"P(n <= {k})"] = z_score(shares[:, : k + 1].sum(axis=1), float(cumulative[k]))
    return found


def farthest(found: dict[str, float]) -> float:
    """Return the largest distance."""
    return max(abs(z) for z in found.values())


class Stale(Coach):
    """A planted error: the service ratio is not brought up to date when a job is done."""

    def _ring(self, alarm: Event) -> None:
        ratio = self.people.ratio
        super()._ring(alarm)
        self.people.ratio = ratio


# --- in the quick suite ------------------------------------------------------------------------

BRIEF = 1500


@pytest.mark.parametrize("work", LAWS)
def test_number_of_open_jobs_briefly(work: str) -> None:
    case = Case(10, 0.8, work)

    assert farthest(distances(simulate(case, BRIEF), case.law)) < TOLERANCE


@pytest.mark.parametrize("work", LAWS)
def test_brief_check_would_catch_a_coarse_error(work: str) -> None:
    case = Case(10, 0.8, work)

    found = distances(simulate(case, BRIEF, capacity=0.85), case.law)
    assert farthest(found) > 2 * TOLERANCE


def test_brief_check_would_catch_a_stale_ratio() -> None:
    case = Case(10, 0.8, "deterministic")

    assert farthest(distances(simulate(case, BRIEF, kind=Stale), case.law)) > 2 * TOLERANCE


# --- in full -----------------------------------------------------------------------------------

CASES = [
    Case(servers, load, work)
    for servers, load in ((10, 0.7), (10, 0.9), (20, 0.95))
    for work in LAWS
]
FULL = 8_000


@pytest.mark.verification
@pytest.mark.parametrize("case", CASES, ids=str)
def test_number_of_open_jobs_has_the_law_of_erlang_c(case: Case) -> None:
    """Mean and distribution, for any law of the work: the insensitivity of processor sharing."""
    assert farthest(distances(simulate(case, FULL), case.law)) < TOLERANCE


@pytest.mark.verification
@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_little_less_capacity_would_be_caught(case: Case) -> None:
    """3 % too little in a busy coach's week, 6 % in a calmer one's."""
    capacity = 0.97 if case.load >= 0.9 else 0.94

    found = distances(simulate(case, FULL, capacity=capacity), case.law)
    assert farthest(found) > 1.5 * TOLERANCE


# --- a coach who always has time: M/G/infinity ---------------------------------------------------

MEAN = 8.0
"""Jobs open at a time on average."""


def simulate_unlimited(work: str, jobs: int, kind: type[Coach] = Coach) -> Array:
    """Return the shares of time with a capacity that never binds, shape (replications, states)."""
    law = poisson(MEAN)
    return np.array(
        [
            time_at_each_number(1e3, MEAN, LAWS[work], law, seed, jobs, kind)
            for seed in range(REPLICATIONS)
        ]
    )


class Drowsy(Coach):
    """A planted error: 5 % of the time is lost although nobody has to share."""

    def _share(self) -> None:
        super()._share()
        self.people.ratio *= 0.95


@pytest.mark.verification
@pytest.mark.parametrize("work", LAWS)
def test_open_jobs_of_a_coach_with_time_enough_are_poisson(work: str) -> None:
    law = poisson(MEAN)

    assert farthest(distances(simulate_unlimited(work, FULL // 3), law)) < TOLERANCE


@pytest.mark.verification
@pytest.mark.parametrize("work", LAWS)
def test_lost_time_would_be_caught(work: str) -> None:
    found = distances(simulate_unlimited(work, FULL // 3, kind=Drowsy), poisson(MEAN))

    assert farthest(found) > 1.5 * TOLERANCE


# --- unequal wishes ------------------------------------------------------------------------------

RATES = (3.0, 3.0)
WISHES = (2.0, 0.5)
SHARED = 7.0
"""Two sorts of jobs a week, with one hour of exponential work each, that wish for 2 hours a week
and for half an hour, of a coach who has 7. All are slowed alike, so this is a Markov chain."""

MOST = (40, 120)
"""The chain is cut at these numbers of jobs of either sort, beyond which there is nothing left."""


def two_sorts() -> Array:
    """Return the stationary law of the numbers of open jobs of either sort, of shape MOST."""
    first, second = np.indices(MOST)
    demand = WISHES[0] * first + WISHES[1] * second
    ratio = np.minimum(1.0, SHARED / np.maximum(demand, SHARED))
    state = np.arange(first.size).reshape(MOST)
    coming = np.ones(MOST)
    flows = (
        (state[:-1], state[1:], RATES[0] * coming[1:]),
        (state[:, :-1], state[:, 1:], RATES[1] * coming[:, 1:]),
        (state[1:], state[:-1], (WISHES[0] * first * ratio)[1:]),
        (state[:, 1:], state[:, :-1], (WISHES[1] * second * ratio)[:, 1:]),
    )
    origin, goal, rate = (
        np.concatenate([part.ravel() for part in parts]) for parts in zip(*flows, strict=True)
    )
    leaving = np.bincount(origin, rate, state.size)
    balance = coo_array((rate, (goal, origin)), (state.size, state.size)) - diags_array(leaving)
    # One balance equation is redundant; in its place the probabilities sum to 1.
    system = vstack([balance.tocsr()[1:], csr_array(np.ones((1, state.size)))]).tocsc()
    law = spsolve(system, np.append(np.zeros(state.size - 1), 1.0))
    return np.maximum(law, 0.0).reshape(MOST)


def mean_open(law: Array, seed: int, jobs: int, wishes: tuple[float, float]) -> tuple[float, float]:
    """Simulate two sorts of jobs, and return the time-averages of the numbers open."""
    random = np.random.Generator(np.random.Philox(seed))
    horizon = jobs / sum(RATES)
    env = Environment()
    area = [0.0, 0.0]

    def done(task: Task, _: bool) -> None:
        sort, since = task.owner
        area[sort] += env.now - since

    coach = Coach(env, 0, done)
    coach.set_capacity(SHARED)
    open_now: list[Task] = []

    def begin(sort: int, hours: float) -> None:
        task = coach.work((sort, env.now), Activity.MAPPING, hours, wishes[sort])
        open_now.append(task)

    at_start = np.searchsorted(np.cumsum(law.ravel()), random.random())
    for sort, count in enumerate(np.unravel_index(at_start, law.shape)):
        for hours in random.exponential(1.0, count):
            begin(sort, float(hours))
    for sort, rate in enumerate(RATES):
        times = random.uniform(0.0, horizon, random.poisson(rate * horizon))
        for time, hours in zip(times.tolist(), random.exponential(1.0, len(times)), strict=True):
            Timeout(env, time, value=(sort, float(hours))).callbacks.append(
                lambda event: begin(*event.value)
            )
    env.run(horizon)
    for task in open_now:
        coach.release(task)
    return area[0] / horizon, area[1] / horizon


def distances_of_two_sorts(
    jobs: int, law: Array, wishes: tuple[float, float] = WISHES
) -> tuple[float, float]:
    numbers = np.array([mean_open(law, seed, jobs, wishes) for seed in range(REPLICATIONS)])
    return (
        z_score(numbers[:, 0], mean_of(law.sum(axis=1))),
        z_score(numbers[:, 1], mean_of(law.sum(axis=0))),
    )


@pytest.mark.verification
def test_unequal_wishes_are_served_in_proportion() -> None:
    assert max(map(abs, distances_of_two_sorts(FULL, two_sorts()))) < TOLERANCE


@pytest.mark.verification
def test_another_proportion_would_be_caught() -> None:
    """20 % off in one of the wishes."""
    first, second = WISHES

    found = distances_of_two_sorts(FULL, two_sorts(), (first, second * 0.8))
    assert max(map(abs, found)) > 1.5 * TOLERANCE
