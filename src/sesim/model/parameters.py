"""The numbers in force during one regime, in the model's units: weeks, hours, log-odds.

Each has one line below: its name, its type, and how it is translated from the programme and from
the parameters of the register.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from itertools import accumulate
from typing import Any, TypeVar, cast

from sesim.events import Goal, JobKind, Motivation
from sesim.model.calendar import OPEN_WEEKS_PER_YEAR, WEEKS_PER_MONTH, WEEKS_PER_YEAR
from sesim.model.sampling import log_odds
from sesim.study.programme import MotivationPolicy, Programme, Route, TargetGroup

MOTIVATIONS = (Motivation.MOTIVATED, Motivation.WAVERING, Motivation.NOT_MOTIVATED)
GOALS = (Goal.WORK, Goal.STUDY, Goal.PLACEMENT)
JOB_KINDS = (JobKind.ORDINARY, JobKind.SUBSIDISED, JobKind.TRANSITION, JobKind.TEMPORARY)

DROPOUT_BOUNDS = (6 * WEEKS_PER_MONTH, 12 * WEEKS_PER_MONTH)
"""Weeks since enrolment at which the hazard of dropping out changes (rosenheck2007)."""

SUPPORT_BOUNDS = (3 * WEEKS_PER_MONTH, 6 * WEEKS_PER_MONTH)
"""Weeks since the start of a placement or job at which support declines (rosenheck2007)."""

NO_SHOW_WEEKS = WEEKS_PER_MONTH

Values = Mapping[str, float]
"""Parameters of the register, by name."""

Translated = TypeVar("Translated")


def _from(translate: Callable[[Programme, Values], Translated]) -> Translated:
    """Declare how a number follows from a programme and the values of its parameters."""
    return cast("Translated", field(metadata={"translate": translate}))


def _value(name: str, per: float = 1.0) -> float:
    """Declare a number that is a parameter of the register, divided by `per`."""
    return _from(lambda _, values: values[name] / per)


def _weeks(name: str) -> float:
    """Declare a length in weeks that the register has in months."""
    return _from(lambda _, values: values[name] * WEEKS_PER_MONTH)


def _log(name: str) -> float:
    """Declare log-odds that the register has as an odds ratio."""
    return _from(lambda _, values: math.log(values[name]))


def _cumulative(shares: Mapping[str, float]) -> tuple[float, ...]:
    return tuple(accumulate(shares.values()))


def _age(programme: Programme, values: Values) -> tuple[float, float, float, float]:
    """Return mean, SD, least and greatest age at referral, in years."""
    young = values["age_young_mean"], values["age_young_sd"]
    match programme.target_group:
        case TargetGroup.YOUNG_DISABILITY_BENEFIT:
            return *young, 19.0, 30.0
        case TargetGroup.YOUNG_JOBSEEKERS:
            return *young, 18.0, 25.0
        case _:
            return values["age_adult_mean"], values["age_adult_sd"], 18.0, 65.0


def _mapping_hours(programme: Programme, values: Values) -> float:
    weeks = values[f"mapping_months_{programme.mapping}"] * WEEKS_PER_MONTH
    return weeks * values["support_start_hours"] * values["preparation_factor"]


def _social_hours(programme: Programme, values: Values) -> float:
    """Return the median of the distribution whose mean the register has."""
    mean = values[f"social_hours_{programme.social_load}"]
    median = mean * math.exp(-(values["social_spread"] ** 2) / 2)
    return median * programme.social_work_share * values["preparation_factor"]


def _motivating_hours(_: Programme, values: Values) -> dict[Motivation, float]:
    weeks = values["motivating_months"] * WEEKS_PER_MONTH
    hours = weeks * values["motivating_hours_per_week"]
    return {
        Motivation.WAVERING: hours * values["motivating_wavering_ratio"],
        Motivation.NOT_MOTIVATED: hours,
    }


def _ever_motivated(_: Programme, values: Values) -> dict[Motivation, float]:
    return {
        Motivation.WAVERING: values["ever_motivated_wavering"],
        Motivation.NOT_MOTIVATED: values["ever_motivated"],
    }


def _motivation_log_odds(_: Programme, values: Values) -> dict[Motivation, float]:
    ratio = math.log(values["motivation_hr"])
    return {
        Motivation.MOTIVATED: 0.0,
        Motivation.WAVERING: -ratio / 2,
        Motivation.NOT_MOTIVATED: -ratio,
    }


def _kind_log_odds(_: Programme, values: Values) -> dict[JobKind, float]:
    return {
        JobKind.ORDINARY: 0.0,
        JobKind.SUBSIDISED: values["subsidy_log_odds"],
        JobKind.TRANSITION: values["transition_log_odds"],
        JobKind.TEMPORARY: 0.0,
    }


def _place_log_odds(programme: Programme, values: Values) -> float:
    """Return what the labour market and the programme effect add to the log-odds of a yes."""
    unemployment = programme.labour_market.unemployment - values["unemployment_reference"]
    effect = values["programme_effect"] * values["programme_effect_sd"]
    return values["unemployment_effect"] * unemployment + effect


def _support_wishes(programme: Programme, values: Values) -> tuple[float, float, float]:
    start = values["support_start_hours"]
    if programme.support.weekly:
        return start, start, start
    return start, values["support_middle_hours"], values["support_late_hours"]


def _limit(months: float | None) -> float:
    """Return a time limit in weeks; infinity if there is none."""
    return months * WEEKS_PER_MONTH if months else math.inf


def _dropout_rates(_: Programme, values: Values) -> tuple[float, ...]:
    periods = ("early", "middle", "late")
    factor = values["dropout_factor"]
    return tuple(values[f"dropout_{period}"] * factor / WEEKS_PER_MONTH for period in periods)


def _hours_per_week(programme: Programme, values: Values) -> float:
    """Return the hours of a full-time post for participants in an open week, before overhead."""
    counted = 1 - values["unregistered_share"] if programme.registered else 1.0
    hours = values["hours_per_fte"] / OPEN_WEEKS_PER_YEAR
    return hours * (1 - values["admin_share"]) * counted


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelParameters:
    """What holds for decisions taken during one regime.

    Rates are per week, lengths in weeks, work in hours, wishes in hours a week; `*_log_odds`
    add up to the log-odds of a yes. Cumulative shares are in the order of the tuples above.
    """

    # referral
    by_group: bool = _from(lambda programme, _: programme.referral.route is Route.GROUP)
    screened_out: float = _from(lambda programme, _: programme.referral.screened_out_share)
    withdrawal_rate: float = _from(
        lambda _, values: math.log(2) / (values["patience_months"] * WEEKS_PER_MONTH)
    )
    motivation_loss: float = _value("motivation_loss_per_month", per=WEEKS_PER_MONTH)
    caseload_norm: float = _from(lambda programme, _: programme.caseload_norm)
    # people
    target_group: TargetGroup = _from(lambda programme, _: programme.target_group)  # noqa: RUF009 - a field
    female: float = _value("female_share")
    age: tuple[float, float, float, float] = _from(_age)
    goals: tuple[float, ...] = _from(lambda programme, _: _cumulative(programme.goals.model_dump()))
    motivations: tuple[float, ...] = _from(
        lambda programme, _: _cumulative(programme.motivation.model_dump())
    )
    frailty_sigma: float = _from(
        lambda _, values: math.sqrt(math.log1p(values["frailty_variance"]))
    )
    health_rate: float = _value("health_episodes_per_month", per=WEEKS_PER_MONTH)
    health_pause: float = _value("health_pause_weeks")
    # preparation
    no_show: float = _value("no_show_share")
    mapping_hours: float = _from(_mapping_hours)
    mapping_spread: float = _value("mapping_spread")
    mapping_wish: float = _value("support_start_hours")
    social_hours: float = _from(_social_hours)
    social_spread: float = _value("social_spread")
    social_wish: float = _value("social_hours_per_week")
    back_heaviness: float = _from(lambda programme, _: programme.back_heaviness)
    policy: MotivationPolicy = _from(lambda programme, _: programme.motivation_policy)  # noqa: RUF009 - a field
    closing_weeks: float = _weeks("close_months")
    ever_motivated: Mapping[Motivation, float] = _from(_ever_motivated)
    motivating_hours: Mapping[Motivation, float] = _from(_motivating_hours)
    motivating_wish: float = _value("motivating_hours_per_week")
    training: float = _from(lambda programme, _: programme.training.share)
    training_weeks: float = _weeks("training_months")
    training_wish: float = _value("training_hours_per_week")
    study_weeks: float = _weeks("study_months")
    spread: float = _value("time_spread")
    # search
    contact_hours: float = _value("contact_hours")
    contact_wish: float = _from(
        lambda programme, values: (
            values["contacts_per_week"] * values["contact_hours"] * programme.employer_focus
        )
    )
    specialist_contact_hours: float = _from(
        lambda _, values: values["contact_hours"] / values["role_split_gain"]
    )
    known_preference: float = _value("known_preference")
    employers: int = _from(lambda programme, _: programme.labour_market.employers)
    openness_sd: float = _value("openness_sd")
    first_placement: float = _from(lambda programme, _: programme.placement.first_share)
    accept_log_odds: float = _from(
        lambda programme, values: log_odds(values["accept"]) + _place_log_odds(programme, values)
    )
    warm_log_odds: float = _log("warm_multiplier")
    direct_log_odds: float = _log("direct_hire_ratio")
    female_log_odds: float = _log("female_effect")
    motivation_log_odds: Mapping[Motivation, float] = _from(_motivation_log_odds)
    kind_log_odds: Mapping[JobKind, float] = _from(_kind_log_odds)
    # placements
    placement_weeks: float = _from(
        lambda programme, _: programme.placement.months * WEEKS_PER_MONTH
    )
    placement_spread: float = _value("placement_spread")
    hire_log_odds: float = _from(
        lambda programme, values: (
            log_odds(values["placement_to_job"]) + _place_log_odds(programme, values)
        )
    )
    support_log_odds: float = _value("support_log_odds")
    renewal: float = _value("renewal")
    unsupported_end_rate: float = _value("unsupported_end_per_month", per=WEEKS_PER_MONTH)
    burn: float = _value("burn_probability")
    burn_weeks: float = _weeks("burn_months")
    # jobs
    job_kinds: tuple[float, ...] = _from(
        lambda programme, _: _cumulative(programme.job_kinds.model_dump())
    )
    tenure_scale: float = _from(
        lambda _, values: (
            values["tenure_months"] * WEEKS_PER_MONTH / math.gamma(1 + 1 / values["tenure_shape"])
        )
    )
    tenure_shape: float = _value("tenure_shape")
    support_hr: float = _value("support_hr")
    review_weeks: float = _weeks("review_months")
    retained: float = _value("retained_at_review")
    transition_weeks: float = _weeks("transition_months")
    temporary_weeks: float = _weeks("temporary_months")
    support_weeks: float = _from(
        lambda programme, values: (
            math.inf if programme.support.open_ended else values["support_months"] * WEEKS_PER_MONTH
        )
    )
    support_wishes: tuple[float, float, float] = _from(_support_wishes)
    return_to_search: float = _value("return_to_search")
    job_limit: float = _from(lambda programme, _: _limit(programme.support.limit_months))
    # leaving
    dropout_rates: tuple[float, ...] = _from(_dropout_rates)
    role_split_dropout: float = _value("role_split_dropout_hr")
    moving_on_rate: float = _value("moved_on_per_year", per=WEEKS_PER_YEAR)
    jobless_limit: float = _from(
        lambda programme, _: _limit(programme.support.jobless_limit_months)
    )
    # coaches
    hours_per_week: float = _from(_hours_per_week)
    overhead: float = _value("fixed_overhead")
    part_time_loss: float = _value("part_time_loss")
    coach_effect_sd: float = _value("coach_effect_sd")
    novice_log_odds: float = _value("novice_log_odds")
    learning_weeks: float = _weeks("learning_months")
    departures_per_year: float = _value("turnover_per_year")
    vacancy_weeks: float = _weeks("vacancy_months")
    trust_weeks: float = _weeks("trust_months")

    def capacity(self, fte: float, other_duties: bool) -> float:
        """Return the hours a week that a post of this size has for participants, in open weeks."""
        loss = self.part_time_loss * (1 - fte) if other_duties else 0.0
        return max(0.0, self.hours_per_week * fte * (1 - loss) - self.overhead * (fte > 0))


def model_parameters(programme: Programme, values: Values) -> ModelParameters:
    """Translate a programme and its parameters into the model's units."""
    translated: dict[str, Any] = {
        one.name: one.metadata["translate"](programme, values) for one in fields(ModelParameters)
    }
    return ModelParameters(**translated)
