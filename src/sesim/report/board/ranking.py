"""By which difference a scenario is judged."""

from sesim.outcomes import Verdict
from sesim.report.board.differences import Difference
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.view import View
from sesim.report.text.questions import REFERRED, SHARE, SOONER, main_outcome


def main_difference(view: View, scenario: ScenarioSummary) -> Difference:
    """Return the difference by which a scenario is judged: in the share, or in people."""
    more = view.difference(scenario, REFERRED).value.number
    return view.difference(scenario, main_outcome(more))


def known_alternatives(view: View, outcome: str = SHARE) -> list[ScenarioSummary]:
    """Return the alternatives in the order that was asked for, without those that have no value."""
    return [one for one in view.data.alternatives if view.difference(one, outcome).value.known]


def first_asked(view: View) -> ScenarioSummary | None:
    """Return the first alternative that was asked for; None where there is none."""
    return next(iter(known_alternatives(view)), None)


def is_sooner(view: View, scenario: ScenarioSummary) -> bool:
    """Whether clearly more have a job soon, and it is not clear that fewer have one in the end."""
    soon = view.difference(scenario, SOONER).verdict
    return soon is Verdict.MORE and main_difference(view, scenario).verdict is not Verdict.LESS


def is_nothing(view: View, scenario: ScenarioSummary) -> bool:
    """Whether it is known that a scenario changes nothing: not how many get a job, nor how soon."""
    sooner = view.difference(scenario, SOONER).verdict
    main = main_difference(view, scenario).verdict
    return main is Verdict.NONE and sooner in (Verdict.NONE, Verdict.MISSING)
