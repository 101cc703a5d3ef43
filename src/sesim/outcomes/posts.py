"""The posts of coaches: how large each is, and from when until when."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from sesim.events import Kind
from sesim.outcomes.arrays import Floats, Places
from sesim.outcomes.units import Units


class Posts(NamedTuple):
    """Stretches of time in which a post has one size, in the order of the log; each shape (n,).

    Attributes:
        unit: the programme and replication of the post.
        begin, end: in weeks; the end is infinite for the last stretch of a post.
        fte: the share of a full-time post.
    """

    unit: Places
    begin: Floats
    end: Floats
    fte: Floats


def posts_of(events: pd.DataFrame, units: Units) -> Posts:
    """Return the posts of a log: a post has the size of its latest `post_changed`.

    Args:
        events: the log of these replications.
        units: the programmes and replications.
    """
    rows = np.flatnonzero(events["kind"].array == Kind.POST_CHANGED)
    unit, coach = units.of(events, rows), events["coach"].cat.codes.to_numpy()[rows]
    time, fte = (events[name].to_numpy(dtype=float)[rows] for name in ("time", "fte"))
    order = np.lexsort((time, coach, unit))
    same_post = (np.diff(unit[order]) == 0) & (np.diff(coach[order]) == 0)
    end = np.full(len(rows), np.inf)
    end[order[:-1]] = np.where(same_post, time[order[1:]], np.inf)
    return Posts(unit, time, end, fte)


def fte_weeks(posts: Posts, units: Units, horizon: float) -> Floats:
    """Return full-time equivalents × weeks until the horizon, shape (replications, programmes)."""
    weeks = np.minimum(posts.end, horizon) - posts.begin
    return units.totals(posts.unit, posts.fte * weeks)


def fte_at(posts: Posts, units: Units, moments: Floats) -> Floats:
    """Return the full-time equivalents at moments, shape (replications, programmes, moments).

    They are summed again at each moment: a running sum of changes would not return to 0 exactly.

    Args:
        posts: as from `posts_of`.
        units: the programmes and replications.
        moments: in weeks, shape (m,).
    """
    there = (posts.begin[:, None] <= moments) & (moments < posts.end[:, None])
    return units.totals(posts.unit, np.where(there, posts.fte[:, None], 0.0))
