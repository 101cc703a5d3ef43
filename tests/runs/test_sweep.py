"""The folder of a sweep: jobs are known by what they hold, and nobody's results are lost."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sesim.runs.errors import OutputError
from sesim.runs.results import provenance
from sesim.runs.results.store import finish as write_summaries
from sesim.runs.results.store import load_folder, run_into
from sesim.runs.sweeps import jobs as sweep
from sesim.runs.sweeps.jobs import Status, SweepFolder, SweepJob
from sesim.study import Study
from sesim.study.frozen import unchecked

pytestmark = pytest.mark.usefixtures("without_workbooks")

Tiny = Callable[..., Study]
Finish = Callable[[Study, Path], Path]

NOON = datetime(2018, 1, 1, 12, tzinfo=UTC)


def files(folder: Path) -> dict[str, bytes]:
    """Return everything that is in a sweep's folder, except its lock."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


def settle(folder: Path, jobs: list[SweepJob]) -> dict[int, Path | None]:
    with SweepFolder(folder) as held:
        return held.settle(jobs)


def seeds(folder: Path) -> dict[str, int]:
    """Return the seed of the study in each folder of a sweep."""
    found = sorted(path.parent for path in folder.glob("[!.]*/provenance.json"))
    return {path.name: load_folder(path).settings.seed for path in found}


def with_replications(job: SweepJob, number: int) -> SweepJob:
    settings = job.study.settings.model_copy(update={"replications": number})
    return job._replace(study=unchecked(job.study, settings=settings))


# --- jobs are known by what they hold ------------------------------------------------------------


def test_in_an_empty_folder_all_is_to_be_done(tmp_path: Path, jobs: list[SweepJob]) -> None:
    assert settle(tmp_path / "new", jobs) == {0: None, 1: None, 2: None}


def test_what_is_finished_is_left_alone(
    tmp_path: Path, jobs: list[SweepJob], finish: Finish
) -> None:
    finish(jobs[0].study, tmp_path / "0_baseline")
    finish(jobs[2].study, tmp_path / "2_mine")
    before = files(tmp_path)

    assert settle(tmp_path, jobs) == {1: None}
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    "places",
    [
        ["my_favourite", "1_baseline", "2_mine"],
        ["1_baseline", "0_baseline", "2_mine"],  # swapped
        ["1_baseline", "2_mine", "0_baseline"],  # in a circle
        ["5_other", "6_other", ".sweep/kept/x"],  # stopped while it put folders right
    ],
)
def test_a_folder_is_found_under_any_name_and_moved_to_its_place(
    tmp_path: Path, jobs: list[SweepJob], finish: Finish, places: list[str]
) -> None:
    for job, place in zip(jobs, places, strict=True):
        finish(job.study, tmp_path / place)
    contents = {place: files(tmp_path / place) for place in places}

    assert settle(tmp_path, jobs) == {}

    assert seeds(tmp_path) == {"0_baseline": 11, "1_baseline": 12, "2_mine": 13}
    for job, place in zip(jobs, places, strict=True):
        assert files(tmp_path / job.folder) == contents[place]
    assert list((tmp_path / ".sweep" / "kept").iterdir()) == []


def test_jobs_that_were_numbered_otherwise_are_found(
    tmp_path: Path, jobs: list[SweepJob], tiny: Tiny, finish: Finish
) -> None:
    """One job more in front moves all others by one."""
    for job in jobs:
        finish(job.study, tmp_path / job.folder)
    more = [
        SweepJob(0, tiny(seed=10), "new"),
        *(job._replace(number=job.number + 1) for job in jobs),
    ]

    assert settle(tmp_path, more) == {0: None}
    assert seeds(tmp_path) == {"1_baseline": 11, "2_baseline": 12, "3_mine": 13}


def test_where_and_how_fast_it_was_run_is_no_part_of_a_job(
    tmp_path: Path, jobs: list[SweepJob], tiny: Tiny, finish: Finish
) -> None:
    finish(jobs[0].study, tmp_path / "0_baseline")
    elsewhere = tiny(seed=11, workers=7, output="there")

    assert settle(tmp_path, [SweepJob(0, elsewhere, "job")]) == {}


def test_two_equal_jobs_take_a_folder_each(
    tmp_path: Path, jobs: list[SweepJob], finish: Finish
) -> None:
    twice = [jobs[0], jobs[0]._replace(number=1)]
    finish(jobs[0].study, tmp_path / "1_baseline")

    assert settle(tmp_path, twice) == {1: None}

    finish(jobs[0].study, tmp_path / "1_baseline")
    assert settle(tmp_path, twice) == {}
    assert seeds(tmp_path) == {"0_baseline": 11, "1_baseline": 11}


