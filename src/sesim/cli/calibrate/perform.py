"""A calibration asked for on the command line: composed, checked, run, written and told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sesim.calibration.calibrate import Calibration, calibrate
from sesim.calibration.neural import MissingExtraError
from sesim.calibration.reference_table import MARK
from sesim.calibration.settings import CalibrationSettings
from sesim.calibration.store import write
from sesim.calibration.targets import Targets, read_targets
from sesim.cli.command import Parser
from sesim.cli.compose import Composer
from sesim.cli.load import texts_of
from sesim.cli.signals import stop_if_signalled
from sesim.cli.terminal import bar, from_here
from sesim.report.calibration.figures import draw_possible
from sesim.report.calibration.page import calibration_report
from sesim.runs.errors import RunError
from sesim.runs.parallel import Crew, cores, refuse_unless_it_answers
from sesim.runs.results.folder import OUTPUTS, RunFolder, replace_file, writing
from sesim.study import Study, StudyError
from sesim.study.errors import explain
from sesim.study.shipped import conf_dir

PART = "calibration"
PRIMARY = "calibrate"


def perform(arguments: Sequence[str]) -> None:
    """Do what a command line asks for.

    Raises:
        StudyError: the input is not valid; nothing has been run or written.
        OutputError: results cannot go where they were asked to.
        RunError: a run failed; finished runs are kept.
    """
    parser = Parser(prog="sesim-calibrate", add_help=False, allow_abbrev=False)
    parser.add_argument("overrides", nargs="*")
    parser.add_argument("--config-dir", "-cd")
    asked = parser.parse_intermixed_args(arguments)
    study, settings, targets = load_calibration(asked.overrides, asked.config_dir)
    crew = Crew(study.settings.workers or cores(), study.settings.cluster)
    if crew.cluster is not None:
        refuse_unless_it_answers(crew.cluster)
    with _folder(study.settings.output or str(OUTPUTS / PART)) as folder:
        found = _calibrated(study, settings, targets, folder, crew)
        stop_if_signalled()
        write(found, folder)
        _write_page(found, study.titles, folder)
    try:
        print(_told(found, folder), flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise RunError(f"the summary cannot be shown ({error}); results: {folder}") from error


def _calibrated(
    study: Study, settings: CalibrationSettings, targets: Targets, folder: Path, crew: Crew
) -> Calibration:
    with _progress(settings) as progress:
        try:
            return calibrate(study, settings, targets, folder, crew, progress)
        except MissingExtraError as error:
            raise StudyError([f"{PART}: {error}"]) from None


def _write_page(found: Calibration, names: Mapping[str, str], folder: Path) -> None:
    """Write the page and the figures, of results that are there already."""
    with writing(folder, "the posterior and the tables are there"):
        drawn = draw_possible(found.tables, names, folder / "figures")
        page = calibration_report(found.tables, names, found.about, failed=drawn.failed)
        replace_file(folder / "report.md", page.encode())


def load_calibration(
    overrides: str | Sequence[str] = (), config_dir: Path | str | None = None
) -> tuple[Study, CalibrationSettings, Targets]:
    """Return what `sesim-calibrate` would calibrate with these overrides, and how, and to what.

    Args:
        overrides: such as `["calibration=quick", "calibration.targets=mine.csv"]`, or all in one
            text, which is split as in a shell.
        config_dir: a folder with more configuration files, laid out like `conf/`.

    Raises:
        StudyError: anything is wrong; the message holds every problem found.
    """
    found: list[CalibrationSettings] = []

    def check(part: object, study: Study | None) -> list[str]:
        problems: list[str] = []
        try:
            found.append(CalibrationSettings.model_validate(part))
        except ValidationError as error:
            problems += explain(error, CalibrationSettings, PART)
        if study and study.scenario.changes:
            problems.append(f"scenario: should change nothing (got {study.scenario.name})")
        if study and study.draws:
            problems.append(f"parameters: should be register (got {study.draws})")
        return problems

    study = Composer(config_dir, config_name=PRIMARY).study_and(PART, texts_of(overrides), check)
    [settings] = found
    targets = read_targets(_file(settings.targets, config_dir))
    targets.check(study, settings.targets)
    return study, settings, targets


@contextmanager
def _folder(output: str) -> Iterator[Path]:
    """Give the folder of a calibration, which is there already only if it holds one.

    It is removed again if nothing has been written into it.

    Raises:
        OutputError: it cannot be one.
    """
    path = Path(output)
    if _is_calibration(path):
        yield path.expanduser()
        return
    with RunFolder(path) as made:
        pass  # an empty folder, which the calibration fills
    try:
        yield path.expanduser()
    finally:
        made.remove_if_empty()


def _is_calibration(path: Path) -> bool:
    """Whether a path can be used and is the folder of a calibration."""
    with suppress(OSError, RuntimeError, ValueError):  # the check of a new folder tells why
        return holds_calibration(path.expanduser().resolve())
    return False


def holds_calibration(folder: Path) -> bool:
    """Whether a folder is that of a calibration, finished or not, or only just begun."""
    bank = folder / "bank"
    if (bank / MARK).is_file() or not bank.is_dir():
        return bank.is_dir()
    begun = all(one.name.startswith(f".{MARK}.") for one in bank.iterdir())
    return begun and {one.name for one in folder.iterdir()} <= {"bank", "truths"}


def _file(name: str, config_dir: Path | str | None) -> Path:
    """Return the file of figures: one that is shipped, or a path."""
    folders = [*([Path(config_dir)] if config_dir else []), conf_dir()]
    with suppress(OSError, ValueError):
        for folder in folders:
            if (path := folder / "targets" / f"{name}.csv").is_file():
                return path
    try:
        return Path(name).expanduser()
    except RuntimeError as error:
        raise StudyError([f"{PART}.targets: {name}: {error}"]) from None


@contextmanager
def _progress(settings: CalibrationSettings) -> Iterator[Callable[[str, int], None]]:
    """Show what is being done where somebody can see it: on a terminal."""
    with bar(settings.runs + settings.truths, "runs") as drawn:

        def progress(stage: str, done: int) -> None:
            stop_if_signalled()
            drawn.set_description(stage)
            drawn.update(done)

        yield progress


def _told(found: Calibration, folder: Path) -> str:
    """Return what the terminal shows when a calibration is done."""
    tables: dict[str, Any] = dict(found.tables)
    coverage = tables["coverage"].iloc[0]
    predicted = tables["posterior_predictive"]
    counts = predicted[predicted["programme"] != "county"]
    share = predicted.iloc[-1]
    left_out = tables["leave_one_out"]
    employed = left_out[left_out["quantity"] == "employed"]
    lines = [
        f"Bank: {len(found.fit.bank)} runs; the posterior rests on "
        f"{tables['summary']['effective_runs'][0]:.0f} of them.",
        "Intervals of 50, 80 and 90% held the truth in "
        + ", ".join(f"{100 * coverage[f'within_{level}']:.0f}%" for level in ("0.5", "0.8", "0.9"))
        + " of the cases (synthetic data).",
        f"Published counts inside their 90% intervals: {counts['inside'].sum()} of {len(counts)}.",
        f"County, employed share: {share['mean']:.1%} [{share['low']:.1%} to {share['high']:.1%}], "
        f"published {share['observed']:.1%}.",
        *(
            [
                f"Predicted without a programme's own counts: employed inside in "
                f"{employed['inside'].sum()} of {len(employed)} programmes."
            ]
            if len(employed)
            else []
        ),
        f"Results: {from_here(folder)}",
    ]
    return "\n".join(lines)
