"""A study is written while it runs, and few of its replications are in memory at once."""

import dataclasses
import gc
import weakref
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from sesim import compare, outcome, outcomes, simulate
from sesim.runs import space, workers
from sesim.runs.errors import OutputError
from sesim.runs.replicate import Results, work_order
from sesim.runs.results import by_cell, store, tables
from sesim.runs.results.store import finish, run_into, write
from sesim.runs.space import LOGS
from sesim.runs.sweeps.jobs import SweepFolder, SweepJob
from sesim.runs.workers import Part, parts_of
from sesim.study import Study
from sesim.study.frozen import unchecked

pytestmark = pytest.mark.usefixtures("without_workbooks")

NOON = datetime(2017, 8, 23, 12, tzinfo=UTC)

Vary = Callable[..., Study]


def silent(_: int) -> None:
    """Show no progress."""


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def run(study: Study, folder: Path, earlier: Path | None = None) -> dict[str, bytes]:
    """Run a study into a new folder, and return what is in it."""
    folder.mkdir(parents=True)
    finish(run_into(study, folder, silent, earlier), folder, NOON, 1.25)
    return files(folder)


@pytest.fixture
def _small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several row groups, blocks and pieces of work, also of a small study."""
    monkeypatch.setattr(tables, "FILLED", 1000)
    monkeypatch.setattr(by_cell, "AT_ONCE", 2000)
    monkeypatch.setattr(by_cell, "IN_A_BLOCK", 500)
    monkeypatch.setattr(workers, "LARGEST_CHUNK", 2)
    monkeypatch.setattr(space, "ENOUGH", 1)


@pytest.mark.usefixtures("_small_groups")
def test_what_is_written_is_what_would_be_in_memory(
    results: Results, study: Study, tmp_path: Path
) -> None:
    (tmp_path / "memory").mkdir()
    write(results, tmp_path / "memory", NOON, 1.25)

    found = run(study, tmp_path / "run")

    assert found == files(tmp_path / "memory")
    summary = pd.read_csv(tmp_path / "run" / "summary.csv")
    assert_frame_equal(summary, results.summary, check_exact=True)


@pytest.mark.usefixtures("_small_groups")
@pytest.mark.parametrize(
    "known", [2, *(pytest.param(one, marks=pytest.mark.slow) for one in (1, 3))]
)
def test_extended_folders_have_the_bytes_of_whole_ones(
    vary: Vary, known: int, tmp_path: Path
) -> None:
    run(vary(replications=known), tmp_path / "first")

    extended = run(vary(replications=4), tmp_path / "extended", tmp_path / "first")

    assert extended == run(vary(replications=4), tmp_path / "whole")


class Watch:
    """Counts the tables of parts that are in memory whenever progress is shown."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.most = 0
        self._made: list[weakref.ref[pd.DataFrame]] = []
        plain = workers.parts_of

        def watched(*arguments: object) -> Iterator[Part]:
            for part in plain(*arguments):  # type: ignore[arg-type]
                self._made.append(weakref.ref(part.measures))
                yield part

        monkeypatch.setattr(workers, "parts_of", watched)

    def __call__(self, _: int) -> None:
        gc.collect()
        self.most = max(self.most, sum(one() is not None for one in self._made))


FEW = 3
"""Parts that may be in memory at once: one comes, one is being made, one fills a row group."""


