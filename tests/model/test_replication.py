"""Whole replications: lives that can happen, hours that were there, nothing lost or made up."""

import math
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.model.grammar import breaches
from tests.model.observed_programme import ObservedProgramme, hours_by_post, observe, stays_in
from tests.model.small_studies import Log, count, here, lives, log_of, posts, rows

from sesim.events import COLUMNS, Kind, Reason
from sesim.model import ModelProgramme, run

SHORT = {"end": "2014-12-31"}
BUSY = {"referral.per_year": 60.0, "referral.screened_out_share": 0.2}

EVENTFUL = {
    "turnover_per_year": 1.0,
    "health_episodes_per_month": 0.3,
    "patience_months": 2.0,
    "support_months": 2.0,
    "moved_on_per_year": 0.2,
    "accept": 0.3,
}
"""Parameters under which everything happens often."""

SPLIT_ROLES = {
    "posts": [
        {"name": "coach", "role": "support", "fte": [{"since": "2012-01-01", "share": 1.0}]},
        {"name": "matcher", "role": "employers", "fte": [{"since": "2012-01-01", "share": 0.5}]},
    ]
}
CHANGING = {
    "posts": [
        {
            "name": "old",
            "fte": [
                {"since": "2012-01-01", "until": "2012-09-01", "share": 1.0},
                {"since": "2013-03-01", "until": "2013-10-01", "share": 0.4},
            ],
        },
        {"name": "new", "fte": [{"since": "2012-06-01", "share": 0.75}]},
    ]
}
CLOSING = {"until": "2014-03-01"}
DIRECT = {"referral.route": "direct", "placement.aim": "jobs", "support.open_ended": True}
STRICT = {
    "motivation_policy": "close",
    "back_heaviness": 1.0,
    "support.limit_months": 3.0,
    "support.jobless_limit_months": 9.0,
}
OPEN = {"motivation_policy": "open", "back_heaviness": 0.0, "training.share": 1.0}

SORTS: dict[str, dict[str, Any]] = {
    "plain": {},
    "busy": BUSY,
    "split_roles": {**BUSY, **SPLIT_ROLES},
    "changing": {**BUSY, **CHANGING},
    "closing": {**BUSY, **CLOSING},
    "direct": {**BUSY, **DIRECT},
    "strict": {**BUSY, **STRICT},
    "open": {**BUSY, **OPEN},
}

MIDWAY = [
    {"target": "caseload_norm", "set": 8.0, "since": "2012-10-01"},
    {"target": "back_heaviness", "set": 1.0, "since": "2013-02-15"},
    {"target": "posts", "set": posts(0.6, 0.6), "since": "2013-07-20"},
    {"target": "parameters.accept", "scale": 0.5, "since": "2014-01-01"},
]
"""Changes of terms and of staff, one of them in a closed week."""

plans = st.builds(
    lambda sort, eventful, changes, seed: here(
        SORTS[sort],
        parameters=EVENTFUL if eventful else {},
        changes=MIDWAY if changes else [],
        seed=seed,
        **SHORT,
    ),
    sort=st.sampled_from(list(SORTS)),
    eventful=st.booleans(),
    changes=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)


# --- lives -------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(plans)
def test_every_life_is_possible(the_plan: ModelProgramme) -> None:
    """Each event may follow the one before it; nobody has two jobs or comes back from leaving."""
    assert list(breaches(log_of(the_plan))) == []


@settings(max_examples=30)
@given(plans)
def test_the_log_is_in_order_and_inside_the_window(the_plan: ModelProgramme) -> None:
    times = [row.time for row in log_of(the_plan)]

    assert times == sorted(times)
    assert all(0 <= time <= the_plan.calendar.horizon for time in times)


@pytest.fixture(scope="module")
def eventful_log() -> Log:
    return log_of(here(BUSY, parameters=EVENTFUL))


def test_everything_happens_in_an_eventful_programme(eventful_log: Log) -> None:
    """Otherwise the grammar would be tried on lives in which nothing happens."""
    assert {row.kind for row in eventful_log} == set(Kind)
    assert len(lives(eventful_log)) > 200


