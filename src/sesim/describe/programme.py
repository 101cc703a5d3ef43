"""The description of a programme: every value of its file, estimated from its records."""

from collections.abc import Callable, Mapping
from typing import Any

from sesim.describe import employment, intake, preparation, staff
from sesim.describe.defaults import DEFAULTS
from sesim.describe.entry import Entry, by_default, from_records, given
from sesim.describe.records import Records
from sesim.events import Kind, Reason

ESTIMATORS: Mapping[str, Callable[[Records], Entry]] = {
    "posts": staff.posts,
    "caseload_norm": staff.caseload_norm,
    "referral.per_year": intake.referrals,
    "referral.route": intake.route,
    "referral.screened_out_share": intake.screened_out,
    "target_group": intake.target_group,
    "goals": intake.goals,
    "motivation": intake.motivation,
    "motivation_policy": preparation.motivation_policy,
    "mapping": preparation.mapping,
    "social_load": preparation.social_load,
    "back_heaviness": preparation.back_heaviness,
    "training.share": preparation.training,
    "employer_focus": employment.employer_focus,
    "placement.aim": employment.aim,
    "placement.months": employment.placement_months,
    "job_kinds": employment.job_kinds,
    "support.jobless_limit_months": employment.jobless_limit,
    "support.return_share": employment.return_share,
}
"""What can be estimated, by path in a programme's file."""

ORDER = (
    "title", "forbund", "registered", "since", "until", "posts", "fte_scale", "post_size",
    "other_duties", "role_split", "caseload_norm", "referral.per_year", "referral.route",
    "referral.screened_out_share", "referral.awareness", "referral.knowledge", "target_group",
    "goals", "motivation", "motivation_policy", "mapping", "social_load", "social_work_share",
    "back_heaviness", "training.share", "employer_focus", "labour_market.unemployment",
    "labour_market.employers", "placement.aim", "placement.months", "job_kinds",
    "support.open_ended", "support.weekly", "support.limit_months",
    "support.jobless_limit_months", "support.return_share", "habits", "observed",
)  # fmt: skip
"""Every value of a programme's file, in its order, without the people of today."""


def describe(records: Records, title: str, forbund: str) -> dict[str, Entry]:
    """Return each value of the programme's file by its path, in the order of the file.

    Args:
        records: of one programme.
        title: its name for readers.
        forbund: the förbund that it belongs to, as a short name.
    """
    found: dict[str, Entry] = {path: by_default(value) for path, value in DEFAULTS.items()}
    found |= {path: estimate(records) for path, estimate in ESTIMATORS.items()}
    found |= {
        "title": given(title),
        "forbund": given(forbund),
        "since": _since(records),
        "until": _until(records),
    }
    found["labour_market.employers"] = by_default(
        DEFAULTS["labour_market.employers"], employment.employers(records)
    )
    found["support.open_ended"] = by_default(
        DEFAULTS["support.open_ended"], employment.support_months(records)
    )
    return {path: found[path] for path in ORDER}


def _since(records: Records) -> Entry:
    return from_records(records.window.start.isoformat())


def _until(records: Records) -> Entry:
    """Return the day on which the programme closed, if the records show it."""
    rows = records.rows(Kind.EXITED, Reason.PROGRAMME_CLOSED)
    if rows.empty:
        return by_default(None)
    return from_records(records.day(float(rows["time"].iloc[0])).isoformat())


def plain(entries: Mapping[str, Entry]) -> dict[str, Any]:
    """Return the values as plain data, as in a programme's file."""
    found: dict[str, Any] = {}
    for path, entry in entries.items():
        *outer, name = path.split(".")
        inside = found
        for step in outer:
            inside = inside.setdefault(step, {})
        inside[name] = entry.value
    return found
