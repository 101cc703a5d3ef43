"""What a search for a plan has found, in sentences."""

import math
from collections.abc import Iterator, Sequence

from sesim.report.plan.shown import (
    MEETS,
    MISSES,
    Row,
    ShownPlans,
    goal_in_words,
    lever_in_words,
    money,
    plain,
    plan_in_words,
    times_of_100,
)
from sesim.report.text.caseload import caseload_in_words
from sesim.report.text.future import future_in_words, future_shown
from sesim.report.text.language import (
    Language,
    Phrase,
    breakable,
    capitalised,
    joined,
    listed,
)

MOST_NAMED = 3
"""Plans or steps that a sentence names."""


def compared(say: Language, shown: ShownPlans) -> Iterator[Phrase]:
    """Yield what all plans have in common: where, when, with whom, and under which changes."""
    yield say(
        "{where}, {since} to {end}.",
        where=where(say, shown), since=say.day(shown.since), end=say.day(shown.end),
    )  # fmt: skip
    several = len(shown.about["titles"]) > 1
    for name, today in shown.about["caseloads"].items():
        people = caseload_in_words(say, today)
        if several:
            people = say("{place}: {text}", place=shown.names[name], text=people)
        yield say("{what}.", what=capitalised(people))
    if title := shown.about["scenario"]:
        yield say("In every plan: {title}.", title=say.own(title))
    if (adjusted := shown.about["adjusted"]) is not None:
        yield say(
            "The parameters are adjusted to the own counts of {name}.",
            name=shown.names.get(adjusted, adjusted),
        )


def where(say: Language, shown: ShownPlans) -> Phrase:
    """Return which programmes the plans are for."""
    names = [breakable(name) for name in shown.names.values()]
    if len(names) <= MOST_NAMED:
        return listed(say, names)
    return say("{number} programmes", number=say.count(len(names)))


def answer(say: Language, shown: ShownPlans) -> Iterator[Phrase]:
    """Yield the answer: the plan, how likely it reaches each goal, and what must be added."""
    plan = shown.chosen
    if plan is None:
        yield from _none(say, shown)
        return
    if plan == 0:
        yield say(
            "No change is needed: the programme as it is now reaches the goals often enough and "
            "costs {cost}.",
            cost=money(say, shown.cost(plan)),
        )
    else:
        yield say(
            "The cheapest plan known to reach the goals often enough: {plan}. It costs {cost}.",
            plan=plan_in_words(say, shown, plan), cost=money(say, shown.cost(plan)),
        )  # fmt: skip
    yield from _reached(say, shown, plan)
    yield from _cheaper(say, shown, plan)
    yield from _ties(say, shown)


def _reached(say: Language, shown: ShownPlans, plan: int) -> Iterator[Phrase]:
    for row in shown.goals_of[plan]:
        yield say(
            "{goal}. Reached in {times} of 100 histories ({number} were simulated); the demand is "
            "{certainty} of 100.",
            goal=goal_in_words(say, shown, row), times=times_of_100(say, row),
            number=say.number(row["histories"]),
            certainty=say.exact(round(100 * row["certainty"], 8)),
        )  # fmt: skip


def _cheaper(say: Language, shown: ShownPlans, plan: int) -> Iterator[Phrase]:
    """Yield why no cheaper plan was chosen."""
    unclear, missing = shown.about["cheaper_unclear"], shown.about["next_cheaper"]
    if unclear:
        yield say.many(
            "Of {number} plan that costs less, or changes less, it is not clear yet whether it "
            "reaches the goals: {plans}. More histories would show it.",
            "Of {number} plans that cost less, or change less, it is not clear yet whether they "
            "reach the goals: {plans}. More histories would show it.",
            len(unclear), number=say.count(len(unclear)), plans=_plans(say, shown, unclear),
        )  # fmt: skip
    if missing is not None:
        yield joined([
            say("The next cheaper plan misses: {plan}.", plan=plan_in_words(say, shown, missing)),
            *(_missed(say, shown, row) for row in shown.goals_of[missing]
              if row["verdict"] == MISSES),
        ])  # fmt: skip
    elif not unclear and next(iter(shown.rows)) == plan:
        yield say(
            "No plan that was compared is cheaper: a cheaper one may reach the goals too, if there "
            "is one."
        )


def _missed(say: Language, shown: ShownPlans, row: Row) -> Phrase:
    return say(
        "{goal}: only in {times} of 100 histories.",
        goal=goal_in_words(say, shown, row), times=times_of_100(say, row),
    )  # fmt: skip


