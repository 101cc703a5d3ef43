"""The page: one HTML file in one language, with everything inside."""

from collections.abc import Mapping

from sesim.report.board import box, caveats, fidelity, goals, money, provenance
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

LEADS = ("effects", "shares", "first_jobs")
"""Pictures that may carry the answer, the first that is there."""

SCREEN = ("effects_by_programme", "retention", "goals")
"""Pictures of a sweep that are left out on paper, to keep it short."""


def page(data: PageData, code: str, pictures: Mapping[str, Picture] | None = None) -> str:
    """Return the page in a language; the same data give the same text.

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
        screen=SCREEN if data.is_sweep else (),
        lead=lead,
        table=table(view),
        sweep=data.is_sweep,
        pictures=list(drawn.values()),
        left_out=retention.left_out(view),
        ledger=money.ledger(view),
        cost_per_job=money.cost_per_job(view),
        growth=money.growth(view),
        prices=list(money.prices(view)),
        goals=goals.sentences(view),
        goals_table=goals.table(view),
        fidelity=fidelity.panel(view),
        would_change=list(caveats.would_change(view)),
        unknown=caveats.unknown(view),
        provenance=list(provenance.lines(view)),
        glossary=glossary(say),
    )
