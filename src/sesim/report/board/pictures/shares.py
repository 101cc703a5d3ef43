"""Picture: the share employed by programme, simulated beside published or own counts."""

from collections.abc import Iterator, Mapping

from matplotlib.figure import Figure

from sesim.outcomes import ALL, COUNTY
from sesim.report.board.counted import words_of
from sesim.report.board.facts import Level
from sesim.report.board.pictures.effects import more_rows
from sesim.report.board.pictures.numbers import fact, shown
from sesim.report.board.pictures.places import about_stars, by_area, labels, notes
from sesim.report.board.view import View
from sesim.report.board.wording import everybody, intervals_key
from sesim.report.figures.canvas import points, share_axis
from sesim.report.figures.ladder import LEAD_SCALE, Cell, Columns, Row, kept, ladder
from sesim.report.figures.picture import LEAD_WIDTH, Head, Picture
from sesim.report.figures.style import PUBLISHED, SIMULATED
from sesim.report.text.language import Phrase, joined
from sesim.report.text.tables import Table

COLUMNS = Columns(LEAD_WIDTH, 2.0, LEAD_SCALE)

MANY = 2
"""With more rows than these, programmes are compared with one another."""

Shares = Mapping[str, Level]
"""The share of each place, from above."""


def shares_picture(view: View) -> Picture | None:
    """Return the picture; None where it would only repeat the answer, or is about no study."""
    shares = {} if view.data.is_sweep else _shares(view)
    published = any(share.published.known for share in shares.values())
    if not any(share.value.known for share in shares.values()):
        return None
    if not published and len(view.data.titles) == 1:
        return None
    return Picture(
        "shares", _message(view), joined(_explanation(view, shares, published)),
        joined(_alternative(view, shares)), lambda head: _draw(view, shares, published, head),
        table=_table(view, shares, published), adapts=True,
    )  # fmt: skip


def _shares(view: View) -> Shares:
    """Return all together, then programmes by area."""
    found = {
        place: view.level(view.data.baseline, place=place)
        for place in view.summary.programmes
        if place in view.data.titles and not view.is_absent(place)
    }
    together = [COUNTY] if len(found) > 1 and COUNTY in view.names else []
    order = by_area(view, [*together, *found])
    return {it: view.level(view.data.baseline, place=it) for it in order}


def _explanation(view: View, shares: Shares, published: bool) -> Iterator[Phrase]:
    yield everybody(view)
    if published and view.data.is_what_if:
        yield view.say(words_of(view).diamonds_as_it_was)
    if len(shares) > MANY:
        yield view.say("Differences do not show who works best.")


def _draw(view: View, every: Shares, published: bool, head: Head) -> Figure:
    say, words = view.say, words_of(view)
    places, more = kept(list(every), head)
    shares = {place: every[place] for place in places}
    of_published = say(words.legend_as_it_was if view.data.is_what_if else words.legend)
    heads = [
        Cell(say("● simulated"), SIMULATED, bold=True), Cell(of_published, PUBLISHED, bold=True),
    ][: 1 + published]  # fmt: skip
    rows = _labelled(view, shares, len(heads))
    marks = intervals_key(view, SIMULATED)
    foot = joined(
        [say("share of those enrolled who have had a job"), about_stars(view, list(shares), ALL)],
        "; ",
    )
    foot = more_rows(view, foot, more)
    laid = ladder(rows, heads, COLUMNS, foot, head, marks)
    share_axis(laid.axes.xaxis, say, named=2)
    means, lows, highs = zip(*(share.numbers for share in shares.values()), strict=True)
    laid.axes.hlines(laid.places, lows, highs, color=SIMULATED, linewidth=7, alpha=0.35)
    points(laid.axes, means, laid.places, 52, color=SIMULATED)
    observed = [share.published.number for share in shares.values()]
    points(
        laid.axes, observed, laid.places, 46, marker="D", zorder=4, facecolor="none",
        edgecolor=PUBLISHED, linewidth=1.8,
    )  # fmt: skip
    return laid.figure


def _labelled(view: View, shares: Shares, cells: int) -> list[Row]:
    """Return what is written of each row, and above the first of each area."""
    found, places = [], list(shares)
    for (place, share), label, note in zip(
        shares.items(), labels(view, places, ALL), notes(view, places), strict=True
    ):
        simulated = str(share.value)
        if share.low.known:
            simulated += f" ({share.low}–{share.high})"
        texts = (Cell(simulated, SIMULATED), Cell(str(share.published), PUBLISHED))
        found.append(Row(label, texts[:cells], place == COUNTY, note))
    return found


def _message(view: View) -> Phrase:
    say, share = view.say, view.level(view.data.baseline)
    observed = share.published
    if not share.value.known:
        return say("How many of those enrolled get a job, by programme.")
    if view.data.is_what_if:
        return say("Of 100 enrolled, {share} would get a job.", share=share)
    if not observed.known:
        return say("Of 100 enrolled, {share} get a job.", share=share)
    words = words_of(view, view.data.area)
    agrees = share.low.number <= observed.number <= share.high.number
    return say(words.agrees if agrees else words.differs, share=share, observed=observed)


def _alternative(view: View, shares: Shares) -> Iterator[Phrase]:
    say = view.say
    yield say("Rows with a point and a bar for each programme, on an axis from 0 to 100%.")
    for place, share in shares.items():
        name, mean, observed = view.names[place], share.value, share.published
        if observed.known:
            words = words_of(view, place)
            text = words.row_as_it_was if view.data.is_what_if else words.row
            yield say(text, place=name, mean=mean, observed=observed)
        elif mean.known:
            yield say("{place}: {mean} of 100.", place=name, mean=mean)


def _table(view: View, shares: Shares, published: bool) -> Table:
    say, words = view.say, words_of(view)
    head = say(words.head_as_it_was if view.data.is_what_if else words.head)
    return Table(
        say("Of 100 enrolled, with a job, by programme"),
        [say("Programme"), say("Simulated"), *([head] if published else [])],
        [
            [
                Phrase(view.names[place]), shown(view, share),
                *([fact(view, share.published)] if published else []),
            ]
            for place, share in shares.items()
        ],
    )  # fmt: skip
