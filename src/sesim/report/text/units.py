"""How the numbers of a programme's fields are written."""

from enum import Enum

from sesim.report.text.language import N_


class Unit(Enum):
    """How the number of a field is written."""

    TEXT = ""
    DAY = N_("date")
    SHARE = N_("share")
    PER_CENT = N_("per cent")
    NUMBER = N_("number")
    PEOPLE = N_("people")
    MONTHS = N_("months")
    FTE = N_("share of a full-time post")
