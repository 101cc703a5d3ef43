"""The coaches' posts, and how many people each takes on."""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from sesim.describe.defaults import DEFAULTS
from sesim.describe.entry import Entry, Observation, Seen, by_default, from_records
from sesim.describe.estimate import FEWEST_OBSERVATIONS, Estimate
from sesim.describe.records import Records
from sesim.events import Kind
from sesim.outcomes.arrays import Floats

QUEUE_WEEKS = 9.0
"""Waits longer than this, which is more than two months, are waits for a place."""

LONGEST_VACANCY = timedelta(days=183)
"""The model lets coaches leave and posts be vacant; those in the records would come on top."""

SMALLEST = 0.05
"""Posts of unknown size are multiples of this."""


def posts(records: Records) -> Entry:
    """Return the posts with their sizes over time.

    Where no sizes are recorded, the coaches who took people on share, in equal parts, the fewest
    full-time posts that the usual caseload allows for the people who were enrolled at once.
    """
    rows = records.rows(Kind.POST_CHANGED)
    if (rows["fte"] > 0).any():
        found = [one for name, of in rows.groupby("coach", observed=True)
                 for one in _post(records, str(name), of)]  # fmt: skip
        found = _reopened(records, found)
        sizes = Estimate(_fte_at_end(found), math.nan, math.nan, len(rows))
        return from_records(found, Observation(Seen.POSTS, sizes))
    names = sorted(records.rows(Kind.ENROLLED)["coach"].dropna().astype(str).unique())
    names = names or ["coach_1"]
    most = most_enrolled(records)
    full = most.value / DEFAULTS["caseload_norm"]
    each = math.ceil(full / len(names) / SMALLEST - 1e-9) * SMALLEST
    size = round(min(1.0, max(SMALLEST, each)), 2)
    first = [{"since": _iso(records.window.start), "until": None, "share": size}]
    return by_default(
        [{"name": name, "fte": first} for name in names], Observation(Seen.MOST_ENROLLED, most)
    )


def _post(records: Records, name: str, rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield a post with its periods; what exceeds a full post becomes another one."""
    days = [records.day(week) for week in rows["time"]]
    sizes = dict(zip(days, rows["fte"], strict=True))  # the last of a day counts
    for number in range(max(1, math.ceil(max(sizes.values()) - 1e-9))):
        shares = {day: round(min(1.0, max(0.0, fte - number)), 4) for day, fte in sizes.items()}
        periods = list(_periods(shares))
        if periods:
            yield {"name": name if not number else f"{name}_{number + 1}", "fte": periods}


def _periods(shares: dict[date, float]) -> Iterator[dict[str, Any]]:
    """Yield the stretches of time in which a post has one size above 0, without short vacancies."""
    changes = list(_filled(list(shares.items())))
    changes = [one for i, one in enumerate(changes) if not i or one[1] != changes[i - 1][1]]
    ends = [day for day, _ in changes[1:]]
    for (day, size), end in zip(changes, [*ends, None], strict=True):
        if size > 0:
            yield {"since": _iso(day), "until": _iso(end) if end else None, "share": size}


def _filled(changes: list[tuple[date, float]]) -> Iterator[tuple[date, float]]:
    """Yield the sizes of a post without vacancies after which it has the same size again."""
    before = 0.0
    for i, (day, size) in enumerate(changes):
        after, again = changes[i + 1] if i + 1 < len(changes) else (day, 0.0)
        if size == 0 < before == again and after - day <= LONGEST_VACANCY:
            continue
        before = size
        yield day, size


def _reopened(records: Records, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the posts so that the programme goes on: a last vacancy of all posts ends."""
    if any(post["fte"][-1]["until"] is None for post in found):
        return found
    last = max(found, key=lambda post: str(post["fte"][-1]["until"]))
    again = {**last["fte"][-1], "since": _iso(records.window.end), "until": None}
    return [{**post, "fte": [*post["fte"], again]} if post is last else post for post in found]


def _iso(day: date) -> str:
    return day.isoformat()


def _fte_at_end(found: list[dict[str, Any]]) -> float:
    last = [post["fte"][-1] for post in found]
    return round(sum(float(one["share"]) for one in last if one["until"] is None), 4)


def caseload_norm(records: Records) -> Entry:
    """Return the participants per full-time post at which admission stops.

    It shows only while people wait for a place and no post is vacant: when one of them gets it,
    the coaches are full. With that person they have the norm, or up to one person a post more.
    """
    rows = records.rows(Kind.POST_CHANGED)
    if not (rows["fte"] > 0).any():
        return by_default(DEFAULTS["caseload_norm"])
    fte = _Size(rows)
    enrolled, referred = records.time("enrolled"), records.time("referred")
    queued = np.sort(enrolled[enrolled - referred > QUEUE_WEEKS])
    counts = _present(records, queued[fte(queued) >= fte.most - 1e-9])
    if len(counts) >= FEWEST_OBSERVATIONS:
        middle = float(np.median(counts))
        low = max(0.0, middle - fte.posts) / fte.most
        found = Estimate(middle / fte.most, low, middle / fte.most, len(counts))
        return from_records(round(found.value, 1), Observation(Seen.FULL_CASELOAD, found))
    highest = _highest(records, fte)
    seen = Observation(Seen.HIGHEST_CASELOAD, highest)
    if highest.value > DEFAULTS["caseload_norm"]:
        return from_records(float(math.ceil(highest.value)), seen)
    return by_default(DEFAULTS["caseload_norm"], seen)


class _Size:
    """The full-time posts of the programme at moments.

    Attributes:
        most: the largest sum of their sizes.
        posts: the largest number of posts at once.
    """

    def __init__(self, rows: pd.DataFrame) -> None:
        wide = rows.pivot_table(
            index="time", columns="coach", values="fte", aggfunc="last", observed=True
        )
        sizes = wide.ffill().fillna(0.0)
        total = sizes.sum(axis=1)
        self._times, self._sizes = total.index.to_numpy(dtype=float), total.to_numpy(dtype=float)
        self.most = float(self._sizes.max())
        self.posts = int((sizes > 0).sum(axis=1).max())

    def __call__(self, moments: Floats) -> Floats:
        place = np.searchsorted(self._times, moments, side="right") - 1
        return np.where(place >= 0, self._sizes[np.maximum(place, 0)], 0.0)


def _present(records: Records, moments: Floats) -> Floats:
    """Return how many are enrolled at moments, with those who enrol then."""
    enrolled = records.time("enrolled")
    came = np.sort(enrolled[~np.isnan(enrolled)])
    left = np.sort(records.time("exited")[records.has("exited")])
    inside = np.searchsorted(came, moments, side="right")
    return np.asarray(inside - np.searchsorted(left, moments, side="right"), dtype=float)


def most_enrolled(records: Records) -> Estimate:
    """Return the largest number of people enrolled at once."""
    moments = records.time("enrolled")[records.has("enrolled")]
    most = _present(records, moments).max(initial=0.0)
    return Estimate(float(most), math.nan, math.nan, len(moments))


def _highest(records: Records, fte: _Size) -> Estimate:
    """Return the largest number of people per full-time post while all posts were filled."""
    moments = np.sort(records.time("enrolled")[records.has("enrolled")])
    moments = moments[fte(moments) >= fte.most - 1e-9]
    most = (_present(records, moments) / fte.most).max(initial=0.0)
    return Estimate(float(most), math.nan, math.nan, len(moments))
