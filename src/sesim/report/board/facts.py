"""Numbers of the page that know which row of which file they stand in."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup, escape

from sesim.outcomes import ALL, describe
from sesim.report.text.language import Language, Phrase

SUMMARY, COMPARISON = "summary.csv", "comparison.csv"

KEYS = ("scenario", "programme", "group", "outcome")
"""Columns that tell the rows of both files apart."""


class Form(NamedTuple):
    """How a number of a file is shown: times a factor, with so many decimals."""

    times: float = 1.0
    decimals: int = 0
    signed: bool = False

    def change(self) -> "Form":
        """Return the form of a difference of such numbers."""
        return self._replace(signed=True)


COUNT = Form()
TENTHS = Form(decimals=1)
OF_100 = Form(times=100.0)
POINTS = Form(times=100.0, decimals=1)
THOUSANDS = Form(times=1e-3)
MILLIONS = Form(times=1e-6, decimals=1)


class Fact:
    """A number that is shown, and where it stands.

    Attributes:
        value: in the unit of the file; NaN if there is none.
        text: as readers see it.
    """

    __slots__ = ("_column", "_file", "_row", "_times", "text", "value")

    def __init__(
        self, value: float, form: Form, say: Language, file: str, row: Mapping[str, str],
        column: str,
    ) -> None:  # fmt: skip
        self.value = value
        self.text = say.number(value * form.times, form.decimals, signed=form.signed)
        self._times = form.times
        self._file, self._row, self._column = file, row, column

    @property
    def known(self) -> bool:
        """Whether there is a number."""
        return math.isfinite(self.value)

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        """Return the number with the row and the column that it comes from, for a page."""
        if not self.known:
            return str(escape(self.text))
        where = {"file": self._file, **self._row, "column": self._column, "times": self._times}
        told = Markup(" ").join(
            Markup('data-{}="{}"').format(key, f"{it:g}" if key == "times" else it)
            for key, it in where.items()
        )
        return Markup('<data value="{}" {}>{}</data>').format(repr(self.value), told, self.text)


class Rows:
    """The rows of a file, found by what they are about.

    Args:
        table: with the columns of `KEYS`.
        file: its name in the folder.
        say: the language of the numbers.
        ranges: whether there are histories enough for ranges.
        histories: how many were simulated; a range of fewer says so. 0 if that is not told.
    """

    def __init__(
        self, table: pd.DataFrame, file: str, say: Language, *, ranges: bool = True,
        histories: int = 0,
    ) -> None:  # fmt: skip
        self._file, self._say, self._ranges = file, say, ranges
        self._histories = histories
        columns = [name for name in table.columns if name not in KEYS]
        keys = zip(*(table[name].astype(str).tolist() for name in KEYS), strict=True)
        values = zip(*(table[name].tolist() for name in columns), strict=True)
        self._rows = {
            key: dict(zip(columns, row, strict=True)) for key, row in zip(keys, values, strict=True)
        }
        self.scenarios = list(dict.fromkeys(key[0] for key in self._rows))
        self.programmes = list(dict.fromkeys(key[1] for key in self._rows))

    def has(self, scenario: str, programme: str, outcome: str, group: str = ALL) -> bool:
        """Whether there is such a row."""
        return (scenario, programme, group, outcome) in self._rows

    def value(
        self, scenario: str, programme: str, outcome: str, column: str = "mean", group: str = ALL
    ) -> float:
        """Return the number in a column, or NaN if there is none."""
        return float(self.row(scenario, programme, outcome, group).get(column, math.nan))

    def row(
        self, scenario: str, programme: str, outcome: str, group: str = ALL
    ) -> Mapping[str, Any]:
        """Return all columns of a row; none if there is no such row."""
        return self._rows.get((scenario, programme, group, outcome), {})

    def fact(
        self, scenario: str, programme: str, outcome: str, column: str = "mean",
        form: Form = COUNT, group: str = ALL,
    ) -> Fact:  # fmt: skip
        """Return the number in a column with where it stands."""
        row = dict(zip(KEYS, (scenario, programme, group, outcome), strict=True))
        value = self.value(scenario, programme, outcome, column, group)
        return Fact(value, form, self._say, self._file, row, column)

    def between(
        self, scenario: str, programme: str, outcome: str,
        columns: tuple[str, str] = ("low", "high"), form: Form = COUNT, group: str = ALL,
    ) -> Phrase:  # fmt: skip
        """Return an interval such as 36–44; a dash if it is not known.

        It says so if some histories have no value, unless those count as more than any.
        """
        low, high = (
            self.fact(scenario, programme, outcome, column, form, group) for column in columns
        )
        if low.known and not high.known and self._ranges:  # some of the histories never got there
            return self._say("{low} or more", low=low)
        if not low.known or not self._ranges:
            return Phrase("–")
        if form.signed:
            return self._say("{low} to {high}", low=low, high=high)
        known = self.fact(scenario, programme, outcome, "replications", COUNT, group)
        if known.value < self._histories and not describe(outcome).unbounded:
            return self._say(
                "{low}–{high}, in {known} of {all} histories", low=low, high=high, known=known,
                all=self._say.number(self._histories),
            )  # fmt: skip
        return self._say("{low}–{high}", low=low, high=high)
