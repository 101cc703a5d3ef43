"""The programmes' goals: what is predicted, and in how many histories each is reached."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from sesim.report.board.facts import COUNT, OF_100, Fact, FileRow, Form, Level, form_of
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.view import View
from sesim.report.text.language import N_, Phrase, joined
from sesim.report.text.outcomes import outcome_in_words

AT_LEAST = "at_least"

SMALL = 10.0
"""Numbers below this are shown with a decimal."""

MOST = 12
"""Goals that the page names; the file has all."""

PROBABILITY = ("probability_low", "probability_high")


class Held(NamedTuple):
    """A goal, held against one scenario.

    Attributes:
        scenario: what was simulated.
        programme, outcome: what the goal is about.
        row: of `goals.csv`.
    """

    scenario: ScenarioSummary
    programme: str
    outcome: str
    row: FileRow

    @property
    def is_known(self) -> bool:
        """Whether any history has a value."""
        return self.row.fact("replications", COUNT).number > 0

    @property
    def at_least(self) -> bool:
        """Whether the goal is reached from the level upwards, or else downwards."""
        return bool(self.row.cells["direction"] == AT_LEAST)

    @property
    def level(self) -> Fact:
        """The level that should be reached."""
        form, number = self._form, self.row.number("level")
        shown = number * form.times
        return self.row.fact("level", form._replace(decimals=int(shown != round(shown))))

    @property
    def predicted(self) -> Level:
        """What the simulation gives."""
        return Level(self.row, self._form)

    @property
    def times(self) -> Fact:
        """In how many of 100 histories the goal is reached."""
        return self.row.fact("probability", OF_100)

    @property
    def between(self) -> Phrase:
        """How exactly so many histories show that."""
        return self.row.interval(PROBABILITY, OF_100)

    @property
    def relative(self) -> tuple[float, ...]:
        """Mean, low and high as parts of the level; NaN where that makes no sense."""
        level = self.row.number("level")
        return tuple(one / level if level > 0 else float("nan") for one in self.predicted.numbers)

    @property
    def _form(self) -> Form:
        form = form_of(self.outcome)
        return form._replace(decimals=int(abs(self.row.number("level")) * form.times < SMALL))


def held(view: View) -> list[Held]:
    """Return the goals in the order of the file, each with the scenarios of the page."""
    scenarios = (view.data.baseline, *view.data.alternatives)
    keys = view.data.goals[["programme", "group", "outcome"]].drop_duplicates()
    found = []
    for programme, group, outcome in keys.itertuples(index=False):
        for scenario in scenarios:
            row = view.goals.row(scenario.name, programme, group, outcome)
            if row.cells:
                found.append(Held(scenario, programme, outcome, row))
    return found


def sentences(view: View) -> list[Phrase]:
    """Return what to say of each goal, and what its ranges are; nothing without goals."""
    found = [list(same) for _, same in groupby(held(view), key=lambda it: it[1:3])]
    texts = [_sentence(view, same) for same in found[:MOST]]
    if len(found) > MOST:
        more = view.say.number(len(found) - MOST)
        texts.append(view.say("{number} more goals stand in goals.csv.", number=more))
    return [*texts, *_about_ranges(view)] if texts else []


def _sentence(view: View, same: list[Held]) -> Phrase:
    """Return one goal, and what each scenario makes of it."""
    first = same[0]
    goal = view.say(
        N_("{programme}, {outcome}: the goal is at least {level}.")
        if first.at_least
        else N_("{programme}, {outcome}: the goal is at most {level}."),
        programme=view.names.get(first.programme, first.programme),
        outcome=outcome_in_words(view.say, first.outcome),
        level=first.level,
    )
    return joined([goal, *_reached(view, same)])


def _reached(view: View, same: list[Held]) -> Iterator[Phrase]:
    for one in same:
        if not one.is_known:
            yield view.say("This period has no such figure.")
            return
        if not view.data.is_sweep:
            yield view.say(
                "The simulation gives {predicted} and reaches the goal in {times} of 100 "
                "histories ({between}).",
                predicted=one.predicted, times=one.times, between=one.between,
            )  # fmt: skip
        else:
            yield view.say(
                "“{scenario}” gives {predicted} and reaches it in {times} of 100 histories "
                "({between}).",
                scenario=view.label(one.scenario), predicted=one.predicted, times=one.times,
                between=one.between,
            )  # fmt: skip


def _about_ranges(view: View) -> Iterator[Phrase]:
    yield view.say(
        "The range after a number of histories shows how precise it is; more simulated histories "
        "make it narrower. How likely a goal is to be reached holds for the model and its "
        "assumptions."
    )
