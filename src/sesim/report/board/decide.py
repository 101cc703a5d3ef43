"""To decide on: what the board can choose, what follows, and what would change the answer."""

from collections.abc import Iterator
from typing import NamedTuple

from sesim.outcomes import ALL, Verdict
from sesim.report.board.alternatives import COST_OF_POSTS
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.ranking import is_nothing, main_difference
from sesim.report.board.view import View
from sesim.report.text.language import N_, Phrase, joined
from sesim.report.text.questions import PER_REFERRED, SHARE, SOONER


class BoardChoice(NamedTuple):
    """Something that a board can choose.

    Attributes:
        title: its name.
        follows: what would follow, without a number.
        hangs_on: what would change that.
    """

    title: Phrase
    follows: Phrase
    hangs_on: Phrase


MAIN = {
    Verdict.MORE: N_("In the model this points to more people with a job."),
    Verdict.LESS: N_("In the model this points to fewer people with a job."),
    Verdict.EITHER: N_("Either more or fewer people could get a job."),
    Verdict.NONE: N_("Just as many get a job."),
    Verdict.UNKNOWN: N_("How sure a difference is in how many get a job is not known."),
    Verdict.MISSING: N_("Nothing is known about how many get a job."),
}

SOON = {
    Verdict.MORE: N_("It points to more people with a job within a year."),
    Verdict.LESS: N_("It points to fewer people with a job within a year."),
}

FOR_PARTICIPANTS = {
    "waiting_weeks_mean": {
        Verdict.MORE: N_("It points to longer waiting."),
        Verdict.LESS: N_("It points to shorter waiting."),
    },
    "placement_weeks_mean": {
        Verdict.MORE: N_("It points to more time in unpaid placements."),
        Verdict.LESS: N_("It points to less time in unpaid placements."),
    },
    "discharged_share": {
        Verdict.MORE: N_("It points to more people discharged by the programme."),
        Verdict.LESS: N_("It points to fewer people discharged by the programme."),
    },
}

COST = {
    Verdict.MORE: N_("The coaches’ posts cost more."),
    Verdict.LESS: N_("The coaches’ posts cost less."),
    Verdict.EITHER: N_("The coaches’ posts could cost more or less."),
    Verdict.NONE: N_("The coaches’ posts cost the same."),
}


def choices(view: View) -> list[BoardChoice]:
    """Return what can be chosen, in the order that was asked for; nothing for a single study."""
    return [
        BoardChoice(view.title(one), joined(_follows(view, one)), view.say.own(one.assumes))
        for one in view.data.alternatives
    ]


def _follows(view: View, scenario: ScenarioSummary) -> Iterator[Phrase]:
    say = view.say
    if is_nothing(view, scenario):
        yield say("Nothing changes in how many get a job, or how soon.")
    else:
        yield say(MAIN[main_difference(view, scenario).verdict])
        soon = view.difference(scenario, SOONER).verdict
        if soon in SOON:
            yield say(SOON[soon])
    for outcome, texts in FOR_PARTICIPANTS.items():
        verdict = view.difference(scenario, outcome).verdict
        if verdict in texts:
            yield say(texts[verdict])
    cost = view.difference(scenario, COST_OF_POSTS, group=ALL).verdict
    if cost in COST:
        yield say(COST[cost])
    yield from _counted_otherwise(view, scenario)


def _counted_otherwise(view: View, scenario: ScenarioSummary) -> Iterator[Phrase]:
    """Say where the two denominators disagree, as when people are discharged or screened out."""
    enrolled, referred = (view.difference(scenario, name) for name in (SHARE, PER_REFERRED))
    clear = enrolled.verdict.is_clear or referred.verdict.is_clear
    if clear and enrolled.value.number * referred.value.number < 0:
        yield view.say(
            "It looks better or worse depending on whether you count those enrolled or everyone "
            "referred: decide first whose chances you want to improve."
        )
