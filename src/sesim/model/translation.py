"""From a programme and the parameters of the register to numbers in the model's units.

Each function returns one number, or one table, of `ModelParameters`.
"""

import math
from collections.abc import Mapping
from itertools import accumulate

from sesim.events import JobKind, Motivation
from sesim.model.calendar import OPEN_WEEKS_PER_YEAR, WEEKS_PER_MONTH
from sesim.model.constants import DROPOUT_BOUNDS, JOB_KINDS, MOST_EMERGING_HOURS, MOTIVATIONS
from sesim.model.risk import SteppedHazard
from sesim.model.sampling import log_odds, probability
from sesim.study.programme import Aim, Programme, TargetGroup

Values = Mapping[str, float]
"""Parameters of the register, by name."""


def cumulative(shares: Mapping[str, float]) -> tuple[float, ...]:
    """Return cumulative shares, in the order of the table."""
    return tuple(accumulate(shares.values()))


def age(programme: Programme, values: Values) -> tuple[float, float, float, float]:
    """Return mean, SD, least and greatest age at referral, in years."""
    young = values["age_young_mean"], values["age_young_sd"]
    match programme.target_group:
        case TargetGroup.YOUNG_DISABILITY_BENEFIT:
            return *young, 19.0, 30.0
        case TargetGroup.YOUNG_JOBSEEKERS:
            return *young, 18.0, 25.0
        case _:
            return values["age_adult_mean"], values["age_adult_sd"], 18.0, 65.0


def mapping_hours(programme: Programme, values: Values) -> float:
    """Return the median hours of mapping."""
    weeks = values[f"mapping_months_{programme.mapping}"] * WEEKS_PER_MONTH
    return weeks * values["support_start_hours"] * values["preparation_factor"]


def social_hours(programme: Programme, values: Values) -> float:
    """Return the median of the distribution whose mean the register has."""
    mean = values[f"social_hours_{programme.social_load}"]
    median = mean * math.exp(-(values["social_spread"] ** 2) / 2)
    return median * programme.social_work_share * values["preparation_factor"]


def motivating_hours(_: Programme, values: Values) -> dict[Motivation, float]:
    """Return the median hours of motivational work, by motivation."""
    weeks = values["motivating_months"] * WEEKS_PER_MONTH
    hours = weeks * values["motivating_hours_per_week"]
    return {
        Motivation.WAVERING: hours * values["motivating_wavering_ratio"],
        Motivation.NOT_MOTIVATED: hours,
    }


def ever_motivated(_: Programme, values: Values) -> dict[Motivation, float]:
    """Return the shares who become motivated by motivational work, by motivation."""
    return {
        Motivation.WAVERING: values["ever_motivated_wavering"],
        Motivation.NOT_MOTIVATED: values["ever_motivated"],
    }


def motivations(programme: Programme, values: Values) -> tuple[float, ...]:
    """Return cumulative shares by motivation, moved by what referrers know (proportional odds)."""
    shares = cumulative(programme.motivation.model_dump())
    moved = math.log(values["referrer_odds"]) * programme.referral.knowledge
    if moved == 0:
        return shares
    return tuple(probability(log_odds(share) + moved) for share in shares)


def group_log_odds(programme: Programme, values: Values) -> float:
    """Return how near to a job the target group is; 0 for people in psychiatric care."""
    if programme.target_group is TargetGroup.PSYCHIATRIC:
        return 0.0
    return values[f"group_{programme.target_group}"]


def participation(_: Programme, values: Values) -> dict[Motivation, float]:
    """Return how much people take part, by motivation."""
    return {
        Motivation.MOTIVATED: 1.0,
        Motivation.WAVERING: values["participation_wavering"],
        Motivation.NOT_MOTIVATED: values["participation_not_motivated"],
    }


def exit_ratio(_: Programme, values: Values) -> dict[Motivation, float]:
    """Return no-show and drop-out, relative to a motivated person, by motivation."""
    step = values["motivation_exit_ratio"]
    return {one: step**steps for steps, one in enumerate(MOTIVATIONS)}


