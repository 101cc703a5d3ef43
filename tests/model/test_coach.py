"""A coach's time in tiny worlds with exact answers, and under any schedule whatever."""

from collections.abc import Callable, Sequence
from math import inf
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simpy import Environment, Event

from sesim.events import Activity
from sesim.model.coach import Coach
from sesim.model.task import Task

WORK = Activity.MAPPING
CONTACT = Activity.EMPLOYER_CONTACT
CARE = Activity.JOB_SUPPORT


class Entry(NamedTuple):
    """One line of the account: who, until when, hours received and wished for, done or not."""

    owner: str
    time: float
    received: float
    wished: float
    done: bool


class World:
    """A clock, coaches and an account; things are asked for at set times."""

    def __init__(self, *capacities: float, kind: type[Coach] = Coach) -> None:
        self.env = Environment()
        self.account: list[Entry] = []
        self.happened: dict[str, float] = {}
        self.coaches = [kind(self.env, i, self._write) for i in range(len(capacities))]
        for coach, capacity in zip(self.coaches, capacities, strict=True):
            coach.set_capacity(capacity)

    @property
    def coach(self) -> Coach:
        return self.coaches[0]

    def _write(self, task: Task, done: bool) -> None:
        hours = task.received_here, task.wished_here
        self.account.append(Entry(task.owner, self.env.now, *hours, done))

    def at(self, time: float, action: Callable[[], object]) -> None:
        """Do something at a time."""
        self.env.timeout(time - self.env.now).callbacks.append(lambda _: action())

    def work(self, owner: str, hours: float, wish: float, activity: Activity = WORK) -> Task:
        """Ask the first coach for work now, and note when it is done."""
        task = self.coach.work(owner, activity, hours, wish)
        task.callbacks.append(self._note)
        return task

    def _note(self, event: Event) -> None:
        assert isinstance(event, Task)
        self.happened[event.owner] = self.env.now

    def run(self, until: float | None = None) -> "World":
        self.env.run(until)
        return self


def entry(owner: str, time: float, received: float, wished: float, done: bool) -> Entry:
    """An expected line of the account, up to rounding."""
    return Entry(owner, *(pytest.approx(x, abs=1e-9) for x in (time, received, wished)), done)


# --- tiny worlds -------------------------------------------------------------------------------


def test_one_task_alone_gets_what_it_wishes() -> None:
    """Six hours at two a week take three weeks, however much more the coach could give."""
    world = World(30.0)
    world.work("a", 6.0, 2.0)

    assert world.run().happened == {"a": pytest.approx(3.0)}
    assert world.account == [entry("a", 3.0, 6.0, 6.0, True)]


def test_two_tasks_share() -> None:
    """Each wants 2 of 2 hours a week, so each gets 1 until one is done."""
    world = World(2.0)
    world.work("short", 2.0, 2.0)
    world.work("long", 4.0, 2.0)

    assert world.run().happened == {"short": pytest.approx(2.0), "long": pytest.approx(3.0)}
    assert world.account == [
        entry("short", 2.0, 2.0, 4.0, True),
        entry("long", 3.0, 4.0, 6.0, True),
    ]


def order_of_happening() -> list[str]:
    """What happens at week 3: the work is done then, and something else was planned for it."""
    world, order = World(2.0), list[str]()
    world.work("work", 6.0, 2.0).callbacks.append(lambda _: order.append("work"))
    world.at(3.0, lambda: order.append("planned"))
    world.run()
    return order


def test_work_that_is_done_waits_for_what_was_planned_for_the_same_time() -> None:
    assert order_of_happening() == ["planned", "work"]


def test_work_that_does_not_wait_its_turn_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Environment, "peek", lambda _: inf)

    assert order_of_happening() == ["work", "planned"]


def test_unequal_wishes_are_slowed_alike() -> None:
    """Wishes of 3 and 1 on a capacity of 2: half of each, so 1.5 and 0.5 hours a week."""
    world = World(2.0)
    world.work("eager", 3.0, 3.0)
    world.work("modest", 3.0, 1.0)

    assert world.run().happened == {"eager": pytest.approx(2.0), "modest": pytest.approx(4.0)}