def _ties(say: Language, shown: ShownPlans) -> Iterator[Phrase]:
    """Yield which other plans are as good."""
    tied = shown.about["tied"]
    number, plans = capitalised(say.count(len(tied))), _plans(say, shown, tied)
    if tied:
        yield say.many(
            "{number} other plan costs as much and reaches the goals too: {plans}. The plan above "
            "changes least.",
            "{number} other plans cost as much and reach the goals too: {plans}. The plan above "
            "changes least.",
            len(tied), number=number, plans=plans,
        )  # fmt: skip


def _plans(say: Language, shown: ShownPlans, plans: Sequence[int]) -> Phrase:
    named = [plan_in_words(say, shown, plan) for plan in plans[:MOST_NAMED]]
    rest = len(plans) - len(named)
    more = [say("and {number} more", number=say.exact(rest))] if rest else []
    return joined([*named, *more], " / ")


def _none(say: Language, shown: ShownPlans) -> Iterator[Phrase]:
    """Yield that no plan is known to reach the goals, what comes nearest, and what limits it."""
    unclear = shown.about["cheaper_unclear"]
    number = say.number(len(shown.rows))
    if unclear:
        yield say(
            "Of {number} plans none is known to reach the goals often enough, and of {unclear} it "
            "is not clear yet: {plans}. More histories, or a lower certainty, would show it.",
            number=number, unclear=say.count(len(unclear)), plans=_plans(say, shown, unclear),
        )  # fmt: skip
    else:
        yield say("None of {number} plans reaches the goals often enough.", number=number)
    nearest = shown.about["nearest"]
    yield say(
        "No plan comes nearer than this one, up to chance, and none as near is cheaper: {plan}. It "
        "costs {cost}.",
        plan=plan_in_words(say, shown, nearest), cost=money(say, shown.cost(nearest)),
    )  # fmt: skip
    yield from _reached(say, shown, nearest)
    yield from _within_reach(say, shown, nearest)
    yield from _binding(say, shown)


def _within_reach(say: Language, shown: ShownPlans, plan: int) -> Iterator[Phrase]:
    """Yield which level of each missed goal a plan reaches as often as was asked for."""
    for row in shown.goals_of[plan]:
        if row["verdict"] != MEETS and math.isfinite(row["within_reach"]):
            yield say(
                "What it does reach in {certainty} of 100 histories: {goal}.",
                certainty=say.exact(round(100 * row["certainty"], 8)),
                goal=goal_in_words(say, shown, {**row, "level": row["within_reach"]}),
            )  # fmt: skip


def _binding(say: Language, shown: ShownPlans) -> Iterator[Phrase]:
    """Yield which lever holds the plan back that comes nearest."""
    steps = shown.about["binding"]
    for step in steps[:MOST_NAMED]:
        before, after = (say.own(_short(say, step[key])) for key in ("before", "after"))
        goal = shown.goals_of[shown.about["nearest"]][step["goal"]]
        yield say(
            "What limits it is the range of one lever: {lever}. The last step, from {before} to "
            "{after}, adds {difference} of 100 histories that reach the goal ({goal}); a further "
            "step may add more.",
            lever=lever_in_words(say, shown, step["lever"]), before=before, after=after,
            difference=say.number(100 * step["difference"]),
            goal=goal_in_words(say, shown, goal),
        )  # fmt: skip
    if not steps:
        yield say(
            "To go further with any of these levers would not clearly help: something else has to "
            "change, or the goal."
        )


def _short(say: Language, value: object) -> str:
    found = plain(value)
    return say.exact(found) if isinstance(found, int | float) else str(found)


def guarantee(say: Language, shown: ShownPlans) -> Iterator[Phrase]:
    """Yield how sure the answer is, and what it rests on."""
    yield say(
        "With a probability of {sure} all of these verdicts are right, if the model is: the ranges "
        "after the numbers of histories hold for all plans and goals together, and however long "
        "the search goes on.",
        sure=say.exact_percent(round(1 - shown.about["risk"], 10)),
    )
    yield say(
        "In each history every plan meets the same people with the same luck, and the model’s "
        "uncertain parameters have other values. A plan is simulated until it is clear, in at most "
        "{budget} histories; plans that cost no less than the chosen one may be left unclear.",
        budget=say.number(shown.about["budget"]),
    )
    if (future := shown.about.get("future")) is not None:
        yield future_in_words(say, future_shown(future))
    yield say(
        "Costs are means of the first {first} histories of every plan, per year in the time from "
        "{since} to {end}.",
        first=say.number(shown.about["first"]), since=say.day(shown.since), end=say.day(shown.end),
    )  # fmt: skip
    yield say(
        "A plan that reaches the goals in the model need not reach them in your programme: what "
        "the model leaves out, and its assumptions, hold here as for every simulation."
    )
