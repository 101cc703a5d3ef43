"""The page: one HTML file in one language, with everything inside."""

from collections.abc import Mapping

from sesim.report.board import (
    alternatives,
    box,
    caveats,
    decide,
    fidelity,
    goals,
    money,
    participants,
    provenance,
    sexes,
)  # fmt: skip
from sesim.report.board.answer import answer
from sesim.report.board.glossary import glossary
from sesim.report.board.page_data import PageData
from sesim.report.board.pictures import retention
from sesim.report.board.pictures.gallery import pictures_of
from sesim.report.board.tables import table
from sesim.report.board.view import View
from sesim.report.figures.picture import Picture
from sesim.report.html.template import rendered
from sesim.report.text.language import language

LEADS = ("hundred", "effects", "shares", "first_jobs")
"""Pictures that may carry the answer, the first that is there."""


def page(data: PageData, code: str, pictures: Mapping[str, Picture] | None = None) -> str:
    """Return the page in a language; the same data give the same text.

    Two sheets of A4 hold what a board needs to decide, and an annex has the rest.

    Args:
        data: what the page is made from.
        code: of the language, one of `LANGUAGES`.
        pictures: as from `pictures_of`, if they have been made already.
    """
    say = language(code)
    view = View(data, say)
    drawn = dict(pictures_of(data, say) if pictures is None else pictures)
    lead = next((drawn.pop(name) for name in LEADS if name in drawn), None)
    return rendered(
        "board/board.html.j2",
        code,
        answer=answer(view),
        banner=box.banner(view),
        differs=box.differs(view),
        rows=alternatives.rows(view),
        lead=lead,
        participants=participants.panel(view),
        choices=decide.choices(view),
        goals=goals.sentences(view),
        goals_table=goals.table(view),
        would_change=list(caveats.would_change(view)),
        unknown=caveats.unknown(view),
        spreadsheets=[one for one in data.beside if one.endswith(".xlsx")],
        to_try=[one for one in data.beside if one.endswith(f".{code}.html")],
        table=table(view),
        sexes=sexes.panel(view),
        fidelity=fidelity.panel(view),
        pictures=list(drawn.values()),
        left_out=retention.left_out(view),
        ledger=money.ledger(view),
        money=money.differences(view),
        cost_per_job=money.cost_per_job(view),
        growth=money.growth(view),
        prices=list(money.prices(view)),
        provenance=list(provenance.lines(view)),
        glossary=glossary(say),
    )
