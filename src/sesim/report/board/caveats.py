"""What would change the answer, what the model does not know, and how the page was made."""

from collections.abc import Iterator

from sesim.outcomes import ALL
from sesim.report.board.differences import by_size, judged_here
from sesim.report.board.facts import OF_100
from sesim.report.board.view import FEWEST, View
from sesim.report.text.language import N_, Phrase
from sesim.report.text.questions import PER_REFERRED, SHARE

MOST_PLANS = 4
"""Scenarios of which it is told on what they rest."""

ALWAYS = (
    N_(
        "How willingly employers take somebody on directly, and how many want a placement first. "
        "Both are guesses, and they move the result of a programme more than motivation does."
    ),
    N_(
        "How many people leave early. The model takes this from studies abroad, made to fit the "
        "local counts."
    ),
)

UNKNOWN = (
    N_(
        "Whether a change causes what the model shows. Each rule in it is an assumption; most rest "
        "on what coaches have told, some on studies elsewhere, none on a trial in these programmes."
    ),
    N_(
        "Whether the model is built right. The ranges hold chance and uncertain parameters, and "
        "not that the model itself may be wrong."
    ),
    N_(
        "How long jobs last here. Almost nothing about durations, lost jobs or hours is local; "
        "these figures come from American and British studies."
    ),
    N_(
        "What people would have done without the programme. In the model nobody gets a job "
        "without it, though some would."
    ),
    N_(
        "Health, quality of life, and what a steadier life is worth when it does not lead to a job."
    ),
    N_("Who is a good coach. The figures are too few to judge a coach or a municipality by."),
)
"""What the model cannot tell, see docs/explanation/limits.md."""


def would_change(view: View) -> Iterator[Phrase]:
    """Yield what would change the answer, what weighs most in these results first."""
    yield from _shares_of_uncertainty(view)
    yield from _denominators(view)
    told = 0
    for plan in by_size(view.material, view.comparison):
        if plan.assumes and told < MOST_PLANS:
            told += 1
            yield view.say(
                "“{plan}”: {assumes}", plan=view.title(plan), assumes=view.say.own(plan.assumes)
            )
    if not view.material.is_sweep and view.material.baseline.assumes:
        yield view.say.own(view.material.baseline.assumes)
    yield from map(view.say, ALWAYS)


def _shares_of_uncertainty(view: View) -> Iterator[Phrase]:
    say, area = view.say, view.material.area
    share = view.level(view.material.baseline, column="chance_share", form=OF_100, group=ALL)
    people = view.summary.value(view.material.baseline.name, area, "participants")
    if not share.known:
        return
    if share.value < 1:
        yield say(
            "Of the spread between the simulated histories about {share}% is chance, which only "
            "more participants would make smaller; the rest is what is not known about how the "
            "programmes work, which better records would.",
            share=share,
        )
    if people < FEWEST:
        yield say(
            "So few people take part that one or two of them change the share: the next years may "
            "turn out quite differently by chance alone."
        )


def _denominators(view: View) -> Iterator[Phrase]:
    """Say where the two denominators disagree, as when people are closed or screened out."""
    say, rows, material = view.say, view.comparison, view.material
    for plan in material.alternatives:
        enrolled = view.change(plan, SHARE).value
        referred = view.change(plan, PER_REFERRED).value
        clear = any(
            judged_here(material, rows, plan, outcome).is_clear for outcome in (SHARE, PER_REFERRED)
        )
        if clear and enrolled * referred < 0:
            yield say(
                "“{plan}” looks better on one way of counting and worse on the other: of those "
                "enrolled, or of all who are referred. Decide first whose chance is meant.",
                plan=view.title(plan),
            )


def unknown(view: View) -> list[Phrase]:
    """Return what the model does not know."""
    return [view.say(text) for text in UNKNOWN]
