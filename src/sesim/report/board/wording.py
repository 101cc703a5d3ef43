"""What all pictures say in the same words: whom they are about, and what their intervals are."""

from sesim.outcomes import SINCE_PLAN
from sesim.outcomes.summary import LEAST
from sesim.report.board.view import View
from sesim.report.text.language import N_, Phrase

BANDS = N_("Bands: {share} of simulated histories.")
BARS = N_("Bars: {share} of simulated histories.")
LINES = N_("Lines: {share} of simulated histories.")
LINES_OF_WORK = N_("Lines: {share} of simulated histories, for those in work with support.")


def whose(view: View) -> Phrase:
    """Say whom a picture is about."""
    say, data = view.say, view.data
    if data.group == SINCE_PLAN and data.plan_start:
        return say("Those referred from {day} on.", day=say.day(data.plan_start))
    return say(
        "Those enrolled from {start} to {end}.", start=say.day(data.start), end=say.day(data.end)
    )


def everybody(view: View) -> Phrase:
    """Say over which days a picture of everybody goes."""
    say, data = view.say, view.data
    return say("{start} to {end}.", start=say.day(data.start), end=say.day(data.end))


def intervals(view: View, text: str) -> Phrase:
    """Say by one of the texts above what the intervals are; nothing where there is none."""
    if view.data.replications < LEAST:
        return Phrase("")
    return view.say(text, share=view.say.percent(view.data.interval))
