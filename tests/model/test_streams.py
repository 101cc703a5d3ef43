"""A random number depends on its address alone; different addresses have unrelated numbers."""

import math
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from sesim.model import luck
from sesim.model import streams as streams_module
from sesim.model.luck import ContactLuck, MonthLuck, PersonLuck, PlacementLuck, SpellLuck
from sesim.model.streams import Blocks, KeptBlocks, Streams

Kind = type[NamedTuple]
Array = NDArray[np.float64]

KINDS = tuple(luck.SHAPES)
addresses = st.tuples(st.sampled_from(KINDS), st.integers(0, 2**31 - 1), st.integers(0, 2**20))
Address = tuple[Kind, int, int]


@given(st.lists(addresses, min_size=1, max_size=30), st.randoms())
def test_order_of_asking_does_not_matter(wanted: list[Address], random) -> None:
    shuffled = list(wanted)
    random.shuffle(shuffled)
    one, other = Streams(7, 0, "eksjo"), Streams(7, 0, "eksjo")

    assert {a: one.luck(*a) for a in wanted} == {a: other.luck(*a) for a in shuffled}


@given(addresses, st.lists(addresses, max_size=30))
def test_luck_does_not_depend_on_who_else_is_there(address: Address, others: list[Address]) -> None:
    """Neither on other people, nor on other decisions, nor on how often anybody asked before."""
    alone, crowded = Streams(7, 3, "eksjo"), Streams(7, 3, "eksjo")
    for other in others:
        crowded.luck(*other)

    assert alone.luck(*address) == crowded.luck(*address)


@pytest.mark.parametrize(
    "other", [Streams(8, 0, "eksjo"), Streams(7, 1, "eksjo"), Streams(7, 0, "vetlanda")]
)
@given(address=addresses)
def test_seed_replication_and_programme_are_part_of_the_address(
    other: Streams, address: Address
) -> None:
    here = Streams(7, 0, "eksjo").luck(*address)

    assert set(here).isdisjoint(other.luck(*address))


@pytest.mark.parametrize(
    ("left", "right"),
    [((1, 23, "a"), (12, 3, "a")), ((1, 2, "3/a"), (1, 23, "a")), ((0, 1, "a"), (1, 0, "a"))],
)
def test_addresses_do_not_run_together(
    left: tuple[int, int, str], right: tuple[int, int, str]
) -> None:
    assert Streams(*left).luck(MonthLuck, 5) != Streams(*right).luck(MonthLuck, 5)


@given(addresses)
def test_numbers_lie_inside_the_unit_interval(address: Address) -> None:
    assert all(0 < u < 1 for u in Streams(0, 0, "eksjo").luck(*address))


def test_a_drawn_zero_is_lifted_off_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the logarithm of a number would be taken of zero, once in 2**53 draws."""
    streams = Streams(0, 0, "eksjo")

    class Zeros:
        def random(self, count: int) -> Array:
            return np.zeros(count)

    monkeypatch.setattr(streams, "generator", Zeros())

    assert math.isfinite(math.log(streams.luck(SpellLuck, 0).dropout))


# --- the records -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_decision_has_a_number_of_its_own(kind: Kind) -> None:
    """Within a block and into its neighbours, no number serves two addresses."""
    streams = Streams(3, 0, "eksjo")
    drawn = [u for who in range(70) for n in range(70) for u in streams.luck(kind, who, n)]

    assert len(set(drawn)) == len(drawn) == 70 * 70 * len(kind._fields)


def test_records_have_names_and_shapes_of_their_own() -> None:
    """A record's name is in the address, so two of one name would be perfectly correlated."""
    records = [
        value
        for value in vars(luck).values()
        if isinstance(value, type) and issubclass(value, tuple) and hasattr(value, "_fields")
    ]

    assert len({record.__name__ for record in KINDS}) == len(KINDS)
    assert set(records) - {NamedTuple} == set(KINDS)
    assert all(len(kind._fields) <= 1 << fields for kind, (*_, fields) in luck.SHAPES.items())


