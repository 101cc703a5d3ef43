"""The question, and its answer in natural frequencies."""

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup, escape

from sesim.outcomes import ALL, COUNTY, Verdict, too_few
from sesim.outcomes.summary import LEAST
from sesim.report.board.caveats import a_model, precision_alone, warnings
from sesim.report.board.counted import OWN, PUBLISHED, counts_of, words_of
from sesim.report.board.differences import uncertain
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.question import question
from sesim.report.board.ranking import answered, by_size, is_sooner, main_difference
from sesim.report.board.view import View
from sesim.report.text.language import N_, Phrase, joined
from sesim.report.text.questions import MEDIAN, PEOPLE, PER_REFERRED, SERVED, SHARE, SOONER


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
    scenario = answered(view) if data.is_sweep else data.baseline
    found = scenario and (_of_sweep(view, scenario) if data.is_sweep else _of_study(view))
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


def _of_sweep(view: View, scenario: ScenarioSummary) -> tuple[Phrase, list[Phrase]]:
    """Return whether more are in work, sooner, and for how many, each with how sure that is."""
    if is_nothing(view, scenario):
        sentence = view.say(
            "Nothing changes: of 100 people {who}, about {mean} get a job in any case.",
            who=_who(view),
            mean=view.difference(scenario).baseline,
        )
        return sentence, []
    sentences = [*_none_is_clear(view, scenario), *_answers(view, scenario)]
    html = Markup("<br>").join(escape(one) for one in sentences)  # each on a line of its own
    return Phrase(" ".join(sentences), html), list(_beside(view, scenario))


def is_nothing(view: View, scenario: ScenarioSummary) -> bool:
    """Whether it is known that a scenario changes nothing: not how many get a job, nor how soon."""
    sooner = view.difference(scenario, SOONER).verdict
    main = main_difference(view, scenario).verdict
    return main is Verdict.NONE and sooner in (Verdict.NONE, Verdict.MISSING)


def _none_is_clear(view: View, scenario: ScenarioSummary) -> Iterator[Phrase]:
    """Say of several changes that none makes a clear difference, neither in the end nor sooner."""
    alternatives = view.data.alternatives
    found = {main_difference(view, one).verdict for one in alternatives}
    unclear = found <= {Verdict.EITHER, Verdict.NONE, Verdict.MISSING}
    sooner = view.difference(scenario, SOONER).verdict
    if len(alternatives) > 1 and unclear and not sooner.is_clear:
        yield uncertain(view.say, len(alternatives))


def _answers(view: View, scenario: ScenarioSummary) -> Iterator[Phrase]:
    """Yield whether more are in work, whether they are so sooner, and how many people that is."""
    if main_difference(view, scenario).outcome == SHARE:
        yield _share(view, scenario)
        yield from _soon(view, scenario)
        yield _compared(
            view, scenario, PEOPLE,
            N_("For how many: about {after} people get a job instead of {before}, {difference}."),
        )  # fmt: skip
    else:
        yield _compared(
            view, scenario, PEOPLE,
            N_(
                "With “{scenario}” about {after} people get a job of some kind by {end} instead of "
                "{before}, {difference}. The change affects how many people are referred, so this "
                "page counts people here and not shares."
            ),
        )  # fmt: skip
        yield from _soon(view, scenario)
        yield _compared(
            view, scenario, SERVED,
            N_(
                "For how many: about {after} people are enrolled instead of {before}, "
                "{difference}."
            ),
        )  # fmt: skip


def _share(view: View, scenario: ScenarioSummary) -> Phrase:
    base = view.data.baseline
    text = (
        N_(
            "Of 100 people {who}, about {before} get a job of some kind by {end}. With "
            "“{scenario}” it is about {after}, that is, {difference}."
        )
        if base.since is None and not base.own_changes
        else N_(
            "Of 100 people {who}, about {before} get a job of some kind by {end} with "
            "“{baseline}”. With “{scenario}” it is about {after}, that is, {difference}."
        )
    )
    return _compared(view, scenario, SHARE, text)


