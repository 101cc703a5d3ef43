"""A random number depends on its address alone; different addresses have unrelated numbers."""

import math
import os
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from sesim.model.streams import Decision, Streams

PLAIN = Decision("test_plain")
FEW = Decision("test_few", 2)
MANY = Decision("test_many", 5)
MANY_TWIN = Decision("test_many_twin", 5)
DECISIONS = (PLAIN, FEW, MANY)

people = st.integers(0, 2**31 - 1)
occasions = st.integers(0, 2**20)
addresses = st.tuples(st.sampled_from(DECISIONS), people, occasions)


@given(st.lists(addresses, min_size=1, max_size=30), st.randoms())
def test_order_of_asking_does_not_matter(wanted: list[tuple[Decision, int, int]], random) -> None:
    shuffled = list(wanted)
    random.shuffle(shuffled)
    one, other = Streams(7, 0, "eksjo"), Streams(7, 0, "eksjo")

    assert {a: one.uniform(*a) for a in wanted} == {a: other.uniform(*a) for a in shuffled}


@given(addresses, st.lists(addresses, max_size=30))
def test_a_number_does_not_depend_on_who_else_is_there(
    address: tuple[Decision, int, int], others: list[tuple[Decision, int, int]]
) -> None:
    """Neither on other people, nor on other decisions, nor on how often anybody asked before."""
    alone, crowded = Streams(7, 3, "eksjo"), Streams(7, 3, "eksjo")
    for other in others:
        crowded.uniform(*other)

    assert alone.uniform(*address) == crowded.uniform(*address)


@given(address=addresses)
@pytest.mark.parametrize(
    "other", [Streams(8, 0, "eksjo"), Streams(7, 1, "eksjo"), Streams(7, 0, "vetlanda")]
)
def test_seed_replication_and_programme_are_part_of_the_address(
    other: Streams, address: tuple[Decision, int, int]
) -> None:
    assert Streams(7, 0, "eksjo").uniform(*address) != other.uniform(*address)


@pytest.mark.parametrize(
    ("left", "right"),
    [((1, 23, "a"), (12, 3, "a")), ((1, 2, "3/a"), (1, 23, "a")), ((0, 1, "a"), (1, 0, "a"))],
)
def test_addresses_do_not_run_together(
    left: tuple[int, int, str], right: tuple[int, int, str]
) -> None:
    assert Streams(*left).uniform(PLAIN, 5) != Streams(*right).uniform(PLAIN, 5)


@given(addresses)
def test_numbers_lie_inside_the_unit_interval(address: tuple[Decision, int, int]) -> None:
    assert 0 < Streams(0, 0, "eksjo").uniform(*address) < 1


