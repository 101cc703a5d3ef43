"""`sesim-calibrate` with own counts beside published ones, and with draws as the prior."""

import contextlib
import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tests.cli.conftest import Answer
from tests.cli.test_adjust import MINE
from tests.cli.test_calibrate import write

from sesim import load_calibration
from sesim.calibration.calibrate import calibrate
from sesim.calibration.targets import Targets
from sesim.cli.calibrate.main import exit_status
from sesim.report.calibration.figures import Drawn
from sesim.runs.draws import load
from sesim.study import StudyError

pytestmark = pytest.mark.usefixtures("few_programmes", "without_workbooks")

SMALL = (
    "--config-dir", "my", "+programme@mytown=mytown", "calibration.targets=mine.csv",
    "calibration.runs=200", "calibration.truths=10", "calibration.predictive=20",
    "calibration.effects=0", "calibration.local=0",
    "calibration.repeats=2", "calibration.draws=10", "workers=1",
)  # fmt: skip
BESIDE = ("programmes=[eksjo,mytown]", "start=2012-01-01", "end=2018-12-31")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an own programme, with counts, and with figures of two others."""
    (tmp_path / "my" / "programme").mkdir(parents=True)
    (tmp_path / "my" / "programme" / "mytown.yaml").write_text(MINE, encoding="utf-8")
    write(tmp_path)
    monkeypatch.setattr("sesim.cli.calibrate.perform.draw_possible", lambda *_: Drawn({}, {}))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str) -> Answer:
    """Run `sesim-calibrate`: exit status, stdout, stderr."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = exit_status([*SMALL, *arguments])
    return status, out.getvalue(), err.getvalue()


def test_own_counts_stand_beside_the_countys_with_a_window_of_their_own(folder: Path) -> None:
    rows = [text for text in (folder / "mine.csv").read_text().splitlines() if "vetl" not in text]
    (folder / "mine.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")

    request = load_calibration([*SMALL[2:], *BESIDE], "my")

    assert request.targets.programmes == ("eksjo", "mytown")
    assert request.targets.own == ["mytown"]
    ends = {name: str(end) for name, end in request.targets.ends().items()}
    assert ends == {"eksjo": "2012-06-30", "mytown": "2018-12-31"}


@pytest.mark.usefixtures("folder")
def test_a_shorter_study_names_the_window_that_does_not_fit() -> None:
    status, _, err = call("programmes=[eksjo,vetlanda,mytown]", "end=2018-06-30")

    assert status == 2
    assert "mytown participants: its window 2018-01-01 to 2018-12-31 should begin" in err
    assert "(or set start and end)" in err


def test_the_shipped_posterior_can_be_the_prior(folder: Path, here: Callable[..., Answer]) -> None:
    status, out, err = call(
        "programmes=[mytown]", "start=2018-01-01", "end=2018-12-31",
        "calibration.prior=posterior", "output=result",
    )  # fmt: skip

    assert (status, err) == (0, "")
    assert (
        "Left out, since the prior (posterior) is fitted to them already: the counts of eksjo"
        in (" ".join(out.split()))
    )
    assert "Counts inside their 90% intervals" in out
    assert "ublished" not in out
    posterior = load(str(folder / "result/posterior.parquet"))
    shipped = load("posterior")
    assert list(posterior.table) == [
        *shipped.table, "mytown.referral_effect", "mytown.programme_effect",
    ]  # fmt: skip
    assert posterior.about["prior"] == shipped.identity
    before = pd.read_parquet(folder / "result/prior.parquet")
    rows = set(map(tuple, shipped.table.round(4).to_numpy().tolist()))
    mine = before[list(shipped.table)].round(4).to_numpy().tolist()
    assert sum(tuple(row) in rows for row in mine) >= 8  # whole draws, but for rounding
    for code, words in (
        ("en", "The counts of Mytown are own counts"),
        ("sv", "Siffrorna för Mytown är egna siffror"),
    ):  # fmt: skip
        assert words in (folder / f"result/report.{code}.html").read_text(encoding="utf-8")
    study = ("--config-dir", "my", "+programme@mytown=mytown", "programmes=mytown",
             "start=2018-01-01", "end=2018-12-31", "replications=2", "report=false",
             "parameters.draws=result/posterior.parquet", "output=study")  # fmt: skip
    assert here(folder, *study)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("programmes=[eksjo,vetlanda]", "end=2012-06-30"), "no count may be used twice"),
        (("programmes=[mytown]", "start=2018-06-01"), "mytown.observed: counts begin on the"),
        ((*BESIDE, "calibration.crosscheck=true"), "prior: draws go with method=regression"),
        ((*BESIDE, "calibration.prior=none.parquet"), "none.parquet: No such file or directory"),
    ],
)
def test_what_the_prior_cannot_go_with_is_one_message(
    folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    status, out, err = call("calibration.prior=posterior", "output=result", *arguments)

    assert (status, out) == (2, "")
    assert said in " ".join(err.split())
    assert not (folder / "result").exists()


def test_counts_of_the_prior_are_refused_in_python_too(folder: Path) -> None:
    plain = load_calibration([*SMALL[2:], "programmes=[eksjo,vetlanda]", "end=2012-06-30"], "my")
    settings = plain.settings.model_copy(update={"prior": "posterior"})

    with pytest.raises(StudyError, match="has been fitted to counts of eksjo, vetlanda already"):
        calibrate(plain.study, settings, Targets(plain.targets.rows), folder / "result")
