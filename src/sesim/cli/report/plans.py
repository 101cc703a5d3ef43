"""The folder of a finished search for a plan: read for its report, and its pages written."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from sesim.cli.report.extras import printer
from sesim.cli.report.plan_tables import PLAN, tables_of
from sesim.cli.report.request import Extras
from sesim.report.plan.shown import ShownPlans
from sesim.report.text.language import LANGUAGES, language
from sesim.runs.errors import OutputError, RunError
from sesim.runs.results.folder import replace_file, writing
from sesim.runs.results.store import provenance_in
from sesim.study.parameters import register

NOTHING = Extras()

KEPT = "the tables are as they were"

MADE = {
    "version": "version",
    "commit": "commit",
    "seed": "seed",
    "configuration_sha256": "hash of the settings",
}
"""Facts that a page shows about how it was made, by their name in the provenance."""


def shown_plans(folder: Path) -> ShownPlans:
    """Return what the report about a finished search is made from.

    Raises:
        OutputError: one of its files is missing, damaged or edited.
    """
    plans, goals, about = tables_of(folder)
    return ShownPlans(
        plans=plans,
        goals=goals,
        about=about,
        meanings={name: one.meaning for name, one in register().items()},
    )


def is_search(folder: Path) -> bool:
    """Whether a folder is that of a finished search."""
    return PLAN in provenance_in(folder)


def publish_plans(
    folder: Path, codes: Collection[str] = tuple(LANGUAGES), extras: Extras = NOTHING
) -> list[Path]:
    """Write the pages and the pictures of a finished search, and return the pages.

    Args:
        folder: of the search.
        codes: of the languages.
        extras: what is wanted beside the pages.

    Raises:
        OutputError: the tables are missing, damaged or edited, or slides are wanted.
        RunError: a page cannot be made or written; the tables are there.
    """
    from sesim.report.html.environment import file_name
    from sesim.report.html.pictures import draw_pictures
    from sesim.report.plan.page import plan_page
    from sesim.report.plan.picture import frontier_picture

    if extras.slides:
        raise OutputError(
            "--slides: they are for a study or a sweep; this is the folder of a search for a plan"
        )
    shown, made = shown_plans(folder), dict(_made(folder))
    pages = []
    with writing(folder, KEPT):
        for code in codes:
            try:
                picture = frontier_picture(language(code), shown)
                page = plan_page(shown, code, {picture.name: picture}, made)
                draw_pictures({picture.name: picture}, folder / "figures" / code, png=extras.png)
            except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
                raise RunError(f"the page cannot be made: {error}; {KEPT}") from error
            replace_file(folder / file_name(code), page.encode())
            if extras.pdf and (prints := printer()):
                prints(folder / file_name(code), folder / file_name(code, suffix="pdf"))
            pages.append(folder / file_name(code))
    return pages


def _made(folder: Path) -> Iterator[tuple[str, Any]]:
    record = provenance_in(folder)
    for key, name in MADE.items():
        if record.get(key) is not None:
            yield name, record[key]
