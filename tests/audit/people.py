"""Outcomes of a group of people, worked out one person at a time.

Part of the auditor: nothing here comes from the program that is audited.
"""

from collections import Counter
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from statistics import fmean, median
from typing import NamedTuple

from tests.audit.lives import WEEKS_PER_MONTH, WEEKS_PER_YEAR, Calendar, Person, Span

DISCHARGES = {"closed", "no_progress", "time_limit"}
JOB_KINDS = ("ordinary", "subsidised", "transition", "temporary")

Value = float | Fraction | None
Outcomes = dict[str, Value]


def ratio(part: float, whole: float) -> Value:
    """Divide; a share of nothing is missing."""
    return part / whole if whole else None


def mean(values: list[float]) -> Value:
    return fmean(values) if values else None


def person_outcomes(people: list[Person], calendar: Calendar) -> Outcomes:
    """Return every outcome that is given for groups of people."""
    horizon = calendar.horizon
    found = counts(people) | jobs(people) | times(people, horizon)
    found |= first_times(people, horizon) | first_jobs(people, horizon)
    for number, year in calendar.whole_years.items():
        found |= in_a_year(people, year, number, horizon)
        found |= in_quarters(people, calendar.quarters(number), number, horizon)
    return found


def counts(people: list[Person]) -> Outcomes:
    """Count people, and divide them by each other."""
    participants = [one for one in people if one.enrolled is not None]
    referred = [one for one in people if one.referred is not None]
    screened_out = [one for one in people if one.screened_out is not None]
    withdrew = [one for one in people if one.withdrew is not None]
    waiting = [
        one
        for one in referred
        if one.enrolled is None and one.screened_out is None and one.withdrew is None
    ]
    employed = [one for one in participants if one.jobs_in_stay]
    through = [one for one in participants if one.through_the_programme]
    later = [one for one in participants if one.jobs and not one.jobs_in_stay]
    from_referral = [one for one in employed if one.referred is not None]
    ongoing = [one for one in participants if one.exited is None]
    discharged = [one for one in participants if one.left_because in DISCHARGES]
    in_placement = [one for one in ongoing if any(spell.end is None for spell in one.placements)]
    return {
        "participants": len(participants),
        "employed": len(employed),
        "ongoing": len(ongoing),
        "employed_share": ratio(len(employed), len(participants)),
        "employed_per_referred": ratio(len(from_referral), len(referred)),
        "employed_through_programme": len(through),
        "employed_after_leaving": len(later),
        "referred": len(referred),
        "screened_out": len(screened_out),
        "withdrew": len(withdrew),
        "waiting": len(waiting),
        "in_work_at_end": sum(any(job.end is None for job in one.jobs) for one in participants),
        "in_placement_share_at_end": ratio(len(in_placement), len(ongoing)),
        "discharged_share": ratio(len(discharged), len(participants)),
        "positive_exit_share": positive_exits([one for one in participants if has_left(one)]),
    }


def has_left(person: Person) -> bool:
    return person.exited is not None


def positive_exits(leavers: list[Person]) -> Value:
    """Return the share of those who leave that leave with a job, or having begun to study."""
    working = [
        one.exited is not None
        and (
            any(job.lasts_at(one.exited) for job in one.jobs)
            or (one.studies is not None and one.studies <= one.exited)
        )
        for one in leavers
    ]
    return ratio(sum(working), len(working))


def jobs(people: list[Person]) -> Outcomes:
    """Say what kinds of jobs began."""
    kinds = Counter(job.kind for one in people for job in one.jobs_in_stay)
    known = kinds.total() - kinds[None]
    shares = {f"{kind}_job_share": ratio(kinds[kind], known) for kind in JOB_KINDS}
    competitive = kinds["ordinary"] + kinds["subsidised"]
    return shares | {"competitive_job_share": ratio(competitive, known)}


