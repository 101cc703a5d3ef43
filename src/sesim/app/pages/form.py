"""The page of a form about one programme, as the steps of its description have it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sesim.app.asking import BAD, Ask, Show, mark_of
from sesim.app.fields import FormSection, errors_of
from sesim.app.workspace import ListedProgramme

SAVE = "save"


def form_page(
    ask: Ask,
    programme: ListedProgramme,
    sections: Sequence[FormSection],
    text: str | None,
    *,
    at: str,
    title: str,
    intro: Sequence[str],
    file: str,
    more: Sequence[tuple[str, str]] = (),
    below: Sequence[Mapping[str, Any]] = (),
) -> Show:
    """Return the page of a form.

    Args:
        ask: the request.
        programme: that it is about.
        sections: the fields, with what is wrong with them.
        text: of the file that it changes; None if there is none yet.
        at: the last part of its address.
        title: behind the programme's.
        intro: paragraphs above the fields.
        file: where it is saved, within the user's folder.
        more: what else can be done besides saving, each with the text of its button.
        below: what stands below the form, each with a title, a text and files.
    """
    errors = errors_of(sections)
    values = {
        "programme": programme,
        "title": title,
        "at": at,
        "intro": intro,
        "sections": sections,
        "errors": errors,
        "mark": mark_of(text),
        "saved": "saved" in ask.query,
        "file": file,
        "buttons": [(SAVE, ask.say("Save")), *more],
        "below": below,
    }
    return Show("form.html.j2", values, BAD if errors else 200)
