"""The answer of a sweep: more in work, sooner, and for how many, each with how sure that is."""

from collections.abc import Iterator

from markupsafe import Markup, escape

from sesim.outcomes import ALL, Verdict
from sesim.outcomes.sureness import EFFECT
from sesim.report.board.caution import model, warnings
from sesim.report.board.differences import (
    by_size,
    ends,
    is_sooner,
    judged_here,
    measure_of,
    telling,
)
from sesim.report.board.facts import COUNT, OF_100, POINTS, TENTHS, Form
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.view import View
from sesim.report.board.wording import difference, verdict, within
from sesim.report.text.language import N_, Phrase, joined
from sesim.report.text.questions import MEDIAN, PEOPLE, PER_REFERRED, SERVED, SHARE, SOONER

WITHOUT_ANSWER = (Verdict.NONE, Verdict.MISSING)


def compared(view: View) -> tuple[Phrase, list[Phrase]]:
    """Answer for a sweep."""
    say, material = view.say, view.material
    plan = telling(material, view.comparison)
    if plan is None:
        return say("Nobody was enrolled in this period, so there is no answer."), []
    if is_nothing(view, plan):
        sentence = say(
            "Nothing changes: of 100 people {who}, about {mean} get a job in any case.",
            who=_who(view),
            mean=view.change(plan, form=OF_100, column="baseline"),
        )
        return sentence, [*warnings(view), model(view)]
    told = _below(_none_is_clear(view, plan), _answers(view, plan))
    return told, [*warnings(view), *_beside(view, plan), model(view)]


def _below(*parts: Iterator[Phrase]) -> Phrase:
    """Return sentences as one text, each on a line of its own in a page."""
    told = [sentence for part in parts for sentence in part]
    return Phrase(" ".join(told), Markup("<br>").join(escape(one) for one in told))


def is_nothing(view: View, plan: ScenarioSummary) -> bool:
    """Whether it is known that a scenario changes nothing: not how many get a job, nor how soon."""
    main = judged_here(view.material, view.comparison, plan)
    return main is Verdict.NONE and verdict(view, plan, SOONER) in WITHOUT_ANSWER


def _none_is_clear(view: View, told: ScenarioSummary) -> Iterator[Phrase]:
    """Say of several changes that none makes a clear difference, neither in the end nor sooner."""
    material = view.material
    found = {judged_here(material, view.comparison, plan) for plan in material.alternatives}
    unclear = found <= {Verdict.EITHER, *WITHOUT_ANSWER}
    if len(material.alternatives) > 1 and unclear and not verdict(view, told, SOONER).is_clear:
        yield within(view, len(material.alternatives))


def _answers(view: View, plan: ScenarioSummary) -> Iterator[Phrase]:
    """Yield whether more are in work, whether they are so sooner, and how many people that is."""
    if measure_of(view.material, view.comparison, plan) == SHARE:
        yield _share(view, plan)
        yield from _soon(view, plan)
        yield _people(view, plan)
    else:
        yield _more_people(view, plan)
        yield from _soon(view, plan)
        yield _served(view, plan)


def _share(view: View, plan: ScenarioSummary) -> Phrase:
    base = view.material.baseline
    text = (
        N_(
            "Of 100 people {who}, about {before} get a job of some kind by {end}. With “{plan}” it "
            "is about {after}, a difference of {difference}."
        )
        if base.since is None and not base.own_changes
        else N_(
            "Of 100 people {who}, about {before} get a job of some kind by {end} with "
            "“{baseline}”. With “{plan}” it is about {after}, a difference of {difference}."
        )
    )
    return view.say(
        text,
        baseline=view.title(base),
        who=_who(view),
        before=view.change(plan, form=OF_100, column="baseline"),
        end=view.say.month(view.material.end),
        plan=view.title(plan),
        after=view.change(plan, form=OF_100, column="mean"),
        difference=difference(view, plan, SHARE, POINTS),
    )


def _soon(view: View, plan: ScenarioSummary) -> Iterator[Phrase]:
    """Tell how soon people get a job, which does not depend on how long they have had."""
    say = view.say
    if view.change(plan, SOONER).known:
        yield say(
            "How soon: within a year of enrolment, {after} of 100 have had a first job instead of "
            "{before}, a difference of {difference}.",
            after=view.change(plan, SOONER, OF_100, column="mean"),
            before=view.change(plan, SOONER, OF_100, column="baseline"),
            difference=difference(view, plan, SOONER, POINTS),
        )
    if view.change(plan, MEDIAN).known and _always(view, plan):
        yield say(
            "Half have had a first job after {after} weeks instead of {before}, a difference of "
            "{difference}.",
            after=view.change(plan, MEDIAN, COUNT, column="mean"),
            before=view.change(plan, MEDIAN, COUNT, column="baseline"),
            difference=difference(view, plan, MEDIAN, COUNT),
        )


def _always(view: View, plan: ScenarioSummary) -> bool:
    """Whether half get a job in every history: the median of the others is about the lucky ones."""
    counted = view.change(plan, MEDIAN, column="replications").value
    return counted >= view.material.replications


def _people(view: View, plan: ScenarioSummary) -> Phrase:
    return view.say(
        "For how many: about {after} people get a job instead of {before}, a difference of "
        "{difference}.",
        after=view.change(plan, PEOPLE, column="mean"),
        before=view.change(plan, PEOPLE, column="baseline"),
        difference=difference(view, plan, PEOPLE, TENTHS),
    )


