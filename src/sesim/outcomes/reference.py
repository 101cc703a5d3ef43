"""The table of outcomes of the reference page, from the catalogue."""

from sesim.outcomes.catalogue import OUTCOMES
from sesim.outcomes.definitions.outcome import Better


def as_markdown() -> str:
    """Return the table of outcomes for the reference page."""
    signs = {Better.LESS: "less", Better.NEITHER: "", Better.MORE: "more"}
    lines = ["| outcome | unit | better | definition |", "| --- | --- | --- | --- |"]
    lines += [
        f"| `{name}` | {outcome.unit} | {signs[outcome.better]} | {outcome.definition} |"
        for name, outcome in OUTCOMES.items()
    ]
    return "\n".join(lines)
