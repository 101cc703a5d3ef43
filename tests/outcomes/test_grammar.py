"""The rules of a life, tried against a judge that was written without looking at them."""

from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import permutations, product
from typing import Any, NamedTuple
from unittest.mock import patch

import pandas as pd
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sesim.events import Kind
from sesim.outcomes import events_frame, participants_table, read_events, violations
from sesim.outcomes.checks import START, one_at_a_time
from sesim.outcomes.grammar import COMPLETE, FOLLOWS, LIFE, STAY, Rule

Event = tuple[float, str]
Life = list[Event]


def table(life: list[Any], participant: int = 1) -> pd.DataFrame:
    """Return a log of one person, from (week, kind, details)."""
    rows = [
        {"participant": participant, "time": week, "kind": kind, "employer": -1, **dict(*details)}
        for week, kind, *details in life
    ]
    names = ["participant", "time", "kind", "reason", "job_kind", "answer", "employer"]
    names += ["coach", "fte"]
    return events_frame({"here": {n: [row.get(n) for row in rows] for n in names}}, 0)


def rules_broken(life: list[Any]) -> set[str]:
    return set(violations(table(life))["rule"])


# --- each rule -----------------------------------------------------------------------------------

IN = (2.0, Kind.ENROLLED)
WORK, PRACTICE = (6.0, Kind.JOB_STARTED), (4.0, Kind.PLACEMENT_STARTED)
OUT = (20.0, Kind.EXITED)
ASKED = (5.0, Kind.EMPLOYER_CONTACT, {"employer": 4})

BREACHES: dict[str, list[Any]] = {
    "owner": [(1.0, Kind.POST_CHANGED, {"coach": "coach_1", "fte": 1.0})],
    "one referral": [(1.0, Kind.REFERRED), (1.0, Kind.REFERRED), IN],
    "referral first": [IN, (3.0, Kind.REFERRED)],
    "referred": [(1.0, Kind.WITHDREW)],
    "one refusal": [(1.0, Kind.REFERRED), (2.0, Kind.WITHDREW), (3.0, Kind.SCREENED_OUT)],
    "not admitted": [(1.0, Kind.REFERRED), (1.0, Kind.SCREENED_OUT), IN],
    "one enrolment": [IN, OUT, (40.0, Kind.ENROLLED)],
    "stay begun": [(1.0, Kind.EXITED), IN],
    "enrolled before": [(1.0, Kind.SEARCH_STARTED), IN],
    "enrolled still": [IN, OUT, (21.0, Kind.STUDY_STARTED)],
    "job after enrolment": [IN, (2.0, Kind.JOB_STARTED)],
    "job before exit": [IN, OUT, (21.0, Kind.JOB_STARTED)],
    "one job at a time": [IN, WORK, WORK],
    "job started": [IN, (6.0, Kind.JOB_ENDED), (8.0, Kind.JOB_STARTED)],
    "one placement at a time": [IN, PRACTICE, (5.0, Kind.PLACEMENT_STARTED)],
    "placement started": [IN, PRACTICE, *[(9.0, Kind.PLACEMENT_ENDED)] * 2],
    "placement over": [IN, PRACTICE, OUT],
    "one training at a time": [IN, *[(3.0, Kind.TRAINING_STARTED)] * 2],
    "training started": [IN, (3.0, Kind.TRAINING_ENDED)],
    "motivated once": [IN, (3.0, Kind.MOTIVATED), (4.0, Kind.MOTIVATED)],
    "studies once": [IN, (3.0, Kind.STUDY_STARTED), (4.0, Kind.STUDY_STARTED)],
    "contact once": [IN, ASKED, ASKED],
    "hours after referral": [(1.0, Kind.HOURS_GIVEN), IN],
    "reason to withdraw": [(0.0, Kind.REFERRED), (1.0, Kind.WITHDREW, {"reason": "study"})],
    "reason of a placement's end": [IN, PRACTICE, (9.0, Kind.PLACEMENT_ENDED, {"reason": "lost"})],
    "reason of a job's end": [IN, WORK, (9.0, Kind.JOB_ENDED, {"reason": "hired"})],
    "reason to leave": [IN, (9.0, Kind.EXITED, {"reason": "lost"})],
}


