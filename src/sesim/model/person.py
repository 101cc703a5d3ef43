"""A participant: who they are, and their present situation."""

from typing import TYPE_CHECKING

from simpy import Process

from sesim.events import Goal, JobKind, Motivation
from sesim.model.constants import GOALS, MOTIVATIONS, NO_EMPLOYER
from sesim.model.luck import PersonLuck
from sesim.model.parameters import ModelParameters
from sesim.model.sampling import choice, normal, truncated_normal
from sesim.model.standing import Stage, Standing
from sesim.model.streams import Streams
from sesim.model.task import Task

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
        found: motivation at referral.
        stage: the stage of life now.
        since: when that stage began, in weeks.
        standing: where the person stands on the first day, until the life goes on from there.
        employability: lasting log-odds of getting a job, at every step towards one; as odds, 1 on
            average over people in psychiatric care.
        motivation: as it is now; lost by waiting, gained by activity and by motivational work.
        phase: number of phases of the stay that have begun.
        spell: the present spell without a job, and its risks.
        spells: number of spells without a job that have begun.
        gains_at: when motivation next rises, in weeks; None before the first activity.
        job: the present job.
        tasks: requests for a coach's time, open or ended, except the contact under way.
        mapped: hours of mapping received before the first day, without what is open then.
        needed: hours of mapping and of social work that the person needs in all.
        emerged: hours of social work that emerged in preparation and are done.
        kind: of the job that is sought or held.
        employer: of the placement or the job.
        placed_at: when the placement began, with the periods before this one.
        served: share of the requested support by which the person was last judged.
        support_before: hours received and requested of the support under way, without those of
            the open task.
    """

    __slots__ = (
        "age",
        "contact",
        "contacts",
        "emerged",
        "employability",
        "employer",
        "enrolled_at",
        "fit_at",
        "found",
        "gains_at",
        "goal",
        "ill_at",
        "illnesses",
        "job",
        "jobs",
        "kind",
        "luck",
        "mapped",
        "motivation",
        "moves_on_at",
        "needed",
        "number",
        "phase",
        "placed_at",
        "placements",
        "post",
        "process",
        "referred_at",
        "served",
        "sex",
        "since",
        "spell",
        "spells",
        "stage",
        "standing",
        "support_before",
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
        self.found = self.motivation
        self.process: Process | None = None
        self.standing: Standing | None = None
        self.stage = Stage.WAITING
        self.since = 0.0
        self.referred_at = 0.0
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
        self.mapped = 0.0
        self.needed = 0.0, 0.0
        self.emerged = 0.0
        self.kind: JobKind | None = None
        self.employer = NO_EMPLOYER
        self.placed_at = 0.0
        self.served = 1.0
        self.support_before = 0.0, 0.0

    def stand(self, standing: Standing) -> None:
        """Be as someone who stands there on the first day."""
        self.standing = standing
        self.sex, self.age, self.goal = standing.sex, standing.age, standing.goal
        self.motivation, self.found = standing.motivation, standing.found
        self.employability = standing.employability
        self.mapped, self.needed, self.emerged = standing.mapped, standing.needed, standing.emerged
        self.kind, self.employer = standing.kind, standing.employer
        self.served = standing.served

    def stands(self, *stages: Stage) -> bool:
        """Whether the life has yet to go on from one of these stages."""
        return self.standing is not None and self.standing.stage in stages

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
        back.motivation = back.found = self.motivation
        back.employability = self.employability
        return back
