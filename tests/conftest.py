"""Fixtures that several parts share."""

from pathlib import Path
from typing import Any

import pytest
import yaml

PROGRAMMES = Path(__file__).parents[1] / "conf" / "programme"


@pytest.fixture(scope="session")
def definitions() -> dict[str, Any]:
    """Every programme's file as plain data, by name. Shared: copy before changing."""
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted(PROGRAMMES.glob("*.yaml"))
    }
