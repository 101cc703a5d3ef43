"""From a composed configuration to the study and the programmes that it describes."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from hydra.core.override_parser.types import Override
from omegaconf.errors import OmegaConfBaseException
from pydantic import ValidationError

from sesim.cli.composition import HYDRA, Composition, Configuration
from sesim.cli.hydra_adapter import message_of
from sesim.cli.refuse_code import calls_in_study
from sesim.runs.results.configuration import from_plain
from sesim.runs.sweeps.precision_keys import PRECISION_KEYS
from sesim.study import Programme, Study, StudyError
from sesim.study.departures import NO_SOURCES, Sources
from sesim.study.joint import settled
from sesim.study.source import SECTIONS

ASIDE = (HYDRA, *PRECISION_KEYS)
"""Keys that every configuration has besides those of a study."""

PROGRAMME_AT = "programme@"


def study_of(
    config: Configuration, without: str | None = None, *, sources: Sources = NO_SOURCES
) -> Study:
    """Return the study that a composed configuration describes.

    Args:
        config: the configuration.
        without: a key to leave out, besides those in `ASIDE`.
        sources: where values come from that are not in the programmes' files.

    Raises:
        StudyError: anything is wrong with it.
    """
    ours = [key for key in config if key not in (*ASIDE, without)]
    try:
        plain = {key: config.plain_of(key) for key in ours}
    except (OmegaConfBaseException, RecursionError) as error:
        raise StudyError([message_of(error)]) from None
    if calls := list(calls_in_study(plain)):
        raise StudyError(calls)
    problems = list(_settle(plain, config))
    try:
        study = from_plain(plain, _programmes(config.files), sources)
    except StudyError as error:
        raise StudyError([*problems, *error.problems]) from None
    if problems:
        raise StudyError(problems)
    return study


def _settle(plain: dict[str, Any], config: Configuration) -> Iterator[str]:
    """Let what holds together with values that were set follow them; yield what cannot."""
    for name in [name for name in plain if name not in SECTIONS]:
        if isinstance(plain[name], dict) and (given := config.given_within(name)):
            before: Any = None
            with suppress(OmegaConfBaseException):  # the file lacks what has been set
                before = config.files.plain_of(name) if name in config.files.keys else None
            plain[name], problems = settled(before, plain[name], given)
            yield from (f"{name}.{problem}" for problem in problems)


def _programmes(files: Composition) -> list[str]:
    """Return the names of the programmes that files describe."""
    places = [key for key in files.choices if key.startswith(PROGRAMME_AT)]
    return [key.removeprefix(PROGRAMME_AT) for key in places]


def described(overrides: Sequence[Override], files: Composition) -> dict[str, Programme]:
    """Return the programmes in which overrides set values, as their files describe them.

    A file may lack what the overrides set.
    """
    keys = {one.key_or_group.partition(".")[0] for one in overrides}
    found = {}
    for name in keys.intersection(_programmes(files)):
        with suppress(OmegaConfBaseException, ValidationError):
            found[name] = Programme.model_validate(files.plain_of(name))
    return found
