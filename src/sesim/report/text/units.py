"""How the numbers of a programme's fields are written."""

from datetime import date
from enum import Enum
from typing import Any

from sesim.report.text.language import N_, Language, Phrase


class Unit(Enum):
    """How the number of a field is written."""

    TEXT = ""
    DAY = N_("date")
    SHARE = N_("share")
    PER_CENT = N_("per cent")
    NUMBER = N_("number")
    PEOPLE = N_("people")
    MONTHS = N_("months")
    WEEKS = N_("weeks")
    FTE = N_("share of a full-time post")


def number_in_words(say: Language, unit: Unit, value: Any) -> Phrase:
    """Return a number with its unit, or a date; a text stays as it is."""
    match unit:
        case Unit.DAY:
            return Phrase(say.day(date.fromisoformat(str(value))))
        case Unit.SHARE | Unit.FTE:
            return Phrase(say.exact_percent(value))
        case Unit.PER_CENT:
            return Phrase(say.exact_percent(value / 100))
        case Unit.MONTHS:
            number = say.exact(value)
            return say.many("{number} month", "{number} months", value, number=number)
        case Unit.WEEKS:
            number = say.exact(value)
            return say.many("{number} week", "{number} weeks", value, number=number)
        case Unit.NUMBER | Unit.PEOPLE:
            return Phrase(say.exact(value))
    return say.own(str(value))
