"""The job search, placements, jobs, and the support in them."""

import math
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from sesim.describe.defaults import DEFAULTS
from sesim.describe.entry import Entry, Observation, Seen, by_default, from_records, words
from sesim.describe.estimate import (
    FEWEST_OBSERVATIONS,
    NOTHING,
    Estimate,
    dispersion,
    median,
    poisson_rate,
    share,
    shares,
)
from sesim.describe.records import Records
from sesim.events import Answer, JobKind, Kind, Motivation, Reason
from sesim.outcomes.arrays import Flags, Floats
from sesim.outcomes.window import MONTH
from sesim.study.parameters import register
from sesim.study.programme import Aim

OPEN_SHARE = 1 - 45 / 365.25
"""Of the year; the model closes programmes in July and over Christmas."""

MANY_OFFERS = 60
"""Employers who say yes, among whom jobs at once would be seen if they were asked for."""

SPREAD = 0.05
"""Relative distance from the longest of time limits that are one rule."""

MOST_FOCUS = 5.0
"""The most that a programme's file allows."""


def employer_focus(records: Records) -> Entry:
    """Return the pace of employer contacts, as a share of the full one.

    It is the contacts a week of searching people who were motivated when they were referred (of
    all where that is not recorded), over the parameter `contacts_per_week` in open weeks. Where
    requested hours are recorded, it is the pace that coaches with enough time would have had.
    """
    contacts, weeks, wanted = _searches(records)
    n = int(contacts.sum())
    if n == 0 or weeks.sum() <= 0:
        return by_default(DEFAULTS["employer_focus"], Observation(Seen.CONTACTS, NOTHING))
    full = register()["contacts_per_week"].default * OPEN_SHARE
    found = poisson_rate(n, float(weeks.sum()), dispersion(contacts))
    seen = Observation(Seen.CONTACTS, found)
    if not found.enough or len(contacts) < FEWEST_OBSERVATIONS:
        return by_default(DEFAULTS["employer_focus"], seen)
    pace = found.times(wanted / full, MOST_FOCUS)
    return from_records(round(pace.value, 2), Observation(Seen.PACE, pace), seen)


def _searches(records: Records) -> tuple[Floats, Floats, float]:
    """Return contacts and weeks of search by person, and hours requested over hours given."""
    motivated = records.words("motivation") == Motivation.MOTIVATED.value
    those = records.people.index[motivated] if motivated.any() else records.people.index
    rows = records.events[records.events["participant"].isin(those)]
    begun, asked = (_times(rows, kind) for kind in (Kind.SEARCH_STARTED, Kind.EMPLOYER_CONTACT))
    over = _times(rows, *SEARCH_ENDS)
    found = [
        _search_of(times, over.get(person, NONE), asked.get(person, NONE), records.window.horizon)
        for person, times in begun.items()
    ]
    contacts = rows[rows["kind"] == Kind.EMPLOYER_CONTACT.value]
    given, requested = float(contacts["hours"].sum()), float(contacts["wished_hours"].sum())
    counts, weeks = np.array([(0, 0.0), *found]).T
    searched = weeks > 0
    return counts[searched], weeks[searched], max(1.0, requested / given) if given > 0 else 1.0


SEARCH_ENDS = (Kind.PLACEMENT_STARTED, Kind.JOB_STARTED, Kind.TRAINING_STARTED, Kind.EXITED)
NONE: Final = np.array([], dtype=float)


def _times(rows: pd.DataFrame, *kinds: Kind) -> dict[Any, Floats]:
    """Return the times of some kinds of event of each person who has any, in order."""
    those = rows[rows["kind"].isin([kind.value for kind in kinds])]
    return {
        person: np.sort(times.to_numpy(dtype=float))
        for person, times in those.groupby("participant")["time"]
    }


def _search_of(begun: Floats, over: Floats, asked: Floats, horizon: float) -> tuple[int, float]:
    """Return a person's contacts in search, and the weeks of search.

    The order of events at the same moment does not matter: records have only days.
    """
    weeks, within, end = 0.0, np.zeros(len(asked), dtype=bool), -math.inf
    for begin in begun:
        if begin < end:
            continue  # said again while it goes on
        end = next((float(time) for time in over if time >= begin), horizon)
        weeks += end - begin
        within |= (asked >= begin) & (asked <= end)
    return int(within.sum()), weeks


def aim(records: Records) -> Entry:
    """Return what coaches ask employers for, from the answers of those who did not refuse."""
    answers = records.rows(Kind.EMPLOYER_CONTACT)["answer"].dropna().astype(str)
    offers = answers[answers != Answer.REFUSED.value]
    n = len(offers)
    turned, hired = (int((offers == one.value).sum()) for one in (Answer.TURNED_DOWN, Answer.HIRED))
    seen = (
        Observation(Seen.TURNED_DOWN, share(turned, n)),
        Observation(Seen.HIRED_AT_ONCE, share(hired, n)),
    )
    if n < FEWEST_OBSERVATIONS:
        return by_default(DEFAULTS["placement.aim"], seen[0])
    if turned:  # only a programme that wants jobs turns a placement down
        return from_records(Aim.JOBS.value, *seen)
    if n >= MANY_OFFERS and not hired:
        return from_records(Aim.PLACEMENTS.value, *seen)
    if hired >= FEWEST_OBSERVATIONS:
        return from_records(Aim.MIXED.value, *seen)
    return by_default(DEFAULTS["placement.aim"], *seen)


AS_PLANNED = (Reason.NOT_HIRED, Reason.RENEWED)
"""Reasons of placements that lasted as long as planned; all others cut a placement short."""


