"""The local pool: who is asked, who is free, who is known and who has shut the door."""

from collections import Counter

import numpy as np
import pytest

from sesim.model.employers import Employers

GRID = (np.arange(1000) + 0.5) / 1000


@pytest.fixture
def employers() -> Employers:
    return Employers(float)


def test_cold_contacts_spread_evenly_over_the_pool(employers: Employers) -> None:
    asked = Counter(employers.pick(8, 0.0, False, u) for u in GRID)

    assert asked == dict.fromkeys(range(8), 125)


def test_known_employers_are_turned_to_evenly(employers: Employers) -> None:
    for employer in (17, 3, 44, 90):
        employers.meet(employer)
    asked = Counter(employers.pick(100, 0.0, True, u) for u in GRID)

    assert asked == dict.fromkeys((17, 3, 44, 90), 250)


def test_meeting_twice_is_knowing_once(employers: Employers) -> None:
    for employer in (5, 5, 5, 9):
        employers.meet(employer)

    assert Counter(employers.pick(100, 0.0, True, u) for u in GRID) == {5: 500, 9: 500}
    assert employers.knows(5)
    assert not employers.knows(6)


def test_a_known_employer_who_hosts_is_passed_over(employers: Employers) -> None:
    for employer in (1, 2, 3):
        employers.meet(employer)
    employers.host(2)

    assert {employers.pick(100, 0.0, True, u) for u in GRID} == {1, 3}
    employers.leave(2)
    assert {employers.pick(100, 0.0, True, u) for u in GRID} == {1, 2, 3}


def test_no_one_known_or_no_one_free_means_a_cold_contact(employers: Employers) -> None:
    assert {employers.pick(4, 0.0, True, u) for u in GRID} == {0, 1, 2, 3}
    employers.meet(1)
    employers.host(1)

    assert {employers.pick(4, 0.0, True, u) for u in GRID} == {0, 1, 2, 3}


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
