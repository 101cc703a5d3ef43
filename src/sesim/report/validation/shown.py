"""What the page of a validation is about, and how its rows are named and written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from sesim.report.text.language import N_, Language, Phrase, capitalised
from sesim.report.text.names import display_names

Row = Mapping[str, Any]

VALIDATE, LEFT_OUT, SEEN, CHOOSE = "validate", "left_out", "seen", "choose"
"""Roles of figures."""

INSIDE, OUTSIDE, CANNOT_TELL = "inside", "outside", "cannot tell"
"""Verdicts."""

VERDICTS = {INSIDE: N_("inside"), OUTSIDE: N_("outside"), CANNOT_TELL: N_("cannot tell")}

SHARE, DIFFERENCE, NUMBER, DAYS, PER_WEEK = "share", "difference", "number", "days", "per week"
"""Units of figures; another one is that of a ratio."""

DECIMALS = {DAYS: 0, PER_WEEK: 1, NUMBER: 0}

QUANTITIES = {
    "enrolled": N_("people enrolled in the year"),
    "first_jobs": N_("first jobs that begin in the year"),
    "job_within_12_months_share": N_("share with a job within 12 months, of those enrolled"),
}
"""Yearly figures, in words."""


PARAMETERS, DRAWS = N_("parameters"), N_("parameter draws")
"""Facts about how a page was made."""


class ShownValidation(NamedTuple):
    """What a page shows.

    Attributes:
        comparisons: a row for each figure, as in `comparisons.csv`.
        years: yearly figures as in `predictions.csv`; None if there are none.
        titles: names for readers, by programme.
        setups: what each setup stands for and how the model is configured for it, by its name.
        made: what somebody needs who wants the same numbers again, by its name in English.
    """

    comparisons: pd.DataFrame
    years: pd.DataFrame | None
    titles: Mapping[str, str]
    setups: Mapping[str, tuple[str, str]]
    made: Sequence[tuple[str, str]] = ()

    def of_role(self, role: str) -> list[Row]:
        """Return the figures of a role; an empty cell is None."""
        return _records(self.comparisons[self.comparisons["role"] == role])

    @property
    def yearly(self) -> list[Row]:
        """The yearly figures; an empty cell is None."""
        return [] if self.years is None else _records(self.years)

    @property
    def observed(self) -> list[Row]:
        """The yearly figures that are known by now."""
        return [row for row in self.yearly if row["observed"] is not None]


def _records(table: pd.DataFrame) -> list[Row]:
    plain = table.astype(object).where(table.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]


def counted(rows: Sequence[Row]) -> Counter[str]:
    """Return how many figures have each verdict."""
    return Counter(str(row["verdict"]) for row in rows)


def label(say: Language, row: Row, titles: Mapping[str, str]) -> Phrase:
    """Return what a figure is about, and of whom."""
    what = say.own(str(row["what"]))
    if row["role"] == LEFT_OUT:
        name = str(row["setup"])
        return say("{whom}: {what}", whom=display_names([name], titles)[name], what=what)
    if row["months"] is not None:
        what = say("{what}, {months} months", what=what, months=say.number(row["months"]))
    return capitalised(say("{whom}: {what}", whom=say.own(str(row["population"])), what=what))


def value(say: Language, number: float | None, unit: str) -> str:
    """Return a number in the unit of its figure, or a dash for none."""
    if number is None:
        return say.number(float("nan"))
    if unit == SHARE:
        return say.percent(number)
    if unit == DIFFERENCE:
        return say.number(100 * number, 1, signed=True)
    return say.number(number, DECIMALS.get(unit, 2))


def span(say: Language, row: Row, of: str) -> Phrase:
    """Return the interval of a prediction or a reference; empty if there is none.

    A share has no sign of per cent there, since its number has one.

    Args:
        say: the language.
        row: of the figure.
        of: `predicted` or `reference`.
    """
    low, high = row[f"{of}_low"], row[f"{of}_high"]
    unit = str(row["unit"])
    if low is None and high is None:
        return Phrase("")
    if low is None:
        return say("at most {limit}", limit=value(say, high, unit))
    if high is None:
        return say("at least {limit}", limit=value(say, low, unit))
    ends = (value(say, 100 * end, NUMBER) if unit == SHARE else value(say, end, unit)
            for end in (low, high))  # fmt: skip
    names = dict(zip(("low", "high"), ends, strict=True))
    if unit == DIFFERENCE:
        return say("{low} to {high}", **names)
    return say("{low}–{high}", **names)


def is_limit(row: Row) -> bool:
    """Whether a figure is a limit, on one side of which the model's value should lie."""
    return (row["reference_low"] is None) != (row["reference_high"] is None)


def with_span(say: Language, row: Row, of: str) -> str:
    """Return a number with its interval in brackets; a limit alone."""
    between = span(say, row, of)
    if of == "reference" and is_limit(row):
        return str(between)
    text = value(say, row[of], str(row["unit"]))
    return f"{text} ({between})" if between else text


def verdict(say: Language, row: Row) -> Phrase:
    """Return the verdict on a figure."""
    return say(VERDICTS[str(row["verdict"])])
