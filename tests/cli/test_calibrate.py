"""`sesim-calibrate` from outside: the same posterior however it came about, and clear messages."""

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sesim import model
from sesim.calibration.simulator import PREDICTIVE, Counts, Simulator
from sesim.calibration.space import Floats
from sesim.calibration.store import packed
from sesim.calibration.targets import COUNTS
from sesim.cli.calibrate.main import exit_status as run
from sesim.report.calibration.figures import Drawn, draw_possible
from sesim.report.text.language import Language
from sesim.runs.draws import KIND

PAGES = ("report.sv.html", "report.en.html")

COMMAND = [sys.executable, "-m", "sesim.cli.calibrate.main"]

HEADER = (
    "programme,quantity,value,value_high,denominator,window_start,window_end,source,page,"
    "quality,role"
)
ROWS = [
    f"{name},{quantity},{value},,{whole},2012-01-01,{end},activa2017,made up,low,fit"
    for name, end, (participants, *parts) in [
        ("eksjo", "2012-06-30", (4, 1, 3)),
        ("vetlanda", "2012-05-31", (3, 1, 2)),
    ]
    for quantity, value, whole in [
        ("participants", participants, ""),
        ("employed", parts[0], participants),
        ("ongoing", parts[1], participants),
    ]
]
DRAWS = ("posterior", "prior")

TINY = [
    "programmes=[eksjo,vetlanda]",
    "end=2012-06-30",
    "calibration.targets=mine.csv",
    "calibration.runs=200",
    "calibration.truths=10",
    "calibration.effects=10",
    "calibration.local=40",
    "calibration.predictive=20",
    "calibration.repeats=4",
    "calibration.draws=10",
]

Answer = tuple[int, str, str]
Calibrate = Callable[..., Answer]


pytestmark = pytest.mark.usefixtures("few_programmes", "without_workbooks")


@pytest.fixture(scope="module")
def known() -> tuple[str, ...]:
    return ("eksjo", "tranas", "vetlanda")