def times(people: list[Person], horizon: float) -> Outcomes:
    """Take means and medians of what people waited for, and of how long they worked."""
    participants = [one for one in people if one.enrolled is not None]
    waits = [one.enrolled - one.referred for one in participants if one.referred is not None]
    stays = [(horizon if one.exited is None else one.exited) - one.enrolled for one in participants]
    placed = [sum(one.until(horizon) - one.begin for one in who.placements) for who in participants]
    employed = [one for one in participants if one.jobs_in_stay]
    worked = [sum(job.until(horizon) - job.begin for job in one.jobs) for one in employed]
    searched = [one.jobs_in_stay[0].begin - one.enrolled for one in employed]
    return {
        "waiting_weeks_mean": mean(waits),
        "placement_weeks_mean": mean(placed),
        "stay_years_mean": mean([weeks / WEEKS_PER_YEAR for weeks in stays]),
        "weeks_worked_mean": mean(worked),
        "weeks_to_job_if_employed": median(searched) if searched else None,
    }


def in_a_year(people: list[Person], year: Span, number: int, horizon: float) -> Outcomes:
    """Say what happened in a calendar year."""
    participants = [one for one in people if one.enrolled is not None]
    positive = [year.holds(first_success(one)) for one in participants]
    there = [is_there(one, year, horizon) for one in participants]
    counted = sum(here or success for here, success in zip(there, positive, strict=True))
    return {
        f"yearly_positive_share_{number}": ratio(sum(positive), counted),
        f"jobs_{number}": sum(year.holds(job.begin) for one in people for job in one.jobs_in_stay),
        f"first_jobs_{number}": sum(year.holds(one.first_job) for one in participants),
        f"positive_exit_share_{number}": positive_exits(
            [one for one in participants if year.holds(one.exited)]
        ),
    }


def first_success(person: Person) -> float | None:
    found = [time for time in (person.first_job, person.studies) if time is not None]
    return min(found, default=None)


def is_there(person: Person, span: Span, horizon: float) -> bool:
    """Whether somebody is enrolled at any time in a span."""
    left = horizon if person.exited is None else person.exited
    return person.enrolled is not None and span.meets(person.enrolled, left)


def in_quarters(
    people: list[Person], quarters: list[Span], number: int, horizon: float
) -> Outcomes:
    """Say who works in a quarter of those served in it, as a mean over the quarters of a year."""
    kinds = {"work": (*JOB_KINDS, None), "competitive": ("ordinary", "subsidised")}
    found: dict[str, list[float]] = {name: [] for name in kinds}
    for quarter in quarters:
        served = [one for one in people if is_there(one, quarter, horizon)]
        for name, counted in kinds.items():
            at_work = [
                any(quarter.meets(j.begin, j.until(horizon)) for j in one.jobs if j.kind in counted)
                for one in served
            ]
            found[name] += [fmean(at_work)] if served else []
    return {f"quarterly_{name}_share_{number}": mean(shares) for name, shares in found.items()}


# Waiting for something that may never come

FOUND, LEFT, CENSORED = "found", "left", "censored"

Wait = tuple[float, str]
"""How many weeks somebody was followed, and how that ended."""


class Step(NamedTuple):
    """Where a group is at a time at which somebody's wait ended."""

    time: float
    found: Fraction
    waiting: Fraction


def incidence(waits: list[Wait]) -> list[Step]:
    """Return the Aalen–Johansen estimate, step by step, in exact arithmetic.

    Without anybody who finds, what is left waiting is the Kaplan–Meier estimate.
    """
    followed, waiting, found = len(waits), Fraction(1), Fraction(0)
    steps = []
    for time, ending_now in groupby(sorted(waits), key=itemgetter(0)):
        how = Counter(ending for _, ending in ending_now)
        found += waiting * Fraction(how[FOUND], followed)
        waiting *= 1 - Fraction(how[FOUND] + how[LEFT], followed)
        followed -= how.total()
        steps.append(Step(time, found, waiting))
    return steps


