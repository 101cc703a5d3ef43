"""What is counted in a setup, for each kind of figure.

A count returns numbers that can be put together over replications: of whom something holds and
among how many, or times one by one.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from sesim.events import JobKind, Motivation
from sesim.model.calendar import WEEKS_PER_MONTH, WEEKS_PER_YEAR
from sesim.study.parameters import defaults
from sesim.validation.lives import Counted, Life

Numbers = tuple[float, ...]

CENSUSES = tuple(range(12, 25))
"""Months after the start; a census is at any of them with the same chance."""


class CountedShare(NamedTuple):
    """Of whom or how much something holds, among how many or how much."""

    yes: float
    of: float


Count = Callable[[Counted, float], Numbers]
"""Counts in what a setup gave in a replication; the number is the months of the figure."""


def among(lives: Iterable[Life], months: float, true: Callable[[Life], bool]) -> CountedShare:
    """Count those of whom something holds among all who were enrolled so long before the end."""
    seen = [life for life in lives if life.seen(months)]
    return CountedShare(sum(map(true, seen)), len(seen))


# --- jobs -----------------------------------------------------------------------------------------


def had_job(counted: Counted, months: float) -> CountedShare:
    """Count who has a job within the time since enrolment, enrolled or not."""
    return _job_within(counted.lives, months)


def no_job(counted: Counted, months: float) -> CountedShare:
    """Count who has no job within the time since enrolment."""
    yes, of = _job_within(counted.lives, months)
    return CountedShare(of - yes, of)


def had_job_motivated(counted: Counted, months: float) -> CountedShare:
    """Count as `had_job`, among those who were motivated when they were referred."""
    return _job_within(_with(counted, Motivation.MOTIVATED), months)


def had_job_not_motivated(counted: Counted, months: float) -> CountedShare:
    """Count as `had_job`, among those who were not motivated when they were referred."""
    return _job_within(_with(counted, Motivation.NOT_MOTIVATED), months)


def _job_within(lives: Iterable[Life], months: float) -> CountedShare:
    return among(lives, months, lambda life: life.first_job <= months * WEEKS_PER_MONTH)


def _with(counted: Counted, level: Motivation) -> list[Life]:
    return [life for life in counted.lives if life.motivation == level]


def in_work(counted: Counted, months: float) -> CountedShare:
    """Count who is in work at the time since enrolment."""
    return among(counted.lives, months, lambda life: life.in_work(months))


def first_job_in_quarter(counted: Counted, months: float) -> CountedShare:
    """Count who gets a first job in the quarter that ends then, among those without one before."""
    begin, end = (months - 3) * WEEKS_PER_MONTH, months * WEEKS_PER_MONTH
    at_risk = [life for life in counted.lives if life.first_job > begin]
    return among(at_risk, months, lambda life: life.first_job <= end)


def kept_first_job(counted: Counted, months: float) -> CountedShare:
    """Count the first jobs that last so long, among those that begin so long before the end."""
    weeks = months * WEEKS_PER_MONTH
    firsts = [(life.jobs[0], life.horizon) for life in counted.lives if life.jobs]
    seen = [job for job, horizon in firsts if job.begins + weeks <= horizon]
    return CountedShare(sum(job.ends - job.begins > weeks for job in seen), len(seen))


def after_transition_job(counted: Counted, months: float) -> CountedShare:
    """Count who is in work so long after a state-funded job ended, of those seen so long."""
    weeks = months * WEEKS_PER_MONTH
    ended = [
        (life, job.ends + weeks)
        for life in counted.lives
        for job in life.jobs
        if job.kind == JobKind.TRANSITION and job.ends + weeks <= life.horizon
    ]
    return CountedShare(sum(life.works_at(at) for life, at in ended), len(ended))


def employed(counted: Counted, _: float = 0.0) -> CountedShare:
    """Count participants with a job in the stay, per replication."""
    return CountedShare(sum(life.employed for life in counted.lives), 1)


def employed_per_hour(counted: Counted, _: float = 0.0) -> CountedShare:
    """Count participants with a job in the stay, per hour that coaches give."""
    return CountedShare(sum(life.employed for life in counted.lives), counted.hours.total())


def employed_share(counted: Counted, _: float = 0.0) -> CountedShare:
    """Count participants with a job in the stay, of all."""
    return among(counted.lives, 0.0, lambda life: life.employed)


def ever(counted: Counted, months: float) -> CountedShare:
    """Count who has had a job before so long after the start, of everybody enrolled by then."""
    end = months * WEEKS_PER_MONTH
    there = [life for life in counted.lives if life.enrolled <= end]
    return CountedShare(sum(life.enrolled + life.first_job <= end for life in there), len(there))


# --- times to a job, one by one -------------------------------------------------------------------


def days_to_job(counted: Counted, _: float = 0.0) -> Numbers:
    """Return the days to the first job of everyone who gets one in the stay."""
    return _days(counted.lives)


def days_to_job_motivated(counted: Counted, _: float = 0.0) -> Numbers:
    """Return these days for those who were motivated when they were referred."""
    return _days(_with(counted, Motivation.MOTIVATED))


def days_to_job_not_motivated(counted: Counted, _: float = 0.0) -> Numbers:
    """Return these days for those who were not motivated when they were referred."""
    return _days(_with(counted, Motivation.NOT_MOTIVATED))


def _days(lives: Iterable[Life]) -> Numbers:
    return tuple(7 * life.first_job for life in lives if life.employed)


# --- staying and leaving --------------------------------------------------------------------------


def still_enrolled(counted: Counted, months: float) -> CountedShare:
    """Count who is still enrolled after the time."""
    weeks = months * WEEKS_PER_MONTH
    return among(counted.lives, months, lambda life: life.left - life.enrolled > weeks)


def to_work(counted: Counted, _: float = 0.0) -> CountedShare:
    """Count who leaves in work, of those who leave."""
    gone = [life for life in counted.lives if life.left < life.horizon]
    return CountedShare(sum(life.works_at(life.left) for life in gone), len(gone))


def working_at_census(counted: Counted, _: float = 0.0) -> CountedShare:
    """Count who is in work at a census."""
    return _census(counted.lives, lambda life, time: life.works_at(time))


def idle_at_census(counted: Counted, _: float = 0.0) -> CountedShare:
    """Count who is neither in work, in a placement nor studying at a census."""
    return _census(
        counted.lives,
        lambda life, time: (
            not (life.works_at(time) or life.placed_at(time) or life.studies <= time)
        ),
    )


def _census(lives: Iterable[Life], true: Callable[[Life, float], bool]) -> CountedShare:
    """Count at a census at any of the months, of everybody enrolled before it; means over these."""
    yes, there = [], []
    everybody = list(lives)
    for time in (month * WEEKS_PER_MONTH for month in CENSUSES):
        before = [life for life in everybody if life.enrolled <= time]
        yes.append(sum(true(life, time) for life in before))
        there.append(len(before))
    of = round(sum(there) / len(there))
    return CountedShare(of * sum(yes) / sum(there) if sum(there) else 0.0, of)


# --- coaches' time --------------------------------------------------------------------------------


def contacts(counted: Counted, _: float = 0.0) -> CountedShare:
    """Count contacts with employers, per full post and week."""
    return CountedShare(counted.contacts, counted.posts)


def time_with_people(counted: Counted, _: float = 0.0) -> CountedShare:
    """Count hours that participants and employers get, of those that are paid."""
    paid = counted.posts * defaults()["hours_per_fte"] / WEEKS_PER_YEAR
    return CountedShare(counted.hours.total(), paid)


COUNTS: Mapping[str, Count] = {
    one.__name__: one
    for one in (
        had_job, no_job, had_job_motivated, had_job_not_motivated, in_work, first_job_in_quarter,
        kept_first_job, after_transition_job, employed, employed_per_hour, employed_share, ever,
        days_to_job, days_to_job_motivated, days_to_job_not_motivated, still_enrolled, to_work,
        working_at_census, idle_at_census, contacts, time_with_people,
    )
}  # fmt: skip
"""Every count, by its name."""

TIMES = frozenset({"days_to_job", "days_to_job_motivated", "days_to_job_not_motivated"})
"""Counts that return times one by one."""
