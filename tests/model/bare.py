"""A programme in which everything but a few rates is switched off."""

from typing import Any

from tests.model.small_studies import always_open, posts

from sesim.model import ModelProgramme
from sesim.study.parameters import register

PROGRAMME: dict[str, Any] = {
    "posts": posts(1.0),
    "caseload_norm": 1000.0,
    "referral": {"per_year": 70.0, "route": "direct"},
    "goals": {"work": 1.0, "study": 0.0, "placement": 0.0},
    "motivation": {"motivated": 1.0, "wavering": 0.0, "not_motivated": 0.0},
    "back_heaviness": 0.0,
    "training.share": 0.0,
    "labour_market": {"unemployment": 6.2, "employers": 100_000},
    "placement": {"aim": "jobs", "months": 2.0},
    "job_kinds": {"ordinary": 1.0, "subsidised": 0.0, "transition": 0.0, "temporary": 0.0},
    "support.open_ended": True,
}
CALM: dict[str, float] = {
    # nobody finds a job alone, is closed for lack of progress, or changes their mind
    "found_alone_per_month": 0.0,
    "no_progress_per_month": 0.0,
    "motivation_loss_per_month": 0.0,
    "motivation_gain_per_month": 0.0,
    # motivation and the phase of a stay make no difference
    "participation_wavering": 1.0,
    "participation_not_motivated": 1.0,
    "motivation_exit_ratio": 1.0,
    "hired_without_goal": 1.0,
    # preparation neither grows nor shrinks, and changes no chances
    "emerging_hours": 0.0015,
    "person_gain": 0.0,
    "knowledge_log_odds": 0.0,
    # people are alike, and a refusal is soon forgotten
    "frailty_variance": 0.0,
    # a yes is a job at once where one is asked for, and a placement where not
    "hired_at_once": 1.0,
    "turned_down": 0.0,
    "asks_for_jobs_placements": 0.0,
    # where support is open-ended, everybody wants it as long as the job lasts
    "unlimited_support_share": 1.0,
    # no job follows on another at once
    "bridge_temporary": 0.0,
    "bridge_transition": 0.0,
    # as little as there may be of meetings and of coaching in search, and no limit to contacts
    "team_meeting_hours": 0.015,
    "post_meeting_hours": 0.0025,
    "search_support_hours": 0.00567,
    "employer_share": 1.0,
}
"""The mechanisms that run beside the plain journey, switched off."""

PARAMETERS = {
    **CALM,
    "hours_per_fte": 165_000.0,
    "no_show_share": 0.0,
    "female_effect": 1.0,
    "openness_sd": 0.0,
    "coach_effect_sd": 0.0,
    "novice_log_odds": 0.0,
    "turnover_per_year": 0.0,
    "warm_multiplier": 1.0,
    "known_preference": 0.0,
    "health_episodes_per_month": 0.0,
    "moved_on_per_year": 0.0,
    **{name: 1.0 for name in register() if name.endswith("_factor")},
    "contacts_per_week": 1.0,
    "accept": 0.15,
    "dropout_early": 0.3,
    "dropout_middle": 0.3,
    "dropout_late": 0.3,
    "tenure_months": 3.0,
    "support_hr": 0.6,
    "return_to_search": 0.7,
}
WINDOW = {"start": "2012-01-01", "end": "2015-12-31"}


def bare_programme(programme: dict[str, Any] | None = None, **parameters: float) -> ModelProgramme:
    """Return the bare programme with some things changed."""
    return always_open(
        {**PROGRAMME, **(programme or {})}, parameters={**PARAMETERS, **parameters}, **WINDOW
    )


NO_SPREAD: dict[str, float] = {
    "time_spread": 0.0,
    "mapping_spread": 0.0,
    "social_spread": 0.0,
    "placement_spread": 0.0,
    "tenure_months": 800.0,
    "tenure_subsidised_months": 800.0,
    "support_hr": 0.01,
    "dropout_early": 0.0,
    "dropout_middle": 0.0,
    "dropout_late": 0.0,
}
"""Everyone alike: lengths without spread, jobs that last, and nobody who drops out."""
