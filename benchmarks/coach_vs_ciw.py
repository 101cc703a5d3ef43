"""The coach's clock against Ciw's processor-sharing node, on the same jobs in the same process.

Jobs arrive in a Poisson stream and bring exponential work; each wishes for one hour a week of a
server that gives 10 or 20, at a load of 90 %. The number present has the law of M/M/c, and
because every replication begins with a draw from that law there is no warm-up to wait for.
Both programs are given the same arrivals and the same work, so they must also agree job by job.
"""

import math
from statistics import mean, median, stdev
from time import process_time
from typing import Any, NamedTuple

import ciw
import numpy as np
from numpy.typing import NDArray
from simpy import Environment

from sesim.events import Activity
from sesim.model.coach import Coach

LOAD = 0.9
CAPACITIES = (10, 20)
JOBS = 12_000
"""Expected number of jobs in one replication."""
REPLICATIONS = 24


class Jobs(NamedTuple):
    """Jobs of one replication: times of arrival (weeks, rising) and work (hours)."""

    arrivals: list[float]
    work: list[float]
    horizon: float


class Row(NamedTuple):
    """What was measured at one capacity; speeds in jobs a second of CPU time."""

    capacity: int
    sesim: float
    ciw: float
    expected: float
    sesim_number: tuple[float, float]
    ciw_number: tuple[float, float]
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
    begun = process_time()
    env.run()
    return process_time() - begun, done


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
    begun = process_time()
    simulation.simulate_until_max_customers(len(gaps))
    spent = process_time() - begun
    return spent, sorted(record.exit_date for record in simulation.get_all_records())


def mean_number(jobs: Jobs, done: list[float]) -> float:
    """Return the time-average of the number present until the horizon."""
    stays = sum(min(time, jobs.horizon) for time in done) - sum(jobs.arrivals)
    return stays / jobs.horizon


def measure(capacity: int, replications: int = REPLICATIONS) -> Row:
    """Run both programs on the same jobs, in turn."""
    speeds: dict[str, list[float]] = {"sesim": [], "ciw": []}
    numbers: dict[str, list[float]] = {"sesim": [], "ciw": []}
    apart = 0.0
    for seed in range(replications):
        jobs = draw(capacity, 1000 * capacity + seed)
        finished = {}
        for name, run in (("sesim", with_sesim), ("ciw", with_ciw)):
            spent, finished[name] = run(jobs, capacity)
            speeds[name].append(len(jobs.work) / spent)
            numbers[name].append(mean_number(jobs, finished[name]))
        pairs = zip(finished["sesim"], finished["ciw"], strict=True)
        apart = max(apart, *(abs(a - b) for a, b in pairs))
    law = number_present(capacity, LOAD)
    return Row(
        capacity,
        median(speeds["sesim"]),
        median(speeds["ciw"]),
        float(np.arange(len(law)) @ law),
        _with_error(numbers["sesim"]),
        _with_error(numbers["ciw"]),
        apart,
    )


def _with_error(values: list[float]) -> tuple[float, float]:
    return mean(values), stdev(values) / math.sqrt(len(values))


def main() -> bool:
    """Print the table; tell whether the targets are met."""
    print("coach against Ciw: processor sharing, exponential work, load 90 %")
    print(f"  {REPLICATIONS} replications of about {JOBS} jobs, run in turn; CPU time, medians")
    fine = True
    for row in map(measure, CAPACITIES):
        ratio = row.sesim / row.ciw
        fine = fine and ratio >= 5 and row.apart < 1e-6
        print(f"  capacity {row.capacity} hours a week")
        print(f"    sesim {row.sesim:9,.0f} jobs/s    ciw {row.ciw:9,.0f} jobs/s    ", end="")
        print(f"ratio {ratio:.1f} (target 5, aim 10)")
        print(f"    mean number present: M/M/{row.capacity} {row.expected:.3f}", end="")
        for name, (value, error) in (("sesim", row.sesim_number), ("ciw", row.ciw_number)):
            z = (value - row.expected) / error
            fine = fine and abs(z) < 3.5
            print(f"; {name} {value:.3f} ({value / row.expected - 1:+.1%}, z {z:+.1f})", end="")
        print(f"\n    largest difference between the two in any job's end: {row.apart:.0e} weeks")
    return fine


if __name__ == "__main__":
    raise SystemExit(not main())
