"""From the arguments of `sesim-sensitivity` to a checked request."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sesim.calibration.stored import stored
from sesim.cli.command import study_parser
from sesim.cli.compose import Composer
from sesim.cli.sensitivity.settings import PART, SensitivitySettings
from sesim.runs.published import counted
from sesim.sensitivity.analysis import EarlierRuns, Question
from sesim.sensitivity.series import Wanted
from sesim.study import Study, StudyError
from sesim.study.horizon import COUNTS_END


class SensitivityRequest(NamedTuple):
    """A checked sensitivity analysis."""

    study: Study
    settings: SensitivitySettings
    question: Question


def request_of(arguments: Sequence[str]) -> SensitivityRequest:
    """Return what a command line asks for.

    Raises:
        StudyError: the input is not valid; the message holds every problem found.
    """
    asked = study_parser("sesim-sensitivity").parse_intermixed_args(arguments)
    return load_sensitivity(asked.overrides, asked.config_dir)


def load_sensitivity(
    overrides: Sequence[str] = (), config_dir: Path | str | None = None
) -> SensitivityRequest:
    """Return what `sesim-sensitivity` would analyse with these overrides.

    Raises:
        StudyError: anything is wrong; the message holds every problem found.
    """
    study, settings = Composer(config_dir, config_name=PART).study_and(
        PART,
        SensitivitySettings,
        overrides,
        lambda part, study: part.problems(study) if part else [],
    )
    question = Question(
        study=study,
        prior=settings.prior,
        posterior=settings.posterior,
        draws=settings.draws,
        wanted=Wanted(settings.programme, settings.outcome),
        worth=settings.worth,
        factors=settings.factors(study),
        trajectories=settings.trajectories,
        replications=settings.replications,
        earlier=_earlier_runs(settings, study),
    )
    return SensitivityRequest(study, settings, question)


def _earlier_runs(settings: SensitivitySettings, study: Study) -> EarlierRuns | None:
    """Return the runs of a calibration, if they cover the same programmes as the study.

    The study provides their share of variance due to chance, so it must be as large: with fewer
    people, chance has a larger share.
    """
    if settings.bank is None:
        return None
    key = f"{PART}.bank"
    kept = stored(Path(settings.bank).expanduser(), key)
    theirs, ours = sorted(kept.programmes), sorted(counted(study))
    if theirs and theirs != ours:
        raise StudyError(
            [f"{key}: is about {', '.join(theirs)}, and the study about {', '.join(ours)}"]
        )
    if study.settings.end < COUNTS_END:
        raise StudyError(
            [f"{key}: needs a study up to {COUNTS_END} or later (end is {study.settings.end})"]
        )
    inputs = pd.DataFrame(kept.table.points, columns=kept.names)
    return EarlierRuns(inputs, kept.outcome(settings.outcome)[:, None])
