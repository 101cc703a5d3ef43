"""The report about a study that is held against what happened afterwards."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sesim.report.own.held import beside, in_all, prediction, unlike
from sesim.report.own.page import heading, in_lines
from sesim.report.own.sentences import (
    EFFECT,
    RATE,
    Learnt,
    narrowed,
    of_referrals,
    weighs,
)
from sesim.report.text.language import N_, Language, Phrase, joined, language
from sesim.report.text.numbers import between
from sesim.report.text.outcomes import outcome_in_words
from sesim.report.text.own_counts import Row, counts_in_words, sources_in_words

SURE, PROBABLE = 0.9, 0.75
"""Probability of a direction from which it is named, and named as probable."""

FEW = 10.0
"""Smaller numbers are shown with a decimal."""

AT_LEAST = "at_least"


@dataclass(frozen=True)
class HeldAgainst:
    """What the report is made from.

    Attributes:
        learnt: what the counts taught.
        predictions: a row for each count, as from the calibration.
        start, end: first and last day of the study.
        interval: coverage of its prediction intervals.
        replications: how many it had.
        with_those_there: whether some count includes people who were there on its first day.
        outcomes: both predictions of the main outcomes, `before_mean` to `after_high`.
        goals: both probabilities of the goals, `before_probability` to `after_probability_high`.
        folders: of the study, and of the same study simulated again.
        parameters: the name of the adjusted ones.
    """

    learnt: Learnt
    predictions: pd.DataFrame
    start: date
    end: date
    interval: float
    replications: int
    with_those_there: bool
    outcomes: pd.DataFrame
    goals: pd.DataFrame
    folders: tuple[str, str]
    parameters: str

    @property
    def rows(self) -> list[Row]:
        """The counts, each with what was predicted."""
        return records(self.predictions)


def records(table: pd.DataFrame) -> list[Row]:
    """Return the rows of a table."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def markdown(held: HeldAgainst, code: str) -> str:
    """Return the report in one language.

    Args:
        held: what it is about.
        code: of the language.
    """
    say = language(code)
    parts: list[Iterable[str]] = [
        [heading(say("What happened afterwards: {name}", name=held.learnt.name), 1)],
        opening(say, held),
        [heading(say("Which predictions held"))],
        [f"* {one}" for one in in_all(say, held.rows, held.learnt.about, held.interval)],
        beside(say, held.rows, held.interval),
        [unlike(say)],
        [heading(say("What is learnt"))],
        [f"* {one}" for one in learnt_in_words(say, held)],
        [heading(say("The new prediction"))],
        [again(say, held)],
        outcomes_table(say, held.outcomes),
        goals_table(say, held.goals),
        [still_from_then(say, held)],
        [heading(say("How it was made"))],
        made(say, held),
    ]
    texts = ["\n".join(part) for part in parts]
    return "\n\n".join(text for text in texts if text) + "\n"


def opening(say: Language, held: HeldAgainst) -> Iterator[Phrase]:
    """Yield what was predicted, and what has been counted."""
    yield say(
        "The study of {start} to {end} is held against own counts: {counts}.",
        start=say.day(held.start), end=say.day(held.end), counts=counts_in_words(say, held.rows),
    )  # fmt: skip
    if held.with_those_there:
        yield say(
            "Counts from the first day on include the people who were there on that day; a job "
            "that they already had then is not counted."
        )
    yield say("Source: {sources}.", sources=sources_in_words(say, held.rows))


# --- what is learnt ------------------------------------------------------------------------------


def learnt_in_words(say: Language, held: HeldAgainst) -> Iterator[Phrase]:
    """Yield what the counts taught about the parameters, and about what is still ahead."""
    learnt = held.learnt
    if (rate := learnt.own(RATE)) is not None:
        yield of_referrals(say, rate)
    if (effect := learnt.own(EFFECT)) is not None:
        yield joined([_effect(say, float(effect["up"])), weighs(say, effect)])
    yield narrowed(say, learnt)
    if learnt.end < held.end:
        ahead = learnt.tables["ahead"].iloc[0]
        yield say(
            "First jobs after {day}, to the end of the study: {before} ({between}) with the old "
            "parameters, {after} ({then}) with the new ones.",
            day=say.day(learnt.end), before=say.number(ahead["before_mean"]),
            between=between(say, ahead["before_low"], ahead["before_high"]),
            after=say.number(ahead["after_mean"]),
            then=between(say, ahead["after_low"], ahead["after_high"]),
        )  # fmt: skip


def _effect(say: Language, up: float) -> Phrase:
    if up >= SURE:
        return say("The programme gets more people a job than the study expected.")
    if up >= PROBABLE:
        return say("The programme probably gets more people a job than the study expected.")
    if up <= 1 - SURE:
        return say("The programme gets fewer people a job than the study expected.")
    if up <= 1 - PROBABLE:
        return say("The programme probably gets fewer people a job than the study expected.")
    return say(
        "The counts do not show whether the programme gets more or fewer people a job than the "
        "study expected."
    )


