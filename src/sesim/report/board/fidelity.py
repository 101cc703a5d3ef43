"""How near the work is to the method, as far as that can be counted."""

from sesim.outcomes import ALL
from sesim.outcomes.definitions.outcome import Better
from sesim.outcomes.fidelity import BEST, ITEMS, FidelityItem, score
from sesim.report.board.facts import Form, Level
from sesim.report.board.tables import cell_of
from sesim.report.board.view import View
from sesim.report.html.table import Cell, Table, cell, described
from sesim.report.text.language import Phrase


def panel(view: View) -> Table | None:
    """Return the countable items of the fidelity scale; None if none of them is known."""
    say, data = view.say, view.data
    if not view.level(data.baseline, "participants", group=ALL).value.number > 0:
        return None  # of nobody nothing can be counted
    rows = [_row(view, item) for item in ITEMS]
    if all(row[1] == "–" for row in rows):
        return None
    return Table(
        say(
            "Items of the IPS fidelity scale that can be counted: “{scenario}”, {start} to {end}",
            scenario=view.title(data.baseline),
            start=say.month(data.start),
            end=say.month(data.end),
        ),
        [
            say("Item"), say("In these results"), say("Score (at most {best})", best=str(BEST)),
            say("Needed for {best}", best=str(BEST)), say("Thresholds"),
        ],
        rows,
        say(
            "There are 25 items. Teams, choice and quality cannot be counted, so the scores are "
            "not added up. Where it says “not checked”, the thresholds have not been compared with "
            "the original scale: treat those scores as approximate."
        ),
    )  # fmt: skip


def _row(view: View, item: FidelityItem) -> list[Cell]:
    say = view.say
    form = Form(item.times, 0 if item.times > 1 else 1)
    level = view.level(view.data.baseline, item.outcome, group=ALL, form=form)
    return [
        described(say.own(item.name), say.own(item.unit)),
        cell_of(level),
        _points(item, level),
        _best(view, item),
        say("checked") if item.verified else say("not checked"),
    ]


def _points(item: FidelityItem, level: Level) -> Phrase:
    """Return the score, and between which scores the range of the results lies."""
    points, *between = (score(item, number) for number in level.numbers)
    if points is None:
        return Phrase("–")
    ends = sorted(one for one in between if one is not None)
    if len(ends) < 2 or ends[0] == ends[1]:
        return Phrase(str(points))
    return cell(str(points), Phrase(f"{ends[0]}–{ends[1]}"))


def _best(view: View, item: FidelityItem) -> Phrase:
    say = view.say
    if item.cuts is None:
        return say("not scored")
    limit = say.number(item.cuts[0])
    if item.better is Better.LESS:
        return say("at most {limit}", limit=limit)
    return say("at least {limit}", limit=limit)
