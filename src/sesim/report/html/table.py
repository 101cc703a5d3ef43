"""The cells of a table of a page."""

from markupsafe import escape

from sesim.report.text.language import Phrase
from sesim.report.text.tables import Cell, Table, cell

__all__ = ["Cell", "Table", "cell", "described"]


def described(name: Phrase, what: Phrase) -> Phrase:
    """Return a name, and beneath it what it means."""
    return Phrase(f"{name} {what}", f'{escape(name)} <span class="what">{escape(what)}</span>')
