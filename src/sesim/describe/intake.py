"""Who comes: referrals a year, the way of referral, refusals, and whom the programme is for."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import numpy as np

from sesim.describe.defaults import DEFAULTS
from sesim.describe.entry import Entry, Observation, Seen, by_default, from_records, words
from sesim.describe.estimate import (
    FEWEST_OBSERVATIONS,
    Estimate,
    rate,
    share,
    shares,
)
from sesim.describe.records import DAY, Records
from sesim.outcomes.window import MONTH, YEAR
from sesim.study.programme import Goals, MotivationShares, Route, TargetGroup

AT_ONCE = 1.0 + DAY
"""Weeks within which a decision on a referral is one without a referral group."""

USUAL_DAY = 15
"""Where only the month is known, the guide to real records writes this day."""


def referrals(records: Records) -> Entry:
    """Return the people referred a year.

    A person without a recorded referral counts from the enrolment. A person who comes back is not
    referred again, but `returned`.
    """
    recorded = records.has("referred").any()
    came = np.fmin(records.time("referred"), records.time("enrolled"))
    came = came[~np.isnan(came) & ~records.returned]
    found = rate(came / YEAR, records.window.horizon / YEAR, MONTH / YEAR)
    seen = Observation(Seen.REFERRED if recorded else Seen.ENROLLED, found)
    if not found.enough:
        return by_default(PER_YEAR, seen)
    return from_records(significant(found.value), seen)


PER_YEAR = 10.0
"""People referred a year where the records hold too few to tell."""


def significant(value: float) -> float:
    """Return a number with three digits, as the file shows it.

    >>> significant(14.5678)
    14.6
    """
    return float(f"{value:.3g}")


def route(records: Records) -> Entry:
    """Return whether people come through a referral group that meets on some days, or directly.

    Decisions within a week of the referral show that there is no group; decisions of a month that
    fall on one day show that there is one. Neither shows where people wait for a place, or where
    only months are known.
    """
    referred = records.time("referred")
    decided = np.fmin(records.time("enrolled"), records.time("screened_out"))
    known = ~np.isnan(decided) & ~np.isnan(referred)
    days = [records.day(week) for week in decided[known]]
    if sum(day.day == USUAL_DAY for day in days) >= len(days) / 2:  # also where there is none
        return by_default(DEFAULTS["referral.route"])
    soon = (decided - referred)[known] <= AT_ONCE
    at_once, together = share(int(soon.sum()), int(known.sum())), _together(days)
    seen = (
        Observation(Seen.DECIDED_AT_ONCE, at_once),
        Observation(Seen.DECIDED_TOGETHER, together),
    )
    if at_once.enough and at_once.value >= 0.5:
        return from_records(Route.DIRECT.value, *seen)
    if together.enough and together.value >= 0.5:
        return from_records(Route.GROUP.value, *seen)
    return by_default(DEFAULTS["referral.route"], *seen)


def _together(days: Sequence[date]) -> Estimate:
    """Return the share of decisions on the same day as another one of that month.

    The first decision of each month has no other one to be together with.
    """
    of_month: dict[tuple[int, int], Counter[date]] = {}
    for day in days:
        of_month.setdefault((day.year, day.month), Counter())[day] += 1
    together = sum(max(by_day.values()) - 1 for by_day in of_month.values())
    return share(together, len(days) - len(of_month))


def screened_out(records: Records) -> Entry:
    """Return the share refused, of those on whom the programme decided.

    Those enrolled were accepted. Those who withdrew or still wait were accepted if the decision
    came before, with the probability that a refusal would have come by then.
    """
    referred, refused = records.time("referred"), records.time("screened_out")
    if np.isnan(referred).all():
        return by_default(DEFAULTS["referral.screened_out_share"])
    enrolled = records.has("enrolled") & ~np.isnan(referred)
    k = int((~np.isnan(refused)).sum())
    waits = np.sort((refused - referred)[~np.isnan(refused)])
    until = np.where(records.has("withdrew"), records.time("withdrew"), records.window.horizon)
    open_ = ~np.isnan(referred) & ~enrolled & np.isnan(refused)
    passed = np.searchsorted(waits, (until - referred)[open_] + DAY) / max(k, 1)
    found = share(k, round(k + int(enrolled.sum()) + float(passed.sum())))
    seen = Observation(Seen.SCREENED_OUT, found)
    if not found.enough:
        return by_default(DEFAULTS["referral.screened_out_share"], seen)
    return from_records(round(found.value, 3), seen)


def goals(records: Records) -> Entry:
    """Return the shares of those referred by what they want."""
    return _shares(records, "goal", "goals", list(Goals.model_fields))


def motivation(records: Records) -> Entry:
    """Return the shares of those referred by motivation."""
    return _shares(records, "motivation", "motivation", list(MotivationShares.model_fields))


def _shares(records: Records, column: str, field: str, vocabulary: Sequence[str]) -> Entry:
    recorded = records.people[column][~records.returned].dropna().astype(str)
    found = shares({word: int((recorded == word).sum()) for word in vocabulary})
    seen = words(Seen.WORD, found)
    if len(recorded) < FEWEST_OBSERVATIONS:
        return by_default(DEFAULTS[field], seen[0])
    return from_records({word: one.value for word, one in found.items()}, *seen)


def target_group(records: Records) -> Entry:
    """Return the target group of most of those referred."""
    recorded = records.people["target_group"].dropna().astype(str)
    counts = recorded[recorded.isin([one.value for one in TargetGroup])].value_counts()
    if counts.empty:
        return by_default(DEFAULTS["target_group"])
    most = str(counts.index[0])
    found = share(int(counts.iloc[0]), len(recorded))
    seen = Observation(Seen.WORD, found, most)
    if not found.enough:
        return by_default(DEFAULTS["target_group"], seen)
    return from_records(most, seen)
