"""After a programme has closed nobody is referred, waits, enrols, withdraws or stays."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.model.small_studies import Log, here, lives, log_of, posts

from sesim.events import Kind, Reason
from sesim.model import ModelProgramme, journey
from sesim.model.programme import RunningProgramme

START, END = date(2012, 1, 1), date(2014, 12, 31)
SLACK = 1e-9
"""Weeks: a time that is a sum may differ in the last bits."""

OUTSIDE = {
    (Kind.JOB_STARTED, Reason.FOUND_ALONE),
    (Kind.JOB_STARTED, Reason.BRIDGED),
    *((Kind.JOB_ENDED, reason) for reason in Reason),
}
"""What goes on outside the programme."""

OUT = {Kind.SCREENED_OUT, Kind.WITHDREW, Kind.EXITED}


def late(the_plan: ModelProgramme, log: Log) -> Iterator[str]:
    """Yield what happens to anybody after the closing, except work outside."""
    for number, life in lives(log).items():
        kinds = {row.kind for row in life}
        after = [row for row in life if row.time > the_plan.closes + SLACK]
        yield from (
            f"{number}: {row.kind}" for row in after if (row.kind, row.reason) not in OUTSIDE
        )
        if not kinds & OUT:
            yield f"{number}: still there"


days = st.integers(-60, (END - START).days).map(lambda n: START + timedelta(days=n))


def ending(day: date, share: float) -> list[dict[str, Any]]:
    """Return posts that end on a day, one of them a year before it."""
    [one, other] = posts(share, share)
    one["fte"][0] |= {"since": "2010-01-01", "until": str(day)}
    other["fte"][0] |= {"since": "2010-01-01", "until": str(day - timedelta(days=365))}
    return [one, other]


@settings(max_examples=40)
@given(
    day=days, by_posts=st.booleans(), route=st.sampled_from(["group", "direct"]),
    per_year=st.sampled_from([10.0, 90.0]), patience=st.sampled_from([1.0, 24.0]),
    share=st.sampled_from([0.25, 1.0]), seed=st.integers(0, 1000),
)  # fmt: skip
def test_nothing_happens_after_the_closing(
    day: date, by_posts: bool, route: str, per_year: float, patience: float, share: float, seed: int
) -> None:
    programme: dict[str, Any] = {
        "since": "2010-01-01", "referral.route": route, "referral.per_year": per_year,
        "posts": ending(day, share) if by_posts else posts(share, share),
    }  # fmt: skip
    if not by_posts:
        programme["until"] = str(day)
    the_plan = here(programme, end=str(END), seed=seed, parameters={"patience_months": patience})

    assert the_plan.closes == max(0.0, the_plan.calendar.week(day))
    assert list(late(the_plan, log_of(the_plan))) == []


CROWDED = {"until": "2014-05-20", "referral.per_year": 90.0, "posts": posts(0.5)}


def test_those_who_have_not_met_the_group_leave_with_the_others() -> None:
    """Nobody is screened, enrolled or out of patience on the day the programme closes."""
    the_plan = here(CROWDED, parameters={"patience_months": 24.0})
    log = log_of(the_plan)
    last = [row for row in log if abs(row.time - the_plan.closes) < SLACK and row.participant >= 0]
    met = max(week for week in the_plan.calendar.meetings if week < the_plan.closes)
    since = {row.participant for row in log if row.kind == Kind.REFERRED and met < row.time}

    assert since
    assert {(row.kind, row.reason) for row in last if row.participant in since} == {
        (Kind.WITHDREW, Reason.PROGRAMME_CLOSED)
    }


def test_a_waiting_list_that_outlives_the_programme_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A planted error, once real: the group sends people to a programme that is no more."""
    the_plan = here(CROWDED, parameters={"patience_months": 24.0})

    def until_meeting(p: RunningProgramme) -> float:
        return min([week - p.env.now for week in p.meetings if week >= p.env.now], default=9.0)

    monkeypatch.setattr(journey, "until_meeting", until_meeting)
    monkeypatch.setattr(journey, "until_closing", lambda _: float("inf"))
    monkeypatch.setattr("sesim.model.admission.Admission.close", lambda _: None)

    assert list(late(the_plan, log_of(the_plan)))
