"""Today's caseload: exact answers for lives written by hand, and agreement with the outcomes."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

import sesim
from sesim.events import CaseloadPhase, Kind, Reason
from sesim.outcomes import participants_table
from sesim.outcomes.phases import PHASES, phases
from sesim.outcomes.today import CASELOAD_COLUMNS, caseload

REFERRED, ENROLLED, EXIT = Kind.REFERRED, Kind.ENROLLED, Kind.EXITED
TRAIN, TRAINED = Kind.TRAINING_STARTED, Kind.TRAINING_ENDED
SEARCH, HIRED, LOST = Kind.SEARCH_STARTED, Kind.JOB_STARTED, Kind.JOB_ENDED
PLACED, UNPLACED = Kind.PLACEMENT_STARTED, Kind.PLACEMENT_ENDED

# What has happened by week 50, the phase then, and since when it lasts; None: not there.
LIVES: list[tuple[list[tuple[float, Kind]], str | None, float]] = [
    ([(1, REFERRED)], "waiting", 1),
    ([(1, REFERRED), (2, Kind.SCREENED_OUT)], None, 0),
    ([(1, REFERRED), (2, Kind.WITHDREW)], None, 0),
    ([(1, REFERRED), (5, ENROLLED)], "mapping", 5),
    ([(5, ENROLLED)], "mapping", 5),
    ([(1, REFERRED), (5, ENROLLED), (9, EXIT)], None, 0),
    ([(5, ENROLLED), (8, SEARCH)], "search", 8),
    ([(5, ENROLLED), (8, TRAIN)], "training", 8),
    ([(5, ENROLLED), (8, TRAIN), (20, TRAINED)], "search", 20),
    ([(5, ENROLLED), (8, TRAIN), (20, TRAINED), (21, SEARCH)], "search", 21),
    ([(5, ENROLLED), (8, SEARCH), (12, PLACED)], "placement", 12),
    ([(5, ENROLLED), (8, SEARCH), (12, PLACED), (20, UNPLACED)], "search", 20),
    ([(5, ENROLLED), (12, PLACED), (20, UNPLACED), (20, PLACED)], "placement", 12),
    ([(5, ENROLLED), (12, PLACED), (20, UNPLACED), (24, PLACED)], "placement", 24),
    ([(5, ENROLLED), (8, SEARCH), (30, HIRED)], "job", 30),
    ([(5, ENROLLED), (12, PLACED), (20, UNPLACED), (20, HIRED)], "job", 20),
    ([(5, ENROLLED), (8, SEARCH), (30, HIRED), (40, LOST)], "search", 40),
    ([(5, ENROLLED), (30, HIRED), (40, LOST), (40, HIRED)], "job", 40),
    ([(5, ENROLLED), (30, HIRED), (40, EXIT)], None, 0),
]

DETAILS = {
    PLACED: {}, UNPLACED: {"reason": Reason.RENEWED}, HIRED: {"job_kind": "temporary"},
    LOST: {"reason": Reason.QUIT}, ENROLLED: {"coach": "coach_1"},
}  # fmt: skip

MakeLog = Callable[..., pd.DataFrame]


def log_of(make_log: MakeLog, *lives: list[tuple[float, Kind]]) -> pd.DataFrame:
    rows = [
        (who, float(week), kind, DETAILS.get(kind, {}))
        for who, life in enumerate(lives, 1)
        for week, kind in life
    ]
    return make_log(here=sorted(rows, key=lambda row: row[1]))


@pytest.mark.parametrize(("life", "phase", "since"), LIVES)
def test_the_phase_of_a_life(
    make_log: MakeLog, life: list[tuple[float, Kind]], phase: str | None, since: float
) -> None:
    later = [(60.0, EXIT)] if phase not in (None, "waiting") else []
    found = caseload(log_of(make_log, [*life, *later]), 50.0)

    assert list(found.columns) == list(CASELOAD_COLUMNS)
    assert list(found["phase"]) == ([phase] if phase else [])
    assert list(found["phase_since"]) == ([since] if phase else [])


def test_a_chain_of_jobs_and_of_placements_began_with_its_first(make_log: MakeLog) -> None:
    jobs = [(5, ENROLLED), (30, HIRED), (40, LOST), (40, HIRED)]
    placements = [(5, ENROLLED), (12, PLACED), (20, UNPLACED), (20, PLACED)]
    found = caseload(log_of(make_log, jobs, placements), 50.0)

    assert found["employed_since"].iloc[0] == 30
    assert found["period_since"].iloc[1] == 20
    assert found["job_kind"].iloc[0] == "temporary"
    assert found[["employed_since", "job_kind"]].iloc[1].isna().all()
    assert list(found["coach"]) == ["coach_1", "coach_1"]


def test_what_happens_later_does_not_count(make_log: MakeLog) -> None:
    log = log_of(make_log, *(life for life, _, _ in LIVES))

    assert caseload(log, 4.0)["phase"].unique().tolist() == ["waiting"]
    assert caseload(log, 0.5).empty


def test_motivational_work_shows_where_the_log_has_it(make_log: MakeLog) -> None:
    wavering = (1, 1.0, REFERRED, {"motivation": "wavering"})
    rows = [wavering, (1, 5.0, ENROLLED)]
    helped = [(2, 1.0, REFERRED, {"motivation": "wavering"}), (2, 5.0, ENROLLED),
              (2, 9.0, Kind.MOTIVATED), (2, 10.0, SEARCH)]  # fmt: skip
    with_it = caseload(make_log(here=[*rows, *helped]), 50.0)
    preparing = caseload(make_log(here=[*rows, *helped]), 9.5)

    assert list(caseload(make_log(here=rows), 50.0)["phase"]) == ["mapping"]
    assert list(with_it["phase"]) == ["motivational_work", "search"]
    assert list(preparing["motivation"]) == ["wavering", "motivated"]


def test_people_of_a_post_that_is_gone_are_with_who_gives_them_time(make_log: MakeLog) -> None:
    posts = [(-1, 0.0, Kind.POST_CHANGED, {"coach": name, "fte": 0.5}) for name in ("old", "new")]
    gone = (-1, 20.0, Kind.POST_CHANGED, {"coach": "old", "fte": 0.0})
    life = [(1, 5.0, ENROLLED, {"coach": "old"}), (1, 9.0, SEARCH)]
    asked = (1, 30.0, Kind.EMPLOYER_CONTACT, {"coach": "new", "answer": "refused"})
    found = [
        caseload(make_log(here=[*posts, *life, *more]), 50.0)["coach"].item()
        for more in ([], [gone], [gone, asked], [asked])
    ]

    assert found == ["old", "old", "new", "old"]


def test_hours_are_missing_only_where_the_log_has_none(make_log: MakeLog) -> None:
    lives = [(1, 5.0, ENROLLED), (2, 6.0, ENROLLED)]
    given = [
        (1, 9.0, Kind.HOURS_GIVEN, {"activity": activity, "hours": 2.0, "coach": "coach_1"})
        for activity in ("mapping", "social_work")
    ]
    columns = ["hours", "mapping_hours"]

    assert caseload(make_log(here=lives), 50.0)[columns].isna().all(axis=None)
    assert caseload(make_log(here=[*lives, *given]), 50.0)[columns].to_numpy().tolist() == [
        [4.0, 2.0],
        [0.0, 0.0],
    ]


@pytest.fixture(scope="module")
def simulated() -> tuple[pd.DataFrame, float]:
    study = sesim.load_study(
        "programmes=[aneby,gislaved] replications=2 workers=1 report=false "
        "aneby.referral.per_year=12.0"
    )
    events = sesim.simulate(study).events
    assert events is not None
    return events, (date(2017, 7, 1) - date(2012, 1, 1)).days / 7


def test_it_counts_those_of_the_outcomes(simulated: tuple[pd.DataFrame, float]) -> None:
    """At every day: those who wait, and those who are enrolled, by the participants' table."""
    events, horizon = simulated
    for day in (40.0, 123.4, 200.0, horizon):
        found = caseload(events, day)
        people = participants_table(events[events["time"] <= day], day)
        gone = people[["screened_out", "withdrew", "exited"]].notna().any(axis=1)
        enrolled = people["enrolled"].notna() & ~gone
        waiting = people["referred"].notna() & people["enrolled"].isna() & ~gone

        assert (found["phase"] != "waiting").sum() == enrolled.sum()
        assert (found["phase"] == "waiting").sum() == waiting.sum()
        assert set(found["phase"]) <= {phase.value for phase in CaseloadPhase}


