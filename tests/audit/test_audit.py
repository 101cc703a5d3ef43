"""Every figure of every folder, against an auditor who knows nothing but the definitions."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from tests.audit.auditor import Key, Value, audit, audit_curves, judge, points
from tests.audit.conftest import STUDIES
from tests.audit.curves import PHASES
from tests.audit.lives import read_config

from sesim.runs.replicate import Results

DEFINITIONS = Path(__file__).parents[2] / "docs" / "reference" / "outcomes.md"


def defined() -> list[str]:
    """Return the names of all outcomes that have a definition."""
    text = DEFINITIONS.read_text(encoding="utf-8")
    table = text[text.index("## What is computed") : text.index("## Curves")]
    cells = re.findall(r"^\| (`.+?`) \|", table, flags=re.MULTILINE)  # outcomes alike share one
    return list(dict.fromkeys(name for cell in cells for name in re.findall(r"`(.+?)`", cell)))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "audited" in metafunc.fixturenames:
        given = metafunc.config.getoption("--folder", default=[])
        metafunc.parametrize("audited", [*STUDIES, *given])


@pytest.fixture(scope="module")
def figures(folder: Callable[[str], Path]) -> Callable[[str], dict[Key, Value]]:
    """Return a function that gives the auditor's figures of a study."""
    made: dict[str, dict[Key, Value]] = {}

    def call(name: str) -> dict[Key, Value]:
        if name not in made:
            log = pd.read_parquet(folder(name) / "events.parquet")
            made[name] = audit(log, read_config(folder(name)))
        return made[name]

    return call


@pytest.fixture(scope="module")
def curves(folder: Callable[[str], Path]) -> Callable[[str], dict[Key, Value]]:
    """Return a function that gives the auditor's curves of a study."""

    @cache
    def call(name: str) -> dict[Key, Value]:
        log = pd.read_parquet(folder(name) / "events.parquet")
        return audit_curves(log, read_config(folder(name)))

    return call


def test_auditor_agrees_with_every_figure(
    audited: str, folder: Callable[[str], Path], figures: Callable[[str], dict[Key, Value]]
) -> None:
    measures = pd.read_parquet(folder(audited) / "measures.parquet")

    assert [str(one) for one in judge(measures, figures(audited))] == []


def test_auditor_agrees_with_every_point_of_every_curve(
    audited: str, folder: Callable[[str], Path], curves: Callable[[str], dict[Key, Value]]
) -> None:
    written = points(pd.read_parquet(folder(audited) / "curves.parquet"))

    assert [str(one) for one in judge(written, curves(audited))] == []


def test_auditor_uses_nothing_of_the_program() -> None:
    used = {
        name.partition(".")[0] if not name.startswith("tests.audit.") else name
        for path in Path(__file__).parent.glob("*.py")
        if path.name != "conftest.py" and not path.name.startswith("test_")
        for name in imported(path)
    }

    own = {f"tests.audit.{name}" for name in ("curves", "ledger", "lives", "people")}
    assert used - sys.stdlib_module_names <= own | {"pandas", "yaml"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom():
                yield node.module or "."


# The judge catches whatever is wrong with a figure.


@pytest.mark.parametrize("outcome", defined())
def test_figure_that_is_a_hundredth_off_is_caught(
    outcome: str,
    results: Callable[[str], Results],
    figures: Callable[[str], dict[Key, Value]],
) -> None:
    name = outcome.format(year=2017)
    study = "a plan with other posts"
    measures = results(study).measures.copy()
    [*_, row] = measures.index[(measures["outcome"] == name) & (measures["value"] > 0)]
    measures.loc[row, "value"] *= 1.01

    [caught] = judge(measures, figures(study))

    assert caught.why == "differs"
    assert caught.key == tuple(measures.loc[row, ["replication", "programme", "group", "outcome"]])


@pytest.mark.parametrize("series", ["share", *PHASES, "enrolled", "waiting", "fte"])
def test_point_of_a_curve_that_is_a_hundredth_off_is_caught(
    series: str, results: Callable[[str], Results], curves: Callable[[str], dict[Key, Value]]
) -> None:
    study = "a plan with other posts"
    table = results(study).curves.copy()
    [*_, row] = table.index[(table["series"] == series) & (table["value"] > 0)]
    table.loc[row, "value"] *= 1.01

    [caught] = judge(points(table), curves(study))

    assert series in caught.key[-1]


@pytest.fixture
def measures(results: Callable[[str], Results]) -> pd.DataFrame:
    table = results("known parameters").measures.copy()
    return table.astype({"outcome": object})


@pytest.mark.parametrize("change", ["given where it is missing", "missing where it is given"])
def test_missing_value_is_a_value_too(
    change: str, measures: pd.DataFrame, figures: Callable[[str], dict[Key, Value]]
) -> None:
    missing = measures["value"].isna()
    given = change == "given where it is missing"
    row = measures.index[missing if given else ~missing][0]
    measures.loc[row, "value"] = 0.0 if given else float("nan")

    [caught] = judge(measures, figures("known parameters"))

    assert caught.key[-1] == measures.loc[row, "outcome"]


def test_outcome_that_the_auditor_does_not_know_is_named(
    measures: pd.DataFrame, figures: Callable[[str], dict[Key, Value]]
) -> None:
    measures.loc[0, "outcome"] = "happiness"

    unknown, lacking = map(str, judge(measures, figures("known parameters")))

    assert "outcome happiness is unknown to the auditor" in unknown
    assert "participants: is lacking" in lacking


def test_row_that_stands_twice_is_caught(
    measures: pd.DataFrame, figures: Callable[[str], dict[Key, Value]]
) -> None:
    twice = pd.concat([measures, measures.tail(1)], ignore_index=True)

    [caught] = judge(twice, figures("known parameters"))

    assert caught.why == "stands twice"
