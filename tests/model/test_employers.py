"""The local pool: who is asked, who is free, who is known and who has shut the door."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesim.model.employers import Employers

NOBODY: dict[int, float] = {}
"""No employer has refused."""

GRID = (np.arange(1000) + 0.5) / 1000


@pytest.fixture
def employers() -> Employers:
    return Employers(float)


def test_cold_contacts_spread_evenly_over_the_pool(employers: Employers) -> None:
    asked = Counter(employers.pick(8, 0.0, False, u, NOBODY) for u in GRID)

    assert asked == dict.fromkeys(range(8), 125)


def test_known_employers_are_turned_to_evenly(employers: Employers) -> None:
    for employer in (17, 3, 44, 90):
        employers.meet(employer)
    asked = Counter(employers.pick(100, 0.0, True, u, NOBODY) for u in GRID)

    assert asked == dict.fromkeys((17, 3, 44, 90), 250)


def test_meeting_twice_is_knowing_once(employers: Employers) -> None:
    for employer in (5, 5, 5, 9):
        employers.meet(employer)

    assert Counter(employers.pick(100, 0.0, True, u, NOBODY) for u in GRID) == {5: 500, 9: 500}
    assert employers.knows(5)
    assert not employers.knows(6)


def test_a_known_employer_who_hosts_is_passed_over(employers: Employers) -> None:
    for employer in (1, 2, 3):
        employers.meet(employer)
    employers.host(2)

    assert {employers.pick(100, 0.0, True, u, NOBODY) for u in GRID} == {1, 3}
    employers.leave(2)
    assert {employers.pick(100, 0.0, True, u, NOBODY) for u in GRID} == {1, 2, 3}


def test_no_one_known_or_no_one_free_means_a_cold_contact(employers: Employers) -> None:
    assert {employers.pick(4, 0.0, True, u, NOBODY) for u in GRID} == {0, 1, 2, 3}
    employers.meet(1)
    employers.host(1)

    assert {employers.pick(4, 0.0, True, u, NOBODY) for u in GRID} == {0, 1, 2, 3}


def test_a_host_has_no_room_for_another(employers: Employers) -> None:
    employers.host(7)

    assert not employers.free(7, 0.0)
    assert employers.free(8, 0.0)


def test_a_burned_employer_is_shut_for_a_time(employers: Employers) -> None:
    employers.host(7)
    employers.leave(7, until=30.0)

    assert not employers.free(7, 29.9)
    assert employers.free(7, 30.0)


def test_openness_is_drawn_once_for_each() -> None:
    drawn: list[int] = []

    def draw(employer: int) -> float:
        drawn.append(employer)
        return -float(employer)

    employers = Employers(draw)

    assert [employers.openness(n) for n in (4, 9, 4, 4, 9)] == [-4.0, -9.0, -4.0, -4.0, -9.0]
    assert drawn == [4, 9]


# --- refusals ------------------------------------------------------------------------------------

uniform = st.floats(0.0, 1.0, exclude_max=True)
refusals = st.dictionaries(st.integers(0, 11), st.floats(0.0, 20.0))


@given(
    pool=st.integers(1, 12),
    u=uniform,
    refused_until=refusals,
    known=st.lists(st.integers(0, 11), max_size=5),
    turn_to_known=st.booleans(),
)
def test_who_has_refused_is_not_asked_unless_all_have(
    pool: int, u: float, refused_until: dict[int, float], known: list[int], turn_to_known: bool
) -> None:
    """At week 10; what is refused until then is forgotten."""
    employers = Employers(float)
    for employer in known:
        employers.meet(employer)
    open_ones = {e for e in range(pool) if refused_until.get(e, 0.0) <= 10.0}
    friends = {e for e in known if refused_until.get(e, 0.0) <= 10.0} if turn_to_known else set()
    asked = employers.pick(pool, 10.0, turn_to_known, u, refused_until)

    assert asked in (friends or open_ones or range(pool))


@given(pool=st.integers(1, 12), refused_until=refusals)
def test_anyone_else_may_be_asked(pool: int, refused_until: dict[int, float]) -> None:
    """Nobody is out of reach because of where they stand in the list."""
    open_ones = {e for e in range(pool) if refused_until.get(e, 0.0) <= 10.0}
    employers = Employers(float)

    assert {employers.pick(pool, 10.0, False, u, refused_until) for u in GRID} == (
        open_ones or set(range(pool))
    )


def test_a_refusal_that_is_ignored_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: the first one picked is asked, whatever was said before."""
    monkeypatch.setattr(Employers, "pick", lambda _, pool, *args: int(args[2] * pool))

    with pytest.raises(AssertionError):
        test_who_has_refused_is_not_asked_unless_all_have()
