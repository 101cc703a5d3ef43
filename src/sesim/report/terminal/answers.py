"""The answers of a sweep in a few lines of plain text, for the terminal."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sesim.outcomes import ALL, SINCE_PLAN, Verdict, judge
from sesim.outcomes.sureness import EFFECT, ends
from sesim.report.text.names import printable
from sesim.report.text.questions import (
    MEDIAN,
    MONTHS,
    PEOPLE,
    REFERRED,
    SERVED,
    SHARE,
    SOONER,
    how_many,
    main_outcome,
)

WIDTH = 96

MOST = 6
"""Scenarios that are answered for; with more, those of which something is clear come first."""

QUESTIONS = ("More in work?", "Sooner?", "For how many?")

WHAT = {
    SHARE: "of 100 enrolled get a job",
    PEOPLE: "people get a job",
    SOONER: f"of 100 get a first job within {MONTHS} months",
    MEDIAN: "weeks until half have a first job",
    SERVED: "people enrolled",
}
"""What a difference is one of."""

WAITS = {Verdict.MORE: "clearly later", Verdict.LESS: "clearly sooner"}
"""What a verdict on weeks means."""

FEWER = {Verdict.LESS: "clearly fewer"}

Row = Mapping[str, Any]


def answers(comparison: pd.DataFrame) -> list[str]:
    """Return for each scenario whether more are in work, sooner, and for how many.

    The answers are about those referred since the plan began, where there is a plan.

    Args:
        comparison: the rows of one programme or area, with one or more scenarios.
    """
    group = SINCE_PLAN if (comparison["group"] == SINCE_PLAN).any() else ALL
    mine = comparison[comparison["group"] == group]
    found: dict[str, dict[str, Row]] = {}
    records: list[Any] = mine.to_dict("records")
    for row in records:
        found.setdefault(str(row["scenario"]), {})[str(row["outcome"])] = row
    shown = sorted(found, key=lambda name: not _is_clear(found[name]))[:MOST]
    lines: list[str] = []
    for name in [name for name in found if name in shown]:
        lines += ["", *textwrap.wrap(printable(name), WIDTH)]
        lines += [f"  {text}" for text in _answered(found[name])]
    if len(found) > MOST:
        lines += ["", f"{len(found) - MOST} more in the table below."]
    return lines


def _is_clear(rows: Mapping[str, Row]) -> bool:
    return any(judge(rows[name]).is_clear for name in (SHARE, PEOPLE, SOONER) if name in rows)


def _answered(rows: Mapping[str, Row]) -> Iterator[str]:
    """Yield the lines of one scenario: each question with its answers."""
    main = main_outcome(float(rows.get(REFERRED, {}).get("difference", float("nan"))))
    asked = zip(QUESTIONS, ([main], [SOONER, MEDIAN], [how_many(main)]), strict=True)
    longest = max(map(len, QUESTIONS))
    for question, outcomes in asked:
        texts = [_answer(rows[name]) for name in outcomes if _has_answer(rows, name)]
        for number, text in enumerate(texts or ["no value"]):
            yield f"{question if not number else '':{longest}}  {text}"


def _has_answer(rows: Mapping[str, Row], outcome: str) -> bool:
    """Whether there is an answer; a median only if half get a job in every replication.

    If some have none, the median of the others covers only those in which people got jobs early.
    """
    row = rows.get(outcome)
    if row is None or judge(row) is Verdict.MISSING:
        return False
    most = max(float(one["replications"]) for one in rows.values())
    return outcome != MEDIAN or float(row["replications"]) >= most


def _answer(row: Row) -> str:
    """Return a verdict, then the difference and the interval of the effect."""
    outcome, found = str(row["outcome"]), judge(row)
    verdict = (WAITS if outcome == MEDIAN else FEWER).get(found, str(found))
    if found is Verdict.NONE:
        return verdict
    where = "effect not known"
    if ends(row) == EFFECT:
        where = f"effect {number(row, 'effect_low')} to {number(row, 'effect_high')}"
    return f"{verdict}: {number(row, 'difference')} {WHAT[outcome]} ({where})"


def number(row: Row, key: str, sign: str = "+") -> str:
    """Return a number of a row as the terminal shows it; shares in percentage points."""
    value = float(row[key])
    if pd.isna(value):
        return "?"
    if row["unit"] == "share":
        return f"{100 * value:{sign}.1f}{'' if sign else '%'}"
    return f"{value:{sign}.1f}"
