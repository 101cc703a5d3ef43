"""What scenarios change, judged by the outcomes that answer the page's questions."""

import math

from sesim.outcomes import ALL, Verdict, judge
from sesim.outcomes.sureness import ends as ends_of
from sesim.report.board.facts import Rows
from sesim.report.board.page_data import PageData, ScenarioSummary
from sesim.report.text.questions import REFERRED, SHARE, SOONER, main_outcome


def ends(
    rows: Rows, scenario: str, programme: str, outcome: str = SHARE, group: str = ALL
) -> tuple[str, str]:
    """Return the columns of the interval shown: the effect's if known, else the mean's."""
    return ends_of(rows.row(scenario, programme, outcome, group))


def judged(
    rows: Rows, scenario: str, programme: str, outcome: str = SHARE, group: str = ALL
) -> Verdict:
    """Return what may be concluded from a difference."""
    return judge(rows.row(scenario, programme, outcome, group))


def judged_here(
    material: PageData, rows: Rows, plan: ScenarioSummary, outcome: str | None = None
) -> Verdict:
    """Return what may be concluded of a scenario where the page is about.

    Args:
        material: what the page tells.
        rows: the comparison.
        plan: the scenario.
        outcome: None means the one that the scenario is judged by.
    """
    chosen = outcome or measure_of(material, rows, plan)
    return judged(rows, plan.name, material.area, chosen, material.group)


def measure_of(material: PageData, rows: Rows, plan: ScenarioSummary) -> str:
    """Return by which outcome a scenario is judged."""
    more = rows.value(plan.name, material.area, REFERRED, "difference", material.group)
    return main_outcome(more)


def by_size(material: PageData, rows: Rows, outcome: str = SHARE) -> list[ScenarioSummary]:
    """Return the alternatives, the best first; those without a number are left out."""
    found = {
        plan: rows.value(plan.name, material.area, outcome, "difference", material.group)
        for plan in material.alternatives
    }
    known = [plan for plan, difference in found.items() if math.isfinite(difference)]
    return sorted(known, key=lambda plan: -found[plan])


def telling(material: PageData, rows: Rows) -> ScenarioSummary | None:
    """Return the alternative that the answer is about.

    That is the best of those that are clearly better; else the one with which clearly more have a
    job soon; else the worst of those that are clearly worse; and if nothing is clear, the largest
    difference. Scenarios judged by the share come before those judged by people, with whom they
    cannot be compared.
    """
    ordered = by_size(material, rows)
    alike = [plan for plan in ordered if measure_of(material, rows, plan) == SHARE]
    ordered = [*alike, *(plan for plan in ordered if plan not in alike)]
    found = {plan: judged_here(material, rows, plan) for plan in ordered}
    better = [plan for plan in ordered if found[plan] is Verdict.MORE]
    worse = [plan for plan in alike or ordered if found[plan] is Verdict.LESS]
    sooner = [plan for plan in by_size(material, rows, SOONER) if plan in ordered]
    sooner = [plan for plan in sooner if is_sooner(material, rows, plan)]
    if better or sooner or worse:
        return [*better[:1], *sooner[:1], *worse[-1:]][0]
    differences = {plan: _difference(material, rows, plan) for plan in alike or ordered}
    return max(differences, key=lambda plan: abs(differences[plan]), default=None)


def is_sooner(material: PageData, rows: Rows, plan: ScenarioSummary) -> bool:
    """Whether clearly more have a job soon, and it is not clear that fewer have one in the end."""
    soon = judged_here(material, rows, plan, SOONER)
    return soon is Verdict.MORE and judged_here(material, rows, plan) is not Verdict.LESS


def _difference(material: PageData, rows: Rows, plan: ScenarioSummary) -> float:
    outcome = measure_of(material, rows, plan)
    return rows.value(plan.name, material.area, outcome, "difference", material.group)
