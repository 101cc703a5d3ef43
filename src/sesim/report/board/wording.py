"""What all pictures say in the same words: whom they are about, and what their intervals are."""

from sesim.outcomes import SINCE_PLAN
from sesim.outcomes.summary import LEAST
from sesim.report.board.view import View
from sesim.report.figures.key import Mark, band, bar
from sesim.report.text.language import Phrase


def whose(view: View) -> Phrase:
    """Say whom a picture is about."""
    say, data = view.say, view.data
    if data.group == SINCE_PLAN and data.plan_start:
        return say("Those referred from {day} on.", day=say.day(data.plan_start))
    days = {"start": say.day(data.start), "end": say.day(data.end)}
    if data.caseloads:
        return say("Those enrolled on {start}, and those who enrol by {end}.", **days)
    return say("Those enrolled from {start} to {end}.", **days)


def everybody(view: View) -> Phrase:
    """Say over which days a picture of everybody goes."""
    say, data = view.say, view.data
    return say("{start} to {end}.", start=say.day(data.start), end=say.day(data.end))


def of_histories(view: View) -> Phrase:
    """Say what intervals hold, for the key of a picture; nothing where there is none."""
    if view.data.replications < LEAST:
        return Phrase("")
    return view.say("{share} of simulated histories", share=view.say.percent(view.data.interval))


def intervals_key(view: View, colour: str) -> list[Mark]:
    """Return the key of intervals of rows; empty where there is none."""
    text = of_histories(view)
    return [bar(text, colour)] if text else []


def bands_key(view: View, colour: str) -> list[Mark]:
    """Return the key of bands around curves; empty where there is none."""
    text = of_histories(view)
    return [band(text, colour)] if text else []
