"""The event log as OCEL 2.0: events of people, posts and employers at once."""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sesim.events import NOBODY, Kind
from sesim.exchange.rows import (
    NUMBERS,
    LogRow,
    checked,
    checked_day,
    is_of_a_person,
    rows,
    timestamp,
)

PARTICIPANT: Final = "participant"
POST: Final = "post"
EMPLOYER: Final = "employer"

ATTRIBUTES: Final = {
    PARTICIPANT: ("programme", "sex", "age", "target_group", "goal", "motivation"),
    POST: ("programme", "fte"),
    EMPLOYER: ("programme",),
}
"""Types of objects, with the attributes of each."""


def write_ocel(events: pd.DataFrame, path: Path | str, *, first_day: date) -> None:
    """Write an event log as OCEL 2.0 in JSON, in which an event can concern several objects.

    Objects are participants, with what the log says of them at referral; posts of coaches, with
    their size over time; and employers. An employer contact thus concerns all three. Participants
    are related to the post that they were enrolled with.

    Args:
        events: the log; of one replication or several.
        path: the file to write.
        first_day: of the study, `study.settings.start`.

    Raises:
        ValueError: it is no event log, or no day.
        OSError: the file cannot be written.

    Example:
        >>> import sesim
        >>> study = sesim.load_study("programmes=vetlanda replications=1 end=2012-06-30")
        >>> log = sesim.run(study).events
        >>> import json, tempfile, pathlib
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "log.json")
        ...     sesim.exchange.write_ocel(log, path, first_day=study.settings.start)
        ...     found = json.loads(path.read_text())
        >>> len(found["events"]) == len(log), [one["name"] for one in found["objectTypes"]]
        (True, ['participant', 'post', 'employer'])
    """
    log, start = checked(events), checked_day(first_day)
    objects = _Objects()
    found = [_event(number, row, objects) for number, row in enumerate(rows(log, start))]
    whole = {
        "objectTypes": [_type(name, names) for name, names in ATTRIBUTES.items()],
        "eventTypes": _event_types(found),
        "objects": list(objects.by_name.values()),
        "events": found,
    }
    with Path(path).open("w", encoding="utf-8", newline="\n") as file:
        json.dump(whole, file, ensure_ascii=False, indent=1)
        file.write("\n")


class _Objects:
    """The objects that events have concerned so far, in order."""

    def __init__(self) -> None:
        self.by_name: dict[str, dict[str, Any]] = {}

    def of(self, name: str, kind: str, row: LogRow) -> dict[str, Any]:
        """Return an object, which is new if no earlier event concerned it."""
        if name not in self.by_name:
            self.by_name[name] = {
                "id": name,
                "type": kind,
                "attributes": [_value("programme", row.programme, row)],
                "relationships": [],
            }
        return self.by_name[name]


def _event(number: int, row: LogRow, objects: _Objects) -> dict[str, Any]:
    """Return an event, and add what it says to the objects that it concerns."""
    concerned: dict[str, str] = {}
    if row.coach:
        concerned[POST] = row.place(POST, row.coach)
        post = objects.of(concerned[POST], POST, row)
        if "fte" in row.details:
            post["attributes"].append(_value("fte", row.details["fte"], row))
    if row.employer != NOBODY:
        concerned[EMPLOYER] = row.place(EMPLOYER, row.employer)
        objects.of(concerned[EMPLOYER], EMPLOYER, row)
    if is_of_a_person(row):
        concerned[PARTICIPANT] = row.place(PARTICIPANT, row.participant)
        person = objects.of(concerned[PARTICIPANT], PARTICIPANT, row)
        person["attributes"] += [_value(name, value, row) for name, value in row.person.items()]
        if row.kind == Kind.ENROLLED and row.coach:
            person["relationships"].append({"objectId": concerned[POST], "qualifier": "coach"})
    return {
        "id": f"e{number}",
        "type": row.kind,
        "time": timestamp(row.at),
        "attributes": [
            {"name": name, "value": value} for name, value in row.details.items() if name != "fte"
        ],
        "relationships": [
            {"objectId": name, "qualifier": kind} for kind, name in concerned.items()
        ],
    }


def _value(name: str, value: Any, row: LogRow) -> dict[str, Any]:
    """Return a value of an object, from the time of an event on."""
    return {"name": name, "value": value, "time": timestamp(row.at)}


def _event_types(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the kinds of events that occur, with the attributes that occur in each."""
    names: dict[str, dict[str, None]] = {}
    for one in events:
        known = names.setdefault(one["type"], {})
        known |= dict.fromkeys(each["name"] for each in one["attributes"])
    return [_type(kind, known) for kind, known in names.items()]


def _type(name: str, attributes: Iterable[str]) -> dict[str, Any]:
    kinds = {one: "float" if one in NUMBERS else "string" for one in attributes}
    return {
        "name": name,
        "attributes": [{"name": one, "type": kind} for one, kind in kinds.items()],
    }
