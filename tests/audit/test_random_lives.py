"""Random lives with many things on one day: the auditor and the program read them alike.

A simulated log hardly ever has two events at one time, or one at New Year, when a plan begins or
at the end of the study period. Real records have.
"""

import dataclasses
from datetime import date
from random import Random
from typing import Any

import pandas as pd
import pytest
from tests.audit.auditor import audit, audit_curves, judge, points
from tests.audit.conftest import PRICES

from sesim import load_study
from sesim.outcomes import Window, curves_of, measure, participants_table, read_events
from sesim.runs.rates import rates_of
from sesim.runs.results.configuration import to_plain
from sesim.study import Study

PERIODS = {
    "within years": (date(2015, 9, 1), date(2018, 3, 31)),
    "whole years": (date(2016, 1, 1), date(2017, 12, 31)),
}
PLAN = date(2016, 7, 1)


def days_of(start: date, last_day: date) -> list[int]:
    """Return the days since the start on which things happen, the end of the last day too.

    They are few, so that many things happen on one day.
    """
    horizon = (last_day - start).days + 1
    special = (PLAN, *(date(year, 1, 1) for year in (2016, 2017, 2018)))
    return sorted({horizon, *range(0, horizon, 60), *((day - start).days for day in special)})


PROGRAMMES = {
    "east": {"forbund": "sun", "registered": True, "observed": {"participants": 1}},
    "west": {"forbund": "sun", "registered": True, "observed": {"participants": 1}},
    "south": {"forbund": "sun", "registered": False, "observed": {"participants": 1}},
    "north": {"forbund": "snow", "registered": True, "observed": None},
}
KINDS = ("ordinary", "subsidised", "transition", "temporary", None)
SIZES = (0.0, 0.1, 0.25, 0.3, 0.7, 1.0)

Row = dict[str, Any]


class Life:
    """A person who goes through the programme, and never back in time."""

    def __init__(self, random: Random, days: list[int], programme: str, number: int) -> None:
        self.random = random
        self.days = days
        self.today = random.choice(days)
        self.over = self.working = False
        self.job_kind: str | None = None
        self.enrolled_on = -1
        self.always = {"replication": 0, "programme": programme, "participant": number}
        self.rows: list[Row] = []

    def event(self, kind: str, **details: Any) -> None:
        """Write down what happens today, unless the log has ended."""
        if not self.over:
            self.rows.append({**self.always, "kind": kind, "time": self.today / 7, **details})

    def wait(self) -> None:
        """Let some days go by, or none."""
        days = [day for day in self.days if day >= self.today][: self.random.choice((1, 2, 4, 12))]
        self.today = self.random.choice(days)
        self.over = self.over or self.random.random() < 0.1

    def chance(self, share: float) -> bool:
        return self.random.random() < share


def live(life: Life) -> list[Row]:
    """Live a life, from referral to the exit or until the log ends."""
    groups = ("young_disability_benefit", "income_support", "psychiatric")
    if life.chance(0.8):  # otherwise nobody noted the referral
        life.event(
            "referred",
            sex=life.random.choice(("female", "male")),
            age=life.random.uniform(18, 40),
            target_group=life.random.choice(groups),
            motivation=life.random.choice(("motivated", "wavering", "not_motivated")),
            goal="work",
        )
        life.wait()
        if life.chance(0.2):
            life.event(*life.random.choice([("screened_out",), ("withdrew",)]))
            live_alone(life)
            return life.rows
        if life.chance(0.05):
            life.event("withdrew", reason="found_job")
            work(life, "found_alone")
            live_alone(life)
            return life.rows
    life.event("enrolled", coach="coach_1")
    life.enrolled_on = life.today
    life.wait()
    while life.chance(0.6):
        search(life)
    if life.chance(0.7):
        leave(life)
    return life.rows


