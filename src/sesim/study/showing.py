"""How a study is shown in a console and in a notebook: briefly."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from sesim.study.errors import StudyError

if TYPE_CHECKING:
    from sesim.study.study import Study

LONGEST = 300
"""Most characters that an object is shown with."""

LONGEST_PART = 60
MOST_NAMED = 4
MOST_DEPARTURES = 12


def representation(name: str, parts: Iterable[str]) -> str:
    """Return how an object of a class is shown, in at most `LONGEST` characters.

    >>> representation("Programme", ["'Vetlanda'", "2 posts"])
    "Programme('Vetlanda', 2 posts)"
    """
    inside = ", ".join(clipped(part, LONGEST_PART) for part in parts)
    return f"{name}({clipped(inside, LONGEST - len(name) - 2)})"


def clipped(text: str, longest: int) -> str:
    """Return a text of at most so many characters, with an ellipsis if it was longer."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def number_of(things: int, what: str) -> str:
    """Return a number with its noun, such as "1 post" and "10,000 posts"."""
    return f"{things:,} {what}" if things == 1 else f"{things:,} {what}s"


def study_parts(study: "Study") -> list[str]:
    """Return the most important facts about a study, in a few words each."""
    settings = study.settings
    names = list(study.programmes)
    few = len(names) <= MOST_NAMED
    return [
        clipped(" + ".join(names), LONGEST_PART) if few else number_of(len(names), "programme"),
        repr(clipped(_label(study), LONGEST_PART - 2)),
        f"{settings.start} to {settings.end}",
        number_of(settings.replications, "replication"),
        f"seed {settings.seed}",
        f"parameters: {study.draws or 'register'}",
    ]


def _label(study: "Study") -> str:
    try:
        return study.label
    except StudyError:  # assembled by hand and invalid, but it can be shown
        return study.scenario.name


def study_html(study: "Study") -> str:
    """Return a study for a notebook: a line, its programmes, and what differs from the files."""
    rows = [
        [
            name,
            one.title,
            one.forbund,
            str(len(one.posts)),
            f"{one.caseload_norm:g}",
            str(one.since),
            str(one.until or ""),
        ]
        for name, one in study.programmes.items()
    ]
    head = ["programme", "title", "förbund", "posts", "caseload norm", "since", "until"]
    changed = [f"{one.key}: {one.was} → {one.now}" for one in study.departures]
    more = len(changed) - MOST_DEPARTURES
    changed = [*changed[:MOST_DEPARTURES], f"and {more} more"] if more > 0 else changed
    return html(", ".join(study_parts(study)), head, rows) + _list_of_departures(changed)


def _list_of_departures(changed: Sequence[str]) -> str:
    if not changed:
        return ""
    items = "".join(f"<li>{escape(clipped(one, 2 * LONGEST_PART))}</li>" for one in changed)
    return f"<p>What differs from the shipped description:</p><ul>{items}</ul>"


def html(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a small table for a notebook; every text in it is escaped."""
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return (
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    )
