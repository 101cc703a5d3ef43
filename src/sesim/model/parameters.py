"""The numbers in force during one regime, in the model's units: weeks, hours, log-odds."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelParameters:
    """What holds for decisions taken during one regime.

    Rates are per week, lengths in weeks, work in hours, wishes in hours a week; `*_log_odds`
    add up to the log-odds of a yes. Cumulative shares are in the order of the tuples above.
    """

    # referral
    by_group: bool
    screened_out: float
    withdrawal_rate: float
    motivation_loss: float
    caseload_norm: float
    # people
    target_group: TargetGroup
    female: float
    age: tuple[float, float, float, float]
    goals: tuple[float, ...]
    motivations: tuple[float, ...]
    frailty_sigma: float
    health_rate: float
    health_pause: float
    # preparation
    no_show: float
    mapping_hours: float
    mapping_spread: float
    mapping_wish: float
    social_hours: float
    social_spread: float
    social_wish: float
    back_heaviness: float
    policy: MotivationPolicy
    closing_weeks: float
    ever_motivated: Mapping[Motivation, float]
    motivating_hours: Mapping[Motivation, float]
    motivating_wish: float
    training: float
    training_weeks: float
    training_wish: float
    study_weeks: float
    spread: float
    # search
    contact_hours: float
    contact_wish: float
    specialist_contact_hours: float
    known_preference: float
    employers: int
    openness_sd: float
    first_placement: float
    accept_log_odds: float
    warm_log_odds: float
    direct_log_odds: float
    female_log_odds: float
    motivation_log_odds: Mapping[Motivation, float]
    kind_log_odds: Mapping[JobKind, float]
    # placements
    placement_weeks: float
    placement_spread: float
    hire_log_odds: float
    support_log_odds: float
    renewal: float
    unsupported_end_rate: float
    burn: float
    burn_weeks: float
    # jobs
    job_kinds: tuple[float, ...]
    tenure_scale: float
    tenure_shape: float
    support_hr: float
    review_weeks: float
    retained: float
    transition_weeks: float
    temporary_weeks: float
    support_weeks: float
    support_wishes: tuple[float, float, float]
    return_to_search: float
    job_limit: float
    # leaving
    dropout_rates: tuple[float, ...]
    role_split_dropout: float
    moving_on_rate: float
    jobless_limit: float
    # coaches
    hours_per_week: float
    overhead: float
    part_time_loss: float
    coach_effect_sd: float
    novice_log_odds: float
    learning_weeks: float
    departures_per_year: float
    vacancy_weeks: float
    trust_weeks: float

    def capacity(self, fte: float, other_duties: bool) -> float:
        """Return the hours a week that a post of this size has for participants, in open weeks."""
        loss = self.part_time_loss * (1 - fte) if other_duties else 0.0
        return max(0.0, self.hours_per_week * fte * (1 - loss) - self.overhead * (fte > 0))


def model_parameters(programme: Programme, values: Mapping[str, float]) -> ModelParameters:
    """Translate a programme and its parameters into the model's units."""
    v = values
    month, year = WEEKS_PER_MONTH, WEEKS_PER_YEAR
    hr = math.log(v["motivation_hr"])
    registered = 1 - v["unregistered_share"] if programme.registered else 1.0
    support = programme.support
    mapping_wish = v["support_start_hours"]
    wavering = v["motivating_wavering_ratio"]
    motivating = v["motivating_months"] * month * v["motivating_hours_per_week"]
    labour = v["unemployment_effect"] * (
        programme.labour_market.unemployment - v["unemployment_reference"]
    )
    place = labour + v["programme_effect"] * v["programme_effect_sd"]
    young = programme.target_group is TargetGroup.YOUNG_DISABILITY_BENEFIT
    return ModelParameters(
        by_group=programme.referral.route is Route.GROUP,
        screened_out=programme.referral.screened_out_share,
        withdrawal_rate=math.log(2) / (v["patience_months"] * month),
        motivation_loss=v["motivation_loss_per_month"] / month,
        caseload_norm=programme.caseload_norm,
        target_group=programme.target_group,
        female=v["female_share"],
        age=(v["age_young_mean"], v["age_young_sd"], 19.0, 30.0)
        if young
        else (v["age_adult_mean"], v["age_adult_sd"], 18.0, 65.0)
        if programme.target_group is not TargetGroup.YOUNG_JOBSEEKERS
        else (v["age_young_mean"], v["age_young_sd"], 18.0, 25.0),
        goals=_cumulative(programme.goals.model_dump()),
        motivations=_cumulative(programme.motivation.model_dump()),
        frailty_sigma=math.sqrt(math.log1p(v["frailty_variance"])),
        health_rate=v["health_episodes_per_month"] / month,
        health_pause=v["health_pause_weeks"],
        no_show=v["no_show_share"],
        mapping_hours=v[f"mapping_months_{programme.mapping}"]
        * month
        * mapping_wish
        * v["preparation_factor"],
        mapping_spread=v["mapping_spread"],
        mapping_wish=mapping_wish,
        social_hours=v[f"social_hours_{programme.social_load}"]
        * math.exp(-(v["social_spread"] ** 2) / 2)  # the median of a law with that mean
        * programme.social_work_share
        * v["preparation_factor"],
        social_spread=v["social_spread"],
        social_wish=v["social_hours_per_week"],
        back_heaviness=programme.back_heaviness,
        policy=programme.motivation_policy,
        closing_weeks=v["close_months"] * month,
        ever_motivated={
            Motivation.WAVERING: v["ever_motivated_wavering"],
            Motivation.NOT_MOTIVATED: v["ever_motivated"],
        },
        motivating_hours={
            Motivation.WAVERING: motivating * wavering,
            Motivation.NOT_MOTIVATED: motivating,
        },
        motivating_wish=v["motivating_hours_per_week"],
        training=programme.training.share,
        training_weeks=v["training_months"] * month,
        training_wish=v["training_hours_per_week"],
        study_weeks=v["study_months"] * month,
        spread=v["time_spread"],
        contact_hours=v["contact_hours"],
        contact_wish=v["contacts_per_week"] * v["contact_hours"] * programme.employer_focus,
        specialist_contact_hours=v["contact_hours"] / v["role_split_gain"],
        known_preference=v["known_preference"],
        employers=programme.labour_market.employers,
        openness_sd=v["openness_sd"],
        first_placement=programme.placement.first_share,
        accept_log_odds=log_odds(v["accept"]) + place,
        warm_log_odds=math.log(v["warm_multiplier"]),
        direct_log_odds=math.log(v["direct_hire_ratio"]),
        female_log_odds=math.log(v["female_effect"]),
        motivation_log_odds={
            Motivation.MOTIVATED: 0.0,
            Motivation.WAVERING: -hr / 2,
            Motivation.NOT_MOTIVATED: -hr,
        },
        kind_log_odds={
            JobKind.ORDINARY: 0.0,
            JobKind.SUBSIDISED: v["subsidy_log_odds"],
            JobKind.TRANSITION: v["transition_log_odds"],
            JobKind.TEMPORARY: 0.0,
        },
        placement_weeks=programme.placement.months * month,
        placement_spread=v["placement_spread"],
        hire_log_odds=log_odds(v["placement_to_job"]) + place,
        support_log_odds=v["support_log_odds"],
        renewal=v["renewal"],
        unsupported_end_rate=v["unsupported_end_per_month"] / month,
        burn=v["burn_probability"],
        burn_weeks=v["burn_months"] * month,
        job_kinds=_cumulative(programme.job_kinds.model_dump()),
        tenure_scale=v["tenure_months"] * month / math.gamma(1 + 1 / v["tenure_shape"]),
        tenure_shape=v["tenure_shape"],
        support_hr=v["support_hr"],
        review_weeks=v["review_months"] * month,
        retained=v["retained_at_review"],
        transition_weeks=v["transition_months"] * month,
        temporary_weeks=v["temporary_months"] * month,
        support_weeks=math.inf if support.open_ended else v["support_months"] * month,
        support_wishes=(v["support_start_hours"],) * 3
        if support.weekly
        else (v["support_start_hours"], v["support_middle_hours"], v["support_late_hours"]),
        return_to_search=v["return_to_search"],
        job_limit=support.limit_months * month if support.limit_months else math.inf,
        dropout_rates=tuple(
            v[f"dropout_{when}"] * v["dropout_factor"] / month
            for when in ("early", "middle", "late")
        ),
        role_split_dropout=v["role_split_dropout_hr"],
        moving_on_rate=v["moved_on_per_year"] / year,
        jobless_limit=support.jobless_limit_months * month
        if support.jobless_limit_months
        else math.inf,
        hours_per_week=v["hours_per_fte"]
        / OPEN_WEEKS_PER_YEAR
        * (1 - v["admin_share"])
        * registered,
        overhead=v["fixed_overhead"],
        part_time_loss=v["part_time_loss"],
        coach_effect_sd=v["coach_effect_sd"],
        novice_log_odds=v["novice_log_odds"],
        learning_weeks=v["learning_months"] * month,
        departures_per_year=v["turnover_per_year"],
        vacancy_weeks=v["vacancy_months"] * month,
        trust_weeks=v["trust_months"] * month,
    )


def _cumulative(shares: Mapping[str, float]) -> tuple[float, ...]:
    return tuple(accumulate(shares.values()))
