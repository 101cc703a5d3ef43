"""Addressed random numbers: one uniform number for each decision, person and occasion.

The address is (seed, replication, programme, decision, who, occasion).

Numbers are not drawn in sequence, so participant 17 has the same luck in each decision in two
scenarios, even if one of them adds or drops other decisions or other people. Decisions that are
taken together, such as those about one employer contact, are the fields of one record of luck
(`sesim.model.luck`). The numbers come in blocks of people by occasions by fields, made at first
use by a counter-based generator that is keyed with a hash of the block's address.
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


class Streams:
    """The random numbers of one programme in one replication."""

    __slots__ = ("_blocks", "_fresh", "_hashed", "_philox", "_start", "generator")

    def __init__(self, seed: int, replication: int, programme: str) -> None:
        self._hashed = _hash(f"sesim/{seed}/{replication}/{programme}")  # all addresses begin so
        self._blocks: dict[tuple[type, int, int], bytes] = {}
        self._philox = np.random.Philox(key=0)
        self.generator = np.random.Generator(self._philox)
        # Plain numbers: the generator takes NumPy's slowly, one by one.
        self._start: dict[str, tuple[int, ...]] = {"counter": (0,) * 4}
        self._fresh: Any = {**self._philox.state, "state": self._start, "buffer": (0,) * 4}

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


def _hash(address: str) -> "hashlib.blake2b":
    return hashlib.blake2b(address.encode(), digest_size=16)
