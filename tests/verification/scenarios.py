"""Shipped scenarios in the bare programme, whose coaches have time for everybody."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from tests.model import bare
from tests.model.small_studies import Log, always_open, log_of

from sesim.events import Kind
from sesim.model import ModelProgramme

SCENARIOS = Path(__file__).parents[2] / "conf" / "scenario"
WINDOW = {"start": "2012-01-01", "end": "2014-03-31"}

Changes = list[dict[str, Any]]
Times = dict[int, float]


def changes_of(name: str) -> Changes:
    """Return what a shipped scenario changes in a programme that it does not know by name."""
    text = (SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8")
    return [change for change in yaml.safe_load(text)["changes"] if "programmes" not in change]


def under(
    changes: str | Changes,
    programme: Mapping[str, Any] | None = None,
    parameters: Mapping[str, float] | None = None,
) -> ModelProgramme:
    """Return the bare programme, whose coaches have time for everybody, under a scenario."""
    return always_open(
        {**bare.PROGRAMME, **(programme or {})},
        parameters={**bare.PARAMETERS, **(parameters or {})},
        changes=changes_of(changes) if isinstance(changes, str) else changes,
        **WINDOW,
    )


def log_under(changes: str | Changes, *world: Mapping[str, Any]) -> Log:
    return log_of(under(changes, *world))


def first(log: Log, kind: Kind) -> Times:
    """Return when something first happened, in weeks, by participant."""
    times: Times = {}
    for row in log:
        if row.kind == kind and row.participant >= 0:
            times.setdefault(row.participant, row.time)
    return times


def between(log: Log, start: Kind, end: Kind) -> Times:
    """Return the weeks from one first to another, for those who came to both."""
    starts, ends = first(log, start), first(log, end)
    return {who: ends[who] - starts[who] for who in ends if who in starts}


def ratios(before: Times, after: Times) -> list[float]:
    """Return after / before of all who have both; there must be some."""
    found = [after[who] / before[who] for who in after if before.get(who, 0.0) > 0]
    assert len(found) > 15  # enough of them to mean something
    return found
