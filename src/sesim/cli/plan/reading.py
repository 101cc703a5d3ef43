"""The folder of a finished search: read for its report, and its pages written into it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from sesim.cli.plan.request import PART
from sesim.report.plan.shown import ShownPlans
from sesim.report.text.language import LANGUAGES, language
from sesim.runs.errors import RunError
from sesim.runs.results.folder import replace_file, writing
from sesim.runs.results.store import provenance_in
from sesim.study.parameters import register

KEPT = "the tables are as they were"

MADE = {
    "version": "version",
    "commit": "commit",
    "seed": "seed",
    "configuration_sha256": "hash of the settings",
}
"""Facts that a page shows about how it was made, by their name in the provenance."""


def shown_plans(folder: Path) -> ShownPlans:
    """Return what the report about a finished search is made from."""
    return ShownPlans(
        plans=pd.read_csv(folder / "plans.csv"),
        goals=pd.read_csv(folder / "goals.csv"),
        about=provenance_in(folder)[PART],
        meanings={name: one.meaning for name, one in register().items()},
    )


def publish(folder: Path) -> None:
    """Write the pages and the pictures of a finished search.

    Raises:
        RunError: a page cannot be made or written; the tables are there.
    """
    from sesim.report.html.pictures import draw_pictures
    from sesim.report.html.template import file_name
    from sesim.report.plan.page import plan_page
    from sesim.report.plan.picture import frontier_picture

    shown, made = shown_plans(folder), dict(_made(folder))
    with writing(folder, KEPT):
        for code in LANGUAGES:
            try:
                picture = frontier_picture(language(code), shown)
                page = plan_page(shown, code, {picture.name: picture}, made)
                draw_pictures({picture.name: picture}, folder / "figures" / code)
            except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
                raise RunError(f"the page cannot be made: {error}; {KEPT}") from error
            replace_file(folder / file_name(code), page.encode())


def _made(folder: Path) -> Iterator[tuple[str, Any]]:
    record = provenance_in(folder)
    for key, name in MADE.items():
        if record.get(key) is not None:
            yield name, record[key]
