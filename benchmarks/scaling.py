"""Time and memory for 1, 10 and 100 times the county's referrals, coaches and employers.

In two ways: programmes that are so many times as large, and so many times as many programmes.
"""

import resource
import subprocess
import sys
from statistics import median
from time import process_time
from typing import NamedTuple

import sesim
from sesim.events import Kind
from sesim.model import model_programmes, run
from sesim.study import Study
from sesim.study.frozen import unchecked

TIMES = (1, 10, 100)
REPLICATIONS = {1: 40, 10: 4, 100: 1}
"""About the same number of participants at every size."""

REPEATS = 3
MOST_GROWTH = 1.2


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


def main() -> bool:
    """Print the table; tell whether the targets are met."""
    print("the county, many times over: referrals, posts and employers")
    print(f"  {REPEATS} repeats in fresh processes, in turn; CPU time, medians")
    met = [report(way) for way in WAYS]
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
