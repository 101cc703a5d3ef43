"""What a calibration depends on, as short hashes: it holds for this and nothing else."""

import hashlib
import json
from typing import Any

from sesim import model
from sesim.calibration.simulator import Simulator
from sesim.calibration.space import Floats, Space
from sesim.calibration.targets import Targets
from sesim.events import COLUMNS
from sesim.runs.results.configuration import NOWHERE
from sesim.runs.results.provenance import MANY
from sesim.study import Study

DIGITS = 6
"""Decimals of a time: the last bits differ between machines."""

LETTERS = 16


def mark(simulator: Simulator) -> dict[str, Any]:
    """Return what the runs of a simulator depend on."""
    study = simulator.counted
    return {
        "seed": study.settings.seed,
        "model": model.VERSION,
        "behaviour": behaviour(study),
        "priors": priors(simulator.space),
        "study": _hash(departures(study)),
        "windows": _hash(dict(simulator.until)),
    }


def departures(study: Study) -> dict[str, Any]:
    """Return the values of a study that differ from the defaults, without their reasons.

    A new field does not make draws stale until a study uses it.
    """
    left_out: dict[str, Any] = {
        "settings": {*NOWHERE, *MANY},
        "programmes": {"__all__": {"title", "sources", "observed"}},
        "scenario": {"title", "rationale", "assumes", "evidence", "grade", "find_out"},
        "economics": True,
        "sources": True,
    }
    return study.model_dump(mode="json", exclude_defaults=True, exclude=left_out)


def behaviour(study: Study) -> str:
    """Return a hash of all that happens in one replication: another model gives another."""
    events = {}
    for name, programme in model.model_programmes(study).items():
        columns = model.run(programme, 0)
        events[name] = [
            [_rounded(value) for value in columns[column]]
            for column in COLUMNS
            if column in columns
        ]
    return _hash(events)


def priors(space: Space) -> str:
    """Return a hash of the calibrated parameters and their priors."""
    return _hash(space.signs)


def figures(targets: Targets) -> str:
    """Return a hash of the figures that are fitted."""
    return _hash([row.model_dump(mode="json") for row in targets.rows])


def of_points(points: Floats) -> str:
    """Return a hash of the points of runs."""
    return hashlib.sha256(points.round(DIGITS).tobytes()).hexdigest()[:LETTERS]


def _rounded(value: object) -> object:
    return round(value, DIGITS) if isinstance(value, float) else value


def _hash(content: object) -> str:
    text = json.dumps(content, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:LETTERS]
