"""What the report about plans is made from, and how a plan and its goals are called."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from sesim.outcomes import describe
from sesim.report.text.fields import FIELDS, value_in_words
from sesim.report.text.language import Language, Phrase, capitalised, joined
from sesim.report.text.names import display_names
from sesim.report.text.numbers import between
from sesim.report.text.outcomes import outcome_in_words

FTE, PARAMETER = "fte", "parameters."
AT_LEAST = "at_least"
MEETS, MISSES, UNCLEAR = "meets", "misses", "unclear"

DIGITS = 4
"""Digits of a value that a reader sees."""

COST = "cost_"
"""Begins the name of a column that has what a plan costs a payer."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class ShownPlans:
    """What the report is made from.

    Attributes:
        plans: one row for each plan, the cheapest first: `plan`, a column for each lever,
            `changed`, `verdict`, `chosen`, `histories`, and `cost_…` for each payer, in SEK a year.
        goals: one row for each goal of each plan.
        about: what was asked and found, as in the provenance.
        meanings: what each parameter is, by name.
    """

    plans: pd.DataFrame
    goals: pd.DataFrame
    about: Mapping[str, Any]
    meanings: Mapping[str, str]

    @cached_property
    def rows(self) -> dict[int, Row]:
        """The plans, by number, the cheapest first."""
        return {int(row["plan"]): row for row in self.plans.to_dict("records")}  # type: ignore[misc]

    @cached_property
    def goals_of(self) -> dict[int, list[Row]]:
        """The goals of each plan."""
        found: dict[int, list[Row]] = {plan: [] for plan in self.rows}
        for row in self.goals.to_dict("records"):
            found[int(row["plan"])].append(row)  # type: ignore[arg-type]
        return found

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of the programmes for readers."""
        return display_names(self.about["titles"], self.about["titles"])

    @property
    def levers(self) -> Sequence[str]:
        """Names of the levers."""
        return list(self.about["levers"])

    @property
    def since(self) -> date:
        """The day from which a plan holds."""
        return date.fromisoformat(self.about["since"])

    @property
    def end(self) -> date:
        """The last day that is simulated."""
        return date.fromisoformat(self.about["end"])

    @property
    def chosen(self) -> int | None:
        """The cheapest plan that reaches the goals, if one is known to."""
        found = self.about["chosen"]
        return None if found is None else int(found)

    def cost(self, plan: int) -> float:
        """Return what decides which plan is cheap, in SEK a year."""
        return float(self.rows[plan][f"{COST}{self.about['cost']}"])

    def is_left(self, plan: int) -> bool:
        """Whether a plan costs no less than the chosen one and was not simulated until clear."""
        plans, unclear = list(self.rows), self.rows[plan]["verdict"] == UNCLEAR
        return unclear and self.chosen in plans[: plans.index(plan)]

    def around(self, most: int) -> Sequence[int]:
        """Return at most so many plans: those around the answer, and always plan 0."""
        plans = list(self.rows)
        middle = plans.index(self.about["nearest"] if self.chosen is None else self.chosen)
        first = max(0, min(middle - most // 2, len(plans) - most))
        found = {0, *plans[first : first + most]}
        return [plan for plan in plans if plan in found]


def plan_in_words(say: Language, shown: ShownPlans, plan: int) -> Phrase:
    """Return the values of a plan's levers."""
    row = shown.rows[plan]
    values = joined([value_of_lever(say, shown, name, row[name]) for name in shown.levers], "; ")
    return say("as it is now ({values})", values=values) if plan == 0 else values


def value_of_lever(say: Language, shown: ShownPlans, name: str, value: Any) -> Phrase:
    """Return a lever with a value, such as "2.5 full-time posts in all"."""
    value = plain(value)
    if isinstance(value, float):  # what is so without a change may have many digits
        value = float(f"{value:.{DIGITS}g}")
    if name == FTE:
        number = say.exact(value)
        return say.many(
            "{number} full-time post in all", "{number} full-time posts in all", value,
            number=number,
        )  # fmt: skip
    if name in FIELDS:
        return say(FIELDS[name].sentence, value=value_in_words(say, name, value))
    if share := _share(name):
        number = value_in_words(say, share.group, {share.name: value})
        return say("{meaning}: {value}", meaning=say(FIELDS[share.group].label), value=number)
    number = Phrase(say.exact(value)) if isinstance(value, float | int) else say.own(str(value))
    return say("{meaning}: {value}", meaning=lever_in_words(say, shown, name), value=number)


def lever_in_words(say: Language, shown: ShownPlans, name: str) -> Phrase:
    """Return what a lever is called."""
    if name == FTE:
        return say("full-time posts in all")
    if name in FIELDS:
        return say(FIELDS[name].label)
    if share := _share(name):
        label, part = (say(text) for text in share.texts)
        return say("{meaning}: {value}", meaning=label, value=part)
    return say.own(shown.meanings.get(name.removeprefix(PARAMETER), name))


class _LeverShare(NamedTuple):
    """A lever that is one of several shares, such as the motivated of those referred.

    Attributes:
        group: of the shares.
        name: of this one.
    """

    group: str
    name: str

    @property
    def texts(self) -> tuple[str, str]:
        """What the group and the share are called, in English."""
        return FIELDS[self.group].label, FIELDS[self.group].words[self.name]


def _share(lever: str) -> _LeverShare | None:
    """Return which share a lever is; None for any other one."""
    group, _, name = lever.partition(".")
    return _LeverShare(group, name) if group in FIELDS and name in FIELDS[group].words else None


def plain(value: Any) -> Any:
    """Return a value from a table as it was: whole numbers without decimals, nothing as None."""
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def goal_in_words(say: Language, shown: ShownPlans, row: Row) -> Phrase:
    """Return what should be reached, such as "people with their first job in 2027: at least 15"."""
    unit = describe(row["outcome"]).unit
    level = row["level"]
    if unit == "share":
        number = say.exact(round(100 * level, 8))
    elif unit.startswith("SEK"):
        number = say.exact(round(level / 1000, 3))
    else:
        number = say.exact(level)
    what: Phrase = outcome_in_words(say, row["outcome"])
    if len(shown.about["titles"]) > 1:
        place = {**display_names([row["programme"]], {}), **shown.names}[row["programme"]]
        what = say("{place}: {text}", place=place, text=what)
    of_a_year = str(row["outcome"])[-4:].isdecimal()  # its day is in its name
    if (day := date.fromisoformat(str(row["on"]))) != shown.end and not of_a_year:
        what = say("{what}, on {day}", what=what, day=say.day(day))
    text = (
        say("{goal}: at least {level}", goal=what, level=number)
        if row["direction"] == AT_LEAST
        else say("{goal}: at most {level}", goal=what, level=number)
    )
    return capitalised(text)


def times_of_100(say: Language, row: Row) -> Phrase:
    """Return in how many of 100 histories a goal is reached, with its bounds."""
    return say(
        "{times} ({between})",
        times=say.number(100 * row["probability"]),
        between=between(say, 100 * row["low"], 100 * row["high"]),
    )


def money(say: Language, amount: float) -> Phrase:
    """Return an amount a year, in thousands of kronor."""
    return say("{amount} thousand kronor a year", amount=say.number(round(amount / 1000, -1)))
