"""How many replications a wanted precision takes: the rule, and what it promises."""

import math
from collections import defaultdict
from datetime import date
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy import stats

from sesim.runs.pairing import figures
from sesim.runs.sweeps.precision import (
    Precision,
    PrecisionReached,
    judge,
    next_replications,
    precision_of,
)
from sesim.runs.sweeps.precision_keys import PRECISION_KEYS
from sesim.study import Study
from sesim.study.frozen import unchecked

NAN, INF = float("nan"), float("inf")
WANTED = Precision(precision=0.1, budget=1000)


def verdict(half_width: float, replications: int, reached: bool = False) -> PrecisionReached:
    return PrecisionReached(half_width, "mine", replications, reached)


def comparison(**half_widths: float) -> pd.DataFrame:
    """Return comparisons whose intervals have these half-widths around 1, by scenario."""
    half = np.array(list(half_widths.values()))
    return pd.DataFrame({"scenario": [*half_widths], "low": 1.0 - half, "high": 1.0 + half})


# --- the next number of replications -------------------------------------------------------------


@pytest.mark.parametrize(
    ("half_width", "now", "expected"),
    [
        (0.2, 100, 400),  # half as wide takes four times as many
        (0.1 * 2**0.5, 100, 210),  # twice as many, and five in a hundred for luck
        (0.1000001, 100, 106),
        (0.1000001, 30, 32),  # never the same number again
        (0.1000001, 1, 20),  # never fewer than tell something
        (0.2, 500, 1000),  # the budget
        (0.1000001, 998, 1000),
    ],
)
def test_so_many_more_as_the_estimate_says(half_width: float, now: int, expected: int) -> None:
    more = next_replications(verdict(half_width, now), WANTED)

    assert more is not None
    # The margin lies within the two ends: the number itself is no promise, its size is.
    assert expected * 0.98 <= more <= expected * 1.05


def test_the_number_grows_in_pairs_and_within_the_budget() -> None:
    budgets, numbers = (2, 3, 50, 51, 1000, 1_000_000), (1, 2, 3, 9, 10, 49, 50, 999)
    for budget, now, half_width in product(
        budgets, numbers, (0.1000001, 0.13, 0.19, 0.3, 1e9, INF)
    ):
        wanted = Precision(precision=0.1, budget=budget)

        more = next_replications(verdict(half_width, now), wanted)

        if now >= budget:
            assert more is None
        else:
            assert more is not None
            assert now < more <= budget
            assert more % 2 == 0 or more == budget


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (verdict(0.1, 10, reached=True), WANTED),
        (verdict(0.5, 1000), WANTED),
        (verdict(0.5, 1001), WANTED),
        (verdict(NAN, 10), WANTED),
        (verdict(INF, 1000), WANTED),
        (verdict(0.5, 10), Precision()),
    ],
    ids=["reached", "spent", "overspent", "no comparison", "unknown and spent", "none wanted"],
)
def test_when_to_stop(found: PrecisionReached, wanted: Precision) -> None:
    assert next_replications(found, wanted) is None


# --- the verdict ---------------------------------------------------------------------------------


def test_the_widest_comparison_decides() -> None:
    found = judge(comparison(one=0.05, other=0.12, third=0.03), WANTED, 40)

    assert found[1:] == ("other", 40, False)
    assert found.half_width == pytest.approx(0.12)


@pytest.mark.parametrize(("half_width", "reached"), [(0.0, True), (0.09, True), (0.11, False)])
def test_reached_is_as_narrow_as_wanted(half_width: float, reached: bool) -> None:
    assert judge(comparison(one=half_width), WANTED, 40).reached is reached


def test_what_is_not_asked_for_is_not_reached() -> None:
    assert not judge(comparison(one=0.0), Precision(), 40).reached


def test_no_comparison_is_no_precision() -> None:
    found = judge(comparison(), WANTED, 40)

    assert math.isnan(found.half_width)
    assert not found.reached
    assert found.sentence(WANTED).endswith(
        "no scenario has a difference in employed_share of county."
    )


@pytest.mark.parametrize("first", [True, False])
def test_a_comparison_without_an_interval_takes_more_replications(first: bool) -> None:
    """Otherwise the narrow ones alone would decide."""
    known, unknown = {"one": 0.01}, {"other": NAN}
    found = judge(
        comparison(**({**unknown, **known} if first else {**known, **unknown})), WANTED, 4
    )

    assert (found.half_width, found.scenario, found.reached) == (INF, "other", False)
    assert next_replications(found, WANTED) == 20


