"""A coach's time: a processor-sharing server with a capacity that varies over time.

Every open task requests some hours a week, its `wish`. There are two classes of tasks: those for
people, and contacts with employers. People come first; employers get at most a budget, and how
far they must give way when time is short depends on the coach's comfort with them.

Within a class every task slows down in the same proportion, its service ratio. Each class has a
virtual clock that runs at its service ratio, so a task of `h` hours at a wish of `w` ends when the
clock of its class has advanced by h / w. The order of finishing in a class is therefore known when
a task begins: a heap for each class and one pending timeout are enough, and a change costs
O(log n). With comfort 1 and no budget the two are one class.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from math import inf
from typing import Any

from simpy import Environment, Event

from sesim.events import Activity
from sesim.model.clock import Alarm
from sesim.model.constants import CONTACT
from sesim.model.task import Line, Task

_ROUNDING = 1e-9
"""Slack on the virtual clock, in weeks: far below a second, far above rounding."""


Account = Callable[[Task, bool], None]
"""Called when a task leaves a coach, with its hours settled, and whether it is done."""


class Coach:
    """The time of one post, shared between all open tasks.

    Args:
        env: the simulation's clock, in weeks.
        number: the post's place in the programme, which addresses its random numbers.
        account: called whenever a task ends, is given up or is cut off.

    Attributes:
        people: the open tasks for people.
        employers: the open contacts with employers.
        capacity: hours a week that can be given now.
        demand: hours a week requested now, by both classes.
        budget: hours a week for employers at most.
        comfort: the weight of a contact beside a task for a person when time is short; at most 1.
        service_ratio: the share of what people request that they get; in closed weeks, its value
            before they began.
    """

    __slots__ = (
        "_account",
        "_alarm",
        "_alarm_at",
        "_lines",
        "_now",
        "_open_clock",
        "_order",
        "budget",
        "capacity",
        "comfort",
        "counts",
        "demand",
        "employers",
        "env",
        "number",
        "people",
        "service_ratio",
    )

    def __init__(self, env: Environment, number: int, account: Account) -> None:
        self.env = env
        self.number = number
        self._account = account
        self.people = Line()
        self.employers = Line()
        self._lines = self.people, self.employers
        self.capacity = 0.0
        self.budget = inf
        self.comfort = 1.0
        self.service_ratio = 1.0
        self.counts = True  # in closed weeks nothing is requested
        self.demand = 0.0
        self._now = 0.0
        self._open_clock = 0.0  # runs at 1 except in closed weeks
        self._order = 0
        self._alarm: Alarm | None = None
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
        self._take(task, hours / wish if wish > 0.0 else inf)
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
        rest = task.due - task.line.clock
        self._settle(task, done=False)
        self._share()
        to._take(task, rest)

    def set_capacity(
        self,
        hours_per_week: float,
        counts: bool = True,
        *,
        budget: float = inf,
        comfort: float = 1.0,
    ) -> None:
        """Change what can be given from now on.

        Args:
            hours_per_week: the new capacity, at least 0.
            counts: whether unmet demand counts as wished-for hours; not in closed weeks.
            budget: hours a week for employers at most, at least 0.
            comfort: weight of employers when time is short, from 0 (they wait) to 1 (as people).
        """
        self._advance()
        self.capacity = hours_per_week
        self.counts = counts
        self.budget = budget
        self.comfort = comfort
        self._share()

    def reading(self, line: Line) -> float:
        """Return the clock of a class of tasks as it is now."""
        return line.clock + (self.env.now - self._now) * line.ratio

    def open_weeks(self) -> float:
        """Return the weeks until now, without closed weeks."""
        return self._open_clock + (self.env.now - self._now if self.counts else 0.0)

    def _take(self, task: Task, weeks: float) -> None:
        self._advance()
        task.coach = self
        task.line = line = self.employers if task.activity is CONTACT else self.people
        task.open = True
        task.since = clock = line.clock
        task.since_open = self._open_clock
        task.due = due = clock + weeks
        line.open += 1
        line.demand += task.wish
        self.demand += task.wish
        if weeks < inf:
            self._order += 1
            heappush(line.heap, (due, self._order, task))
            if due < line.next:
                line.next = due
        self._share()

    def _settle(self, task: Task, done: bool) -> None:
        """Remove a task, and account for the hours that it received and requested here."""
        wish, line = task.wish, task.line
        task.received_here = received = wish * (line.clock - task.since)
        task.wished_here = wished = wish * (self._open_clock - task.since_open)
        task.received += received
        task.wished += wished
        task.open = False
        line.open -= 1
        line.demand = line.demand - wish if line.open else 0.0
        if task.due == line.next:
            line.look_for_next()
        self.demand = self.demand - wish if self.people.open or self.employers.open else 0.0
        self._account(task, done)

    def _advance(self) -> None:
        """Bring all clocks to the present."""
        now = self.env.now
        passed = now - self._now
        if passed > 0.0:
            people, employers = self.people, self.employers
            people.clock += passed * people.ratio
            employers.clock += passed * employers.ratio
            if self.counts:
                self._open_clock += passed
            self._now = now

    def _share(self) -> None:
        """Share the capacity again, and see to it that an alarm rings when the next work is done.

        Employers request at most the budget. Beside people their hours weigh `comfort`: if what
        is requested, so weighed, exceeds the capacity, both are slowed down in proportion to it;
        otherwise people get all that they request, and employers what is left, up to the budget.
        """
        people, employers, capacity = self.people, self.employers, self.capacity
        wanted = employers.demand
        within = wanted if wanted <= self.budget else self.budget
        if within == wanted and self.comfort == 1.0:  # one class
            demand = self.demand
            people.ratio = employers.ratio = 1.0 if demand <= capacity else capacity / demand
        else:
            weighed = people.demand + self.comfort * within
            if weighed > capacity:
                people.ratio = ratio = capacity / weighed
                given = self.comfort * within * ratio
            else:
                people.ratio = 1.0
                given = min(within, capacity - people.demand)
            employers.ratio = given / wanted if wanted > 0.0 else 1.0
        if self.counts:
            self.service_ratio = people.ratio
        self._set_alarm()

    def _set_alarm(self) -> None:
        """See to it that an alarm rings when the next work is done.

        An alarm that would ring too early stays, and is set again when it rings, so that slowing
        down costs no event. Only an alarm that would ring too late is replaced.
        """
        now, earliest = self._now, self._alarm_at
        for line in self._lines:
            if line.next < inf and line.ratio > 0.0:
                wait = (line.next - line.clock) / line.ratio
                at = now + wait if wait > 0.0 else now
                if at < earliest:
                    earliest = at
        if earliest < self._alarm_at:
            self._alarm_at = earliest
            self._alarm = Alarm(self.env, earliest - now, self._ring)

    def _ring(self, alarm: Event) -> None:
        if alarm is not self._alarm:
            return  # replaced by an earlier one
        self._alarm = None
        self._alarm_at = inf
        self._advance()
        done = []
        for line in self._lines:
            while line.next <= line.clock + _ROUNDING:
                task = heappop(line.heap)[2]
                self._settle(task, done=True)
                done.append(task)
        if not done:  # it was slowed down meanwhile
            self._set_alarm()
            return
        self._share()
        if len(done) == 1 and self.env.peek() > self._now:  # nothing could come in between
            done[0].happen()
        else:
            for task in done:
                task.succeed()
