"""What scenarios change: which differences are clear, and which lie within the margin of error."""

import math

from sesim.outcomes import ALL
from sesim.report.board.facts import Rows
from sesim.report.board.material import Material, Plan

SHARE = "employed_share"
"""What the page is about: the share of those enrolled who get a job."""

EFFECT, PRECISION = ("effect_low", "effect_high"), ("low", "high")


def ends(
    rows: Rows, scenario: str, programme: str, outcome: str = SHARE, group: str = ALL
) -> tuple[str, str]:
    """Return the columns that say between what a difference lies.

    Those of the effect, given what is not known of the parameters, or else those of the mean.
    """
    found = [rows.value(scenario, programme, outcome, column, group) for column in EFFECT]
    return EFFECT if all(map(math.isfinite, found)) else PRECISION


def is_clear(
    rows: Rows, scenario: str, programme: str, outcome: str = SHARE, group: str = ALL
) -> bool:
    """Whether a difference lies wholly on one side of zero."""
    low, high = (
        rows.value(scenario, programme, outcome, column, group)
        for column in ends(rows, scenario, programme, outcome, group)
    )
    return low > 0 or high < 0


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
    clear = [p for p in ordered if is_clear(rows, p.name, material.area, SHARE, material.group)]
    differences = {
        plan: rows.value(plan.name, material.area, SHARE, "difference", material.group)
        for plan in ordered
    }
    if clear:
        return clear[0] if differences[clear[0]] > 0 else clear[-1]
    return max(ordered, key=lambda plan: abs(differences[plan]), default=None)