SAME = {
    "preparing": {"mapping", "motivational_work", "training"},
    "searching": {"search"},
    "placement": {"placement"},
    "working": {"job"},
}
"""Phases of the curves, and those of today's caseload that they hold."""


def test_its_phases_are_those_of_the_curves(simulated: tuple[pd.DataFrame, float]) -> None:
    events, _ = simulated
    day = 150.0
    people = participants_table(events[events["time"] <= day], day)
    people = people[people["enrolled"].notna() & people["exited"].isna()].reset_index(drop=True)
    known = events[events["time"] <= day]
    keys = ["replication", "programme", "participant"]
    here = known.merge(people[keys], on=keys)
    here["programme"] = here["programme"].astype("category")
    here["kind"] = here["kind"].astype(events["kind"].dtype)
    weeks = day - people["enrolled"].to_numpy()
    by_curve = [
        PHASES[phases(here, people, np.array([week]))[row, 0]] for row, week in enumerate(weeks)
    ]
    found = caseload(events, day)
    mine = found[found["phase"] != "waiting"]["phase"]

    assert len(mine) == len(by_curve) > 10
    assert all(one in SAME[name] for one, name in zip(mine, by_curve, strict=True))


def test_time_in_a_phase_has_passed(simulated: tuple[pd.DataFrame, float]) -> None:
    events, horizon = simulated
    found = caseload(events, horizon)

    assert (found["phase_since"] <= horizon).all()
    assert (found["phase_since"] >= found["enrolled"].fillna(0)).all()
    assert (found["mapping_hours"] <= found["hours"] + 1e-9).all()
