"""Today's caseload in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sesim.report.text.language import Language, Phrase

WAITING = "waiting"
"""The phase of those of today's people who are not enrolled."""


def caseload_in_words(say: Language, today: Mapping[str, Any]) -> Phrase:
    """Return how many are there when a study begins, and on which day.

    Args:
        say: the language.
        today: as in a programme's file, as plain data.
    """
    if (people := today.get("people")) is None:
        enrolled, waiting = today.get("enrolled") or 0, today.get("waiting") or 0
    else:
        waiting = sum(one["phase"] == WAITING for one in people)
        enrolled = len(people) - waiting
    return say(
        "{enrolled} enrolled and {waiting} waiting on {day}",
        enrolled=say.exact(enrolled),
        waiting=say.exact(waiting),
        day=say.day(date.fromisoformat(str(today["date"]))),
    )