def drop_first(log: Log, kind: Kind) -> Log:
    i = next(i for i, row in enumerate(log) if row.kind == kind)
    return log[:i] + log[i + 1 :]


def give_to_another(log: Log, kind: Kind) -> Log:
    """The first event of a kind is written down for somebody else who is enrolled."""
    i = next(i for i, row in enumerate(log) if row.kind == kind)
    other = next(r.participant for r in log if r.participant not in (log[i].participant, -1))
    return [*log[:i], log[i]._replace(participant=other), *log[i + 1 :]]


def repeat_first(log: Log, kind: Kind) -> Log:
    i = next(i for i, row in enumerate(log) if row.kind == kind)
    return [*log[:i], log[i], *log[i:]]


@pytest.mark.parametrize("mistake", [drop_first, give_to_another, repeat_first])
@pytest.mark.parametrize(
    "kind",
    [
        Kind.ENROLLED,
        Kind.SEARCH_STARTED,
        Kind.PLACEMENT_STARTED,
        Kind.PLACEMENT_ENDED,
        Kind.JOB_STARTED,
        Kind.TRAINING_STARTED,
    ],
)
def test_impossible_lives_are_noticed(
    eventful_log: Log, mistake: Callable[[Log, Kind], Log], kind: Kind
) -> None:
    assert list(breaches(eventful_log)) == []
    assert list(breaches(mistake(eventful_log, kind))) != []


def test_an_earlier_time_is_noticed(eventful_log: Log) -> None:
    i = next(i for i, row in enumerate(eventful_log) if row.kind == Kind.JOB_STARTED)
    wrong = [*eventful_log[:i], eventful_log[i]._replace(time=0.0), *eventful_log[i + 1 :]]

    assert any("in order of time" in message for message in breaches(wrong))


# --- nothing lost, nothing made up -------------------------------------------------------------


@settings(max_examples=25)
@given(plans)
def test_everyone_is_accounted_for(the_plan: ModelProgramme) -> None:
    """Referred = screened out + withdrawn + enrolled + waiting; enrolled = left + still there."""
    programme, log = observe(the_plan)
    gone = count(log, Kind.SCREENED_OUT) + count(log, Kind.WITHDREW)

    assert count(log, Kind.REFERRED) == gone + count(log, Kind.ENROLLED) + programme.waiting
    assert count(log, Kind.ENROLLED) == count(log, Kind.EXITED) + programme.enrolled_at_end


@settings(max_examples=25)
@given(plans)
def test_area_under_the_caseload_is_the_sum_of_stays(the_plan: ModelProgramme) -> None:
    """Little's law in its exact finite form: what the posts saw is what the log says."""
    programme, log = observe(the_plan)
    area = sum(seen.stays for seen in programme.seen().values())

    assert area == pytest.approx(stays_in(log, the_plan.calendar.horizon), rel=1e-9, abs=1e-9)


@settings(max_examples=25)
@given(plans)
def test_hours_in_the_log_are_the_hours_that_were_given(the_plan: ModelProgramme) -> None:
    """A coach gives the smaller of what there is and what is wanted, and all of it is logged."""
    programme, log = observe(the_plan)
    given_hours = sum(seen.given for seen in programme.seen().values())

    assert sum(hours_by_post(log).values()) == pytest.approx(given_hours, rel=1e-9, abs=1e-6)
    assert programme.claimed_at_end == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("sort", ["plain", "busy", "split_roles", "direct", "strict"])
def test_no_post_gives_more_than_it_has_or_takes_more_people_than_it_may(sort: str) -> None:
    the_plan = here(SORTS[sort], parameters={"turnover_per_year": 0.0}, **SHORT)
    programme, log = observe(the_plan)
    norm = the_plan.parameters[0].caseload_norm
    hours = hours_by_post(log)

    for post in programme.posts:
        seen = programme.seen()[post.name]
        assert hours[post.name] == pytest.approx(seen.given, rel=1e-9, abs=1e-6)
        assert 0 < hours[post.name] <= seen.capacity + 1e-6
        assert seen.most <= (math.ceil(norm * post.fte) if post.supports else 0)


