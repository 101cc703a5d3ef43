"""Outcomes about coaches and the queue, by programme and summed over areas."""

import numpy as np
import pandas as pd

from sesim.events import Activity, Kind
from sesim.outcomes.arrays import Figures, Floats, ratio, totals
from sesim.outcomes.cells import Areas
from sesim.outcomes.posts import fte_weeks, posts_of
from sesim.outcomes.presence import weeks_present
from sesim.outcomes.units import Units
from sesim.outcomes.window import YEAR, Window


def coach_outcomes(
    events: pd.DataFrame, people: pd.DataFrame, units: Units, areas: Areas, window: Window
) -> Figures:
    """Return every outcome about coaches and the queue, each of shape (replications, areas).

    Sums are taken over the programmes of an area before anything is divided.

    Args:
        events: the log of some replications.
        people: its participants' table.
        units: the programmes and replications.
        areas: the areas.
        window: the window of analysis.
    """
    hours = _hours(events, units)
    contacts = np.flatnonzero(events["kind"].array == Kind.EMPLOYER_CONTACT)
    of_programmes = {
        **hours,
        **_weeks(people, units, window.horizon),
        "fte": fte_weeks(posts_of(events, units), units, window.horizon),
        "contacts": units.totals(units.of(events, contacts)),
        "jobs": units.totals(units.of(people), people["jobs"].to_numpy(dtype=float)),
    }
    sums = areas.sums(np.stack(list(of_programmes.values()), axis=-1))
    of = dict(zip(of_programmes, np.moveaxis(sums, -1, 0), strict=True))
    return {
        "queue_mean": of["waited"] / window.horizon,
        "caseload_per_fte": ratio(of["enrolled"], of["fte"]),
        "service_ratio": ratio(of["given"], of["wished"]),
        **{name: of[name] for word in Activity for name in (f"hours_{word}", f"wished_{word}")},
        "contacts_per_fte_week": ratio(of["contacts"], of["fte"]),
        "jobs_per_fte_year": ratio(of["jobs"], of["fte"] / YEAR),
    }


def _weeks(people: pd.DataFrame, units: Units, horizon: float) -> Figures:
    """Return the weeks that people waited and were enrolled, by programme."""
    came, enrolled, exited = (
        people[name].to_numpy(dtype=float) for name in ("referred", "enrolled", "exited")
    )
    unit, waited_until = units.of(people), end_of_waiting(people)
    return {
        "waited": units.totals(unit, weeks_present(came, waited_until, horizon)),
        "enrolled": units.totals(unit, weeks_present(enrolled, exited, horizon)),
    }


def end_of_waiting(people: pd.DataFrame) -> Floats:
    """Return when each person stopped waiting, in weeks; NaN for those who still wait."""
    ways = people[["enrolled", "screened_out", "withdrew"]].to_numpy(dtype=float)
    first: Floats = np.fmin.reduce(ways, axis=1)
    return first


def _hours(events: pd.DataFrame, units: Units) -> Figures:
    """Return hours given and wished for, by programme: by activity, and where both are known."""
    given, wished = (events[name].to_numpy(dtype=float) for name in ("hours", "wished_hours"))
    rows = np.flatnonzero(~np.isnan(given) | ~np.isnan(wished))
    unit, given, wished = units.of(events, rows), given[rows], wished[rows]
    activity = events["activity"].cat.codes.to_numpy()[rows]
    both = ~np.isnan(given) & ~np.isnan(wished)
    found = {
        "given": units.totals(unit[both], given[both]),
        "wished": units.totals(unit[both], wished[both]),
    }
    shape = (len(units.numbers), units.programmes, len(Activity))
    for name, hours in (("hours", given), ("wished", wished)):
        known = (activity >= 0) & ~np.isnan(hours)
        place = unit[known] * len(Activity) + activity[known]
        sums = totals(place, len(units) * len(Activity), hours[known]).reshape(shape)
        found |= {f"{name}_{word}": sums[..., i] for i, word in enumerate(Activity)}
    return found
