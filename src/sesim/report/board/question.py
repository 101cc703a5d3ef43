"""The question that a page answers."""

from sesim.report.board.view import View
from sesim.report.text.language import Phrase


def question(view: View) -> Phrase:
    """Return the question that the results are about: the heading of the page."""
    say, where = view.say, view.where
    alternatives = view.data.alternatives
    if len(alternatives) > 1:
        return say("What would happen in {where} with other ways of working?", where=where)
    if alternatives:
        return say(
            "What would happen in {where} with “{scenario}”?",
            where=where,
            scenario=view.title(alternatives[0]),
        )
    scenario = view.data.baseline
    if not view.data.is_what_if:
        return say("How many of those enrolled get a job in {where}?", where=where)
    if scenario.own_changes and not scenario.title:
        return say(
            "How many of those enrolled would get a job in {where} if {what}?",
            where=where,
            what=view.title(scenario),
        )
    return say(
        "How many of those enrolled would get a job in {where} with “{scenario}”?",
        where=where,
        scenario=view.title(scenario),
    )
