"""Scores of the countable items, at and beside every cut point, as the scale has them."""

import math
import re
from pathlib import Path

import pytest

from sesim.outcomes import OUTCOMES
from sesim.outcomes.fidelity import ITEMS, FidelityItem, score

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"

BY_NUMBER = {item.number: item for item in ITEMS}

# Values in the unit of the outcome, and their scores.
SCORES = {
    1: [  # 20 or fewer, 21-25, 26-30, 31-40, 41 or more
        (0.0, 5), (19.9, 5), (20.0, 5), (20.01, 4), (20.4, 4), (21.0, 4), (25.0, 4), (25.01, 3),
        (26.0, 3), (30.0, 3), (30.5, 2), (31.0, 2), (40.0, 2), (40.2, 1), (41.0, 1), (99.0, 1),
    ],
    15: [  # within 30 days, 31-60, 61-150, 151-270, 271 or more; the outcome is in weeks
        (0.0, 5), (4.0, 5), (30 / 7, 5), (30.5 / 7, 4), (31 / 7, 4), (60 / 7, 4), (60.5 / 7, 3),
        (61 / 7, 3), (150 / 7, 3), (150.5 / 7, 2), (151 / 7, 2), (270 / 7, 2), (270.5 / 7, 1),
        (271 / 7, 1), (100.0, 1),
    ],
    17: [  # 6 or more, 5, 4, 2, fewer than 2
        (9.0, 5), (6.0, 5), (5.9, 4), (5.0, 4), (4.9, 3), (4.0, 3), (3.9, 2), (3.0, 2), (2.0, 2),
        (1.9, 1), (0.0, 1),
    ],
    21: [  # 95 per cent or more, 85-94, 75-84, 65-74, less; the outcome is a share
        (1.0, 5), (19 / 20, 5), (0.946, 4), (0.94, 4), (17 / 20, 4), (0.846, 3), (0.84, 3),
        (3 / 4, 3), (0.746, 2), (0.74, 2), (13 / 20, 2), (0.646, 1), (0.64, 1), (0.0, 1),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("number", "value", "expected"),
    [(number, *case) for number, cases in SCORES.items() for case in cases],
)
def test_score(number: int, value: float, expected: int) -> None:
    assert score(BY_NUMBER[number], value) == expected


@pytest.mark.parametrize("number", SCORES)
def test_what_is_missing_has_no_score(number: int) -> None:
    assert score(BY_NUMBER[number], math.nan) is None


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0, math.nan])
def test_what_the_scale_says_in_words_has_no_score(value: float) -> None:
    assert score(BY_NUMBER[23], value) is None


def test_items_are_read_from_outcomes_that_exist() -> None:
    """Their directions agree where the outcome has one; the order is that of the scale."""
    assert [item.number for item in ITEMS] == sorted(BY_NUMBER)
    for item in ITEMS:
        assert OUTCOMES[item.outcome].better in {item.better, 0}


def test_a_wage_subsidy_does_not_make_a_job_less_competitive() -> None:
    """The item was read as low where jobs are transition jobs, medium where some are temporary."""
    assert BY_NUMBER[21].outcome == "competitive_job_share"


@pytest.mark.parametrize("item", [item for item in ITEMS if item.cuts], ids=lambda i: i.number)
def test_cuts_go_from_the_best_to_the_worst(item: FidelityItem) -> None:
    assert item.cuts == tuple(sorted(item.cuts, reverse=item.better > 0))
    assert len(set(item.cuts)) == 4


def test_only_what_was_read_is_called_verified() -> None:
    """An item from recall says so in its source."""
    assert {item.number for item in ITEMS if item.verified} == {1}
    for item in ITEMS:
        assert ("recall" in item.source) is not item.verified


def test_sources_are_explained() -> None:
    page = (REFERENCE / "sources.md").read_text(encoding="utf-8")

    keys = set(re.findall(r"^### (\w+)$", page, re.MULTILINE))
    assert {item.source.partition(",")[0] for item in ITEMS} <= keys
