"""Own counts on 200 synthetic programmes: intervals hold what they should, and are narrower."""

from functools import cache

import numpy as np
import pytest
from tests.calibration.own.synthetic import Answers, Design, Synthetic, width

from sesim.runs.parallel import Crew

pytestmark = pytest.mark.verification

ALL_THREE = ("participants", "employed", "ongoing")

DESIGNS = (
    Design("habo", tuple((name, "2017-06-30") for name in ALL_THREE)),
    Design("vaggeryd", (("participants", "2018-12-31"), ("employed", "2018-12-31"))),
    Design("varnamo_ips", (("employed", "2019-12-31"), ("ongoing", "2019-12-31")), width=4),
    Design(
        "jobbtorg",
        (("participants", "2016-12-31"), ("first_jobs_2016", "2016-12-31"),
         ("ongoing", "2016-12-31")),
    ),
)  # fmt: skip
"""All three counts; two of them; intervals; and a count of a year."""

TRUTHS = 50
"""Of each design."""

RUNS = 2000
"""Simulated histories, as the command has by default."""

LEVEL = 0.9


@cache
def answers() -> list[tuple[Design, Answers, float]]:
    """Return the answers of each design, and the width of the intervals without counts."""
    found = []
    for design in DESIGNS:
        programmes = Synthetic(design, RUNS, Crew(2))
        without = width(programmes.without_counts(400))
        found.append((design, programmes.answers(programmes.truths(TRUTHS)), without))
    return found


def test_intervals_of_future_jobs_hold_nine_truths_in_ten() -> None:
    held = np.concatenate([one.held() for _, one, _ in answers()])

    assert len(held) == 200
    assert 0.86 <= held.mean() <= 0.94


def test_they_are_narrower_than_without_own_counts() -> None:
    ratios = [one.width() / without for _, one, without in answers()]

    assert np.mean(ratios) < 0.95
    assert all(ratio < 1 for ratio in ratios)


def test_intervals_of_the_programmes_own_values_hold_nine_truths_in_ten() -> None:
    """Over 400 values; three standard errors of a share of 0.9 among them are 0.045."""
    ranks = np.concatenate([one.ranks for _, one, _ in answers()])
    tail = (1 - LEVEL) / 2

    held = ((ranks > tail) & (ranks < 1 - tail)).mean()

    assert abs(held - LEVEL) < 0.045
