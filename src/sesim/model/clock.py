"""The simulation's clock: SimPy's environment, and what of it must be fast.

Most of the kernel's events are alarms of coaches, and every step of the model reads the time. The
three shortcuts here use what SimPy keeps private; `tests/test_contracts.py` shows that they do the
same as what they replace, and the model uses SimPy's own words for everything else.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

from simpy import Environment, Event
from simpy.events import NORMAL


class Clock(Environment):
    """An environment that keeps its time in a slot: reading it costs a fraction of a property."""

    __slots__ = ("_now",)

    def __init__(self) -> None:
        super().__init__()
        # SimPy binds this method once for an environment, but not for one of a subclass.
        self.timeout = self.timeout  # type: ignore[method-assign]

    def run_until(self, end: float) -> None:
        """Process all events before a time, like `run`, without a call for each of them."""
        queue = self._queue
        while queue and queue[0][0] < end:
            self._now, _, _, event = heappop(queue)
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
            for callback in callbacks:
                callback(event)
            if not event._ok and not event.defused:
                raise event._value
        self._now = end


Clock.now = Clock.__dict__["_now"]  # type: ignore[method-assign]


class Alarm(Event):
    """Calls a function after a time, like a `Timeout` with a callback, at half the cost.

    Args:
        env: the simulation's clock, in weeks.
        delay: in weeks, at least 0.
        ring: called with the alarm.
    """

    _ok = True
    _value: Any = None

    def __init__(self, env: Environment, delay: float, ring: Callable[[Event], None]) -> None:
        self.env = env
        self.callbacks = [ring]
        heappush(env._queue, (env.now + delay, NORMAL, next(env._eid), self))
