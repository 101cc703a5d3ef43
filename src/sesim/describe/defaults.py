"""Values of a programme of which nothing is known: common ones among the shipped programmes."""

from types import MappingProxyType
from typing import Any, Final

DEFAULTS: Final[MappingProxyType[str, Any]] = MappingProxyType(
    {
        "registered": False,
        "until": None,
        "fte_scale": 1.0,
        "post_size": None,
        "other_duties": None,
        "role_split": False,
        "caseload_norm": 20.0,
        "referral.route": "group",
        "referral.screened_out_share": 0.0,
        "referral.awareness": [],
        "referral.knowledge": 0.0,
        "target_group": "disability",
        "goals": {"work": 0.85, "study": 0.15, "placement": 0.0},
        "motivation": {"motivated": 0.5, "wavering": 0.25, "not_motivated": 0.25},
        "motivation_policy": "motivate",
        "mapping": "medium",
        "social_load": "light",
        "social_work_share": 1.0,
        "back_heaviness": 0.4,
        "training.share": 0.0,
        "employer_focus": 0.75,
        "labour_market.unemployment": 6.5,
        "labour_market.employers": 250,
        "placement.aim": "mixed",
        "placement.months": 4.0,
        "job_kinds": {"ordinary": 0.3, "subsidised": 0.6, "transition": 0.0, "temporary": 0.1},
        "support.open_ended": False,
        "support.weekly": False,
        "support.limit_months": None,
        "support.jobless_limit_months": None,
        "support.return_share": 0.0,
        "habits": [],
        "observed": None,
    }
)
"""By path, in the order of a programme's file. Each is an assumption, and the file marks it."""
