"""Which scenarios the page names first, by what they change."""

from sesim.outcomes import Verdict
from sesim.report.board.differences import Difference
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.view import View
from sesim.report.text.questions import REFERRED, SHARE, SOONER, main_outcome


def main_difference(view: View, scenario: ScenarioSummary) -> Difference:
    """Return the difference by which a scenario is judged: in the share, or in people."""
    more = view.difference(scenario, REFERRED).value.number
    return view.difference(scenario, main_outcome(more))


def by_size(view: View, outcome: str = SHARE) -> list[ScenarioSummary]:
    """Return the alternatives, the best first; those without a number are left out."""
    found = {one: view.difference(one, outcome).value for one in view.data.alternatives}
    known = [one for one, value in found.items() if value.known]
    return sorted(known, key=lambda one: -found[one].number)


def is_sooner(view: View, scenario: ScenarioSummary) -> bool:
    """Whether clearly more have a job soon, and it is not clear that fewer have one in the end."""
    soon = view.difference(scenario, SOONER).verdict
    return soon is Verdict.MORE and main_difference(view, scenario).verdict is not Verdict.LESS


def answered(view: View) -> ScenarioSummary | None:
    """Return the alternative that the answer is about.

    That is the best of those that are clearly better; else the one with which clearly more have a
    job soon; else the worst of those that are clearly worse; and if nothing is clear, the largest
    difference. Scenarios judged by the share come before those judged by people, with whom they
    cannot be compared.
    """
    ordered = by_size(view)
    main = {one: main_difference(view, one) for one in ordered}
    alike = [one for one in ordered if main[one].outcome == SHARE]
    ordered = [*alike, *(one for one in ordered if one not in alike)]
    better = [one for one in ordered if main[one].verdict is Verdict.MORE]
    sooner = [one for one in by_size(view, SOONER) if one in main and is_sooner(view, one)]
    worse = [one for one in alike or ordered if main[one].verdict is Verdict.LESS]
    if better or sooner or worse:
        return [*better[:1], *sooner[:1], *worse[-1:]][0]
    return max(alike or ordered, key=lambda one: abs(main[one].value.number), default=None)
