"""Studies for Python: from overrides as on the command line, or from values by key."""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sesim.cli.compose import Composer
from sesim.cli.overrides import quoted
from sesim.cli.sources import GROUPS
from sesim.study import Study, StudyError

WANTED = "overrides should be texts such as 'replications=20'"

Overrides = str | Iterable[str] | Mapping[str, Any]


def load_study(overrides: Overrides = (), config_dir: Path | str | None = None) -> Study:
    """Return the study that `sesim` would run with these overrides.

    You can call it any number of times, also inside another program that uses Hydra: a file is
    read again only when it has changed. To change an existing study, `study.replace` is quicker.

    Args:
        overrides: such as `["programmes=[eksjo,vetlanda]", "replications=20"]`; or one text,
            which is split as in a shell; or values by key, also nested, such as
            `{"programmes": ["eksjo"], "vetlanda.back_heaviness": 0.2}`.
        config_dir: a folder with more scenarios and programmes, laid out like `conf/`.

    Raises:
        StudyError: anything is wrong; the message holds every problem found.
        TypeError: the overrides are something else.

    Example:
        >>> import sesim
        >>> study = sesim.load_study("programmes=[eksjo,vetlanda] replications=20")
        >>> list(study.programmes)
        ['eksjo', 'vetlanda']
    """
    composer = Composer(config_dir=config_dir)
    if isinstance(overrides, Mapping):
        study = _with_values(composer, overrides)
    else:
        study = composer.study(texts_of(overrides))
    if config_dir is None:
        return study
    return study.with_files(_Files(Path(config_dir).expanduser().resolve()))


def texts_of(overrides: object) -> list[str]:
    """Return single overrides from one text, which is split as in a shell, or from several.

    >>> texts_of("seed=7 'programmes=[eksjo,vetlanda]'")
    ['seed=7', 'programmes=[eksjo,vetlanda]']

    Raises:
        StudyError: a quotation mark in a text has no partner.
        TypeError: the overrides are not texts.
    """
    if isinstance(overrides, str):
        try:
            return shlex.split(overrides)
        except ValueError as error:
            raise StudyError([f"{overrides}: cannot be read: {error}"]) from None
    if not isinstance(overrides, Iterable) or isinstance(overrides, Mapping | bytes):
        raise TypeError(f"{WANTED} (got {overrides!r})")
    texts = list(overrides)
    if wrong := [one for one in texts if not isinstance(one, str)]:
        raise TypeError(f"{WANTED} (got {wrong[0]!r})")
    return texts


@dataclass(frozen=True)
class _Files:
    """Configuration files of a folder, besides those of the program, read as `sesim` does."""

    folder: Path

    def __call__(self, group: str, name: str) -> Mapping[str, Any]:
        """Return what a file holds, as plain data; raises `StudyError` if it is not valid."""
        return Composer(self.folder).study([_choice(group, name)]).section(group)


def _with_values(composer: Composer, values: Mapping[str, Any]) -> Study:
    """Return the study with values by key; names choose files, then single values are set."""
    files = [_choice(key, value) for key, value in values.items() if _is_choice(key, value)]
    rest = {key: value for key, value in values.items() if not _is_choice(key, value)}
    problems: list[str] = []
    try:
        study = composer.study(files)
    except StudyError as error:
        problems += error.problems
        study = composer.study([])
    try:
        study = study.replace(rest)
    except StudyError as error:
        problems += error.problems
    if problems:
        raise StudyError(problems)
    return study


def _is_choice(key: object, value: object) -> bool:
    """Whether a value is the name of a configuration file, such as a scenario's."""
    if not isinstance(key, str) or not isinstance(value, str | None):
        return False
    return key.lstrip("+").partition("@")[0] in GROUPS


def _choice(group: str, name: str | None) -> str:
    return f"{group}={'null' if name is None else quoted(name)}"
