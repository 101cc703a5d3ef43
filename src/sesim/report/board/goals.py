"""The programmes' goals: what is predicted, and in how many histories each is reached."""

from collections.abc import Iterator
from typing import NamedTuple

from sesim.report.board.facts import (
    COUNT,
    OF_100,
    Fact,
    FileRow,
    Form,
    Level,
    form_of,
    with_interval,
)
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.view import View
from sesim.report.html.table import Cell, Table, cell
from sesim.report.text.language import DASH, N_, Phrase, joined
from sesim.report.text.outcomes import outcome_in_words

AT_LEAST = "at_least"

SMALL = 10.0
"""Numbers below this are shown with a decimal."""

MOST_SENTENCES, MOST_COLUMNS = 12, 6
"""Goals that the page of a study, or of a sweep, names; the file has all."""

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
    def wanted(self) -> tuple[object, ...]:
        """The goal itself, which scenarios have in common unless a sweep varies it."""
        cells = self.row.cells
        return self.programme, self.outcome, cells["direction"], cells["level"]

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
        """How precise that is; empty if that is not known."""
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


def goal_name(view: View, one: Held) -> Phrase:
    """Return what a goal is about; the programme only if there are several."""
    outcome = outcome_in_words(view.say, one.outcome)
    if len(view.data.titles) == 1:
        return outcome
    return view.say("{place}: {text}", place=view.names[one.programme], text=outcome)


def sentences(view: View) -> list[Phrase]:
    """Return what a single study says of each goal; nothing without goals, or for a sweep."""
    found = [] if view.data.is_sweep else held(view)
    texts = [_sentence(view, one) for one in found[:MOST_SENTENCES]]
    return [*texts, *_notes(view, len(found), MOST_SENTENCES)] if texts else []


def _sentence(view: View, one: Held) -> Phrase:
    """Return one goal, and how often it is reached."""
    say = view.say
    goal = say(
        N_("{goal}: the goal is at least {level}.")
        if one.at_least
        else N_("{goal}: the goal is at most {level}."),
        goal=goal_name(view, one), level=one.level,
    )  # fmt: skip
    reached = say("This period has no such figure.")
    if one.is_known:
        reached = say(
            "The simulation gives {predicted} and reaches the goal in {times} of 100 histories.",
            predicted=one.predicted,
            times=with_interval(one.times, one.between, say),
        )
    return joined([goal, reached])


def table(view: View) -> Table | None:
    """Return how often each scenario of a sweep reaches each goal; None for a single study."""
    found = held(view) if view.data.is_sweep else []
    if not found:
        return None
    known = {(one.scenario.name, one.wanted): one for one in found}
    goals = {one.wanted: _head(view, one) for one in found}
    shown = list(goals)[:MOST_COLUMNS]
    scenarios = (view.data.baseline, *view.data.alternatives)
    return Table(
        view.say("In how many of 100 histories each goal is reached, with ranges"),
        [view.say("Change"), *(goals[one] for one in shown)],
        [
            [view.title(it), *(_cell(known.get((it.name, wanted))) for wanted in shown)]
            for it in scenarios
        ],
        joined(list(_notes(view, len(goals), MOST_COLUMNS))),
    )


def _head(view: View, one: Held) -> Phrase:
    return view.say(
        N_("{goal}: at least {level}") if one.at_least else N_("{goal}: at most {level}"),
        goal=goal_name(view, one), level=one.level,
    )  # fmt: skip


def _cell(one: Held | None) -> Cell:
    return DASH if one is None or not one.is_known else cell(one.times, one.between)


def _notes(view: View, goals: int, most: int) -> Iterator[Phrase]:
    if goals > most:
        more = view.say.number(goals - most)
        yield view.say("{number} more goals stand in goals.csv.", number=more)
    yield view.say(
        "The range after a number of histories shows how precise it is; more simulated histories "
        "make it narrower. How likely a goal is to be reached holds for the model and its "
        "assumptions."
    )
