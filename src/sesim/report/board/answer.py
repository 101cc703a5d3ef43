"""The question, and its answer in natural frequencies."""

from typing import NamedTuple

from sesim.report.board.differences import SHARE, by_size, is_clear, telling
from sesim.report.board.facts import OF_100
from sesim.report.board.material import Plan
from sesim.report.board.view import View
from sesim.report.language import Phrase, joined

PER_REFERRED = "employed_per_referred"


class Answer(NamedTuple):
    """What stands at the top of the page.

    Attributes:
        question: its heading.
        sentence: the answer.
        beside: what must be known with it, a sentence each.
    """

    question: Phrase
    sentence: Phrase
    beside: list[Phrase]


def answer(view: View) -> Answer:
    """Return the question that the results are about, and what they answer."""
    if view.material.is_sweep:
        return Answer(_question(view), *_compared(view))
    return Answer(_question(view), *_alone(view))


def _question(view: View) -> Phrase:
    say, where = view.say, view.where
    alternatives = view.material.alternatives
    if len(alternatives) > 1:
        return say("What would happen in {where} if the work were done differently?", where=where)
    if alternatives:
        return say(
            "What would happen in {where} with “{plan}”?",
            where=where,
            plan=view.title(alternatives[0]),
        )
    plan = view.material.baseline
    if plan.since is None:
        return say("How many of those enrolled get a job in {where}?", where=where)
    return say(
        "How many of those enrolled get a job in {where} with “{plan}”?",
        where=where,
        plan=view.title(plan),
    )


def _alone(view: View) -> tuple[Phrase, list[Phrase]]:
    """Answer for a single study."""
    say, material, plan = view.say, view.material, view.material.baseline
    mean = view.level(plan, form=OF_100)
    if not mean.known:
        return say("Nobody was enrolled in these days, so there is no answer."), []
    sentence = say(
        "Of 100 people enrolled from {start} to {end}, about {mean} get a job ({between}).",
        start=say.month(material.start),
        end=say.month(material.end),
        mean=mean,
        between=view.summary.between(plan.name, material.area, SHARE, form=OF_100),
    )
    beside = []
    observed = view.level(plan, form=OF_100, column="observed")
    if observed.known:
        beside.append(say("The published figure is {observed} of 100.", observed=observed))
    beside.append(
        say(
            "Counted on everybody who was referred, enrolled or not, it is {mean} of 100.",
            mean=view.level(plan, PER_REFERRED, OF_100),
        )
    )
    beside.append(_range(view))
    return sentence, beside


def _range(view: View) -> Phrase:
    say = view.say
    return say(
        "The range in brackets holds {share} of the simulated histories: what chance, and what is "
        "not known, may bring.",
        share=say.percent(view.material.interval),
    )


def _compared(view: View) -> tuple[Phrase, list[Phrase]]:
    """Answer for a sweep."""
    say, material = view.say, view.material
    plan = telling(material, view.comparison)
    if plan is None:
        return say("Nobody was enrolled in these days, so there is no answer."), []
    if view.change(plan, form=OF_100).value == 0:
        return say(
            "Nothing changes: of 100 people {who}, about {mean} get a job in any case.",
            who=_who(view),
            mean=view.change(plan, form=OF_100, column="baseline"),
        ), []
    told = _told(view, plan)
    if not _is_clear(view, plan):
        several = len(material.alternatives)
        head = say.many(
            "The difference is within the margin of error.",
            "No change makes a difference beyond the margin of error.",
            several,
        )
        told = say("{head} {told}", head=head, told=told)
    return told, [*_beside(view, plan)]


def _told(view: View, plan: Plan) -> Phrase:
    say = view.say
    return say(
        "Of 100 people {who}, about {before} get a job by {end}; with “{plan}” about {after} "
        "({between}).",
        who=_who(view),
        before=view.change(plan, form=OF_100, column="baseline"),
        end=say.month(view.material.end),
        plan=view.title(plan),
        after=view.change(plan, form=OF_100, column="mean"),
        between=view.between(plan, form=OF_100, above="baseline+"),
    )


def _who(view: View) -> Phrase:
    """Return whom the answer is about, as it stands after "100 people"."""
    say, material = view.say, view.material
    begins = material.plan_start
    if begins is None or material.group == "all":
        return say("enrolled from {start} on", start=say.month(material.start))
    return say("referred from {start} on and enrolled", start=say.month(begins))


def _is_clear(view: View, plan: Plan) -> bool:
    material = view.material
    return is_clear(view.comparison, plan.name, material.area, SHARE, material.group)


def _beside(view: View, told: Plan) -> list[Phrase]:
    """Say what else is clear, and how it looks on the other denominator."""
    say = view.say
    found = [
        say(
            "Counted on everybody who is referred, enrolled or not, it is {before} and {after}.",
            before=view.change(told, PER_REFERRED, OF_100, column="baseline"),
            after=view.change(told, PER_REFERRED, OF_100, column="mean"),
        )
    ]
    others = [plan for plan in by_size(view.material, view.comparison) if plan != told]
    clear = [plan for plan in others if _is_clear(view, plan)]
    for heading, chosen in (
        (say("Clearly more people get a job with:"), [p for p in clear if _gain(view, p) > 0]),
        (say("Clearly fewer people get a job with:"), [p for p in clear if _gain(view, p) < 0]),
        (say("Within the margin of error:"), [p for p in others if p not in clear]),
    ):
        if chosen:
            names = joined([say("“{plan}”", plan=view.title(plan)) for plan in chosen], "; ")
            found.append(say("{heading} {names}.", heading=heading, names=names))
    return found


def _gain(view: View, plan: Plan) -> float:
    return view.change(plan, form=OF_100).value
