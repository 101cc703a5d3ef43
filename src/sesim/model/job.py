"""A job: the follow-along support in it, how it ends, and what follows at once."""

from bisect import bisect_right
from collections.abc import Generator, Sequence
from functools import lru_cache
from itertools import accumulate
from math import floor, inf, log
from typing import NamedTuple

from simpy import Event

from sesim.events import Activity, JobKind, Kind, Reason
from sesim.model.constants import NO_EMPLOYER, SUPPORT_BOUNDS
from sesim.model.leaving import Phase, enter
from sesim.model.luck import JobLuck
from sesim.model.motivation import gain_motivation
from sesim.model.parameters import ModelParameters
from sesim.model.person import Person
from sesim.model.programme import RunningProgramme
from sesim.model.sampling import (
    SMALLEST_SHARE,
    choice,
    exceeds_lognormal,
    lognormal,
    rest_of_lognormal,
)
from sesim.model.standing import Stage

WHY_LOST = (Reason.QUIT, Reason.DISMISSED, Reason.LAID_OFF, Reason.HEALTH)


class JobOffer(NamedTuple):
    """A job that can begin now.

    Attributes:
        how: None if it came through the programme.
    """

    kind: JobKind
    employer: int = NO_EMPLOYER
    how: Reason | None = None


class Job:
    """One job: when it will be lost depends on the support it gets on the way.

    A budget of hazard is drawn once. It is spent at a Weibull hazard, times the hazard ratio of
    the support received; when nothing is left of it, the job is lost. Jobs of a limited term end
    with the term at the latest, and a subsidised one with the review that does not renew it.

    Attributes:
        started: time of the first day, in weeks.
        age: age up to which hazard has been spent, in weeks.
        ratio: hazard ratio of the support received from that age on.
        term: length at which the contract or the subsidy ends the job, in weeks.
        term_reason: the reason for that end.
    """

    def __init__(
        self,
        parameters: ModelParameters,
        luck: JobLuck,
        offer: JobOffer,
        now: float,
        age: float = 0.0,
    ) -> None:
        self.luck = luck
        self.employer = offer.employer
        self.kind = kind = offer.kind
        self.started = now - age
        self.age = age
        self.ratio = 1.0
        self._scale = parameters.tenure_scale[kind]
        self._shape = parameters.tenure_shape
        self._budget = -log(luck.tenure)
        self._why_lost = WHY_LOST[choice(luck.why_lost, parameters.why_lost)]
        self.term, self.term_reason = inf, Reason.FIXED_TERM_ENDED
        if kind is JobKind.TRANSITION:
            whole = parameters.transition_weeks
            self.term = whole if whole > age else age + whole
        elif kind is JobKind.TEMPORARY:
            self.term = age + rest_of_lognormal(
                luck.term, parameters.temporary_weeks, parameters.spread, age
            )
        elif kind is JobKind.SUBSIDISED:
            self.term = age + rest_of_subsidy(parameters, luck, age)
            self.term_reason = Reason.SUBSIDY_ENDED

    def lost_at_age(self) -> float:
        """Return the age at which the job is lost if the hazard ratio stays as it is, in weeks."""
        spent = (self.age / self._scale) ** self._shape
        return float(self._scale * (spent + self._budget / self.ratio) ** (1 / self._shape))

    def grow_older(self, age: float) -> None:
        """Spend the hazard until an age, in weeks, at the hazard ratio."""
        spent = (age / self._scale) ** self._shape - (self.age / self._scale) ** self._shape
        self._budget = max(0.0, self._budget - self.ratio * spent)
        self.age = age

    def end(self) -> tuple[float, Reason]:
        """Return the age at which the job ends as things are, in weeks, and why."""
        lost = self.lost_at_age()
        return (lost, self._why_lost) if lost <= self.term else (self.term, self.term_reason)


def renewals(u: float, share: float) -> int:
    """Return how often a subsidy is renewed, if each review does so with the same probability."""
    if share >= 1:
        return 1000
    return min(1000, floor(log(u) / log(share))) if share > 0 else 0


def rest_of_subsidy(parameters: ModelParameters, luck: JobLuck, passed: float) -> float:
    """Return how long a subsidy still lasts, with its renewals, if it has lasted so long, in weeks.

    The more has passed, the more likely it is one that is renewed often.
    """
    median, spread = parameters.subsidy_weeks, parameters.spread
    if passed <= 0.0:
        whole = lognormal(luck.term, median, spread)
        return whole * (1 + renewals(luck.renewed, parameters.renewed))
    total, edges = _weights_of_renewals(median, spread, parameters.renewed, passed)
    times = 1 + choice(luck.renewed * total, edges)
    return times * rest_of_lognormal(luck.term, median, spread, passed / times)


@lru_cache(maxsize=1024)
def _weights_of_renewals(
    median: float, spread: float, renewed: float, passed: float
) -> tuple[float, Sequence[float]]:
    """Return the sum of the weights of each number of renewals, and where each weight ends.

    A person's are the same in every replication.
    """
    weights = [
        renewed**n * exceeds_lognormal(median, spread, passed / (1 + n))
        for n in range(MOST_RENEWALS)
    ]
    return sum(weights), list(accumulate(weights))


