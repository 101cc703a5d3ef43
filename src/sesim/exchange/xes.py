"""The event log as XES (IEEE 1849-2016), which process-mining tools read."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pandas as pd

from sesim.events import NOBODY
from sesim.exchange.rows import LogRow, checked, checked_day, is_of_a_person, rows, timestamp

HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
  </global>
  <classifier name="Kind" keys="concept:name"/>
  <string key="concept:name" value="sesim"/>
"""


def write_xes(events: pd.DataFrame, path: Path | str, *, first_day: date) -> None:
    """Write an event log as XES: a trace for each person, an event for each row.

    A trace is named after replication, programme and number of the person, and has these and what
    the log says of the person at referral. An event's `concept:name` is its kind, `org:resource`
    the coach, `week` its exact time; the other columns keep their names. Events of a post are left
    out, since they belong to no person.

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
        >>> import tempfile, pathlib
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "log.xes")
        ...     sesim.exchange.write_xes(log, path, first_day=study.settings.start)
        ...     print(path.read_text().count("<trace>"))
        2
    """
    log, start = checked(events), checked_day(first_day)
    traces: dict[str, list[LogRow]] = {}
    for row in rows(log, start):
        if is_of_a_person(row):
            traces.setdefault(row.case, []).append(row)
    with Path(path).open("w", encoding="utf-8", newline="\n") as file:
        file.write(HEAD)
        for trace in traces.values():
            file.writelines(_trace(trace))
        file.write("</log>\n")


def _trace(trace: list[LogRow]) -> Iterator[str]:
    """Yield the lines of one person."""
    first = trace[0]
    about: dict[str, Any] = {
        "concept:name": first.case,
        "replication": first.replication,
        "programme": first.programme,
        "participant": first.participant,
    }
    for row in trace:
        about |= row.person
    yield "  <trace>\n"
    yield from _attributes(about, "    ")
    for row in trace:
        yield "    <event>\n"
        yield f'      <date key="time:timestamp" value="{timestamp(row.at)}"/>\n'
        yield from _attributes(_of_an_event(row), "      ")
        yield "    </event>\n"
    yield "  </trace>\n"


def _of_an_event(row: LogRow) -> dict[str, Any]:
    found: dict[str, Any] = {"concept:name": row.kind, "week": row.week}
    if row.coach:
        found["org:resource"] = row.coach
    if row.employer != NOBODY:
        found["employer"] = row.employer
    return {**found, **row.details}


def _attributes(values: Mapping[str, Any], indent: str) -> Iterator[str]:
    """Yield an element for each value, of the type of XES."""
    for key, value in values.items():
        kind = {int: "int", float: "float"}.get(type(value), "string")
        yield f"{indent}<{kind} key={quoteattr(key)} value={quoteattr(str(value))}/>\n"
