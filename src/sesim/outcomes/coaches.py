"""Outcomes about coaches and the queue, by programme and summed over areas."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.events import Activity, Kind
from sesim.outcomes.arrays import Figures, Floats, ratio, totals
from sesim.outcomes.steps import Steps, number_present
from sesim.outcomes.window import YEAR, Window


def coach_outcomes(
    events: pd.DataFrame, people: pd.DataFrame, areas: Floats, window: Window
) -> Figures:
    """Return every outcome about coaches and the queue, each of shape (areas,).

    Sums are taken over the programmes of an area before anything is divided.

    Args:
        events: the log of one replication.
        people: its participants' table.
        areas: 1 where a programme belongs to an area, shape (areas, programmes).
        window: the window of analysis.
    """
    number = areas.shape[1]
    queue, enrolled, fte = (
        areas @ _averages(functions, window.horizon)
        for functions in (queues(people, number), caseloads(people, number), posts(events, number))
    )
    hours = _by_activity(events, "hours", number)
    wished_for = _by_activity(events, "wished_hours", number)
    given, wished = _given_and_wished(events, number)
    weeks = fte * window.horizon
    return {
        "queue_mean": queue,
        "caseload_per_fte": ratio(enrolled, fte),
        "service_ratio": ratio(areas @ given, areas @ wished),
        **{f"hours_{word}": areas @ hours[:, i] for i, word in enumerate(Activity)},
        **{f"wished_{word}": areas @ wished_for[:, i] for i, word in enumerate(Activity)},
        "contacts_per_fte_week": ratio(
            areas @ _count(events, Kind.EMPLOYER_CONTACT, number), weeks
        ),
        "jobs_per_fte_year": ratio(areas @ _jobs(people, number), weeks / YEAR),
    }


def queues(people: pd.DataFrame, programmes: int) -> list[Steps]:
    """Return the number waiting over time in each programme."""
    came = people["referred"].to_numpy(dtype=float)
    return _present(people, came, end_of_waiting(people), programmes)


def end_of_waiting(people: pd.DataFrame) -> Floats:
    """Return when each person stopped waiting, in weeks; NaN for those who still wait."""
    ways = people[["enrolled", "screened_out", "withdrew"]].to_numpy(dtype=float)
    first: Floats = np.fmin.reduce(ways, axis=1)
    return first


def caseloads(people: pd.DataFrame, programmes: int) -> list[Steps]:
    """Return the number enrolled over time in each programme."""
    enrolled, exited = (people[c].to_numpy(dtype=float) for c in ("enrolled", "exited"))
    return _present(people, enrolled, exited, programmes)


def posts(events: pd.DataFrame, programmes: int) -> list[Steps]:
    """Return the full-time equivalents over time in each programme.

    A post has the FTE of its latest `post_changed`, and none before its first. FTE is summed
    again at each time: a running sum of changes would not return to 0 exactly.
    """
    rows = events[events["kind"].array == Kind.POST_CHANGED]
    programme, coach = (
        rows[c].cat.codes.to_numpy().astype(np.int64) for c in ("programme", "coach")
    )
    time, fte = rows["time"].to_numpy(), rows["fte"].to_numpy(dtype=float)
    order = np.lexsort((time, coach, programme))
    programme, coach, time, fte = programme[order], coach[order], time[order], fte[order]
    until = np.full(len(order), np.inf)
    same_post = (programme[1:] == programme[:-1]) & (coach[1:] == coach[:-1])
    until[:-1] = np.where(same_post, time[1:], np.inf)
    of = [programme == i for i in range(programmes)]
    return [_level(time[chosen], until[chosen], fte[chosen]) for chosen in of]


def _level(begin: Floats, until: Floats, amounts: Floats) -> Steps:
    """Return the sum over time of amounts that each hold from one time until another."""
    times = np.unique(begin)
    there = (begin <= times[:, None]) & (times[:, None] < until)
    return Steps(times, there @ amounts)


def _present(people: pd.DataFrame, entered: Floats, left: Floats, programmes: int) -> list[Steps]:
    programme = people["programme"].cat.codes.to_numpy()
    return [
        number_present(entered[programme == i], left[programme == i]) for i in range(programmes)
    ]


def _averages(functions: list[Steps], horizon: float) -> Floats:
    return np.array([function.average(0.0, horizon) for function in functions])


def _count(events: pd.DataFrame, kind: Kind, programmes: int) -> Floats:
    programme = events["programme"].cat.codes.to_numpy()[events["kind"].array == kind]
    return totals(programme, programmes)


def _jobs(people: pd.DataFrame, programmes: int) -> Floats:
    """Return the number of job starts while enrolled in each programme."""
    programme = people["programme"].cat.codes.to_numpy()
    return totals(programme, programmes, people["jobs"].to_numpy(dtype=float))


def _by_activity(events: pd.DataFrame, column: str, programmes: int) -> Floats:
    """Return hours by programme and activity, shape (programmes, activities)."""
    activity = events["activity"].cat.codes.to_numpy().astype(np.intp)
    hours = events[column].to_numpy(dtype=float)
    known = (activity >= 0) & ~np.isnan(hours)
    programme = events["programme"].cat.codes.to_numpy().astype(np.intp)
    cell = (programme * len(Activity) + activity)[known]
    given = totals(cell, programmes * len(Activity), hours[known])
    return given.reshape(programmes, len(Activity))


def _given_and_wished(events: pd.DataFrame, programmes: int) -> tuple[Floats, Floats]:
    """Return hours given and hours wished for by programme, where both are known."""
    hours, wished = (events[c].to_numpy(dtype=float) for c in ("hours", "wished_hours"))
    known: NDArray[np.bool_] = ~np.isnan(hours) & ~np.isnan(wished)
    programme = events["programme"].cat.codes.to_numpy()[known]
    return (
        totals(programme, programmes, hours[known]),
        totals(programme, programmes, wished[known]),
    )