def test_one_who_comes_later_slows_the_first() -> None:
    """Alone for 1 week (2 hours), then 1 hour a week for 2 weeks, then alone again."""
    world = World(2.0)
    world.work("first", 6.0, 2.0)
    world.at(1.0, lambda: world.work("second", 2.0, 2.0))

    assert world.run().happened == {"second": pytest.approx(3.0), "first": pytest.approx(4.0)}


def test_capacity_may_change_midway() -> None:
    """A week at 2 hours, then at 1, then at 4 of which only the wished-for 2 are used."""
    world = World(4.0)
    world.work("a", 6.0, 2.0)
    world.at(1.0, lambda: world.coach.set_capacity(1.0))
    world.at(3.0, lambda: world.coach.set_capacity(4.0))

    assert world.run().happened == {"a": pytest.approx(4.0)}
    assert world.account == [entry("a", 4.0, 6.0, 8.0, True)]


def test_closed_weeks_give_nothing_and_wish_for_nothing() -> None:
    world = World(2.0)
    world.work("a", 4.0, 2.0)
    world.at(1.0, lambda: world.coach.set_capacity(0.0, counts=False))
    world.at(5.0, lambda: world.coach.set_capacity(2.0))

    assert world.run().happened == {"a": pytest.approx(6.0)}
    assert world.account == [entry("a", 6.0, 4.0, 4.0, True)]


def test_a_vacancy_gives_nothing_but_is_wished_through() -> None:
    """What people go without while a post is empty is missed support."""
    world = World(2.0)
    world.work("a", 4.0, 2.0)
    world.at(1.0, lambda: world.coach.set_capacity(0.0))
    world.at(5.0, lambda: world.coach.set_capacity(2.0))

    assert world.run().happened == {"a": pytest.approx(6.0)}
    assert world.account == [entry("a", 6.0, 4.0, 12.0, True)]


def test_work_asked_for_in_a_closed_week_begins_afterwards() -> None:
    world = World(0.0)
    world.coach.set_capacity(0.0, counts=False)
    world.work("a", 2.0, 2.0)
    world.at(3.0, lambda: world.coach.set_capacity(2.0))

    assert world.run().happened == {"a": pytest.approx(4.0)}


def test_attention_knows_its_share() -> None:
    """Half for the two weeks that another wants as much, whole for the two weeks alone."""
    world = World(1.0)
    care = world.coach.attend("a", CARE, 1.0)
    world.work("b", 1.0, 1.0)
    world.at(4.0, lambda: world.coach.release(care))
    world.run()

    assert (care.received, care.wished) == (pytest.approx(3.0), pytest.approx(4.0))
    assert world.account[-1] == entry("a", 4.0, 3.0, 4.0, False)
    assert not care.triggered


def test_release_before_the_work_is_done() -> None:
    """The hours are settled, the task never happens, and the other has the coach alone."""
    world = World(2.0)
    given_up = world.work("a", 8.0, 2.0)
    world.work("b", 4.0, 2.0)
    world.at(1.0, lambda: world.coach.release(given_up))

    assert world.run().happened == {"b": pytest.approx(2.5)}
    assert world.account == [entry("a", 1.0, 1.0, 2.0, False), entry("b", 2.5, 4.0, 5.0, True)]


def test_release_twice_or_after_the_end_changes_nothing() -> None:
    """Somebody may leave in the very moment in which their work is done."""
    world = World(2.0)
    done = world.work("a", 2.0, 2.0)
    world.work("b", 6.0, 2.0)
    world.at(3.0, lambda: world.coach.release(done))
    world.run()

    assert [e.owner for e in world.account] == ["a", "b"]
    assert world.happened == {"a": pytest.approx(2.0), "b": pytest.approx(4.0)}
    assert world.coach.demand == 0.0


