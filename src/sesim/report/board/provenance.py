"""How the page was made, so that every number can be traced and made again."""

from collections.abc import Iterator
from datetime import datetime

from sesim.report.board.counted import OWN, counts_of
from sesim.report.board.view import View
from sesim.report.text.language import N_, Phrase
from sesim.report.text.own_counts import counts_in_words, sources_in_words

SHORT = 12
"""Letters of a hash that are shown."""

LINES = {
    "version": N_("Program"),
    "commit": N_("Code"),
    "configuration": N_("Configuration"),
    "seed": N_("Seed"),
    "histories": N_("Simulated histories"),
    "window": N_("Period"),
    "parameters": N_("Parameters"),
    "own": N_("Own counts"),
    "data": N_("Data"),
    "files": N_("Files"),
}


def lines(view: View) -> Iterator[tuple[Phrase, Phrase]]:
    """Yield what somebody needs who wants the same numbers again: what it is, and its value."""
    say, data, origin = view.say, view.data, view.data.origin
    made = datetime.fromisoformat(origin.started).date()
    values = {
        "version": Phrase(f"sesim {origin.version}, {say.day(made)}"),
        "commit": _commit(view),
        "configuration": say("SHA-256 {hash}…", hash=origin.configuration[:SHORT]),
        "seed": Phrase(str(origin.seed)),
        "histories": say(
            "{number} of each scenario, with the same people and the same chance events",
            number=say.number(data.replications),
        )
        if data.is_sweep
        else Phrase(say.number(data.replications)),
        "window": say("{start} to {end}", start=say.day(data.start), end=say.day(data.end)),
        "parameters": say.own(origin.parameters),
        "own": _own_counts(view),
        "data": _data(view),
        "files": Phrase("; ".join(f"{name} {sha[:SHORT]}…" for name, sha in origin.files.items())),
    }
    for key, name in LINES.items():
        if values[key]:
            yield say(name), values[key]


def _data(view: View) -> Phrase:
    """Name the published counts where they were fitted to or stand beside; else there are none."""
    data = view.data
    shown = data.summary["observed"].notna().any()
    if not (data.origin.fitted or (shown and counts_of(view) != OWN)):
        return Phrase("")
    return view.say(
        "Published counts of the register SUS, from the evaluation of Supported Employment "
        "and IPS in Jönköping county (2012 to June 2017)"
    )


def _own_counts(view: View) -> Phrase:
    """Name the own counts that the parameters are adjusted to, and where they come from."""
    say, rows = view.say, view.data.own_counts
    if not rows and view.data.summary["observed"].notna().any():
        own = [view.names[it] for it in view.data.titles if counts_of(view, it) == OWN]
        return say("in the file of {names}", names=", ".join(own)) if own else Phrase("")
    if not rows:
        return Phrase("")
    return say(
        "{counts}. Source: {sources}",
        counts=counts_in_words(say, rows), sources=sources_in_words(say, rows),
    )  # fmt: skip


def _commit(view: View) -> Phrase:
    say, origin = view.say, view.data.origin
    if origin.commit is None:
        return Phrase("")
    if origin.changed:
        return say("commit {commit}, with changes", commit=origin.commit[:SHORT])
    return say("commit {commit}", commit=origin.commit[:SHORT])
