"""The tables of outcomes of the reference page, from the catalogue: one row for outcomes alike."""

import re
from collections.abc import Iterator
from os.path import commonprefix

from sesim.events import Activity, JobKind
from sesim.outcomes.catalogue import OUTCOMES, YEAR_SIGN, Better

SIGNS = {Better.LESS: "less", Better.NEITHER: "", Better.MORE: "more"}
LEDGER = "ledger_"


def as_markdown() -> str:
    """Return the tables of outcomes for the reference page: the outcomes, and the payers."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for name, outcome in OUTCOMES.items():
        better = "below" if name.startswith(LEDGER) else SIGNS[outcome.better]
        rows.setdefault((outcome.unit, better, _definition(name)), []).append(f"`{name}`")
    lines = ["| outcome | unit | better | definition |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {'<br>'.join(names)} | {' | '.join(described)} |" for described, names in rows.items()
    ]
    return "\n".join([*lines, "", *_payers()])


def _definition(name: str) -> str:
    """Return a definition that outcomes alike share."""
    text = OUTCOMES[name].definition
    if name.startswith(LEDGER):
        return _of_the_ledger(name, text)
    for word, kind in ((Activity, "activity"), (JobKind, "kind")):
        for value in word:
            if name in (f"hours_{value}", f"wished_{value}", f"{value}_job_share"):
                text = re.sub(rf"(the kind )?`{value}`", f"the {kind} in the name", text)
    if months := re.search(r"_(\d+)_months$", name):
        text = text.replace(f"{months[1]} months", "that many months")
    return text


def _of_the_ledger(name: str, text: str) -> str:
    if name.endswith(YEAR_SIGN):
        return text.replace(f"`{name.removesuffix(f'_{YEAR_SIGN}')}`", "the outcome without a year")
    return f"The amounts in the table below. {_shared()}"


def _ledger() -> dict[str, str]:
    """Return the definitions of the ledger's rows, without those of a single year."""
    names = [name for name in OUTCOMES if name.startswith(LEDGER) and YEAR_SIGN not in name]
    return {name: OUTCOMES[name].definition for name in names}


def _shared() -> str:
    """Return the sentences that all rows of the ledger share."""
    end = commonprefix([text[::-1] for text in _ledger().values()])[::-1]
    return end.partition(". ")[2]


def _payers() -> Iterator[str]:
    """Yield the lines of a table of what is in each row of the ledger."""
    yield "| in the ledger | better | what it holds |"
    yield "| --- | --- | --- |"
    for name, text in _ledger().items():
        what = text.removesuffix(_shared()).strip()
        yield f"| `{name}` | {SIGNS[OUTCOMES[name].better]} | {what} |"