@pytest.mark.parametrize("rule", BREACHES)
def test_each_rule_is_broken_by_its_example_alone(rule: str) -> None:
    assert rules_broken(BREACHES[rule]) == {rule}


def test_a_post_needs_a_name_and_a_size() -> None:
    wrong = [(1.0, Kind.POST_CHANGED, {"coach": "coach_1"}), (1.0, Kind.POST_CHANGED, {"fte": 1.0})]

    assert list(violations(table(wrong, -1))["rule"]) == ["post", "post"]


def test_every_rule_has_an_example() -> None:
    assert [rule.name for rule in LIFE] == ["owner", "post", *list(BREACHES)[1:]]
    assert len({rule.name for rule in (*LIFE, *COMPLETE)}) == len(LIFE) + len(COMPLETE)


LEGAL: dict[str, list[Any]] = {
    "no more than a referral": [(1.0, Kind.REFERRED)],
    "all on one day": [(1.0, Kind.EXITED), (1.0, Kind.ENROLLED), (1.0, Kind.REFERRED)],
    "hired from a placement, upside down": [
        (9.0, Kind.JOB_STARTED),
        (9.0, Kind.PLACEMENT_ENDED, {"reason": "hired"}),
        PRACTICE,
        IN,
    ],
    "from job to job on one day": [IN, WORK, (9.0, Kind.JOB_STARTED), (9.0, Kind.JOB_ENDED)],
    "a job that outlasts the stay": [IN, WORK, OUT, (30.0, Kind.JOB_ENDED, {"reason": "lost"})],
    "a job on the last day": [IN, (20.0, Kind.JOB_STARTED), OUT],
    "two unknown employers on one day": [IN, *[(5.0, Kind.EMPLOYER_CONTACT)] * 2],
    "asked twice, with two answers": [
        IN,
        (5.0, Kind.EMPLOYER_CONTACT, {"employer": 4, "answer": "refused"}),
        (5.0, Kind.EMPLOYER_CONTACT, {"employer": 4, "answer": "placement"}),
    ],
    "hours before enrolment": [(0.0, Kind.REFERRED), (1.0, Kind.HOURS_GIVEN), IN],
}


@pytest.mark.parametrize("life", LEGAL)
def test_what_can_happen_is_not_refused(life: str) -> None:
    assert rules_broken(LEGAL[life]) == set()


RETURN = Rule(
    "one stay at a time", "a stay starts when the one before has ended", one_at_a_time(*STAY)
)
LATER: dict[str, tuple[str, list[Rule], list[Any]]] = {
    "a job found alone while waiting": (
        "job after enrolment",
        [],
        [(0.0, Kind.REFERRED), (1.0, Kind.JOB_STARTED)],
    ),
    "a job found alone after leaving": (
        "job before exit",
        [],
        [IN, OUT, (21.0, Kind.JOB_STARTED), (30.0, Kind.JOB_ENDED)],
    ),
    "a return as a new stay": (
        "one enrolment",
        [RETURN],
        [IN, OUT, (40.0, Kind.ENROLLED), (60.0, Kind.JOB_STARTED), (70.0, Kind.EXITED)],
    ),
}
"""What another model may make legal: the line that goes, and the one that comes instead."""


@pytest.mark.parametrize("what", LATER)
def test_a_life_becomes_legal_with_one_line(what: str) -> None:
    line, instead, life = LATER[what]
    other = (*(rule for rule in LIFE if rule.name != line), *instead)

    assert rules_broken(life) == {line}
    with patch("sesim.outcomes.grammar.LIFE", other):
        assert rules_broken(life) == set()
        assert rules_broken([IN, (3.0, Kind.ENROLLED)]) != set() or not instead


# --- another judge -------------------------------------------------------------------------------


class State(NamedTuple):
    """How far a person has come."""

    known: bool = False
    enrolled: float | None = None
    left: bool = False
    refused: bool = False
    once: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()


