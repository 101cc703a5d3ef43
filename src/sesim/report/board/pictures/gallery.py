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
from sesim.report.board.view import View
from sesim.report.figures.picture import Picture
from sesim.report.text.language import Language

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
"""The picture that carries the answer stands first."""


def pictures_of(data: PageData, say: Language) -> dict[str, Picture]:
    """Return the pictures by name, in the order of the page; those without data are left out."""
    view = View(data, say)
    found = (make(view) for make in ORDER)
    known = context(view)
    return {it.name: replace(it, context=known) for it in found if it is not None}
