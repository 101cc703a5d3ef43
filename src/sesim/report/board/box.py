"""What the page says of its own subject: what it changes, and which figures stand behind it."""

from collections.abc import Iterator
from typing import NamedTuple

from sesim.report.board.view import View
from sesim.report.text.caseload import caseload_in_words
from sesim.report.text.changes import ChangedValue
from sesim.report.text.future import future_in_words
from sesim.report.text.language import Phrase, first_few, joined
from sesim.report.text.own_counts import counts_in_words


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
    """Say who is there at the start, what is drawn, and which counts are own or not published.

    None if there is nothing of that kind to say.
    """
    return joined([*_caseloads(view), _future(view), _own_counts(view), _unpublished(view)]) or None


def _caseloads(view: View) -> Iterator[Phrase]:
    for name, today in view.data.caseloads.items():
        if name in view.names:
            people = caseload_in_words(view.say, today)
            yield view.say(
                "{name} begins with {people}. They are among those counted, and everything counts "
                "from that day.",
                name=view.names[name],
                people=people,
            )


def _future(view: View) -> Phrase:
    future = view.data.future
    return Phrase("") if future is None else future_in_words(view.say, future)


def _own_counts(view: View) -> Phrase:
    data = view.data
    if data.adjusted not in view.names:
        return Phrase("")
    return view.say(
        "The model is adjusted to own counts of {name}, which are not published: {counts}.",
        name=view.names[data.adjusted],
        counts=counts_in_words(view.say, data.own_counts),
    )


def _unpublished(view: View) -> Phrase:
    data = view.data
    without = [name for name in data.unpublished if name in view.names and name != data.adjusted]
    names = [Phrase(view.names[name]) for name in without]
    if not names:
        return Phrase("")
    shown = first_few(view.say, names)
    return view.say.many(
        "No figures have been published for {names}. The model predicts this programme from how "
        "other programmes differ.",
        "No figures have been published for {names}. The model predicts these programmes from how "
        "other programmes differ.",
        len(names),
        names=shown,
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