def test_it_tells_what_was_reached_and_what_it_would_take() -> None:
    near, far = judge(comparison(mine=0.05), WANTED, 40), judge(comparison(mine=0.3), WANTED, 1000)

    assert near.sentence(WANTED) == (
        "Precision 0.1 reached for the difference in employed_share of county: half-width 0.05 "
        "(mine) with 40 replications."
    )
    assert far.sentence(WANTED) == (
        "Precision 0.1 NOT reached for the difference in employed_share of county: half-width 0.3 "
        "(mine) with 1000 replications, the whole budget of 1000; it would take about 9,000."
    )


# --- what a configuration may say ----------------------------------------------------------------


def wrong(study: Study, **given: Any) -> list[str]:
    problems: list[str] = []
    precision_of(given, [study], problems)
    return problems


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"precision": 0}, "precision: should be greater than 0 (got 0)"),
        ({"precision": -0.1}, "precision: should be greater than 0 (got -0.1)"),
        ({"precision": NAN}, "precision: should be a finite number (got nan)"),
        ({"precision": "fine"}, "precision: should be a valid number (got 'fine')"),
        (
            {"precision": "0.1"},
            "precision: should be a valid number (got '0.1'; did you mean 0.1?)",
        ),
        ({"precision": True}, "precision: should be a valid number (got True)"),
        ({"precision": [0.1]}, "precision: should be a valid number (got [0.1])"),
        ({"precision_outcome": 3}, "precision_outcome: should be a valid string (got 3)"),
        (
            {"precision": 0.1, "precision_outcome": "employed_shar"},
            "precision_outcome: employed_shar: unknown outcome (did you mean 'employed_share'?)",
        ),
        (
            {"precision": 0.1, "precision_programme": "vetlnda"},
            "precision_programme: vetlnda: unknown programme (did you mean 'vetlanda'?)",
        ),
        (
            {"precision": 0.1, "budget": 3},
            "budget: should be at least the replications to begin with, 4 (got 3)",
        ),
        ({"budget": 1}, "budget: should be greater than or equal to 2 (got 1)"),
        ({"budget": 10.5}, "budget: should be a valid integer (got 10.5)"),
        ({"budget": 1_000_001}, "budget: should be less than or equal to 1000000 (got 1000001)"),
    ],
)
def test_what_is_wrong_names_key_value_and_what_is_allowed(
    study: Study, given: dict[str, Any], expected: str
) -> None:
    assert wrong(study, **given) == [expected]


def test_a_programme_that_is_not_simulated_is_told_with_those_that_are(study: Study) -> None:
    assert wrong(study, precision=0.1, precision_programme="habo") == [
        "precision_programme: habo: unknown programme; known: county, eksjo, hoglandet, vetlanda"
    ]


def test_an_outcome_that_is_near_to_none_is_told_with_those_there_are(study: Study) -> None:
    [found] = wrong(study, precision=0.1, precision_outcome="happiness")

    assert found.startswith("precision_outcome: happiness: unknown outcome; known: participants, ")


def test_all_that_is_wrong_is_told_at_once(study: Study) -> None:
    what = {"precision_outcome": "x", "precision_programme": "x", "budget": 2}

    keys = [found.partition(":")[0] for found in wrong(study, precision=0.1, **what)]
    assert keys == ["precision_outcome", "precision_programme", "budget"]


@pytest.mark.parametrize("programme", ["county", "hoglandet", "vetlanda"])
@pytest.mark.parametrize("outcome", ["employed", "weeks_to_first_job", "jobs_2012"])
def test_any_outcome_of_any_area_can_be_meant(study: Study, programme: str, outcome: str) -> None:
    given = {"precision": 1, "precision_outcome": outcome, "precision_programme": programme}
    problems: list[str] = []

    found = precision_of({**given, "budget": 4, "replications": 9}, [study], problems)

    assert problems == []
    assert (found.precision, found.budget) == (1.0, 4)
    assert found.what(study) == {"programme": programme, "group": "all", "outcome": outcome}


def test_with_a_plan_those_are_meant_whom_it_can_reach(study: Study) -> None:
    settings = study.settings.model_copy(update={"plan_start": date(2013, 1, 1)})
    planned = unchecked(study, settings=settings)

    assert Precision().what(planned)["group"] == "referred=since_plan"
    assert Precision(precision_outcome="service_ratio").what(planned)["group"] == "all"
    assert Precision(precision_group="sex=female").what(planned)["group"] == "sex=female"


def test_a_group_that_is_none_is_refused(study: Study) -> None:
    [found] = wrong(study, precision=0.1, precision_group="sex=femal")

    assert found == "precision_group: sex=femal: unknown group (did you mean 'sex=female'?)"


def test_a_share_is_known_to_less_than_everything(study: Study) -> None:
    [found] = wrong(study, precision=1)

    assert found.startswith("precision: should be less than 1 for a share")


def test_few_replications_are_never_precise_enough() -> None:
    """Two draws that agree by luck, or a rare outcome that none of them had."""
    assert not judge(comparison(mine=0.0), WANTED, 4).reached
    assert judge(comparison(mine=0.0), WANTED, 20).reached


