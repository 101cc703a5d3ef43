"""A participant: who they are, and what is going on for them now."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from simpy import Process

from sesim.events import Activity, Goal, Motivation
from sesim.model import decisions as d
from sesim.model.coach import Task
from sesim.model.sampling import choice, normal, truncated_normal
from sesim.model.streams import Decision, Streams
from sesim.model.terms import GOALS, MOTIVATIONS, Terms

if TYPE_CHECKING:
    from sesim.model.post import Post


class Person:
    """One candidate, from referral on.

    Attributes:
        number: the candidate's number, which addresses all their luck.
        employability: lasting log-odds of a yes, 0 on average over people as a ratio.
        motivation: as it is now; found at referral, changed by waiting and motivational work.
        spell: number of the present spell without or with a job.
        claims: open or past tasks on a coach's time, the latest by activity.
    """

    __slots__ = (
        "age",
        "claims",
        "contacts",
        "employability",
        "enrolled_at",
        "found_motivation",
        "goal",
        "ill_at",
        "illnesses",
        "jobs",
        "motivation",
        "moves_on_at",
        "number",
        "placements",
        "post",
        "process",
        "sex",
        "spell",
        "uniform",
    )

    def __init__(self, number: int, terms: Terms, streams: Streams) -> None:
        uniform = streams.uniform
        self.number = number
        self.uniform: Callable[[Decision, int, int], float] = uniform
        self.sex = "female" if uniform(d.SEX, number) < terms.female else "male"
        self.age = truncated_normal(uniform(d.AGE, number), *terms.age)
        self.goal: Goal = GOALS[choice(uniform(d.GOAL, number), terms.goals)]
        level = choice(uniform(d.MOTIVATION, number), terms.motivations)
        self.motivation: Motivation = MOTIVATIONS[level]
        self.found_motivation = self.motivation
        sigma = terms.frailty_sigma
        self.employability = sigma * (normal(uniform(d.FRAILTY, number)) - sigma / 2)
        if self.sex == "female":
            self.employability += terms.female_log_odds
        self.process: Process | None = None
        self.post: Post | None = None
        self.claims: dict[Activity, Task] = {}
        self.enrolled_at = 0.0
        self.moves_on_at = 0.0
        self.ill_at = 0.0
        self.illnesses = 0
        self.spell = 0
        self.contacts = 0
        self.placements = 0
        self.jobs = 0

    def draw(self, decision: Decision, occasion: int = 0) -> float:
        """Return this person's number for a decision on an occasion."""
        return self.uniform(decision, self.number, occasion)

    def log_odds(self, terms: Terms) -> float:
        """Return what the person brings to the log-odds of a yes: employability and motivation."""
        return self.employability + terms.motivation_log_odds[self.motivation]
