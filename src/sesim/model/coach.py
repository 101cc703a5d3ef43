"""A coach's time: a processor-sharing server with a capacity that varies over time.

Every open task requests some hours a week, its `wish`. If total demand exceeds capacity, every
task slows down in the same proportion, the service ratio. One virtual clock runs at
the service ratio, so a task of `h` hours at a wish of `w` ends when the clock has advanced by
h / w. The order of finishing is therefore known when a task begins: one heap and one pending
timeout are enough, and a change costs O(log n).
"""

from collections.abc import Callable
from heapq import heappop, heappush
from math import inf
from typing import Any

from simpy import Environment, Event, Timeout

from sesim.events import Activity

_ROUNDING = 1e-9
"""Slack on the virtual clock, in weeks: far below a second, far above rounding."""


class Task(Event):
    """A request for a coach's time: an event that happens when the hours have been received.

    Attributes:
        owner: the person that it is for.
        activity: what the time is spent on.
        wish: hours a week requested.
        coach: the coach asked, or asked last.
        open: whether the request still stands.
        due: reading of the coach's virtual clock at which the work is done; infinity for attention.
        received, wished: hours with all coaches, settled when it ends or is handed over.
        received_here, wished_here: the part with the last coach.
    """

    coach: "Coach"
    open = False
    due = inf
    since = since_open = 0.0
    received = wished = received_here = wished_here = 0.0

    def __init__(self, env: Environment, owner: Any, activity: Activity, wish: float) -> None:
        super().__init__(env)
        self.owner = owner
        self.activity = activity
        self.wish = wish

    def happen(self) -> None:
        """Resume the processes that wait for the task, without another turn in the clock's queue.

        The same as `succeed` if nothing else happens at this time, and cheaper.
        """
        self._ok, self._value = True, None
        waiting, self.callbacks = self.callbacks, None  # type: ignore[assignment]
        for resume in waiting:
            resume(self)


Account = Callable[[Task, bool], None]
"""Called when a task leaves a coach, with its hours settled, and whether it is done."""


class Coach:
    """The time of one post, shared between all open tasks.

    Args:
        env: the simulation's clock, in weeks.
        number: the post's place in the programme, which addresses its random numbers.
        account: called whenever a task ends, is given up or is cut off.

    Attributes:
        capacity: hours a week that can be given now.
        demand: hours a week requested now.
        ratio: the share of demand that is given now, min(1, capacity / demand).
        service_ratio: the same; in closed weeks, its value before they began.
    """

    __slots__ = (
        "_account",
        "_alarm",
        "_alarm_at",
        "_clock",
        "_heap",
        "_now",
        "_open",
        "_open_clock",
        "_order",
        "capacity",
        "counts",
        "demand",
        "env",
        "number",
        "ratio",
        "service_ratio",
    )

    def __init__(self, env: Environment, number: int, account: Account) -> None:
        self.env = env
        self.number = number
        self._account = account
        self.capacity = 0.0
        self.demand = 0.0
        self.ratio = 1.0
        self.service_ratio = 1.0
        self.counts = True  # in closed weeks nothing is requested
        self._now = 0.0
        self._clock = 0.0  # runs at the service ratio
        self._open_clock = 0.0  # runs at 1 except in closed weeks
        self._heap: list[tuple[float, int, Task]] = []
        self._order = 0
        self._open = 0
        self._alarm: Timeout | None = None
        self._alarm_at = inf

    def work(self, owner: Any, activity: Activity, hours: float, wish: float) -> Task:
        """Begin a piece of work; the task happens when `hours` have been received.

        Args:
            owner: the person that the work is for.
            activity: what the time is spent on.
            hours: how much is needed, greater than 0.
            wish: hours a week requested; work at a wish of 0 never ends.
        """
        task = Task(self.env, owner, activity, wish)
        self._take(task, hours / wish if wish > 0 else inf)
        return task

    def attend(self, owner: Any, activity: Activity, wish: float) -> Task:
        """Request `wish` hours a week until `release`, for something with a length of its own."""
        task = Task(self.env, owner, activity, wish)
        self._take(task, inf)
        return task

    def release(self, task: Task) -> None:
        """End a task and settle its hours. Releasing it twice does no harm."""
        if not task.open or task.coach is not self:
            return
        self._advance()
        self._settle(task, done=False)
        self._share()

    def hand_over(self, task: Task, to: "Coach") -> None:
        """Move an unfinished task to another coach, with what it has received."""
        self._advance()
        rest = task.due - self._clock
        self._settle(task, done=False)
        self._share()
        to._take(task, rest)

    def set_capacity(self, hours_per_week: float, counts: bool = True) -> None:
        """Change what can be given from now on.

        Args:
            hours_per_week: the new capacity, at least 0.
            counts: whether unmet demand counts as wished-for hours; not in closed weeks.
        """
        self._advance()
        self.capacity = hours_per_week
        self.counts = counts
        self._share()

    def _take(self, task: Task, weeks: float) -> None:
        self._advance()
        task.coach = self
        task.open = True
        task.since = clock = self._clock
        task.since_open = self._open_clock
        task.due = due = clock + weeks
        self._open += 1
        self.demand += task.wish
        if weeks < inf:
            self._order += 1
            heappush(self._heap, (due, self._order, task))
        self._share()

    def _settle(self, task: Task, done: bool) -> None:
        """Remove a task, and account for the hours that it received and requested here."""
        wish = task.wish
        task.received_here = received = wish * (self._clock - task.since)
        task.wished_here = wished = wish * (self._open_clock - task.since_open)
        task.received += received
        task.wished += wished
        task.open = False
        self._open -= 1
        self.demand = self.demand - wish if self._open else 0.0
        self._account(task, done)

    def _advance(self) -> None:
        """Bring both clocks to the present."""
        now = self.env.now
        passed = now - self._now
        if passed > 0:
            self._clock += passed * self.ratio
            if self.counts:
                self._open_clock += passed
            self._now = now

    def _share(self) -> None:
        """Share the capacity again, and set an alarm for when the next work is done.

        An alarm that would ring too early stays, and is set again when it rings, so that slowing
        down costs no event. Only an alarm that would ring too late is replaced.
        """
        demand, capacity = self.demand, self.capacity
        self.ratio = ratio = 1.0 if demand <= capacity else capacity / demand
        if self.counts:
            self.service_ratio = ratio
        heap = self._heap
        while heap:
            due, _, task = heap[0]
            if task.open and task.due == due and task.coach is self:
                break
            heappop(heap)  # released or handed over before it was done
        else:
            return
        if ratio > 0:
            wait = (due - self._clock) / ratio
            at = self._now + wait if wait > 0 else self._now
            if at < self._alarm_at:
                self._alarm_at = at
                self._alarm = alarm = Timeout(self.env, at - self._now)
                alarm.callbacks.append(self._ring)

    def _ring(self, alarm: Event) -> None:
        if alarm is not self._alarm:
            return  # replaced by an earlier one
        self._alarm = None
        self._alarm_at = inf
        self._advance()
        heap, now = self._heap, self._clock + _ROUNDING
        done = []
        while heap and heap[0][0] <= now:
            due, _, task = heappop(heap)
            if task.open and task.due == due and task.coach is self:
                self._settle(task, done=True)
                done.append(task)
        self._share()
        if len(done) == 1 and self.env.peek() > self._now:  # nothing could come in between
            done[0].happen()
        else:
            for task in done:
                task.succeed()
