"""The answer for each alternative, all alike and in the order that the planner asked for."""

from collections.abc import Iterator
from typing import NamedTuple

from sesim.outcomes import ALL, LEDGER, Verdict
from sesim.outcomes.definitions.money import POSTS
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.ranking import main_difference
from sesim.report.board.view import View
from sesim.report.text.grades import grade_in_words
from sesim.report.text.language import N_, Phrase, joined
from sesim.report.text.questions import PEOPLE, SERVED, SHARE, SOONER

COST_OF_POSTS = next(row.outcome for row in LEDGER if row.name == POSTS)
MUNICIPALITY = "ledger_municipality"


class AskedOf(NamedTuple):
    """A question about an alternative, and its answer."""

    asked: Phrase
    answer: Phrase


class AlternativeRow(NamedTuple):
    """What the page answers of one alternative.

    Attributes:
        title: its name.
        what: what would be different.
        questions: always the same, in the same order.
    """

    title: Phrase
    what: Phrase
    questions: list[AskedOf]


def rows(view: View) -> list[AlternativeRow]:
    """Return a row for each alternative of a sweep; none for a single study."""
    return [_row(view, one) for one in view.data.alternatives]


def _row(view: View, scenario: ScenarioSummary) -> AlternativeRow:
    say = view.say
    answers = (
        (say("More people with a job?"), _more(view, scenario)),
        (say("Sooner?"), _sooner(view, scenario)),
        (say("For how many?"), _how_many(view, scenario)),
        (say("Cost for whom, apart from the change itself?"), joined(_cost(view, scenario))),
        (say("How sure?"), _how_sure(view, scenario)),
        (say("First step"), _first(view, scenario)),
    )
    questions = [AskedOf(*one) for one in answers if one[1]]
    return AlternativeRow(view.title(scenario), say.own(scenario.what), questions)


def counted_in_people(view: View, scenario: ScenarioSummary) -> bool:
    """Whether a scenario refers other numbers of people, so that shares are of other people."""
    return main_difference(view, scenario).outcome != SHARE


def _more(view: View, scenario: ScenarioSummary) -> Phrase:
    """Return whether more have a job, and in how many histories."""
    difference = main_difference(view, scenario)
    text = (
        N_("Of 100 enrolled: {difference}.")
        if difference.outcome == SHARE
        else N_("People, since other numbers are referred: {difference}.")
    )
    found = view.say(text, difference=difference.in_words)
    if difference.verdict in (Verdict.NONE, Verdict.MISSING) or not difference.better.known:
        return found
    better = view.say("More in {better} of 100 histories.", better=difference.better)
    return joined([found, better])


def _sooner(view: View, scenario: ScenarioSummary) -> Phrase:
    difference = view.difference(scenario, SOONER)
    if not difference.value.known:
        return view.say("Not known.")
    return view.say(
        "Of 100 enrolled, with a job within a year: {difference}.",
        difference=difference.in_words,
    )


def _how_many(view: View, scenario: ScenarioSummary) -> Phrase:
    """Return how many people it is about, in the measure that the first answer does not use."""
    by_share = not counted_in_people(view, scenario)
    difference = view.difference(scenario, PEOPLE if by_share else SERVED)
    text = (
        N_("People with a job: {difference}.") if by_share else N_("People enrolled: {difference}.")
    )
    return view.say(text, difference=difference.in_words)


def _cost(view: View, scenario: ScenarioSummary) -> Iterator[Phrase]:
    """Yield what the posts cost, which is the board's own choice, and what the municipality pays.

    The municipality's sum includes its part of the posts, and social assistance.
    """
    for outcome, text in (
        (COST_OF_POSTS, N_("The coaches’ posts: {difference}.")),
        (MUNICIPALITY, N_("The municipality in all: {difference}.")),
    ):
        difference = view.difference(scenario, outcome, group=ALL)
        if difference.value.known:  # the annex has the numbers of what could go either way
            open_ = difference.verdict is Verdict.EITHER
            yield view.say(text, difference=difference.reading if open_ else difference.in_words)


def _how_sure(view: View, scenario: ScenarioSummary) -> Phrase:
    """Return what the size of the effect rests on; its own changes have no grade."""
    grade = "" if scenario.own_changes else scenario.grade
    return view.say(
        "The size of the effect rests on {grade}.", grade=grade_in_words(view.say, grade)
    )


def _first(view: View, scenario: ScenarioSummary) -> Phrase:
    if scenario.find_out:
        return view.say.own(scenario.find_out)
    return view.say("How large the effect is here: try it with some of the new participants.")
