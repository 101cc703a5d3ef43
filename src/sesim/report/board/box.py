"""What the page says of its own subject: what the study changes, and what was never published."""

from typing import NamedTuple

from sesim.report.board.view import View
from sesim.report.text.changes import ChangedValue
from sesim.report.text.language import Phrase, joined


class ChangeList(NamedTuple):
    """Changes under one heading.

    Attributes:
        whose: the alternative that makes them; empty where the whole page does.
        lines: a sentence for each.
    """

    whose: Phrase
    lines: list[Phrase]


def differs(view: View) -> list[ChangeList]:
    """Return what differs from how it was; nothing where nothing does.

    What the scenarios of a sweep change stands in its table.
    """
    data = view.data
    found = [(Phrase(""), data.changes)]
    found += [(view.title(scenario), scenario.own_changes) for scenario in data.scenarios]
    if not data.is_sweep:
        found = [(Phrase(""), data.baseline.changes)]
    return [ChangeList(whose, view.changes(changes).lines) for whose, changes in found if changes]


def banner(view: View) -> Phrase | None:
    """Say which programmes have no published figures; None if all have."""
    names = [Phrase(view.names[name]) for name in view.data.unpublished if name in view.names]
    if not names:
        return None
    return view.say.many(
        "No figures have been published for {names}. The model predicts this programme from how "
        "other programmes differ.",
        "No figures have been published for {names}. The model predicts these programmes from how "
        "other programmes differ.",
        len(names),
        names=joined(names, ", "),
    )


def context(view: View) -> Phrase:
    """Return what must be known wherever a picture is shown: what is changed, if anything is."""
    data = view.data
    changes: tuple[ChangedValue, ...] = data.changes
    if data.is_what_if:
        title = view.title(data.baseline)
        return view.say("What if – {title}:", title=title)
    return (
        view.say("In all rows – {title}:", title=view.changes(changes).title)
        if changes
        else Phrase("")
    )
