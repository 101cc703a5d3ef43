"""The folder of a page to try: found beside other results, and read back for new pages."""

import io
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sesim.messages import reason
from sesim.report.text.language import LANGUAGES
from sesim.runs.errors import OutputError, RunError
from sesim.runs.results.configuration import from_plain
from sesim.runs.results.folder import replace_file, writing
from sesim.runs.results.provenance import file_hash, fingerprint, version
from sesim.runs.results.store import PROVENANCE, made_by_another, provenance_in
from sesim.study import StudyError

if TYPE_CHECKING:
    from sesim.whatif.grid import WhatIfGrid
    from sesim.whatif.simulation import Values

PART: Final = "whatif"
"""The key of the provenance that has the settings of a page, and the usual name of its folder."""

HISTORIES: Final = "histories.parquet"

KEPT = "the tables are as they were"

AGAIN = "run sesim-whatif again"


def is_what_if(folder: Path) -> bool:
    """Whether a folder is that of a page to try."""
    return PART in provenance_in(folder)


def page_names(folder: Path, programmes: Collection[str] | None = None) -> list[str]:
    """Return the pages to try that lie in a folder, in its folder `whatif`, or in one beside it.

    Args:
        folder: of a study or a sweep.
        programmes: that the pages must be about; None for any.

    Returns:
        Links from the folder, such as `whatif/whatif.sv.html`; none if there are no such pages.
    """
    from sesim.report.whatif.page import file_name

    for place in ("", f"{PART}/", f"../{PART}/"):
        found = folder / place
        names = [file_name(code) for code in LANGUAGES if (found / file_name(code)).is_file()]
        if names and _is_about(found, programmes):
            return [place + name for name in names]
    return []


def _is_about(folder: Path, programmes: Collection[str] | None) -> bool:
    record = provenance_in(folder)
    configuration = record.get("configuration")
    if PART not in record or not isinstance(configuration, dict):
        return False
    return programmes is None or configuration.get("programmes") == list(programmes)


def publish_what_if(folder: Path, codes: Collection[str] = tuple(LANGUAGES)) -> list[Path]:
    """Write the pages to try of a finished folder again, and return them.

    Args:
        folder: that `sesim-whatif` has made.
        codes: of the languages.

    Raises:
        OutputError: the folder is damaged or edited, or another version made it.
        RunError: a page cannot be made or written; the tables are there.
    """
    from sesim.cli.report.whatif_pages import pages
    from sesim.whatif.tables import comparison

    grid, values = read_what_if(folder)
    found = []
    with writing(folder, KEPT):
        try:
            texts = pages(grid, values, comparison(grid, values), codes)
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
            raise RunError(f"the page cannot be made: {error}; {KEPT}") from error
        for name, text in texts.items():
            replace_file(folder / name, text.encode())
            found.append(folder / name)
    return found


def read_what_if(folder: Path) -> "tuple[WhatIfGrid, Values]":
    """Return the settings of a finished folder, and their histories.

    Raises:
        OutputError: the folder is damaged or edited, or another version made it.
    """
    from sesim.whatif.grid import grid
    from sesim.whatif.settings import WhatIfSettings

    record = provenance_in(folder)
    if made := made_by_another(record):
        raise OutputError(
            f"{folder}: was made by sesim {made}, and this is {version()}; its tables and pages "
            f"stay as they are, and sesim {made} makes them again; for new ones, {AGAIN}"
        )
    for problem in _problems(record):
        raise OutputError(f"{folder / PROVENANCE}: damaged or edited: {problem}; {AGAIN}")
    try:
        study = from_plain(record["configuration"])
        settings = WhatIfSettings.model_validate(record[PART]["settings"])
        found = grid(study, settings, PART)
    except (StudyError, ValueError) as error:
        why = error.problems[0] if isinstance(error, StudyError) else str(error)
        raise OutputError(f"{folder / PROVENANCE}: is not valid: {why}; {AGAIN}") from None
    return found, _histories(folder / HISTORIES, record["files_sha256"].get(HISTORIES), found)


def _problems(record: dict[str, Any]) -> Iterator[str]:
    """Yield what the provenance of a page lacks."""
    about, configuration = record.get(PART), record.get("configuration")
    if not isinstance(about, dict) or not isinstance(about.get("settings"), dict):
        yield f"{PART}.settings: missing"
    elif not isinstance(configuration, dict):
        yield "configuration: missing"
    elif fingerprint(configuration) != record.get("configuration_sha256"):
        yield "configuration: differs from its hash"


def _histories(path: Path, expected: object, grid: "WhatIfGrid") -> "Values":
    """Return the histories that were written, shape (settings, histories, kept)."""
    import pandas as pd

    from sesim.whatif.simulation import kept_of

    try:
        is_same, data = file_hash(path) == expected, path.read_bytes()
    except OSError as error:
        raise OutputError(f"{path}: {reason(error)}; {AGAIN}") from None
    kept = [one.outcome for one in kept_of(grid.study)]
    shape = (len(grid.cells), grid.study.settings.replications, len(kept))
    try:
        table = pd.read_parquet(io.BytesIO(data), columns=kept)
    except (ValueError, LookupError, OSError):  # errors of pyarrow are ValueErrors or OSErrors
        is_same = False
    if not is_same or len(table) != shape[0] * shape[1]:
        raise OutputError(
            f"{path}: damaged or edited: it differs from what {PROVENANCE} says was written; "
            f"{AGAIN}"
        )
    values: Values = table.to_numpy(float).reshape(shape)
    return values
