"""A programme's own counts in words: called own, since nobody has published them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sesim.report.text.language import N_, Language, Phrase, joined

NAMES = {
    "participants": N_("enrolled"),
    "employed": N_("with a job"),
    "employed_through_programme": N_("with a job through the programme"),
    "employed_after_leaving": N_("with a first job after leaving"),
    "ongoing": N_("still enrolled"),
    "in_work_at_end": N_("in work on the last day"),
    "referred": N_("referred"),
    "screened_out": N_("not admitted after referral"),
    "withdrew": N_("withdrew while waiting"),
    "waiting": N_("waiting for a place"),
    "jobs": N_("job starts"),
    "first_jobs": N_("first jobs"),
}
"""Names of the outcomes that can be counted; a year at the end is left out."""

Row = Mapping[str, Any]
"""One count: `outcome`, `since`, `until`, `low` and `high` or `count`, and `source`."""


def name_of(say: Language, outcome: str) -> Phrase:
    """Return what readers call an outcome."""
    for name in (outcome, outcome.rpartition("_")[0]):
        if name in NAMES:
            return say(NAMES[name])
    return Phrase(outcome)


def number_of(row: Row) -> str:
    """Return the number of a count, or its interval.

    >>> number_of({"low": 12, "high": 14}), number_of({"count": 13, "low": None, "high": None})
    ('12–14', '13')
    """
    low, high = (row.get("count") if row[end] is None else row[end] for end in ("low", "high"))
    return str(low) if low == high else f"{low}–{high}"


def counts_in_words(say: Language, rows: Sequence[Row]) -> Phrase:
    """Return counts as in a sentence, with the days of each window once."""
    windows: dict[tuple[str, str], list[Phrase]] = {}
    for row in rows:
        text = say("{number} {what}", number=number_of(row), what=name_of(say, row["outcome"]))
        windows.setdefault((str(row["since"]), str(row["until"])), []).append(text)
    parts = [
        say(
            "{counts} ({since} to {until})",
            counts=joined(texts, ", "),
            since=say.day(date.fromisoformat(since)),
            until=say.day(date.fromisoformat(until)),
        )
        for (since, until), texts in windows.items()
    ]
    return joined(parts, "; ")


def sources_in_words(say: Language, rows: Sequence[Row]) -> Phrase:
    """Return where counts come from; a source that is missing is shown as missing."""
    sources = dict.fromkeys(str(row.get("source") or "") for row in rows)
    return joined([Phrase(one) if one else say("not stated") for one in sources], "; ")