# --- the new prediction --------------------------------------------------------------------------


def again(say: Language, held: HeldAgainst) -> Phrase:
    """Return where the study has been simulated again."""
    old, new = held.folders
    return say(
        "The same study has been simulated again with the adjusted parameters, into {new}; {old} "
        "is as it was. Both have the same random numbers, so they differ by the parameters alone.",
        new=new, old=old,
    )  # fmt: skip


def still_from_then(say: Language, held: HeldAgainst) -> Phrase:
    """Return what the new prediction is not."""
    return say(
        "The new prediction begins on {start}, as the old one did. What has happened since has "
        "changed its parameters, and not the people in it. For a plan from today on, write "
        "today's caseload into the programme's file and use these parameters.",
        start=say.day(held.start),
    )


def outcomes_table(say: Language, outcomes: pd.DataFrame) -> Iterator[str]:
    """Yield both predictions of the main outcomes."""
    head = (say("Outcome"), say("Old prediction"), say("New prediction"))
    yield f"| {' | '.join(head)} |"
    yield "| --- | --- | --- |"
    for row in records(outcomes):
        cells = [outcome_in_words(say, row["outcome"]), *(_level(say, row, it) for it in SIDES)]
        yield f"| {' | '.join(cells)} |"


SIDES = ("before", "after")


def _level(say: Language, row: Row, side: str) -> str:
    mean, low, high = (_number(row, f"{side}_{column}") for column in ("mean", "low", "high"))
    decimals = int(abs(mean) < FEW)
    return f"{say.number(mean, decimals)} ({between(say, low, high, decimals)})"


def _number(row: Row, key: str) -> float:
    return float(row[key]) * (100 if row["unit"] == "share" else 1)


def goals_table(say: Language, goals: pd.DataFrame) -> Iterator[str]:
    """Yield how likely each goal is in both predictions; nothing without goals."""
    if goals.empty:
        return
    head = (say("Goal"), say("Probability before"), say("Probability now"))
    yield f"| {' | '.join(head)} |"
    yield "| --- | --- | --- |"
    for row in records(goals):
        cells = [goal_in_words(say, row), *(_chance(say, row, side) for side in SIDES)]
        yield f"| {' | '.join(cells)} |"


def goal_in_words(say: Language, row: Mapping[str, Any]) -> Phrase:
    """Return a goal: what it is about, and the level."""
    text = N_("{goal}: at least {level}") if row["direction"] == AT_LEAST else N_(
        "{goal}: at most {level}"
    )  # fmt: skip
    level = say.exact(float(f"{_number(row, 'level'):.10g}"))
    return say(text, goal=outcome_in_words(say, row["outcome"]), level=level)


def _chance(say: Language, row: Row, side: str) -> str:
    share, low, high = (
        100 * float(row[f"{side}_probability{end}"]) for end in ("", "_low", "_high")
    )
    return say("{share}% ({between})", share=say.number(share), between=between(say, low, high))


def made(say: Language, held: HeldAgainst) -> Iterator[Phrase]:
    """Yield how it was made."""
    about = held.learnt.about
    yield say(
        "The study's {replications} replications, continued to {runs} histories of this programme "
        "with the same parameters; what is learnt rests on {effective} of them. Model version "
        "{version}, seed {seed}.",
        replications=say.number(held.replications), runs=say.number(about["runs"]),
        effective=say.number(about["effective_runs"]), version=about["model"], seed=about["seed"],
    )  # fmt: skip
    yield say(
        "Use it with parameters={parameters}. Another version of the model refuses it; then run "
        "sesim-adjust again.",
        parameters=held.parameters,
    )


# --- the terminal --------------------------------------------------------------------------------


def terminal(held: HeldAgainst, width: int) -> str:
    """Return what the terminal shows.

    Args:
        held: what it is about.
        width: of a line, in characters.
    """
    say = language("en")
    name = held.learnt.name
    new = [
        *(
            f"{outcome_in_words(say, one['outcome'])}: {_both(say, one, _level)}"
            for one in records(held.outcomes)
        ),
        *(f"{goal_in_words(say, one)}: {_both(say, one, _chance)}" for one in records(held.goals)),
    ]
    parts: list[tuple[str, Sequence[str]]] = [
        (f"What happened afterwards: {name}", [counts_in_words(say, held.rows)]),
        (
            "Which predictions held",
            [
                *(prediction(say, row) for row in held.rows),
                *in_all(say, held.rows, held.learnt.about, held.interval),
            ],
        ),
        ("What is learnt", list(learnt_in_words(say, held))),
        ("Old prediction, and new one", new),
    ]
    return "\n".join(in_lines(parts, width))


def _both(say: Language, row: Row, cell: Any) -> str:
    return " -> ".join(str(cell(say, row, side)) for side in SIDES)
