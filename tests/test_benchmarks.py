"""`make bench`: the table shows what is missed and what moved, and its exit status says so."""

import csv
import datetime
import importlib
import runpy
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
MODULES = {path.stem for path in BENCHMARKS.glob("*.py")} - {
    "run",
    "same_numbers",
    "table",
    "timing",
}
TODAY = datetime.date(2026, 11, 29)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Return the names of `run.py` and of the table; afterwards no module of theirs is left."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    names = runpy.run_path(str(BENCHMARKS / "run.py"))
    yield SimpleNamespace(**{**vars(sys.modules["table"]), **names})
    for name in set(sys.modules) - before:
        if Path(getattr(sys.modules[name], "__file__", None) or "").parent == BENCHMARKS:
            del sys.modules[name]


@pytest.fixture
def timing(bench: SimpleNamespace) -> Any:
    assert bench
    return importlib.import_module("timing")


Make = Callable[..., Any]


@pytest.fixture
def row(bench: SimpleNamespace) -> Make:
    """Return a function that makes a row; the goal is at most 2 unless it says otherwise."""

    def make(ratio: float, measure: str = "speed", **fields: Any) -> Any:
        fields = {"goal": bench.at_most(2.0)} | fields
        return bench.Row(measure, ratio, "its anchor", 3, **fields)

    return make


@pytest.fixture
def perform(
    bench: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., int]:
    """Return a function that runs the command with toys instead of benchmarks."""

    def call(*words: str, **toys: Any) -> int:
        def imported(name: str) -> Any:
            return SimpleNamespace(measure=lambda: toys.get(name, bench.Measured([])))

        monkeypatch.setattr(importlib, "import_module", imported)
        return int(bench.main(words, tmp_path))

    return call


def baseline_of(bench: SimpleNamespace, *rows: Any) -> Any:
    return bench.Baseline().replaced({"county": bench.Measured(rows)}, TODAY)


def test_every_benchmark_can_be_chosen(bench: SimpleNamespace) -> None:
    assert set(bench.BENCHMARKS) == MODULES
    for name in bench.BENCHMARKS:
        assert "def measure() -> Measured:" in (BENCHMARKS / f"{name}.py").read_text("utf-8")


def test_the_baseline_has_rows_of_every_benchmark(bench: SimpleNamespace) -> None:
    with (BENCHMARKS / "baseline.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert [name for name in bench.BENCHMARKS if name in {row["benchmark"] for row in rows}] == [
        *bench.BENCHMARKS
    ]
    assert all(float(row["ratio"]) > 0 for row in rows)


# --- goals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ratio", "goal", "missed"),
    [
        (1.9, "at_most", False),
        (2.0, "at_most", False),
        (2.1, "at_most", True),
        (1.9, "at_least", True),
        (2.0, "at_least", False),
        (float("nan"), "at_most", True),
        (float("nan"), "at_least", True),
    ],
)
def test_goal(bench: SimpleNamespace, row: Make, ratio: float, goal: str, missed: bool) -> None:
    one = row(ratio, goal=getattr(bench, goal)(2.0))

    assert one.missed == missed
    assert bench.exit_status({"county": bench.Measured([row(1.0), one])}) == missed


def test_a_row_without_a_goal_misses_none(row: Make) -> None:
    assert not row(1e9, goal=None).missed


def test_a_missed_goal_ends_with_an_error_and_is_shown(
    bench: SimpleNamespace, row: Make, perform: Callable[..., int], capsys: Any
) -> None:
    fine = perform("county", county=bench.Measured([row(1.0)]))
    assert bench.MISSED not in capsys.readouterr().out

    late = perform("county", county=bench.Measured([row(1.0), row(2.5, "memory")]))

    out = capsys.readouterr().out
    assert (fine, late) == (0, 1)
    assert out.count(bench.MISSED) == 1
    assert "1 of 2 goals are met.\nMissed: memory." in out


# --- the baseline ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        (1.0, 1.0, ""),
        (1.0, 1.19, ""),
        (1.0, 1.21, "+21%"),
        (1.0, 0.84, ""),
        (1.0, 0.5, "-50%"),
        (0.001, 0.002, "+100%"),
    ],
)
def test_a_figure_that_moved_is_flagged(
    bench: SimpleNamespace, row: Make, before: float, after: float, moved: str
) -> None:
    baseline = baseline_of(bench, row(before))

    assert baseline.moved("county", row(after)) == moved
    assert baseline.moved("coach", row(after)) == bench.NEW


def test_a_bound_is_not_compared(bench: SimpleNamespace, row: Make) -> None:
    baseline = baseline_of(bench, row(1e-12, steady=False))

    assert baseline.moved("county", row(1e-9, steady=False)) == ""


