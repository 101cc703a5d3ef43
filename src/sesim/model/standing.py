"""Where a person stands at a moment, and what has passed: all that the rest of a life depends on.

A life can be entered in any stage. What remains of the stage is then drawn given what has passed
of it, from the same distribution and at the same address of luck as when it begins. Hazards have
no memory, so a new budget of one is the rest of an old one.
"""

from enum import Enum
from typing import NamedTuple

from sesim.events import Activity, Goal, JobKind, Motivation
from sesim.model.constants import NO_EMPLOYER


class Stage(Enum):
    """A part of a life with a beginning and an end of its own."""

    WAITING = "waiting"
    STAYING_AWAY = "staying away"  # never comes to a meeting, and is not known to be gone
    PREPARING = "preparing"
    SETTLING = "settling what emerges"
    BEING_CLOSED = "being closed"
    TRAINING = "training"
    BEGINNING_STUDIES = "beginning studies"
    SEARCHING = "searching"
    BEGINNING_PLACEMENT = "beginning a placement"
    PLACED = "placed"
    WORKING = "working"


class OpenWork(NamedTuple):
    """Work of a coach for a person that has begun and is not done.

    Attributes:
        left: hours that are still needed.
        received: hours so far.
        wish: hours a week requested.
    """

    activity: Activity
    left: float
    received: float
    wish: float


class Standing(NamedTuple):
    """Where one person stands.

    Attributes:
        found: motivation at referral.
        employability: as in `Person`.
        referred_for, enrolled_for, stage_for: weeks since then; `enrolled_for` is 0 for those who
            wait.
        spell_for: weeks of the present spell without a job.
        searching_for: weeks since the first search in that spell; None before it.
        ill_for: weeks of the present health episode; None for those who are well.
        active: whether search, placement or work has ever begun.
        mapped: hours of mapping received, without what is open.
        needed: hours of mapping and of social work that the person needs in all.
        emerged: hours of social work that emerged in preparation and are done.
        open: work that has begun.
        kind: of the job that is sought or held.
        employer: of the placement or the job.
        placed_for: weeks since the placement began, with the periods before this one.
        served: share of the requested support that the person was last judged by.
        received, wished: hours of the support under way.
    """

    stage: Stage
    sex: str
    age: float
    goal: Goal
    motivation: Motivation
    found: Motivation
    employability: float
    referred_for: float
    enrolled_for: float = 0.0
    stage_for: float = 0.0
    spell_for: float = 0.0
    searching_for: float | None = None
    ill_for: float | None = None
    active: bool = False
    mapped: float = 0.0
    needed: tuple[float, float] = (0.0, 0.0)
    emerged: float = 0.0
    open: tuple[OpenWork, ...] = ()
    kind: JobKind | None = None
    employer: int = NO_EMPLOYER
    placed_for: float = 0.0
    served: float = 1.0
    received: float = 0.0
    wished: float = 0.0