def test_coaches_work_neither_in_closed_weeks_nor_beyond_a_years_hours() -> None:
    """A full post has the hours of the register, less administration and meetings."""
    parameters = {
        "turnover_per_year": 0.0,
        "team_meeting_hours": 1.75,
        "post_meeting_hours": 0.25,
    }
    the_plan = here({"posts": posts(1.0, other_duties=False)}, parameters=parameters)
    programme, _ = observe(the_plan)
    years = the_plan.calendar.horizon * 7 / 365.25
    open_weeks = the_plan.calendar.horizon - sum(e - b for b, e in the_plan.calendar.closed)
    expected = years * 1650.0 * (1 - ADMIN) - 2.0 * open_weeks

    assert programme.seen()["post_0"].capacity == pytest.approx(expected, rel=2e-3)


ADMIN = 0.374


class Forgetful(ObservedProgramme):
    """A planted error: those who leave keep their claims on the coach."""

    def exit(self, person: Any, reason: Reason) -> None:
        tasks, person.tasks = person.tasks, []
        super().exit(person, reason)
        person.tasks = tasks


class Silent(ObservedProgramme):
    """A planted error: the hours of attention are not written down."""

    def _account(self, task: Any, done: bool) -> None:
        if done:
            super()._account(task, done)


@pytest.mark.parametrize("wrong", [Forgetful, Silent])
def test_lost_hours_are_noticed(
    wrong: type[ObservedProgramme], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.model.observed_programme.ObservedProgramme", wrong)
    programme, log = observe(here(BUSY, **SHORT))
    given_hours = sum(seen.given for seen in programme.seen().values())

    assert abs(sum(hours_by_post(log).values()) - given_hours) > 10


def test_a_lost_stay_is_noticed() -> None:
    the_plan = here(BUSY, **SHORT)
    programme, log = observe(the_plan)
    area = sum(seen.stays for seen in programme.seen().values())
    without_exit = drop_first(log, Kind.EXITED)

    assert abs(area - stays_in(without_exit, the_plan.calendar.horizon)) > 1


# --- the same again ----------------------------------------------------------------------------


@settings(max_examples=15)
@given(plans, st.integers(0, 1000))
def test_same_plan_and_replication_give_the_same_log(the_plan: ModelProgramme, number: int) -> None:
    assert repr(run(the_plan, number)) == repr(run(the_plan, number))


@settings(max_examples=15)
@given(plans, st.data())
def test_a_replication_that_is_cut_off_is_the_same_up_to_then(
    the_plan: ModelProgramme, data: st.DataObject
) -> None:
    """Cut off when something happens, which is then in the log; only open tasks end early."""
    whole = log_of(the_plan, 7)
    last = data.draw(st.sampled_from([row.time for row in whole]))

    part = rows(run(the_plan, 7, last))

    before = [row for row in whole if row.time <= last]
    assert repr(part[: len(before)]) == repr(before)
    assert {row.kind for row in part[len(before) :]} <= {Kind.HOURS_GIVEN}
    assert all(row.time == math.nextafter(last, math.inf) for row in part[len(before) :])


def test_replications_and_seeds_differ() -> None:
    logs = [log_of(here(seed=seed), number) for seed, number in ((1, 0), (1, 1), (2, 0))]
    times = [[row.time for row in log] for log in logs]

    assert times[0] != times[1]
    assert times[0] != times[2]


FRESH = """
from sesim.model import run
from small_studies import here
print(run(here({"referral.per_year": 60.0}, parameters={"turnover_per_year": 1.0}), 3))
"""


def test_same_log_in_every_process() -> None:
    def printed(hash_seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        return subprocess.check_output(
            [sys.executable, "-c", FRESH], env=environment, text=True, cwd=Path(__file__).parent
        )

    assert len(printed("0")) > 10_000
    assert printed("0") == printed("2718")


def test_columns_are_those_of_the_vocabulary() -> None:
    columns = run(here(), 0)

    assert set(columns) == set(COLUMNS) - {"replication", "programme"}
    assert len({len(column) for column in columns.values()}) == 1
