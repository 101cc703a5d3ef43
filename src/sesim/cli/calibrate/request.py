"""From the arguments of `sesim-calibrate` to a checked request."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sesim.calibration.own_targets import chosen
from sesim.calibration.settings import CalibrationSettings
from sesim.calibration.targets import Targets, read_targets
from sesim.cli.command import study_parser
from sesim.cli.compose import Composer
from sesim.cli.load import texts_of
from sesim.runs.draws import load
from sesim.study import Study, StudyError
from sesim.study.paths import drawn_future
from sesim.study.shipped import conf_dir

PART = "calibration"
PRIMARY = "calibrate"


class CalibrationRequest(NamedTuple):
    """A checked calibration: what is calibrated, how, and to what."""

    study: Study
    settings: CalibrationSettings
    targets: Targets


def request_of(arguments: Sequence[str]) -> tuple[CalibrationRequest, bool]:
    """Return what a command line asks for, and whether also as netCDF.

    Raises:
        StudyError: the input is not valid; the message holds every problem found.
    """
    parser = study_parser("sesim-calibrate")
    parser.add_argument("--netcdf", action="store_true")
    asked = parser.parse_intermixed_args(arguments)
    return load_calibration(asked.overrides, asked.config_dir), asked.netcdf


def load_calibration(
    overrides: str | Sequence[str] = (), config_dir: Path | str | None = None
) -> CalibrationRequest:
    """Return what `sesim-calibrate` would calibrate with these overrides, how, and to what.

    Args:
        overrides: such as `["calibration=quick", "calibration.targets=mine.csv"]`, or all in one
            text, which is split as in a shell.
        config_dir: a folder with more configuration files, laid out like `conf/`.

    Raises:
        StudyError: anything is wrong; the message holds every problem found.

    Example:
        >>> import sesim
        >>> study, settings, targets = sesim.load_calibration("calibration=quick seed=7")
        >>> study.settings.seed, settings.runs > 0, "eksjo" in targets.programmes
        (7, True, True)
    """
    study, settings = Composer(config_dir, config_name=PRIMARY).study_and(
        PART, CalibrationSettings, texts_of(overrides), _problems
    )
    known = read_targets(_file(settings.targets, config_dir))
    draws = None if settings.prior is None else load(settings.prior)
    rows, used = chosen(known.rows, study, draws, f"{PART}.targets")
    targets = Targets(rows, settings.targets, used)
    targets.check(study, settings.targets)
    return CalibrationRequest(study, settings, targets)


def _problems(_: CalibrationSettings | None, study: Study) -> list[str]:
    """Return what makes a study unfit for a calibration."""
    problems = []
    if study.scenario.changes:
        problems.append(f"scenario: should change nothing (got {study.scenario.name})")
    if study.draws:
        problems.append(f"parameters: should be register (got {study.draws})")
    return [*problems, *drawn_future(study, "what was counted happened in one past")]


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
