"""One programme's records: its events, its people, and the weeks that they cover."""

from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.events import Activity, Kind, Reason
from sesim.outcomes import Window, participants_table
from sesim.outcomes.arrays import Flags, Floats
from sesim.outcomes.window import WEEK

DAY = 1 / WEEK
"""Length of a day, in weeks."""


class Records:
    """The event log of one programme, as the estimators read it.

    Attributes:
        events: the log, in order of time, as from `read_events`.
        window: the days that it covers.
        people: its participants' table, indexed by the participant's number.

    Args:
        events: as from `read_events`, of one programme and one replication.
        window: its first day is time 0 of the log.

    Raises:
        ValueError: something happened after the window, or there is no person.
    """

    def __init__(self, events: pd.DataFrame, window: Window) -> None:
        self.events, self.window = events, window
        people = participants_table(events, window.horizon)
        if people.empty:
            raise ValueError("the records hold no person")
        self.people = people.set_index("participant", drop=False)

    def day(self, week: float) -> date:
        """Return the day that a time belongs to."""
        return self.window.start + timedelta(days=int(week * WEEK + 1e-6))

    def rows(self, kind: Kind, reason: Reason | None = None) -> pd.DataFrame:
        """Return the events of a kind, in order of time."""
        found = self.events[self.events["kind"] == kind.value]
        return found if reason is None else found[found["reason"] == reason.value]

    def time(self, column: str) -> Floats:
        """Return when something first happened to each person, in weeks; NaN if it did not."""
        return self.people[column].to_numpy(dtype=float)

    def has(self, column: str) -> Flags:
        """Whether something happened to each person."""
        return ~np.isnan(self.time(column))

    def by_number(self, column: str) -> dict[int, float]:
        """Return when something first happened, in weeks, by the person's number; NaN if never."""
        return dict(zip(self.people.index.tolist(), self.time(column).tolist(), strict=True))

    def words(self, column: str) -> NDArray[np.object_]:
        """Return a column of words of the participants' table; missing words are no texts."""
        return np.asarray(self.people[column].astype(object).to_numpy(), dtype=object)

    def first(self, *kinds: Kind) -> Floats:
        """Return the first time of any of these kinds of each person, in weeks; NaN for none."""
        rows = self.events[self.events["kind"].isin([kind.value for kind in kinds])]
        return self._by_person(rows.groupby("participant")["time"].min())

    def hours(self, activity: Activity, until: Floats | None = None) -> Floats:
        """Return the hours of an activity that each person received, until a time of their own.

        NaN for a person of whom no such hours are recorded at any time.
        """
        rows = self.activity_rows(activity)
        if until is not None:
            last = pd.Series(until, self.people.index).reindex(rows["participant"]).to_numpy()
            rows = rows.assign(hours=rows["hours"].where(rows["time"].to_numpy() <= last, 0.0))
        return self._by_person(rows.groupby("participant")["hours"].sum())

    def last_hours(self, activity: Activity) -> Floats:
        """Return when each person last received hours of an activity, in weeks."""
        return self._by_person(self.activity_rows(activity).groupby("participant")["time"].max())

    def activity_rows(self, activity: Activity) -> pd.DataFrame:
        """Return the rows with the hours of an activity."""
        rows = self.rows(Kind.HOURS_GIVEN)
        return rows[(rows["activity"] == activity.value) & rows["hours"].notna()]

    @cached_property
    def returned(self) -> Flags:
        """Whether each person came back, under another number than before."""
        back = self.rows(Kind.REFERRED, Reason.RETURNED)["participant"]
        return np.asarray(self.people.index.isin(back))

    @cached_property
    def prepared(self) -> Floats:
        """When each person had done what comes first: search or in-house training began.

        NaN also for those who found a job before; they did not finish.
        """
        ready = self.first(Kind.SEARCH_STARTED, Kind.TRAINING_STARTED)
        return np.where(self.time("first_job_ever") < ready, np.nan, ready)

    @cached_property
    def left(self) -> Floats:
        """Until when each person is followed in the stay, in weeks."""
        exited = self.time("exited")
        return np.where(np.isnan(exited), self.window.horizon, exited)

    def _by_person(self, values: pd.Series) -> Floats:
        return values.reindex(self.people.index).to_numpy(dtype=float)


def same_day(times: Floats, others: Floats) -> Flags:
    """Whether times are within a day of each other; never where one is missing."""
    return np.asarray(np.abs(times - others) <= DAY)
