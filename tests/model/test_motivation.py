"""How motivation is lost and gained, and what depends on it, against closed forms."""

from math import exp
from typing import Any

import numpy as np
import pytest
from tests.model.crowd import MONTH, agrees, crowd, left_for, motivation, share_by
from tests.model.observed_programme import observe
from tests.model.small_studies import count, here, lives, log_of

from sesim.events import Kind, Motivation, Reason
from sesim.model import preparation, search
from sesim.model.luck import PersonLuck
from sesim.model.motivation import lose_motivation
from sesim.model.person import Person

GRID = (np.arange(2000) + 0.5) / 2000
EVEN = PersonLuck(*[0.5] * len(PersonLuck._fields))
TERMS = here().parameters[0]


def person(level: Motivation) -> Person:
    found = Person(1, EVEN, TERMS)
    found.motivation = level
    return found


@pytest.mark.parametrize("weeks", [0.0, 4.0, 30.0])
def test_it_is_lost_at_a_constant_hazard(weeks: float) -> None:
    people = [person(Motivation.MOTIVATED) for _ in GRID]
    for one, u in zip(people, GRID, strict=True):
        lose_motivation(one, u, 0.02, weeks)
    wavering = sum(one.motivation is Motivation.WAVERING for one in people)

    assert wavering / len(people) == pytest.approx(1 - exp(-0.02 * weeks), abs=1e-3)


@pytest.mark.parametrize("level", [Motivation.WAVERING, Motivation.NOT_MOTIVATED])
def test_only_the_motivated_lose_it(level: Motivation) -> None:
    one = person(level)
    lose_motivation(one, 1e-9, 9.0, 100.0)

    assert one.motivation is level


@pytest.mark.parametrize("ratio", [0.5, 2.0])
def test_preparing_costs_motivation(ratio: float) -> None:
    """Five months of mapping at 0.1 a month and times the ratio."""
    programme, _ = observe(
        crowd(
            {"mapping": "long", "back_heaviness": 1.0},
            mapping_months_long=5.0,
            motivation_loss_per_month=0.1,
            preparing_loss_ratio=ratio,
        )
    )
    searching = [p for p in programme.referred if p.spell and p.spell.closable_from < 1e9]
    wavering = sum(p.motivation is Motivation.WAVERING for p in searching)

    assert len(searching) > 300
    assert agrees((wavering, len(searching)), 1 - exp(-0.1 * ratio * 5))


def test_a_search_at_once_costs_none() -> None:
    programme, _ = observe(crowd(motivation_loss_per_month=0.1))

    assert {p.motivation for p in programme.referred} == {Motivation.MOTIVATED}


def test_preparation_without_a_price_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: nobody loses anything."""
    monkeypatch.setattr(preparation, "lose_motivation", lambda *_: None)

    with pytest.raises(AssertionError):
        test_preparing_costs_motivation(2.0)


# --- gains ---------------------------------------------------------------------------------------

ACTIVE = {"employer_focus": 1.0, "referral.per_year": 150.0}
GAIN = {"motivation_gain_per_month": 0.1, "accept": 0.0, "contacts_per_week": 0.2}
WEEKS = 10 * 5.0
"""A time at which there is a contact, after which motivation is looked at again."""


@pytest.mark.parametrize("level", ["wavering", "not_motivated"])
def test_activity_raises_motivation_step_by_step(level: str) -> None:
    """One step of the wavering, two of those who are not motivated, at one hazard."""
    the_plan = crowd({**ACTIVE, **motivation(level)}, **GAIN)
    found = share_by(
        the_plan, WEEKS, lambda row: row.kind == Kind.MOTIVATED, since=Kind.SEARCH_STARTED
    )
    hazard = 0.1 * WEEKS / MONTH
    one_step, two_steps = 1 - exp(-hazard), 1 - exp(-hazard) * (1 + hazard)

    assert agrees(found, one_step if level == "wavering" else two_steps)


def test_nobody_becomes_motivated_twice() -> None:
    the_plan = crowd({**ACTIVE, **motivation("not_motivated")}, **GAIN)
    times = [
        sum(row.kind == Kind.MOTIVATED for row in life) for life in lives(log_of(the_plan)).values()
    ]

    assert max(times) == 1
    assert sum(times) > 200


def test_both_steps_at_once_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: the first gain is motivation itself."""
    gain = search.gain_motivation

    def jump(programme: Any, one: Person) -> None:
        if one.motivation is Motivation.NOT_MOTIVATED:
            one.motivation = Motivation.WAVERING
        gain(programme, one)

    monkeypatch.setattr(search, "gain_motivation", jump)

    with pytest.raises(AssertionError):
        test_activity_raises_motivation_step_by_step("not_motivated")


def test_without_gains_nothing_is_gained() -> None:
    the_plan = crowd({**ACTIVE, **motivation("wavering")}, accept=0.0, contacts_per_week=0.2)

    assert count(log_of(the_plan), Kind.MOTIVATED) == 0


# --- staying away --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "share"), [("motivated", 0.2), ("wavering", 0.3), ("not_motivated", 0.45)]
)
def test_the_less_motivated_more_often_stay_away(level: str, share: float) -> None:
    the_plan = crowd(motivation(level), no_show_share=0.2, motivation_exit_ratio=1.5)

    assert agrees(share_by(the_plan, 2 * MONTH, left_for(Reason.DROPPED_OUT)), share)
