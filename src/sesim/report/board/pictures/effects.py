"""Pictures: how many more people get a job with each alternative, and by programme."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from sesim.outcomes import COUNTY, Verdict
from sesim.report.board.differences import Difference, sureness, uncertain
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.pictures.numbers import fact, shown
from sesim.report.board.pictures.places import about_stars, by_area, labels, notes
from sesim.report.board.ranking import first_asked, is_sooner, known_alternatives, main_difference
from sesim.report.board.view import View
from sesim.report.board.wording import whose
from sesim.report.figures.canvas import fitted, scale
from sesim.report.figures.effects import draw_effects, effect_marks
from sesim.report.figures.ladder import LEAD_SCALE, Cell, Columns, Row, kept, ladder
from sesim.report.figures.picture import LEAD_WIDTH, WIDTH, Head, Picture
from sesim.report.figures.style import FAINT, INK
from sesim.report.text.language import Phrase, joined
from sesim.report.text.questions import PEOPLE, SHARE
from sesim.report.text.tables import Table

WIDE = Columns(LEAD_WIDTH, 1.9, LEAD_SCALE)
NARROW = Columns(WIDTH, 1.45)

NO_NOTE = Phrase("")

SURE, SURE_ON_PHONE = 2.1, 1.25
"""Room for the words on how sure a difference is, in inches."""


class Effect(NamedTuple):
    """A row: its label, the difference, whether it is a total, and the note above it.

    `people` is the difference in people, where other numbers of people are referred: it is written
    instead, and no share is drawn.
    """

    label: str
    difference: Difference
    total: bool = False
    note: str = ""
    people: Difference | None = None

    @property
    def main(self) -> Difference:
        """The difference that is written."""
        return self.people or self.difference


def effects_picture(view: View) -> Picture | None:
    """Return the picture of all alternatives; None if nothing is compared."""
    ordered = known_alternatives(view)
    if not ordered:
        return None
    scenarios = [*ordered, *(one for one in view.data.alternatives if one not in ordered)]
    rows = [
        Effect(str(view.label(one)), view.difference(one), people=_people(view, one))
        for one in scenarios
    ]
    return Picture(
        "effects", _message(view), joined(_explanation(view)), joined(_alternative(view, rows)),
        lambda head: _draw(view, rows, WIDE, head), table=_table(view, rows), adapts=True,
    )  # fmt: skip


def _people(view: View, scenario: ScenarioSummary) -> Difference | None:
    main = main_difference(view, scenario)
    return main if main.outcome == PEOPLE else None


def programmes_picture(view: View) -> Picture | None:
    """Return the picture of programmes for the alternative that the answer is about."""
    scenario = first_asked(view) if view.data.is_sweep else None
    if scenario is None or len(view.data.titles) < 2:
        return None
    programmes = [name for name in view.comparison.programmes if name in view.data.titles]
    group = view.data.group
    known = [it for it in programmes if view.difference(scenario, place=it).value.known]
    places = by_area(view, [*([COUNTY] if COUNTY in view.names else []), *known])
    rows = [
        Effect(label, view.difference(scenario, place=it), it == COUNTY, note)
        for it, label, note in zip(
            places, labels(view, places, group), notes(view, places), strict=True
        )
    ]
    stars = about_stars(view, places, group)
    caveat = view.say(
        "Differences do not show who works best, and could look clear by chance alone."
    )
    return Picture(
        "effects_by_programme", _programmes_message(view, scenario),
        joined([whose(view), caveat]), joined(_alternative(view, rows)),
        lambda head: _draw(view, rows, NARROW, head, stars), table=_table(view, rows), adapts=True,
    )  # fmt: skip


def _draw(
    view: View, every: Sequence[Effect], columns: Columns, head: Head, note: Phrase = NO_NOTE
) -> Figure:
    say, wide = view.say, columns is WIDE and not head.is_phone
    rows, more = kept(every, head)
    heads = [Cell(say("Difference")), Cell(say("lies within"))][: 1 + wide]
    foot = (
        say("more (+) or fewer (−) with a job, of 100")
        if wide else say("more (+) or fewer (−), of 100")
    )  # fmt: skip
    known = any(row.difference.is_of_effect for row in rows)
    laid = ladder(
        [
            Row(row.label, _cells(view, row, columns, head, wide=wide), row.total, row.note)
            for row in rows
        ],
        [cell._replace(bold=True, colour=FAINT) for cell in heads],
        columns,
        more_rows(view, joined([foot, note], "; "), more),
        head,
        effect_marks(say, view.data.interval, known=known, precise=False),
    )  # fmt: skip
    values = np.array(
        [row.difference.numbers if row.people is None else [np.nan] * 5 for row in rows]
    )
    clear = np.array([row.difference.verdict.is_clear for row in rows], dtype=bool)
    draw_effects(laid.axes, laid.places, values, clear)
    scale(laid.axes, [0.0, *values.ravel()], say, signed=True, least=1.0, most=4)
    return laid.figure


def more_rows(view: View, foot: Phrase, number: int) -> Phrase:
    """Return the text below an axis, with how many rows a slide leaves out."""
    if not number:
        return foot
    more = view.say.many(
        "{number} more row on the page", "{number} more rows on the page", number,
        number=view.say.number(number),
    )  # fmt: skip
    return joined([foot, more], "; ")


def _cells(
    view: View, row: Effect, columns: Columns, head: Head, *, wide: bool
) -> tuple[Cell, ...]:
    """Return a difference, its range if there is room, and how sure it is if it is not clear."""
    main = row.main
    clear, number = main.verdict.is_clear, str(main.value)
    colour, sure = (INK, "") if clear else (FAINT, str(main.reading))
    if row.people is not None:
        number = str(view.say("{number} people", number=main.value))
    if head.is_slide and not wide:
        return (Cell(", ".join(filter(None, [number, sure])), colour, clear),)
    between = "" if main.verdict is Verdict.NONE else main.interval
    if not wide:
        shown = sure and not (columns is NARROW and main.verdict is Verdict.EITHER)  # see the key
        broken = fitted(sure, SURE_ON_PHONE) if shown else ""
        return (Cell(_lines(number, between, broken), colour, clear),)
    if head.is_slide and sure and between:
        return Cell(number, colour, clear), Cell(f"{between}, {sure}", colour)
    broken = fitted(sure, SURE, WIDE.small) if sure else ""
    return Cell(number, colour, clear), Cell(_lines(between, broken), colour)


def _lines(*texts: str) -> str:
    return "\n".join(str(text) for text in texts if text)


def _explanation(view: View) -> Iterator[Phrase]:
    yield whose(view)
    yield view.say("Compared with “{baseline}”.", baseline=view.label(view.data.baseline))


def _message(view: View) -> Phrase:
    """Return the difference of the only alternative, or of how many it is clear."""
    say, scenario = view.say, first_asked(view)
    if scenario is None:
        return say("No difference is known.")
    alternatives = view.data.alternatives
    if len(alternatives) > 1:
        clear = sum(view.difference(one).verdict.is_clear for one in alternatives)
        return say(
            "Changes in the model that point to more or fewer with a job: {clear} of {number}.",
            number=say.count(len(alternatives)),
            clear=say.count(clear),
        )
    name, share = view.label(scenario), view.difference(scenario)
    if main_difference(view, scenario).outcome != SHARE:
        return say(
            "“{scenario}”, counted in people with a job: {difference}.",
            scenario=name, difference=view.difference(scenario, PEOPLE),
        )  # fmt: skip
    if share.verdict is Verdict.NONE:
        return say("Nothing changes: no more and no fewer people get a job.")
    change = say(
        "“{scenario}”: {difference} with a job, of 100 enrolled.",
        scenario=name,
        difference=share.alone,
    )
    if share.verdict.is_clear:
        return change
    if share.verdict is Verdict.UNKNOWN:
        return joined([change, sureness(say, share.verdict)])
    if is_sooner(view, scenario):
        return say(
            "“{scenario}”: {share} with a job, of 100 enrolled; but a first job comes sooner.",
            scenario=name, share=share.alone,
        )  # fmt: skip
    return joined([uncertain(say, 1), change])


def _programmes_message(view: View, scenario: ScenarioSummary) -> Phrase:
    """Return the difference of all together, since chance decides much in a single programme."""
    say, share = view.say, view.difference(scenario)
    if share.verdict is Verdict.NONE:
        return say("Nothing changes: no more and no fewer people get a job.")
    change = say(
        "“{scenario}” by programme; all together {change} with a job, of 100 enrolled.",
        scenario=view.label(scenario), change=share.value,
    )  # fmt: skip
    return joined([change, sureness(say, share.verdict)])


def _alternative(view: View, rows: Sequence[Effect]) -> Iterator[Phrase]:
    yield view.say("Rows with a point and its intervals, around a line at zero.")
    for row in rows:
        if row.main.value.known:
            yield view.say("{name}: {difference}.", name=Phrase(row.label), difference=row.main)


def _table(view: View, rows: Sequence[Effect]) -> Table:
    say = view.say
    return Table(
        say("More or fewer with a job, of 100 enrolled; where it says so, in people"),
        [
            say("Row"), view.label(view.data.baseline), say("With the change"), say("Difference"),
            say("Reading"),
        ],
        [
            [
                Phrase(row.label), fact(view, row.main.baseline), fact(view, row.main.mean),
                say("{number} people", number=shown(view, row.main))
                if row.people is not None else shown(view, row.main),
                row.main.reading,
            ]
            for row in rows
        ],
    )  # fmt: skip
