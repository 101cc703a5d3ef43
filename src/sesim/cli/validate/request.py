"""From the arguments of `sesim-validate` to a checked request."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from sesim.cli.command import Parser
from sesim.cli.compose import Composer
from sesim.cli.short_forms import written_out
from sesim.study import Study, StudyError
from sesim.study.parameters import POSTERIOR
from sesim.validation.left_out import LeftOut, left_out_of, shipped_left_out
from sesim.validation.observed import read_observed
from sesim.validation.settings import ValidationSettings
from sesim.validation.setups import SETUPS, YEARS, overrides
from sesim.validation.simulation import ValidationQuestion
from sesim.validation.years import YearFigure

PART: Final = "validate"

SHORT: Final = ("draws", "figures", "observed", "calibration")
"""Keys of the part that can be typed without it."""

FORWARDED: Final = ("parameters", "seed")
"""What every setup takes from the command line."""

WHERE: Final = ("workers", "cluster", "output")


class ValidationRequest(NamedTuple):
    """A checked validation.

    Attributes:
        study: with the parameters, the seed and where it is done; it is not simulated itself.
        settings: as they were given.
        question: what is computed.
        observed: yearly figures that are known by now.
        left_out: counts that a calibration left out.
        resume: whether to go on with what was stopped.
        arguments: of the command.
    """

    study: Study
    settings: ValidationSettings
    question: ValidationQuestion
    observed: Mapping[YearFigure, float]
    left_out: tuple[LeftOut, ...]
    resume: bool = False
    arguments: tuple[str, ...] = ()


def request_of(arguments: Sequence[str]) -> ValidationRequest:
    """Return what a command line asks for.

    Raises:
        StudyError: the input is not valid; the message holds every problem found.
    """
    parser = Parser(prog="sesim-validate", add_help=False, allow_abbrev=False)
    parser.add_argument("overrides", nargs="*")
    parser.add_argument("--resume", action="store_true")
    asked = parser.parse_intermixed_args(arguments)
    request = load_validation(asked.overrides)
    if asked.resume and not request.study.settings.output:
        raise StudyError(["--resume: name the validation to resume, with output=FOLDER"])
    return request._replace(resume=asked.resume, arguments=tuple(arguments))


def load_validation(given: Sequence[str] = ()) -> ValidationRequest:
    """Return what `sesim-validate` would compare with these overrides.

    Raises:
        StudyError: anything is wrong; the message holds every problem found.
    """
    if problems := list(_foreign(given)):
        raise StudyError(problems)
    texts = [text for one in given for text in written_out(one, PART, SHORT)]
    composer = Composer(config_name=PART)
    study, settings = composer.study_and(PART, ValidationSettings, texts, lambda *_: [])
    question = ValidationQuestion(settings.chosen, _studies(settings, given), settings.draws)
    observed: dict[YearFigure, float] = {}
    left_out: tuple[LeftOut, ...] = ()
    try:
        observed = _observed(settings, question)
    except StudyError as error:
        problems += error.problems
    try:
        left_out = _left_out(settings, study)
    except StudyError as error:
        problems += error.problems
    if problems:
        raise StudyError(problems)
    return ValidationRequest(study, settings, question, observed, left_out)


def _foreign(given: Sequence[str]) -> Iterator[str]:
    """Yield what is given that every setup has of its own."""
    known = (*SHORT, *FORWARDED, *WHERE)
    for text in given:
        key = text.partition("=")[0]
        if _head(text) not in (*known, PART):
            yield (
                f"{key}: the setups have programmes, scenarios and days of their own; known are "
                f"{', '.join(known)}"
            )


def _head(text: str) -> str:
    return text.partition("=")[0].lstrip("+~").partition(".")[0]


def _studies(settings: ValidationSettings, given: Sequence[str]) -> dict[str, Study]:
    """Return the study of every setup that is needed."""
    forwarded = [text for text in given if _head(text) in FORWARDED]
    composer = Composer()
    wanted = ValidationQuestion(settings.chosen, {}, settings.draws).parts
    names = [*wanted, *([YEARS] if settings.is_whole or settings.observed else [])]
    return {name: composer.study([*forwarded, *overrides(SETUPS[name].changes)]) for name in names}


def _observed(
    settings: ValidationSettings, question: ValidationQuestion
) -> dict[YearFigure, float]:
    if settings.observed is None:
        return {}
    key = f"{PART}.observed"
    return read_observed(_path(settings.observed, key), question.years.figures(), key)


def _left_out(settings: ValidationSettings, study: Study) -> tuple[LeftOut, ...]:
    """Return the counts that a calibration left out: another one's do not belong to the draws."""
    if settings.calibration is not None:
        key = f"{PART}.calibration"
        return tuple(left_out_of(_path(settings.calibration, key) / "tables", key))
    return shipped_left_out() if settings.is_whole and study.draws == POSTERIOR else ()


def _path(text: str, key: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise StudyError([f"{key}: {text}: {error}"]) from None