def test_hand_over_keeps_the_hours() -> None:
    """One of three hours is received from the first coach, the other two from the next."""
    world = World(1.0, 4.0)
    task = world.work("a", 3.0, 2.0)
    world.at(1.0, lambda: world.coaches[0].hand_over(task, world.coaches[1]))

    assert world.run().happened == {"a": pytest.approx(2.0)}
    assert world.account == [entry("a", 1.0, 1.0, 2.0, False), entry("a", 2.0, 2.0, 2.0, True)]
    assert (task.received, task.wished) == (pytest.approx(3.0), pytest.approx(4.0))


def test_hand_over_and_back() -> None:
    """What was left with the first coach by the first visit must not end the second."""
    world = World(1.0, 1.0)
    first, second = world.coaches
    task = world.work("a", 4.0, 1.0)
    world.at(1.0, lambda: second.set_capacity(0.0))
    world.at(1.0, lambda: first.hand_over(task, second))
    world.at(6.0, lambda: second.hand_over(task, first))

    assert world.run().happened == {"a": pytest.approx(9.0)}


def test_hand_over_frees_the_first_coach() -> None:
    world = World(2.0, 2.0)
    moved = world.work("a", 4.0, 2.0)
    world.work("b", 4.0, 2.0)
    world.at(1.0, lambda: world.coaches[0].hand_over(moved, world.coaches[1]))

    assert world.run().happened == {"a": pytest.approx(2.5), "b": pytest.approx(2.5)}


def test_attention_can_be_handed_over() -> None:
    world = World(1.0, 1.0)
    care = world.coach.attend("a", CARE, 2.0)
    world.at(2.0, lambda: world.coaches[0].hand_over(care, world.coaches[1]))
    world.at(5.0, lambda: world.coaches[1].release(care))
    world.run()

    assert (care.received, care.wished) == (pytest.approx(5.0), pytest.approx(10.0))


def test_a_wish_for_nothing_is_never_fulfilled() -> None:
    world = World(2.0)
    world.work("never", 1.0, 0.0)
    world.work("a", 4.0, 2.0)

    assert world.run(100.0).happened == {"a": pytest.approx(2.0)}


def test_work_done_together_ends_together() -> None:
    world = World(3.0)
    for owner in ("a", "b", "c"):
        world.work(owner, 2.0, 2.0)

    assert world.run().happened == dict.fromkeys("abc", pytest.approx(2.0))


def test_the_ratio_tells_how_thin_the_time_is_spread() -> None:
    world = World(3.0)
    ratios = [world.coach.people.ratio]
    for _ in range(3):
        world.coach.attend("a", CARE, 2.0)
        ratios.append(world.coach.people.ratio)

    assert ratios == [1.0, 1.0, pytest.approx(3 / 4), pytest.approx(3 / 6)]


def test_the_alarm_costs_few_events() -> None:
    """One alarm is pending at a time, and being slowed down sets no new one."""
    world = World(1.0)
    for i in range(50):
        world.at(i / 100, lambda: world.work("a", 5.0, 1.0))
    steps = 0
    while world.env.peek() < inf:
        world.env.step()
        steps += 1

    assert len(world.account) == 50
    assert steps <= 50 + 50 + 2 * 50


# --- two classes -------------------------------------------------------------------------------


def ratios_with(people: float, employers: float, **limits: float) -> tuple[float, float]:
    """Return the service ratios of a coach with ten hours a week."""
    world = World(10.0)
    world.coach.set_capacity(10.0, **limits)  # type: ignore[arg-type]
    world.coach.attend("a", CARE, people)
    world.coach.attend("b", CONTACT, employers)
    return world.coach.people.ratio, world.coach.employers.ratio


def test_with_full_comfort_and_no_budget_the_classes_are_one() -> None:
    assert ratios_with(15.0, 5.0) == (0.5, 0.5)
    assert ratios_with(5.0, 4.0) == (1.0, 1.0)


def test_employers_get_no_more_than_the_budget() -> None:
    """Of 8 hours requested, the budget of 2 is a quarter; 5 for people leave 3 hours idle."""
    assert ratios_with(5.0, 8.0, budget=2.0) == (1.0, pytest.approx(0.25))


def test_employers_wait_if_the_coach_is_uneasy_and_time_is_short() -> None:
    """20 hours for people: they get the 10 there are, as if no employer were there."""
    assert ratios_with(20.0, 8.0, comfort=0.0) == (pytest.approx(0.5), 0.0)
    assert ratios_with(6.0, 8.0, comfort=0.0) == (1.0, pytest.approx(0.5))  # what is left, 4 of 8