def placement_months(records: Records) -> Entry:
    """Return the median planned length of one period of placement."""
    found = median(*_placements(records))
    seen = Observation(Seen.PLACEMENT_MONTHS, found)
    if not found.enough:
        return by_default(DEFAULTS["placement.months"], seen)
    return from_records(max(0.1, round(found.value, 1)), seen)


def _placements(records: Records) -> tuple[Floats, Flags]:
    """Return the months of each period of placement, and whether it lasted as planned."""
    lengths, planned = [], []
    for _, begin, end, reason in _spells(records, Kind.PLACEMENT_STARTED, Kind.PLACEMENT_ENDED):
        lengths.append((end - begin) / MONTH)
        planned.append(reason in {one.value for one in AS_PLANNED})
    return np.asarray(lengths, dtype=float), np.asarray(planned, dtype=bool)


def _spells(records: Records, start: Kind, stop: Kind) -> Iterator[tuple[int, float, float, str]]:
    """Yield whose each spell is, when it began and ended, and why it ended.

    Spells that go on end with the records.
    """
    begun = records.rows(start).sort_values(["participant", "time"], kind="stable")
    ended = records.rows(stop).sort_values(["participant", "time"], kind="stable")
    # The first to begin is the first to end.
    keys = [rows.groupby("participant").cumcount() for rows in (begun, ended)]
    left, right = (
        rows.assign(turn=turn)[["participant", "turn", "time", "reason"]]
        for rows, turn in zip((begun, ended), keys, strict=True)
    )
    both = left.merge(right, on=["participant", "turn"], how="left", suffixes=("", "_end"))
    until = both["time_end"].fillna(records.window.horizon)
    columns = (both["participant"], both["time"], until, both["reason_end"].astype(str))
    yield from zip(*(column.tolist() for column in columns), strict=True)


def job_kinds(records: Records) -> Entry:
    """Return the shares of jobs by kind, of those that came through the programme."""
    rows = records.rows(Kind.JOB_STARTED)
    kinds = rows.loc[rows["reason"].isna(), "job_kind"].dropna().astype(str)
    found = shares({kind.value: int((kinds == kind.value).sum()) for kind in JobKind})
    seen = words(Seen.WORD, found)
    if len(kinds) < FEWEST_OBSERVATIONS:
        return by_default(DEFAULTS["job_kinds"], seen[0])
    return from_records({kind: one.value for kind, one in found.items()}, *seen)


def support_months(records: Records) -> Observation:
    """Return the median months of support in a job, until it ended while the job went on.

    Which rule or wish ended it is not shown. Support also ends with a job or with the stay.
    """
    lengths, ended = [], []
    enrolled, exited = records.by_number("enrolled"), records.by_number("exited")
    reasons = dict(zip(records.people.index.tolist(), records.words("exit_reason"), strict=True))
    for person, begin, end, _ in _spells(records, Kind.JOB_STARTED, Kind.JOB_ENDED):
        left = math.inf if math.isnan(exited[person]) else exited[person]
        if not enrolled[person] <= begin <= left:
            continue  # a job outside the stay has no support
        last = min(end, left)
        lengths.append((last - begin) / MONTH)
        in_work = reasons[person] == Reason.SUPPORT_ENDED_IN_WORK.value
        ended.append(in_work and last == left)
    found = median(np.asarray(lengths, dtype=float), np.asarray(ended, dtype=bool))
    return Observation(Seen.SUPPORT_MONTHS, found)


def jobless_limit(records: Records) -> Entry:
    """Return the rule that ends a stay without a job, if such exits lie within 5% of each other."""
    lengths = np.asarray(sorted(_jobless(records)))
    if not len(lengths):
        return by_default(DEFAULTS["support.jobless_limit_months"])
    middle = float(np.median(lengths))
    found = Estimate(middle, float(lengths[0]), float(lengths[-1]), len(lengths))
    seen = Observation(Seen.JOBLESS_MONTHS, found)
    if not found.enough or middle <= 0 or np.ptp(lengths) > 2 * SPREAD * middle:
        return by_default(DEFAULTS["support.jobless_limit_months"], seen)
    return from_records(round(middle, 1), seen)


def _jobless(records: Records) -> Iterator[float]:
    """Yield the months without a job of each stay that a time limit ended."""
    rows = records.rows(Kind.EXITED, Reason.TIME_LIMIT)
    enrolled, ends = records.by_number("enrolled"), _last_job_ends(records)
    for person, exited in zip(rows["participant"].tolist(), rows["time"].tolist(), strict=True):
        began = enrolled[person]
        yield (exited - max(began, ends.get(person, began))) / MONTH


def _last_job_ends(records: Records) -> dict[int, float]:
    """Return when the last job of each person with one ended, in weeks."""
    rows = records.rows(Kind.JOB_ENDED)
    return dict(zip(rows["participant"].tolist(), rows["time"].tolist(), strict=True))


def return_share(records: Records) -> Entry:
    """Return the share who come back, of those whose job ended after the support in it."""
    supported = records.words("exit_reason") == Reason.SUPPORT_ENDED_IN_WORK.value
    ends, exited = _last_job_ends(records), records.by_number("exited")
    those = records.people.index[supported].tolist()
    lost = sum(ends.get(person, -math.inf) >= exited[person] for person in those)
    back = int(records.returned.sum())
    found = share(min(back, lost), lost)
    seen = Observation(Seen.RETURNED, found)
    if not found.enough:
        return by_default(DEFAULTS["support.return_share"], seen)
    return from_records(round(found.value, 3), seen)


def employers(records: Records) -> Observation:
    """Return how many employers the records name."""
    numbers = records.events["employer"]
    return Observation(
        Seen.EMPLOYERS,
        Estimate(float(numbers[numbers >= 0].nunique()), math.nan, math.nan, FEWEST_OBSERVATIONS),
    )
