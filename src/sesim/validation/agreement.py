"""Whether a model's value agrees with a reference figure, by rules fixed before it is computed."""

from enum import StrEnum

from sesim.validation.figures import FigureRole, FigureUnit, ReferenceFigure, Relation

TWICE = 2.0
"""A prediction that allows half the figure and twice the figure says nothing about it."""


class Agreement(StrEnum):
    """How a prediction stands to a figure."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    CANNOT_TELL = "cannot tell"


def is_chosen_well(figure: ReferenceFigure, value: float) -> bool:
    """Whether the model's value lies in the band of a figure that it was chosen with.

    Args:
        figure: the figure.
        value: the model's mean, in the unit of the figure.

    Raises:
        ValueError: the figure is kept for validation.
    """
    if figure.role is not FigureRole.CHOOSE:
        raise ValueError(f"{figure.name} is not a figure to choose a model with")
    low, high = figure.band()
    return low <= value <= high


def agreement(figure: ReferenceFigure, low: float, high: float) -> Agreement:
    """Return whether a prediction holds a figure that is kept for validation.

    It cannot tell if it holds the figure only because it would hold almost any: half of it as
    well as twice as much. For a share that is the odds, for a difference zero and twice as much.

    Args:
        figure: a figure that nothing was chosen with: of the role `validate` or `seen`.
        low: the lower end of the model's 90% prediction interval of the same figure, counted in a
            study of the same size, in the unit of the figure.
        high: its upper end.

    Raises:
        ValueError: the figure was chosen with, or is a limit; or the interval is empty.
    """
    if figure.role is FigureRole.CHOOSE or figure.relation is not Relation.NEAR:
        raise ValueError(f"{figure.name} is not a figure to validate a prediction with")
    if not low <= high:
        raise ValueError(f"the interval of {figure.name} is empty: {low:g} to {high:g}")
    return judged(figure.value, low, high, figure.unit)


def judged(value: float, low: float, high: float, unit: FigureUnit) -> Agreement:
    """Return how an interval stands to a value, by the same rule.

    >>> judged(7, 4, 12, FigureUnit.NUMBER).value, judged(7, 3, 15, FigureUnit.NUMBER).value
    ('inside', 'cannot tell')
    """
    if not low <= value <= high:
        return Agreement.OUTSIDE
    return Agreement.INSIDE if says_something(value, low, high, unit) else Agreement.CANNOT_TELL


def says_something(value: float, low: float, high: float, unit: FigureUnit) -> bool:
    """Whether an interval leaves out what is clearly less than a value, or clearly more.

    >>> says_something(0.5, 0.4, 0.6, FigureUnit.SHARE)
    True
    >>> says_something(0.5, 0.3, 0.7, FigureUnit.SHARE)
    False
    """
    less, more = _far(value, unit)
    return low > less or more > high


def _far(value: float, unit: FigureUnit) -> tuple[float, float]:
    """Return a value that is clearly less than a figure, and one that is clearly more."""
    if unit is FigureUnit.DIFFERENCE:
        return min(0.0, TWICE * value), max(0.0, TWICE * value)
    if unit is FigureUnit.SHARE:
        if value in {0.0, 1.0}:
            return value, value
        less, more = (value / (1 - value) * times for times in (1 / TWICE, TWICE))
        return less / (1 + less), more / (1 + more)
    return value / TWICE, value * TWICE
