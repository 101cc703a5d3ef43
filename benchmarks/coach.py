"""The coach's clock against Ciw's processor-sharing node, on the same jobs in the same process.

Jobs arrive in a Poisson stream and bring exponential work; each wishes for one hour a week of a
server that gives 10 or 20, at a load of 90 %. The number present has the law of M/M/c, and
because every replication begins with a draw from that law there is no warm-up to wait for.
Both programs are given the same arrivals and the same work, so they must also agree job by job.
"""

import math
from statistics import mean, median, stdev
from typing import Any, NamedTuple

import ciw
import numpy as np
from numpy.typing import NDArray
from simpy import Environment
from table import Measured, Row, at_least, at_most
from timing import seconds

from sesim.events import Activity
from sesim.model.coach import Coach

LOAD = 0.9
CAPACITIES = (10, 20)
JOBS = 2_000
"""Expected number of jobs in one replication."""
REPLICATIONS = 20

LEAST = 5.0
"""How many times as fast as Ciw the coach's clock should be."""

FARTHEST = 3.5
"""Standard errors by which the mean number present may differ from theory."""

APART = 1e-6
"""Weeks by which the two programs may differ in the end of a job."""


class Jobs(NamedTuple):
    """Jobs of one replication: times of arrival (weeks, rising) and work (hours)."""

    arrivals: list[float]
    work: list[float]
    horizon: float


class Compared(NamedTuple):
    """What was measured at one capacity.

    Attributes:
        faster: how many times as fast as Ciw the coach's clock is.
        errors: distance of the mean number present from theory, in standard errors.
        apart: largest difference in the end of a job, in weeks.
    """

    faster: float
    errors: float
    apart: float


def number_present(capacity: int, load: float) -> NDArray[np.float64]:
    """Return the stationary law of the number in M/M/c, cut where nothing is left."""
    states = capacity + int(40 / -math.log(load))
    ratios = [load * capacity / min(n, capacity) for n in range(1, states)]
    weights = np.cumprod([1.0, *ratios])
    return weights / weights.sum()


def draw(capacity: int, seed: int) -> Jobs:
    """Make the jobs of one replication; those present at the start come first, at time 0."""
    random = np.random.Generator(np.random.Philox(seed))
    law = number_present(capacity, LOAD)
    present = int(np.searchsorted(np.cumsum(law), random.random()))
    horizon = JOBS / (LOAD * capacity)
    new = np.sort(random.uniform(0.0, horizon, random.poisson(JOBS)))
    arrivals = [0.0] * present + new.tolist()
    return Jobs(arrivals, random.exponential(1.0, len(arrivals)).tolist(), horizon)


def with_sesim(jobs: Jobs, capacity: int) -> tuple[float, list[float]]:
    """Return the CPU time of the coach's clock, and the times at which jobs were done."""
    env = Environment()
    done: list[float] = []

    def account(*_: object) -> None:
        done.append(env.now)

    coach = Coach(env, 0, account)
    coach.set_capacity(float(capacity))

    def source() -> Any:
        for arrival, work in zip(jobs.arrivals, jobs.work, strict=True):
            yield env.timeout(arrival - env.now)
            coach.work(None, Activity.MAPPING, work, 1.0)

    env.process(source())
    return seconds(env.run), done


def with_ciw(jobs: Jobs, capacity: int) -> tuple[float, list[float]]:
    """Return the CPU time of Ciw, and the times at which jobs were done."""
    gaps = np.diff(jobs.arrivals, prepend=0.0).tolist()
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*gaps, math.inf])],
        service_distributions=[ciw.dists.Sequential(jobs.work)],
        number_of_servers=[math.inf],
        ps_thresholds=[capacity],
    )
    simulation = ciw.Simulation(network, node_class=ciw.PSNode)
    spent = seconds(lambda: simulation.simulate_until_max_customers(len(gaps)))
    return spent, sorted(record.exit_date for record in simulation.get_all_records())


def mean_number(jobs: Jobs, done: list[float]) -> float:
    """Return the time-average of the number present until the horizon."""
    stays = sum(min(time, jobs.horizon) for time in done) - sum(jobs.arrivals)
    return stays / jobs.horizon


def compared(capacity: int, replications: int = REPLICATIONS) -> Compared:
    """Run both programs on the same jobs, in turn."""
    faster, numbers, apart = [], [], 0.0
    for seed in range(replications):
        jobs = draw(capacity, 1000 * capacity + seed)
        mine, done = with_sesim(jobs, capacity)
        other, also_done = with_ciw(jobs, capacity)
        faster.append(other / mine)
        numbers.append(mean_number(jobs, done))
        apart = max(apart, *(abs(a - b) for a, b in zip(done, also_done, strict=True)))
    law = number_present(capacity, LOAD)
    expected = float(np.arange(len(law)) @ law)
    error = stdev(numbers) / math.sqrt(replications)
    return Compared(median(faster), abs(mean(numbers) - expected) / error, apart)


def measure() -> Measured:
    """Return the rows: speed against Ciw, and agreement with theory and with Ciw."""
    rows = []
    for capacity in CAPACITIES:
        found = compared(capacity)
        where = f"coach's clock, {capacity} hours a week"
        rows += [
            Row(
                f"{where}: times as fast", found.faster, "Ciw's processor-sharing node",
                REPLICATIONS, at_least(LEAST),
            ),
            Row(
                f"{where}: mean number present, distance", found.errors,
                f"standard error around M/M/{capacity}", REPLICATIONS, at_most(FARTHEST),
                steady=False,
            ),
            Row(
                f"{where}: any job's end, weeks apart", found.apart,
                "Ciw's processor-sharing node", REPLICATIONS, at_most(APART), steady=False,
            ),
        ]  # fmt: skip
    return Measured(rows)