def _more_people(view: View, plan: ScenarioSummary) -> Phrase:
    """Tell of a scenario that brings other numbers of people, by people and not by shares."""
    return view.say(
        "With “{plan}” about {after} people get a job of some kind by {end} instead of {before}, a "
        "difference of {difference}. It changes how many people are referred, so people are "
        "counted here and not shares.",
        plan=view.title(plan),
        after=view.change(plan, PEOPLE, column="mean"),
        end=view.say.month(view.material.end),
        before=view.change(plan, PEOPLE, column="baseline"),
        difference=difference(view, plan, PEOPLE, TENTHS),
    )


def _served(view: View, plan: ScenarioSummary) -> Phrase:
    return view.say(
        "For how many: about {after} people are enrolled instead of {before}, a difference of "
        "{difference}.",
        after=view.change(plan, SERVED, column="mean"),
        before=view.change(plan, SERVED, column="baseline"),
        difference=difference(view, plan, SERVED, TENTHS),
    )


def _who(view: View) -> Phrase:
    """Return whom the answer is about, as it stands after "100 people"."""
    say, material = view.say, view.material
    begins = material.plan_start
    if begins is None or material.group == ALL:
        return say("enrolled from {start} on", start=say.month(material.start))
    return say("referred from {start} on and enrolled", start=say.month(begins))


def _beside(view: View, told: ScenarioSummary) -> Iterator[Phrase]:
    """Say what the intervals are, how it looks otherwise, and what the other scenarios do."""
    say = view.say
    yield from _about_intervals(view, told)
    yield say(
        "Counting everybody referred, enrolled or not, it is {before} and {after} of 100.",
        before=view.change(told, PER_REFERRED, OF_100, column="baseline"),
        after=view.change(told, PER_REFERRED, OF_100, column="mean"),
    )
    yield from _others(view, told)


def _about_intervals(view: View, told: ScenarioSummary) -> Iterator[Phrase]:
    """Say whether the interval of a difference tells how sure the effect is."""
    say, material = view.say, view.material
    outcome = measure_of(material, view.comparison, told)
    found = judged_here(material, view.comparison, told)
    if found.is_clear or found is Verdict.EITHER:
        yield say(
            "The interval of a difference shows where it falls in {share} of the assumptions that "
            "the model tries, with chance averaged out. In a single history the result can be "
            "anything from {low} to {high} of 100.",
            share=say.percent(material.interval),
            low=view.level(told, form=OF_100, column="low"),
            high=view.level(told, form=OF_100, column="high"),
        )
    elif found is Verdict.UNKNOWN and view.between(told, outcome) != "–":
        yield precision_alone(view)


def precision_alone(view: View) -> Phrase:
    """Say that the intervals of the differences are only the precision of their means."""
    return view.say(
        "The interval of a difference shows only how precisely its mean is calculated. Uncertainty "
        "in the parameters is not part of it, so it does not show how sure the difference is."
    )


def shows_effect(view: View, plan: ScenarioSummary) -> bool:
    """Whether the interval shown of a scenario's share is that of the effect."""
    where = (plan.name, view.material.area, SHARE, view.material.group)
    return ends(view.comparison, *where) == EFFECT


def _others(view: View, told: ScenarioSummary) -> Iterator[Phrase]:
    """Name the other scenarios by what can be concluded of them, each with its difference."""
    say = view.say
    found: dict[Phrase, list[Phrase]] = {
        say("Points to more people with a job:"): [],
        say("Points to a first job sooner, while the share with a job could go either way:"): [],
        say("Points to fewer people with a job:"): [],
        say("Could go either way:"): [],
        say("Not known how sure:"): [],
        say("No difference at all:"): [],
        say("Counted in people, since others are referred:"): [],
    }
    more, sooner, fewer, either, unknown, nothing, other = found.values()
    lists = {Verdict.MORE: more, Verdict.LESS: fewer, Verdict.EITHER: either}
    for plan in by_size(view.material, view.comparison):
        if plan == told:
            continue
        if is_nothing(view, plan):
            nothing.append(say("“{plan}”", plan=view.title(plan)))
        elif measure_of(view.material, view.comparison, plan) != SHARE:
            other.append(_in_people(view, plan))
        elif verdict(view, plan).is_clear or not is_sooner(view.material, view.comparison, plan):
            lists.get(verdict(view, plan), unknown).append(_named(view, plan))
        else:
            sooner.append(_named(view, plan, SOONER))
    for heading, named in found.items():
        if named:
            yield say("{heading} {names}.", heading=heading, names=joined(named, "; "))


def _named(view: View, plan: ScenarioSummary, outcome: str = SHARE, form: Form = POINTS) -> Phrase:
    return view.say(
        "“{plan}” {change} ({between})",
        plan=view.title(plan),
        change=view.change(plan, outcome, form.change()),
        between=view.between(plan, outcome, form.change()),
    )


def _in_people(view: View, plan: ScenarioSummary) -> Phrase:
    return view.say(
        "“{plan}” {difference}",
        plan=view.title(plan),
        difference=difference(view, plan, PEOPLE, TENTHS),
    )
