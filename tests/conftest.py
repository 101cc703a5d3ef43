"""Fixtures that several parts share."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from distributed import LocalCluster

PROGRAMMES = Path(__file__).parents[1] / "conf" / "programme"


@pytest.fixture(scope="session")
def definitions() -> dict[str, Any]:
    """Every programme's file as plain data, by name. Shared: copy before changing."""
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted(PROGRAMMES.glob("*.yaml"))
    }


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """A Dask scheduler and two workers on the loopback, each a process of its own."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=":0"
    ) as made:
        yield made
