"""Counts that the calibration left out, and what it predicted of them."""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

import pandas as pd
from pydantic import Field

from sesim.study import StudyError
from sesim.study.csv_file import read_rows
from sesim.study.frozen import Frozen
from sesim.validation.agreement import Agreement, judged
from sesim.validation.figures import FigureUnit

SHIPPED = Path(__file__).with_name("left_out.csv")
"""What the calibration behind the shipped posterior predicted."""

FIGURE = Annotated[float, Field(allow_inf_nan=False)]


class LeftOutKind(StrEnum):
    """What the calibration did not use."""

    PROGRAMME = "programme"  # the counts of a programme
    AREA = "area"  # the counts of all programmes of a förbund
    NOT_FITTED = "not_fitted"  # a figure that is fitted by no calibration


TABLES = {
    LeftOutKind.PROGRAMME: "leave_one_out",
    LeftOutKind.AREA: "leave_area_out",
    LeftOutKind.NOT_FITTED: "validation",
}
"""The table of a calibration about each."""


class LeftOut(Frozen):
    """A count that was left out, and its prediction.

    Attributes:
        kind: what was left out.
        name: of the programme or the area.
        quantity: an outcome, by its name.
        value: what was counted; the middle where the source gives an interval.
        low, high: that interval.
        mean, predicted_low, predicted_high: what was predicted without it.
    """

    kind: LeftOutKind
    name: Annotated[str, Field(min_length=1)]
    quantity: Annotated[str, Field(min_length=1)]
    value: FIGURE
    low: FIGURE | None
    high: FIGURE | None
    mean: FIGURE
    predicted_low: FIGURE
    predicted_high: FIGURE

    @property
    def verdict(self) -> Agreement:
        """How the prediction stands to the count, by the rule of the reference figures."""
        return judged(self.value, self.predicted_low, self.predicted_high, FigureUnit.NUMBER)


@cache
def shipped_left_out() -> tuple[LeftOut, ...]:
    """Return what the calibration behind the shipped posterior predicted."""
    return tuple(read_rows(SHIPPED, LeftOut, "left out"))


def left_out_of(tables: Path, key: str) -> list[LeftOut]:
    """Return what a calibration predicted of the counts that it left out.

    Args:
        tables: the folder of its tables.
        key: of the setting that names it, for messages.

    Raises:
        StudyError: a table is missing or is none of a calibration.
    """
    found: list[LeftOut] = []
    for kind, name in TABLES.items():
        path = tables / f"{name}.csv"
        if kind is not LeftOutKind.PROGRAMME and not path.is_file():
            continue  # a calibration of one area has none, and one of an earlier version
        try:
            found += _rows(kind, pd.read_csv(path))
        except (OSError, ValueError, KeyError) as error:
            why = error.strerror if isinstance(error, OSError) else "not a calibration's table"
            raise StudyError([f"{key}: {path}: {why}"]) from None
    return found


def _rows(kind: LeftOutKind, table: pd.DataFrame) -> Iterator[LeftOut]:
    for row in table.to_dict("records"):
        if kind is LeftOutKind.NOT_FITTED:
            ends = (row["value"], row["value_high"])
            published = (None, None) if pd.isna(ends[1]) else ends
            value = ends[0] if pd.isna(ends[1]) else sum(ends) / 2
        else:
            published, value = (None, None), row["observed"]
        if not pd.isna(row["mean"]):
            yield LeftOut(
                kind=kind,
                name=row["programme"],
                quantity=row["quantity"],
                value=value,
                low=published[0],
                high=published[1],
                mean=row["mean"],
                predicted_low=row["low"],
                predicted_high=row["high"],
            )


def table_of(rows: list[LeftOut]) -> pd.DataFrame:
    """Return rows as the table that is shipped."""
    return pd.DataFrame([row.model_dump(mode="json") for row in rows])
