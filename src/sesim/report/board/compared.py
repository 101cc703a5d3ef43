"""The answer of a sweep: what the changes do, and how surely."""

from collections.abc import Iterator

from sesim.outcomes import ALL
from sesim.report.board.caution import model, warnings
from sesim.report.board.differences import (
    PEOPLE,
    PER_REFERRED,
    SHARE,
    by_size,
    is_known,
    judged_clear,
    measure_of,
    telling,
)
from sesim.report.board.facts import OF_100, POINTS, TENTHS, Form
from sesim.report.board.material import Plan
from sesim.report.board.view import View
from sesim.report.language import N_, Phrase, joined

IN_TIME = "first_job_by_24_months"
"""What can be said of people who have not had the same time."""


def compared(view: View) -> tuple[Phrase, list[Phrase]]:
    """Answer for a sweep."""
    say, material = view.say, view.material
    plan = telling(material, view.comparison)
    if plan is None:
        return say("Nobody was enrolled in this period, so there is no answer."), []
    outcome = measure_of(material, view.comparison, plan)
    if is_nothing(view, plan, outcome):
        sentence = say(
            "Nothing changes: of 100 people {who}, about {mean} get a job in any case.",
            who=_who(view),
            mean=view.change(plan, form=OF_100, column="baseline"),
        )
        return sentence, [*warnings(view), model(view)]
    told = _told_shares(view, plan) if outcome == SHARE else _told_people(view, plan)
    if not judged_clear(material, view.comparison, plan):
        told = joined([_unsure(view, plan, outcome), told])
    return told, [*warnings(view), *_beside(view, plan, outcome), model(view)]


def is_nothing(view: View, plan: Plan, outcome: str) -> bool:
    """Whether it is known that a scenario changes nothing."""
    ends = (view.change(plan, outcome, column=column).value for column in ("low", "high"))
    return view.change(plan, outcome).value == 0 and all(end == 0 for end in ends)


def _told_shares(view: View, plan: Plan) -> Phrase:
    base = view.material.baseline
    text = (
        N_(
            "Of 100 people {who}, about {before} get a job of some kind by {end}. With “{plan}” it "
            "is about {after}: a difference of {change} ({between})."
        )
        if base.since is None and base.title
        else N_(
            "Of 100 people {who}, about {before} get a job of some kind by {end} with "
            "“{baseline}”. With “{plan}” it is about {after}: a difference of {change} ({between})."
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
        change=view.change(plan, form=POINTS.change()),
        between=view.between(plan, form=POINTS.change()),
    )


def _told_people(view: View, plan: Plan) -> Phrase:
    """Tell of a scenario that brings other numbers of people, by people and not by shares."""
    return view.say(
        "With “{plan}” about {after} people get a job of some kind by {end} instead of {before}: a "
        "difference of {change} ({between}). It changes how many people are referred, so people "
        "are counted here and not shares.",
        plan=view.title(plan),
        after=view.change(plan, PEOPLE, column="mean"),
        end=view.say.month(view.material.end),
        before=view.change(plan, PEOPLE, column="baseline"),
        change=view.change(plan, PEOPLE, TENTHS.change()),
        between=view.between(plan, PEOPLE, TENTHS.change()),
    )


def _unsure(view: View, plan: Plan, outcome: str) -> Phrase:
    material = view.material
    if not is_known(view.comparison, plan.name, material.area, outcome, material.group):
        return view.say("How sure this is, is not known.")
    return view.say.many(
        "The difference is within the margin of error.",
        "No change makes a difference beyond the margin of error.",
        len(material.alternatives),
    )


def _who(view: View) -> Phrase:
    """Return whom the answer is about, as it stands after "100 people"."""
    say, material = view.say, view.material
    begins = material.plan_start
    if begins is None or material.group == ALL:
        return say("enrolled from {start} on", start=say.month(material.start))
    return say("referred from {start} on and enrolled", start=say.month(begins))


def _beside(view: View, told: Plan, outcome: str) -> Iterator[Phrase]:
    """Say what the range is, how it looks otherwise, and what the other scenarios do."""
    say, material = view.say, view.material
    if is_known(view.comparison, told.name, material.area, outcome, material.group):
        yield say(
            "The range of the difference holds {share} of the assumptions that the model tries, "
            "with chance levelled out. A single history may come out anywhere from {low} to "
            "{high} of 100.",
            share=say.percent(material.interval),
            low=view.level(told, form=OF_100, column="low"),
            high=view.level(told, form=OF_100, column="high"),
        )
    yield say(
        "Counting everybody referred, enrolled or not, it is {before} and {after} of 100.",
        before=view.change(told, PER_REFERRED, OF_100, column="baseline"),
        after=view.change(told, PER_REFERRED, OF_100, column="mean"),
    )
    if view.change(told, IN_TIME).known:
        yield say(
            "Those who came last have had little time. Within two years of enrolment {before} and "
            "{after} of 100 get a first job.",
            before=view.change(told, IN_TIME, OF_100, column="baseline"),
            after=view.change(told, IN_TIME, OF_100, column="mean"),
        )
    yield from _others(view, told)


def _others(view: View, told: Plan) -> Iterator[Phrase]:
    """Name the other scenarios by what can be said of them, each with its difference."""
    say = view.say
    found: dict[Phrase, list[Phrase]] = {
        say("Points to more people with a job:"): [],
        say("Points to fewer people with a job:"): [],
        say("Within the margin of error:"): [],
        say("No difference at all:"): [],
        say("Counted in people, since others are referred:"): [],
    }
    more, fewer, unsure, nothing, other = found.values()
    for plan in by_size(view.material, view.comparison):
        if plan == told:
            continue
        if is_nothing(view, plan, SHARE):
            nothing.append(say("“{plan}”", plan=view.title(plan)))
        elif measure_of(view.material, view.comparison, plan) != SHARE:
            other.append(_named(view, plan, PEOPLE, TENTHS))
        elif judged_clear(view.material, view.comparison, plan):
            (more if view.change(plan).value > 0 else fewer).append(_named(view, plan))
        else:
            unsure.append(_named(view, plan))
    for heading, named in found.items():
        if named:
            yield say("{heading} {names}.", heading=heading, names=joined(named, "; "))


def _named(view: View, plan: Plan, outcome: str = SHARE, form: Form = POINTS) -> Phrase:
    return view.say(
        "“{plan}” {change} ({between})",
        plan=view.title(plan),
        change=view.change(plan, outcome, form.change()),
        between=view.between(plan, outcome, form.change()),
    )
