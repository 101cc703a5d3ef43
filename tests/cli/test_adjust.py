"""`sesim-adjust`: from own counts to parameters that `sesim` takes, and what it refuses."""

import contextlib
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pandas as pd
import pytest
from tests.cli.conftest import Answer, performed
from tests.cli.own_programme import mytown

from sesim import model
from sesim.calibration.own.adjust import Adjustment, adjust
from sesim.calibration.store import packed
from sesim.cli.adjust.main import exit_status
from sesim.cli.adjust.request import load_adjustment
from sesim.runs import draws
from sesim.study import StudyError

pytestmark = pytest.mark.usefixtures("few_programmes", "without_drawings", "without_workbooks")

QUICK = ("adjust.runs=200", "adjust.draws=20", "adjust.predictive=20", "workers=1")

MINE = mytown(
    "2018-01-01", 8.0,
    'observed: {participants: 8, employed: 2, ongoing: 4, until: "2018-12-31"}' "\n",
)  # fmt: skip

COUNTS = """\
outcome,until,count,low,high,source
participants,2018-12-31,8,,,our list
employed,2018-12-31,,1,2,
"""

FILES = [f"mytown_adjusted.{ending}" for ending in ("csv", "en.md", "parquet", "sv.md")]


class Done(NamedTuple):
    """What one adjustment left."""

    folder: Path
    answer: Answer
    found: Adjustment


@contextlib.contextmanager
def recorded() -> Iterator[list[Adjustment]]:
    """Keep what is found while the command runs."""
    kept: list[Adjustment] = []

    def call(*arguments: Any) -> Adjustment:
        kept.append(adjust(*arguments))
        return kept[-1]

    with patch("sesim.cli.adjust.perform.adjust", call):
        yield kept


def run(folder: Path, *arguments: str) -> Answer:
    """Run `sesim-adjust` in a folder: exit status, stdout, stderr."""
    mine = ("--config-dir", "my", "programme=mytown", "counts=own.csv", *QUICK)
    return performed(exit_status, folder, [*mine, *arguments])


def prepare(folder: Path) -> None:
    """Make a programme and its counts in a folder."""
    (folder / "my" / "programme").mkdir(parents=True)
    (folder / "my" / "programme" / "mytown.yaml").write_text(MINE, encoding="utf-8")
    (folder / "own.csv").write_text(COUNTS, encoding="utf-8")


