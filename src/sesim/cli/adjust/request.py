"""From the arguments of `sesim-adjust` to a checked request."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sesim.calibration.own.counts import OwnCounts, own_counts, read_own_counts, typed_counts
from sesim.calibration.own.prior import OwnPrior, own_prior, used_until
from sesim.calibration.own.settings import AdjustSettings
from sesim.cli.compose import Composer
from sesim.cli.short_forms import PROGRAMME, written_out
from sesim.cli.sources import ENDING, TABLE
from sesim.messages import reason
from sesim.runs.draws import Draws, load
from sesim.runs.results.folder import OUTPUTS
from sesim.study import Study, StudyError
from sesim.study.paths import drawn_future
from sesim.study.scenario import PARAMETERS
from sesim.study.shipped import options
from sesim.study.source import ORIGINS

PART = "adjust"
SHORT = ("counts", "name")
"""Keys of the part that can be typed without it."""

DEFAULT_FOLDER = OUTPUTS / "adjusted"


class AdjustRequest(NamedTuple):
    """A checked adjustment.

    Attributes:
        study: of the programme alone.
        counts: what has been counted.
        prior: what is believed without the counts.
        settings: how it is done.
        folder: where the results are written.
        name: of the adjusted parameters.
        is_shipped: whether the programme's file is.
        with_today: whether that file has today's caseload, which is not used.
    """

    study: Study
    counts: OwnCounts
    prior: OwnPrior
    settings: AdjustSettings
    folder: Path
    name: str
    is_shipped: bool
    with_today: bool


def load_adjustment(
    overrides: Sequence[str] = (), config_dir: Path | str | None = None
) -> AdjustRequest:
    """Return what `sesim-adjust` would do with these overrides.

    Args:
        overrides: such as `["programme=mytown", "counts=own_counts.csv"]`.
        config_dir: a folder with more configuration files, laid out like `conf/`.

    Raises:
        StudyError: anything is wrong; the message holds every problem found.
    """
    texts = [text for one in overrides for text in written_out(one, PART, SHORT)]
    study, settings = Composer(config_dir, config_name=PART).study_and(
        PART, AdjustSettings, texts, _problems
    )
    (name,) = study.programmes
    with_today = study.begins_with_people
    if with_today:  # what was counted happened before they were there
        study = study.replace({f"{name}.today": None})
    draws = load(settings.prior)
    counts = _counts(settings, study, draws)
    seed = study.settings.seed
    prior = own_prior(draws, name, seed, settings.referral_sd, study.pinned)
    result = settings.name or f"{name}_adjusted"
    folder = parameters_folder(study, config_dir)
    refuse_taken(folder, result)
    shipped = name in options(PROGRAMME)
    return AdjustRequest(study, counts, prior, settings, folder, result, shipped, with_today)


def _problems(_: AdjustSettings | None, study: Study) -> list[str]:
    """Return what makes a study unfit for an adjustment."""
    problems = []
    if len(study.programmes) != 1:
        problems.append(
            f"{PROGRAMME}: name one programme, such as {PROGRAMME}=vetlanda "
            f"(got {', '.join(study.programmes)})"
        )
    if study.scenario.changes:
        problems.append(f"scenario: should change nothing (got {study.scenario.name})")
    if study.draws:
        problems.append(
            f"parameters: should be left as they are (got {study.draws}); the draws that are "
            f"adjusted are {PART}.prior"
        )
    return [*problems, *drawn_future(study, "what was counted happened in one past")]


def _counts(settings: AdjustSettings, study: Study, draws: Draws) -> OwnCounts:
    """Return the counts, checked against each other and the programme."""
    ((name, programme),) = study.programmes.items()
    key = f"{PART}.counts"
    if isinstance(settings.counts, str):
        path = expanded(settings.counts, key)
        rows, where = read_own_counts(path, key), path.name
    else:
        rows, where = typed_counts(settings.counts, key), key
    return own_counts(rows, name, programme, where, used_until(draws, name, programme))


def expanded(text: str, key: str) -> Path:
    """Return a path; `key` is that of the setting that names it."""
    try:
        return Path(text).expanduser()
    except (RuntimeError, ValueError) as error:
        raise StudyError([f"{key}: {text}: {error}"]) from None


def parameters_folder(study: Study, config_dir: Path | str | None) -> Path:
    """Return the folder of parameters that results are written into."""
    output = study.settings.output
    if output:
        return expanded(output, "output").resolve() / PARAMETERS
    return (Path(config_dir).expanduser() if config_dir else DEFAULT_FOLDER).resolve() / PARAMETERS


def refuse_taken(folder: Path, name: str) -> None:
    """Refuse a name that other parameters have."""
    if name in ORIGINS:
        raise StudyError([f"name: {name} is the name of shipped parameters; choose another"])
    for path in (folder / f"{name}{TABLE}", folder / f"{name}{ENDING}"):
        try:
            taken = path.exists()
        except OSError as error:
            raise StudyError([f"output: {folder.parent}: {reason(error)}"]) from None
        if taken:
            raise StudyError(
                [f"name: {path} is there already; choose another name, or delete the file"]
            )
