"""Who comes, and how many: thinned layers of candidates are a Poisson stream at the wanted rate."""

import math
from datetime import date
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.model.small_studies import here

from sesim.model import ModelProgramme
from sesim.model.calendar import WEEKS_PER_YEAR
from sesim.model.referral import Referrals
from sesim.model.streams import Streams

REPLICATIONS = 300
EVEN = {"batch_dispersion": 250.0}
"""Months that hardly differ by chance, and the rate as it stands."""


def times(the_plan: ModelProgramme, replication: int) -> list[float]:
    streams = Streams(the_plan.seed, replication, the_plan.name)
    return [time for time, _ in Referrals(the_plan, streams).times()]


def counts(the_plan: ModelProgramme, edges: list[float]) -> NDArray[np.int_]:
    """Return how many came between the edges (weeks), shape (replications, periods)."""
    return np.array([np.histogram(times(the_plan, r), edges)[0] for r in range(REPLICATIONS)])


def week(the_plan: ModelProgramme, *day: int) -> float:
    """Return the week of a day, given as year, month, day."""
    return the_plan.calendar.week(date(*day))


def z_of_mean(found: NDArray[Any], expected: float) -> float:
    return float((found.mean() - expected) / (found.std(ddof=1) / math.sqrt(len(found))))


@pytest.mark.parametrize("per_year", [2.0, 5.9, 6.0, 6.1, 20.0, 75.0])
def test_as_many_come_as_are_asked_for(per_year: float) -> None:
    """On both sides of the rate at which another layer of candidates is needed."""
    the_plan = here({"referral.per_year": per_year}, parameters=EVEN)
    horizon = the_plan.calendar.horizon
    found = counts(the_plan, [0.0, horizon])[:, 0]
    expected = per_year * horizon / WEEKS_PER_YEAR

    # Poisson, but for what little months differ; with the standard error of a sample variance.
    variance = expected + expected * per_year / 12 / 250
    spread = math.sqrt((2 + 1 / expected) / REPLICATIONS)

    assert abs(z_of_mean(found, expected)) < 3.5
    assert abs(found.var(ddof=1) / variance - 1) < 3.5 * spread


def test_another_rate_would_be_noticed() -> None:
    the_plan = here({"referral.per_year": 21.0}, parameters=EVEN)
    horizon = the_plan.calendar.horizon

    assert z_of_mean(counts(the_plan, [0.0, horizon])[:, 0], 20.0 * horizon / WEEKS_PER_YEAR) > 7


def test_lumpiness_keeps_the_mean_and_adds_to_the_variance() -> None:
    """Months differ by a factor with mean 1 and variance 1 / k."""
    the_plan = here({"referral.per_year": 60.0}, parameters={**EVEN, "batch_dispersion": 1.5})
    found = counts(the_plan, [week(the_plan, 2013, 3, 1), week(the_plan, 2013, 4, 1)])[:, 0]
    expected = 60.0 * 31 / 365.25
    variance = expected + expected**2 / 1.5

    assert abs(z_of_mean(found, expected)) < 3.5
    assert 0.6 < found.var(ddof=1) / variance < 1.6
    assert variance > 3 * expected


def test_awareness_scales_the_rate_from_its_day() -> None:
    levels = [{"since": "2013-04-11", "level": 0.5}, {"since": "2014-02-03", "level": 3.0}]
    the_plan = here({"referral.per_year": 30.0, "referral.awareness": levels}, parameters=EVEN)
    edges = [
        0.0,
        week(the_plan, 2013, 4, 11),
        week(the_plan, 2014, 2, 3),
        week(the_plan, 2015, 1, 1),
    ]
    found = counts(the_plan, edges)

    for i, level in enumerate((1.0, 0.5, 3.0)):
        expected = level * 30.0 * (edges[i + 1] - edges[i]) / WEEKS_PER_YEAR
        assert abs(z_of_mean(found[:, i], expected)) < 3.5


def test_no_one_comes_directly_in_closed_weeks_but_as_many_in_a_year() -> None:
    the_plan = here({"referral.per_year": 40.0, "referral.route": "direct"}, parameters=EVEN)
    july = [week(the_plan, 2014, 7, 1), week(the_plan, 2014, 8, 1)]
    year = [week(the_plan, 2014, 1, 1), week(the_plan, 2015, 1, 1)]

    assert counts(the_plan, july).sum() == 0
    assert abs(z_of_mean(counts(the_plan, year)[:, 0], 40.0)) < 3.5


def test_no_one_comes_before_the_beginning_or_after_the_end() -> None:
    the_plan = here({"since": "2013-02-01", "until": "2014-10-01", "referral.per_year": 60.0})
    opens, closes = week(the_plan, 2013, 2, 1), week(the_plan, 2014, 10, 1)
    found = counts(the_plan, [0.0, opens, closes, the_plan.calendar.horizon])

    assert found[:, 0].sum() == found[:, 2].sum() == 0
    assert found[:, 1].sum() > 1000


def test_a_dated_change_of_the_rate() -> None:
    change = {"target": "referral.per_year", "set": 90.0, "since": "2014-06-15"}
    the_plan = here({"referral.per_year": 15.0}, parameters=EVEN, changes=[change])
    edges = [0.0, week(the_plan, 2014, 6, 15), the_plan.calendar.horizon]
    found = counts(the_plan, edges)

    for i, per_year in enumerate((15.0, 90.0)):
        expected = per_year * (edges[i + 1] - edges[i]) / WEEKS_PER_YEAR
        assert abs(z_of_mean(found[:, i], expected)) < 3.5


def test_candidates_are_numbered_without_repetition_and_in_order_of_time() -> None:
    the_plan = here({"referral.per_year": 75.0})
    arrivals = list(Referrals(the_plan, Streams(1, 0, "here")).times())

    assert [time for time, _ in arrivals] == sorted(time for time, _ in arrivals)
    assert len({number for _, number in arrivals}) == len(arrivals) > 200
