"""Whether a participant takes more time in a larger simulation.

1, 10, 100 and 300 times the county's referrals, coaches and employers, in two ways: programmes that
are so many times as large, and so many times as many programmes. Eighteen months are simulated, so
that the largest takes seconds.
"""

import subprocess
import sys
from functools import partial
from statistics import median
from time import process_time

from table import Measured, Row, at_most
from timing import in_turn

import sesim
from sesim.events import Kind
from sesim.model import model_programmes, run
from sesim.study import Study
from sesim.study.frozen import unchecked

PERIOD = ("end=2013-06-30", "replications=1")
LEAST_COUNTIES = 30
"""Counties that are simulated at least at each size, one after the other."""

REPEATS = 3
MOST_GROWTH = 1.2


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


WAYS = {"more programmes": multiplied, "larger programmes": enlarged}
SIZES = {"more programmes": (1, 10, 100, 300), "larger programmes": (1, 10, 100)}


def per_participant(way: str, times: int) -> float:
    """Simulate in this process, and return the CPU seconds that each participant took."""
    programmes = model_programmes(WAYS[way](sesim.load_study(list(PERIOD)), times)).values()
    begun, participants = process_time(), 0
    for replication in range(max(1, LEAST_COUNTIES // times)):
        for programme in programmes:
            participants += run(programme, replication)["kind"].count(Kind.ENROLLED)
    return (process_time() - begun) / participants


def in_fresh_process(way: str, times: int) -> float:
    """Return the same, unburdened by what ran before."""
    command = [sys.executable, __file__, way, str(times)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def measure() -> Measured:
    """Return a row for each size above one."""
    rows = []
    for way, sizes in SIZES.items():
        times = in_turn({str(n): partial(in_fresh_process, way, n) for n in sizes}, REPEATS)
        single = median(times[str(sizes[0])])
        rows += [
            Row(
                f"time per participant, {n} counties ({way})",
                median(times[str(n)]) / single,
                "1 county",
                REPEATS,
                at_most(MOST_GROWTH),
            )
            for n in sizes[1:]
        ]
    return Measured(rows)


if __name__ == "__main__":
    print(per_participant(sys.argv[1], int(sys.argv[2])))