def test_half_the_comfort_is_half_the_weight() -> None:
    """15 for people and half of 10 for employers are 20 beside 10 hours: 7.5 and 2.5 hours."""
    assert ratios_with(15.0, 10.0, comfort=0.5) == (pytest.approx(0.5), pytest.approx(0.25))


@given(
    people=st.floats(0.0, 30.0),
    employers=st.floats(0.1, 30.0),
    budget=st.floats(0.0, 30.0),
    comfort=st.floats(0.0, 1.0),
)
def test_a_little_more_demand_changes_a_little(
    people: float, employers: float, budget: float, comfort: float
) -> None:
    """Where time becomes short, the two rules meet; people never get less than employers."""
    limits = {"budget": budget, "comfort": comfort}
    before = ratios_with(people, employers, **limits)
    after = ratios_with(people + 1e-6, employers, **limits)

    assert after == pytest.approx(before, abs=1e-4)
    assert before[0] >= before[1] - 1e-12


# --- any schedule ------------------------------------------------------------------------------


class Step(NamedTuple):
    """One thing that happens to two coaches at a time; `which` chooses among what is there."""

    wait: float
    what: str
    which: int
    size: float
    wish: float


steps = st.builds(
    Step,
    wait=st.one_of(st.just(0.0), st.floats(0.001, 5.0)),
    what=st.sampled_from(
        ["work", "work", "contact", "contact", "attend", "release", "hand_over", "capacity"]
    ),
    which=st.integers(0, 7),
    size=st.floats(0.01, 20.0),
    wish=st.sampled_from([0.0, 0.25, 0.5, 1.0, 1.5, 4.0]),
)
schedules = st.lists(steps, min_size=1, max_size=25)

CAPACITIES = (0.0, 0.7, 1.0, 2.5, 6.0, 30.0)
BUDGETS = (inf, 1.0, 0.0, 0.6, 2.0)
COMFORTS = (1.0, 0.0, 0.4)


class Naive:
    """The same rules in the plainest way: everybody is brought forward at every change."""

    def __init__(self, capacities: tuple[float, float]) -> None:
        self.now = 0.0
        self.capacity = list(capacities)
        self.budget = [inf, inf]
        self.comfort = [1.0, 1.0]
        self.employers: set[int] = set()
        self.where: dict[int, int] = {}
        self.wish: dict[int, float] = {}
        self.left: dict[int, float] = {}
        self.given: dict[int, float] = {}
        self.ends: dict[int, float] = {}
        self.curve: list[tuple[float, float, list[float], list[float]]] = []

    def demands(self, coach: int) -> tuple[float, float]:
        """Return what people and employers request of a coach."""
        there = [i for i in self.where if self.where[i] == coach]
        of_employers = sum(self.wish[i] for i in there if i in self.employers)
        return sum(self.wish[i] for i in there if i not in self.employers), of_employers

    def allowed(self, coach: int) -> float:
        """Return what people request of a coach, and employers within the budget."""
        people, employers = self.demands(coach)
        return people + min(employers, self.budget[coach])

    def given_a_week(self, coach: int) -> tuple[float, float]:
        """Return the hours that people and employers get of a coach."""
        people, employers = self.demands(coach)
        capacity, comfort = self.capacity[coach], self.comfort[coach]
        employers = min(employers, self.budget[coach])
        if people + comfort * employers <= capacity:
            return people, min(employers, capacity - people)
        share = capacity / (people + comfort * employers)
        return people * share, comfort * employers * share

    def ratios(self, coach: int) -> tuple[float, float]:
        """Return which share of what they request people and employers get."""
        pairs = zip(self.given_a_week(coach), self.demands(coach), strict=True)
        people, employers = (given / wanted if wanted > 0 else 1.0 for given, wanted in pairs)
        return people, employers

    def advance(self, to: float) -> None:
        """Pass from one finish to the next until the time is reached."""
        while self.now < to:
            ratios = [self.ratios(0), self.ratios(1)]
            speed = {
                i: self.wish[i] * ratios[c][i in self.employers] for i, c in self.where.items()
            }
            finish = {i: self.now + self.left[i] / v for i, v in speed.items() if v > 0}
            until = min([to, *finish.values()])
            for i, v in speed.items():
                self.given[i] += v * (until - self.now)
                self.left[i] -= v * (until - self.now)
            demand = [self.allowed(coach) for coach in (0, 1)]
            self.curve.append((self.now, until, list(self.capacity), demand))
            self.now = until
            for i in [i for i, time in finish.items() if time <= until + 1e-12]:
                self.ends[i] = until
                del self.where[i]


