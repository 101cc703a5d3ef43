"""The waiting list against theory: Erlang-A, a queue that people leave when patience runs out.

People come in a Poisson stream, keep a place for an exponential time and wait for an exponential
time at most. The number in or waiting for a place is a birth-death chain. Every replication is
started from its stationary law, so there is no warm-up.
"""

import math
from collections.abc import Generator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pytest
from simpy import Environment, Event
from tests.verification.theory import (
    REPLICATIONS,
    TOLERANCE,
    Array,
    birth_death,
    mean_of,
    z_score,
)

from sesim.model.admission import Admission


class Service(NamedTuple):
    """A programme reduced to its places; rates are per week."""

    norm: float = 20.0
    fte: tuple[float, ...] = (1.0, 0.5)
    arrivals: float = 1.5
    leaving: float = 1 / 24
    giving_up: float = 1 / 16

    @property
    def places(self) -> int:
        """A coach takes people on while there are fewer than the norm allows."""
        return sum(math.ceil(self.norm * share) for share in self.fte)

    def law(self) -> Array:
        """Return the law of the number in or waiting for a place."""

        def departures(n: int) -> float:
            placed = min(n, self.places)
            return placed * self.leaving + (n - placed) * self.giving_up

        return birth_death(lambda _: self.arrivals, departures, self.places + 150)

    def expected(self) -> "Outcome":
        """Return the exact means."""
        law = self.law()
        waiting = np.maximum(np.arange(len(law)) - self.places, 0)
        queue = float(waiting @ law)
        full = float(law[self.places :].sum())
        share = self.giving_up * queue / self.arrivals
        return Outcome(mean_of(law), queue, full, share)


class Outcome(NamedTuple):
    """Time-averages of those there, of those of them who wait, and of all places being taken.

    `gave_up` is the share of those who came; of one replication, what more gave up than expected.
    """

    present: float
    waiting: float
    full: float
    gave_up: float


@dataclass
class Coach:
    """Somebody with places."""

    places: float
    people: int = 0

    @property
    def room(self) -> float:
        return self.places - self.people


class Places:
    """One replication of a service, with its outcome."""

    def __init__(self, service: Service, seed: int, weeks: float, law: Array, share: float) -> None:
        self.service = service
        self.random = np.random.Generator(np.random.Philox(seed))
        self.env = Environment()
        self.coaches = [Coach(service.norm * fte) for fte in service.fte]
        self.admission: Admission[Coach, int] = Admission(self.env, self.coaches, self._take_on)
        self.weeks, self.share = weeks, share
        self.placed = self.present = 0
        self.areas = np.zeros(3)
        self.since = 0.0
        self.came = self.gave_up = 0
        for _ in range(int(np.searchsorted(np.cumsum(law), self.random.random()))):
            self.env.process(self._life())
        self.env.process(self._arrivals())

    def outcome(self) -> Outcome:
        self.env.run(self.weeks)
        self._change(0, 0)
        surplus = (self.gave_up - self.share * self.came) / (self.weeks * self.service.arrivals)
        return Outcome(*(self.areas / self.weeks), surplus)

    def _arrivals(self) -> Generator[Event, object, None]:
        while True:
            yield self.env.timeout(self.random.exponential(1 / self.service.arrivals))
            self.came += 1
            self.env.process(self._life())

    def _life(self) -> Generator[Event, object, None]:
        self._change(+1, 0)
        patience = self.random.exponential(1 / self.service.giving_up)
        coach = yield from self.admission.place(0, patience)
        if coach is None:
            self.gave_up += 1
            self._change(-1, 0)
            return
        yield self.env.timeout(self.random.exponential(1 / self.service.leaving))
        self._change(-1, -1)
        coach.people -= 1
        self.admission.call_next()

    def _take_on(self, coach: Coach, _: int) -> None:
        coach.people += 1
        self._change(0, +1)

    def _change(self, present: int, placed: int) -> None:
        waiting = self.present - self.placed
        passed = self.env.now - self.since
        full = self.placed >= self.service.places
        self.areas += np.array([self.present, waiting, full]) * passed
        self.present += present
        self.placed += placed
        self.since = self.env.now


def distances(real: Service, believed: Service, weeks: float, first_seed: int = 0) -> Outcome:
    """Return how far simulations of one service are from the theory of another."""
    law, expected = real.law(), believed.expected()
    outcomes = np.array(
        [
            Places(real, seed, weeks, law, expected.gave_up).outcome()
            for seed in range(first_seed, first_seed + REPLICATIONS)
        ]
    )
    exact = expected._replace(gave_up=0.0)
    return Outcome(*(z_score(outcomes[:, i], exact[i]) for i in range(len(exact))))


def farthest(found: Outcome) -> float:
    return max(map(abs, found))


SERVICES = {
    "long queue": Service(),
    "half empty": Service(arrivals=1.0),
    "one coach": Service(fte=(0.75,), arrivals=0.7),
    "odd places": Service(norm=9.5, fte=(1.0, 0.5, 0.3), arrivals=0.8),
    "patient": Service(arrivals=1.15, giving_up=1 / 150),
}

BRIEF, FULL = 300.0, 3000.0


@pytest.mark.parametrize("name", ["long queue", "one coach"])
def test_waiting_list_briefly(name: str) -> None:
    assert farthest(distances(SERVICES[name], SERVICES[name], BRIEF)) < TOLERANCE


def test_brief_check_would_catch_a_coarse_error() -> None:
    real = Service()

    assert farthest(distances(real, real._replace(norm=22.0), BRIEF)) > 2 * TOLERANCE


@pytest.mark.verification
@pytest.mark.parametrize("name", SERVICES)
def test_waiting_list_has_the_law_of_erlang_a(name: str) -> None:
    assert farthest(distances(SERVICES[name], SERVICES[name], FULL)) < TOLERANCE


@pytest.mark.verification
@pytest.mark.parametrize(
    "wrong",
    [
        Service(norm=21.0),
        Service(leaving=1.05 / 24),
        Service(giving_up=1.2 / 16),
        Service(fte=(1.0, 0.45)),
    ],
    ids=["one place more", "5 % shorter stays", "a sixth less patience", "one place less"],
)
def test_a_small_error_would_be_caught(wrong: Service) -> None:
    assert farthest(distances(wrong, Service(), FULL)) > 1.5 * TOLERANCE
