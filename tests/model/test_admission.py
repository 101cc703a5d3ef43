"""Admission in tiny worlds: who gets a place, from whom, and when."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf

from simpy import Environment

from sesim.model.admission import Admission


@dataclass
class Giver:
    """Somebody with places."""

    places: float
    people: list[str] = field(default_factory=list)

    @property
    def room(self) -> float:
        return self.places - len(self.people)


class World:
    """People who come at set times; where they end up, and when."""

    def __init__(self, *places: float) -> None:
        self.env = Environment()
        self.givers = [Giver(n) for n in places]
        self.admission: Admission[Giver, str] = Admission(self.env, self.givers, self._take_on)
        self.result: dict[str, tuple[float, int | None]] = {}

    @staticmethod
    def _take_on(giver: Giver, person: str) -> None:
        giver.people.append(person)

    def come(self, person: str, time: float, patience: float = inf) -> None:
        self.env.process(self._come(person, time, patience))

    def _come(self, person: str, time: float, patience: float):
        yield self.env.timeout(time)
        giver = yield from self.admission.place(person, patience)
        number = (
            None
            if giver is None
            else next(i for i, other in enumerate(self.givers) if other is giver)
        )
        self.result[person] = (self.env.now, number)

    def leave(self, time: float, people: Iterable[str]) -> None:
        """Let people give up their places at a time, and the next ones be called."""

        def go() -> None:
            for person in people:
                next(giver for giver in self.givers if person in giver.people).people.remove(person)
            self.admission.call_next()

        self.at(time, go)

    def at(self, time: float, action) -> None:
        self.env.timeout(time).callbacks.append(lambda _: action())

    def run(self) -> dict[str, tuple[float, int | None]]:
        self.env.run()
        return self.result


def test_a_free_place_is_taken_at_once() -> None:
    world = World(1)
    world.come("a", 2.0)

    assert world.run() == {"a": (2.0, 0)}


def test_the_one_with_most_room_takes_the_next() -> None:
    """Room is counted in places, not in shares of what there is; the first wins a tie."""
    world = World(1.5, 3.0)
    for i, person in enumerate("abcd"):
        world.come(person, float(i))

    assert [world.run()[person][1] for person in "abcd"] == [1, 1, 0, 1]


def test_part_of_a_place_is_a_place() -> None:
    """People are taken on while there is any room at all: 1.5 places hold 2."""
    world = World(1.5)
    for person in "abc":
        world.come(person, 0.0)
    world.run()

    assert world.givers[0].people == ["a", "b"]


def test_first_come_first_served() -> None:
    world = World(1)
    for i, person in enumerate("abcd"):
        world.come(person, float(i))
    world.leave(10.0, "a")
    world.leave(12.0, "b")

    assert world.run() == {"a": (0.0, 0), "b": (10.0, 0), "c": (12.0, 0)}


def test_several_places_call_several_people() -> None:
    world = World(2)
    for i, person in enumerate("abcde"):
        world.come(person, float(i))
    world.leave(10.0, "ab")

    assert world.run() == {"a": (0.0, 0), "b": (1.0, 0), "c": (10.0, 0), "d": (10.0, 0)}


def test_patience_runs_out() -> None:
    """Who gave up is not called any more, and the next in line moves up."""
    world = World(1)
    world.come("a", 0.0)
    world.come("b", 1.0, patience=4.0)
    world.come("c", 2.0, patience=100.0)
    world.leave(6.0, "a")

    assert world.run() == {"a": (0.0, 0), "b": (5.0, None), "c": (6.0, 0)}


def test_patience_is_forgotten_once_there_is_a_place() -> None:
    world = World(1)
    world.come("a", 0.0)
    world.come("b", 1.0, patience=4.0)
    world.leave(3.0, "a")

    assert world.run() == {"a": (0.0, 0), "b": (3.0, 0)}
    assert world.givers[0].people == ["b"]


def test_without_room_anywhere_no_one_is_called() -> None:
    world = World(0.0)
    world.come("a", 0.0, patience=2.0)
    world.at(1.0, world.admission.call_next)

    assert world.run() == {"a": (2.0, None)}


def test_new_room_is_given_out_when_called_for() -> None:
    world = World(0.0)
    world.come("a", 0.0)
    world.at(5.0, lambda: setattr(world.givers[0], "places", 1.0))
    world.at(6.0, world.admission.call_next)

    assert world.run() == {"a": (6.0, 0)}


def test_closing_empties_the_waiting_list_and_only_once() -> None:
    world = World(1)
    world.come("a", 0.0)
    world.come("b", 1.0, patience=20.0)
    world.come("c", 2.0)
    world.at(7.0, world.admission.close)
    world.leave(9.0, "a")

    assert world.run() == {"a": (0.0, 0), "b": (7.0, None), "c": (7.0, None)}


def test_after_closing_no_one_waits_or_is_taken_on() -> None:
    world = World(1)
    world.at(7.0, world.admission.close)
    world.come("a", 8.0)
    world.come("b", 9.0, patience=20.0)

    assert world.run() == {"a": (8.0, None), "b": (9.0, None)}