def _soon(view: View, scenario: ScenarioSummary) -> Iterator[Phrase]:
    """Say how soon people get a job, which does not depend on how long they have had."""
    if view.difference(scenario, SOONER).value.known:
        yield _compared(
            view, scenario, SOONER,
            N_(
                "How soon: within a year of enrolment, {after} of 100 have had a first job instead "
                "of {before}, {difference}."
            ),
        )  # fmt: skip
    median = view.difference(scenario, MEDIAN)
    if median.value.known and median.replications >= view.data.replications:
        # If some histories have no median, the others are those in which people got jobs early.
        yield view.say(
            "Half have had a first job after {after} weeks instead of {before}, a difference of "
            "{difference}.",
            after=median.mean, before=median.baseline, difference=median,
        )  # fmt: skip


def _compared(view: View, scenario: ScenarioSummary, outcome: str, text: str) -> Phrase:
    """Return a sentence that compares a scenario with the baseline in one outcome."""
    difference = view.difference(scenario, outcome)
    return view.say(
        text,
        baseline=view.title(view.data.baseline),
        scenario=view.title(scenario),
        who=_who(view),
        end=view.say.month(view.data.end),
        before=difference.baseline,
        after=difference.mean,
        difference=difference.in_words,
    )


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


def _beside(view: View, scenario: ScenarioSummary) -> Iterator[Phrase]:
    """Say what the intervals are, how it looks otherwise, and what the other scenarios do."""
    yield _about_intervals(view, scenario)
    referred = view.difference(scenario, PER_REFERRED)
    yield view.say(
        "Of everyone referred, including those who never enrolled, it is {before} and {after} of "
        "100.",
        before=referred.baseline,
        after=referred.mean,
    )
    yield from _others(view, scenario)


def _about_intervals(view: View, scenario: ScenarioSummary) -> Phrase:
    """Say whether the interval of a difference shows how sure the effect is."""
    main, share = main_difference(view, scenario), view.level(scenario)
    if main.verdict.is_clear or main.verdict is Verdict.EITHER:
        return view.say(
            "The interval of a difference shows where it falls in {share} of the assumptions that "
            "the model tries, with chance averaged out. In a single history the result can be "
            "anything from {low} to {high} of 100.",
            share=view.say.percent(view.data.interval),
            low=share.low,
            high=share.high,
        )
    if main.verdict is Verdict.UNKNOWN and main.interval:
        return precision_alone(view)
    return Phrase("")


def _others(view: View, answered: ScenarioSummary) -> Iterator[Phrase]:
    """Name the other scenarios by what can be concluded of them, each with its difference."""
    say = view.say
    found: dict[Phrase, list[Phrase]] = {
        say("Points to more people with a job:"): [],
        say("Points to a first job sooner, while the share with a job could go either way:"): [],
        say("Points to fewer people with a job:"): [],
        say("Could go either way:"): [],
        say("Not known how sure:"): [],
        say("No difference at all:"): [],
        say("Counted in people, since the number of people referred changes:"): [],
    }
    more, sooner, fewer, either, unknown, nothing, other = found.values()
    lists = {Verdict.MORE: more, Verdict.LESS: fewer, Verdict.EITHER: either}
    for scenario in by_size(view):
        share, title = view.difference(scenario), view.title(scenario)
        if scenario == answered:
            continue
        if is_nothing(view, scenario):
            nothing.append(say("“{scenario}”", scenario=title))
        elif main_difference(view, scenario).outcome != SHARE:
            people = view.difference(scenario, PEOPLE)
            other.append(say("“{scenario}” {difference}", scenario=title, difference=people))
        elif share.verdict.is_clear or not is_sooner(view, scenario):
            named = say("“{scenario}” {difference}", scenario=title, difference=share.alone)
            lists.get(share.verdict, unknown).append(named)
        else:
            soon = view.difference(scenario, SOONER).alone
            sooner.append(say("“{scenario}” {difference}", scenario=title, difference=soon))
    for heading, names in found.items():
        if names:
            yield say("{heading} {names}.", heading=heading, names=joined(names, "; "))
