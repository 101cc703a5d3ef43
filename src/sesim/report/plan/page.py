"""Plans as a page in one language: the answer, the plans compared, and who pays."""

from collections.abc import Iterator, Mapping
from typing import Any

from sesim.outcomes import LEDGER
from sesim.outcomes.definitions.money import PERSON
from sesim.report.figures.picture import Picture
from sesim.report.html.table import Cell, Table, cell
from sesim.report.html.template import rendered
from sesim.report.plan.sentences import answer, compared, guarantee, where
from sesim.report.plan.shown import (
    COST,
    MEETS,
    MISSES,
    UNCLEAR,
    ShownPlans,
    goal_in_words,
    plan_in_words,
)
from sesim.report.text.language import N_, Language, Phrase, capitalised, joined, language
from sesim.report.text.numbers import between

MOST_ROWS = 60
"""Plans that the page lists; the file has all."""

VERDICTS = {
    MEETS: N_("reaches the goals often enough"),
    MISSES: N_("does not reach all goals often enough"),
    UNCLEAR: N_("not clear"),
}
LEFT = N_("left: costs no less than the chosen one")


def plan_page(
    shown: ShownPlans, code: str, pictures: Mapping[str, Picture], made: Mapping[str, Any]
) -> str:
    """Return the page about plans.

    Args:
        shown: what it is about.
        code: of the language.
        pictures: by name.
        made: what somebody needs who wants the same numbers again, by its name in English.
    """
    say = language(code)
    first, *rest = answer(say, shown)
    return rendered(
        "plan/plan.html.j2",
        code,
        where=where(say, shown),
        compared=list(compared(say, shown)),
        lead=first,
        points=rest,
        pictures=pictures,
        tables=[plans_table(say, shown), payers_table(say, shown)],
        sure=list(guarantee(say, shown)),
        made=list(_made(say, shown, made)),
    )


def plans_table(say: Language, shown: ShownPlans) -> Table:
    """Return every plan: its cost, how often it reaches each goal, and the verdict."""
    goals = shown.goals_of[0]
    listed = shown.around(MOST_ROWS)
    notes = [
        say(
            "Numbers of 100 simulated histories, with ranges that hold for all plans and goals "
            "together."
        )
    ]
    if len(listed) < len(shown.rows):
        more = say.number(len(shown.rows) - len(listed))
        notes.append(say("{number} more plans stand in plans.csv.", number=more))
    head: list[Cell] = [
        say("Plan"),
        say("Thousand kronor a year"),
        *(goal_in_words(say, shown, row) for row in goals),
        say("Verdict"),
    ]
    return Table(
        say("The plans, the cheapest first"),
        head,
        [_row(say, shown, plan) for plan in listed],
        joined(notes),
    )


def _row(say: Language, shown: ShownPlans, plan: int) -> list[Cell]:
    name = capitalised(plan_in_words(say, shown, plan))
    cells: list[Cell] = [
        cell(
            say.number(100 * row["probability"]), between(say, 100 * row["low"], 100 * row["high"])
        )
        for row in shown.goals_of[plan]
    ]
    cost = say.number(round(shown.cost(plan) / 1000, -1))
    return [name, cost, *cells, verdict(say, shown, plan)]


def verdict(say: Language, shown: ShownPlans, plan: int) -> Phrase:
    """Return what is found of a plan; the chosen one is marked."""
    if plan == shown.chosen:
        return say("chosen: reaches the goals often enough")
    return say(LEFT if shown.is_left(plan) else VERDICTS[str(shown.rows[plan]["verdict"])])


def payers_table(say: Language, shown: ShownPlans) -> Table:
    """Return what each payer pays a year, as it is now and under the plan."""
    plan = shown.about["nearest"] if shown.chosen is None else shown.chosen
    rows: list[list[Cell]] = []
    for one in sorted(LEDGER, key=lambda row: row.name == PERSON):  # who receives comes last
        now, then = (shown.rows[it][f"{COST}{one.name}"] / 1000 for it in (0, plan))
        values = (say.number(round(value, -1)) for value in (now, then))
        change = say.number(round(then - now, -1), signed=True)
        rows.append([say(one.title), *values, change])
    return Table(
        say("Who pays, in thousands of kronor a year"),
        [say("Payer"), say("As it is now"), say("Under the plan"), say("Change")],
        rows,
        say("Means of simulated histories, with the same people and luck in both."),
    )


def _made(
    say: Language, shown: ShownPlans, made: Mapping[str, Any]
) -> Iterator[tuple[Phrase, Phrase]]:
    yield say("plans compared"), Phrase(say.number(len(shown.rows)))
    yield say("simulated histories"), Phrase(say.number(int(shown.plans["histories"].sum())))
    for name, value in made.items():
        yield say.own(name), Phrase(str(value))