SPELLS = {Kind.TRAINING_STARTED, Kind.PLACEMENT_STARTED, Kind.JOB_STARTED}
ENDS = {
    Kind.TRAINING_ENDED: Kind.TRAINING_STARTED,
    Kind.PLACEMENT_ENDED: Kind.PLACEMENT_STARTED,
    Kind.JOB_ENDED: Kind.JOB_STARTED,
}


def step(state: State, event: Event) -> State | None:
    """Return what comes of an event, or None if it cannot happen."""
    day, kind = event
    here = state.enrolled is not None and not state.left
    if kind == Kind.REFERRED:
        return None if state.known else state._replace(known=True, once=frozenset({kind}))
    if kind in (Kind.SCREENED_OUT, Kind.WITHDREW):
        may = Kind.REFERRED in state.once and state.enrolled is None and not state.refused
        return state._replace(refused=True) if may else None
    if kind == Kind.ENROLLED:
        may = state.enrolled is None and not state.refused
        return state._replace(known=True, enrolled=day) if may else None
    if kind == Kind.HOURS_GIVEN:
        return state if state.known else None
    if kind == Kind.JOB_ENDED:
        return _ended(state, Kind.JOB_STARTED)
    if not here:
        return None
    if kind == Kind.EXITED:
        return None if Kind.PLACEMENT_STARTED in state.open else state._replace(left=True)
    if kind in ENDS:
        return _ended(state, ENDS[kind])
    if kind in SPELLS:
        if kind in state.open or (kind == Kind.JOB_STARTED and day == state.enrolled):
            return None
        return state._replace(open=state.open | {kind})
    if kind in (Kind.MOTIVATED, Kind.STUDY_STARTED):
        return None if kind in state.once else state._replace(once=state.once | {kind})
    return state  # searches and contacts, as often as one likes


def _ended(state: State, spell: str) -> State | None:
    return state._replace(open=state.open - {spell}) if spell in state.open else None


def possible(life: Life) -> bool:
    """Whether the events can have happened, in some order within each day."""
    days: dict[float, list[Event]] = defaultdict(list)
    for event in sorted(life):
        days[event[0]].append(event)
    orders = [set(permutations(events)) for events in days.values()]
    return any(_goes_through(order) for order in product(*orders))


def _goes_through(order: tuple[tuple[Event, ...], ...]) -> bool:
    state: State | None = State()
    for event in (event for day in order for event in day):
        state = step(state, event)
        if state is None:
            return False
    return True


KINDS = [kind for kind in Kind if kind != Kind.POST_CHANGED]
events = st.tuples(st.integers(0, 3).map(float), st.sampled_from(KINDS))
probable = st.sampled_from(
    [Kind.REFERRED, Kind.ENROLLED, Kind.EXITED, Kind.JOB_STARTED, Kind.JOB_ENDED]
)


@pytest.mark.slow
@settings(max_examples=250, deadline=None)
@given(st.lists(events | st.tuples(st.integers(0, 3).map(float), probable), max_size=6))
@example([(1.0, Kind.ENROLLED), (2.0, Kind.EXITED), (2.0, Kind.PLACEMENT_STARTED)])
def test_the_table_agrees_with_a_judge_that_tries_every_order(life: Life) -> None:
    assert (rules_broken(life) == set()) == possible(life)


@st.composite
def complete_lives(draw: Callable[..., Any]) -> list[Any]:
    """Walk through the table of what may follow what, for at most twenty events."""
    details: dict[str, tuple[str, dict[str, Any]]] = {
        **{word: (Kind.EMPLOYER_CONTACT, {"answer": word}) for word in ("refused", "placement")},
        "hired": (Kind.EMPLOYER_CONTACT, {"answer": "hired"}),
        "hired there": (Kind.PLACEMENT_ENDED, {"reason": "hired"}),
        "not hired there": (Kind.PLACEMENT_ENDED, {"reason": "health"}),
        **{
            word: (Kind.PLACEMENT_ENDED, {"reason": word}) for word in ("renewed", "left_programme")
        },
    }
    word, day, life, working, left = START, 0.0, [], False, False
    for _ in range(draw(st.integers(1, 20))):
        may = sorted(map(str, FOLLOWS[word]))
        if left:
            may = [after for after in may if working and after == Kind.JOB_ENDED]
        if not may:
            break
        word = draw(st.sampled_from(may))
        day += draw(st.sampled_from([0.25, 1.0, 3.0]))
        kind, extra = details.get(word) or _plain(word)
        working = {Kind.JOB_STARTED: True, Kind.JOB_ENDED: False}.get(kind, working)
        left = left or kind == Kind.EXITED
        job = {"job_kind": "ordinary"} if kind in (Kind.JOB_STARTED, Kind.JOB_ENDED) else {}
        life.append((day, kind, {**extra, **job, "employer": -1}))
    return life


