"""A work experience placement: unpaid, renewable time with one employer that may end in a job."""

from bisect import bisect_right
from collections.abc import Generator
from typing import NamedTuple

from simpy import Event, Interrupt

from sesim.events import Activity, Goal, Kind, Reason
from sesim.model.health import until_fit
from sesim.model.luck import PlacementLuck
from sesim.model.parameters import SUPPORT_BOUNDS, ModelParameters
from sesim.model.person import Person
from sesim.model.programme import RunningProgramme
from sesim.model.sampling import exponential, lognormal, probability


class PlannedPeriod(NamedTuple):
    """After how long one period of a placement ends if nothing else happens, and why."""

    weeks: float
    reason: Reason | None  # None: as planned


def placement(
    programme: RunningProgramme, person: Person, employer: int
) -> Generator[Event, object, bool]:
    """Be in placement with an employer, who waits until the person is well enough to begin.

    Returns whether it led to a job there.
    """
    started = False
    try:
        yield from until_fit(programme, person)
        begun, reason = programme.env.now, Reason.RENEWED
        while reason is Reason.RENEWED:
            programme.log.event(Kind.PLACEMENT_STARTED, person.number, employer=employer)
            started = True
            luck = programme.streams.luck(PlacementLuck, person.number, person.placements)
            person.placements += 1
            period = plan_period(programme, person, luck)
            share = yield from supported(programme, person, begun, period.weeks)
            reason = period.reason or planned_end(programme.parameters, person, luck, share)
            programme.log.event(
                Kind.PLACEMENT_ENDED, person.number, reason=reason, employer=employer
            )
    except Interrupt:
        if started:
            left = Reason.LEFT_PROGRAMME
            programme.log.event(Kind.PLACEMENT_ENDED, person.number, reason=left, employer=employer)
        programme.employers.leave(employer)
        raise
    hired = reason is Reason.HIRED
    programme.employers.leave(employer, until=0.0 if hired else shut_until(programme, luck, share))
    return hired


def plan_period(programme: RunningProgramme, person: Person, luck: PlacementLuck) -> PlannedPeriod:
    """Plan a period, and find out whether health or too little support ends it early."""
    parameters, now = programme.parameters, programme.env.now
    planned = lognormal(luck.length, parameters.placement_weeks, parameters.placement_spread)
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
    programme: RunningProgramme, person: Person, begun: float, weeks: float
) -> Generator[Event, object, float]:
    """Spend a period in placement, and return the share of the requested support received.

    The requested support falls with the time since the placement began.
    """
    age = programme.env.now - begun
    ends = age + weeks
    received = wished = 0.0
    while age < ends:  # ages, not clock readings: rounding could stop those from advancing
        stage = bisect_right(SUPPORT_BOUNDS, age)
        bound = SUPPORT_BOUNDS[stage] if stage < len(SUPPORT_BOUNDS) else ends
        until = min(ends, bound)
        task = programme.attend(
            person, Activity.PLACEMENT_SUPPORT, programme.parameters.support_wishes[stage]
        )
        yield programme.env.timeout(until - age)
        programme.release(task)
        received += task.received
        wished += task.wished
        age = until
    return received / wished if wished > 0 else 1.0


def planned_end(
    parameters: ModelParameters, person: Person, luck: PlacementLuck, share: float
) -> Reason:
    """Decide how a placement ends that lasted as planned."""
    log_odds = (
        parameters.hire_log_odds
        + person.log_odds(parameters)
        + parameters.support_log_odds * (share - 1)
    )
    wants_job = person.goal is not Goal.PLACEMENT
    if wants_job and luck.hired < probability(log_odds):
        return Reason.HIRED
    return Reason.RENEWED if luck.renewed < parameters.renewal else Reason.NOT_HIRED


def shut_until(programme: RunningProgramme, luck: PlacementLuck, share: float) -> float:
    """Return until when the employer is lost; less support makes a loss more likely."""
    parameters = programme.parameters
    if luck.burned >= parameters.burn * (1 - share):
        return 0.0
    return programme.env.now + lognormal(luck.burned_time, parameters.burn_weeks, parameters.spread)
