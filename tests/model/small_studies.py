"""Small studies with every value in sight, so that no change of a shipped file touches a test."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple
from unittest.mock import patch

from sesim.events import Kind
from sesim.model import ModelProgramme, model_programmes, run
from sesim.model.calendar import Calendar
from sesim.study import Study, build

PROGRAMME: dict[str, Any] = {
    "title": "A programme made for tests",
    "forbund": "somewhere",
    "since": "2012-01-01",
    "posts": [
        {"name": "first", "fte": [{"since": "2012-01-01", "share": 1.0}]},
        {"name": "second", "fte": [{"since": "2012-01-01", "share": 0.5}]},
    ],
    "caseload_norm": 20.0,
    "referral": {"per_year": 24.0, "route": "group", "screened_out_share": 0.1},
    "target_group": "psychiatric",
    "goals": {"work": 0.8, "study": 0.1, "placement": 0.1},
    "motivation": {"motivated": 0.5, "wavering": 0.3, "not_motivated": 0.2},
    "motivation_policy": "motivate",
    "mapping": "medium",
    "social_load": "light",
    "back_heaviness": 0.5,
    "training": {"share": 0.2},
    "employer_focus": 1.0,
    "labour_market": {"unemployment": 6.2, "employers": 150},
    "placement": {"aim": "mixed", "months": 3.0},
    "job_kinds": {"ordinary": 0.4, "subsidised": 0.4, "transition": 0.1, "temporary": 0.1},
    "support": {"open_ended": False},
}

SETTINGS: dict[str, Any] = {
    "programmes": ["here"],
    "start": "2012-01-01",
    "end": "2016-12-31",
    "replications": 1,
    "seed": 1,
}


def changed(definition: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a programme with other values, by dotted path."""
    new = deepcopy(dict(definition))
    for path, value in values.items():
        *parents, last = path.split(".")
        inner = new
        for step in parents:
            inner = inner[step]
        inner[last] = deepcopy(value)
    return new


def posts(*shares: float, **fields: Any) -> list[dict[str, Any]]:
    """Return posts of these sizes, there from the beginning."""
    return [
        {"name": f"post_{i}", "fte": [{"since": "2012-01-01", "share": share}], **fields}
        for i, share in enumerate(shares)
    ]


def study(
    programme: Mapping[str, Any] | None = None,
    *,
    parameters: Mapping[str, float] | None = None,
    changes: Sequence[Mapping[str, Any]] = (),
    others: Mapping[str, Mapping[str, Any]] | None = None,
    **settings: Any,
) -> Study:
    """Build a study of one programme, `here`, and perhaps others.

    Programmes are given by what differs from `PROGRAMME`, by dotted path.
    """
    given = {"here": programme or {}, **(others or {})}
    return build(
        {**SETTINGS, "programmes": list(given), **settings},
        {name: changed(PROGRAMME, values) for name, values in given.items()},
        {"name": "test", "changes": list(changes)},
        parameters or {},
    )


def here(programme: Mapping[str, Any] | None = None, **arguments: Any) -> ModelProgramme:
    """Return `here` in the model's units."""
    return model_programmes(study(programme, **arguments))["here"]


class AlwaysOpen(Calendar):
    """A calendar without closed periods, with a meeting every week."""

    def _closed_periods(self) -> list[tuple[float, float]]:
        return []

    def _meetings(self) -> Iterator[float]:
        return map(float, range(int(self.horizon) + 1))


def always_open(programme: Mapping[str, Any] | None = None, **arguments: Any) -> ModelProgramme:
    """Return `here` without July and Christmas."""
    with patch("sesim.model.model_programme._calendar", AlwaysOpen):
        return here(programme, **arguments)


class Row(NamedTuple):
    """One event of a log."""

    time: float
    participant: int
    kind: str
    reason: str | None
    job_kind: str | None
    answer: str | None
    activity: str | None
    coach: str | None
    employer: int
    hours: float
    wished_hours: float
    fte: float


Log = list[Row]


def rows(columns: Mapping[str, Sequence[Any]]) -> Log:
    """Return the events of a log, in order."""
    return list(map(Row._make, zip(*(columns[name] for name in Row._fields), strict=True)))


def log_of(programme: ModelProgramme, replication: int = 0) -> Log:
    """Run one replication and return its events."""
    return rows(run(programme, replication))


def lives(log: Log) -> dict[int, Log]:
    """Return the events of each participant, without the coaches' hours."""
    found: dict[int, Log] = defaultdict(list)
    for row in log:
        if row.participant >= 0 and row.kind != Kind.HOURS_GIVEN:
            found[row.participant].append(row)
    return dict(found)


def count(log: Log, kind: Kind) -> int:
    """Return how many events of a kind there are."""
    return sum(row.kind == kind for row in log)
