"""What stands on the slides: the board page's own words and numbers, cut for a screen."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sesim.report.board import caveats, decide, participants
from sesim.report.board.answer import answer
from sesim.report.board.page import LEADS
from sesim.report.board.tables import table
from sesim.report.board.view import View
from sesim.report.figures.picture import Picture
from sesim.report.html.table import Table
from sesim.report.text.language import Phrase
from sesim.report.text.questions import PEOPLE, SHARE, SOONER

MOST_ROWS = 5
"""Rows of a table on one slide; more go on to the next."""


class Slide(NamedTuple):
    """One slide.

    Attributes:
        title: what it says.
        points: sentences, one a line.
        table: native rows; None where there is none.
        picture: None where there is none.
    """

    title: Phrase
    points: Sequence[Phrase] = ()
    table: Table | None = None
    picture: Picture | None = None


def slides_of(view: View, pictures: Mapping[str, Picture]) -> list[Slide]:
    """Return the slides: answer, comparison, picture, participants, what to decide.

    There are five unless a table needs more room; what a study does not have is left out.
    """
    say, told = view.say, answer(view)
    lead = next((pictures[name] for name in LEADS if name in pictures), None)
    people = participants.panel(view)
    return [
        Slide(told.question, [told.sentence, *told.beside]),
        *(Slide(part.caption, table=part) for part in _parts(_comparison(view))),
        *([Slide(lead.message, picture=lead)] if lead else []),
        *(Slide(say("For those who take part"), table=part) for part in _parts(people)),
        Slide(say("To decide on"), list(_decisions(view))),
    ]


def _comparison(view: View) -> Table | None:
    """Return what each alternative changes, or the figures of a single study."""
    say, data = view.say, view.data
    if not data.is_sweep:
        return table(view)._replace(note=Phrase(""))
    outcomes = {
        SHARE: say("With a job, of 100 enrolled"),
        SOONER: say("With a job within a year, of 100 enrolled"),
        PEOPLE: say("People with a job"),
    }
    return Table(
        say("What each way of working would mean"),
        [say("Way of working"), *outcomes.values()],
        [
            [view.title(one), *(view.difference(one, name).in_words for name in outcomes)]
            for one in data.alternatives
        ],
    )


def _parts(found: Table | None) -> Iterator[Table]:
    """Yield a table in parts that fit on a slide; nothing for none."""
    rows = found.rows if found else []
    for i in range(0, len(rows), MOST_ROWS):
        if found:
            yield found._replace(rows=rows[i : i + MOST_ROWS])


def _decisions(view: View) -> Iterator[Phrase]:
    """Yield what can be chosen and what follows, or what would change the answer."""
    say, choices = view.say, decide.choices(view)
    for one in choices:
        yield say("{title}: {follows}", title=one.title, follows=one.follows)
    if not choices:
        yield from caveats.would_change(view)
    yield say(
        "What the model does not know: {list}",
        list=Phrase(" ".join(one.what for one in caveats.unknown(view))),
    )
