"""What the page lets its readers change: the levers, their values, and how many move at once."""

from math import isfinite
from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field, model_validator

from sesim import messages
from sesim.study.errors import unknown_name
from sesim.study.field_types import Day
from sesim.study.frozen import Frozen

BACK_HEAVINESS: Final = "back_heaviness"
PLACEMENT_LENGTH: Final = "placement_length"
POSTS: Final = "posts"
MOTIVATION_POLICY: Final = "motivation_policy"
EMPLOYER_FOCUS: Final = "employer_focus"
CASELOAD_NORM: Final = "caseload_norm"

SCENARIO: Final = "scenario"
"""The folder of the shipped scenarios."""

LEVERS: Final = (
    BACK_HEAVINESS, PLACEMENT_LENGTH, POSTS, MOTIVATION_POLICY, EMPLOYER_FOCUS, CASELOAD_NORM,
)  # fmt: skip
"""The levers, in the order of the page."""

POST_SIZES: Final = {"whole": 1.0, "halves": 0.5, "quarters": 0.25}
"""How the same working time may be divided: the size of each post."""

MOST_OPTIONS: Final = 12
"""Values of one lever: more would not be seen at a glance."""

MOST_YEARS: Final = 10

Option = float | int | str


def _option(value: Any) -> Any:
    """Refuse what is neither a finite number nor a word, such as true, which is no 1."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not isinstance(value, str) and not (is_number and isfinite(value)):
        raise ValueError(f"should be a number or a word (got {messages.value(value)})")
    return value


Options = Annotated[
    tuple[Annotated[Option, BeforeValidator(_option)], ...], Field(max_length=MOST_OPTIONS)
]


class WhatIfSettings(Frozen):
    """The settings of `sesim-whatif` besides the study.

    Attributes:
        levers: values to choose from, besides how it is now; without any, a lever is left out. Of
            `placement_length` they are factors; of `posts` they are full-time posts more (0.5) or
            fewer (-0.5), or how the same time is divided (a name of `POST_SIZES`).
        tabs: the levers that can be combined with each other, by the name of a tab; a tab without
            any is left out.
        together: most levers that differ from now at the same time.
        since: the day from which a setting holds; None for the day after the published counts, or
            the first day of a study that begins later.
        years: from that day to the end of the study period, unless its end is set.
    """

    levers: dict[str, Options]
    tabs: dict[str, tuple[str, ...]]
    together: Annotated[int, Field(strict=True, ge=1, le=len(LEVERS))]
    since: Day | None = None
    years: Annotated[int, Field(strict=True, ge=1, le=MOST_YEARS)]

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name, options in self.levers.items():
            if name not in LEVERS:
                raise ValueError(unknown_name(f"levers: {name}", LEVERS, "lever"))
            if len(set(map(repr, options))) < len(options):
                raise ValueError(f"levers.{name}: a value is there twice (got {list(options)})")
        for tab, names in self.tabs.items():
            for name in names:
                if name not in self.levers:
                    raise ValueError(
                        f"tabs.{tab}: should be a lever of levers (got {messages.value(name)})"
                    )
            if len(set(names)) < len(names):
                raise ValueError(f"tabs.{tab}: a lever is there twice (got {list(names)})")
        return self
