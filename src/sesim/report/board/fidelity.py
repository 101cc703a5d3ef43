"""How near the work is to the method in the model, where the scale itself has been read."""

from sesim.outcomes import ALL
from sesim.outcomes.definitions.outcome import Better
from sesim.outcomes.fidelity import BEST, ITEMS, FidelityItem, score
from sesim.report.board.facts import Form, Level
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.tables import cell_of
from sesim.report.board.view import View
from sesim.report.html.table import Cell, Table, cell
from sesim.report.text.language import N_, Phrase

READ = tuple(item for item in ITEMS if item.verified and item.cuts is not None)
"""The items whose thresholds have been compared with the scale; others are left out of the page."""


def panel(view: View) -> Table | None:
    """Return these items for every way of working; None if none of them is known."""
    say, data = view.say, view.data
    if not view.level(data.baseline, "participants", group=ALL).value.number > 0:
        return None  # of nobody nothing can be counted
    scenarios = (data.baseline, *data.alternatives)
    known = [item for item in READ if _level(view, data.baseline, item).value.known]
    if not known:
        return None
    heads = [
        head
        for item in known
        for head in (
            say("{item}: {unit}", item=say.own(item.name), unit=say.own(item.unit)),
            say("Score on this item alone, of {best}", best=str(BEST)),
        )
    ]
    return Table(
        say("Items of the IPS fidelity scale, in the model"),
        [say("Way of working"), *heads],
        [
            [view.title(one), *(it for item in known for it in _cells(view, one, item))]
            for one in scenarios
        ],
        say(
            "The scale (IPS-25) has 25 items. Most of them, such as teams, choice and quality, "
            "cannot be counted in a model, and others are left out because we have not read their "
            "thresholds in the scale itself. Thresholds: {thresholds}.",
            thresholds="; ".join(_thresholds(view, item) for item in known),
        ),
    )


def _level(view: View, scenario: ScenarioSummary, item: FidelityItem) -> Level:
    form = Form(item.times, 0 if item.times > 1 else 1)
    return view.level(scenario, item.outcome, group=ALL, form=form)


def _cells(view: View, scenario: ScenarioSummary, item: FidelityItem) -> tuple[Cell, Cell]:
    """Return the figure, and its score with the scores between which its range lies."""
    level = _level(view, scenario, item)
    points, *between = (score(item, number) for number in level.numbers)
    ends = sorted(one for one in between if one is not None)
    wide = f"{ends[0]}–{ends[1]}" if len(ends) == 2 and ends[0] != ends[1] else ""
    shown = view.say("no value") if points is None else Phrase(str(points))
    return cell_of(level), cell(shown, wide)


def _thresholds(view: View, item: FidelityItem) -> Phrase:
    """Return how many give which score: 5 for at most 20, 4 for at most 25."""
    say, fewer = view.say, item.better is Better.LESS
    text = N_("{score} for at most {limit}") if fewer else N_("{score} for at least {limit}")
    parts = [
        say(text, score=str(BEST - i), limit=say.number(cut))
        for i, cut in enumerate(item.cuts or ())
    ]
    return Phrase(", ".join(parts))