def asks_for_job(programme: Programme, values: Values) -> float:
    """Return the share of employers who say yes that are asked for a job at once."""
    aim = programme.placement.aim
    return 1.0 if aim is Aim.JOBS else values[f"asks_for_jobs_{aim}"]


def kinds_found_alone(programme: Programme, _: Values) -> tuple[float, ...]:
    """Return the cumulative shares of ordinary and temporary jobs, without others."""
    kinds = programme.job_kinds
    total = kinds.ordinary + kinds.temporary
    return (kinds.ordinary / total, 1.0) if total > 0 else (1.0, 1.0)


def tenure_scale(_: Programme, values: Values) -> dict[JobKind, float]:
    """Return the Weibull scale of a job's length, by kind."""
    weeks = WEEKS_PER_MONTH / math.gamma(1 + 1 / values["tenure_shape"])
    usual, subsidised = values["tenure_months"], values["tenure_subsidised_months"]
    lasting = (JobKind.SUBSIDISED, JobKind.TRANSITION)
    return {kind: (subsidised if kind in lasting else usual) * weeks for kind in JOB_KINDS}


def why_lost(_: Programme, values: Values) -> tuple[float, ...]:
    """Return cumulative shares of lost jobs: quit, dismissed, laid off, health."""
    others = [values["dismissed_share"], values["laid_off_share"], values["health_share"]]
    return tuple(accumulate([max(0.0, 1 - sum(others)), *others]))


def kind_log_odds(_: Programme, values: Values) -> dict[JobKind, float]:
    """Return what a subsidy adds to the log-odds of being hired, by kind of job."""
    return {
        JobKind.ORDINARY: 0.0,
        JobKind.SUBSIDISED: values["subsidy_log_odds"],
        JobKind.TRANSITION: values["transition_log_odds"],
        JobKind.TEMPORARY: 0.0,
    }


def place_log_odds(programme: Programme, values: Values) -> float:
    """Return what the labour market and the programme effect add to the log-odds of a yes."""
    unemployment = programme.labour_market.unemployment - values["unemployment_reference"]
    effect = values["programme_effect"] * values["programme_effect_sd"]
    return values["unemployment_effect"] * unemployment + effect


def support_wishes(programme: Programme, values: Values) -> tuple[float, float, float]:
    """Return the hours of support a week in each stage of a placement or job."""
    start = values["support_start_hours"]
    if programme.support.weekly:
        return start, start, start
    return start, values["support_middle_hours"], values["support_late_hours"]


def unlimited_support(programme: Programme, values: Values) -> float:
    """Return the share of people who want support as long as a job lasts, and can have it."""
    if not programme.support.open_ended:
        return 0.0
    return 1.0 if programme.support.weekly else values["unlimited_support_share"]


def limit(months: float | None) -> float:
    """Return a time limit in weeks; infinity if there is none."""
    return months * WEEKS_PER_MONTH if months else math.inf


def emerging_hours(programme: Programme, values: Values) -> float:
    """Return the hours of new social work for the coach in a week of preparation."""
    return min(values["emerging_hours"], MOST_EMERGING_HOURS) * programme.social_work_share


def goals(programme: Programme, _: Values) -> tuple[float, ...]:
    """Return the cumulative shares of goals."""
    return cumulative(programme.goals.model_dump())


def accept_log_odds(programme: Programme, values: Values) -> float:
    """Return the log-odds of a yes from a cold, averagely open employer for an average person."""
    return log_odds(values["accept"]) + place_log_odds(programme, values)


def dropout(_: Programme, values: Values) -> SteppedHazard:
    """Return the hazard of dropping out by time since enrolment, in weeks."""
    periods = ("early", "middle", "late")
    factor = values["dropout_factor"] / WEEKS_PER_MONTH
    rates = tuple(values[f"dropout_{period}"] * factor for period in periods)
    return SteppedHazard(DROPOUT_BOUNDS, rates)


def hours_per_week(programme: Programme, values: Values) -> float:
    """Return the hours of a full-time post for participants in an open week, before overhead."""
    counted = 1 - values["unregistered_share"] if programme.registered else 1.0
    hours = values["hours_per_fte"] / OPEN_WEEKS_PER_YEAR
    return hours * (1 - values["admin_share"]) * counted
