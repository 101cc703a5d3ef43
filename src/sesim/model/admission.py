"""Admission: a place with the coach who has most room, or a waiting list that people may leave."""

from collections.abc import Callable, Generator, Iterable
from heapq import heappop, heappush
from typing import Generic, Protocol, TypeVar

from simpy import Environment, Event, Timeout


class HasRoom(Protocol):
    """Something that can take people on, such as a coach's post.

    Attributes:
        room: places left; people are taken on while it is above 0.
    """

    @property
    def room(self) -> float:
        """HasRoom left."""


Giver = TypeVar("Giver", bound=HasRoom)
Guest = TypeVar("Guest")


class Admission(Generic[Giver, Guest]):
    """The way to a place: at once if there is one, else first come, first served.

    Args:
        env: the simulation's clock, in weeks.
        givers: those that can take people on; among equals, the first has precedence.
        take_on: makes a giver take a person on, when the place is offered.
    """

    def __init__(
        self, env: Environment, givers: Iterable[Giver], take_on: Callable[[Giver, Guest], None]
    ) -> None:
        self._env = env
        self._givers = list(givers)
        self._number = {id(giver): number for number, giver in enumerate(self._givers)}
        self._take_on = take_on
        self._waiting: dict[Event, Guest] = {}  # in order of arrival
        self._rooms: list[tuple[float, int]] = []  # heap of (minus room, giver), some outdated
        self._closed = False
        self.call_next()

    def place(self, person: Guest, patience: float) -> Generator[Event, Giver | None, Giver | None]:
        """Return who took the person on; None if patience (weeks) ran out or it closed."""
        if self._closed:
            return None
        giver = self._best()
        if giver is not None:
            self._give(giver, person)
            return giver
        offer = Event(self._env)
        self._waiting[offer] = person
        if patience < float("inf"):
            timer = Timeout(self._env, patience)
            timer.callbacks.append(lambda _: self._give_up(offer))
        return (yield offer)

    def call_next(self, *changed: Giver | None) -> None:
        """Offer places to those who wait, as long as there are any.

        Call it after every change of room, with the givers that changed; without any, all are
        checked again.
        """
        for giver in changed or self._givers:
            if giver is not None:
                self._note(giver)
        while self._waiting and (giver := self._best()) is not None:
            offer = next(iter(self._waiting))
            self._give(giver, self._waiting.pop(offer))
            offer.succeed(giver)

    def close(self) -> None:
        """Remove everyone from the waiting list, and take no one on any more."""
        self._closed = True
        for offer in self._waiting:
            offer.succeed(None)
        self._waiting.clear()

    def _give(self, giver: Giver, person: Guest) -> None:
        self._take_on(giver, person)
        self._note(giver)

    def _note(self, giver: Giver) -> None:
        """Remember how much room a giver has; earlier entries are outdated."""
        heappush(self._rooms, (-giver.room, self._number[id(giver)]))

    def _best(self) -> Giver | None:
        """Return the giver with most room, the first among equals; None if no giver has any."""
        while self._rooms:
            room, number = self._rooms[0]
            giver = self._givers[number]
            if giver.room == -room:
                return giver if room < 0 else None
            heappop(self._rooms)
        return None

    def _give_up(self, offer: Event) -> None:
        if self._waiting.pop(offer, None) is not None:
            offer.succeed(None)
