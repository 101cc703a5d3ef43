"""What each alternative means for those who take part: waiting, placements, discharge, income."""

from collections.abc import Iterator
from typing import NamedTuple

from sesim.outcomes import ALL, LEDGER, Verdict
from sesim.outcomes.definitions.money import PERSON
from sesim.outcomes.window import MONTH
from sesim.report.board.differences import Difference
from sesim.report.board.facts import OF_100, Form
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.view import View
from sesim.report.html.table import Cell, Table, cell
from sesim.report.text.language import N_, Phrase, joined

MONTHS = Form(times=1 / MONTH, decimals=1)
THOUSANDS = Form(times=1e-3)
INCOME = next(row.outcome for row in LEDGER if row.name == PERSON)


class Matter(NamedTuple):
    """Something that matters to those who take part.

    Attributes:
        outcome: its name in `summary.csv`.
        head: of its column.
        form: how its numbers are shown.
        by_group: whether it is known of those referred since the change.
    """

    outcome: str
    head: str
    form: Form
    by_group: bool = True


MATTERS = (
    Matter("waiting_weeks_mean", N_("Months of waiting before enrolment"), MONTHS),
    Matter("placement_weeks_mean", N_("Months in unpaid placements"), MONTHS),
    Matter("discharged_share", N_("Discharged by the programme, of 100"), OF_100),
    Matter(
        INCOME, N_("What all of those referred receive, thousand SEK a year"), THOUSANDS,
        by_group=False,
    ),
)  # fmt: skip


def panel(view: View) -> Table | None:
    """Return the table; None if no one takes part."""
    say, data = view.say, view.data
    if not view.level(data.baseline, "participants").value.number > 0:
        return None
    known = [it for it in MATTERS if view.level(data.baseline, it.outcome, group=ALL).exists]
    if not known:
        return None
    return Table(
        say("What it means for those who take part"),
        [say("Way of working"), *(say(it.head) for it in known)],
        [
            [view.title(data.baseline), *(_own(view, it) for it in known)],
            *(
                [view.title(one), *(_changed(view, one, it) for it in known)]
                for one in data.alternatives
            ),
        ],
        joined(list(_notes(view))),
    )


def _notes(view: View) -> Iterator[Phrase]:
    yield view.say(
        "The model’s figures, not counts. Discharged, of 100 enrolled: for lack of motivation or "
        "progress, or at a time limit. People receive wages and benefits, before tax."
    )
    if view.data.is_sweep:
        yield view.say("A change's figure with nothing written beside it: could go either way.")


def _own(view: View, it: Matter) -> Cell:
    value = view.level(view.data.baseline, it.outcome, group=_group(view, it), form=it.form).value
    return cell(value if value.known else view.say("no value"))


def _changed(view: View, scenario: ScenarioSummary, it: Matter) -> Cell:
    """Return the alternative's own figure, and beneath it what may be concluded."""
    difference: Difference = view.difference(scenario, it.outcome, group=_group(view, it))
    mean = difference.mean_as(it.form)
    if not mean.known:
        return difference.reading
    return cell(mean, "" if difference.verdict is Verdict.EITHER else difference.reading)


def _group(view: View, it: Matter) -> str:
    return view.data.group if it.by_group else ALL
