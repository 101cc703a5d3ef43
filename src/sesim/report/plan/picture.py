"""Picture: what each plan costs, and in how many histories it reaches each goal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sesim.report.figures.canvas import (
    BASELINE,
    DASHES,
    MARGIN,
    PLAIN,
    SMALL,
    fitted,
    height_of,
    panel_style,
    plot,
    scale,
    share_axis,
    sheet,
    write,
)
from sesim.report.figures.picture import LEAD_WIDTH, Head, Picture
from sesim.report.figures.style import FAINT, INK, PUBLISHED, SIMULATED
from sesim.report.plan.shown import (
    MEETS,
    MISSES,
    UNCLEAR,
    Row,
    ShownPlans,
    goal_in_words,
    money,
    plan_in_words,
    times_of_100,
)
from sesim.report.text.language import Language, Phrase, joined

MOST_GOALS = 4
"""Goals that have a panel; the tables have all."""

LEFT, RIGHT, PANEL, BETWEEN, FOOT = 0.62, 0.15, 1.75, 0.34, 0.24
"""Room beside a panel, its height, and the room of numbers below it and the last one, in inches."""

APART = 0.012
"""How far plans of one cost stand apart, as a share of the axis."""

THOUSAND = 1000.0

LOOKS: Mapping[str, Mapping[str, Any]] = {
    MEETS: {"marker": "o", "color": SIMULATED, "markersize": 6.5},
    MISSES: {"marker": "X", "color": PUBLISHED, "markersize": 7.5},
    UNCLEAR: {
        "marker": "o", "color": FAINT, "markersize": 6.5, "markerfacecolor": "white",
        "markeredgewidth": 1.5,
    },
}  # fmt: skip


def frontier_picture(say: Language, shown: ShownPlans) -> Picture:
    """Return the picture of all plans by cost, with a panel for each goal."""
    explanation = joined([
        say(
            "Each point is a plan, by what it costs a year (thousands of kronor). Filled point: "
            "reaches the goal; cross: misses it; hollow point: not clear with so many histories. "
            "Bars: where the probability lies; together they hold with a probability of {sure}. "
            "Dotted line: how often the goal should be reached.",
            sure=say.exact_percent(round(1 - shown.about["risk"], 10)),
        ),
        say("Dashed line: the cost of the programme as it is now."),
    ])  # fmt: skip
    return Picture(
        "plans", _message(say, shown), explanation, joined(_alternative(say, shown)),
        lambda head: _draw(say, shown, head),
    )  # fmt: skip


def _message(say: Language, shown: ShownPlans) -> Phrase:
    if shown.chosen is None:
        most = max(shown.cost(plan) for plan in shown.rows)
        return say(
            "No plan up to {cost} is known to reach the goals often enough.", cost=money(say, most)
        )
    return say(
        "From {cost} on, a plan is known to reach the goals often enough.",
        cost=money(say, shown.cost(shown.chosen)),
    )


def _alternative(say: Language, shown: ShownPlans) -> Iterator[Phrase]:
    yield say("A panel for each goal, with the plans by cost.")
    for plan in (0, shown.chosen if shown.chosen is not None else shown.about["nearest"]):
        for row in shown.goals_of[plan]:
            yield say(
                "{plan}: {goal}, in {times} of 100 histories.",
                plan=plan_in_words(say, shown, plan), goal=goal_in_words(say, shown, row),
                times=times_of_100(say, row),
            )  # fmt: skip


def _draw(say: Language, shown: ShownPlans, head: Head) -> Figure:
    goals = shown.goals_of[0][:MOST_GOALS]
    titles = [
        fitted(str(goal_in_words(say, shown, row)), LEAD_WIDTH - 2 * MARGIN, PLAIN, bold=True)
        for row in goals
    ]
    rooms = [height_of(title, PLAIN) + 0.1 for title in titles]
    height = sum(rooms) + len(goals) * (PANEL + BETWEEN) + FOOT
    figure, at = sheet(LEAD_WIDTH, height, head)
    places = _places(shown)
    panel = None
    for i, (title, room) in enumerate(zip(titles, rooms, strict=True)):
        write(figure, MARGIN, at, title, va="top", weight="bold", color=INK)
        at += room
        panel = plot(figure, LEFT, at, LEAD_WIDTH - RIGHT, PANEL)
        _panel(panel, say, shown, i, places)
        at += PANEL + BETWEEN
    if panel is not None:
        panel.set_xlabel(str(say("cost a year, thousands of kronor")), size=SMALL)
    return figure


def _places(shown: ShownPlans) -> dict[int, float]:
    """Return where each plan stands: at its cost, and those of one cost side by side."""
    costs = {plan: shown.cost(plan) / THOUSAND for plan in shown.rows}
    span = max(costs.values()) - min(costs.values()) or 1.0
    by_cost: dict[int, list[int]] = {}
    for plan, cost in costs.items():
        by_cost.setdefault(round(cost / (APART * span)), []).append(plan)
    return {
        plan: costs[plan] + APART * span * (i - (len(plans) - 1) / 2)
        for plans in by_cost.values()
        for i, plan in enumerate(plans)
    }


def _panel(
    axes: Axes, say: Language, shown: ShownPlans, place: int, places: dict[int, float]
) -> None:
    """Draw one goal of every plan."""
    rows: Sequence[tuple[int, Row]] = [(plan, shown.goals_of[plan][place]) for plan in shown.rows]
    panel_style(axes)
    scale(axes, list(places.values()), say)
    share_axis(axes.yaxis, say)
    axes.set_ylim(-0.04, 1.04)
    axes.axvline(places[0], color=BASELINE, linestyle=DASHES, linewidth=1.0, zorder=1)
    certainty = float(rows[0][1]["certainty"])
    axes.axhline(certainty, color=INK, linewidth=1.4, linestyle=(0, (1.5, 1.5)), zorder=2)
    for plan, row in rows:
        looks = LOOKS[str(row["verdict"])]
        x = places[plan]
        axes.vlines(x, row["low"], row["high"], color=looks["color"], linewidth=3, alpha=0.35)
        axes.plot([x], [row["probability"]], linestyle="none", zorder=4, **looks)
    if shown.chosen is not None:
        row = shown.goals_of[shown.chosen][place]
        axes.plot(
            [places[shown.chosen]], [row["probability"]], linestyle="none", marker="o",
            markersize=13, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.5,
            zorder=5, clip_on=False,
        )  # fmt: skip