def test_what_is_not_finished_is_not_touched(
    tmp_path: Path, jobs: list[SweepJob], finish: Finish
) -> None:
    """Somebody's notes, and a folder without the file that is written last."""
    half = finish(jobs[0].study, tmp_path / "half")
    (half / "provenance.json").unlink()
    (tmp_path / "notes.txt").write_text("mine")
    before = files(tmp_path)

    assert settle(tmp_path, jobs) == {0: None, 1: None, 2: None}
    assert files(tmp_path) == before


# --- more replications ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "value", "told"), [("replications", 4, [2, 2]), ("interval", 0.5, [2])]
)
def test_an_extended_job_is_the_same_as_one_that_was_run_at_once(
    tmp_path: Path,
    jobs: list[SweepJob],
    finish: Finish,
    setting: str,
    value: object,
    told: list[int],
) -> None:
    finish(jobs[0].study, tmp_path / "sweep" / "0_baseline")
    settings = jobs[0].study.settings.model_copy(update={setting: value})
    study = unchecked(jobs[0].study, settings=settings)
    more = [jobs[0]._replace(study=study)]

    earlier = settle(tmp_path / "sweep", more)[0]
    assert earlier is not None
    assert earlier.is_relative_to(tmp_path / "sweep" / ".sweep")
    steps: list[int] = []
    place = tmp_path / "sweep" / "0_baseline"
    place.mkdir()
    write_summaries(run_into(study, place, steps.append, earlier), place, NOON, 9.0)

    at_once = files(finish(study, tmp_path / "at_once"))
    found = files(place)
    assert steps == told  # what was there is not simulated again
    assert found.keys() == at_once.keys()
    assert [n for n in at_once if found[n] != at_once[n]] == ["provenance.json"]

    assert settle(tmp_path / "sweep", more) == {}
    assert seeds(tmp_path / "sweep") == {"0_baseline": 11}
    assert not earlier.exists()  # what it was extended from is superseded


def test_of_several_earlier_ones_the_longest_is_taken_and_the_others_go(
    tmp_path: Path, jobs: list[SweepJob], finish: Finish
) -> None:
    aside = tmp_path / ".sweep" / "kept"
    for number, place in ((3, tmp_path / "b"), (2, aside / "a"), (1, aside / "c")):
        finish(with_replications(jobs[0], number).study, place)

    earlier = settle(tmp_path, [with_replications(jobs[0], 4)])[0]

    assert earlier is not None
    assert load_folder(earlier).settings.replications == 3
    assert {name.rpartition("/")[0] for name in files(tmp_path)} == {
        earlier.relative_to(tmp_path).as_posix()
    }


def test_extending_can_be_stopped_and_taken_up_again(
    tmp_path: Path, jobs: list[SweepJob], finish: Finish
) -> None:
    finish(jobs[0].study, tmp_path / "0_baseline")
    more = [with_replications(jobs[0], 4)]

    first = settle(tmp_path, more)
    content = files(first[0]) if first[0] else {}
    again = settle(tmp_path, more)

    assert again[0] is not None
    assert content
    assert files(again[0]) == content


# --- what is refused -----------------------------------------------------------------------------


def append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def forget(path: Path, name: str) -> None:
    """Let the folder say nothing of one of its files, as a program without it would."""
    told = json.loads(path.read_text(encoding="utf-8"))
    del told["files_sha256"][name]
    path.write_text(json.dumps(told), encoding="utf-8")


Harm = Callable[[Path], object]


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        ("summary.csv", append),
        ("config.yaml", append),
        ("measures.parquet", shorten),
        ("curves.parquet", shorten),
        ("curves.csv", append),
        ("events.parquet", Path.unlink),
        ("provenance.json", shorten),
        ("provenance.json", lambda path: path.write_text("")),
        ("provenance.json", lambda path: path.write_text("[1]")),
        ("provenance.json", lambda path: path.write_text("{}")),
        ("provenance.json", lambda path: path.write_text('{"configuration": {"seed": 1}}')),
        ("provenance.json", lambda path: path.write_bytes(b"\xff\xfe")),
        ("provenance.json", lambda path: forget(path, "summary.csv")),
        ("provenance.json", lambda path: forget(path, "curves.csv")),
        ("provenance.json", lambda path: forget(path, "curves.parquet")),
    ],
)
def test_a_damaged_folder_is_named_and_nothing_is_touched(
    tmp_path: Path, jobs: list[SweepJob], finish: Finish, name: str, harm: Harm
) -> None:
    """Beside it stand one that would be moved, and one that would be removed."""
    finish(jobs[0].study, tmp_path / "somewhere")
    finish(with_replications(jobs[0], 1).study, tmp_path / ".sweep" / "kept" / "superseded")
    damaged = finish(jobs[1].study, tmp_path / "1_baseline")
    harm(damaged / name)
    before = files(tmp_path)

    with pytest.raises(OutputError) as caught:
        settle(tmp_path, jobs)

    assert str(caught.value).startswith(f"output: {damaged / name}: damaged")
    assert "delete the folder" in str(caught.value)
    assert files(tmp_path) == before


