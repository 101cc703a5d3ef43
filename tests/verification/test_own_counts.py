"""Own counts on 200 synthetic programmes: intervals hold what they should, and are narrower."""

from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from tests.calibration.own.synthetic import Answers, Design, Synthetic, by_weights, crps, width

from sesim.calibration.own.adjust import Reference
from sesim.calibration.simulator import Counts
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


class Found(NamedTuple):
    """What was found with one design."""

    programmes: Synthetic
    truths: Reference
    answers: Answers
    without: Counts


@cache
def found() -> list[Found]:
    """Return what the adjustment says of 200 programmes."""
    every = []
    for design in DESIGNS:
        programmes = Synthetic(design, RUNS, Crew(2))
        truths = programmes.truths(TRUTHS)
        answers = programmes.answers(truths)
        every.append(Found(programmes, truths, answers, programmes.without_counts(400)))
    return every


def test_intervals_of_future_jobs_hold_nine_truths_in_ten() -> None:
    held = np.concatenate([one.answers.held() for one in found()])

    assert len(held) == 200
    assert 0.86 <= held.mean() <= 0.94


def test_they_are_narrower_than_without_own_counts() -> None:
    ratios = [one.answers.width() / width(one.without) for one in found()]

    assert np.mean(ratios) < 0.95
    assert all(ratio < 1 for ratio in ratios)


def test_predictions_are_nearer_to_the_truth_than_without_own_counts() -> None:
    """Mean squared errors, in those of a prediction that is the same for every programme."""
    ratios = [
        np.mean((one.answers.ahead - one.answers.predicted.mean(axis=1)) ** 2)
        / np.mean((one.answers.ahead - one.without.mean()) ** 2)
        for one in found()
    ]

    assert np.mean(ratios) < 1


def test_intervals_of_the_programmes_own_values_hold_nine_truths_in_ten() -> None:
    """Over 400 values; three standard errors of a share of 0.9 among them are 0.045."""
    ranks = np.concatenate([one.answers.ranks for one in found()])
    tail = (1 - LEVEL) / 2

    held = ((ranks > tail) & (ranks < 1 - tail)).mean()

    assert abs(held - LEVEL) < 0.045


def test_weights_alone_are_no_better() -> None:
    """The other method: it needs the same histories, and rests on fewer of them."""
    scores = []
    for programmes, truths, _, _ in found():
        places = list(programmes.prior.own.values())
        for number, (point, row) in enumerate(zip(truths.points, truths.counts, strict=True)):
            counts = programmes.known(row[:-1], number)
            other = by_weights(programmes.reference, counts)
            both = (programmes.sample(row[:-1], number), other)
            scores.append([crps(sample, point, places) for sample in both])
    regression, weights = np.mean(scores, axis=(0, 2))

    assert regression < weights * 1.01
