"""A table for readers, as a page, a picture or a slide shows it."""

from typing import NamedTuple

from markupsafe import escape

from sesim.report.text.language import Phrase

Cell = Phrase | str


class Table(NamedTuple):
    """A table for readers.

    Attributes:
        caption: what it shows.
        head: of its columns.
        rows: cells; the first names the subject of the row.
        note: below it; may be empty.
    """

    caption: Phrase
    head: list[Cell]
    rows: list[list[Cell]]
    note: Phrase = Phrase("")


def cell(fact: object, between: str = "") -> Phrase:
    """Return a number, and beneath it its range, if that is known."""
    if not between:
        return Phrase(str(fact), escape(fact))
    html = f'{escape(fact)} <span class="between">({escape(between)})</span>'
    return Phrase(f"{fact} ({between})", html)
