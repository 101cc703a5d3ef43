"""Every figure beside its prediction, and the verdict by the rule that was written before."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from math import inf, isnan, sqrt
from typing import NamedTuple

from sesim.outcomes.shares import wilson
from sesim.validation.agreement import Agreement, agreement, is_chosen_well
from sesim.validation.counts import TIMES, Numbers
from sesim.validation.figures import (
    LEVEL,
    FigureRole,
    FigureUnit,
    ReferenceFigure,
    shipped_figures,
)
from sesim.validation.measures import MEASURES, Combined, CountedPart
from sesim.validation.prediction import (
    Prediction,
    SharesByDraw,
    of_a_difference,
    of_a_share,
    of_replications,
)
from sesim.validation.setups import SETUPS

NORMAL = 1.6448536269514722
"""Standard deviations on either side of the middle that hold `LEVEL` of a normal distribution."""


class Evidence(StrEnum):
    """Whether a comparison is evidence for or against the model."""

    YES = "yes"
    PARTLY = "partly"  # the counts were left out of the fit, and seen by those who wrote the files
    NO = "no"


class FigureComparison(NamedTuple):
    """A figure beside its prediction.

    Attributes:
        figure: what was found elsewhere.
        predicted: by the model.
        low, high: between which the figure itself lies, as far as it is known; for a figure that
            was chosen with, the band in which the model's value should lie.
        verdict: by the rule of the figure's role.
    """

    figure: ReferenceFigure
    predicted: Prediction
    low: float | None
    high: float | None
    verdict: Agreement

    @property
    def evidence(self) -> Evidence:
        """Whether it is evidence: only where nothing was chosen with the figure."""
        return Evidence.YES if self.figure.role is FigureRole.VALIDATE else Evidence.NO


def compare(
    figures: Sequence[ReferenceFigure], numbers: Mapping[CountedPart, Sequence[Numbers]]
) -> list[FigureComparison]:
    """Return every figure beside its prediction.

    Args:
        figures: those that are compared.
        numbers: what was counted in each draw, for every part of these figures.
    """
    return [_compared(one, predict(one, numbers)) for one in figures]


def _compared(figure: ReferenceFigure, predicted: Prediction) -> FigureComparison:
    if figure.role is FigureRole.CHOOSE:
        well = is_chosen_well(figure, predicted.mean)
        verdict = Agreement.INSIDE if well else Agreement.OUTSIDE
        return FigureComparison(figure, predicted, *figure.band(), verdict)
    low, high = around(figure)
    if isnan(predicted.low):  # nobody was ever counted, so nothing is predicted
        return FigureComparison(figure, predicted, low, high, Agreement.CANNOT_TELL)
    verdict = agreement(figure, predicted.low, predicted.high)
    return FigureComparison(figure, predicted, low, high, verdict)


def predict(
    figure: ReferenceFigure, numbers: Mapping[CountedPart, Sequence[Numbers]]
) -> Prediction:
    """Return what the model predicts of a figure.

    Where the number of people in the study is known, the interval holds their chance; elsewhere
    that of the people in one replication of the setup. The mean of a figure that was chosen with
    is that of all replications together.
    """
    measure = MEASURES[figure.name]
    mean = measure.value(numbers)
    people = figure.studied
    if people is None or any(part.what in TIMES for part in measure.parts):
        return of_replications(mean, measure.each(numbers))
    shares = [SharesByDraw.of(numbers[part]) for part in measure.parts]
    if measure.combined is Combined.DIFFERENCE:
        found = of_a_difference(shares[0], shares[1], people)
    else:
        found = of_a_share(shares[0], people)
    return found._replace(mean=mean) if figure.role is FigureRole.CHOOSE else found


def around(figure: ReferenceFigure) -> tuple[float, float] | tuple[None, None]:
    """Return the 90% interval of a figure itself, if its source or its people give one."""
    if figure.low is not None and figure.high is not None:
        return figure.low, figure.high
    people = figure.studied
    if people is None:
        return None, None
    if figure.unit is FigureUnit.SHARE:
        return wilson(figure.value * people, people, LEVEL)
    return _around_difference(figure, people)


def _around_difference(
    figure: ReferenceFigure, people: int
) -> tuple[float, float] | tuple[None, None]:
    """Return the 90% interval of a difference between two arms whose shares are figures too."""
    parts = MEASURES[figure.name].parts
    shares = {MEASURES[one.name].parts: one.value for one in shipped_figures()}
    arms = [shares[(part,)] for part in parts if (part,) in shares]
    if len(arms) != len(parts):
        return None, None
    half = NORMAL * sqrt(sum(share * (1 - share) for share in arms) / people)
    return figure.value - half, figure.value + half


def configured(figure: ReferenceFigure) -> list[str]:
    """Return the names of the setups that a figure is computed in, its own first."""
    own = SETUPS[figure.setup]
    others = (part.setup for part in MEASURES[figure.name].parts)
    return list(dict.fromkeys([figure.setup, *(one for one in others if one not in own.shows)]))


def limit(value: float | None) -> float | None:
    """Return an end of an interval; None if there is none."""
    return None if value is None or value in (inf, -inf) or isnan(value) else value
