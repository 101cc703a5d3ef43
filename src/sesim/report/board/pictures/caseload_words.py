"""The picture of caseloads in words, and the numbers behind it."""

from collections.abc import Iterator

from sesim.outcomes import ALL
from sesim.report.board.facts import TENTHS
from sesim.report.board.pictures.numbers import shown
from sesim.report.board.view import View
from sesim.report.text.language import Phrase
from sesim.report.text.tables import Table


def levels_table(view: View) -> Table:
    """Return the levels at the end of the period, scenario by scenario."""
    say, data = view.say, view.data
    outcomes = ("ongoing", "waiting")
    return Table(
        say("Enrolled and waiting at the end of the period, and participants per full-time post"),
        [say("Row"), say("Enrolled"), say("Waiting for a place"), say("Per full-time post")],
        [
            [
                view.label(one),
                *(shown(view, view.level(one, outcome, group=ALL)) for outcome in outcomes),
                shown(view, view.level(one, "caseload_per_fte", group=ALL, form=TENTHS)),
            ]
            for one in (data.baseline, *data.alternatives)
        ],
    )


def levels_message(view: View) -> Phrase:
    """Return how many are enrolled and waiting at the end of the period."""
    say = view.say
    ongoing, waiting = (
        view.level(view.data.baseline, outcome, group=ALL) for outcome in ("ongoing", "waiting")
    )
    if not (ongoing.value.known and waiting.value.known):
        return say("How many are enrolled and waiting, and the coaches' posts.")
    return say(
        "On {day}, {ongoing} people are enrolled and {waiting} wait for a place.",
        day=say.day(view.data.end),
        ongoing=ongoing,
        waiting=waiting,
    )


def levels_in_words(view: View) -> Iterator[Phrase]:
    """Yield what the picture shows, for those who do not see it."""
    say, data = view.say, view.data
    yield say(
        "Three panels over time: enrolled, waiting and coaches' posts. At the end of the period:"
    )
    for one in (data.baseline, *data.alternatives):
        yield say(
            "{name}: {ongoing} enrolled, {waiting} waiting; on average {caseload} per full-time "
            "post.",
            name=view.label(one),
            ongoing=view.level(one, "ongoing", group=ALL).value,
            waiting=view.level(one, "waiting", group=ALL).value,
            caseload=view.level(one, "caseload_per_fte", group=ALL, form=TENTHS).value,
        )
