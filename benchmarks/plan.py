"""Histories of plans: with one past for all of them, and what counting adds to simulating.

Thirteen plans of one programme that begins with people, as `sesim-plan` has them with posts from
1 to 4 in quarter steps.
"""

from functools import partial

from table import Measured, Row, at_most
from timing import in_turn, ratio, seconds

from sesim import model
from sesim.cli.plan.request import load_plan
from sesim.plan.simulation import PlanTask, simulate

REPEATS = 3
HISTORIES = range(12)

ASKED = [
    "programme=vetlanda",
    "vetlanda.today={date: '2017-06-01', enrolled: 11, waiting: 2}",
    "end=2019-12-31",
    "goals=[{outcome: first_jobs_2018, at_least: 2}]",
    "levers={fte: {from: 1, to: 4, step: 0.25}}",
]


def simulated(task: PlanTask, *, one_past: bool) -> None:
    """Simulate the histories of all plans without counting anything.

    Args:
        task: what to simulate.
        one_past: whether the plans of a history share its past, or each has its own.
    """
    for number in task.numbers:
        past = None
        for order in task.orders.values():
            for programme in order.programmes_of(2 * number).values():
                if past is None or not one_past:
                    past = model.past_of(programme, 2 * number)
                model.run(programme, 2 * number, before=past)


def measure() -> Measured:
    """Return the cost of a shared past, and of counting, each against what it is a part of."""
    question = load_plan(ASKED).question
    task = PlanTask(dict(enumerate(question.orders())), HISTORIES, question.wanted)
    works = {
        "own": partial(simulated, task, one_past=False),
        "shared": partial(simulated, task, one_past=True),
        "counted": partial(simulate, task),
    }
    works["shared"]()  # what all keep is then there
    found = in_turn({name: partial(seconds, work) for name, work in works.items()}, REPEATS)
    return Measured(
        [
            Row(
                "histories of 13 plans, with one past",
                ratio(found["shared"], found["own"]),
                "with a past for each plan",
                REPEATS,
                at_most(0.7),
            ),
            Row(
                "histories of 13 plans, with their outcomes",
                ratio(found["counted"], found["shared"]),
                "their simulation alone",
                REPEATS,
                at_most(2.0),
            ),
        ]
    )
