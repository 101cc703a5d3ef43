"""An axis of calendar time."""

from collections.abc import Iterator
from datetime import date

from matplotlib.axes import Axes

from sesim.report.figures.canvas import SMALL, inches_of, width_of

EVERY = (3, 6, 12, 24, 36, 60)
"""Months between ticks: the first of these that leaves room."""

A_YEAR = 12

APART = 0.15
"""Least distance of two dates, in inches."""


def calendar_axis(axes: Axes, start: date, end: date, *, named: bool = True) -> None:
    """Let the horizontal axis, which counts weeks, show years, or months of a short period.

    Args:
        axes: with its place in the figure.
        start: first day.
        end: last day.
        named: whether the ticks have names.
    """
    weeks = max(1.0, (end - start).days / 7)
    axes.set_xlim(0, weeks)
    an_inch = weeks / inches_of(axes)[0]
    for every in EVERY:
        ticks = dict(_ticks(start, end, every))
        room = (every / A_YEAR) * (365.25 / 7) / an_inch
        if width_of(_name(date(2000, 1, 1), every), SMALL) + APART <= room:
            break
    axes.set_xticks(list(ticks.values()), [_name(day, every) if named else "" for day in ticks])


def _ticks(start: date, end: date, every: int) -> Iterator[tuple[date, float]]:
    """Yield first days of months, and how many weeks after the start they are."""
    for year in range(start.year, end.year + 1, max(1, every // A_YEAR)):
        for month in range(1, A_YEAR + 1, min(every, A_YEAR)):
            day = date(year, month, 1)
            if start <= day <= end:
                yield day, (day - start).days / 7


def _name(day: date, every: int) -> str:
    """Return a year, or a year with its month."""
    return str(day.year) if every >= A_YEAR else f"{day:%Y-%m}"
