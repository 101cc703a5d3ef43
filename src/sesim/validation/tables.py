"""The tables of a validation: every comparison, and the yearly figures to be filled in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from sesim.validation.agreement import Agreement, judged
from sesim.validation.comparison import Evidence, FigureComparison, configured, limit
from sesim.validation.left_out import LeftOut, LeftOutKind
from sesim.validation.prediction import Prediction
from sesim.validation.setups import SETUPS
from sesim.validation.years import YearFigure

DIGITS = 4
"""Decimals of the tables."""

LEFT_OUT: Final = "left_out"
"""The role of counts that the calibration left out."""

QUANTITIES = {
    "employed": "participants who have had a job",
    "ongoing": "participants who are still enrolled",
    "weeks_to_job_if_employed": "weeks from start to job",
}
"""Counts of programmes, in words."""

HOW = {
    LeftOutKind.PROGRAMME: "The calibration without the counts of the programme.",
    LeftOutKind.AREA: "The calibration without the counts of all programmes of the förbund.",
    LeftOutKind.NOT_FITTED: "The calibrated model; no calibration uses the figure.",
}
"""How counts that were left out are predicted, in words."""

SHORT_TIMES = (
    "The model looks back from people who found a job by the end of the study period, which makes "
    "its times short."
)
"""What a miss of a time teaches."""

SOURCE_OF_COUNTS = "activa2017"


def comparisons(found: Iterable[FigureComparison], left_out: Iterable[LeftOut]) -> pd.DataFrame:
    """Return every comparison, a row each."""
    rows = [*map(_of_figure, found), *map(_of_count, left_out)]
    return pd.DataFrame(rows)


def _of_figure(one: FigureComparison) -> dict[str, Any]:
    figure = one.figure
    setups = configured(figure)
    return {
        "figure": figure.name,
        "what": figure.quantity,
        "months": figure.months,
        "source": figure.source,
        "population": SETUPS[figure.setup].title,
        "setup": figure.setup,
        "compared_with": "; ".join(setups[1:]) or None,
        "configured": " ".join(SETUPS[name].how for name in setups),
        "role": figure.role.value,
        "people": figure.studied,
        "unit": figure.unit.value,
        **_numbers(one.predicted, figure.value, one.low, one.high),
        "verdict": one.verdict.value,
        "counts_as_evidence": one.evidence.value,
        "teaches": figure.teaches if one.verdict is Agreement.OUTSIDE else None,
    }


def _of_count(one: LeftOut) -> dict[str, Any]:
    missed = one.verdict is Agreement.OUTSIDE
    predicted = Prediction(one.mean, one.predicted_low, one.predicted_high)
    return {
        "figure": f"{one.kind}_{one.name}_{one.quantity}",
        "what": QUANTITIES.get(one.quantity, one.quantity),
        "months": None,
        "source": SOURCE_OF_COUNTS,
        "population": None,
        "setup": one.name,
        "compared_with": None,
        "configured": HOW[one.kind],
        "role": LEFT_OUT,
        "people": None,
        "unit": "number",
        **_numbers(predicted, one.value, one.low, one.high),
        "verdict": one.verdict.value,
        "counts_as_evidence": Evidence.PARTLY.value,
        "teaches": SHORT_TIMES if missed and one.kind is LeftOutKind.NOT_FITTED else None,
    }


def _numbers(
    predicted: Prediction, value: float, low: float | None, high: float | None
) -> dict[str, float | None]:
    numbers = {
        "predicted": predicted.mean,
        "predicted_low": predicted.low,
        "predicted_high": predicted.high,
        "reference": value,
        "reference_low": low,
        "reference_high": high,
    }
    ends = ((name, limit(number)) for name, number in numbers.items())
    return {name: None if number is None else round(number, DIGITS) for name, number in ends}


def yearly(
    predicted: Mapping[YearFigure, Prediction | None], observed: Mapping[YearFigure, float]
) -> pd.DataFrame:
    """Return the yearly figures: predicted, and beside them what was observed, if it was.

    Args:
        predicted: by figure; None where nothing is predicted.
        observed: those that are known by now.
    """
    return pd.DataFrame(
        [_of_year(figure, one, observed.get(figure)) for figure, one in predicted.items()]
    )


def _of_year(
    figure: YearFigure, predicted: Prediction | None, observed: float | None
) -> dict[str, Any]:
    ends: Sequence[float | None] = (None,) * 3
    if predicted is not None:
        ends = tuple(round(number, DIGITS) for number in predicted)
    verdict = None
    if observed is not None:
        verdict = Agreement.CANNOT_TELL
        if predicted is not None:
            verdict = judged(observed, predicted.low, predicted.high, figure.quantity.unit)
    return {
        "programme": figure.programme,
        "year": figure.year,
        "quantity": figure.quantity.value,
        "predicted": ends[0],
        "predicted_low": ends[1],
        "predicted_high": ends[2],
        "observed": observed,
        "verdict": None if verdict is None else verdict.value,
    }
