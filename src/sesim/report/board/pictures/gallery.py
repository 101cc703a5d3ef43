"""The pictures of the page: which there are, in which order, and how they are written."""

from collections.abc import Callable
from dataclasses import replace

from sesim.report.board.box import context
from sesim.report.board.page_data import PageData
from sesim.report.board.pictures.caseloads import caseloads_picture
from sesim.report.board.pictures.denominators import denominators_picture
from sesim.report.board.pictures.effects import effects_picture, programmes_picture
from sesim.report.board.pictures.first_jobs import first_jobs_picture
from sesim.report.board.pictures.goals import goals_picture
from sesim.report.board.pictures.hours import hours_picture
from sesim.report.board.pictures.hundred import hundred_picture
from sesim.report.board.pictures.phases import phases_picture
from sesim.report.board.pictures.retention import retention_picture
from sesim.report.board.pictures.shares import shares_picture
from sesim.report.board.question import question
from sesim.report.board.view import View
from sesim.report.figures.picture import Picture
from sesim.report.text.language import Language, Phrase, joined
from sesim.report.text.tried_out import TRIED_OUT

ORDER: tuple[Callable[[View], Picture | None], ...] = (
    hundred_picture,
    effects_picture,
    shares_picture,
    programmes_picture,
    denominators_picture,
    hours_picture,
    first_jobs_picture,
    phases_picture,
    retention_picture,
    caseloads_picture,
    goals_picture,
)
"""A hundred people stand first, then effects of a sweep, or shares of a study."""


def pictures_of(data: PageData, say: Language) -> dict[str, Picture]:
    """Return the pictures by name, in the order of the page; those without data are left out.

    The first carries the answer. Slides show with each of them what the study is about, and where
    its numbers come from.
    """
    view = View(data, say)
    found = (make(view) for make in ORDER)
    known, foot = context(view), (question(view), _source(view))
    if data.tried_out:
        known = joined([say(TRIED_OUT), known] if known else [say(TRIED_OUT)])
    return {it.name: replace(it, context=known, foot=foot) for it in found if it is not None}


def _source(view: View) -> Phrase:
    """Say where the numbers come from, for those who see one picture alone."""
    say, data = view.say, view.data
    return say.many(
        "Model calculation with sesim {version}, {number} simulated history; {start} to {end}.",
        "Model calculation with sesim {version}, {number} simulated histories; {start} to {end}.",
        data.replications, version=data.origin.version, number=say.number(data.replications),
        start=say.month(data.start), end=say.month(data.end),
    )  # fmt: skip
