"""A participant: who they are, and their present situation."""

from typing import TYPE_CHECKING

from simpy import Process

from sesim.events import Goal, Motivation
from sesim.model.coach import Task
from sesim.model.luck import PersonLuck
from sesim.model.parameters import GOALS, MOTIVATIONS, ModelParameters
from sesim.model.sampling import choice, normal, truncated_normal

if TYPE_CHECKING:
    from sesim.model.post import RunningPost


class Person:
    """One candidate, from referral onwards.

    Args:
        number: the candidate's number, which addresses all their luck.
        luck: the decisions of chance that are taken once for each person.
        parameters: the numbers in force at referral.

    Attributes:
        employability: lasting log-odds of a yes; as odds, 1 on average over people.
        motivation: as it is now; changed by waiting and by motivational work.
        spell: number of the present spell without or with a job.
        tasks: requests for a coach's time, open or ended, except the contact under way.
    """

    __slots__ = (
        "age",
        "contact",
        "contacts",
        "employability",
        "enrolled_at",
        "fit_at",
        "goal",
        "ill_at",
        "illnesses",
        "jobs",
        "luck",
        "motivation",
        "moves_on_at",
        "number",
        "placements",
        "post",
        "process",
        "sex",
        "spell",
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
        self.employability = sigma * (normal(luck.frailty) - sigma / 2)
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
        self.spell = 0
        self.contacts = 0
        self.placements = 0
        self.jobs = 0

    def open_tasks(self) -> list[Task]:
        """Return the tasks that a coach has for the person now."""
        tasks = self.tasks if self.contact is None else [*self.tasks, self.contact]
        return [task for task in tasks if task.open]

    def log_odds(self, parameters: ModelParameters) -> float:
        """Return what the person adds to the log-odds of a yes: employability and motivation."""
        return self.employability + parameters.motivation_log_odds[self.motivation]