def _plain(word: str) -> tuple[str, dict[str, Any]]:
    return (word, {}) if word in list(Kind) else (Kind.EXITED, {"reason": word})


@settings(max_examples=60, deadline=None)
@given(complete_lives())
def test_a_complete_life_is_a_life(life: list[Any]) -> None:
    """The two parts of the table agree: what may follow what breaks no other rule."""
    assert violations(table(life), complete=True).empty
    assert violations(table(life)).empty


MUTATIONS: dict[str, Callable[[list[Any], int, int], list[Any]]] = {
    "delete": lambda life, i, _: life[:i] + life[i + 1 :],
    "duplicate": lambda life, i, _: [*life, life[i]],
    "shift": lambda life, i, j: (
        [*life[:i], (max(life[i][0] + j - 8, 0), *life[i][1:]), *life[i + 1 :]]
    ),
    "swap": lambda life, i, j: [
        (life[{i: j % len(life), j % len(life): i}.get(place, place)][0], *event[1:])
        for place, event in enumerate(life)
    ],
}


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(complete_lives(), st.sampled_from(list(MUTATIONS)), st.integers(0, 99), st.integers(0, 16))
def test_a_mistake_is_caught_or_makes_another_possible_life(
    life: list[Any], mistake: str, place: int, other: int
) -> None:
    mistaken = MUTATIONS[mistake](life, place % len(life), other)
    mistaken = [(float(int(day)), *event) for day, *event in mistaken]
    assume(max(Counter(day for day, *_ in mistaken).values(), default=0) <= 5)  # orders to try

    assert (rules_broken(mistaken) == set()) == possible([event[:2] for event in mistaken])


# --- the cases of the field ----------------------------------------------------------------------

CASES: dict[str, tuple[list[Any], str]] = {
    "exit before enrolment": ([(10.0, Kind.ENROLLED), (4.0, Kind.EXITED)], "stay begun"),
    "a second stay": ([IN, OUT, (40.0, Kind.ENROLLED), (60.0, Kind.JOB_STARTED)], "one enrolment"),
    "a row twice": ([IN, WORK, WORK], "one job at a time"),
    "an end without a start": (
        [IN, (20.0, Kind.JOB_ENDED), (30.0, Kind.JOB_STARTED)],
        "job started",
    ),
    "an exit without enrolment": ([(0.0, Kind.REFERRED), (12.0, Kind.EXITED)], "stay begun"),
    "in work at entry": ([(1.0, Kind.JOB_STARTED), (17.0, Kind.ENROLLED)], "job after enrolment"),
}


@pytest.mark.parametrize("case", CASES)
def test_absurd_records_are_refused(case: str) -> None:
    life, rule = CASES[case]
    with pytest.raises(ValueError, match=rf"row \d, participant 1 of here: .*\(rule: {rule}\)"):
        read_events(table(life))


def without_rules(life: list[Any]) -> pd.DataFrame:
    """A planted error: reading as it was before there were rules."""
    none = violations(table([]))
    with patch("sesim.outcomes.records.violations", lambda _: none):
        return participants_table(read_events(table(life)), 100.0)


@pytest.mark.parametrize("case", CASES)
def test_without_the_rules_each_case_would_pass(case: str) -> None:
    assert len(without_rules(CASES[case][0])) == 1


def test_without_the_rules_figures_are_absurd() -> None:
    early = without_rules(CASES["exit before enrolment"][0])
    twice = without_rules(CASES["a row twice"][0])

    assert (early["exited"] - early["enrolled"]).item() < 0
    assert twice["weeks_worked"].item() > 100.0
