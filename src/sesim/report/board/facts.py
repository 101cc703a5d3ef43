"""Numbers of the page that know which row of which file they stand in."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import escape

from sesim.outcomes import describe
from sesim.report.text.language import Language, Phrase

SUMMARY, COMPARISON, GOALS = "summary.csv", "comparison.csv", "goals.csv"
UNCERTAINTY, CURVES = "uncertainty.csv", "curves.csv"

KEYS = ("scenario", "programme", "group", "outcome")
"""Columns that tell the rows of each file apart."""


class Form(NamedTuple):
    """How a number of a file is shown: times a factor, with so many decimals."""

    times: float = 1.0
    decimals: int = 0
    signed: bool = False


COUNT = Form()
TENTHS = Form(decimals=1)
OF_100 = Form(times=100.0)


def form_of(outcome: str, *, difference: bool = False) -> Form:
    """Return how an outcome is shown: shares as of 100, money in thousands of SEK."""
    unit = describe(outcome).unit
    if unit == "share":
        return Form(100.0, 1, signed=True) if difference else OF_100
    if unit.startswith("SEK"):
        return Form(1e-3, signed=difference)
    return Form(signed=difference)


class Fact:
    """A number that is shown, and where it stands.

    Attributes:
        number: in the unit of the file; NaN if there is none.
        text: as readers see it.
    """

    __slots__ = ("_where", "number", "text")

    def __init__(self, number: float, form: Form, say: Language, where: Mapping[str, str]) -> None:
        self.number = number
        self.text = say.number(number * form.times, form.decimals, signed=form.signed)
        self._where = {**where, "times": f"{form.times:g}"}

    @property
    def known(self) -> bool:
        """Whether there is a number."""
        return math.isfinite(self.number)

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        """Return the number with the row and the column that it comes from, for a page."""
        if not self.known:
            return str(escape(self.text))
        # Not Markup.format, which takes ten times as long: a page has hundreds of numbers.
        where = "".join(f' data-{key}="{escape(it)}"' for key, it in self._where.items())
        return f'<data value="{self.number!r}"{where}>{escape(self.text)}</data>'


class Rows:
    """The rows of a file, found by what they are about.

    Args:
        table: with the columns of `KEYS`.
        file: its name in the folder.
        say: the language of the numbers.
        histories: how many were simulated. One has no intervals, and the interval of a level of
            fewer says so.
    """

    def __init__(self, table: pd.DataFrame, file: str, say: Language, histories: int) -> None:
        self.file, self.say, self.histories = file, say, histories
        columns = [name for name in table.columns if name not in KEYS]
        keys = zip(*(table[name].astype(str).tolist() for name in KEYS), strict=True)
        values = zip(*(table[name].tolist() for name in columns), strict=True)
        self._cells = {
            key: dict(zip(columns, row, strict=True)) for key, row in zip(keys, values, strict=True)
        }
        self.programmes = list(dict.fromkeys(key[1] for key in self._cells))

    def row(self, scenario: str, programme: str, group: str, outcome: str) -> "FileRow":
        """Return a row; without cells if there is no such row."""
        keys = (scenario, programme, group, outcome)
        return FileRow(self, keys, self._cells.get(keys, {}))


class FileRow:
    """A row of a file.

    Args:
        source: the rows that it is one of.
        keys: what it is about.
        cells: what stands in its other columns.
    """

    def __init__(self, source: Rows, keys: tuple[str, ...], cells: Mapping[str, Any]) -> None:
        self._source, self.cells = source, cells
        self._keys = dict(zip(KEYS, keys, strict=True))
        self.say, self.outcome = source.say, self._keys["outcome"]

    def number(self, column: str) -> float:
        """Return the number in a column, or NaN if there is none."""
        return float(self.cells.get(column, math.nan))

    def fact(self, column: str, form: Form) -> Fact:
        """Return the number in a column with where it stands."""
        where = {"file": self._source.file, **self._keys, "column": column}
        return Fact(self.number(column), form, self.say, where)

    def interval(self, columns: tuple[str, str], form: Form) -> Phrase:
        """Return what lies between two columns, such as 36–44; empty if that is not known.

        It says so if some histories have no value, unless those count as more than any.
        """
        say, histories = self.say, self._source.histories
        low, high = (self.fact(column, form) for column in columns)
        if not low.known or histories == 1:
            return Phrase("")
        if not high.known:  # some of the histories never got there
            return say("{low} or more", low=low)
        if form.signed:
            return say("{low} to {high}", low=low, high=high)
        known = self.fact("replications", COUNT)
        if known.number < histories and not describe(self.outcome).unbounded:
            return say(
                "{low}–{high}, in {known} of {all} histories", low=low, high=high, known=known,
                all=say.number(histories),
            )  # fmt: skip
        return say("{low}–{high}", low=low, high=high)


class Level:
    """A scenario's own figure. In a sentence it says itself with its interval: 41 (36–46).

    Args:
        row: of `summary.csv`.
        form: how it is shown, if not as `form_of` says.
    """

    def __init__(self, row: FileRow, form: Form | None = None) -> None:
        self._row, self.form = row, form or form_of(row.outcome)

    @property
    def exists(self) -> bool:
        """Whether the file has a row for it."""
        return bool(self._row.cells)

    @property
    def value(self) -> Fact:
        """The mean of the simulated histories."""
        return self._row.fact("mean", self.form)

    @property
    def low(self) -> Fact:
        """The lower end of the interval of single histories."""
        return self._row.fact("low", self.form)

    @property
    def high(self) -> Fact:
        """The upper end of the interval of single histories."""
        return self._row.fact("high", self.form)

    @property
    def interval(self) -> Phrase:
        """Between what single histories lie; empty if that is not known."""
        return self._row.interval(("low", "high"), self.form)

    @property
    def published(self) -> Fact:
        """The published figure; not known where there is none."""
        return self._row.fact("observed", self.form)

    @property
    def chance_share(self) -> Fact:
        """The part of the variance between histories that is chance, of 100."""
        return self._row.fact("chance_share", OF_100)

    @property
    def numbers(self) -> tuple[float, ...]:
        """Mean, low and high in the unit of the file."""
        return tuple(self._row.number(column) for column in ("mean", "low", "high"))

    def __str__(self) -> str:
        return str(with_interval(self.value, self.interval, self._row.say))

    def __html__(self) -> str:
        return with_interval(self.value, self.interval, self._row.say).__html__()


def with_interval(value: Fact | Phrase, interval: Phrase, say: Language) -> Phrase:
    """Return a number with its interval in brackets, if that is known."""
    if not interval:
        return Phrase(str(value), escape(value))
    return say("{mean} ({between})", mean=value, between=interval)