def test_a_drawn_zero_is_lifted_off_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the logarithm of a number could be taken of zero, once in 2**53 draws."""
    streams = Streams(0, 0, "eksjo")

    class Zeros:
        def random(self, count: int) -> NDArray[np.float64]:
            return np.zeros(count)

    monkeypatch.setattr(streams, "_generator", Zeros())

    assert math.isfinite(math.log(streams.uniform(PLAIN, 0)))


def test_two_decisions_with_one_name_are_refused() -> None:
    Decision("test_taken")

    with pytest.raises(ValueError, match="test_taken"):
        Decision("test_taken")


def test_known_answer() -> None:
    """Pins the address scheme and the generator: a change of either changes every result."""
    streams = Streams(20170823, 4, "vetlanda")
    drawn = [
        streams.uniform(PLAIN, 17),
        streams.uniform(FEW, 33, 5),
        streams.uniform(MANY, 4096, 31),
    ]

    assert drawn == [0.473132127722532, 0.6836704540489295, 0.14683448560324375]


FRESH = """
from sesim.model.streams import Decision, Streams
streams = Streams(1, 0, "eksjo")
decisions = [Decision(name, 2) for name in ("a", "b", "c")]
print([streams.uniform(d, who, n) for d in decisions for who in (0, 40) for n in (0, 9)])
"""


def test_same_numbers_in_every_process() -> None:
    """Python's own hash differs between processes; nothing may depend on it."""

    def drawn(hash_seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        return subprocess.check_output([sys.executable, "-c", FRESH], env=environment, text=True)

    assert len(drawn("0")) > 100
    assert drawn("0") == drawn("12345")


# --- the numbers as a whole --------------------------------------------------------------------


def cube(streams: Streams, decision: Decision, size: int, depth: int) -> NDArray[np.float64]:
    """Return the numbers of many people on many occasions, shape (size, depth)."""
    return np.array(
        [[streams.uniform(decision, who, n) for n in range(depth)] for who in range(size)]
    )


Neighbours = Callable[[NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]]


def next_person(numbers: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return numbers[:-1], numbers[1:]


def next_occasion(numbers: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return numbers[:, :-1], numbers[:, 1:]


def across_people_blocks(
    numbers: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The same place in neighbouring blocks of 32 people."""
    return numbers[:-32], numbers[32:]


def across_occasion_blocks(
    numbers: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The same place in neighbouring blocks of 32 occasions."""
    return numbers[:, :-32], numbers[:, 32:]


def correlation_z(left: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    """Return the correlation of two arrays of uniform numbers, in standard errors."""
    return float(12 * np.mean((left - 0.5) * (right - 0.5)) * math.sqrt(left.size))


@pytest.fixture(scope="module")
def numbers() -> dict[str, NDArray[np.float64]]:
    streams = Streams(11, 0, "eksjo")
    return {decision.name: cube(streams, decision, 320, 96) for decision in DECISIONS}


@pytest.mark.parametrize("name", [decision.name for decision in DECISIONS])
def test_numbers_are_uniform(numbers: dict[str, NDArray[np.float64]], name: str) -> None:
    assert stats.kstest(numbers[name].ravel(), "uniform").pvalue > 1e-3


@pytest.mark.parametrize("name", [decision.name for decision in DECISIONS])
@pytest.mark.parametrize(
    "neighbours", [next_person, next_occasion, across_people_blocks, across_occasion_blocks]
)
def test_neighbours_are_unrelated(
    numbers: dict[str, NDArray[np.float64]], name: str, neighbours: Neighbours
) -> None:
    assert abs(correlation_z(*neighbours(numbers[name]))) < 3.5


ELSEWHERE = [Streams(11, 0, "vetlanda"), Streams(11, 1, "eksjo"), Streams(12, 0, "eksjo")]


@pytest.mark.parametrize(("left", "right"), [(PLAIN, FEW), (FEW, MANY), (MANY, PLAIN)])
def test_decisions_are_unrelated(
    numbers: dict[str, NDArray[np.float64]], left: Decision, right: Decision
) -> None:
    assert abs(correlation_z(numbers[left.name], numbers[right.name])) < 3.5


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_programmes_replications_and_seeds_are_unrelated(
    numbers: dict[str, NDArray[np.float64]], elsewhere: Streams
) -> None:
    there = cube(elsewhere, MANY, *numbers[MANY.name].shape)

    assert abs(correlation_z(numbers[MANY.name], there)) < 3.5


class Forgetful(Streams):
    """A planted error: the block's number is left out of the address, so all blocks are alike."""

    def _draw(self, decision: Decision, people: int, occasions: int) -> list[float]:
        del people, occasions
        return super()._draw(decision, 0, 0)


@pytest.mark.parametrize("neighbours", [across_people_blocks, across_occasion_blocks])
def test_repeated_blocks_would_be_noticed(neighbours: Neighbours) -> None:
    assert correlation_z(*neighbours(cube(Forgetful(11, 0, "eksjo"), MANY, 64, 64))) > 20


class Nameless(Streams):
    """A planted error: decisions share their numbers."""

    def _draw(self, decision: Decision, people: int, occasions: int) -> list[float]:
        del decision
        return super()._draw(MANY, people, occasions)


def test_shared_numbers_would_be_noticed() -> None:
    streams = Nameless(11, 0, "eksjo")
    left, right = cube(streams, MANY, 64, 64), cube(streams, MANY_TWIN, 64, 64)

    assert correlation_z(left, right) > 20


class Sequential(Streams):
    """A planted error: numbers come in the order of asking."""

    def uniform(self, decision: Decision, who: int, occasion: int = 0) -> float:
        del decision, who, occasion
        return float(self._generator.random())


def test_numbers_in_order_of_asking_would_be_noticed() -> None:
    one, other = Sequential(7, 0, "eksjo"), Sequential(7, 0, "eksjo")
    other.uniform(PLAIN, 1)

    assert one.uniform(PLAIN, 0) != other.uniform(PLAIN, 0)