def leave(life: Life) -> None:
    """Leave, to study or not; a job may end later."""
    if life.chance(0.2):
        life.event("study_started")
    life.event("exited")
    if life.working and life.chance(0.5):
        life.wait()
        end(life)
    live_alone(life)


def live_alone(life: Life) -> None:
    """Find jobs without the programme and lose them, some on the day on which others ended."""
    while not life.working and life.chance(0.7):
        life.wait()
        if life.today > life.enrolled_on:
            work(life, "found_alone")


def work(life: Life, reason: str | None) -> None:
    """Begin a job and perhaps end it; a job with the same employer may follow at once."""
    life.job_kind = life.random.choice(KINDS)
    life.event("job_started", job_kind=life.job_kind, reason=reason)
    life.working = life.chance(0.2)
    if not life.working:
        life.wait()
        end(life)


def end(life: Life) -> None:
    life.event("job_ended", job_kind=life.job_kind)
    life.working = False
    if life.chance(0.3):
        work(life, "bridged")


def search(life: Life) -> None:
    """Search, ask an employer, have a placement and get or find a job, or some of that."""
    life.event("search_started")
    life.wait()
    hours = {"hours": life.random.uniform(0, 2), "wished_hours": life.random.uniform(2, 3)}
    life.event("employer_contact", activity="employer_contact", coach="coach_1", **hours)
    if life.chance(0.5):
        life.event("placement_started")
        life.wait()
        life.event("placement_ended")
    if not life.working and life.today > life.enrolled_on and life.chance(0.6):
        work(life, "found_alone" if life.chance(0.3) else None)
    life.wait()


def posts(random: Random, days: list[int], programme: str) -> list[Row]:
    """Change the size of two posts now and then; the first is there from the start."""
    always = {"replication": 0, "programme": programme, "participant": -1, "kind": "post_changed"}
    changed = {"coach_1": [0, *random.sample(days[1:], 2)], "coach_2": random.sample(days, 2)}
    return [
        {**always, "time": day / 7, "coach": coach, "fte": random.choice(SIZES)}
        for coach, changes in changed.items()
        for day in sorted(changes)
    ]


def log_of(seed: int, days: list[int]) -> pd.DataFrame:
    random = Random(seed)  # noqa: S311 (no secret)
    rows = [row for name in PROGRAMMES for row in posts(random, days, name)]
    for name in PROGRAMMES:
        for number in range(random.choice((1, 3, 12))):
            rows += live(Life(random, days, name, number))
    return pd.DataFrame(rows).sort_values("time", kind="stable", ignore_index=True)


@pytest.fixture(scope="module")
def study() -> Study:
    """Return any study; only its rates are used."""
    prices = [f"economics.rates.{name}.value={value}" for name, value in PRICES.items()]
    return load_study(["programmes=[eksjo]", *prices])


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("seed", range(12))
def test_random_lives_give_the_same_figures(seed: int, period: str, study: Study) -> None:
    start, last_day = PERIODS[period]
    days = days_of(start, last_day)
    log = read_events(log_of(seed, days))
    window = Window(start, days[-1] / 7, (PLAN - start).days / 7)
    registered = frozenset(name for name, one in PROGRAMMES.items() if one["registered"])

    people = participants_table(log, window.horizon)
    areas = {name: str(one["forbund"]) for name, one in PROGRAMMES.items()}
    counted = [name for name, one in PROGRAMMES.items() if one["observed"] and one["registered"]]
    rates = dataclasses.replace(rates_of(study), financed=registered)

    figures = measure(log, people, window, areas, counted, rates=rates)
    curves = curves_of(log, people, window, areas, counted)

    config = {"start": start, "end": last_day, "plan_start": PLAN, "programmes": [*PROGRAMMES]}
    config |= {**PROGRAMMES, "economics": to_plain(study)["economics"]}
    assert [str(one) for one in judge(figures, audit(log, config))] == []
    assert [str(one) for one in judge(points(curves), audit_curves(log, config))] == []
