"""A programme that is handed over goes on as if it had not been interrupted.

Half of the comparison goes on, and the other half is put where it stands and has new luck. With
the full state, what happens afterwards has the same law at any date, so the difference of means
over the same replications is zero up to chance. With a table of people alone, the rest of the
state comes from simulated people like them, and differs a little.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest
from tests.model.small_studies import here
from tests.verification.theory import TOLERANCE, z_score

from sesim.events import CaseloadPhase
from sesim.model import ModelProgramme
from sesim.model.caseload import Caseload, Known
from sesim.model.handover import Handover, handed_over
from sesim.model.lookalikes import PREPARATION, of_the_first_day, phase_of
from sesim.model.opening import start
from sesim.model.person import Person
from sesim.model.programme import RunningProgramme

REPLICATIONS, BRIEFLY = 200, 20
AFTER = 78.0
"""Weeks that are compared."""

SPANS = (6.0, 26.0, AFTER)

BEGAN = date(2012, 1, 1)
DAYS = [date(2013, 10, 7), date(2015, 4, 20)]

TABLE_ERROR = 0.05
"""Greatest error, as a share, of a number of events in 78 weeks that a table may bring.

The greatest one measured was within two standard errors of none.
"""

COUNTED = (
    "enrolled", "exited", "search_started", "employer_contact", "placement_started",
    "placement_ended", "job_started", "job_ended", "withdrew", "motivated",
)  # fmt: skip

Counts = dict[tuple[str, float], int]
HandOver = Callable[[RunningProgramme, int, ModelProgramme], Handover]


def programme(begin: date, end: date) -> ModelProgramme:
    """Return the same programme between two days."""
    return here(
        {"since": BEGAN.isoformat()},
        start=begin.isoformat(),
        end=(end - timedelta(days=1)).isoformat(),
    )


def counts(running: RunningProgramme, since: float, gone: set[int]) -> Counts:
    """Count what happens to those who are not gone, in each span since a time."""
    columns, found = running.log.columns(), Counter[tuple[str, float]]()
    for time, kind, who in zip(
        columns["time"], columns["kind"], columns["participant"], strict=True
    ):
        for span in SPANS if who not in gone else ():
            if 0 < time - since <= span:
                found[str(kind), span] += 1
    return found


def differences(
    hand_over: HandOver, day: date, replications: int = REPLICATIONS
) -> dict[tuple[str, float], "np.ndarray"]:
    """Return, for each count, those of the programme that goes on and of the one handed over."""
    goes_on, taken_over = [], []
    weeks = (day - BEGAN).days / 7
    end = day + timedelta(days=round(7 * AFTER))
    whole, rest = programme(BEGAN, end), replace(programme(day, end), seed=99)
    for replication in range(replications):
        running = RunningProgramme(whole, replication)
        start(running)
        running.env.run_until(weeks)
        handover = hand_over(running, replication, rest)
        there = {one.number for one in everyone(running)}
        seen = {who for who in running.log.columns()["participant"] if isinstance(who, int)}
        running.env.run_until(running.horizon)
        goes_on.append(counts(running, weeks, seen - there))
        again = RunningProgramme(rest, replication)
        start(again, handover)
        again.env.run_until(again.horizon)
        taken_over.append(counts(again, 0.0, set()))
    keys = [(kind, span) for kind in COUNTED for span in SPANS]
    return {
        key: np.array([[one[key] for one in goes_on], [one[key] for one in taken_over]], float)
        for key in keys
    }


def everyone(running: RunningProgramme) -> Iterator[Person]:
    yield from running.enrolled()
    yield from running.waiting


def furthest(hand_over: HandOver, day: date, replications: int = REPLICATIONS) -> float:
    """Return the greatest distance between the two, in standard errors."""
    found = differences(hand_over, day, replications)
    moving = {key: pair for key, pair in found.items() if np.ptp(pair[1] - pair[0]) > 0}
    assert len(moving) > 20
    return max(abs(z_score(pair[1] - pair[0], 0.0)) for pair in moving.values())


# --- the full state ------------------------------------------------------------------------------


def full(running: RunningProgramme, _: int, __: ModelProgramme) -> Handover:
    return handed_over(running)


@pytest.mark.verification
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_with_the_full_state_it_goes_on_as_if_nothing_had_been(day: date) -> None:
    assert furthest(full, day) < TOLERANCE


def test_with_the_full_state_briefly() -> None:
    assert furthest(full, DAYS[1], BRIEFLY) < TOLERANCE


def forgetful(running: RunningProgramme, _: int, __: ModelProgramme) -> Handover:
    """Hand over people whose rests are drawn as new: a planted error."""
    state = handed_over(running)
    people = tuple(
        one._replace(
            standing=one.standing._replace(stage_for=0.0, placed_for=0.0, enrolled_for=0.0)
        )
        for one in state.people
    )
    return state._replace(people=people)


@pytest.mark.verification
def test_rests_that_are_drawn_as_new_would_be_noticed() -> None:
    assert furthest(forgetful, DAYS[1]) > 2 * TOLERANCE


def test_rests_that_are_drawn_as_new_would_be_noticed_briefly() -> None:
    assert furthest(forgetful, DAYS[1], BRIEFLY) > TOLERANCE


@pytest.mark.verification
def test_employers_that_are_forgotten_would_be_noticed() -> None:
    """A planted error."""

    def strangers(running: RunningProgramme, _: int, rest: ModelProgramme) -> Handover:
        new = RunningProgramme(rest, 0)
        return handed_over(running)._replace(employers=new.employers)

    assert furthest(strangers, DAYS[1]) > TOLERANCE


# --- a table -------------------------------------------------------------------------------------


def known(running: RunningProgramme, number: int, person: Person) -> Known:
    """Return what a table says of a person."""
    now, phase = running.env.now, phase_of(person)
    referred_for = now - person.referred_at
    if phase is CaseloadPhase.WAITING or person.post is None:
        return Known(number, phase, referred_for, referred_for)
    since = person.enrolled_at if phase in PREPARATION else person.since
    enrolled_for = now - person.enrolled_at
    return Known(number, phase, now - since, referred_for, enrolled_for, coach=person.post.name)


@cache
def past(day: date) -> ModelProgramme:
    return replace(programme(BEGAN, day), name="here before")


@pytest.mark.verification
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_with_a_table_alone_it_goes_on_nearly_as_if_nothing_had_been(day: date) -> None:
    def table(running: RunningProgramme, replication: int, rest: ModelProgramme) -> Handover:
        rows = tuple(known(running, i, one) for i, one in enumerate(everyone(running)))
        return of_the_first_day(rest, Caseload(past(day), rows), replication)

    found = differences(table, day)
    for (kind, span), (goes_on, taken_over) in found.items():
        if span == AFTER:
            error = 2 * (taken_over - goes_on).std(ddof=1) / np.sqrt(REPLICATIONS)
            allowed = TABLE_ERROR * goes_on.mean() + error
            assert taken_over.mean() == pytest.approx(goes_on.mean(), abs=allowed), kind
