"""The tables of outcomes of the reference page, from the catalogue: one row for outcomes alike."""

import re
from collections.abc import Iterator

from sesim.events import Activity, JobKind
from sesim.outcomes.catalogue import OUTCOMES
from sesim.outcomes.definitions.money import LEDGER
from sesim.outcomes.definitions.outcome import YEAR_SIGN, Better

SIGNS = {Better.LESS: "less", Better.NEITHER: "", Better.MORE: "more"}

ROWS = {f"{row.outcome}{year}": row for row in LEDGER for year in ("", f"_{YEAR_SIGN}")}
"""The row of the ledger that an outcome shows."""


def outcome_tables() -> str:
    """Return the tables of outcomes for the reference page: the outcomes, and the ledger."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for name, outcome in OUTCOMES.items():
        better = "below" if name in ROWS else SIGNS[outcome.better]
        rows.setdefault((outcome.unit, better, _definition(name)), []).append(f"`{name}`")
    lines = ["| outcome | unit | better | definition |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {'<br>'.join(names)} | {' | '.join(described)} |" for described, names in rows.items()
    ]
    return "\n".join([*lines, "", *_ledger()])


def _definition(name: str) -> str:
    """Return a definition that similar outcomes share."""
    text = OUTCOMES[name].definition
    if row := ROWS.get(name):
        text = text.replace(f"`{row.outcome}`", "the outcome without a year")
        return text.replace(row.definition, "The amounts in the table below")
    for word, kind in ((Activity, "activity"), (JobKind, "kind")):
        for value in word:
            if name in (f"hours_{value}", f"wished_{value}", f"{value}_job_share"):
                text = re.sub(rf"(the kind )?`{value}`", f"the {kind} in the name", text)
    if months := re.search(r"_(\d+)_months$", name):
        text = text.replace(f"{months[1]} months", "that many months")
    return text


def _ledger() -> Iterator[str]:
    """Yield the lines of a table of what each row of the ledger holds."""
    yield "| in the ledger | better | definition |"
    yield "| --- | --- | --- |"
    for row in LEDGER:
        yield f"| `{row.outcome}` | {SIGNS[row.better]} | {row.definition}. |"
