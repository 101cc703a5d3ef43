"""How stays end by themselves: constant hazards against their closed forms, by phase."""

from itertools import pairwise
from math import exp
from typing import Any

import pytest
from tests.model.crowd import MONTH, agrees, crowd, followed, left_for, motivation, share_by
from tests.model.small_studies import lives, log_of, posts

from sesim.events import Kind, Reason
from sesim.model import leaving
from sesim.model.leaving import Phase, Spell
from sesim.model.parameters import ModelParameters

EVEN = {"dropout_early": 0.1, "dropout_middle": 0.1, "dropout_late": 0.1}
LONG_MAPPING = {"mapping": "long", "back_heaviness": 1.0}
PLACED = {"placement": {"aim": "placements", "months": 36.0}, "employer_focus": 1.0}
WORK = (Kind.JOB_STARTED, Kind.JOB_ENDED)
NO_HOURS = {"hours_per_fte": 16.5, "post_meeting_hours": 25.0}

DROPOUT: dict[str, tuple[dict[str, Any], dict[str, float], float, float]] = {
    "searching": ({}, EVEN, 6.0, 0.6),
    "preparing": (LONG_MAPPING, {**EVEN, "mapping_months_long": 36.0}, 6.0, 0.6),
    "preparing, then searching": (LONG_MAPPING, {**EVEN, "mapping_months_long": 3.0}, 6.0, 0.6),
    "placed": (PLACED, EVEN, 12.0, 1.2),
    "wavering": (motivation("wavering"), {**EVEN, "motivation_exit_ratio": 1.5}, 6.0, 0.9),
    "not motivated": (
        motivation("not_motivated"), {**EVEN, "motivation_exit_ratio": 1.5}, 6.0, 0.1 * 6 * 1.5**2
    ),
    "without any support": ({}, {**EVEN, **NO_HOURS}, 6.0, 1.2),
    "by time since enrolment": (
        {}, {"dropout_early": 0.05, "dropout_middle": 0.1, "dropout_late": 0.2}, 15.0,
        6 * 0.05 + 6 * 0.1 + 3 * 0.2,
    ),
    "by time, over two phases": (
        LONG_MAPPING,
        {"dropout_early": 0.05, "dropout_middle": 0.1, "dropout_late": 0.0,
         "mapping_months_long": 8.0},
        12.0, 6 * 0.05 + 6 * 0.1,
    ),
}  # fmt: skip
"""Programme, parameters, months, and the hazard that is due by then."""


@pytest.mark.parametrize("situation", DROPOUT)
def test_dropping_out_has_the_closed_form(situation: str) -> None:
    programme, parameters, months, hazard = DROPOUT[situation]
    found = share_by(crowd(programme, **parameters), months * MONTH, left_for(Reason.DROPPED_OUT))

    assert agrees(found, 1 - exp(-hazard))


