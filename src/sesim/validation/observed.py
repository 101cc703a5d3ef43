"""Yearly figures that somebody has counted: read from a file, and checked.

No message repeats a cell of the file: somebody may have put a name into it.
"""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field

from sesim.study import StudyError
from sesim.study.csv_file import read_rows
from sesim.study.frozen import Frozen
from sesim.validation.figures import FigureUnit
from sesim.validation.years import YearFigure, YearQuantity

MOST = 1_000_000
"""No programme has more people."""


class ObservedRow(Frozen):
    """A row of the file: as `predictions.csv` is written, with what was observed filled in."""

    programme: Annotated[str, Field(min_length=1)]
    year: Annotated[int, Field(ge=1900, le=2200)]
    quantity: Annotated[str, Field(min_length=1)]
    observed: Annotated[float, Field(ge=0, le=MOST, allow_inf_nan=False)] | None
    predicted: float | None = None
    predicted_low: float | None = None
    predicted_high: float | None = None
    verdict: str | None = None


def read_observed(path: Path, known: Collection[YearFigure], key: str) -> dict[YearFigure, float]:
    """Return what was observed, by figure; rows without it are left out.

    Args:
        path: a CSV file with the columns programme, year, quantity and observed.
        known: the figures that are predicted.
        key: of the setting that names the file, for messages.

    Raises:
        StudyError: the file cannot be read, or something in it is wrong; every problem is named.
    """
    rows = read_rows(path, ObservedRow, key, private=True)
    found: dict[YearFigure, float] = {}
    problems: list[str] = []
    for line, row in enumerate(rows, start=2):
        where = f"{path.name}: line {line}"
        wrong = list(_problems(row, known))
        problems += [f"{where}: {problem}" for problem in wrong]
        if wrong or row.observed is None:
            continue
        figure = YearFigure(row.programme, row.year, YearQuantity(row.quantity))
        if figure in found:
            problems.append(f"{where}: this programme, year and quantity are there twice")
        found[figure] = row.observed
    if problems:
        raise StudyError(problems)
    return found


def _problems(row: ObservedRow, known: Collection[YearFigure]) -> Iterator[str]:
    programmes = list(dict.fromkeys(figure.programme for figure in known))
    if row.programme not in programmes:
        yield (
            f"programme: should be one of {', '.join(programmes)}; a programme of your own is held "
            "against its counts by sesim-adjust FOLDER --against FILE"
        )
        return
    if row.quantity not in set(YearQuantity):
        yield f"quantity: should be one of {', '.join(YearQuantity)}"
        return
    quantity = YearQuantity(row.quantity)
    years = [one.year for one in known if one[::2] == (row.programme, quantity)]
    if row.year not in years:
        yield f"year: should be from {min(years)} to {max(years)}"
    if row.observed is None:
        return
    if quantity.unit is FigureUnit.SHARE and row.observed > 1:
        yield "observed: a share should be from 0 to 1"
    if quantity.unit is FigureUnit.NUMBER and not row.observed.is_integer():
        yield "observed: a number of people should be whole"
