"""Admission: a free place with the coach who has most room, or a waiting list people may leave."""

from collections.abc import Callable, Generator, Iterable
from typing import Generic, Protocol, TypeVar

from simpy import Environment, Event, Timeout


class Places(Protocol):
    """Somebody who can take people on.

    Attributes:
        room: places left; people are taken on while it is above 0.
    """

    @property
    def room(self) -> float:
        """Places left."""


Giver = TypeVar("Giver", bound=Places)
Person = TypeVar("Person")


class Admission(Generic[Giver, Person]):
    """The way to a place: at once if there is one, else first come, first served.

    Args:
        env: the simulation's clock, in weeks.
        givers: those who may take people on, in the order that settles ties.
        take_on: makes a giver take a person on, at the moment of the offer.
    """

    def __init__(
        self, env: Environment, givers: Iterable[Giver], take_on: Callable[[Giver, Person], None]
    ) -> None:
        self._env = env
        self._givers = givers
        self._take_on = take_on
        self._waiting: dict[Event, Person] = {}  # in order of arrival

    def place(
        self, person: Person, patience: float
    ) -> Generator[Event, Giver | None, Giver | None]:
        """Return who has taken the person on; None if patience (weeks) ran out first."""
        giver = self._best()
        if giver is not None:
            self._take_on(giver, person)
            return giver
        offer = Event(self._env)
        self._waiting[offer] = person
        if patience < float("inf"):
            timer = Timeout(self._env, patience)
            timer.callbacks.append(lambda _: self._give_up(offer))
        return (yield offer)

    def call_next(self) -> None:
        """Offer places to those who wait, as long as there are any; after every change of room."""
        while self._waiting and (giver := self._best()) is not None:
            offer = next(iter(self._waiting))
            self._take_on(giver, self._waiting.pop(offer))
            offer.succeed(giver)

    def close(self) -> None:
        """Send everybody home who waits."""
        for offer in self._waiting:
            offer.succeed(None)
        self._waiting.clear()

    def _best(self) -> Giver | None:
        best = max(self._givers, key=lambda giver: giver.room, default=None)
        return best if best is not None and best.room > 0 else None

    def _give_up(self, offer: Event) -> None:
        if self._waiting.pop(offer, None) is not None:
            offer.succeed(None)