@pytest.fixture(scope="module")
def known() -> tuple[str, ...]:
    return ("eksjo", "vaggeryd", "vetlanda")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """An adjustment that was made once; tests copy what they change."""
    folder = tmp_path_factory.mktemp("done")
    prepare(folder)
    with recorded() as kept:
        answer = run(folder)
    return Done(folder, answer, kept[0])


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder with a programme and its counts."""
    prepare(tmp_path)
    return tmp_path


@pytest.fixture
def ours(done: Done, mine: Path) -> Path:
    """A folder with adjusted parameters too."""
    shutil.copytree(done.folder / "my", mine / "my", dirs_exist_ok=True)
    return mine


def made(folder: Path) -> dict[str, bytes]:
    """Return what is among the parameters of a folder, by name."""
    return {path.name: path.read_bytes() for path in sorted((folder / "parameters").glob("*"))}


STUDY = (
    "--config-dir", "my", "parameters=mytown_adjusted", "+programme@mytown=mytown",
    "programmes=mytown", "start=2018-01-01", "end=2019-12-31", "replications=2", "output=out",
)  # fmt: skip


def test_counts_become_parameters(done: Done) -> None:
    status, out, err = done.answer

    assert (status, err) == (0, "")
    assert list(made(done.folder / "my")) == FILES
    assert "8 enrolled, 1–2 with a job (1 January 2018 to 31 December 2018)" in out
    assert (
        "sesim --config-dir my parameters=mytown_adjusted +programme@mytown=mytown "
        "programmes=mytown start=2018-01-01 end=..."
    ) in out
    table = draws.load(str(done.folder / "my/parameters/mytown_adjusted.parquet"))
    assert len(table) == 20
    assert table.adjusted == "mytown"
    assert {"mytown.referral_effect", "mytown.programme_effect"} < set(table.table)
    assert table.about["model"] == model.VERSION
    assert 0 < table.about["effective_runs"] <= 200
    assert table.about["own_counts"][1] == {
        "outcome": "employed", "since": "2018-01-01", "until": "2018-12-31", "count": None,
        "low": 1, "high": 2, "source": None,
    }  # fmt: skip


def test_a_study_takes_them_by_name_and_its_page_calls_the_counts_own(
    ours: Path, here: Callable[..., Answer]
) -> None:
    status, out, err = here(ours, *STUDY)

    assert (status, err) == (0, "")
    assert out.startswith("As now, 2018-01-01 to 2019-12-31\nThe model is adjusted to own counts")
    assert "published for" not in out
    for code, words in (
        ("en", "adjusted to own counts of Mytown, which are not published: 8 enrolled"),
        ("sv", "anpassad till egna siffror från Mytown, som inte är publicerade: 8 inskrivna"),
    ):
        page = (ours / f"out/report.{code}.html").read_text(encoding="utf-8")
        assert words in page
        assert "No figures have been published" not in page
        assert "Inga siffror har publicerats" not in page
    assert "our list; not stated" in (ours / "out/report.en.html").read_text(encoding="utf-8")


def test_counts_of_your_own_in_the_file_are_called_own(
    ours: Path, here: Callable[..., Answer]
) -> None:
    """Without adjusted parameters, a file's `observed` stands beside the results."""
    short = [*STUDY[:-3], "end=2018-12-31", "replications=2"]
    usual = ["parameters=posterior" if one.startswith("parameters=") else one for one in short]

    _, adjusted, _ = here(ours, *short, "report=false", "output=adjusted")
    _, without, _ = here(ours, *usual, "output=usual")

    assert "publ." not in adjusted
    assert "own counts of Mytown, which are not published" in adjusted
    assert "own: own counts" in without
    assert "publ" not in without
    for code, own, calibration, published in (
        ("en", "own count", "fit the published counts (the shipped", "published"),
        ("sv", "egna siffror", "stämmer med de publicerade antalen", "publicera"),
    ):
        page = (ours / f"usual/report.{code}.html").read_text(encoding="utf-8")
        assert own in page.lower()
        assert calibration in page
        assert page.lower().count(published) == 1  # those of the county alone


def test_the_report_says_what_the_counts_taught_and_what_not(done: Done) -> None:
    files = made(done.folder / "my")

    english, swedish = (files[f"mytown_adjusted.{code}.md"].decode() for code in ("en", "sv"))

    for words in (
        "# Own counts of Mytown", "Own counts, not published: 8 enrolled, 1–2 with a job",
        "Source: our list; not stated.", "Referrals a year: 8.0 (", "without your counts",
        "programmes like it usually do", "Here your counts weigh", "## What your counts did not",
        "First jobs in the two years after 31 December 2018", "parameters=mytown_adjusted",
        "| with a job, 2018-01-01 – 2018-12-31 | 1–2 |",
    ):  # fmt: skip
        assert words in english
    for words in (
        "# Egna siffror från Mytown", "8 inskrivna", "Källa: our list; inte angiven.",
        "Anvisade per år: 8,0 (", "liknande verksamheter brukar nå",
    ):  # fmt: skip
        assert words in swedish
    table = pd.read_csv(io.BytesIO(files["mytown_adjusted.csv"])).set_index("parameter")
    assert set(table.index[:2]) == {"mytown.referral_effect", "mytown.programme_effect"}
    rate = table.loc["mytown.referral_effect"]
    assert rate["before_50"] == pytest.approx(8.0)
    assert rate["before_5"] < rate["before_50"] < rate["before_95"]
    assert rate["contraction"] > 0


@pytest.mark.slow
def test_the_bytes_are_the_same_with_two_processes(ours: Path) -> None:
    assert run(ours, "workers=2", "output=two")[0] == 0
    assert run(ours, "seed=8", "output=seed")[0] == 0

    assert made(ours / "two") == made(ours / "my")
    name = "mytown_adjusted.parquet"
    assert made(ours / "seed")[name] != made(ours / "my")[name]