def test_without_a_precision_nothing_is_asked(study: Study) -> None:
    """More replications than the default budget are nobody's mistake then."""
    many = unchecked(study, settings=study.settings.model_copy(update={"replications": 9999}))
    problems: list[str] = []

    assert precision_of(dict.fromkeys(PRECISION_KEYS), [many], problems) == Precision()
    assert problems == []


def test_the_keys_are_those_of_a_precision() -> None:
    """They stand in a module of their own, apart from what they set."""
    assert set(PRECISION_KEYS) == set(Precision.model_fields)


# --- what the rule promises ----------------------------------------------------------------------

Luck = NDArray[np.float64]

SEQUENCES = 500
FEW, MANY = 20, 800
DRAWS = np.arange(MANY) // 2
HALF_WIDTH = 0.25
EFFECTS, CHANCE = 1.0, 0.5
"""Standard deviations between draws, and of two replications with the same draw."""


def differences() -> Luck:
    """Return sequences of paired differences with mean 0; two of them share a draw."""
    luck = np.random.default_rng(21)
    effects = EFFECTS * luck.standard_normal((SEQUENCES, MANY // 2))
    return np.repeat(effects, 2, axis=1) + CHANCE * luck.standard_normal((SEQUENCES, MANY))


def stopped(values: Luck, draws: NDArray[np.int64], wanted: Precision) -> Luck:
    """Follow the rule; return the low end, high end and replications of each sequence."""
    found = np.full((len(values), 3), NAN)
    waiting = {FEW: np.arange(len(values))}
    while waiting:
        now = min(waiting)
        rows = waiting.pop(now)
        these = values[rows, :now]
        better = np.ones(len(rows), dtype=np.int64)
        figure = figures(np.zeros_like(these), these, better, draws[:now], 0.9)
        later: dict[int, list[int]] = defaultdict(list)
        for row, low, high in zip(rows, figure["low"], figure["high"], strict=True):
            table = pd.DataFrame({"scenario": ["mine"], "low": [low], "high": [high]})
            more = next_replications(judge(table, wanted, now), wanted)
            if more is None:
                found[row] = low, high, now
            else:
                later[more].append(row)
        for more, those in later.items():
            waiting[more] = np.concatenate([waiting.get(more, np.array([], dtype=int)), those])
    return found


def coverage(ends: Luck) -> float:
    return float(((ends[:, 0] < 0) & (ends[:, 1] > 0)).mean())


def test_the_precision_is_reached_and_the_interval_holds_the_truth() -> None:
    """A variance that comes out small by luck stops the rule early, but seldom and not by much."""
    wanted = Precision(precision=HALF_WIDTH, budget=MANY)

    ends = stopped(differences(), DRAWS, wanted)

    assert ((ends[:, 1] - ends[:, 0]) / 2).max() <= HALF_WIDTH
    assert coverage(ends) > 0.85
    # What it takes with known variances; the margin, and a last round too many, come on top.
    draws_needed = (EFFECTS**2 + CHANCE**2 / 2) * (stats.norm.ppf(0.95) / HALF_WIDTH) ** 2
    assert 1 <= np.median(ends[:, 2]) / (2 * draws_needed) <= 1.25


def test_the_same_check_catches_replications_taken_as_independent() -> None:
    """A planted error: that two of them share a draw is forgotten."""
    wanted = Precision(precision=HALF_WIDTH, budget=MANY)

    ends = stopped(differences(), np.arange(MANY), wanted)

    assert coverage(ends) < 0.85


def test_a_budget_that_is_too_small_is_spent_and_not_exceeded() -> None:
    wanted = Precision(precision=HALF_WIDTH / 3, budget=90)

    ends = stopped(differences()[:50], DRAWS, wanted)

    assert (ends[:, 2] == 90).all()
    assert ((ends[:, 1] - ends[:, 0]) / 2).min() > HALF_WIDTH / 3


def test_an_outcome_that_the_window_does_not_have_is_refused(study: Study) -> None:
    for name in ("jobs_1812", "jobs_{year}"):
        [found] = wrong(study, precision=0.1, precision_outcome=name)
        assert found.startswith(f"precision_outcome: {name}: unknown outcome")


def test_growth_is_at_most_fourfold() -> None:
    wanted = Precision(precision=0.1, budget=100_000)
    for now in (5, 10, 50, 100):
        more = next_replications(PrecisionReached(9.0, "mine", now, reached=False), wanted)
        assert more == 4 * now


def test_too_few_replications_are_told_in_words() -> None:
    told = PrecisionReached(math.inf, "mine", 2, reached=False).sentence(
        Precision(precision=0.1, budget=2)
    )

    assert "too few replications have a value (mine)" in told
    assert "inf" not in told
