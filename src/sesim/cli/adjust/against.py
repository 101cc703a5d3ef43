"""From the arguments of `sesim-adjust FOLDER --against COUNTS` to a checked request."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sesim.calibration.own.afterwards import later_counts
from sesim.calibration.own.counts import OwnCounts, read_own_counts
from sesim.calibration.own.prior import StudyPrior, study_prior, used_until
from sesim.calibration.own.settings import AdjustSettings
from sesim.cli.adjust.earlier import Earlier, earlier_of
from sesim.cli.adjust.request import (
    PART,
    SHORT,
    expanded,
    parameters_folder,
    refuse_taken,
)
from sesim.cli.compose import Composer
from sesim.cli.short_forms import PROGRAMME, written_out
from sesim.runs.draws import Draws, load
from sesim.study import Settings, Study, StudyError
from sesim.study.errors import unknown_name
from sesim.study.meant import known_name
from sesim.study.parameters import POINT, REGISTER

AGAINST = "--against"

ALLOWED = (
    PROGRAMME, "name", "workers", "cluster", "output",
    *(f"{PART}.{key}" for key in ("name", "runs", "accept", "draws", "predictive")),
)  # fmt: skip
"""Keys that go with a folder; all others would make another study of it."""


class AgainstRequest(NamedTuple):
    """An earlier study, and what has been counted since.

    Attributes:
        folder: of the earlier study.
        earlier: what it holds.
        counts: what has been counted.
        prior: the parameters that the study used.
        settings: how they are adjusted.
        machine: the settings `workers` and `cluster`.
        target: the folder of adjusted parameters.
        name: of the adjusted parameters, and the end of the new study's folder.
    """

    folder: Path
    earlier: Earlier
    counts: OwnCounts
    prior: StudyPrior
    settings: AdjustSettings
    machine: Settings
    target: Path
    name: str


def load_against(
    texts: Sequence[str], against: str, config_dir: Path | str | None = None
) -> AgainstRequest:
    """Return what `sesim-adjust FOLDER --against COUNTS` would do.

    Args:
        texts: the folder, and overrides such as `programme=mytown`.
        against: the file of counts.
        config_dir: a folder with more configuration files; the parameters go there.

    Raises:
        StudyError: anything is wrong with the arguments, the counts or the study.
        OutputError: the folder holds no results of a study.
    """
    given = _given(texts)
    plain = [one for text in texts if "=" in text for one in _settings_of(text)]
    machine, settings = Composer(config_dir, config_name=PART).study_and(
        PART, AdjustSettings, [*plain, f"{PART}.counts=[]"], lambda *_: []
    )
    (named,) = (text for text in texts if "=" not in text)
    folder = expanded(named, "FOLDER")
    earlier = earlier_of(folder.resolve())
    name = _programme(earlier.study, given.get(PROGRAMME))
    draws = _draws(earlier.study, folder)
    path = expanded(against, AGAINST)
    used = used_until(draws, name, earlier.study.programmes[name])
    counts = later_counts(read_own_counts(path, AGAINST), name, earlier.study, path.name, used)
    result = settings.name or f"{name}_afterwards"
    target = parameters_folder(machine, config_dir)
    refuse_taken(target, result)
    return AgainstRequest(
        folder.resolve(),
        earlier,
        counts,
        study_prior(earlier.study, draws, name),
        settings,
        machine.settings,
        target,
        result,
    )


def _given(texts: Sequence[str]) -> Mapping[str, str]:
    """Return overrides by key.

    Raises:
        StudyError: one of them would change the study, or there is not just one folder.
    """
    folders = [text for text in texts if "=" not in text]
    given = {key: value for key, _, value in (text.partition("=") for text in texts if "=" in text)}
    problems = [
        f"{key}: has no place beside {AGAINST}: the study is that of the folder, as it was "
        f"simulated; allowed are {', '.join(ALLOWED)}"
        for key in given
        if key not in ALLOWED
    ]
    if len(folders) != 1:
        problems.append(f"FOLDER: name one results folder (got {len(folders)})")
    if problems:
        raise StudyError(problems)
    return given


def _settings_of(text: str) -> list[str]:
    """Return an override as it is composed; that of the programme is about the folder."""
    return [] if text.startswith(f"{PROGRAMME}=") else list(written_out(text, PART, SHORT))


def _programme(study: Study, asked: str | None) -> str:
    """Return the programme that is held against counts."""
    names = list(study.programmes)
    if asked is None and len(names) == 1:
        return names[0]
    if asked is None:
        raise StudyError(
            [f"{PROGRAMME}: name one of the study's, such as {PROGRAMME}={names[0]} "
             f"(it has {', '.join(names)})"]
        )  # fmt: skip
    if (name := known_name(asked, names)) not in names:
        raise StudyError([unknown_name(f"{PROGRAMME}: {asked}", names, "programme of the study")])
    return name


def _draws(study: Study, folder: Path) -> Draws:
    """Return the parameter draws of a study.

    Raises:
        StudyError: it has none.
    """
    if study.draws in ("", POINT):
        raise StudyError(
            [
                f"{folder}: was simulated with one value for each parameter (parameters="
                f"{study.draws or REGISTER}), so counts can teach nothing about them; simulate it "
                "with parameters=posterior, or with parameters of your own"
            ]
        )
    return load(study.draws)
