"""What employers answer, by what coaches ask for; whom they ask; and what coaches know."""

from itertools import pairwise
from math import exp, log
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.crowd import agrees, crowd, motivation
from tests.model.small_studies import here, lives, log_of

from sesim.events import Answer, Kind
from sesim.model import search

KINDS = ("ordinary", "subsidised", "transition", "temporary")


def moved(share: float, by: float) -> float:
    """Return a probability whose log-odds are moved."""
    odds = share / (1 - share) * exp(by)
    return odds / (1 + odds)


def asking(aim: str, kind: str = "ordinary", **programme: Any) -> dict[str, Any]:
    return {
        "employer_focus": 1.0,
        "referral.per_year": 60.0,
        "placement": {"aim": aim, "months": 0.5},
        "job_kinds": {**dict.fromkeys(KINDS, 0.0), kind: 1.0},
        **programme,
    }


OFTEN = {
    "accept": 0.5,
    "hired_at_once": 0.3,
    "turned_down": 0.4,
    "asks_for_jobs_mixed": 0.6,
    "asks_for_jobs_placements": 0.1,
    "tenure_months": 0.5,
    "tenure_subsidised_months": 0.5,
    "return_to_search": 1.0,
}

NEARER = {"group_jobseekers": 0.8, "contact_weight": 0.25}

ANSWERS: dict[str, tuple[dict[str, Any], dict[str, float], float, float, float]] = {
    "jobs": (asking("jobs"), {}, 0.5, 0.3, 0.4),
    "mixed": (asking("mixed"), {}, 0.5, 0.6 * 0.3, 0.0),
    "placements": (asking("placements"), {}, 0.5, 0.1 * 0.3, 0.0),
    "subsidised": (
        asking("jobs", "subsidised"), {"subsidy_log_odds": 0.9}, 0.5, moved(0.3, 0.9), 0.4
    ),
    "nearer to a job": (
        asking("jobs", target_group="jobseekers"), NEARER, moved(0.5, 0.2), moved(0.3, 0.6), 0.4
    ),
    "nothing is known": (
        asking("jobs"),
        {"knowledge_log_odds": 2.0, "knowledge_hours": 1000.0, "mapping_months_short": 0.01},
        0.5, moved(0.3, -1.0), 0.4,
    ),
    "everything is known": (
        asking("jobs", back_heaviness=1.0),
        {"knowledge_log_odds": 2.0, "knowledge_hours": 0.1, "mapping_months_short": 2.0},
        0.5, moved(0.3, 1.0), 0.4,
    ),
}  # fmt: skip
"""Programme, parameters; and the chances of a yes, of a job at once, and of turning down."""


def answers(programme: dict[str, Any], **parameters: float) -> list[str | None]:
    found = log_of(crowd(programme, **{**OFTEN, **parameters}))
    return [row.answer for row in found if row.kind == Kind.EMPLOYER_CONTACT]


@pytest.mark.parametrize("situation", ANSWERS)
def test_answers_are_products_of_their_chances(situation: str) -> None:
    programme, parameters, yes, at_once, down = ANSWERS[situation]
    found = answers(programme, **parameters)
    expected = {
        Answer.REFUSED: 1 - yes,
        Answer.HIRED: yes * at_once,
        Answer.TURNED_DOWN: yes * (1 - at_once) * down,
        Answer.PLACEMENT: yes * (1 - at_once) * (1 - down),
    }

    assert len(found) > 1000
    for answer, share in expected.items():
        assert agrees((found.count(answer), len(found)), share), answer


def test_offers_that_are_never_turned_down_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A planted error: a programme that aims at jobs takes whatever it can get."""
    offer = search.offer

    def take(*args: Any) -> Answer:
        answer = offer(*args)
        return Answer.PLACEMENT if answer is Answer.TURNED_DOWN else answer

    monkeypatch.setattr(search, "offer", take)

    with pytest.raises(AssertionError):
        test_answers_are_products_of_their_chances("jobs")


# --- pace ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "ratio"), [("motivated", 1.0), ("wavering", 0.5)])
def test_who_takes_part_less_has_fewer_contacts(level: str, ratio: float) -> None:
    the_plan = crowd(
        asking("jobs", **motivation(level), **{"referral.per_year": 20.0}),
        accept=0.0,
        participation_wavering=ratio,
    )
    gaps = [
        b.time - a.time
        for life in lives(log_of(the_plan)).values()
        for a, b in pairwise([row for row in life if row.kind == Kind.EMPLOYER_CONTACT])
    ]

    assert len(gaps) > 1000
    assert gaps == pytest.approx([1 / (0.8 * ratio)] * len(gaps), abs=1e-6)


# --- knowledge -----------------------------------------------------------------------------------


@given(hours=st.floats(0.0, 200.0), more=st.floats(0.01, 50.0), effect=st.sampled_from([0.5, 2.0]))
def test_what_a_coach_knows(hours: float, more: float, effect: float) -> None:
    """Nothing adds minus a half, half of all adds nothing, and all adds a half, of the effect."""
    terms = here(parameters={"knowledge_log_odds": effect, "knowledge_hours": 10.0}).parameters[0]

    assert terms.certainty(0.0) == -effect / 2
    assert terms.certainty(10.0 * log(2)) == pytest.approx(0.0, abs=1e-12)
    assert terms.certainty(1e6) == pytest.approx(effect / 2)
    assert terms.certainty(hours) <= terms.certainty(hours + more)


def test_knowledge_without_effect() -> None:
    terms = here(parameters={"knowledge_log_odds": 0.0}).parameters[0]

    assert [terms.certainty(hours) for hours in (0.0, 7.0, 1e6)] == [0.0, 0.0, 0.0]
