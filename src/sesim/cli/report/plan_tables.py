"""The tables of a finished search, read back: damaged or edited ones are refused."""

import io
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sesim import messages
from sesim.report.plan.shown import AT_LEAST, COST, MEETS, MISSES, UNCLEAR
from sesim.runs.errors import OutputError
from sesim.runs.results.provenance import file_hash
from sesim.runs.results.store import PROVENANCE, provenance_in

PLAN: Final = "plan"
"""The key of the provenance that has what was asked and found."""

PLANS, GOALS = "plans.csv", "goals.csv"

VERDICTS: Final = (MEETS, MISSES, UNCLEAR)
DIRECTIONS: Final = (AT_LEAST, "at_most")

NUMBERS: Final = {
    PLANS: ("plan", "changed", "histories"),
    GOALS: (
        "plan", "level", "certainty", "histories", "reached", "probability", "low", "high",
    ),
}  # fmt: skip
"""Columns that have a number in every row."""

WORDS: Final[Mapping[str, Mapping[str, Collection[object]]]] = {
    PLANS: {"verdict": VERDICTS, "chosen": (True, False)},
    GOALS: {"verdict": VERDICTS, "direction": DIRECTIONS},
}
"""Columns that have one of a few words in every row."""

ASKED: Final = ("levers", "cost", "chosen", "nearest", "tied", "cheaper_unclear", "next_cheaper")
"""What the provenance must hold of a search; from the third on, numbers of plans."""


def tables_of(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame, Mapping[str, Any]]:
    """Return the plans of a finished search, their goals, and what was asked and found.

    Raises:
        OutputError: a file is missing, damaged or edited; the message names it.
    """
    record = provenance_in(folder)
    about = record.get(PLAN)
    if not isinstance(about, dict):
        raise _damaged(folder / PROVENANCE, f"{PLAN}: should be what was asked and found")
    missing = [name for name in ASKED if name not in about]
    if missing:
        raise _damaged(folder / PROVENANCE, f"{PLAN}.{missing[0]}: missing")
    levers = about["levers"]
    if not (isinstance(levers, list) and all(isinstance(one, str) for one in levers)):
        why = f"{PLAN}.levers: should be a list of names (got {messages.value(levers)})"
        raise _damaged(folder / PROVENANCE, why)
    plans, goals = (_table(folder / name, record["files_sha256"]) for name in (PLANS, GOALS))
    for problem in _unknown_plans(plans, goals, about):
        raise _damaged(folder / problem[0], problem[1])
    for column in (*levers, f"{COST}{about['cost']}"):
        if column not in plans:
            raise _damaged(folder / PLANS, f"{column}: missing")
    return plans, goals, about


def _damaged(path: Path, why: str) -> OutputError:
    return OutputError(f"{path}: damaged or edited: {why}; run sesim-plan again")


def _table(path: Path, hashes: Mapping[str, Any]) -> pd.DataFrame:
    """Return a table that is as it was written; raises `OutputError`."""
    try:
        is_same = file_hash(path) == hashes.get(path.name)
        data = path.read_bytes()
    except OSError as error:
        raise OutputError(f"{path}: {messages.reason(error)}; run sesim-plan again") from None
    try:
        table = pd.read_csv(io.BytesIO(data))
    except (ValueError, LookupError, ArithmeticError):  # pandas' own errors are ValueErrors
        raise _damaged(path, "it is not a table") from None
    for problem in _problems(table, path.name):
        raise _damaged(path, problem)
    if not is_same:
        raise _damaged(path, f"it differs from what {PROVENANCE} says was written")
    return table


def _problems(table: pd.DataFrame, name: str) -> Iterator[str]:
    """Yield what no search writes, with the column."""
    if table.empty:
        yield "it has no rows"
        return
    costs = [one for one in table if str(one).startswith(COST)] if name == PLANS else []
    for column in (*NUMBERS[name], *WORDS[name]):
        if column not in table:
            yield f"{column}: missing"
            return
    for column in map(str, (*NUMBERS[name], *costs)):
        values = pd.to_numeric(table[column], errors="coerce")
        if wrong := list(table[column][values.isna()]):
            yield f"{column}: should be a number (got {messages.value(wrong[0])})"
    for column, words in WORDS[name].items():
        if wrong := [one for one in table[column] if one not in words]:
            allowed = ", ".join(map(str, words))
            yield f"{column}: should be one of {allowed} (got {messages.value(wrong[0])})"


def _unknown_plans(
    plans: pd.DataFrame, goals: pd.DataFrame, about: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield each file that names a plan which is not in the table, and what is wrong there."""
    known = set(plans["plan"])
    if 0 not in known or len(known) < len(plans):
        yield PLANS, "plan: should have each plan once, and plan 0"
    if set(goals["plan"]) != known:
        yield GOALS, f"plan: should have the plans of {PLANS}"
    for name in ASKED[2:]:
        given = about[name]
        named = given if isinstance(given, list) else [given]
        may_be_none = name in ("chosen", "next_cheaper")
        for one in named:
            is_number = isinstance(one, int) and not isinstance(one, bool)
            if not ((is_number and one in known) or (one is None and may_be_none)):
                yield (
                    PROVENANCE,
                    f"{PLAN}.{name}: should be a plan of {PLANS} (got {messages.value(one)})",
                )
