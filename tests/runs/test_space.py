"""A study that would fill the disk or the memory is refused after its first replications."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from sesim import simulate
from sesim.runs import process, space
from sesim.runs.errors import RunError
from sesim.runs.process import free_memory
from sesim.runs.replicate import Results
from sesim.runs.results.store import parts_of
from sesim.runs.results.tables import encoded_size
from sesim.runs.space import LOGS, DiskCheck, refuse_unless_in_memory
from sesim.study import Study

FREE = 10_000_000


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the machine ten megabytes of memory and of disk, and decide at once."""
    monkeypatch.setattr(space, "ENOUGH", 1)
    monkeypatch.setattr(space, "free_memory", lambda: FREE)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=FREE))


Check = Callable[[Results, Study, Path], None]


def memory(results: Results, study: Study, _: Path) -> None:
    refuse_unless_in_memory(parts_of(results), study.settings)


def disk(results: Results, study: Study, folder: Path) -> None:
    DiskCheck(study.settings, folder, encoded_size).add(parts_of(results))


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("check", [memory, disk])
def test_as_many_as_are_named_fit_and_one_more_does_not(
    check: Check, results: Results, vary: Callable[..., Study], tmp_path: Path
) -> None:
    with pytest.raises(RunError, match=r"^replications: should be at most") as caught:
        check(results, vary(replications=1_000_000), tmp_path)

    text = str(caught.value)
    most, without = (
        int(number.replace(",", "")) for number in re.findall(r"at most ([\d,]+)", text)
    )
    assert "since 1,000,000 would take about" in text
    assert "and 10 MB are free" in text
    assert "(got 1000000); with events=false" in text
    assert 1 < most < without
    check(results, vary(replications=most), tmp_path)
    with pytest.raises(RunError):
        check(results, vary(replications=most + 1), tmp_path)


@pytest.mark.usefixtures("_small")
def test_without_a_log_it_is_not_offered(
    results: Results, vary: Callable[..., Study], tmp_path: Path
) -> None:
    part = parts_of(results)._replace(events=None, participants=None)
    settings = vary(replications=1_000_000, events=False).settings

    with pytest.raises(RunError) as caught:
        DiskCheck(settings, tmp_path, encoded_size).add(part)

    assert "events" not in str(caught.value)
    assert str(caught.value).count("at most") == 1


@pytest.mark.usefixtures("_small")
def test_files_are_only_tried_where_it_matters(
    results: Results, vary: Callable[..., Study], tmp_path: Path
) -> None:
    """Encoding takes time, and tables are larger in memory than as files."""
    tried: list[int] = []

    def encoded(table: pd.DataFrame) -> int:
        tried.append(len(table))
        return encoded_size(table)

    part = parts_of(results)
    DiskCheck(vary(replications=8).settings, tmp_path, encoded).add(part)
    assert tried == []
    with pytest.raises(RunError):
        DiskCheck(vary(replications=10**6).settings, tmp_path, encoded).add(part)
    assert sum(map(bool, tried)) == len(part)


def test_files_are_smaller_than_tables_in_memory(results: Results) -> None:
    """Which is why small studies are not tried."""
    as_files, in_memory = (
        sum(space._need(parts_of(results), size, 1.0).values())
        for size in (encoded_size, space._in_memory)
    )

    assert as_files < 0.7 * in_memory


def test_a_few_small_replications_decide_nothing(
    results: Results, vary: Callable[..., Study], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the first ones that are enough decide together, and what comes later decides nothing."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=FREE))
    part = parts_of(results)
    size = sum(space._in_memory(table) for table in part.tables().values())
    monkeypatch.setattr(space, "ENOUGH", 2.5 * size)
    check = DiskCheck(vary(replications=10**6).settings, tmp_path, encoded_size)

    check.add(part)
    check.add(part)
    with pytest.raises(RunError):
        check.add(part)
    check.add(part)


def test_the_estimate_is_that_of_more_replications(load: Callable[..., Study]) -> None:
    one, many = (parts_of(simulate(load(f"replications={n}"))) for n in (20, 100))
    estimated = sum(space._need(one, encoded_size, 1.0).values()) * 100

    assert estimated == pytest.approx(sum(map(encoded_size, many.tables().values())), rel=0.1)


def test_python_refuses_what_memory_cannot_hold(
    vary: Callable[..., Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the first replications, not after all of them."""
    monkeypatch.setattr(space, "free_memory", lambda: 100_000)
    done: list[int] = []

    with pytest.raises(RunError, match=r"are free in memory.*the command sesim writes") as caught:
        simulate(vary(replications=500), done.append)

    assert done == []
    assert "kB are free in memory" in str(caught.value)


def test_tables_that_are_kept_without_events(results: Results) -> None:
    assert [name for name in parts_of(results).tables() if name in LOGS] == list(LOGS)


@pytest.mark.parametrize(
    ("text", "free"), [("max\n", 10**9), ("1000000000000\n", 10**9), ("400000000\n", 300_000_000)]
)
def test_a_container_has_the_memory_that_it_may_use(
    text: str, free: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "limit").write_text(text)
    monkeypatch.setattr(process, "LIMITS", (tmp_path / "none", tmp_path / "limit"))
    machine = SimpleNamespace(
        virtual_memory=lambda: SimpleNamespace(available=10**9),
        Process=lambda: SimpleNamespace(memory_info=lambda: SimpleNamespace(rss=100_000_000)),
    )
    monkeypatch.setattr(process, "psutil", machine)

    assert free_memory() == free


def test_memory_is_that_of_this_machine() -> None:
    assert 10**6 < free_memory() < 10**15


def test_a_table_is_measured_as_it_is() -> None:
    assert space._in_memory(pd.DataFrame({"a": [1.0] * 100})) == 800
