"""The form of own counts: a row for each, kept as the CSV that `sesim-adjust` reads."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from sesim.app.fields import FieldGroup, FormSection, Given, InputField
from sesim.report.app.refusals import refusal_in_words
from sesim.report.text.language import Language, capitalised
from sesim.report.text.own_counts import NAMES
from sesim.study import StudyError
from sesim.study.csv_file import rows_in

ROWS: Final = 6
COLUMNS: Final = ("outcome", "since", "until", "count", "low", "high", "source")
FIRST: Final = ("participants", "employed", "ongoing")
"""What most can count, offered to begin with."""

LINE: Final = re.compile(r"counts: line (\d+)[.:]\s*")
"""Begins a problem of a file: the heading is its first line."""


def sections(
    text: str | None, say: Language, typed: Given, errors: Mapping[str, str], day: date
) -> list[FormSection]:
    """Return the form of own counts.

    Args:
        text: of the file of counts; None if there is none.
        say: the language.
        typed: what stands in the fields instead, by name.
        errors: what is wrong with a row, by its number.
        day: the last day that is proposed.
    """
    rows = rows_of(text) if text else [{"outcome": one} for one in FIRST]
    number = max(ROWS, len(rows) + 1)
    rows += [{} for _ in range(number - len(rows))]
    return [
        FormSection(
            say("What you have counted").plain,
            tuple(
                _row(place, row, say, typed, errors.get(str(place), ""), day)
                for place, row in enumerate(rows, 1)
            ),
        )
    ]


def _row(
    place: int, row: Mapping[str, str], say: Language, typed: Given, error: str, day: date
) -> FieldGroup:
    outcome = row.get("outcome", "")
    known = {
        "": say("none").plain,
        **{key: capitalised(say(it)).plain for key, it in NAMES.items()},
    }
    if outcome not in known:  # such as first_jobs_2025, which a file may hold
        known[outcome] = outcome

    def field(
        name: str, label: str, kind: str = "number", options: tuple[tuple[str, str], ...] = ()
    ) -> InputField:
        key = f"{place}-{name}"
        value = row.get(name, "") or ""
        if name == "until" and not value:
            value = day.isoformat()
        return InputField(key, label, typed.get(key, value), kind, options)

    return FieldGroup(
        str(place),
        say("Count {number}", number=place).plain,
        (
            field("outcome", say("What").plain, "choice", tuple(known.items())),
            field("count", say("Number").plain),
            field("low", say("or at least").plain),
            field("high", say("and at most").plain),
            field("since", say("From (empty: the first day)").plain, "date"),
            field("until", say("To").plain, "date"),
            field("source", say("Where it comes from").plain, "text"),
        ),
        error=error,
    )


def rows_of(text: str) -> list[dict[str, str]]:
    """Return the rows of a file of counts as texts."""
    lines = text.lstrip("\ufeff").splitlines()
    reader = csv.DictReader(lines, delimiter=";" if lines and ";" in lines[0] else ",")
    return [{key: value or "" for key, value in row.items() if key} for row in reader]


def counts_text(typed: Given) -> str:
    """Return the text of a file with the counts of a form; rows without an outcome are left out."""
    rows = list(_filled(typed).values())
    used = [name for name in COLUMNS if name == "outcome" or any(row[name] for row in rows)]
    text = io.StringIO()
    writer = csv.DictWriter(text, used, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _filled(typed: Given) -> dict[int, dict[str, str]]:
    """Return the rows that have an outcome, by their number in the form."""
    found = {}
    place = 0
    while f"{(place := place + 1)}-outcome" in typed:
        row = {name: " ".join(typed.get(f"{place}-{name}", "").split()) for name in COLUMNS}
        if row["outcome"]:
            found[place] = row
    return found


def problems_of(typed: Given, say: Language) -> dict[str, str]:
    """Return what is wrong with the counts of a form, by the number of the row."""
    from sesim.calibration.own.counts import OwnCount  # it takes time, and only this form needs it

    rows = _filled(typed)
    if not rows:
        return {"1": say("give at least one count")}
    found: dict[str, str] = {}
    try:
        rows_in(counts_text(typed), OwnCount, "counts")
    except StudyError as error:
        for problem in error.problems:
            line = LINE.match(problem)
            place = str(list(rows)[int(line[1]) - 2] if line else 1)
            told = refusal_in_words(say, problem[line.end() :] if line else problem)
            found[place] = f"{found[place]}\n{told}" if place in found else told
    return found