def follow(
    schedule: list[Step], kind: type[Coach] = Coach, rest: float = 1000.0
) -> tuple[World, list[Task], Naive]:
    """Run one schedule on the real coaches and on the naive ones.

    At the end come `rest` weeks of plenty, in which everything can be done.
    """
    world, naive = World(2.5, 1.0, kind=kind), Naive((2.5, 1.0))
    tasks: list[Task] = []
    time = 0.0
    for step in schedule:
        time += step.wait
        if step.wait:
            world.env.run(time)
            naive.advance(time)
        _perform(step, world, tasks, naive)
    if rest:
        for i, coach in enumerate(world.coaches):
            coach.set_capacity(30.0)
            naive.capacity[i], naive.budget[i], naive.comfort[i] = 30.0, inf, 1.0
        world.env.run(time + rest)
        naive.advance(time + rest)
    return world, tasks, naive


def settle(world: World, tasks: list[Task]) -> None:
    """Account for everything that is still going on."""
    for coach in world.coaches:
        for task in tasks:
            coach.release(task)


def _perform(step: Step, world: World, tasks: list[Task], naive: Naive) -> None:
    place = step.which % 2
    coach = world.coaches[place]
    if step.what in ("work", "contact", "attend"):
        number = len(tasks)
        lasting = step.what == "attend"
        naive.where[number], naive.wish[number], naive.given[number] = place, step.wish, 0.0
        naive.left[number] = inf if lasting else step.size
        if lasting:
            tasks.append(coach.attend(str(number), CARE, step.wish))
        else:
            activity = CONTACT if step.what == "contact" else WORK
            naive.employers |= {number} if step.what == "contact" else set()
            tasks.append(coach.work(str(number), activity, step.size, step.wish))
            tasks[-1].callbacks.append(world._note)
    elif step.what == "capacity":
        naive.capacity[place] = CAPACITIES[step.which % len(CAPACITIES)]
        naive.budget[place] = BUDGETS[int(10 * step.size) % len(BUDGETS)]
        naive.comfort[place] = COMFORTS[int(100 * step.size) % len(COMFORTS)]
        coach.set_capacity(
            naive.capacity[place], budget=naive.budget[place], comfort=naive.comfort[place]
        )
    elif open_tasks := [i for i in naive.where if tasks[i].open]:
        number = open_tasks[step.which % len(open_tasks)]
        task, at = tasks[number], naive.where[number]
        if step.what == "release":
            world.coaches[at].release(task)
            del naive.where[number]
        else:
            world.coaches[at].hand_over(task, world.coaches[1 - at])
            naive.where[number] = 1 - at


@settings(max_examples=300)
@given(schedules)
def test_every_task_gets_what_the_plain_rules_give(schedule: list[Step]) -> None:
    """The clock, the heap and the lazy alarm agree with bringing everybody forward each time.

    In particular nobody's end is ever late, and nobody gets more hours than asked for.
    """
    world, tasks, naive = follow(schedule)
    settle(world, tasks)

    assert [t.received for t in tasks] == pytest.approx(list(naive.given.values()), abs=1e-6)
    assert world.happened == pytest.approx({str(i): t for i, t in naive.ends.items()}, abs=1e-6)


