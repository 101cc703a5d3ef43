"""What the page to try is made from: settings, packed histories, and the presets compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

Places = tuple[int, ...]
"""The place of the chosen option of each lever."""

NOW = "now"
"""The scenario with which presets are compared, in the page's own words."""


class ShownOption(NamedTuple):
    """One value of a lever.

    Attributes:
        code: names it in the address of the page.
        value: a number, or a word of the settings; None where the programmes differ.
        is_now: whether it is how it is now.
    """

    code: str
    value: float | int | str | None
    is_now: bool


class ShownLever(NamedTuple):
    """Something that can be changed.

    Attributes:
        name: of the lever.
        options: in the order of the page.
        now: the place of how it is now.
        size: what factors and additions start from: the months of a placement, or the full-time
            posts in all; NaN where the programmes differ.
        impossible: values that a programme cannot have.
        each: how it is now in each programme, by its name.
        grade: what its effect rests on.
    """

    name: str
    options: tuple[ShownOption, ...]
    now: int
    size: float
    impossible: tuple[float | int | str, ...]
    each: Mapping[str, float | int | str]
    grade: str


class ShownPreset(NamedTuple):
    """A setting that a shipped scenario leads to: its name, title, assumption and cell."""

    name: str
    title: str
    assumes: str
    cell: int


@dataclass(frozen=True, kw_only=True)
class ShownGrid:
    """Everything that the page is made from.

    Attributes:
        place: the programme, or all together, as tables name it.
        titles: of the programmes, by their names.
        start, since, end: the first day, the day of the change and the last day.
        group: whom the outcomes of people are about.
        replications: histories of each setting.
        interval: coverage of the intervals.
        draws: number of the parameter draw of each history.
        independent: number of the cluster of each history; clusters are independent.
        knows_effects: whether parameters are drawn, without which no effect is sure.
        student: Student's quantile for 1, 2, … degrees of freedom, at the end of the interval.
        normal: the normal quantile there.
        levers: in the order of the page.
        tabs: the places of the levers that can be combined, by the name of a tab.
        together: most levers that differ from now at the same time.
        cells: the number of each setting, by its places.
        presets: shipped scenarios that are among them.
        outcomes: the packed histories of each outcome, in order.
        comparison: the presets against how it is now, as in `comparison.csv`.
        in_any_case: what the study changes besides; empty if nothing.
        made: what somebody needs who wants the same numbers again, by its name in English.
    """

    place: str
    titles: Mapping[str, str]
    start: date
    since: date
    end: date
    group: str
    replications: int
    interval: float
    draws: tuple[int, ...]
    independent: tuple[int, ...]
    knows_effects: bool
    student: tuple[float, ...]
    normal: float
    levers: tuple[ShownLever, ...]
    tabs: Mapping[str, tuple[int, ...]]
    together: int
    cells: Mapping[Places, int]
    presets: tuple[ShownPreset, ...]
    outcomes: Mapping[str, Mapping[str, Any]]
    comparison: pd.DataFrame
    in_any_case: str
    made: Mapping[str, str]

    def places_of(self, cell: int) -> Places:
        """Return the places of a setting."""
        return next(places for places, number in self.cells.items() if number == cell)