def after(steps: list[Step], weeks: float) -> Step | None:
    """Return where a group is after so many weeks.

    Nobody can tell if the last who were followed were still waiting when the log ended before.
    """
    if not steps or (steps[-1].waiting > 0 and steps[-1].time < weeks):
        return None
    return ([Step(0.0, Fraction(0), Fraction(1))] + [s for s in steps if s.time <= weeks])[-1]


def wait_for(person: Person, event: float | None, horizon: float) -> Wait:
    """Follow somebody from enrolment to an event, the exit or the horizon, whatever is first."""
    assert person.enrolled is not None
    if event is not None and not (person.exited is not None and person.exited < event):
        return event - person.enrolled, FOUND
    if person.exited is not None:
        return person.exited - person.enrolled, LEFT
    return horizon - person.enrolled, CENSORED


def waits_for(people: list[Person], name: str, horizon: float) -> list[Step]:
    """Return how those enrolled come to an event of this name."""
    participants = [one for one in people if one.enrolled is not None]
    return incidence([wait_for(one, getattr(one, name), horizon) for one in participants])


def weeks_until_half(steps: list[Step]) -> Value:
    return min((s.time for s in steps if s.found >= Fraction(1, 2)), default=None)


def first_times(people: list[Person], horizon: float) -> Outcomes:
    """Estimate how soon people get to a search, a contact, a placement and a job."""
    names = ("search", "first_contact", "first_placement", "first_job")
    milestones = {name: waits_for(people, name, horizon) for name in names}
    outcomes = {f"weeks_to_{name}": weeks_until_half(steps) for name, steps in milestones.items()}
    for months in (6, 12, 15, 18, 24):
        weeks = months * WEEKS_PER_MONTH
        then = after(milestones["first_job"], weeks)
        outcomes[f"first_job_by_{months}_months"] = then and then.found
    return outcomes | any_jobs(people, horizon)


def any_jobs(people: list[Person], horizon: float) -> Outcomes:
    """Estimate how soon people get any job, also after they have left."""
    waits: list[Wait] = []
    for one in people:
        if one.enrolled is not None:
            job = one.first_job_of_any
            end = (horizon, CENSORED) if job is None else (job, FOUND)
            waits.append((end[0] - one.enrolled, end[1]))
    steps = incidence(waits)
    found = {months: after(steps, months * WEEKS_PER_MONTH) for months in (12, 18)}
    return {f"any_job_by_{months}_months": then and then.found for months, then in found.items()}


def ends_of_first_jobs(people: list[Person], horizon: float) -> list[Step]:
    """Return how first jobs end; what is left waiting is the share that still lasts."""
    jobs = [one.jobs_in_stay[0] for one in people if one.jobs_in_stay]
    return incidence(
        [(job.until(horizon) - job.begin, CENSORED if job.end is None else LEFT) for job in jobs]
    )


def first_jobs(people: list[Person], horizon: float) -> Outcomes:
    """Estimate how long first jobs last, and how many of their holders are still supported."""
    holders = [one for one in people if one.jobs_in_stay]
    steps, outcomes = ends_of_first_jobs(people, horizon), Outcomes()
    for months in (6, 12):
        then = after(steps, months * WEEKS_PER_MONTH)
        outcomes[f"retention_{months}_months"] = then and then.waiting
    old = [one for one in holders if lasts(one, 12 * WEEKS_PER_MONTH, horizon)]
    year = 12 * WEEKS_PER_MONTH
    supported = [one for one in old if not one.has_left(one.jobs_in_stay[0].begin + year)]
    return outcomes | {"follow_along_share": ratio(len(supported), len(old))}


def lasts(person: Person, weeks: float, horizon: float) -> bool:
    """Whether somebody's first job went on so many weeks after it began."""
    job = person.jobs_in_stay[0]
    then = job.begin + weeks
    return then <= horizon and (job.end is None or job.end > then)
