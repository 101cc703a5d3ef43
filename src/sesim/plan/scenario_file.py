"""The chosen plan as a scenario file that runs as it is."""

from typing import Any

from sesim.plan.question import PlanQuestion
from sesim.runs.results.store import as_yaml

TITLE = 80
"""Letters of the longest title."""


def scenario_file(question: PlanQuestion, plan: int, name: str, title: str | None) -> str:
    """Return a plan as the text of `scenario/NAME.yaml`.

    Args:
        question: what was asked.
        plan: its number.
        name: of the scenario.
        title: for readers; None for one that names the levers' values.
    """
    candidate = question.choice.candidates[plan]
    values = zip(question.choice.levers, candidate.values, strict=True)
    what = ", ".join(f"{lever} {_written(value)}" for lever, value in values)
    found = candidate.scenario
    since = question.choice.since if candidate.changed else found.since
    plain: dict[str, Any] = {
        "name": name,
        "title": title or _shortened(f"Plan: {what}"),
        "rationale": f"The cheapest of the plans compared that reaches its goals: {what}.",
        "assumes": found.assumes or "The plan was chosen by the model, and holds under it.",
        "evidence": "assumption: chosen by sesim-plan; see the folder of the search.",
        "since": since and since.isoformat(),
        "changes": [one.model_dump(mode="json", exclude_unset=True) for one in found.changes],
    }
    for change in plain["changes"]:
        if change.get("since") in (None, plain["since"]):
            change.pop("since", None)
    return as_yaml(plain)


def _written(value: Any) -> str:
    return "none" if value is None else str(value)


def _shortened(text: str) -> str:
    return text if len(text) <= TITLE else f"{text[: TITLE - 2].rstrip()} …"