def test_a_figure_that_only_moved_is_no_failure(
    bench: SimpleNamespace, row: Make, perform: Callable[..., int], capsys: Any
) -> None:
    perform("--write", "county", county=bench.Measured([row(1.0)]))
    capsys.readouterr()

    status = perform("county", county=bench.Measured([row(1.9)]))

    out = capsys.readouterr().out
    assert status == 0
    assert "+90%" in out
    assert "Moved by more than 20% since the baseline: speed." in out


def test_the_baseline_is_replaced_only_when_asked(
    bench: SimpleNamespace, row: Make, perform: Callable[..., int], tmp_path: Path
) -> None:
    perform("county", county=bench.Measured([row(1.0)]))
    assert list(tmp_path.iterdir()) == []

    detail = [{"step": "simulation", "share": "0.5"}]
    perform("--write", county=bench.Measured([row(1.23456)], detail))

    written = (tmp_path / "baseline.csv").read_text("utf-8").splitlines()
    assert written[0] == ",".join(bench.COLUMNS)
    assert written[1].startswith("county,speed,1.23,≤ 2,its anchor,3,20")
    assert (tmp_path / "county.csv").read_text("utf-8") == "step,share\nsimulation,0.5\n"


def test_a_run_that_is_stopped_keeps_what_it_has_measured(
    bench: SimpleNamespace, row: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def imported(name: str) -> Any:
        if name == "coach":
            raise KeyboardInterrupt
        return SimpleNamespace(measure=lambda: bench.Measured([row(1.0)]))

    monkeypatch.setattr(importlib, "import_module", imported)
    with pytest.raises(KeyboardInterrupt):
        bench.main(["--write"], tmp_path)

    written = (tmp_path / "baseline.csv").read_text("utf-8").splitlines()
    assert [line.partition(",")[0] for line in written[1:]] == ["county"]


def test_one_benchmark_leaves_the_others_in_the_baseline(
    bench: SimpleNamespace, row: Make, perform: Callable[..., int], tmp_path: Path
) -> None:
    everything = {"county": bench.Measured([row(1.0), row(1.5, "gone")])}
    perform("--write", "county", "start", **everything, start=bench.Measured([row(1.1)]))

    perform("--write", "county", county=bench.Measured([row(2.0)]))

    with (tmp_path / "baseline.csv").open(encoding="utf-8", newline="") as file:
        found = [(one["benchmark"], one["ratio"]) for one in csv.DictReader(file)]
    assert found == [("county", "2"), ("start", "1.1")]


# --- the command line -----------------------------------------------------------------------------


def test_an_unknown_name_is_refused_in_one_message(
    perform: Callable[..., int], capsys: Any
) -> None:
    status = perform("county", "speeed", "fast")

    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert err.startswith("make bench: no such benchmark: speeed, fast (there are county, coach")
    assert len(err.splitlines()) == 1


def test_named_benchmarks_alone_are_run(
    bench: SimpleNamespace, row: Make, perform: Callable[..., int], capsys: Any
) -> None:
    toys = {name: bench.Measured([row(1.0, f"of {name}")]) for name in bench.BENCHMARKS}

    perform("start", "county", **toys)
    out = capsys.readouterr().out
    assert [name for name in toys if f"of {name}" in out] == ["county", "start"]

    perform(**toys)
    out = capsys.readouterr().out
    assert [name for name in toys if f"of {name}" in out] == list(toys)


def test_columns_stand_below_their_heads(bench: SimpleNamespace, row: Make) -> None:
    found = {"county": bench.Measured([row(1.0), row(12.5, "a longer name", goal=None)])}

    head, _, *lines = bench.shown(found, bench.Baseline()).splitlines()

    assert {line.index("its anchor") for line in lines} == {head.index("anchor")}
    assert {line.index("3  ") for line in lines} == {head.index("n ")}


# --- measuring ------------------------------------------------------------------------------------


def test_measurements_are_taken_in_turn(timing: Any) -> None:
    order: list[str] = []

    def work(name: str, seconds: float) -> float:
        order.append(name)
        return seconds * len(order)

    found = timing.in_turn({"a": lambda: work("a", 2.0), "b": lambda: work("b", 1.0)}, 3)

    assert order == ["a", "b", "b", "a", "a", "b"]
    assert timing.ratio(found["a"], found["b"]) == pytest.approx(sorted([1.0, 8 / 3, 10 / 6])[1])


def test_a_process_is_measured_without_the_one_that_starts_it(timing: Any) -> None:
    ballast = bytearray(200_000_000)

    small = timing.cost(timing.python("pass"))
    large = timing.cost(timing.python("bytearray(100_000_000)"))

    assert len(ballast) > 0
    assert small.peak < 60
    assert 80 < large.peak - small.peak < 120
    assert small.seconds < 1


def test_a_command_that_fails_ends_the_benchmark(timing: Any) -> None:
    with pytest.raises(SystemExit, match="ended with 3"):
        timing.cost(timing.python("raise SystemExit(3)"))
