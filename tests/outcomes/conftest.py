"""Hand-made logs: rows of (participant, week, kind) and whatever detail a kind has."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sesim.events import COLUMNS
from sesim.outcomes import events_frame
from sesim.outcomes.cells import Cells

Row = tuple[Any, ...]
MakeLog = Callable[..., pd.DataFrame]


def columns_of(rows: list[Row]) -> dict[str, list[Any]]:
    """Turn rows into the columns that a simulated programme hands over."""
    names = [column for column in COLUMNS if column not in ("replication", "programme")]
    details = [
        {"participant": who, "time": week, "kind": kind, **(extra[0] if extra else {})}
        for who, week, kind, *extra in rows
    ]
    absent = {"employer": -1}
    return {name: [row.get(name, absent.get(name)) for row in details] for name in names}


def cells_from(member: Any) -> Cells:
    """Return cells from who belongs to each, as zeros and ones, shape (cells, people)."""
    rows = np.asarray(member, dtype=bool)
    person, cell = np.nonzero(rows.T)
    return Cells((1, 1, len(rows)), person, cell)


@pytest.fixture(scope="session")
def make_log() -> MakeLog:
    """Return a function from rows by programme to an event log."""

    def make(replication: int = 0, **programmes: list[Row]) -> pd.DataFrame:
        logs = {name: columns_of(rows) for name, rows in programmes.items()}
        return events_frame(logs, replication)

    return make
