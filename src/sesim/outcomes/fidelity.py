"""The items of the IPS fidelity scale that can be computed from an event log, and their scores.

These are few of the 25 items, and not the core of IPS: teams, choice and quality cannot be
counted. So each has a score, and there is no total.
"""

from dataclasses import dataclass
from typing import Final

from sesim.outcomes.definitions.outcome import Better
from sesim.outcomes.definitions.people import FOLLOW_ALONG_MONTHS

BEST: Final = 5

_SLACK: Final = 1e-9  # a value at a cut point may differ from it in the last bits


@dataclass(frozen=True, slots=True)
class FidelityItem:
    """One item of the scale, and the outcome that measures it.

    Attributes:
        number: in the IPS-25 scale.
        name: its name in the scale.
        outcome: its name in `summary.csv`.
        unit: of the scale.
        times: factor that converts the outcome to that unit.
        better: whether less or more of it scores higher.
        cuts: the last values that still score 5, 4, 3 and 2; None if the scale has no numbers.
        verified: whether the cut points have been checked against the scale.
        source: key of the page of sources, and place in it.
        note: how the outcome differs from what the scale means.
    """

    number: int
    name: str
    outcome: str
    unit: str
    times: float
    better: Better
    cuts: tuple[float, float, float, float] | None
    verified: bool
    source: str
    note: str


ITEMS: Final = (
    FidelityItem(
        1, "Caseload size", "caseload_per_fte", "persons per full-time post", 1.0, Better.LESS,
        (20.0, 25.0, 30.0, 40.0), True, "ips25, item 1",
        "The mean over the window, of whole programmes.",
    ),
    FidelityItem(
        15, "Rapid job search", "weeks_to_first_contact", "days to the first employer contact",
        7.0, Better.LESS, (30.0, 60.0, 150.0, 270.0), False, "ips25, item 15 from recall",
        "Until half of those enrolled have had one, which is not the mean.",
    ),
    FidelityItem(
        17, "Frequent employer contact", "contacts_per_fte_week",
        "employer contacts per week and full-time post", 1.0, Better.MORE,
        (6.0, 5.0, 4.0, 2.0), False, "ips25, item 17 from recall",
        "All contacts, of all posts; the scale wants them face to face and followed up weekly.",
    ),
    FidelityItem(
        21, "Competitive jobs", "competitive_job_share",
        "percent of job starts that are neither state-funded nor temporary", 100.0,
        Better.MORE, (95.0, 85.0, 75.0, 65.0), False, "ips25, item 21 from recall",
        "Jobs with a wage subsidy count, since the employer employs and pays as usual; a stricter "
        "reading is `ordinary_job_share`.",
    ),
    FidelityItem(
        23, "Time-unlimited follow-along support", "follow_along_share",
        f"percent supported {FOLLOW_ALONG_MONTHS} months into the first job", 100.0, Better.MORE,
        None, False, "ips25, item 23 from recall",
        "The scale describes the support in words, so there is no score.",
    ),
)  # fmt: skip
"""The items that can be computed, by number."""


def score(item: FidelityItem, value: float) -> int | None:
    """Return the score of an outcome, from 1 to 5.

    The scale has whole numbers, such as "20 or fewer" and "21 to 25", and a mean may lie
    between them. It then gets the lower score, since it does not reach the higher one: 20.4
    persons are more than 20 and score 4; 5.9 contacts are fewer than 6 and score 4.

    Args:
        item: one of `ITEMS`.
        value: of its outcome, in the unit of the outcome; NaN if it is missing.

    Returns:
        None if the value is missing, or if the scale has no numbers for the item.

    >>> [score(ITEMS[0], caseload) for caseload in (20.0, 20.4, 41.0)]
    [5, 4, 1]
    """
    if item.cuts is None or value != value:  # NaN differs from itself
        return None
    missed = sum(not _reaches(item, item.times * value, cut) for cut in item.cuts)
    return BEST - missed


def _reaches(item: FidelityItem, amount: float, cut: float) -> bool:
    slack = _SLACK * cut
    return amount <= cut + slack if item.better is Better.LESS else amount >= cut - slack


def fidelity_table() -> str:
    """Return the table of items for the reference page."""
    lines = [
        "| item | outcome | in | 5 | 4 | 3 | 2 | checked | note |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for item in ITEMS:
        sign = "≤" if item.better is Better.LESS else "≥"
        cuts = [""] * 4 if item.cuts is None else [f"{sign} {cut:g}" for cut in item.cuts]
        checked = "yes" if item.verified else "no"
        cells = [f"{item.number} {item.name}", f"`{item.outcome}`", item.unit]
        lines.append(f"| {' | '.join([*cells, *cuts, checked, item.note])} |")
    return "\n".join(lines)
