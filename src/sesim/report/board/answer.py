"""The question, and its answer in natural frequencies."""

from collections.abc import Iterator
from typing import NamedTuple

from sesim.outcomes import COUNTY, too_few
from sesim.outcomes.summary import LEAST
from sesim.report.board.caution import model, warnings
from sesim.report.board.compared import compared
from sesim.report.board.facts import OF_100
from sesim.report.board.view import View
from sesim.report.text.language import N_, Phrase, without_dash
from sesim.report.text.questions import PER_REFERRED, SHARE


class PageAnswer(NamedTuple):
    """What stands at the top of the page.

    Attributes:
        question: its heading.
        sentence: the answer.
        beside: what must be known with it, a sentence each.
    """

    question: Phrase
    sentence: Phrase
    beside: list[Phrase]


def answer(view: View) -> PageAnswer:
    """Return the question that the results are about, and what they answer."""
    if view.is_absent(view.material.area):
        return PageAnswer(_question(view), _absent(view), [])
    sentence, beside = compared(view) if view.material.is_sweep else _alone(view)
    return PageAnswer(
        _question(view), without_dash(sentence), [without_dash(one) for one in beside]
    )


def _question(view: View) -> Phrase:
    say, where = view.say, view.where
    alternatives = view.material.alternatives
    if len(alternatives) > 1:
        return say("What would happen in {where} with other ways of working?", where=where)
    if alternatives:
        return say(
            "What would happen in {where} with “{plan}”?",
            where=where,
            plan=view.title(alternatives[0]),
        )
    plan = view.material.baseline
    if not view.material.is_what_if:
        return say("How many of those enrolled get a job in {where}?", where=where)
    if plan.own_changes and not plan.title:
        return say(
            "How many of those enrolled would get a job in {where} if {what}?",
            where=where,
            what=view.title(plan),
        )
    return say(
        "How many of those enrolled would get a job in {where} with “{plan}”?",
        where=where,
        plan=view.title(plan),
    )


def _absent(view: View) -> Phrase:
    """Say that there was nothing in this period that could be asked about."""
    if view.material.area == COUNTY:
        return view.say("No programme was running in this period, so there is no answer.")
    return view.say(
        "{where} was not running in this period, so there is no answer.", where=view.where
    )


def _alone(view: View) -> tuple[Phrase, list[Phrase]]:
    """Answer for a single study."""
    say, material, plan = view.say, view.material, view.material.baseline
    mean = view.level(plan, form=OF_100)
    if not mean.known:
        return say("Nobody was enrolled in this period, so there is no answer."), []
    text = (
        N_(
            "Of 100 people enrolled from {start} to {end}, about {mean} would get a job of some "
            "kind by then ({between})."
        )
        if material.is_what_if
        else N_(
            "Of 100 people enrolled from {start} to {end}, about {mean} get a job of some kind by "
            "then ({between})."
        )
    )
    sentence = say(
        text,
        start=say.month(material.start),
        end=say.month(material.end),
        mean=mean,
        between=view.summary.between(plan.name, material.area, SHARE, form=OF_100),
    )
    return sentence, [*warnings(view), *_published(view), *_levels(view), model(view)]


def _published(view: View) -> Iterator[Phrase]:
    """Put the published figure beside the simulated one, and say what that is worth."""
    say, plan, area = view.say, view.material.baseline, view.material.area
    observed = view.level(plan, form=OF_100, column="observed")
    if not observed.known:
        return
    if view.material.is_what_if:
        yield say("Published, for the programme as it was: {observed} of 100.", observed=observed)
        return
    low, high = (view.level(plan, column=column).value for column in ("low", "high"))
    if not view.material.origin.fitted or too_few(view.material.replications):
        yield say("The published figure is {observed} of 100.", observed=observed)
    elif low <= observed.value <= high:
        yield say(
            "The published figure is {observed} of 100. The model was fitted to such figures, so "
            "that they agree proves nothing.",
            observed=observed,
        )
    else:
        yield say(
            "The published figure is {observed} of 100, outside the range: the model explains "
            "only a part of what happened in {where}.",
            observed=observed,
            where=view.names[area] if area != COUNTY else view.where,
        )


def _levels(view: View) -> Iterator[Phrase]:
    """Say how many are in work in the end, how it looks of those referred, and what ranges are."""
    say, plan, area = view.say, view.material.baseline, view.material.area
    working = view.level(plan, "in_work_at_end")
    if working.known:
        yield say(
            "Fewer are in work at the same time: at the end {working} ({between}) of the "
            "{participants} who have been enrolled.",
            working=working,
            between=view.summary.between(plan.name, area, "in_work_at_end"),
            participants=view.level(plan, "participants"),
        )
    yield say(
        "Counting everybody referred, enrolled or not, it is {mean} of 100 ({between}).",
        mean=view.level(plan, PER_REFERRED, OF_100),
        between=view.summary.between(plan.name, area, PER_REFERRED, form=OF_100),
    )
    if view.material.replications < LEAST:
        return
    yield say(
        "The range in brackets holds {share} of the simulated histories: what chance, and what is "
        "not known, may bring.",
        share=say.percent(view.material.interval),
    )
