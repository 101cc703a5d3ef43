"""How time and memory grow with the county: simulation, and outcomes.

Simulation of 1, 10 and 100 times the county's referrals, coaches and employers, in two ways:
programmes that are so many times as large, and so many times as many programmes. Outcomes of 17 and
of 290 programmes, and of single replications against many together.
"""

import resource
import subprocess
import sys
from statistics import median
from time import process_time
from typing import NamedTuple

import sesim
from sesim import outcomes
from sesim.events import Kind
from sesim.model import model_programmes, run
from sesim.runs.replicate import work_order
from sesim.study import Study
from sesim.study.frozen import unchecked

TIMES = (1, 10, 100)
REPLICATIONS = {1: 40, 10: 4, 100: 1}
"""About the same number of participants at every size."""

REPEATS = 3
MOST_GROWTH = 1.2

FEW, MANY = 17, 290
"""Numbers of programmes whose outcomes are compared."""

ONE = ("programmes=vetlanda",)

TOGETHER = 20
"""Replications whose outcomes are computed together."""

MOST_OF_ALONE = 0.2
"""The most that these may take, as a share of the time for one replication after the other."""


class Cost(NamedTuple):
    """CPU seconds and participants, and the peak of memory before and after, in MB."""

    seconds: float
    participants: int
    before: float
    after: float


def multiplied(study: Study, times: int) -> Study:
    """Return the study with this many copies of each programme."""
    programmes = {
        f"{name}_{i}": programme
        for name, programme in study.programmes.items()
        for i in range(times)
    }
    return unchecked(study, programmes=programmes)


def enlarged(study: Study, times: int) -> Study:
    """Return the study with programmes of this many times the referrals, posts and employers."""
    programmes = {}
    for name, programme in study.programmes.items():
        referral, market = programme.referral, programme.labour_market
        posts = [
            post.model_copy(update={"name": f"{post.name}_{i}"})
            for post in programme.posts
            for i in range(times)
        ]
        programmes[name] = programme.model_copy(
            update={
                "posts": tuple(posts),
                "referral": referral.model_copy(update={"per_year": times * referral.per_year}),
                "labour_market": market.model_copy(update={"employers": times * market.employers}),
            }
        )
    return unchecked(study, programmes=programmes)


WAYS = {"larger programmes": enlarged, "more programmes": multiplied}


def cost(way: str, times: int) -> Cost:
    """Simulate in this process, and return what it took; memory peaks once in a process."""
    programmes = model_programmes(WAYS[way](sesim.load_study(["replications=1"]), times)).values()
    before, begun, participants = _peak(), process_time(), 0
    for replication in range(REPLICATIONS[times]):
        for programme in programmes:
            participants += run(programme, replication)["kind"].count(Kind.ENROLLED)
    return Cost(process_time() - begun, participants, before, _peak())


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cost_in_fresh_process(way: str, times: int) -> Cost:
    """Return what a size costs, unburdened by what ran before."""
    command = [sys.executable, __file__, way, str(times)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, participants, before, after = done.stdout.split()
    return Cost(float(seconds), int(participants), float(before), float(after))


def outcomes_cost(study: Study, replications: int, together: int) -> tuple[float, float]:
    """Return the CPU seconds that simulation and outcomes take, for each programme and replication.

    Args:
        study: what to simulate.
        replications: their number.
        together: how many of them have their outcomes computed together.
    """
    job = work_order(study, None)
    simulation = analysis = 0.0
    for begun in range(0, replications, together):
        numbers = range(begun, min(begun + together, replications))
        logs = outcomes.EventLogs()
        for number in numbers:
            for name, programme in job.programmes.items():
                started = process_time()
                columns = run(programme, number)
                simulated = process_time()
                logs.add(number, name, columns)
                simulation += simulated - started
                analysis += process_time() - simulated
        started = process_time()
        events = logs.frame()
        people = outcomes.participants_table(events, job.window.horizon)
        about = (events, people, job.window, job.areas, job.counted, numbers)
        outcomes.measure(*about, [job.rates_of(number) for number in numbers])
        outcomes.curves_of(*about)
        analysis += process_time() - started
    runs = replications * len(job.programmes)
    return simulation / runs, analysis / runs


def so_many(programmes: int) -> Study:
    """Return a study of this many programmes, which are those that are shipped over and over."""
    study = sesim.load_study(["replications=1"])
    names = list(study.programmes)
    chosen = {f"{names[i % len(names)]}_{i}": names[i % len(names)] for i in range(programmes)}
    return unchecked(study, programmes={name: study.programmes[of] for name, of in chosen.items()})


def report_outcomes() -> bool:
    """Print what outcomes cost; tell whether the targets are met."""
    one, county = (sesim.load_study([*which, "replications=1"]) for which in (ONE, ()))
    sizes = {
        "one programme": (one, TOGETHER, TOGETHER),
        "one at a time": (one, 4, 1),
        "county": (county, TOGETHER // 2, TOGETHER // 2),
        "few": (so_many(FEW), MANY // FEW, MANY // FEW),
        "many": (so_many(MANY), 1, 1),
    }
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in sizes}
    for _ in range(REPEATS):
        for name, (study, replications, together) in sizes.items():
            costs[name].append(outcomes_cost(study, replications, together))
    each = {name: median(analysis for _, analysis in found) for name, found in costs.items()}
    print("outcomes: log, participants, measures and curves")
    print(f"  {REPEATS} repeats, in turn; CPU time, medians")
    for name in ("one programme", "county"):
        share = median(analysis / simulation for simulation, analysis in costs[name])
        print(f"  {name}: {share:.2f} of the time of the simulation")
    share, growth = each["one programme"] / each["one at a time"], each["many"] / each["few"]
    print(
        f"  {TOGETHER} replications of one programme together: {share:.2f} of one at a time", end=""
    )
    print(f"  (target {MOST_OF_ALONE:g})")
    print(f"  {MANY} programmes: {1000 * each['many']:.2f} ms for each", end="")
    print(f"  ratio to {FEW}: {growth:.2f} (target {MOST_GROWTH:g})")
    return share <= MOST_OF_ALONE and growth <= MOST_GROWTH


def main() -> bool:
    """Print the tables; tell whether the targets are met."""
    print("the county, many times over: referrals, posts and employers")
    print(f"  {REPEATS} repeats in fresh processes, in turn; CPU time, medians")
    met = [*(report(way) for way in WAYS), report_outcomes()]
    return all(met)


def report(way: str) -> bool:
    """Print the table of one way; tell whether its targets are met."""
    costs: dict[int, list[Cost]] = {times: [] for times in TIMES}
    for _ in range(REPEATS):
        for times in TIMES:
            costs[times].append(cost_in_fresh_process(way, times))
    single = median(one.seconds / one.participants for one in costs[1])
    fine = True
    print(f"  {way}")
    for times in TIMES:
        each = median(one.seconds / one.participants for one in costs[times])
        memory = median(one.after - one.before for one in costs[times])
        people = costs[times][0].participants // REPLICATIONS[times]
        growth = each / single
        fine = fine and growth <= MOST_GROWTH
        print(f"    {times:4d}×  {people:6,d} participants  {1e6 * each:5.0f} µs each", end="")
        print(f"  ratio to 1×: {growth:.2f} (target {MOST_GROWTH:g})  {memory:6.0f} MB more")
    return fine


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(*cost(sys.argv[1], int(sys.argv[2])))
    else:
        raise SystemExit(not main())