@pytest.mark.parametrize("situation", ["wavering", "not motivated", "without any support"])
def test_one_hazard_for_all_would_be_noticed(
    situation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted error: neither motivation nor service makes a difference."""
    monkeypatch.setattr(leaving, "dropout_factor", lambda *_: 1.0)

    with pytest.raises(AssertionError):
        test_dropping_out_has_the_closed_form(situation)


def test_nobody_with_a_job_drops_out() -> None:
    log = log_of(crowd({"employer_focus": 1.0}, **EVEN))
    last = [life[-1] for life in lives(log).values()]
    after = [b for life in lives(log).values() for a, b in pairwise(life) if a.kind in WORK]

    assert sum(row.kind == Kind.JOB_STARTED for row in last) > 300
    assert not any(row.reason == Reason.DROPPED_OUT for row in after)


# --- rates that change on a day ------------------------------------------------------------------

FOUR_TIMES = [{"target": "parameters.dropout_factor", "set": 4.0, "since": "2013-06-01"}]


def test_other_rates_hold_from_the_next_phase_on() -> None:
    """What was risked under the old rates is spent at these: nobody pays for it later."""
    the_plan = crowd(LONG_MAPPING, FOUR_TIMES, **{**EVEN, "mapping_months_long": 12.0})
    change = the_plan.weeks[1]
    both = left = at_once = 0
    for life in followed(the_plan, 15 * MONTH):
        weeks = change - life[0].time
        if 3 * MONTH < weeks < 9 * MONTH:
            out = [row.time - life[0].time for row in life if row.reason == Reason.DROPPED_OUT]
            both += 1
            left += bool(out and out[0] <= 15 * MONTH)
            at_once += bool(out and abs(out[0] - 12 * MONTH) < 1e-3)

    assert both > 150
    assert at_once == 0
    assert agrees((left, both), 1 - exp(-(12 * 0.1 + 3 * 0.4)))


# --- no progress ---------------------------------------------------------------------------------

SLOW = {"no_progress_per_month": 0.2, "no_progress_months": 6.0, "mapping_months_long": 3.0}


def test_no_progress_counts_from_the_search_and_only_after_a_time() -> None:
    """Three months of mapping and six of search; then the hazard of 0.2 begins."""
    the_plan = crowd(LONG_MAPPING, **SLOW)
    log, closed = log_of(the_plan), left_for(Reason.NO_PROGRESS)

    assert share_by(the_plan, 9 * MONTH - 1e-3, closed, log=log)[0] == 0
    assert agrees(share_by(the_plan, 15 * MONTH, closed, log=log), 1 - exp(-0.2 * 6))


def test_a_search_counted_from_enrolment_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: it hits people who were never allowed to search."""
    no_progress = leaving._no_progress

    def from_enrolment(terms: ModelParameters, spell: Spell, phase: Phase, now: float) -> float:
        spell.closable_from = spell.began + terms.no_progress_weeks
        return no_progress(terms, spell, phase, now)

    monkeypatch.setattr(leaving, "_no_progress", from_enrolment)

    with pytest.raises(AssertionError):
        test_no_progress_counts_from_the_search_and_only_after_a_time()


def test_nobody_is_closed_in_a_placement() -> None:
    found = share_by(crowd(PLACED, **SLOW), 24 * MONTH, left_for(Reason.NO_PROGRESS))

    assert found[0] == 0


def test_time_in_a_placement_counts_but_spends_nothing() -> None:
    """Twenty weeks of search and a year of placement; then the hazard begins at once."""
    placed = {"placement": {"aim": "placements", "months": 12.0}, "employer_focus": 1.0}
    the_plan = crowd(placed, **SLOW, contacts_per_week=0.05)
    closed = left_for(Reason.NO_PROGRESS)
    found = share_by(the_plan, 4 * MONTH, closed, since=Kind.PLACEMENT_ENDED)

    assert agrees(found, 1 - exp(-0.2 * 4))


# --- rules ---------------------------------------------------------------------------------------

WITH_A_LIMIT: dict[str, Any] = {
    "support.jobless_limit_months": 7.0,
    "employer_focus": 1.0,
    "posts": posts(1.0),
    "placement": {"aim": "mixed", "months": 3.0},
    "job_kinds": {"ordinary": 0.0, "subsidised": 0.0, "transition": 0.0, "temporary": 1.0},
    "mapping": "medium",
    "back_heaviness": 1.0,
    "referral.per_year": 100.0,
}
OFTEN = {"accept": 0.06, "temporary_months": 2.0, "return_to_search": 1.0, "hired_per_month": 0.1}


def test_a_time_limit_counts_from_the_beginning_of_the_spell() -> None:
    """Whether the spell began with enrolment or the end of a job, and whatever came in it."""
    ends = []
    for life in lives(log_of(crowd(WITH_A_LIMIT, **OFTEN))).values():
        began = None
        for row in life:
            if row.kind in (Kind.ENROLLED, Kind.JOB_ENDED):
                began = row
            elif row.kind == Kind.EXITED and row.reason == Reason.TIME_LIMIT:
                assert began is not None
                assert row.time - began.time == pytest.approx(7 * MONTH)
                ends.append(began.kind)

    assert {Kind.ENROLLED, Kind.JOB_ENDED} <= set(ends)


def test_a_limit_that_begins_anew_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: every phase has the whole time again."""
    without = leaving._without_a_job

    def anew(programme: Any, person: Any, phase: Phase) -> tuple[float, Reason]:
        person.spell.began = programme.env.now
        return without(programme, person, phase)

    monkeypatch.setattr(leaving, "_without_a_job", anew)

    with pytest.raises(AssertionError):
        test_a_time_limit_counts_from_the_beginning_of_the_spell()


@pytest.mark.parametrize("focus", [0.0, 1.0])
def test_moving_on_does_not_ask_for_a_job(focus: float) -> None:
    """Half a year at 1.5 a year: the same with a job and without."""
    the_plan = crowd({"employer_focus": focus}, moved_on_per_year=1.5)
    found = share_by(the_plan, 6 * MONTH, left_for(Reason.MOVED_ON))

    assert agrees(found, 1 - exp(-1.5 / 2))
