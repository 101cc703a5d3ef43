"""The question, and its answer in natural frequencies."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from sesim.outcomes import ALL, COUNTY, Verdict, too_few
from sesim.outcomes.summary import LEAST
from sesim.report.board.caveats import a_model, precision_alone, warnings
from sesim.report.board.counted import OWN, PUBLISHED, counts_of, words_of
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.question import question
from sesim.report.board.ranking import is_nothing, main_difference
from sesim.report.board.tables import MANY
from sesim.report.board.view import View
from sesim.report.text.language import N_, Phrase, capitalised, first_few, joined
from sesim.report.text.questions import PER_REFERRED, SERVED, SHARE, SOONER


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
    """Return the question that the results are about, and their answer."""
    sentence, beside = _answer(view)
    return PageAnswer(question(view), sentence, [one for one in beside if one])


def _answer(view: View) -> tuple[Phrase, list[Phrase]]:
    """Return the answer, and what must be known with it."""
    say, data = view.say, view.data
    if view.is_absent(data.area):
        if data.area == COUNTY:
            return say("No programme was running in this period, so there is no answer."), []
        where = view.where
        return say(
            "{where} was not running in this period, so there is no answer.", where=where
        ), []
    nobody = data.is_sweep and not any(
        main_difference(view, one).value.known for one in data.alternatives
    )
    found = None if nobody else _of_sweep(view) if data.is_sweep else _of_study(view)
    if not found:
        return say("Nobody was enrolled in this period, so there is no answer."), []
    sentence, beside = found
    return sentence, [*warnings(view), *beside, a_model(view)]


# --- a single study -------------------------------------------------------------------------------


_TEXTS = {
    (False, True): N_(
        "Of 100 people enrolled from {start} to {end}, about {share} would get a job of some kind "
        "by then."
    ),
    (False, False): N_(
        "Of 100 people enrolled from {start} to {end}, about {share} get a job of some kind by "
        "then."
    ),
    (True, True): N_(
        "Of 100 people who are enrolled in {start} without a job or enrol by {end}, about {share} "
        "would get a job of some kind by then."
    ),
    (True, False): N_(
        "Of 100 people who are enrolled in {start} without a job or enrol by {end}, about {share} "
        "get a job of some kind by then."
    ),
}
"""The answer, by whether people are there when the study begins, and whether it is a what-if."""


def _of_study(view: View) -> tuple[Phrase, list[Phrase]] | None:
    data, share = view.data, view.level(view.data.baseline)
    if not share.value.known:
        return None
    sentence = view.say(
        _TEXTS[bool(data.caseloads), data.is_what_if],
        start=view.say.month(data.start),
        end=view.say.month(data.end),
        share=share,
    )
    return sentence, [_published(view), *_levels(view)]


def _published(view: View) -> Phrase:
    """Put the published figure beside the simulated one, and say what that is worth."""
    say, data, share = view.say, view.data, view.level(view.data.baseline)
    observed, words = share.published, words_of(view, view.data.area)
    if not observed.known:
        return Phrase("")
    if data.is_what_if:
        return say(words.as_it_was, observed=observed)
    is_own = counts_of(view, data.area) == OWN  # which the model has not been fitted to
    if not (data.origin.fitted or is_own) or too_few(data.replications):
        return say(words.figure, observed=observed)
    if share.low.number <= observed.number <= share.high.number:
        if counts_of(view, data.area) != PUBLISHED:
            return say(words.figure, observed=observed)
        return say(
            "The published figure is {observed} of 100. The model was fitted to such figures, so "
            "this agreement is not evidence that it is right.",
            observed=observed,
        )
    return say(
        words.outside,
        observed=observed,
        where=view.names[data.area] if data.area != COUNTY else view.where,
    )


def _levels(view: View) -> Iterator[Phrase]:
    """Say how many are in work in the end, how it looks of those referred, and what ranges are."""
    say, base = view.say, view.data.baseline
    working = view.level(base, "in_work_at_end")
    if working.value.known:
        yield say(
            "Not everyone is in work at the same time: at the end of the period {working} of the "
            "{participants} people who have been enrolled have a job.",
            working=working,
            participants=view.level(base, "participants").value,
        )
    yield say(
        "Of everyone referred, including those who never enrolled, it is {share} of 100.",
        share=view.level(base, PER_REFERRED),
    )
    if view.data.replications >= LEAST:
        yield say(
            "The range in brackets covers {share} of the simulated histories. It shows how far the "
            "result can vary because of chance and uncertain assumptions.",
            share=say.percent(view.data.interval),
        )


# --- a sweep --------------------------------------------------------------------------------------


def _of_sweep(view: View) -> tuple[Phrase, list[Phrase]]:
    """Return how it is without a change, and how many alternatives point to what."""
    several = len(view.data.alternatives) > 1
    sentences = [_as_it_is(view), *([_counts(view)] if several else [_one(view)])]
    found = [one for one in sentences if one]
    html = Markup("<br>").join(escape(one) for one in found)  # each on a line of its own
    return Phrase(" ".join(found), html), list(_beside(view))


def _as_it_is(view: View) -> Phrase:
    """Return what the baseline gives, in which all alternatives are alike."""
    base = view.data.baseline
    return view.say(
        "Of 100 people {who}, about {share} get a job of some kind by {end} with “{baseline}”. "
        "About {participants} people take part at some time.",
        who=_who(view),
        share=view.level(base),
        participants=view.level(base, SERVED).value,
        end=view.say.month(view.data.end),
        baseline=view.title(base),
    )


def _one(view: View) -> Phrase:
    """Return what the only alternative changes."""
    (scenario,) = view.data.alternatives
    say, main = view.say, main_difference(view, scenario)
    if is_nothing(view, scenario):
        return say("With “{scenario}” nothing changes.", scenario=view.title(scenario))
    if main.outcome != SHARE:
        text = N_(
            "With “{scenario}” about {after} people get a job instead of {before}, {difference}. "
            "The change affects how many people are referred, so this page counts people here and "
            "not shares."
        )
    elif main.mean.text == main.baseline.text:  # "39, that is, 1 fewer than 39" would puzzle
        text = N_("With “{scenario}” it is about {after} as well, on average {difference}.")
    else:
        text = N_("With “{scenario}” it is about {after}, that is, {difference}.")
    return say(
        text,
        scenario=view.title(scenario),
        before=main.baseline,
        after=main.mean,
        difference=main.in_words,
    )


def _counts(view: View) -> Phrase:
    """Name the alternatives that point to something, in the order asked for; count the others."""
    say, alternatives = view.say, view.data.alternatives
    number = capitalised(say.count(len(alternatives)))
    parts = [say("{number} other ways of working are compared with it.", number=number)]
    soon = [one for one in alternatives if view.difference(one, SOONER).verdict is Verdict.MORE]
    more = [one for one in alternatives if main_difference(view, one).verdict is Verdict.MORE]
    alike = say("Points to more people with a job, also within a year:")
    readings = {
        Verdict.MORE: alike if soon == more else say("Points to more people with a job:"),
        Verdict.LESS: say("Points to fewer people with a job:"),
        Verdict.EITHER: say("Could go either way:"),
        Verdict.NONE: say("No difference:"),
        Verdict.UNKNOWN: say("Not known how sure:"),
        Verdict.MISSING: say("Not known:"),
    }
    for verdict, reading in readings.items():
        parts.append(_named(view, reading, [
            one for one in alternatives if main_difference(view, one).verdict is verdict
        ]))  # fmt: skip
    if soon != more:
        parts.append(_named(view, say("Points to more people with a job within a year:"), soon))
    return joined(parts)


def _named(view: View, reading: Phrase, alternatives: Sequence[ScenarioSummary]) -> Phrase:
    """Return a reading and the names of which it holds; empty if it holds of none."""
    if not alternatives:
        return Phrase("")
    names = [view.say("“{scenario}”", scenario=view.title(one)) for one in alternatives]
    return view.say("{reading} {names}.", reading=reading, names=first_few(view.say, names, 5))


def _who(view: View) -> Phrase:
    """Return whom the answer is about, as it stands after "100 people"."""
    say, data = view.say, view.data
    if data.plan_start is None or data.group == ALL:
        if data.caseloads:
            return say(
                "who are enrolled in {start} without a job or enrol later",
                start=say.month(data.start),
            )
        return say("enrolled from {start} on", start=say.month(data.start))
    return say("referred from {start} on and enrolled", start=say.month(data.plan_start))


def _beside(view: View) -> Iterator[Phrase]:
    """Say what the intervals are, and how it looks of everyone referred."""
    yield _about_intervals(view)
    yield view.say(
        "A job counts however short it is, and not everyone is in work at the same time."
    )
    yield view.say(
        "Of everyone referred, including those who never enrolled, it is {share} of 100 with "
        "“{baseline}”.",
        share=view.level(view.data.baseline, PER_REFERRED).value,
        baseline=view.title(view.data.baseline),
    )


def _about_intervals(view: View) -> Phrase:
    """Say whether the interval of a difference shows how sure the effect is."""
    known = [main_difference(view, one) for one in view.data.alternatives]
    if any(it.verdict.is_clear or it.verdict is Verdict.EITHER for it in known):
        found = view.say(
            "The interval of a difference shows where it falls in {share} of the assumptions that "
            "the model tries, with chance averaged out. A history is one simulated run: if there "
            "were no difference, more would get a job in 50 of 100.",
            share=view.say.percent(view.data.interval),
        )
        many = len(known) > MANY
        chance = view.say(
            "With several comparisons, a difference could look clear by chance alone."
        )
        return joined([found, chance]) if many else found
    if any(it.verdict is Verdict.UNKNOWN and it.interval for it in known):
        return precision_alone(view)
    return Phrase("")
