"""Answers as people type them: read into values of a programme's file, and shown as defaults."""

import math
import re
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import Any

from sesim.cli.programme_file import SHORT_NAME
from sesim.describe.defaults import DEFAULTS
from sesim.report.text.fields import FIELDS
from sesim.report.text.language import N_, Language
from sesim.study.lines import unfit_name


class AnswerForm(Enum):
    """What form an answer has."""

    SLUG = auto()
    LINE = auto()
    DAY = auto()
    POSTS = auto()
    NUMBER = auto()
    WHOLE = auto()
    PERCENT = auto()
    SHARES = auto()
    CHOICE = auto()


FORMS: Mapping[str, AnswerForm] = {
    "name": AnswerForm.SLUG,
    "title": AnswerForm.LINE,
    "forbund": AnswerForm.SLUG,
    "since": AnswerForm.DAY,
    "posts": AnswerForm.POSTS,
    "caseload_norm": AnswerForm.NUMBER,
    "referral.per_year": AnswerForm.NUMBER,
    "referral.route": AnswerForm.CHOICE,
    "referral.screened_out_share": AnswerForm.PERCENT,
    "target_group": AnswerForm.CHOICE,
    "goals": AnswerForm.SHARES,
    "motivation": AnswerForm.SHARES,
    "motivation_policy": AnswerForm.CHOICE,
    "mapping": AnswerForm.CHOICE,
    "social_load": AnswerForm.CHOICE,
    "back_heaviness": AnswerForm.PERCENT,
    "training.share": AnswerForm.PERCENT,
    "employer_focus": AnswerForm.PERCENT,
    "labour_market.unemployment": AnswerForm.NUMBER,
    "labour_market.employers": AnswerForm.WHOLE,
    "placement.aim": AnswerForm.CHOICE,
    "placement.months": AnswerForm.NUMBER,
    "job_kinds": AnswerForm.SHARES,
    "support.open_ended": AnswerForm.CHOICE,
}
"""By path, in the order of the questions; `name` is that of the file."""

SMALLEST_POST = 5.0
"""Per cent of full time: the smallest post that can be typed, since 1,0 is meant as a full one."""

SUM_TO_100 = N_("should be {number} numbers that together are 100")


def read(path: str, text: str, say: Language) -> Any:
    """Return the value that an answer means.

    Args:
        path: what was asked.
        text: the answer.
        say: the language that the question was in.

    Raises:
        ValueError: it means none; the message says what is allowed, in that language.
    """
    text = text.strip()
    match FORMS[path]:
        case AnswerForm.SLUG:
            if not SHORT_NAME.fullmatch(text):
                raise ValueError(say("should be lower-case letters a to z, digits and _"))
            return text
        case AnswerForm.LINE:
            if not text or unfit_name(text):
                raise ValueError(say("should be a line of visible characters"))
            return text
        case AnswerForm.DAY:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                raise ValueError(say("should be a date such as 2024-01-01"))
            return text
        case AnswerForm.CHOICE:
            return _choice(path, text, say)
        case AnswerForm.POSTS:
            return [_post(one, say) for one in _numbers(text, say)]
        case AnswerForm.SHARES:
            return _shares(path, text, say)
        case AnswerForm.PERCENT:
            most = 5.0 if path == "employer_focus" else 1.0
            return _within(_number(text, say) / 100, most, say)
        case AnswerForm.WHOLE:
            return round(_number(text, say))
    return _number(text, say)


def _number(text: str, say: Language) -> float:
    numbers = _numbers(text, say)
    if len(numbers) != 1:
        raise ValueError(say("should be one number"))
    return numbers[0]


def _numbers(text: str, say: Language) -> list[float]:
    """Return numbers with spaces between, each with a point or a comma, and perhaps %."""
    try:
        found = [float(one.rstrip("%").replace(",", ".")) for one in text.split() if one != "%"]
    except ValueError:
        found = []
    if not found or not all(math.isfinite(one) and one >= 0 for one in found):
        raise ValueError(say("should be numbers such as 20 or 2.5, with spaces between"))
    return found


def _within(share: float, most: float, say: Language) -> float:
    if share > most:
        raise ValueError(say("should be from 0 to {most}", most=say.number(100 * most)))
    return round(share, 6)


def _post(percent: float, say: Language) -> float:
    """Return the share of a full-time post; a very small one was meant as 1.0 for full time."""
    if percent < SMALLEST_POST:
        raise ValueError(
            say(
                "should be at least {least}: per cent of full time, such as 100 50",
                least=say.exact(SMALLEST_POST),
            )
        )
    return _within(percent / 100, 1.0, say)


def _shares(path: str, text: str, say: Language) -> dict[str, float]:
    names = list(DEFAULTS[path])
    numbers = _numbers(text, say)
    if len(numbers) != len(names) or not math.isclose(sum(numbers), 100, abs_tol=1e-6):
        raise ValueError(say(SUM_TO_100, number=say.count(len(names))))
    return {name: round(one / 100, 6) for name, one in zip(names, numbers, strict=True)}


def _choice(path: str, text: str, say: Language) -> Any:
    """Return the value of a choice: its number, its word in the file, or what it is called."""
    values = choices(path)
    for number, value in enumerate(values, 1):
        called = str(say(FIELDS[path].words[value]))
        if text.casefold() in {str(number), str(value).casefold(), called.casefold()}:
            return value
    raise ValueError(say("should be a number from 1 to {most}", most=len(values)))


def choices(path: str) -> Sequence[Any]:
    """Return the values that a choice has, in order."""
    return [value for value in FIELDS[path].words if value is not None]


def shown(path: str, value: Any, say: Language) -> str:
    """Return a value as the person would have typed it.

    >>> from sesim.report.text.language import language
    >>> shown("goals", {"work": 0.85, "study": 0.15, "placement": 0.0}, language("en"))
    '85 15 0'
    """
    match FORMS[path]:
        case AnswerForm.CHOICE:
            return str(say(FIELDS[path].words[value]))
        case AnswerForm.SHARES:
            return " ".join(_percent(one, say) for one in value.values())
        case AnswerForm.POSTS:
            return " ".join(_percent(one, say) for one in value)
        case AnswerForm.PERCENT:
            return _percent(value, say)
        case AnswerForm.NUMBER | AnswerForm.WHOLE:
            return say.exact(value)
    return str(value)


def _percent(share: float, say: Language) -> str:
    return say.exact(float(f"{100 * share:.10g}"))