def test_known_answer() -> None:
    """Pins the address scheme and the generator: a change of either changes every result.

    The numbers were also found by hand: the block's address hashed with BLAKE2b into the key of
    a fresh Philox generator, and the place in the block counted out.
    """
    streams = Streams(20170823, 4, "vetlanda")
    drawn = [
        streams.luck(PersonLuck, 33).age,
        streams.luck(ContactLuck, 4098, 13).answer,
        streams.luck(SpellLuck, 17, 1).dropout,
    ]

    assert drawn == [0.142456242179267, 0.4645095445975088, 0.3293752609102829]


FRESH = """
from sesim.model.luck import SHAPES
from sesim.model.streams import Blocks, KeptBlocks, Streams
streams = Streams(1, 0, "eksjo")
print([streams.luck(kind, who, n) for kind in SHAPES for who in (0, 40) for n in (0, 9)])
"""


def test_same_numbers_in_every_process() -> None:
    """Python's own hash differs between processes; nothing may depend on it."""

    def drawn(hash_seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        return subprocess.check_output([sys.executable, "-c", FRESH], env=environment, text=True)

    assert len(drawn("0")) > 1000
    assert drawn("0") == drawn("12345")


# --- the numbers as a whole --------------------------------------------------------------------

SAMPLED = (SpellLuck, ContactLuck, PlacementLuck)


def cube(streams: Streams, kind: Kind, people: int = 160, occasions: int = 48) -> Array:
    """Return the numbers of many people on many occasions, shape (people, occasions, fields)."""
    return np.array(
        [[streams.luck(kind, who, n) for n in range(occasions)] for who in range(people)]
    )


Neighbours = Callable[[Array, int, int], tuple[Array, Array]]


def next_person(numbers: Array, *_: int) -> tuple[Array, Array]:
    return numbers[:-1], numbers[1:]


def next_occasion(numbers: Array, *_: int) -> tuple[Array, Array]:
    return numbers[:, :-1], numbers[:, 1:]


def next_people_block(numbers: Array, people: int, _: int) -> tuple[Array, Array]:
    """The same place in neighbouring blocks of people."""
    return numbers[: -1 << people], numbers[1 << people :]


def next_occasion_block(numbers: Array, _: int, occasions: int) -> tuple[Array, Array]:
    """The same place in neighbouring blocks of occasions."""
    return numbers[:, : -1 << occasions], numbers[:, 1 << occasions :]


NEIGHBOURS = (next_person, next_occasion, next_people_block, next_occasion_block)


def correlation_z(left: Array, right: Array) -> float:
    """Return the correlation of two arrays of uniform numbers, in standard errors."""
    return float(12 * np.mean((left - 0.5) * (right - 0.5)) * math.sqrt(left.size))


def correlation_of(neighbours: Neighbours, numbers: Array, kind: Kind) -> float:
    people, occasions, _ = luck.SHAPES[kind]
    return correlation_z(*neighbours(numbers, people, occasions))


@pytest.fixture(scope="module")
def cubes() -> dict[Kind, Array]:
    streams = Streams(11, 0, "eksjo")
    return {kind: cube(streams, kind) for kind in SAMPLED}


@pytest.mark.parametrize("kind", SAMPLED)
def test_numbers_are_uniform(cubes: dict[Kind, Array], kind: Kind) -> None:
    assert stats.kstest(cubes[kind].ravel(), "uniform").pvalue > 1e-3


@pytest.mark.parametrize("kind", SAMPLED)
@pytest.mark.parametrize("neighbours", NEIGHBOURS)
def test_people_and_occasions_are_unrelated(
    cubes: dict[Kind, Array], kind: Kind, neighbours: Neighbours
) -> None:
    assert abs(correlation_of(neighbours, cubes[kind], kind)) < 3.5


@pytest.mark.parametrize("kind", [ContactLuck, PlacementLuck])
def test_decisions_taken_together_are_unrelated(cubes: dict[Kind, Array], kind: Kind) -> None:
    numbers = cubes[kind]
    fields = combinations(range(numbers.shape[2]), 2)

    assert max(abs(correlation_z(numbers[..., i], numbers[..., j])) for i, j in fields) < 3.5


@pytest.mark.parametrize(("left", "right"), list(combinations(SAMPLED, 2)))
def test_decisions_in_different_records_are_unrelated(
    cubes: dict[Kind, Array], left: Kind, right: Kind
) -> None:
    assert abs(correlation_z(cubes[left][..., 0], cubes[right][..., 0])) < 3.5


@pytest.mark.parametrize(
    "elsewhere", [Streams(11, 0, "vetlanda"), Streams(11, 1, "eksjo"), Streams(12, 0, "eksjo")]
)
def test_programmes_replications_and_seeds_are_unrelated(
    cubes: dict[Kind, Array], elsewhere: Streams
) -> None:
    assert abs(correlation_z(cubes[ContactLuck], cube(elsewhere, ContactLuck))) < 3.5


# --- the checks can fail -----------------------------------------------------------------------


class Repeating(Streams):
    """A planted error: the block's number is left out of the address, so all blocks are alike."""

    def _draw(self, kind: type, people: int, occasions: int) -> list[float]:
        del people, occasions
        return super()._draw(kind, 0, 0)


@pytest.mark.parametrize("neighbours", [next_people_block, next_occasion_block])
def test_repeated_blocks_would_be_noticed(neighbours: Neighbours) -> None:
    numbers = cube(Repeating(11, 0, "eksjo"), ContactLuck, 40, 40)

    assert correlation_of(neighbours, numbers, ContactLuck) > 20


class Twin(NamedTuple):
    """A record that takes another's name."""

    known: float


Twin.__name__ = ContactLuck.__name__


def test_two_records_of_one_name_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    layout = streams_module.block_layout(Twin, luck.SHAPES[ContactLuck])
    monkeypatch.setitem(luck.SHAPES, Twin, luck.SHAPES[ContactLuck])
    monkeypatch.setitem(streams_module._LAYOUTS, Twin, layout)
    streams = Streams(11, 0, "eksjo")
    left, right = cube(streams, ContactLuck, 40, 40), cube(streams, Twin, 40, 40)

    assert correlation_z(left[..., 0], right[..., 0]) > 20


class Sequential(Streams):
    """A planted error: numbers come in the order of asking."""

    def luck(self, kind, who, occasion=0):
        del who, occasion
        return kind(*self.generator.random(len(kind._fields)))


def test_numbers_in_order_of_asking_would_be_noticed() -> None:
    one, other = Sequential(7, 0, "eksjo"), Sequential(7, 0, "eksjo")
    other.luck(SpellLuck, 1)

    assert one.luck(SpellLuck, 0) != other.luck(SpellLuck, 0)


# --- blocks that are kept ----------------------------------------------------------------------


def numbers(kept: KeptBlocks, seed: int, replication: int) -> list[tuple[float, ...]]:
    """Return some luck of a replication whose blocks are kept, three blocks of 1024 bytes."""
    streams = Streams(seed, replication, "eksjo")
    streams.keep(seed, kept)
    return [tuple(streams.luck(ContactLuck, who, 0)) for who in range(3)]


def test_another_scenario_uses_the_blocks_that_the_first_one_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[tuple[int, int]] = []
    draw = Streams._draw

    def noted(streams: Streams, kind: type, people: int, occasions: int) -> bytes:
        made.append((people, occasions))
        return draw(streams, kind, people, occasions)

    monkeypatch.setattr(Streams, "_draw", noted)
    kept = KeptBlocks(10_000)
    first = numbers(kept, 7, 0)
    assert len(made) == 3

    assert numbers(kept, 7, 0) == first
    assert len(made) == 3
    assert numbers(kept, 7, 1) != first
    assert len(made) == 6


def test_what_is_kept_has_a_bound() -> None:
    """The first to come stay, since the next scenario begins with them."""
    kept = KeptBlocks(5000)
    alone = [numbers(kept, 7, number) for number in range(20)]
    assert 5000 <= kept.size <= 2 * 3 * (1024 + 200)
    before = kept.size

    assert [numbers(kept, 7, number) for number in range(20)] == alone
    assert kept.size == before
    assert numbers(kept, 8, 0) != alone[0]
    kept.of(8, "")
    assert kept.size == before / 2  # another seed takes the place of this one


def test_blocks_kept_under_too_short_an_address_would_be_noticed() -> None:
    class Forgetful(KeptBlocks):
        def of(self, seed: int, address: str) -> Blocks:
            return super().of(seed, address.split("/")[-1])

    right, wrong = KeptBlocks(10_000), Forgetful(10_000)
    assert numbers(right, 7, 1) != numbers(right, 7, 0)
    assert numbers(wrong, 7, 1) == numbers(wrong, 7, 0)