@pytest.fixture
def calibrate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Calibrate:
    """Return a function that calibrates in a folder with nothing but figures in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "sesim.cli.calibrate.perform.draw_possible", lambda *_: Drawn({}, {})
    )  # slow
    write(tmp_path)

    def call(*arguments: str) -> Answer:
        status = run([*TINY, "workers=1", "output=result", *arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def write(folder: Path, *more: str, rows: list[str] = ROWS) -> None:
    text = "\n".join([HEADER, *rows, *more]) + "\n"
    (folder / "mine.csv").write_text(text, encoding="utf-8")


def start(folder: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start the command in a process of its own."""
    return subprocess.Popen(
        [*COMMAND, *TINY, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a calibration in one go, by one process."""
    folder = tmp_path_factory.mktemp("first")
    write(folder)
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        netcdf = ["--netcdf"] if find_spec("h5netcdf") else []
        status = run([*TINY, "workers=1", "output=result", *netcdf])

    assert (status, err.getvalue()) == (0, "")
    assert "Results: result" in out.getvalue()
    return folder / "result"


def contents(folder: Path) -> dict[str, bytes]:
    """Return what is the same however a calibration came about: all but the files of the runs."""
    found = [folder / f"{name}.parquet" for name in DRAWS]
    return {path.name: path.read_bytes() for path in [*found, *(folder / "tables").glob("*.csv")]}


def test_result_holds_draws_diagnostics_and_the_runs(first: Path) -> None:
    posterior, prior = (pd.read_parquet(first / f"{name}.parquet") for name in DRAWS)

    assert posterior.shape == prior.shape == (10, len(posterior.columns))
    assert list(posterior.columns) == list(prior.columns)
    assert {"accept", "eksjo.referral_effect", "vetlanda.programme_effect"} <= set(posterior)
    assert posterior.notna().all(axis=None)
    assert not posterior.equals(prior)
    assert (posterior.attrs["kind"], posterior.attrs["model"]) == (KIND, model.VERSION)
    assert (posterior.attrs["draws"], prior.attrs["draws"]) == ("posterior", "prior")
    tables = {path.stem for path in (first / "tables").iterdir()}
    assert {"parameters", "coverage", "posterior_predictive", "leave_one_out"} <= tables
    for name in ("bank", "truths"):
        assert (first / name / "bank.json").exists()
    assert [path for path in first.rglob("*") if ".partial-" in path.name] == []


def test_a_calibration_that_is_only_tried_out_says_so_everywhere(first: Path) -> None:
    """One table, one set of draws or one page of it may be all that a reader sees."""
    for path in (first / "tables").glob("*.csv"):
        assert set(pd.read_csv(path)["tried_out"]) <= {"200 runs: not for use"}, path.name
    for name in DRAWS:
        assert pd.read_parquet(first / f"{name}.parquet").attrs["tried_out"] is True
    for page, said in zip(PAGES, ("PROVKÖRD: 200", "TRIED OUT: 200"), strict=True):
        assert said in (first / page).read_text(encoding="utf-8")


def test_the_method_is_tried_on_effects_and_near_the_counts(first: Path) -> None:
    table = pd.read_csv(first / "tables" / "coverage_quantities.csv")

    assert set(table["truths"]) == {"prior", "posterior"}
    scenarios = {path.name for path in (first / "effects").iterdir()}
    assert {f"effect of {name}" for name in scenarios} <= set(table["quantity"])
    assert (first / "tables" / "coverage_local.csv").exists()


def test_predictions_are_kept_draw_by_draw(first: Path) -> None:
    drawn = pd.read_parquet(first / "posterior_predictive.parquet")
    table = pd.read_csv(first / "tables" / "posterior_predictive.csv")

    assert list(drawn.columns) == ["draw", "programme", *COUNTS]
    assert drawn["draw"].tolist() == [n for n in range(10) for _ in range(2)]
    means = drawn.groupby("programme", sort=False)[list(COUNTS)].mean()
    for name in ("eksjo", "vetlanda"):
        rows = table[table["programme"] == name].set_index("quantity")
        assert means.loc[name].tolist() == pytest.approx(rows.loc[list(COUNTS), "mean"].tolist())
    county = table[table["programme"] == "county"].set_index("quantity")
    together = drawn.groupby("draw")[list(COUNTS)].sum().mean()
    assert together.tolist() == pytest.approx(county.loc[list(COUNTS), "mean"].tolist())


def test_netcdf_holds_the_same_draws(first: Path) -> None:
    h5netcdf = pytest.importorskip("h5netcdf")
    posterior = pd.read_parquet(first / "posterior.parquet")
    drawn = pd.read_parquet(first / "posterior_predictive.parquet")
    bank = [np.load(path)["counts"] for path in sorted((first / "bank").glob("runs_*.npz"))]

    with h5netcdf.File(first / "calibration.nc", "r") as file:
        assert set(file.groups) == {
            "prior", "posterior", "prior_predictive", "posterior_predictive", "observed_data",
        }  # fmt: skip
        names = [bytes(one).decode() for one in file["posterior"]["programme"][:]]
        assert names == ["eksjo", "vetlanda"]
        accept = file["posterior"]["accept"]
        assert accept.dimensions == ("chain", "draw")
        assert accept[0].tolist() == posterior["accept"].tolist()
        own = file["posterior"]["referral_effect"]
        assert own.dimensions == ("chain", "draw", "programme")
        assert own[0, :, 1].tolist() == posterior["vetlanda.referral_effect"].tolist()
        for place, name in enumerate(COUNTS):
            mine = file["posterior_predictive"][name][0, :, 0].tolist()
            assert mine == drawn.loc[drawn["programme"] == "eksjo", name].tolist()
            before = file["prior_predictive"][name][0]
            assert np.array_equal(before, np.concatenate(bank)[:, :, place])
        assert file["prior"]["accept"].shape == (1, 200)
        observed = file["observed_data"]
        assert [observed[name][:].tolist() for name in COUNTS] == [[4, 3], [1, 1], [3, 2]]
        assert file.attrs["inference_library"] == "sesim"


@pytest.mark.filterwarnings("ignore")  # those of ArviZ are not ours
def test_arviz_reads_the_netcdf(first: Path) -> None:
    arviz = pytest.importorskip("arviz")

    found = arviz.from_netcdf(first / "calibration.nc")

    assert found.posterior["accept"].dims == ("chain", "draw")
    assert found.posterior_predictive["employed"].shape == (1, 10, 2)
    assert found.observed_data["employed"].sel(programme="eksjo").item() == 1


def test_netcdf_without_its_extra_is_refused_before_anything_is_run(
    calibrate: Calibrate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sesim.calibration.netcdf.LIBRARIES", ("no_such_library",))

    status, _, err = calibrate("--netcdf")

    assert status == 2
    assert "--netcdf: netCDF needs the extra: pip install 'sesim[netcdf]'" in err
    assert not (tmp_path / "result").exists()


def test_help_says_no_more_than_is_there(first: Path, calibrate: Calibrate) -> None:
    status, out, _ = calibrate("--help")

    assert status == 0
    said = ("posterior.parquet", "prior.parquet", "tables", "figures", "bank", *PAGES)
    assert [name for name in said if name not in out or not (first / name).exists()] == []


@pytest.mark.slow
def test_workers_make_no_difference(first: Path, tmp_path: Path) -> None:
    """Nor do another hash seed, folder and language of the terminal."""
    write(tmp_path)
    plain = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONHASHSEED": "1"}

    child = start(tmp_path, "workers=2", "output=körning", **plain)
    _, err = child.communicate(timeout=300)

    assert child.returncode == 0, err
    assert contents(tmp_path / "körning") == contents(first)


def wait_for(condition: Callable[[], bool], child: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 600
    while not condition():
        assert time.monotonic() < deadline
        assert child.poll() is None, child.communicate()
        time.sleep(0.01)


def stopped(folder: Path, number: signal.Signals) -> tuple[int, str, str]:
    """Stop a calibration when the first half of its runs is there."""
    child = start(folder, "workers=1", "output=result")
    wait_for((folder / "result" / "bank" / "runs_00000.npz").exists, child)
    child.send_signal(number)
    out, err = child.communicate(timeout=300)
    assert not (folder / "result" / "bank" / "runs_00001.npz").exists()
    assert not (folder / "result" / "posterior.parquet").exists()
    return child.returncode, out, err


@pytest.mark.slow
def test_a_killed_calibration_goes_on_to_the_same_end(
    first: Path, tmp_path: Path, calibrate: Calibrate
) -> None:
    assert stopped(tmp_path, signal.SIGKILL) == (-signal.SIGKILL, "", "")
    path = tmp_path / "result" / "bank" / "runs_00000.npz"
    before = path.stat().st_mtime_ns

    assert calibrate()[0] == 0
    assert contents(tmp_path / "result") == contents(first)
    assert path.stat().st_mtime_ns == before


@pytest.mark.slow
def test_a_stopped_calibration_says_what_is_kept(tmp_path: Path) -> None:
    write(tmp_path)

    assert stopped(tmp_path, signal.SIGTERM) == (
        128 + signal.SIGTERM,
        "",
        "sesim-calibrate: stopped by SIGTERM; "
        "finished runs are kept; the same command continues from there\n",
    )


def copied(first: Path, tmp_path: Path) -> Path:
    """Return a copy of the calibration's folder in which nothing but its runs is left."""
    for name in ("bank", "truths", "effects", "local"):
        shutil.copytree(first / name, tmp_path / "result" / name)
    return tmp_path / "result"


def test_the_reference_table_is_not_simulated_again(
    first: Path, tmp_path: Path, calibrate: Calibrate, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = Simulator.counts

    def refuse(self: Simulator, points: Floats, stream: int, numbers: range) -> Counts:
        assert stream == PREDICTIVE, "a run of the reference table was made again"
        return counts(self, points, stream, numbers)

    folder = copied(first, tmp_path)
    monkeypatch.setattr(Simulator, "counts", refuse)

    assert calibrate()[0] == 0
    assert contents(folder) == contents(first)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_damaged_file_of_the_reference_table_is_named(
    first: Path, tmp_path: Path, calibrate: Calibrate
) -> None:
    folder = copied(first, tmp_path)
    path = folder / "bank" / "runs_00001.npz"
    path.write_bytes(b"PK" + path.read_bytes()[2:-50])

    status, out, err = calibrate()

    assert (status, out) == (1, "")
    assert err == (
        "sesim-calibrate: result/bank/runs_00001.npz: damaged; delete this file, and its runs "
        "are made again\n"
    )
    assert not (folder / "posterior.parquet").exists()


def test_a_reference_table_of_another_study_is_not_used(
    first: Path, tmp_path: Path, calibrate: Calibrate
) -> None:
    folder = copied(first, tmp_path)

    status, out, err = calibrate("seed=1")

    assert (status, out) == (1, "")
    assert err.startswith(
        "sesim-calibrate: result/bank: holds runs of another calibration (other behaviour, seed, "
        "study); "
    )
    assert not (folder / "posterior.parquet").exists()


# --- bad input --------------------------------------------------------------------------------

CHANGE = "{target: parameters.accept, set: 0.2, since: 2012-02-01}"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            [
                "calibration.runs=5",
                "calibration.method=magic",
                "calibration.drws=3",
                "calibration.accept=0.0",
                "calibration.entries_per_fte_year.median=-1",
                "parameters=prior",
                f"scenario.changes=[{CHANGE}]",
            ],
            [
                "calibration.runs: should be greater than or equal to 200 (got 5)",
                "calibration.method: should be 'regression' or 'neural' (got 'magic')",
                "calibration.accept: should be greater than 0 (got 0.0)",
                "calibration.entries_per_fte_year.median: should be greater than 0 (got -1)",
                "calibration.drws: unknown key (did you mean 'draws'?)",
                "scenario: should change nothing (got baseline)",
                "parameters: should be register (got prior)",
            ],
        ),
        (
            ["seed=-1", "eksjo.back_heavyness=0.5", "parameters.accept=2.0"],
            [
                "seed: should be greater than or equal to 0 (got -1)",
                "parameters.accept: should be between 0 and 1, in probability (got 2.0)",
                "eksjo.back_heavyness: unknown key (did you mean 'back_heaviness'?)",
            ],
        ),
        (
            ["calibration=fast", "frob=1"],
            [
                "calibration: unknown option 'fast'; available: discrepancy, full, outside, quick",
                None,
            ],
        ),
        (["calibration.targets=nowhere"], ["targets: nowhere: No such file or directory"]),
        (
            ["programmes=[vetlanda]"],
            ["mine.csv: eksjo: unknown programme; known: vetlanda"],
        ),
        (["-m"], [None]),
    ],
)
def test_bad_input_is_one_message_and_nothing_is_written(
    calibrate: Calibrate, tmp_path: Path, arguments: list[str], said: list[str | None]
) -> None:
    status, out, err = calibrate(*arguments)

    assert (status, out) == (2, "")
    head, *lines = err.splitlines()
    number = "1 problem" if len(said) == 1 else f"{len(said)} problems"
    assert head == f"sesim-calibrate: invalid study: {number}"
    for line, expected in zip(lines, said, strict=True):
        assert expected is None or line == f"  {expected}"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_every_line_of_a_bad_file_is_told(calibrate: Calibrate, tmp_path: Path) -> None:
    rows = [ROWS[0].replace(",4,", ",many,"), ROWS[1].replace("low", "lo"), *ROWS[2:]]
    write(tmp_path, rows=rows)

    status, out, err = calibrate()

    assert (status, out) == (2, "")
    assert err.splitlines()[0] == "sesim-calibrate: invalid study: 2 problems"
    assert "  mine.csv: line 2.value: " in err
    assert "  mine.csv: line 3.quality: " in err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_output_that_is_a_file_is_refused(calibrate: Calibrate) -> None:
    status, out, err = calibrate("output=mine.csv")

    assert (status, out) == (2, "")
    path = Path("mine.csv").resolve()
    assert err == f"sesim-calibrate: output: {path}: exists and is not a folder\n"