def test_harm_is_what_stands_in_the_way(
    tmp_path: Path, jobs: list[SweepJob], finish: Finish
) -> None:
    """Without it, the same folders are moved and removed."""
    finish(jobs[0].study, tmp_path / "somewhere")
    finish(with_replications(jobs[0], 1).study, tmp_path / ".sweep" / "kept" / "superseded")
    finish(jobs[1].study, tmp_path / "1_baseline")

    assert settle(tmp_path, jobs) == {2: None}
    assert seeds(tmp_path) == {"0_baseline": 11, "1_baseline": 12}


def test_more_replications_than_asked_for_are_not_thrown_away(
    tmp_path: Path, jobs: list[SweepJob], finish: Finish
) -> None:
    finish(jobs[1].study, tmp_path / "somewhere")
    long = finish(with_replications(jobs[0], 4).study, tmp_path / "0_baseline")
    before = files(tmp_path)

    with pytest.raises(OutputError) as caught:
        settle(tmp_path, jobs)

    assert str(caught.value) == (
        f"output: {long}: holds 4 replications of this job, more than the 2 asked for; ask for "
        "replications=4, or name another output"
    )
    assert files(tmp_path) == before


def test_strangers_are_named(tmp_path: Path, jobs: list[SweepJob], finish: Finish) -> None:
    finish(jobs[0].study, tmp_path / "somewhere")
    for name, job in (("stranger", jobs[1]), ("another", jobs[2])):
        finish(job.study, tmp_path / name)
    before = files(tmp_path)

    with pytest.raises(OutputError) as caught:
        settle(tmp_path, jobs[:1])

    assert str(caught.value) == (
        f"output: {tmp_path}: holds another, stranger, which is no job of this sweep; name another "
        "output, or delete what you do not need"
    )
    assert files(tmp_path) == before


@pytest.mark.parametrize("what", ["code", "packages"])
def test_what_another_version_made_is_not_taken_for_ours(
    tmp_path: Path,
    jobs: list[SweepJob],
    finish: Finish,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
) -> None:
    finish(jobs[0].study, tmp_path / "0_baseline")
    before = files(tmp_path)
    other = (lambda: "0" * 64) if what == "code" else (lambda: {"numpy": "0.1"})
    monkeypatch.setattr(provenance, what, other)
    if what == "code":
        monkeypatch.setattr(sweep, what, other)

    with pytest.raises(OutputError, match=r"holds 0_baseline, which .*; name another output") as e:
        settle(tmp_path, jobs)

    assert ("was made by another version of the program" in str(e.value)) is (what == "code")
    assert files(tmp_path) == before


def test_a_grid_over_replications_is_taken_up_again(
    tmp_path: Path, jobs: list[SweepJob], finish: Callable[..., Path]
) -> None:
    two = [jobs[0], with_replications(jobs[0], 4)._replace(number=1)]
    for job in two:
        finish(job.study, tmp_path / job.folder)

    assert settle(tmp_path, two) == {}


@pytest.mark.parametrize("harm", ["files_sha256", "replications"])
def test_provenance_that_lacks_something_is_called_damaged(
    tmp_path: Path, jobs: list[SweepJob], finish: Callable[..., Path], harm: str
) -> None:
    path = finish(jobs[0].study, tmp_path / "0_baseline") / "provenance.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    if harm == "replications":
        told["configuration"]["replications"] = "many"
    else:
        del told[harm]
    path.write_text(json.dumps(told), encoding="utf-8")

    with pytest.raises(OutputError, match=r"provenance.json: damaged"):
        settle(tmp_path, jobs)


def test_a_copy_that_somebody_made_is_left_alone(
    tmp_path: Path, jobs: list[SweepJob], finish: Finish
) -> None:
    finish(jobs[0].study, tmp_path / "0_baseline")
    finish(jobs[0].study, tmp_path / "my_backup")
    before = files(tmp_path)

    with pytest.raises(OutputError, match="which is no job of this sweep"):
        settle(tmp_path, jobs)

    assert files(tmp_path) == before


def test_another_study_in_a_job_s_place_is_not_that_job(
    tmp_path: Path, jobs: list[SweepJob], finish: Finish
) -> None:
    finish(jobs[1].study, tmp_path / jobs[0].folder)

    with SweepFolder(tmp_path) as folder:
        assert folder.state_of(jobs[0]).status is Status.PLANNED
