"""How near the work is to the method, as far as that can be counted."""

from sesim.outcomes import ALL
from sesim.outcomes.catalogue import Better
from sesim.outcomes.fidelity import BEST, ITEMS, Item, score
from sesim.report.board.facts import Form
from sesim.report.board.tables import Cell, Table, cell, described
from sesim.report.board.view import View
from sesim.report.language import Phrase


def panel(view: View) -> Table | None:
    """Return the countable items of the fidelity scale; None if none of them is known."""
    say = view.say
    rows = [_row(view, item) for item in ITEMS]
    if all(row[1] == "–" for row in rows):
        return None
    return Table(
        say("Items of the IPS fidelity scale that can be counted"),
        [
            say("Item"), say("In these results"), say("Score, of {best}", best=str(BEST)),
            say("Best score"), say("Scale"),
        ],
        rows,
        say(
            "There are 25 items; teams, choice and quality cannot be counted, so these do not add "
            "up. Where the scale is not checked, its limits are as remembered and not read: take "
            "the score as a hint."
        ),
    )  # fmt: skip


def _row(view: View, item: Item) -> list[Cell]:
    say, plan, area = view.say, view.material.baseline, view.material.area
    form = Form(item.times, 0 if item.times > 1 else 1)
    value = view.level(plan, item.outcome, form, group=ALL)
    points = score(item, value.value)
    return [
        described(say.own(item.name), say.own(item.unit)),
        cell(value, view.summary.between(plan.name, area, item.outcome, form=form)),
        Phrase("–" if points is None else str(points)),
        _best(view, item),
        say("checked") if item.verified else say("not checked"),
    ]


def _best(view: View, item: Item) -> Phrase:
    say = view.say
    if item.cuts is None:
        return say("only in words")
    limit = say.number(item.cuts[0])
    if item.better is Better.LESS:
        return say("at most {limit}", limit=limit)
    return say("at least {limit}", limit=limit)