@pytest.mark.parametrize("keep", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.usefixtures("_small_groups")
def test_few_parts_are_in_memory_at_once(
    tiny: Vary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, keep: bool
) -> None:
    """If parts are kept, which is a planted error, that is noticed."""
    watch, kept = Watch(monkeypatch), []
    plain = store.StudyTables.add

    def add(self: tables.StudyTables, some: dict[str, pd.DataFrame]) -> None:
        kept.extend(some.values() if keep else ())
        plain(self, some)

    monkeypatch.setattr(store.StudyTables, "add", add)

    gc.collect()
    gc.freeze()  # what was there before is not looked through each time
    run_into(tiny(replications=20), tmp_path, watch)
    gc.unfreeze()

    assert (watch.most > FEW) == keep
    assert watch.most == 10 or not keep


# --- without the event log -----------------------------------------------------------------------


@outcome(unit="persons", how="sum", definition="Everyone.")
def everyone(_: pd.DataFrame, people: pd.DataFrame, __: outcomes.Window) -> pd.Series:
    return people["participant"] >= 0


@pytest.fixture(scope="module")
def bare(vary: Vary) -> Results:
    return simulate(vary(events=False), outcomes=[everyone])


def test_without_events_all_else_is_the_same(
    bare: Results, results: Results, study: Study, vary: Vary, tmp_path: Path
) -> None:
    """In memory and in a folder."""
    whole = results.with_outcomes(everyone)
    assert bare.events is None
    assert bare.participants is None
    for name in ("measures", "curves", "summary"):
        assert_frame_equal(getattr(bare, name), getattr(whole, name), check_exact=True)

    found, expected = run(vary(events=False), tmp_path / "bare"), run(study, tmp_path / "whole")
    assert expected.keys() - found.keys() == {f"{name}.parquet" for name in LOGS}
    assert [name for name in found if found[name] != expected[name]] == ["provenance.json"]


def test_a_worker_hands_over_no_log_that_is_not_kept(vary: Vary) -> None:
    job = work_order(vary(events=False), None)

    for part in parts_of(job, range(2)):
        assert list(part.tables()) == ["measures", "curves"]


def test_results_without_events_say_so_where_they_are_needed(bare: Results) -> None:
    with pytest.raises(ValueError, match=r"^events: with_outcomes needs the event log") as caught:
        bare.with_outcomes(dataclasses.replace(everyone, name="others"))
    assert "study.replace(events=True)" in str(caught.value)
    assert "event" not in repr(bare)


def test_results_without_events_are_compared(bare: Results, results: Results) -> None:
    table = compare(bare, results)

    assert (table["difference"].dropna() == 0).all()


def test_workers_make_no_difference_without_events(bare: Results, vary: Vary) -> None:
    shared = simulate(vary(events=False, workers=2), outcomes=[everyone])

    for name in ("measures", "curves", "summary"):
        assert_frame_equal(getattr(shared, name), getattr(bare, name), check_exact=True)


def job_of(study: Study) -> SweepJob:
    return SweepJob(0, study, "baseline")


def settle(folder: Path, study: Study) -> Path | None:
    with SweepFolder(folder) as held:
        return held.settle([job_of(study)]).get(0, folder)


@pytest.mark.parametrize("number", [2, 3])
def test_a_job_with_events_is_not_made_from_one_without(
    tiny: Vary, number: int, tmp_path: Path
) -> None:
    """Neither taken as it is nor extended; it is named, and left as it is."""
    place = tmp_path / "0_baseline"
    before = run(tiny(events=False), place)

    with pytest.raises(OutputError) as caught:
        settle(tmp_path, tiny(replications=number))

    assert str(caught.value) == (
        f"output: {place}: holds a job without its event log; ask for events=false, delete the "
        "folder 0_baseline to run its job again, or name another output"
    )
    assert files(place) == before


def test_a_job_without_events_is_taken_with_them_and_extended(tiny: Vary, tmp_path: Path) -> None:
    run(tiny(), tmp_path / "0_baseline")
    assert settle(tmp_path, tiny(events=False)) == tmp_path  # nothing is to be done

    more = tiny(events=False, replications=3)
    earlier = settle(tmp_path, more)
    assert earlier is not None
    extended = run(more, tmp_path / "extended", earlier)

    whole = run(more, tmp_path / "whole")
    assert extended == whole
    assert "events.parquet" not in whole


def test_of_two_equal_jobs_the_one_with_events_is_taken(tiny: Vary, tmp_path: Path) -> None:
    run(tiny(events=False), tmp_path / "a")
    run(tiny(), tmp_path / "b")

    with pytest.raises(OutputError, match="holds a, which is no job of this sweep"):
        settle(tmp_path, tiny())


def test_a_log_is_no_part_of_what_a_job_is(tiny: Vary) -> None:
    one, other = (unchecked(tiny(), settings=tiny(events=on).settings) for on in (True, False))

    assert store.to_plain(one) == store.to_plain(other)


@pytest.mark.parametrize("lost", ["events.parquet", "participants.parquet", "measures.parquet"])
def test_half_a_log_is_damaged(tiny: Vary, lost: str, tmp_path: Path) -> None:
    run(tiny(), tmp_path / "job")
    record = store.provenance_in(tmp_path / "job")
    assert store.is_whole(record)

    del record["files_sha256"][lost]

    assert not store.is_whole(record)
