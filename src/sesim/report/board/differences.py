"""What scenarios change: which differences are clear, and which lie within the margin of error."""

import math

from sesim.outcomes import ALL
from sesim.report.board.facts import Rows
from sesim.report.board.material import Material, Plan

SHARE = "employed_share"
"""What the page is about: the share of those enrolled who get a job."""

PEOPLE = "employed"

PER_REFERRED = "employed_per_referred"
"""Shown beside the share, so that closing people early cannot look like success."""

EFFECT, PRECISION = ("effect_low", "effect_high"), ("low", "high")


def ends(
    rows: Rows, scenario: str, programme: str, outcome: str = SHARE, group: str = ALL
) -> tuple[str, str]:
    """Return the columns that say between what a difference lies.

    Those of the effect, given what is not known of the parameters, or else those of the mean.
    """
    found = [rows.value(scenario, programme, outcome, column, group) for column in EFFECT]
    return EFFECT if all(map(math.isfinite, found)) else PRECISION


def is_known(
    rows: Rows, scenario: str, programme: str, outcome: str = SHARE, group: str = ALL
) -> bool:
    """Whether it is known where the effect lies: with the parameters taken as known it is not."""
    return ends(rows, scenario, programme, outcome, group) == EFFECT


def is_clear(
    rows: Rows, scenario: str, programme: str, outcome: str = SHARE, group: str = ALL
) -> bool:
    """Whether the effect is known to lie wholly on one side of zero."""
    low, high = (rows.value(scenario, programme, outcome, column, group) for column in EFFECT)
    return low > 0 or high < 0


def measure_of(material: Material, rows: Rows, plan: Plan) -> str:
    """Return by which outcome a scenario is judged.

    That is the share with a job; where other numbers of people are referred, how many people
    have one, since a programme that grows may serve more people with a smaller share.
    """
    more = rows.value(plan.name, material.area, "referred", "difference", material.group)
    return PEOPLE if math.isfinite(more) and more != 0 else SHARE


def by_size(material: Material, rows: Rows, outcome: str = SHARE) -> list[Plan]:
    """Return the alternatives, the best first; those without a number are left out."""
    found = {
        plan: rows.value(plan.name, material.area, outcome, "difference", material.group)
        for plan in material.alternatives
    }
    known = [plan for plan, difference in found.items() if math.isfinite(difference)]
    return sorted(known, key=lambda plan: -found[plan])


def telling(material: Material, rows: Rows) -> Plan | None:
    """Return the alternative that the answer is about.

    That is the best of those that are clearly better; if there is none, the worst of those that
    are clearly worse; and if nothing is clear, the largest difference.
    """
    ordered = by_size(material, rows)
    alike = [plan for plan in ordered if measure_of(material, rows, plan) == SHARE]
    ordered = alike or ordered  # people and shares cannot be compared with one another
    clear = [plan for plan in ordered if judged_clear(material, rows, plan)]
    differences = {plan: _difference(material, rows, plan) for plan in ordered}
    if clear:
        better = [plan for plan in clear if differences[plan] > 0]
        return better[0] if better else clear[-1]
    return max(ordered, key=lambda plan: abs(differences[plan]), default=None)


def judged_clear(material: Material, rows: Rows, plan: Plan) -> bool:
    """Whether a scenario's difference is clear, by the outcome that it is judged by."""
    outcome = measure_of(material, rows, plan)
    return is_clear(rows, plan.name, material.area, outcome, material.group)


def _difference(material: Material, rows: Rows, plan: Plan) -> float:
    outcome = measure_of(material, rows, plan)
    return rows.value(plan.name, material.area, outcome, "difference", material.group)
