"""A request for a coach's time, and the line in which it is served."""

from heapq import heappop
from math import inf
from typing import TYPE_CHECKING, Any

from simpy import Environment, Event

from sesim.events import Activity

if TYPE_CHECKING:
    from sesim.model.coach import Coach


class Task(Event):
    """A request for a coach's time: an event that happens when the hours have been received.

    Attributes:
        owner: the person that it is for.
        activity: what the time is spent on.
        wish: hours a week requested.
        coach: the coach asked, or asked last.
        open: whether the request still stands.
        line: the tasks of the same class with that coach.
        due: reading of the clock of its class at which the work is done; infinity for attention.
        received, wished: hours with all coaches, settled when it ends or is handed over.
        received_here, wished_here: the part with the last coach.
    """

    coach: "Coach"
    line: "Line"
    open = False
    due = inf
    since = since_open = 0.0
    received = wished = received_here = wished_here = 0.0

    def __init__(self, env: Environment, owner: Any, activity: Activity, wish: float) -> None:
        self.env = env
        self.callbacks = []
        self.owner = owner
        self.activity = activity
        self.wish = wish

    def received_until_now(self) -> float:
        """Return the hours received so far, also from coaches before."""
        if not self.open:
            return self.received
        return self.received + self.wish * (self.coach.reading(self.line) - self.since)

    def wished_until_now(self) -> float:
        """Return the hours requested so far, also from coaches before."""
        if not self.open:
            return self.wished
        return self.wished + self.wish * (self.coach.open_weeks() - self.since_open)

    def left(self) -> float:
        """Return the hours that are needed until the work is done; infinity for attention."""
        return self.wish * (self.due - self.coach.reading(self.line))

    @property
    def is_work(self) -> bool:
        """Whether it ends when some hours have been received."""
        return self.due < inf

    def happen(self) -> None:
        """Resume the processes that wait for the task, without another turn in the clock's queue.

        The same as `succeed` if nothing else happens at this time, and cheaper.
        """
        self._ok, self._value = True, None
        waiting, self.callbacks = self.callbacks, None  # type: ignore[assignment]
        for resume in waiting:
            resume(self)


class Line:
    """The open tasks of one class with one coach, which are slowed down alike.

    Attributes:
        demand: hours a week requested now.
        ratio: the share of demand that is given now.
        clock: virtual time, which runs at the ratio.
        heap: the work in it by when it is due, with tasks that have left meanwhile.
        next: reading of the clock at which the next work is done; infinity if none is.
        open: number of open tasks.
    """

    __slots__ = ("clock", "demand", "heap", "next", "open", "ratio")

    def __init__(self) -> None:
        self.demand = 0.0
        self.ratio = 1.0
        self.clock = 0.0
        self.heap: list[tuple[float, int, Task]] = []
        self.next = inf
        self.open = 0

    def look_for_next(self) -> None:
        """Find the work that is done next, after that which was next has left."""
        heap = self.heap
        while heap:
            due, _, task = heap[0]
            if task.open and task.due == due and task.line is self:
                break
            heappop(heap)  # released or handed over before it was done
        self.next = heap[0][0] if heap else inf
