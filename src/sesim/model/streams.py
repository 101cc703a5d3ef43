"""Addressed random numbers: one uniform for each (seed, replication, programme, decision, who, occasion).

Nothing is drawn in order, so two scenarios give participant 17 the same luck in each decision,
however many other decisions either scenario adds or drops, and nobody's luck depends on who else
is there. The numbers come in blocks, a matrix of people by occasions for one decision, made at
first use from a counter-based generator keyed with a hash of the block's address.
"""

import hashlib

import numpy as np

_PEOPLE_BITS = 5
_PEOPLE = 1 << _PEOPLE_BITS
_LEAST = 2.0**-54  # keeps log(u) finite


class Decision:
    """Something that chance decides; its name is part of the address of every draw.

    Args:
        name: unique among all decisions.
        occasions_bits: the numbers for 2**bits occasions are made together, a matter of speed
            that is also part of the address: changing it changes every draw of the decision.

    Raises:
        ValueError: another decision has this name; they would be perfectly correlated.
    """

    _taken: set[str] = set()  # noqa: RUF012 - shared by intention: names are unique in a process

    __slots__ = ("bits", "mask", "name")

    def __init__(self, name: str, occasions_bits: int = 0) -> None:
        if name in Decision._taken:
            raise ValueError(f"two decisions are named {name!r}")
        Decision._taken.add(name)
        self.name = name
        self.bits = occasions_bits
        self.mask = (1 << occasions_bits) - 1


class Streams:
    """The random numbers of one programme in one replication."""

    __slots__ = ("_address", "_blocks", "_generator", "_philox")

    def __init__(self, seed: int, replication: int, programme: str) -> None:
        self._address = f"sesim/{seed}/{replication}/{programme}"
        self._blocks: dict[tuple[Decision, int, int], list[float]] = {}
        self._philox = np.random.Philox(key=0)
        self._generator = np.random.Generator(self._philox)

    def uniform(self, decision: Decision, who: int, occasion: int = 0) -> float:
        """Return the number in (0, 1) that belongs to this address.

        Args:
            decision: what is decided.
            who: number of the participant, post, employer or month concerned, from 0.
            occasion: how many times this decision was met before by the same, from 0.
        """
        bits = decision.bits
        key = (decision, who >> _PEOPLE_BITS, occasion >> bits)
        block = self._blocks.get(key)
        if block is None:
            block = self._blocks[key] = self._draw(*key)
        return block[(who & (_PEOPLE - 1)) << bits | occasion & decision.mask]

    def _draw(self, decision: Decision, people: int, occasions: int) -> list[float]:
        """Make one block; re-keying one generator costs half of making a new one."""
        address = f"{self._address}/{decision.name}/{people}/{occasions}"
        key = np.frombuffer(hashlib.blake2b(address.encode(), digest_size=16).digest(), "<u8")
        self._philox.state = {
            "bit_generator": "Philox",
            "state": {"counter": np.zeros(4, np.uint64), "key": key},
            "buffer": np.zeros(4, np.uint64),
            "buffer_pos": 4,
            "has_uint32": 0,
            "uinteger": 0,
        }
        draws = self._generator.random(_PEOPLE << decision.bits)
        return np.maximum(draws, _LEAST).tolist()  # type: ignore[no-any-return]