def test_the_neural_method_says_what_it_needs_before_any_run(
    calibrate: Calibrate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sbi", None)

    status, out, err = calibrate("calibration.method=neural")

    assert (status, out) == (2, "")
    assert "pip install 'sesim[npe]'" in err
    assert err.startswith("sesim-calibrate: invalid study: 1 problem\n")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


@pytest.mark.parametrize(
    "argument",
    [
        "output=~nosuchuser/x",
        "output=" + "x" * 300,
        "output=mine.csv/inside",
        "calibration.targets=" + "x" * 300,
        "eksjo.referral.per_year=0.0",
        "eksjo.since=2014-01-01",
    ],
)
def test_other_bad_input_is_one_message_too(
    calibrate: Calibrate, tmp_path: Path, argument: str
) -> None:
    status, out, err = calibrate(argument)

    assert (status, out) == (2, "")
    assert err.startswith("sesim-calibrate: ")
    assert "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_what_is_wrong_with_study_and_calibration_is_told_together(calibrate: Calibrate) -> None:
    _, _, err = calibrate("seed=-1", "calibration.runs=5")

    assert "2 problems" in err


@pytest.mark.slow
def test_a_calibration_of_one_programme_is_drawn_as_far_as_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be drawn is a sentence of the page, and every result is there before it."""
    seen: list[bool] = []

    def draw(say: Language, tables: Any, titles: Any, folder: Path) -> Drawn:
        seen.append((tmp_path / "result" / "posterior.parquet").exists())
        return draw_possible(say, tables, titles, folder)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sesim.cli.calibrate.perform.draw_possible", draw)
    write(tmp_path, rows=ROWS[3:])

    status = run([*TINY, "workers=1", "output=result", "programmes=[vetlanda]", "end=2012-05-31"])

    assert (status, capsys.readouterr().err) == (0, "")
    assert seen == [True, True]
    texts = ["Det finns bara en verksamhet, så ingen", "There is only one programme, so none can"]
    for name, text in zip(PAGES, texts, strict=True):
        assert text in (tmp_path / "result" / name).read_text(encoding="utf-8")
    for code in ("sv", "en"):
        figures = {path.stem for path in (tmp_path / "result" / "figures" / code).iterdir()}
        assert figures == {"counts", "parameters", "calibration_check", "structure"}


def test_a_figure_that_fails_costs_no_results(
    first: Path, calibrate: Calibrate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Drawn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sesim.cli.calibrate.perform.draw_possible", fail)
    copied(first, tmp_path)

    status, out, err = calibrate()

    assert (status, out) == (1, "")
    assert "no space left on device; the posterior and the tables are there" in err
    assert (tmp_path / "result" / "posterior.parquet").exists()


@pytest.mark.slow
def test_a_pinned_parameter_is_in_the_draws(calibrate: Calibrate, tmp_path: Path) -> None:
    """The posterior is conditional on its value, so whoever uses the draws must have it."""
    write(tmp_path, rows=ROWS[3:])

    status, _, err = calibrate("programmes=[vetlanda]", "end=2012-05-31", "parameters.accept=0.25")

    assert (status, err) == (0, "")
    for name in DRAWS:
        table = pd.read_parquet(tmp_path / "result" / f"{name}.parquet")
        assert table["accept"].unique().tolist() == [0.25]


@pytest.mark.slow
def test_a_programme_may_have_figures_to_validate_alone(
    calibrate: Calibrate, tmp_path: Path
) -> None:
    """Tranås is in the study, and SUS has no counts for it."""
    write(
        tmp_path,
        "tranas,participants,9,,,2012-01-01,2012-06-30,activa2017,made up,low,validate",
    )

    status, _, err = calibrate("programmes=[eksjo,vetlanda,tranas]")

    assert (status, err) == (0, "")


# --- using the posterior ----------------------------------------------------------------------

Sesim = Callable[..., Answer]
SMALL = [
    "programmes=[eksjo,vetlanda]",
    "end=2012-12-31",
    "replications=3",
    "workers=1",
    "report=false",
]


def test_the_posterior_can_be_used(first: Path, sesim: Sesim) -> None:
    source = first / "posterior.parquet"

    status, out, err = sesim(*SMALL, f"parameters.draws={source}", "output=study")

    assert status == 0, err
    assert "Results: study" in out
    assert "TRIED OUT, not for use" in out
    log = pd.read_parquet("study/events.parquet")
    assert sorted(log["programme"].unique()) == ["eksjo", "vetlanda"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            lambda _, table: packed(table, {**table.attrs, "model": model.VERSION + 1}),
            f"made for version {model.VERSION + 1} of the model",
        ),
        (lambda data, _: data[: len(data) // 2], "damaged, or not a table of draws"),
        (None, "No such file or directory"),
    ],
    ids=["another version", "damaged", "missing"],
)
def test_a_posterior_that_cannot_be_used_is_refused(
    first: Path, sesim: Sesim, tmp_path: Path, spoil: Any, said: str
) -> None:
    source = first / "posterior.parquet"
    if spoil:
        data = spoil(source.read_bytes(), pd.read_parquet(source))
        (tmp_path / "bad.parquet").write_bytes(data)
    before = sorted(tmp_path.iterdir())

    status, out, err = sesim(*SMALL, "parameters.draws=bad.parquet", "output=study")

    assert (status, out) == (2, "")
    head, line = err.splitlines()
    assert head == "sesim: invalid study: 1 problem"
    assert line.startswith("  parameters.draws: bad.parquet: ")
    assert said in line
    assert sorted(tmp_path.iterdir()) == before
