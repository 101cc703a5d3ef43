"""Life outside the programme: jobs that go on, jobs found alone, and coming back."""

from collections.abc import Generator

from simpy import Event

from sesim.events import Reason
from sesim.model.constants import KINDS_FOUND_ALONE
from sesim.model.job import JobOffer, begin_job, unsupported_job
from sesim.model.leaving import alone_rate
from sesim.model.luck import JobLuck, SpellLuck
from sesim.model.person import Person
from sesim.model.programme import RunningProgramme
from sesim.model.sampling import choice, exponential


def live_outside(
    programme: RunningProgramme, person: Person, left: Reason | None = None
) -> Generator[Event, object, bool]:
    """Work on, lose jobs and find others, without the programme, until the study period ends.

    Args:
        programme: the programme in which the person is no longer, or not yet, enrolled.
        person: the person.
        left: why the person left, if they were enrolled.

    Returns:
        True if the person lost the job in which the support ended, and comes back.
    """
    env = programme.env
    may_return = left is Reason.SUPPORT_ENDED_IN_WORK
    while True:
        job = person.job
        if job is None:
            wait = found_alone_in(programme, person)
            if env.now + wait >= programme.horizon:
                return False
            yield env.timeout(wait)
            job = begin_job(programme, person, alone_offer(programme, person))
        while (following := (yield from unsupported_job(programme, person, job))) is not None:
            job = begin_job(programme, person, following)
        is_open = env.now < programme.definition.closes
        if may_return and is_open and job.luck.comes_back < programme.parameters.comes_back:
            return True
        may_return = False


def found_alone_in(programme: RunningProgramme, person: Person) -> float:
    """Return after how many weeks a person finds a job without the coach, if nothing changes."""
    luck = programme.streams.luck(SpellLuck, person.number, person.spells)
    person.spells += 1
    return exponential(luck.alone, alone_rate(programme.parameters, person))


def alone_offer(programme: RunningProgramme, person: Person) -> JobOffer:
    """Return the job that a person finds without the coach: one without a subsidy."""
    kinds = programme.parameters.kinds_found_alone
    kind = KINDS_FOUND_ALONE[choice(job_luck(programme, person).kind, kinds)]
    return JobOffer(kind, how=Reason.FOUND_ALONE)


def job_luck(programme: RunningProgramme, person: Person) -> JobLuck:
    """Return the luck of the person's next job."""
    return programme.streams.luck(JobLuck, person.number, person.jobs)
