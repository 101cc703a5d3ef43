"""The answer and the plans as lines of plain text, for the terminal."""

import textwrap
from collections.abc import Iterator

from sesim.report.plan.sentences import answer, compared, guarantee
from sesim.report.plan.shown import MEETS, MISSES, UNCLEAR, Row, ShownPlans, plain
from sesim.report.text.language import language

MOST_LINES = 30
"""Plans that the terminal lists; the file has all."""

GAP = "  "

VERDICTS = {MEETS: "meets", MISSES: "misses", UNCLEAR: "unclear"}


def plan_lines(shown: ShownPlans, width: int) -> list[str]:
    """Return what the terminal shows.

    Args:
        shown: what it is about.
        width: of a line, in characters.
    """
    say = language("en")
    lines = textwrap.wrap(" ".join(["Plan:", *map(str, compared(say, shown))]), width)
    for text in answer(say, shown):
        lines += textwrap.wrap(str(text), width, initial_indent="  * ", subsequent_indent="    ")
    lines += ["", *_table(shown), ""]
    for text in guarantee(say, shown):
        lines += textwrap.wrap(str(text), width, initial_indent="  ", subsequent_indent="  ")
    return lines


def _table(shown: ShownPlans) -> Iterator[str]:
    """Yield a line for each plan, the cheapest first."""
    goals = shown.goals_of[0]
    listed = shown.around(MOST_LINES)
    head = [
        "", *shown.levers, "SEK a year", *(f"goal {i}" for i in range(1, len(goals) + 1)), "verdict"
    ]  # fmt: skip
    cells = [head, *(_cells(shown, plan) for plan in listed)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        yield GAP.join(text.rjust(width) for text, width in zip(line, widths, strict=True)).rstrip()
    for i, row in enumerate(goals, 1):
        side = "at least" if row["direction"] == "at_least" else "at most"
        yield (
            f"  goal {i}: {row['outcome']} {side} {row['level']:g}, in "
            f"{100 * row['certainty']:g}% of histories; shown: % [bounds]"
        )
    if len(listed) < len(shown.rows):
        yield f"  {len(shown.rows) - len(listed)} more plans stand in plans.csv"


def _cells(shown: ShownPlans, plan: int) -> list[str]:
    row = shown.rows[plan]
    mark = "->" if plan == shown.chosen else "now" if plan == 0 else ""
    values = [_value(plain(row[name])) for name in shown.levers]
    reached = [_probability(goal) for goal in shown.goals_of[plan]]
    verdict = "left" if shown.is_left(plan) else VERDICTS[row["verdict"]]
    return [mark, *values, f"{shown.cost(plan):,.0f}", *reached, verdict]


def _value(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _probability(row: Row) -> str:
    low, high = 100 * row["low"], 100 * row["high"]
    return f"{100 * row['probability']:.0f} [{low:.0f}-{high:.0f}]"
