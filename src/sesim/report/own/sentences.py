"""What own counts taught, in sentences."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sesim.report.text.language import Language, Phrase, capitalised, joined
from sesim.report.text.numbers import between
from sesim.report.text.own_counts import Row, name_of, number_of

SURE, PROBABLE = 0.9, 0.75
"""Probability of a direction from which it is named, and named as probable."""

INFORMED = 0.2
"""With less of the variance gone, nothing is claimed of a parameter."""

NOISE = 4.0
"""Standard errors that the variance of a shared parameter must have lost at least. There are some
ninety: with three, chance alone would name one of them in one analysis out of eight."""

LITTLE = 0.1
"""A smaller weight of the own counts is not given as a number: it is not known so well."""

MOVED = 0.5
"""A mean that has moved by so many SDs is named, even if nothing is claimed of it."""

RARE = 0.01
"""Share of simulated histories that are as unusual as the counts, below which the report warns."""

RATE, EFFECT = "referral_effect", "programme_effect"


@dataclass(frozen=True)
class Learnt:
    """What the sentences are made from.

    Attributes:
        name: of the programme, for readers.
        tables: `parameters`, `counts` and `ahead`, as from the adjustment.
        about: facts about the adjustment.
        meanings: what each parameter is, by name.
        years: how far ahead first jobs are predicted.
        with_today: whether the programme's file has today's caseload, which is not used.
    """

    name: str
    tables: Mapping[str, pd.DataFrame]
    about: Mapping[str, Any]
    meanings: Mapping[str, str]
    years: int
    with_today: bool = False

    @property
    def end(self) -> date:
        """The last day that is counted."""
        return date.fromisoformat(str(self.tables["counts"]["until"].max()))

    @property
    def counts(self) -> list[Row]:
        """The counts, each with what is simulated without and with them."""
        rows = self.tables["counts"].to_dict("records")
        return [{str(key): value for key, value in row.items()} for row in rows]

    @property
    def informed(self) -> float:
        """Share of the variance from which a shared parameter is named: the rest may be noise."""
        return max(INFORMED, NOISE * math.sqrt(2 / float(self.about["effective_runs"])))

    def own(self, parameter: str) -> Any:
        """Return the row of one of the programme's own values; None if it is not estimated."""
        table = self.tables["parameters"]
        found = table[table["parameter"].str.endswith(f".{parameter}")]
        return None if found.empty else found.iloc[0]

    @property
    def shared(self) -> pd.DataFrame:
        """The parameters that all programmes share."""
        table = self.tables["parameters"]
        return table[~table["parameter"].str.contains(".", regex=False)]


def taught(say: Language, learnt: Learnt) -> Iterator[Phrase]:
    """Yield what the counts taught of the programme, how much they weigh, and what is ahead."""
    yield from of_the_programme(say, learnt)
    ahead = learnt.tables["ahead"].iloc[0]
    yield say(
        "First jobs in the {years} years after {day}: {before} ({between}) without your counts, "
        "{after} ({then}) with them.",
        years=say.count(learnt.years), day=say.day(learnt.end),
        before=say.number(ahead["before_mean"]),
        between=between(say, ahead["before_low"], ahead["before_high"]),
        after=say.number(ahead["after_mean"]),
        then=between(say, ahead["after_low"], ahead["after_high"]),
    )  # fmt: skip
    if learnt.with_today:
        yield say(
            "These first jobs follow from a history that begins with an empty programme, and not "
            "from today's caseload in the programme's file. A study with these parameters begins "
            "with today's people."
        )


def of_the_programme(say: Language, learnt: Learnt) -> Iterator[Phrase]:
    """Yield what the counts taught of the programme, and how much they weigh."""
    if (rate := learnt.own(RATE)) is not None:
        yield of_referrals(say, rate)
    if (effect := learnt.own(EFFECT)) is not None:
        yield joined([_effect(say, float(effect["up"])), weighs(say, effect)])


def of_referrals(say: Language, rate: Any) -> Phrase:
    """Return what the counts taught of the referral rate."""
    more_or_fewer = _more_or_fewer(say, float(rate["up"]))
    return joined([_referrals(say, rate), more_or_fewer, weighs(say, rate)])


def _referrals(say: Language, row: Any) -> Phrase:
    decimals = 0 if row["before_50"] >= 10 else 1
    return say(
        "Referrals a year: {before} ({between}) without your counts, {after} ({then}) with them.",
        before=say.number(row["before_50"], decimals),
        between=between(say, row["before_5"], row["before_95"], decimals),
        after=say.number(row["after_50"], decimals),
        then=between(say, row["after_5"], row["after_95"], decimals),
    )


