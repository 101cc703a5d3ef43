"""The form of today's caseload: numbers of people, or a table with a row for each."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from pydantic import ValidationError

from sesim.app.fields import (
    FieldGroup,
    FormSection,
    Given,
    InputField,
    day_of,
    read_into,
    whole_of,
)
from sesim.events import CaseloadPhase
from sesim.report.app.refusals import refusals_in_words
from sesim.report.text.language import N_, Language
from sesim.study import StudyError
from sesim.study.csv_file import rows_in
from sesim.study.errors import explain
from sesim.study.today import MOST_PEOPLE, PersonToday, Today

TODAY: Final = "today"
NUMBERS, TABLE, NOBODY = "numbers", "table", "none"
WAY: Final = "way"

WAYS: Final[Mapping[str, str]] = {
    NOBODY: N_("Nothing: the programme begins empty on its first day"),
    NUMBERS: N_("How many they are"),
    TABLE: N_("A table with one row for each person"),
}

PHASES: Final[Mapping[CaseloadPhase, str]] = {
    CaseloadPhase.MAPPING: N_("mapping"),
    CaseloadPhase.MOTIVATIONAL_WORK: N_("motivational work"),
    CaseloadPhase.TRAINING: N_("in-house work training"),
    CaseloadPhase.SEARCH: N_("job search"),
    CaseloadPhase.PLACEMENT: N_("placement"),
    CaseloadPhase.JOB: N_("a job with support"),
}

IDENTITY: Final = re.compile(r"(?<!\d)(\d{2})?\d{6}[-+ ]?\d{4}(?!\d)")
"""A personal identity number, with or without the century."""

COLUMNS: Final = tuple(PersonToday.model_fields)


def sections(
    file: Mapping[str, Any], say: Language, typed: Given, errors: Mapping[str, str], day: date
) -> list[FormSection]:
    """Return the form of today's caseload.

    Args:
        file: the programme's file.
        say: the language.
        typed: what stands in the fields instead, by name.
        errors: what is wrong with a value, by name.
        day: that is proposed.
    """
    today: Mapping[str, Any] = file.get(TODAY) or {}
    phases: Mapping[str, Any] = today.get("phases") or {}
    now = NOBODY if not today else TABLE if today.get(TABLE) else NUMBERS
    chosen = typed.get(WAY, now if today else NUMBERS)

    def field(
        name: str, label: str, value: Any, kind: str = "number", note: str = ""
    ) -> InputField:
        text = "" if value is None else str(value)
        return InputField(
            name, label, typed.get(name, text), kind, help=note, error=errors.get(name, "")
        )

    return [
        FormSection(
            say("Who is there today").plain,
            (
                InputField(
                    WAY,
                    say("What you know about them").plain,
                    chosen,
                    "choice",
                    tuple((key, say(text).plain) for key, text in WAYS.items()),
                    error=errors.get(WAY, ""),
                ),
                field("date", say("The day").plain, today.get("date", day.isoformat()), "date"),
            ),
        ),
        FormSection(
            say("If you know how many they are").plain,
            (
                field("enrolled", say("Enrolled").plain, today.get("enrolled")),
                field("waiting", say("Waiting for a place").plain, today.get("waiting")),
                FieldGroup(
                    "phases",
                    say("Of those enrolled, if you know").plain,
                    tuple(
                        field(f"phase-{phase}", say(label).plain, phases.get(phase))
                        for phase, label in PHASES.items()
                    ),
                    say("Leave all empty, or let them add up to those enrolled.").plain,
                    errors.get("phases", ""),
                ),
            ),
        ),
        FormSection(
            say("If you know the people").plain,
            (
                InputField(
                    "table",
                    say("Table").plain,
                    without_identities(typed.get("table", "")),
                    "area",
                    help=say(
                        "Paste rows from a spreadsheet saved as CSV. The first row names the "
                        "columns: {columns}. Only person and phase must be there. The phase is one "
                        "of {phases}, and days are written as 2026-01-31. Give each person a "
                        "number of your own, and never a personal identity number or a name.",
                        columns=", ".join(COLUMNS),
                        phases=", ".join(CaseloadPhase),
                    ).plain,
                    error=errors.get("table", ""),
                    note=_table_note(today, say),
                ),
                InputField("upload", say("Or choose a CSV file").plain, kind="file"),
            ),
        ),
    ]


def without_identities(table: str) -> str:
    """Return a table as a page may show it again: nothing of one with personal identity numbers."""
    return "" if IDENTITY.search(table) else table


def _table_note(today: Mapping[str, Any], say: Language) -> str:
    if not today.get(TABLE):
        return ""
    return say("The file {file} is used now. Leave this empty to keep it.", file=today[TABLE]).plain


def read_today(
    typed: Given, say: Language, errors: dict[str, str]
) -> tuple[dict[str, Any] | None, str | None]:
    """Return what the form says, as a file has it, and the text of a new table.

    Args:
        typed: what came back.
        say: the language.
        errors: receives what is wrong, by name.
    """
    way = typed.get(WAY, NUMBERS)
    if way == NOBODY:
        return None, None
    found: dict[str, Any] = {
        "date": read_into(errors, "date", partial(day_of, typed.get("date", ""), say), "2000-01-01")
    }
    if way == TABLE:
        text = typed.get("table", "").lstrip("\ufeff")
        if text.strip():
            people = _people(text, say, errors)
            if not errors:
                _check({**found, "people": people}, say, errors)
        return found, text if text.strip() else None
    for name in ("enrolled", "waiting"):
        text = typed.get(name, "")
        if text.strip() or name == "enrolled":
            found[name] = read_into(errors, name, partial(whole_of, text, say, MOST_PEOPLE), 0)
    if phases := _phases(typed, say, errors):
        found["phases"] = phases
        total = sum(phases.values())
        if not errors and total != found["enrolled"]:
            errors["phases"] = say(
                "these add up to {total}, but {enrolled} are enrolled",
                total=say.exact(total),
                enrolled=say.exact(found["enrolled"]),
            )
    if not errors:
        _check(found, say, errors)
    return found, None


def _phases(typed: Given, say: Language, errors: dict[str, str]) -> dict[str, int]:
    found = {}
    for phase in PHASES:
        text = typed.get(f"phase-{phase}", "")
        if text.strip():
            found[str(phase)] = read_into(
                errors,
                f"phase-{phase}",
                partial(whole_of, text, say, MOST_PEOPLE),
                0,
            )
    return found


def checkable(today: Mapping[str, Any], table: str | None, say: Language) -> dict[str, Any]:
    """Return a caseload as a programme can hold it without the file of its table.

    Args:
        today: as a file has it.
        table: the text of a new table; None if there is none, or the old one stays.
        say: the language.
    """
    if today.get(TABLE) is None:
        return dict(today)
    if table is None:
        return {"date": today["date"], "enrolled": 0}
    return {"date": today["date"], "people": _people(table, say, {})}


def _people(text: str, say: Language, errors: dict[str, str]) -> Sequence[Mapping[str, Any]]:
    try:
        rows = rows_in(text, PersonToday, "table", private=True)
    except StudyError as error:
        errors["table"] = refusals_in_words(say, error.problems)
        return ()
    return [row.model_dump(mode="json", exclude_none=True) for row in rows]


def _check(plain: Mapping[str, Any], say: Language, errors: dict[str, str]) -> None:
    """Note what is wrong with a caseload as a whole."""
    try:
        Today.model_validate(plain)
    except ValidationError as error:
        where = "table" if "people" in plain else "enrolled"
        errors[where] = refusals_in_words(say, explain(error, Today, of_people=True))
