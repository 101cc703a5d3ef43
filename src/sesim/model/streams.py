"""Addressed random numbers: one uniform number for each decision, person and occasion.

The address is (seed, replication, programme, decision, who, occasion).

Numbers are not drawn in sequence, so participant 17 has the same luck in each decision in two
scenarios, even if one of them adds or drops other decisions or other people. Decisions that are
taken together, such as those about one employer contact, are the fields of one record of luck
(`sesim.model.luck`). The numbers come in blocks of people by occasions by fields, made at first
use by a counter-based generator that is keyed with a hash of the block's address.

A process keeps blocks, up to `MOST_KEPT`: other scenarios with the same people need the same ones,
and making them is about a tenth of the simulation.
"""

import hashlib
from struct import Struct
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from sesim.model.luck import SHAPES

Luck = TypeVar("Luck", bound=NamedTuple)

_BITS = 3
"""A number takes 2**3 bytes."""


def block_layout(kind: type[NamedTuple], shape: tuple[int, int, int]) -> tuple[Any, ...]:
    """Return what finding a record in its block needs, computed once."""
    people, occasions, fields = shape
    masks = (1 << people) - 1, (1 << occasions) - 1
    take = Struct(f"{len(kind._fields)}d").unpack_from
    return people, masks[0], occasions, masks[1], fields + _BITS, take


_LAYOUTS = {kind: block_layout(kind, shape) for kind, shape in SHAPES.items()}
_new = tuple.__new__
_two = Struct("<QQ").unpack

_LEAST = 2.0**-54  # keeps log(u) finite
_ZERO = bytes(8)  # the only number drawn that is less


def uniforms(address: str, number: int) -> NDArray[np.float64]:
    """Return numbers in (0, 1) that belong to an address; more of them start with the same ones.

    For draws outside a replication, such as parameter draws.
    """
    key = np.array(_two(_hash(address).digest()), np.uint64)
    draws = np.random.Generator(np.random.Philox(key=key)).random(number)
    return np.clip(draws, _LEAST, 1 - _LEAST)


MOST_KEPT = 32 * 2**20
"""Bytes of blocks that a process keeps: those of about ten replications of the county."""

_OVERHEAD = 200
"""Bytes that a block takes besides its numbers, as an object and in its dictionary."""

Blocks = dict[tuple[type, int, int], bytes]


class KeptBlocks:
    """The blocks of the programmes and replications that came first, until there is no room.

    Scenarios run the same replications in the same order, so the first to come are as good to keep
    as any, and better than the last, which would never be there in time. Another seed has nothing
    in common with this one, and takes its place.

    Args:
        most: bytes, beyond which no further replication is kept.

    Attributes:
        size: bytes that are kept, as of the last replication that has been asked for.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._seed: int | None = None
        self._of: dict[str, Blocks] = {}
        self._sizes: dict[str, int] = {}
        self._last = ""
        self.size = 0

    def of(self, seed: int, address: str) -> Blocks:
        """Return the blocks of one programme in one replication, to which those made are added."""
        if seed != self._seed:
            self.clear()
            self._seed = seed
        self._weigh()
        if (blocks := self._of.get(address)) is None:
            blocks = {}
            if self.size >= self._most:
                return blocks
            self._of[address] = blocks
        self._last = address
        return blocks

    def clear(self) -> None:
        """Keep nothing of what there is."""
        self._of.clear()
        self._sizes.clear()
        self.size = 0

    def _weigh(self) -> None:
        """Account for what has been made since it was handed out."""
        if (blocks := self._of.get(self._last)) is not None:
            size = sum(map(len, blocks.values())) + _OVERHEAD * len(blocks)
            self.size += size - self._sizes.get(self._last, 0)
            self._sizes[self._last] = size


class Streams:
    """The random numbers of one programme in one replication."""

    __slots__ = ("_address", "_blocks", "_fresh", "_hashed", "_philox", "_start", "generator")

    def __init__(self, seed: int, replication: int, programme: str) -> None:
        self._address = f"sesim/{seed}/{replication}/{programme}"
        self._hashed = _hash(self._address)  # the addresses of all its blocks begin so
        self._blocks: Blocks = {}
        self._philox = np.random.Philox(key=0)
        self.generator = np.random.Generator(self._philox)
        # Plain numbers: the generator takes NumPy's slowly, one by one.
        self._start: dict[str, tuple[int, ...]] = {"counter": (0,) * 4}
        self._fresh: Any = {**self._philox.state, "state": self._start, "buffer": (0,) * 4}

    def keep(self, seed: int, kept: KeptBlocks) -> None:
        """Use the blocks of the same address that are kept, and let those made here be kept."""
        self._blocks = kept.of(seed, self._address)

    def luck(self, kind: type[Luck], who: int, occasion: int = 0) -> Luck:
        """Return the numbers in (0, 1) that belong to this address, one for each field.

        Args:
            kind: what is decided; a record of `sesim.model.luck`.
            who: number of the participant, post, employer or month, from 0.
            occasion: number of earlier decisions of this kind for it, from 0.
        """
        people, people_mask, occasions, occasions_mask, size, take = _LAYOUTS[kind]
        key = (kind, who >> people, occasion >> occasions)
        block = self._blocks.get(key)
        if block is None:
            block = self._blocks[key] = self._draw(kind, key[1], key[2])
        place = (who & people_mask) << occasions | occasion & occasions_mask
        return _new(kind, take(block, place << size))

    def _draw(self, kind: type, people: int, occasions: int) -> bytes:
        """Make one block; a new key for one generator takes half the time of a new generator."""
        hashed = self._hashed.copy()
        hashed.update(f"/{kind.__name__}/{people}/{occasions}".encode())
        self._start["key"] = _two(hashed.digest())
        self._philox.state = self._fresh
        draws = self.generator.random(1 << sum(SHAPES[kind]))
        block = draws.tobytes()
        return block if _ZERO not in block else np.maximum(draws, _LEAST).tobytes()


_KEPT = KeptBlocks(MOST_KEPT)


def common_streams(seed: int, replication: int, programme: str) -> Streams:
    """Return random numbers whose blocks this process keeps for other scenarios."""
    streams = Streams(seed, replication, programme)
    streams.keep(seed, _KEPT)
    return streams


def _hash(address: str) -> "hashlib.blake2b":
    return hashlib.blake2b(address.encode(), digest_size=16)