def _more_or_fewer(say: Language, up: float) -> Phrase:
    if up >= SURE:
        return say("More people are referred to your programme than expected.")
    if up >= PROBABLE:
        return say("More people are probably referred to your programme than expected.")
    if up <= 1 - SURE:
        return say("Fewer people are referred to your programme than expected.")
    if up <= 1 - PROBABLE:
        return say("Fewer people are probably referred to your programme than expected.")
    return say("About as many people are referred to your programme as expected.")


def _effect(say: Language, up: float) -> Phrase:
    if up >= SURE:
        return say("Your programme gets more people a job than programmes like it usually do.")
    if up >= PROBABLE:
        return say(
            "Your programme probably gets more people a job than programmes like it usually do."
        )
    if up <= 1 - SURE:
        return say("Your programme gets fewer people a job than programmes like it usually do.")
    if up <= 1 - PROBABLE:
        return say(
            "Your programme probably gets fewer people a job than programmes like it usually do."
        )
    return say(
        "The counts do not show whether your programme gets more or fewer people a job than "
        "programmes like it usually do."
    )


def weighs(say: Language, row: Any) -> Phrase:
    """Return how much the counts weigh for one of the programme's values."""
    share = min(float(row["contraction"]), 1.0)
    if share < LITTLE:
        return say(
            "Here your counts weigh less than {little}; the rest is what was known without them.",
            little=say.percent(LITTLE),
        )
    return say(
        "Here your counts weigh {own}, and what was known without them {other}.",
        own=say.percent(share), other=say.percent(1 - share),
    )  # fmt: skip


def weighed(say: Language, learnt: Learnt) -> Iterator[Phrase]:
    """Yield how far the model has moved from the county's experience to each own count."""
    for row in learnt.counts:
        numbers = say(
            "{what}: {own} counted; {before} without the adjustment, {after} with it.",
            what=capitalised(name_of(say, str(row["outcome"]))), own=number_of(row),
            before=say.number(row["before_mean"]), after=say.number(row["after_mean"]),
        )  # fmt: skip
        known = math.isfinite(row["moved"])
        way = say("That is {share} of the way.", share=say.percent(row["moved"]))
        yield joined([numbers, way]) if known else numbers


def not_taught(say: Language, learnt: Learnt) -> Iterator[Phrase]:
    """Yield what the counts did not teach."""
    shared, informed = learnt.shared, learnt.informed
    yield narrowed(say, learnt)
    moved = shared[(shared["contraction"] < informed) & (shared["shift"].abs() >= MOVED)]
    if len(moved):
        yield say(
            "They move these without narrowing them: {names}.",
            names=joined([say.own(learnt.meanings[name]) for name in moved["parameter"]], "; "),
        )
    for parameter, text in (
        (RATE, say("Your counts say little of how many people are referred.")),
        (EFFECT, say(
            "Your counts say little of whether your programme differs from programmes like it; "
            "so few people cannot show it."
        )),
    ):  # fmt: skip
        if (row := learnt.own(parameter)) is not None and row["contraction"] < INFORMED:
            yield text
    yield say(
        "Whether the model itself is right. The counts were used to adjust it, so agreement with "
        "them is not evidence."
    )


def narrowed(say: Language, learnt: Learnt) -> Phrase:
    """Return which of the shared parameters the counts narrow."""
    shared = learnt.shared
    known = shared[shared["contraction"] >= learnt.informed]
    if len(known):
        return say(
            "Of the {number} parameters that all programmes share, your counts narrow these: "
            "{names}. For the others, the model keeps the county's experience.",
            number=say.number(len(shared)),
            names=joined([say.own(learnt.meanings[name]) for name in known["parameter"]], "; "),
        )
    return say(
        "Your counts narrow none of the {number} parameters that all programmes share: how "
        "long jobs last, how long preparation takes and how often people leave stay as the "
        "county's experience has them.",
        number=say.number(len(shared)),
    )


def doubts(say: Language, learnt: Learnt) -> Iterator[Phrase]:
    """Yield what a reader must know before relying on the adjustment."""
    surprise = float(learnt.about["surprise"])
    if surprise < RARE:
        yield say(
            "These counts are unusual: fewer than one in a hundred simulated histories are as far "
            "from what the programme's file leads to expect. Check the counts and the file, above "
            "all how many people are referred."
        )
    for row in learnt.counts:
        if row["after_low"] > row["high"] or row["after_high"] < row["low"]:
            yield say(
                "Even with your counts, the model does not reach one of them: {what}.",
                what=name_of(say, str(row["outcome"])),
            )
