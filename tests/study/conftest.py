"""Ways to build studies from small changes, and to read what is wrong with them."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from sesim.study import Study, StudyError, build

SOURCES = Path(__file__).parents[2] / "docs" / "reference" / "sources.md"

SETTINGS = {
    "programmes": ["eksjo", "vetlanda"],
    "start": "2012-01-01",
    "end": "2022-06-30",
    "replications": 2,
    "seed": 1,
}


@pytest.fixture(scope="session")
def make(definitions: Mapping[str, Any]) -> Callable[..., Study]:
    """Build a valid small study, with the given changes."""

    def make(
        settings: Mapping[str, Any] | None = None,
        eksjo: Mapping[str, Any] | None = None,
        scenario: Mapping[str, Any] | None = None,
        parameters: Mapping[str, Any] | None = None,
    ) -> Study:
        return build(
            {**SETTINGS, **(settings or {})},
            {**definitions, "eksjo": {**definitions["eksjo"], **(eksjo or {})}},
            {"name": "test", **(scenario or {})},
            parameters or {},
        )

    return make


@pytest.fixture(scope="session")
def problems(make: Callable[..., Study]) -> Callable[..., list[str]]:
    """Return what is said to be wrong with the study of these changes."""

    def problems(**changes: Any) -> list[str]:
        with pytest.raises(StudyError) as caught:
            make(**changes)
        return list(caught.value.problems)

    return problems


@pytest.fixture(scope="session")
def source_keys() -> set[str]:
    """Return the keys that the page of sources explains."""
    return set(re.findall(r"^### (\w+)$", SOURCES.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.fixture(scope="session")
def unexplained(source_keys: set[str]) -> Callable[[str], list[str]]:
    """Return what is wrong with the text of a source: no key at its head, or unknown ones."""

    def unexplained(text: str) -> list[str]:
        head = re.split(r"[^\w]", text, maxsplit=1)[0]
        dated = set(re.findall(r"\b[a-z]+\d{4}[a-z]?\b", text))
        return sorted(({head} | dated) - source_keys - {"assumption"})

    return unexplained
