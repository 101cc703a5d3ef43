"""A participant: who they are, and their present situation."""

from typing import TYPE_CHECKING

from simpy import Process

from sesim.events import Goal, Motivation
from sesim.model.coach import Task
from sesim.model.constants import GOALS, MOTIVATIONS
from sesim.model.luck import PersonLuck
from sesim.model.parameters import ModelParameters
from sesim.model.sampling import choice, normal, truncated_normal
from sesim.model.streams import Streams

if TYPE_CHECKING:
    from sesim.model.job import Job
    from sesim.model.leaving import Spell
    from sesim.model.post import RunningPost

RETURN_BITS = 26
"""A person's second stay has 2**26 added to the number, above those of all candidates."""


class Person:
    """One candidate, from referral onwards.

    Args:
        number: the candidate's number, which addresses all their luck.
        luck: the decisions of chance that are taken once for each person.
        parameters: the numbers in force at referral.

    Attributes:
        number: the candidate's number, which addresses all their luck.
        employability: lasting log-odds of getting a job, at every step towards one; as odds, 1 on
            average over people in psychiatric care.
        motivation: as it is now; lost by waiting, gained by activity and by motivational work.
        phase: number of phases of the stay that have begun.
        spell: the present spell without a job, and its risks.
        spells: number of spells without a job that have begun.
        gains_at: when motivation next rises, in weeks; None before the first activity.
        job: the present job.
        tasks: requests for a coach's time, open or ended, except the contact under way.
    """

    __slots__ = (
        "age",
        "contact",
        "contacts",
        "employability",
        "enrolled_at",
        "fit_at",
        "gains_at",
        "goal",
        "ill_at",
        "illnesses",
        "job",
        "jobs",
        "luck",
        "motivation",
        "moves_on_at",
        "number",
        "phase",
        "placements",
        "post",
        "process",
        "sex",
        "spell",
        "spells",
        "tasks",
    )

    def __init__(self, number: int, luck: PersonLuck, parameters: ModelParameters) -> None:
        self.number = number
        self.luck = luck
        self.sex = "female" if luck.sex < parameters.female else "male"
        self.age = truncated_normal(luck.age, *parameters.age)
        self.goal: Goal = GOALS[choice(luck.goal, parameters.goals)]
        self.motivation: Motivation = MOTIVATIONS[choice(luck.motivation, parameters.motivations)]
        sigma = parameters.frailty_sigma
        self.employability = sigma * (normal(luck.frailty) - sigma / 2) + parameters.group_log_odds
        if self.sex == "female":
            self.employability += parameters.female_log_odds
        self.process: Process | None = None
        self.post: RunningPost | None = None
        self.tasks: list[Task] = []
        self.contact: Task | None = None
        self.enrolled_at = 0.0
        self.moves_on_at = 0.0
        self.ill_at = 0.0
        self.fit_at = 0.0
        self.illnesses = 0
        self.phase = 0
        self.spell: Spell | None = None
        self.spells = 0
        self.gains_at: float | None = None
        self.job: Job | None = None
        self.contacts = 0
        self.placements = 0
        self.jobs = 0

    def open_tasks(self) -> list[Task]:
        """Return the tasks that a coach has for the person now."""
        tasks = self.tasks if self.contact is None else [*self.tasks, self.contact]
        return [task for task in tasks if task.open]

    def participation(self, parameters: ModelParameters) -> float:
        """Return how much the person takes part in job search, relative to a motivated one."""
        return parameters.participation[self.motivation]

    def exit_ratio(self, parameters: ModelParameters) -> float:
        """Return the chance of staying away or dropping out, relative to a motivated person's."""
        return parameters.exit_ratio[self.motivation]

    def again(self, streams: Streams, parameters: ModelParameters) -> "Person":
        """Return the same person with a new number, for another stay with luck of its own."""
        number = self.number + (1 << RETURN_BITS)
        back = Person(number, streams.luck(PersonLuck, number), parameters)
        back.sex, back.age, back.goal = self.sex, self.age, self.goal
        back.motivation, back.employability = self.motivation, self.employability
        return back