@settings(max_examples=300)
@given(schedules)
def test_no_hour_is_lost_and_none_is_given_twice(schedule: list[Step]) -> None:
    """Until any time, coaches have given the integral of min(demand, capacity), and no more.

    So over no interval do they give more than they have, nor are they idle while they are wanted:
    by people, or by employers within the budget.
    """
    world, tasks, naive = follow(schedule, rest=0.0)
    settle(world, tasks)
    possible = sum(
        (until - since) * min(demand, capacity)
        for since, until, capacities, demands in naive.curve
        for capacity, demand in zip(capacities, demands, strict=True)
    )

    assert sum(e.received for e in world.account) == pytest.approx(possible, abs=1e-6)
    assert all(e.received <= e.wished + 1e-9 for e in world.account)


@settings(max_examples=200)
@given(schedules)
def test_work_that_is_done_has_received_its_hours(schedule: list[Step]) -> None:
    world, tasks, _ = follow(schedule)
    asked = [s.size for s in schedule if s.what in ("work", "contact", "attend")]

    assert all(
        task.received == pytest.approx(hours, abs=1e-6)
        for task, hours in zip(tasks, asked, strict=True)
        if task.triggered
    )
    assert {task.owner for task in tasks if task.triggered} == set(world.happened)


# --- the checks can fail -----------------------------------------------------------------------


class Eager(Coach):
    """A planted error: one who leaves does not speed up the others."""

    def release(self, task: Task) -> None:
        ratio = self.people.ratio
        super().release(task)
        self.people.ratio = ratio


class Late(Coach):
    """A planted error: an alarm that is pending is never replaced by an earlier one."""

    def _share(self) -> None:
        alarm, at = self._alarm, self._alarm_at
        super()._share()
        if alarm is not None:
            self._alarm, self._alarm_at = alarm, at


class Generous(Coach):
    """A planted error: 2 % more capacity than there is."""

    def set_capacity(self, hours_per_week: float, *rest: Any, **more: Any) -> None:
        super().set_capacity(1.02 * hours_per_week, *rest, **more)


class Impartial(Coach):
    """A planted error: employers weigh as much as people, however uneasy the coach is."""

    def set_capacity(self, *rest: Any, **more: Any) -> None:
        super().set_capacity(*rest, **{**more, "comfort": 1.0})


class Spendthrift(Coach):
    """A planted error: employers get more than the budget while there is time."""

    def set_capacity(self, *rest: Any, **more: Any) -> None:
        super().set_capacity(*rest, **{**more, "budget": inf})


CROWDED = [
    Step(0.0, "attend", 0, 1.0, 4.0),
    Step(0.0, "work", 0, 20.0, 1.5),
    Step(1.0, "work", 0, 1.0, 4.0),
    Step(1.0, "release", 0, 1.0, 0.0),
    Step(1.0, "work", 0, 2.0, 1.0),
]


TIGHT = Step(0.0, "capacity", 2, 0.325, 0.0)  # an hour a week, 0.6 for employers at comfort 0.4
ROOMY = Step(0.0, "capacity", 4, 0.325, 0.0)  # six hours a week, with the same limits
BOTH = [Step(0.0, "work", 0, 20.0, 1.5), Step(0.0, "contact", 0, 2.0, 4.0)]


def worst(kind: type[Coach], schedule: Sequence[Step]) -> float:
    """The largest difference from the plain rules in when anything ends, in weeks."""
    world, _, naive = follow([*schedule, Step(5.0, "work", 0, 1.0, 1.0)], kind)
    return max(abs(world.happened[str(i)] - end) for i, end in naive.ends.items())


@pytest.mark.parametrize("schedule", [CROWDED, [TIGHT, *BOTH], [ROOMY, *BOTH]])
def test_the_right_coach_passes_where_wrong_ones_are_caught(schedule: list[Step]) -> None:
    assert worst(Coach, schedule) < 1e-9


@pytest.mark.parametrize(
    ("wrong", "schedule"),
    [
        (Eager, CROWDED),
        (Late, CROWDED),
        (Generous, CROWDED),
        (Impartial, [TIGHT, *BOTH]),
        (Spendthrift, [ROOMY, *BOTH]),
    ],
)
def test_planted_errors_are_caught(wrong: type[Coach], schedule: list[Step]) -> None:
    assert worst(wrong, schedule) > 0.01
