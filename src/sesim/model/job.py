"""A job, and the follow-along support until the support or the job ends."""

from bisect import bisect_right
from collections.abc import Generator
from math import inf, log

from simpy import Event, Interrupt, Timeout

from sesim.events import Activity, JobKind, Kind, Reason
from sesim.model.luck import JobLuck
from sesim.model.parameters import SUPPORT_BOUNDS, ModelParameters
from sesim.model.person import Person
from sesim.model.programme import RunningProgramme
from sesim.model.sampling import lognormal


class Job:
    """One job: when it will be lost depends on the support it gets on the way.

    A budget of hazard is drawn once. It is spent at a Weibull hazard, times the hazard ratio of
    the support received; when nothing is left of it, the job is lost. Jobs of a limited term end
    with the term at the latest.

    Attributes:
        started: time of the first day, in weeks.
        age: age up to which hazard has been spent, in weeks.
        ratio: hazard ratio of the support received from that age on.
        term: length at which the contract or the subsidy ends the job, in weeks.
        term_reason: the reason for that end.
    """

    def __init__(
        self, parameters: ModelParameters, luck: JobLuck, employer: int, kind: JobKind, now: float
    ) -> None:
        self.employer = employer
        self.kind = kind
        self.started = now
        self.age = 0.0
        self.ratio = 1.0
        self._scale = parameters.tenure_scale
        self._shape = parameters.tenure_shape
        self._budget = -log(luck.tenure)
        self.term, self.term_reason = inf, Reason.FIXED_TERM_ENDED
        if kind is JobKind.TRANSITION:
            self.term = parameters.transition_weeks
        elif kind is JobKind.TEMPORARY:
            self.term = lognormal(luck.fixed_term, parameters.temporary_weeks, parameters.spread)
        elif kind is JobKind.SUBSIDISED and luck.retained >= parameters.retained:
            self.term, self.term_reason = parameters.review_weeks, Reason.SUBSIDY_ENDED

    def lost_at_age(self) -> float:
        """Return the age at which the job is lost if the hazard ratio stays as it is, in weeks."""
        spent = (self.age / self._scale) ** self._shape
        return float(self._scale * (spent + self._budget / self.ratio) ** (1 / self._shape))

    def grow_older(self, age: float) -> None:
        """Spend the hazard until an age, in weeks, at the hazard ratio."""
        spent = (age / self._scale) ** self._shape - (self.age / self._scale) ** self._shape
        self._budget = max(0.0, self._budget - self.ratio * spent)
        self.age = age


def hold_job(
    programme: RunningProgramme, person: Person, employer: int, kind: JobKind, luck: JobLuck
) -> Generator[Event, object, Reason | None]:
    """Start a job, with support.

    Returns:
        Why the stay ends although the job continues; None if the job ended first.
    """
    person.jobs += 1
    job = Job(programme.parameters, luck, employer, kind, programme.env.now)
    programme.log.event(Kind.JOB_STARTED, person.number, job_kind=kind, employer=employer)
    programme.set_deadline(person, jobless=False)
    try:
        ended = yield from supported_job(programme, person, job, luck)
    except Interrupt:
        go_on_alone(programme, person, job)
        raise
    if ended is None:
        go_on_alone(programme, person, job)
        return Reason.SUPPORT_ENDED_IN_WORK
    log_end(programme, person, job, ended)
    return None


def supported_job(
    programme: RunningProgramme, person: Person, job: Job, luck: JobLuck
) -> Generator[Event, object, Reason | None]:
    """Work with support; return why the job ended, or None if the support did.

    The requested support falls with the age of the job. The hazard of losing it in each stage
    depends on the share of the requested support that was received in the stage before; in the
    first stage, on the coach's service ratio at its start.
    """
    parameters = programme.parameters
    supported = parameters.support_weeks
    if supported < inf:
        supported = lognormal(luck.support_length, supported, parameters.spread)
    supported = min(supported, parameters.job_limit)
    share = programme.service_ratio(person)
    while True:
        stage = bisect_right(SUPPORT_BOUNDS, job.age)
        job.ratio = parameters.support_hr**share
        lost = job.lost_at_age()
        bound = SUPPORT_BOUNDS[stage] if stage < len(SUPPORT_BOUNDS) else inf
        until = min(bound, supported, lost, job.term)
        task = programme.attend(
            person, Activity.JOB_SUPPORT, programme.parameters.support_wishes[stage]
        )
        yield programme.env.timeout(max(0.0, until - job.age))
        programme.release(task)
        if until == lost:
            return Reason.LOST
        if until == job.term:
            return job.term_reason
        job.grow_older(until)
        if until == supported:
            return None
        share = task.received / task.wished if task.wished > 0 else 1.0


def go_on_alone(programme: RunningProgramme, person: Person, job: Job) -> None:
    """Let a job continue after the person has left the programme, and end it when it is due."""
    job.grow_older(programme.env.now - job.started)
    job.ratio = 1.0
    lost = job.lost_at_age()
    reason = Reason.LOST if lost <= job.term else job.term_reason
    ends = job.started + min(lost, job.term)
    if ends < programme.horizon:
        timer = Timeout(programme.env, max(0.0, ends - programme.env.now))
        timer.callbacks.append(lambda _: log_end(programme, person, job, reason))


def log_end(programme: RunningProgramme, person: Person, job: Job, reason: Reason) -> None:
    """Log that a job ended."""
    programme.log.event(
        Kind.JOB_ENDED, person.number, reason=reason, job_kind=job.kind, employer=job.employer
    )
