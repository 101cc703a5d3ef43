"""A work experience placement: unpaid, renewable time with one employer that may end in a job.

The employer may hire the person at any time in the placement, more likely the better the support.
"""

from bisect import bisect_right
from collections.abc import Generator
from typing import NamedTuple

from simpy import Event, Interrupt

from sesim.events import Activity, Goal, JobKind, Kind, Reason
from sesim.model.constants import SUPPORT_BOUNDS
from sesim.model.health import until_fit
from sesim.model.leaving import Phase, enter
from sesim.model.luck import PlacementLuck
from sesim.model.motivation import gain_motivation
from sesim.model.person import Person
from sesim.model.programme import RunningProgramme
from sesim.model.risk import Risk
from sesim.model.sampling import exponential, lognormal, ratio, rest_of_lognormal
from sesim.model.standing import Stage


class PlannedPeriod(NamedTuple):
    """After how long one period of a placement ends if nothing else happens, and why."""

    weeks: float
    reason: Reason | None  # None: as planned


class Period(NamedTuple):
    """How a period of placement was spent.

    Attributes:
        share: of the requested support, what was received.
        hired: whether the employer hired the person on the way.
    """

    share: float
    hired: bool


def placement(
    programme: RunningProgramme, person: Person, employer: int, kind: JobKind
) -> Generator[Event, object, bool]:
    """Be in placement with an employer, who waits until the person is well enough to begin.

    Returns whether it led to a job there.
    """
    started = person.stands(Stage.PLACED)
    person.employer = employer
    try:
        if not started:
            programme.begin(person, Stage.BEGINNING_PLACEMENT)
            yield from until_fit(programme, person)
        programme.end_mapping(person)
        gain_motivation(programme, person)
        enter(programme, person, Phase.PLACED)
        standing, reason = person.standing, Reason.RENEWED
        person.placed_at = programme.env.now - (standing.placed_for if standing else 0.0)
        while reason is Reason.RENEWED:
            stood = programme.begin(person, Stage.PLACED)
            if stood is None:
                programme.log.event(Kind.PLACEMENT_STARTED, person.number, employer=employer)
            person.support_before = (stood.received, stood.wished) if stood else (0.0, 0.0)
            started = True
            luck = programme.streams.luck(PlacementLuck, person.number, person.placements)
            person.placements += 1
            plan = plan_period(programme, person, luck)
            period = yield from supported(programme, person, plan.weeks, kind, luck)
            reason = why_ended(programme, plan, period, luck)
            programme.log.event(
                Kind.PLACEMENT_ENDED, person.number, reason=reason, employer=employer
            )
    except Interrupt as interrupt:
        if started:
            left = (
                Reason.FOUND_JOB if interrupt.cause is Reason.FOUND_ALONE else Reason.LEFT_PROGRAMME
            )
            programme.log.event(Kind.PLACEMENT_ENDED, person.number, reason=left, employer=employer)
        programme.employers.leave(employer)
        raise
    until = 0.0 if period.hired else shut_until(programme, luck, period.share)
    programme.employers.leave(employer, until)
    return period.hired


def plan_period(programme: RunningProgramme, person: Person, luck: PlacementLuck) -> PlannedPeriod:
    """Plan a period, and find out whether health or too little support ends it early."""
    parameters, now = programme.parameters, programme.env.now
    planned = rest_of_lognormal(
        luck.length, parameters.placement_weeks, parameters.placement_spread, now - person.since
    )
    breaking = exponential(
        luck.breaks, parameters.unsupported_end_rate * (1 - programme.service_ratio(person))
    )
    return min(
        PlannedPeriod(planned, None),
        PlannedPeriod(person.ill_at - now, Reason.HEALTH),
        PlannedPeriod(breaking, Reason.TOO_LITTLE_SUPPORT),
        key=lambda period: period.weeks,
    )


def supported(
    programme: RunningProgramme,
    person: Person,
    weeks: float,
    kind: JobKind,
    luck: PlacementLuck,
) -> Generator[Event, object, Period]:
    """Spend a period in placement, at most as long as planned, and be hired on the way or not.

    The requested support falls with the time since the placement began.
    """
    age = programme.env.now - person.placed_at
    ends = age + weeks
    received, wished = person.support_before
    hire = Risk(luck.hired, age)
    hired = False
    while age < ends and not hired:  # ages, not clock readings: rounding could stop those
        stage = bisect_right(SUPPORT_BOUNDS, age)
        bound = SUPPORT_BOUNDS[stage] if stage < len(SUPPORT_BOUNDS) else ends
        hired_at = hire.change(age, hire_rate(programme, person, kind))
        until = min(ends, bound, hired_at)
        task = programme.attend(
            person, Activity.PLACEMENT_SUPPORT, programme.parameters.support_wishes[stage]
        )
        yield programme.env.timeout(until - age)
        programme.release(task)
        received += task.received
        wished += task.wished
        person.support_before = received, wished
        age = until
        hired = until == hired_at
    return Period(received / wished if wished > 0 else 1.0, hired)


def hire_rate(programme: RunningProgramme, person: Person, kind: JobKind) -> float:
    """Return the hazard of being hired in a placement, per week."""
    parameters = programme.parameters
    log_ratio = (
        person.employability
        + parameters.kind_log_odds[kind]
        + parameters.place_log_odds
        + parameters.certainty(programme.known_hours(person))
        + parameters.support_log_ratio * (programme.service_ratio(person) - 1)
    )
    wish = parameters.hired_without_goal if person.goal is Goal.PLACEMENT else 1.0
    return parameters.hire_rate * wish * ratio(log_ratio) * person.participation(parameters)


def why_ended(
    programme: RunningProgramme, plan: PlannedPeriod, period: Period, luck: PlacementLuck
) -> Reason:
    """Return how a period of placement ended."""
    if period.hired:
        return Reason.HIRED
    if plan.reason is not None:
        return plan.reason
    return Reason.RENEWED if luck.renewed < programme.parameters.renewal else Reason.NOT_HIRED


def shut_until(programme: RunningProgramme, luck: PlacementLuck, share: float) -> float:
    """Return until when the employer is lost; less support makes a loss more likely."""
    parameters = programme.parameters
    if luck.burned >= parameters.burn * (1 - share):
        return 0.0
    return programme.env.now + lognormal(luck.burned_time, parameters.burn_weeks, parameters.spread)