def test_counts_can_be_typed_and_the_programme_can_be_a_shipped_one(mine: Path) -> None:
    with contextlib.chdir(mine):
        request = load_adjustment(
            ["programme=Väggeryd", "name=ours", "output=there", "adjust.referral_sd=0.5",
             'counts=[{outcome: participants, count: 30, until: "2018-06-30"}]'],
            "my",
        )  # fmt: skip

    assert list(request.study.programmes) == ["vaggeryd"]
    assert request.is_shipped
    assert [(row.outcome, row.least) for row in request.counts.rows] == [("participants", 30)]
    assert (request.folder, request.name) == (mine / "there" / "parameters", "ours")
    assert request.prior.free["referral_effect"].sd == 0.5


def test_a_counted_programme_may_have_later_counts_alone(mine: Path) -> None:
    typed = '[{outcome: participants, count: 30, since: "%s", until: "2019-06-30"}]'

    with contextlib.chdir(mine):
        request = load_adjustment(["programme=vetlanda", f"counts={typed % '2017-06-01'}"])
        with pytest.raises(StudyError, match="since should be after 2017-05-31"):
            load_adjustment(["programme=vetlanda", f"counts={typed % '2017-05-31'}"])

    assert request.prior.free == {}


def test_counts_that_the_model_cannot_make_are_one_message_and_no_file(mine: Path) -> None:
    (mine / "own.csv").write_text("outcome,until,count\nparticipants,2018-06-30,300\n")

    status, out, err = run(mine)

    assert (status, out) == (1, "")
    assert "none of 200 simulated histories of mytown comes near these counts" in err
    assert "participants 300 (simulated " in err
    assert len(err.splitlines()) == 1
    assert made(mine / "my") == {}


@pytest.mark.parametrize("name", ["mytown_adjusted", "posterior"])
def test_a_name_that_is_taken_is_refused_before_anything_is_run(ours: Path, name: str) -> None:
    before = made(ours / "my")

    status, _, err = run(ours, f"name={name}")

    assert status == 2
    assert "choose another" in err
    assert made(ours / "my") == before


def test_a_run_that_fails_leaves_no_parameters_and_can_be_repeated(
    done: Done, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        if path.suffix == ".parquet":
            raise OSError(28, "No space left on device")
        path.write_bytes(data)

    monkeypatch.setattr("sesim.cli.adjust.perform.adjust", lambda *_: done.found)
    with monkeypatch.context() as patched:
        patched.setattr("sesim.cli.adjust.perform.replace_file", full)
        status, _, err = run(mine)

    assert status == 1
    assert "no space left on device; there are no adjusted parameters" in err
    assert "mytown_adjusted.parquet" not in made(mine / "my")
    assert run(mine)[0] == 0
    assert made(mine / "my") == made(done.folder / "my")


def test_another_version_refuses_the_parameters(ours: Path, here: Callable[..., Answer]) -> None:
    path = ours / "my/parameters/mytown_adjusted.parquet"
    table = pd.read_parquet(path)
    path.write_bytes(packed(table, {**table.attrs, "model": model.VERSION - 1}))

    status, _, err = here(ours, *STUDY)

    assert status == 2
    assert f"made for version {model.VERSION - 1} of the model" in err
    assert "run sesim-adjust again" in err


def test_parameters_of_another_programme_are_a_what_if(
    ours: Path, here: Callable[..., Answer]
) -> None:
    _, out, _ = here(
        ours, "--config-dir", "my", "parameters=mytown_adjusted", "programmes=vetlanda",
        "replications=2", "end=2012-12-31", "report=false",
    )  # fmt: skip

    assert out.startswith("What if")
    assert "own counts" not in out


def test_a_table_of_draws_is_a_choice_beside_the_files(
    ours: Path, here: Callable[..., Answer]
) -> None:
    _, _, err = here(ours, "--config-dir", "my", "parameters=mytown")

    assert "unknown option 'mytown' (did you mean 'mytown_adjusted'?)" in err
