"""The numbers in force during one regime, in the model's units: weeks, hours, log-odds.

Each has one line below: its name, its type, and how it is translated from the programme and from
the parameters of the register.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, cast

from sesim.events import JobKind, Motivation
from sesim.model import translation
from sesim.model.calendar import WEEKS_PER_MONTH, WEEKS_PER_YEAR
from sesim.model.risk import SteppedHazard
from sesim.model.sampling import log_odds
from sesim.model.translation import Values
from sesim.study.programme import Aim, MotivationPolicy, Programme, Route, TargetGroup

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
    age: tuple[float, float, float, float] = _from(translation.age)
    goals: tuple[float, ...] = _from(translation.goals)
    motivations: tuple[float, ...] = _from(translation.motivations)
    group_log_odds: float = _from(translation.group_log_odds)
    participation: Mapping[Motivation, float] = _from(translation.participation)
    exit_ratio: Mapping[Motivation, float] = _from(translation.exit_ratio)
    motivation_gain: float = _value("motivation_gain_per_month", per=WEEKS_PER_MONTH)
    frailty_sigma: float = _from(
        lambda _, values: math.sqrt(math.log1p(values["frailty_variance"]))
    )
    health_rate: float = _value("health_episodes_per_month", per=WEEKS_PER_MONTH)
    health_pause: float = _value("health_pause_weeks")
    # preparation
    no_show: float = _value("no_show_share")
    mapping_hours: float = _from(translation.mapping_hours)
    mapping_spread: float = _value("mapping_spread")
    mapping_wish: float = _value("support_start_hours")
    social_hours: float = _from(translation.social_hours)
    social_spread: float = _value("social_spread")
    social_wish: float = _value("social_hours_per_week")
    back_heaviness: float = _from(lambda programme, _: programme.back_heaviness)
    emerging_hours: float = _from(translation.emerging_hours)
    preparing_motivation_loss: float = _from(
        lambda _, values: (
            values["motivation_loss_per_month"] * values["preparing_loss_ratio"] / WEEKS_PER_MONTH
        )
    )
    person_gain: float = _value("person_gain")
    person_gain_hours: float = _value("person_gain_hours")
    knowledge_log_odds: float = _value("knowledge_log_odds")
    knowledge_hours: float = _value("knowledge_hours")
    policy: MotivationPolicy = _from(lambda programme, _: programme.motivation_policy)  # noqa: RUF009 - a field
    closing_weeks: float = _weeks("close_months")
    ever_motivated: Mapping[Motivation, float] = _from(translation.ever_motivated)
    motivating_hours: Mapping[Motivation, float] = _from(translation.motivating_hours)
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
    search_support_wish: float = _value("search_support_hours")
    contact_weight: float = _value("contact_weight")
    asks_for_job: float = _from(translation.asks_for_job)
    at_once_log_odds: float = _from(lambda _, values: log_odds(values["hired_at_once"]))
    turned_down: float = _from(
        lambda programme, values: (
            values["turned_down"] if programme.placement.aim is Aim.JOBS else 0.0
        )
    )
    place_log_odds: float = _from(translation.place_log_odds)
    accept_log_odds: float = _from(translation.accept_log_odds)
    warm_log_odds: float = _log("warm_multiplier")
    female_log_odds: float = _log("female_effect")
    kind_log_odds: Mapping[JobKind, float] = _from(translation.kind_log_odds)
    # placements
    placement_weeks: float = _from(lambda programme, _: programme.placement.planned_weeks)
    placement_spread: float = _value("placement_spread")
    hire_rate: float = _value("hired_per_month", per=WEEKS_PER_MONTH)
    hired_without_goal: float = _value("hired_without_goal")
    support_log_ratio: float = _value("support_log_ratio")
    renewal: float = _value("renewal")
    unsupported_end_rate: float = _value("unsupported_end_per_month", per=WEEKS_PER_MONTH)
    burn: float = _value("burn_probability")
    burn_weeks: float = _weeks("burn_months")
    # jobs
    job_kinds: tuple[float, ...] = _from(
        lambda programme, _: translation.cumulative(programme.job_kinds.model_dump())
    )
    kinds_found_alone: tuple[float, ...] = _from(translation.kinds_found_alone)
    alone_rate: float = _value("found_alone_per_month", per=WEEKS_PER_MONTH)
    tenure_scale: Mapping[JobKind, float] = _from(translation.tenure_scale)
    tenure_shape: float = _value("tenure_shape")
    support_hr: float = _value("support_hr")
    why_lost: tuple[float, ...] = _from(translation.why_lost)
    subsidy_weeks: float = _weeks("subsidy_term_months")
    renewed: float = _value("renewed_at_review")
    transition_weeks: float = _weeks("transition_months")
    temporary_weeks: float = _weeks("temporary_months")
    bridges: Mapping[JobKind, float] = _from(
        lambda _, values: {
            JobKind.TEMPORARY: values["bridge_temporary"],
            JobKind.TRANSITION: values["bridge_transition"],
        }
    )
    bridge_ordinary: float = _value("bridge_ordinary")
    support_weeks: float = _weeks("support_months")
    unlimited_support: float = _from(translation.unlimited_support)
    support_wishes: tuple[float, float, float] = _from(translation.support_wishes)
    return_to_search: float = _value("return_to_search")
    comes_back: float = _from(lambda programme, _: programme.support.return_share)
    job_limit: float = _from(lambda programme, _: translation.limit(programme.support.limit_months))
    # leaving
    dropout: SteppedHazard = _from(translation.dropout)  # noqa: RUF009 - a field
    no_progress_rate: float = _value("no_progress_per_month", per=WEEKS_PER_MONTH)
    no_progress_weeks: float = _weeks("no_progress_months")
    role_split_dropout: float = _value("role_split_dropout_hr")
    moving_on_rate: float = _value("moved_on_per_year", per=WEEKS_PER_YEAR)
    jobless_limit: float = _from(
        lambda programme, _: translation.limit(programme.support.jobless_limit_months)
    )
    # coaches
    hours_per_week: float = _from(translation.hours_per_week)
    team_meetings: float = _value("team_meeting_hours")
    post_meetings: float = _value("post_meeting_hours")
    part_time_loss: float = _value("part_time_loss")
    coach_effect_sd: float = _value("coach_effect_sd")
    novice_log_odds: float = _value("novice_log_odds")
    learning_weeks: float = _weeks("learning_months")
    departures_per_year: float = _value("turnover_per_year")
    vacancy_weeks: float = _weeks("vacancy_months")
    trust_weeks: float = _weeks("trust_months")

    employer_budget: float = _from(
        lambda programme, values: min(1.0, programme.employer_focus * values["employer_share"])
    )
    comfort: float = _from(lambda programme, _: min(1.0, programme.employer_focus))

    def capacity(self, fte: float, other_duties: bool, team: float) -> float:
        """Return the hours a week that a post has for participants and employers, in open weeks.

        Args:
            fte: size of the post.
            other_duties: whether its holder has other duties beside it.
            team: full posts of the whole programme, which share the team's meetings.
        """
        if fte <= 0:
            return 0.0
        loss = self.part_time_loss * (1 - fte) if other_duties else 0.0
        meetings = self.team_meetings * fte / team + self.post_meetings
        return max(0.0, self.hours_per_week * fte * (1 - loss) - meetings)

    def certainty(self, hours: float) -> float:
        """Return what a coach's knowledge adds to the log-odds of being hired.

        Half of all there is to know adds nothing.

        Args:
            hours: of mapping received.
        """
        known = 1 - math.exp(-hours / self.knowledge_hours)
        return self.knowledge_log_odds * (known - 0.5)

    def gain_of(self, hours: float) -> float:
        """Return the share of all that preparation can give a person that so many hours give."""
        return 1 - math.exp(-hours / self.person_gain_hours)


_TRANSLATIONS = [(one.name, one.metadata["translate"]) for one in fields(ModelParameters)]


def model_parameters(programme: Programme, values: Values) -> ModelParameters:
    """Translate a programme and its parameters into the model's units."""
    translated: dict[str, Any] = {
        name: translate(programme, values) for name, translate in _TRANSLATIONS
    }
    return ModelParameters(**translated)
