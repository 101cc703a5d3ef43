"""The command `sesim-report`: what it writes, and what it refuses."""

import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pptx import Presentation
from pypdf import PdfReader

from sesim.cli.report import main as report
from sesim.cli.report.extras import printer
from sesim.cli.report.perform import publish
from sesim.cli.report.request import Extras
from sesim.cli.simulate.main import exit_status as simulate
from sesim.report.text.language import LANGUAGES

pytestmark = pytest.mark.usefixtures("without_workbooks")

Answer = tuple[int, str, str]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small study, without its page."""
    folder = tmp_path_factory.mktemp("small") / "vetlanda"
    words = ["programmes=vetlanda", "replications=2", "end=2013-06-30", "report=false"]
    assert simulate([*words, "workers=1", f"output={folder}"]) == 0
    return folder


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "mapp med åäö"))


@pytest.fixture
def sesim_report(capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Return a function that runs the command: exit status, stdout, stderr."""

    def call(*arguments: str) -> Answer:
        status = report.exit_status(list(arguments))
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
def test_both_languages_and_the_same_bytes_again(
    folder: Path, sesim_report: Callable[..., Answer]
) -> None:
    before = content(folder)
    status, out, err = sesim_report(str(folder))
    once = content(folder)

    assert (status, err) == (0, "")
    assert [line.rpartition("/")[2] for line in out.splitlines()] == [
        "report.sv.html",
        "report.en.html",
    ]
    assert {name: once[name] for name in before} == before
    slides = {name for name in once if name.startswith("figures/")}
    assert {name.split("/")[1] for name in slides} == {"sv", "en"}
    assert {Path(name).suffix for name in slides} == {".svg"}
    assert set(once) == {*before, *slides, "report.sv.html", "report.en.html"}

    assert sesim_report(str(folder))[0] == 0
    assert content(folder) == once


def test_pictures_as_png_where_asked(folder: Path, sesim_report: Callable[..., Answer]) -> None:
    assert sesim_report(str(folder), "--lang", "sv", "--png")[0] == 0

    pictures = sorted(folder.glob("figures/sv/*"))
    assert {path.stem for path in pictures if path.suffix == ".svg"} == {
        path.stem for path in pictures if path.suffix == ".png"
    }
    assert pictures


def test_slides_where_asked(folder: Path, sesim_report: Callable[..., Answer]) -> None:
    assert sesim_report(str(folder), "--lang", "sv", "--slides")[0] == 0

    assert Presentation(str(folder / "report.sv.pptx")).slides
    assert not (folder / "report.en.pptx").exists()


@pytest.mark.skipif(printer() is None, reason="needs Chromium, or WeasyPrint")
@pytest.mark.usefixtures("undrawn")
def test_a_tagged_pdf_where_asked(folder: Path, sesim_report: Callable[..., Answer]) -> None:
    assert sesim_report(str(folder), "--lang", "sv", "--pdf")[0] == 0

    reader = PdfReader(folder / "report.sv.pdf")
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert reader.root_object["/Lang"] == "sv"
    assert reader.outline
    assert "Bilaga" in "".join(sheet.extract_text() for sheet in reader.pages)


@pytest.mark.parametrize(
    ("word", "missing", "said"),
    [
        ("--slides", "find_spec", "--slides: needs python-pptx: pip install 'sesim[slides]'"),
        ("--pdf", "printer", "--pdf: needs Chromium or WeasyPrint on this machine"),
    ],
)
def test_what_cannot_be_made_here_is_refused_before_anything_is_made(
    word: str, missing: str, said: str, folder: Path, sesim_report: Callable[..., Answer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(f"sesim.cli.report.extras.{missing}", lambda *_: None)
    before = content(folder)
    status, out, err = sesim_report(str(folder), word)

    assert (status, out) == (2, "")
    assert said in err
    assert content(folder) == before


@pytest.mark.usefixtures("undrawn")
def test_one_language(folder: Path, sesim_report: Callable[..., Answer]) -> None:
    status, out, _ = sesim_report(str(folder), "--lang", "sv")

    assert status == 0
    assert out.count("\n") == 1
    assert (folder / "report.sv.html").is_file()
    assert not (folder / "report.en.html").exists()
    assert 'lang="sv"' in (folder / "report.sv.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "FOLDER: name one (got 0)"),
        (["one", "two"], "FOLDER: name one (got 2)"),
        (["nowhere"], "does not exist"),
        (["FOLDER", "--lang", "fr"], "--lang: should be sv or en (got 'fr')"),
        (["FOLDER", "--lang", ""], "--lang: should be sv or en (got '')"),
        (["FOLDER", "--lang"], "--lang"),
        (["FOLDER", "--colour", "red"], "--colour"),
    ],
)
def test_bad_input_is_one_message(
    arguments: list[str], said: str, folder: Path, sesim_report: Callable[..., Answer]
) -> None:
    before = content(folder)
    words = [str(folder) if word == "FOLDER" else word for word in arguments]
    status, out, err = sesim_report(*words)

    assert (status, out) == (2, "")
    assert said in err
    assert err.startswith("sesim-report: ")
    assert len(err.splitlines()) == 1
    assert content(folder) == before


def test_help(sesim_report: Callable[..., Answer]) -> None:
    status, out, _ = sesim_report("--help")
    assert status == 0
    assert "sesim-report FOLDER [--lang sv|en] [--png] [--slides] [--pdf]" in out


@pytest.mark.slow
def test_workers_make_no_difference(folder: Path) -> None:
    """They are processes of their own, each with another hash seed."""
    before = content(folder)
    publish(folder, LANGUAGES, Extras(png=True))
    here = content(folder)
    for name in here.keys() - before.keys():
        (folder / name).unlink()

    publish(folder, LANGUAGES, Extras(png=True), workers=2)

    assert content(folder) == here != before


@pytest.mark.slow
def test_a_disk_that_is_full_leaves_what_was_there(
    folder: Path, sesim_report: Callable[..., Answer]
) -> None:
    """A limit on the size of files stands in for the disk: both end a write half-way."""
    assert sesim_report(str(folder), "--lang", "sv")[0] == 0
    before = content(folder)
    done = subprocess.run(
        [sys.executable, "-m", "sesim.cli.report.main", str(folder), "--lang", "sv"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000)),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert "file too large" in done.stderr.lower()
    assert "the results are as they were" in done.stderr
    assert "Traceback" not in done.stderr
    assert content(folder) == before


def test_the_command_is_installed() -> None:
    assert Path(sys.executable).with_name("sesim-report").is_file()
