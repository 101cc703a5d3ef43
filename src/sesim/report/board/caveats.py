"""What readers must know before they believe a number, and what would change the answer."""

from collections.abc import Iterator
from typing import NamedTuple

from sesim.outcomes import ALL, too_few
from sesim.report.board.facts import OF_100
from sesim.report.board.view import View
from sesim.report.text.language import N_, Phrase
from sesim.report.text.questions import PEOPLE, SHARE
from sesim.report.text.tried_out import TRIED_OUT

MODEL_ALONE = N_(
    "The figures come from a model, and most of its rules are assumptions. Of seven figures that "
    "were kept to test it, it missed four."
)

ALWAYS = N_(
    "How many people find a job without the coach, and how long a contact with an employer "
    "takes. Both are assumptions, and the share with a job depends on them most."
)

UNKNOWN = (
    (
        N_("How many people leave early here."),
        N_("The model takes this from studies in other countries, adjusted to the local figures."),
    ),
    (
        N_("Whether a change causes what the model shows."),
        N_(
            "Most of its rules are assumptions: they rest on what coaches have reported or on "
            "studies elsewhere, and none on a trial in these programmes."
        ),
    ),
    (
        N_("Whether the model is built right."),
        N_(
            "Of seven figures from other services that were kept to test it, it predicted three. "
            "Too many in it have a job or nothing at all one to two years after a start, too few "
            "are in a placement, too many leave a municipal labour unit to a job, and a service "
            "with social work beside it does too well. "
            "The ranges cover chance and uncertain assumptions, but not errors in the model itself."
        ),
    ),
    (
        N_("How long jobs last here."),
        N_(
            "There are almost no local figures on durations, lost jobs or hours; the model uses "
            "American and British studies."
        ),
    ),
    (
        N_("What would have happened without the programme."),
        N_("In the model people find jobs without the coach too, and how many is an assumption."),
    ),
    (
        N_("Health and quality of life."),
        N_("What a steadier life is worth when it does not lead to a job is not counted."),
    ),
    (
        N_("Who is a good coach."),
        N_("The numbers are too small to judge a coach or a municipality by."),
    ),
)
"""What the model cannot show, see docs/explanation/limits.md."""


def warnings(view: View) -> Iterator[Phrase]:
    """Say where there is too little to draw conclusions from."""
    say, data = view.say, view.data
    if data.tried_out:
        yield say(TRIED_OUT)
    if too_few(data.replications):
        yield say.many(
            "Only one history was simulated: too little to draw conclusions from.",
            "Only {number} histories were simulated: too few to draw conclusions from.",
            data.replications,
            number=say.number(data.replications),
        )
    if data.apart:
        yield say(
            "Not shown here, since they cannot be compared with these: {names}.",
            names=Phrase("; ".join(data.apart)),
        )
    if data.origin.draws is None:
        yield say(
            "The parameters are treated as known. If their uncertainty were included, the ranges "
            "would be wider."
        )


def a_model(view: View) -> Phrase:
    """Say that it is a model."""
    return view.say(MODEL_ALONE)


def precision_alone(view: View) -> Phrase:
    """Say that the intervals of the differences are only the precision of their means."""
    return view.say(
        "The interval of a difference shows only how precisely its mean is calculated. Uncertainty "
        "in the parameters is not part of it, so it does not show how sure the difference is."
    )


def would_change(view: View) -> Iterator[Phrase]:
    """Yield what would change the answer, what weighs most in these results first."""
    say = view.say
    yield from _shares_of_uncertainty(view)
    if not view.data.is_sweep and view.data.baseline.assumes:
        yield say.own(view.data.baseline.assumes)
    yield say(ALWAYS)


def _shares_of_uncertainty(view: View) -> Iterator[Phrase]:
    level = view.level(view.data.baseline, group=ALL)
    share = level.chance_share
    if view.uncertainty.row(view.data.baseline.name, view.data.area, ALL, SHARE).cells:
        yield from _shares_with_future(view)
    elif share.known and share.number < 1:
        yield view.say(
            "About {share}% of the spread between the simulated histories is chance. The rest "
            "comes from not knowing how the programmes work; better records could make it smaller.",
            share=share,
        )
    if share.known and view.is_small(view.data.area):
        yield view.say(
            "There are so few participants that one or two people change the share: the next years "
            "could turn out quite differently by chance alone."
        )


def _shares_with_future(view: View) -> Iterator[Phrase]:
    """Say what chance, parameters and the drawn future contribute to the share and the number."""
    base = view.data.baseline.name
    share, people = (
        view.uncertainty.row(base, view.data.area, ALL, outcome) for outcome in (SHARE, PEOPLE)
    )
    names = ("chance", "parameters", "future", "future_low", "future_high")
    chance, parameters, future, low, high = (share.fact(name, OF_100) for name in names)
    if not future.known:
        return
    yield view.say(
        "Of the spread between the simulated histories, about {chance}% is chance, which only more "
        "participants would make smaller, and {parameters}% comes from not knowing how the "
        "programmes work, which better records could make smaller. The future that nobody knows "
        "makes up {future}% (between {low} and {high}).",
        chance=chance, parameters=parameters, future=future, low=low, high=high,
    )  # fmt: skip
    future, low, high = (people.fact(name, OF_100) for name in names[2:])
    if future.known:
        yield view.say(
            "Of the spread in how many people get a job, the future makes up {future}% (between "
            "{low} and {high}).",
            future=future, low=low, high=high,
        )  # fmt: skip


class Unknown(NamedTuple):
    """Something that the model does not know, in a few words, and why."""

    what: Phrase
    why: Phrase


def unknown(view: View) -> list[Unknown]:
    """Return what the model does not know."""
    return [Unknown(view.say(what), view.say(why)) for what, why in UNKNOWN]