MOST_RENEWALS = 100
"""Most renewals of a subsidy that has already lasted for some time."""


def begin_job(programme: RunningProgramme, person: Person, offer: JobOffer) -> Job:
    """Start a job."""
    luck = programme.streams.luck(JobLuck, person.number, person.jobs)
    person.jobs += 1
    stood = programme.begin(person, Stage.WORKING)
    now = programme.env.now
    job = person.job = Job(programme.parameters, luck, offer, now, now - person.since)
    person.kind, person.employer = offer.kind, offer.employer
    if stood is not None:
        person.support_before = stood.received, stood.wished
        return job
    person.support_before = 0.0, 0.0
    programme.log.event(
        Kind.JOB_STARTED,
        person.number,
        reason=offer.how,
        job_kind=offer.kind,
        employer=offer.employer,
    )
    return job


def end_job(
    programme: RunningProgramme, person: Person, job: Job, reason: Reason
) -> JobOffer | None:
    """End a job, and return the one with the same employer that follows at once, if any does."""
    person.job = None
    programme.log.event(
        Kind.JOB_ENDED, person.number, reason=reason, job_kind=job.kind, employer=job.employer
    )
    parameters, u = programme.parameters, job.luck.bridge
    follows = parameters.bridges.get(job.kind, 0.0)
    if reason is not Reason.FIXED_TERM_ENDED or u >= follows:
        return None
    ordinary = job.kind is JobKind.TEMPORARY or u < follows * parameters.bridge_ordinary
    kind = JobKind.ORDINARY if ordinary else JobKind.SUBSIDISED
    return JobOffer(kind, job.employer, Reason.BRIDGED)


def hold_job(
    programme: RunningProgramme, person: Person, offer: JobOffer
) -> Generator[Event, object, Reason | None]:
    """Work in a job, and in those that follow on it at once, with support.

    Returns:
        Why the stay ends although the job continues; None if the person is without a job.
    """
    programme.end_mapping(person)
    gain_motivation(programme, person)
    following: JobOffer | None = offer
    while following is not None:
        job = begin_job(programme, person, following)
        enter(programme, person, Phase.WORKING)
        ended = yield from supported_job(programme, person, job)
        if ended is None:
            return Reason.SUPPORT_ENDED_IN_WORK
        following = end_job(programme, person, job, ended)
    return None


def supported_job(
    programme: RunningProgramme, person: Person, job: Job
) -> Generator[Event, object, Reason | None]:
    """Work with support; return why the job ended, or None if the support did.

    The requested support falls with the age of the job. The hazard of losing it in each stage
    depends on the share of the requested support that was received in the stage before; in the
    first stage, on the coach's service ratio at its start.
    """
    parameters = programme.parameters
    supported = min(job.age + rest_of_support(parameters, job), parameters.job_limit)
    share = programme.service_ratio(person)
    while True:
        stage = bisect_right(SUPPORT_BOUNDS, job.age)
        job.ratio = parameters.support_hr**share
        person.served = share
        ends, reason = job.end()
        bound = SUPPORT_BOUNDS[stage] if stage < len(SUPPORT_BOUNDS) else inf
        until = min(bound, supported, ends)
        task = programme.attend(
            person, Activity.JOB_SUPPORT, programme.parameters.support_wishes[stage]
        )
        yield programme.env.timeout(max(0.0, until - job.age))
        programme.release(task)
        if until == ends:
            return reason
        job.grow_older(until)
        if until == supported:
            return None
        received, wished = person.support_before
        person.support_before = 0.0, 0.0
        wished += task.wished
        share = (received + task.received) / wished if wished > 0 else 1.0


def rest_of_support(parameters: ModelParameters, job: Job) -> float:
    """Return how long a person still wants support in a job, in weeks; infinity for all of it.

    One number decides on both, so that those who do not want it without end have the same length
    whether it is offered without end or not, as far as that can be.
    """
    median, spread, u = parameters.support_weeks, parameters.spread, job.luck.support_length
    limited = 1 - parameters.unlimited_support
    if job.age > 0.0:  # those who wanted it for less are gone
        limited *= max(exceeds_lognormal(median, spread, job.age), SMALLEST_SHARE)
        limited /= limited + parameters.unlimited_support
    if u >= limited:
        return inf
    return rest_of_lognormal(u / limited, median, spread, job.age)


def unsupported_job(
    programme: RunningProgramme, person: Person, job: Job
) -> Generator[Event, object, JobOffer | None]:
    """Go on in a job without the programme until it ends; return the one that follows at once."""
    job.grow_older(programme.env.now - job.started)
    job.ratio = 1.0
    ends, reason = job.end()
    yield programme.env.timeout(max(0.0, job.started + ends - programme.env.now))
    return end_job(programme, person, job, reason)
