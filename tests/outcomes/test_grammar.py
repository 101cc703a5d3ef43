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

from sesim.events import Answer, JobKind, Kind, Reason
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
    "job after referral": [(1.0, Kind.JOB_STARTED)],
    "job after enrolment": [IN, (2.0, Kind.JOB_STARTED)],
    "one job at a time": [IN, WORK, WORK],
    "job started": [IN, (6.0, Kind.JOB_ENDED), (8.0, Kind.JOB_STARTED)],
    "one placement at a time": [IN, PRACTICE, (5.0, Kind.PLACEMENT_STARTED)],
    "placement started": [IN, PRACTICE, *[(9.0, Kind.PLACEMENT_ENDED)] * 2],
    "placement over": [IN, PRACTICE, OUT],
    "one training at a time": [IN, *[(3.0, Kind.TRAINING_STARTED)] * 2],
    "training started": [IN, (3.0, Kind.TRAINING_ENDED)],
    "studies once": [IN, (3.0, Kind.STUDY_STARTED), (4.0, Kind.STUDY_STARTED)],
    "contact once": [IN, ASKED, ASKED],
    "hours after referral": [(1.0, Kind.HOURS_GIVEN), IN],
    "reason of a referral": [(0.0, Kind.REFERRED, {"reason": "study"})],
    "reason to withdraw": [(0.0, Kind.REFERRED), (1.0, Kind.WITHDREW, {"reason": "study"})],
    "reason of a placement's end": [IN, PRACTICE, (9.0, Kind.PLACEMENT_ENDED, {"reason": "lost"})],
    "reason of a job's start": [IN, (6.0, Kind.JOB_STARTED, {"reason": "hired"})],
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
    "a job after the exit": [IN, OUT, (21.0, Kind.JOB_STARTED), (30.0, Kind.JOB_ENDED)],
    "a job of a person who waits": [(0.0, Kind.REFERRED), (1.0, Kind.JOB_STARTED)],
    "a job of a person who is turned away": [
        (0.0, Kind.REFERRED),
        (1.0, Kind.SCREENED_OUT),
        (9.0, Kind.JOB_STARTED, {"reason": "found_alone"}),
    ],
    "motivation found, lost and found": [IN, (3.0, Kind.MOTIVATED), (9.0, Kind.MOTIVATED)],
    "a return under a new number": [(0.0, Kind.REFERRED, {"reason": "returned"}), IN],
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
    worked: bool = False
    once: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()


SPELLS = {Kind.TRAINING_STARTED, Kind.PLACEMENT_STARTED}
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
        may = state.enrolled is None and not state.refused and not state.worked
        return state._replace(known=True, enrolled=day) if may else None
    if kind == Kind.HOURS_GIVEN:
        return state if state.known else None
    if kind == Kind.JOB_STARTED:  # found alone, if need be
        may = state.known and kind not in state.open and day != state.enrolled
        return state._replace(open=state.open | {kind}, worked=True) if may else None
    if kind == Kind.JOB_ENDED:
        return _ended(state, Kind.JOB_STARTED)
    if not here:
        return None
    if kind == Kind.EXITED:
        return None if Kind.PLACEMENT_STARTED in state.open else state._replace(left=True)
    if kind in ENDS:
        return _ended(state, ENDS[kind])
    if kind in SPELLS:
        return None if kind in state.open else state._replace(open=state.open | {kind})
    if kind == Kind.STUDY_STARTED:
        return None if kind in state.once else state._replace(once=state.once | {kind})
    return state  # motivation, searches and contacts, as often as one likes


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
@settings(max_examples=250)
@given(st.lists(events | st.tuples(st.integers(0, 3).map(float), probable), max_size=6))
@example([(1.0, Kind.ENROLLED), (2.0, Kind.EXITED), (2.0, Kind.PLACEMENT_STARTED)])
def test_the_table_agrees_with_a_judge_that_tries_every_order(life: Life) -> None:
    assert (rules_broken(life) == set()) == possible(life)


DETAILS: dict[str, tuple[str, dict[str, Any]]] = {
    **{answer: (Kind.EMPLOYER_CONTACT, {"answer": answer}) for answer in Answer},
    "hired there": (Kind.PLACEMENT_ENDED, {"reason": "hired"}),
    "not hired there": (Kind.PLACEMENT_ENDED, {"reason": "health"}),
    **{word: (Kind.PLACEMENT_ENDED, {"reason": word}) for word in ("renewed", "left_programme")},
    **{word: (Kind.JOB_STARTED, {"reason": word}) for word in ("found_alone", "bridged")},
}
"""The kind of an event by its word in the table, and the columns that it needs."""


class Walk:
    """A person who goes through the table of what may follow what."""

    def __init__(self) -> None:
        self.word, self.day = START, 0.0
        self.life: list[Any] = []
        self.enrolled = self.left = self.working = self.placed = False
        self.job_kind = "ordinary"

    def may(self) -> list[str]:
        """Return what the table allows, without what this person cannot do (see `LIFE`)."""
        forbidden = {Kind.JOB_ENDED} if not self.working else {"found_alone"}
        if self.job_kind not in ("temporary", "transition"):
            forbidden.add("bridged")
        if not self.enrolled or self.left:
            forbidden |= {Kind.SEARCH_STARTED, *Reason} - {"found_alone", "bridged"}
        if not self.enrolled and self.word == Kind.REFERRED:
            forbidden -= {"found_job"}
        return sorted({*map(str, FOLLOWS[self.word])} - {*map(str, forbidden)})

    def go(self, word: str, weeks: float, job_kind: str) -> None:
        at_once = self.word == "found_job" or word == "bridged"
        self.day += 0.0 if at_once else weeks
        kind, extra = DETAILS.get(word) or self._plain(word)
        if kind == Kind.JOB_STARTED:
            self.working, self.job_kind = True, job_kind
        if kind == Kind.JOB_ENDED:
            self.working = False
        self.enrolled = self.enrolled or kind == Kind.ENROLLED
        self.left = self.left or kind == Kind.EXITED
        self.placed = kind == Kind.PLACEMENT_STARTED
        job = {"job_kind": self.job_kind} if kind in (Kind.JOB_STARTED, Kind.JOB_ENDED) else {}
        self.life.append((self.day, kind, {**extra, **job, "employer": -1}))
        self.word = word

    def _plain(self, word: str) -> tuple[str, dict[str, Any]]:
        if word == "found_job":
            return Kind.PLACEMENT_ENDED if self.placed else Kind.WITHDREW, {"reason": word}
        return (word, {}) if word in list(Kind) else (Kind.EXITED, {"reason": word})


@st.composite
def complete_lives(draw: Callable[..., Any]) -> list[Any]:
    """Walk through the table of what may follow what, for at most twenty events."""
    walk = Walk()
    for _ in range(draw(st.integers(1, 20))):
        if not (may := walk.may()):
            break
        weeks = draw(st.sampled_from([0.25, 1.0, 3.0]))
        walk.go(draw(st.sampled_from(may)), weeks, draw(st.sampled_from(list(JobKind))))
        if walk.enrolled and not walk.left and draw(st.integers(0, 4)) == 0:
            walk.life.append((walk.day, Kind.MOTIVATED, {"employer": -1}))
    return walk.life


@settings(max_examples=60)
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
@settings(max_examples=150)
@given(complete_lives(), st.sampled_from(list(MUTATIONS)), st.integers(0, 99), st.integers(0, 16))
def test_a_mistake_is_caught_or_makes_another_possible_life(
    life: list[Any], mistake: str, place: int, other: int
) -> None:
    mistaken = MUTATIONS[mistake](life, place % len(life), other)
    mistaken = [(float(int(day)), *event) for day, *event in mistaken]
    assume(max(Counter(day for day, *_ in mistaken).values(), default=0) <= 5)  # orders to try

    assert (rules_broken(mistaken) == set()) == possible([event[:2] for event in mistaken])


# --- complete lives, by hand ----------------------------------------------------------------------

AT = {"employer": 4}
ALONE = {"reason": "found_alone", "job_kind": "ordinary"}
SHORT = {"job_kind": "temporary"}
CAME = [(0.0, Kind.REFERRED), (2.0, Kind.ENROLLED)]
TRIED = [
    *CAME,
    (3.0, Kind.SEARCH_STARTED),
    (4.0, Kind.EMPLOYER_CONTACT, {"answer": "turned_down", "employer": 9}),
    (4.0, Kind.EMPLOYER_CONTACT, {"answer": "placement", **AT}),
    (5.0, Kind.PLACEMENT_STARTED, AT),
]
BRIEF = [
    *TRIED,
    (6.0, Kind.PLACEMENT_ENDED, {"reason": "hired", **AT}),
    (6.0, Kind.JOB_STARTED, {**SHORT, **AT}),
]
ENDED = (9.0, Kind.JOB_ENDED, {**SHORT, **AT, "reason": "fixed_term_ended"})
BRIDGE = (9.0, Kind.JOB_STARTED, {"reason": "bridged", "job_kind": "ordinary", **AT})
LEFT_IN_WORK = (8.0, Kind.EXITED, {"reason": "support_ended_in_work"})
GONE = (7.0, Kind.EXITED, {"reason": "no_progress"})
OF_ALONE = (9.0, Kind.JOB_ENDED, {"job_kind": "ordinary", "reason": "quit"})

COMPLETE_LIVES: dict[str, list[Any]] = {
    "found alone while preparing": [*CAME, (3.0, Kind.JOB_STARTED, ALONE), OF_ALONE],
    "found alone in training": [
        *CAME,
        (2.5, Kind.TRAINING_STARTED),
        (3.0, Kind.TRAINING_ENDED),
        (3.0, Kind.JOB_STARTED, ALONE),
    ],
    "found alone in a placement": [
        *TRIED,
        (6.0, Kind.PLACEMENT_ENDED, {"reason": "found_job", **AT}),
        (6.0, Kind.JOB_STARTED, ALONE),
        OF_ALONE,
        (9.0, Kind.SEARCH_STARTED),
    ],
    "found alone while waiting": [
        (0.0, Kind.REFERRED),
        (1.0, Kind.WITHDREW, {"reason": "found_job"}),
        (1.0, Kind.JOB_STARTED, ALONE),
        OF_ALONE,
        (12.0, Kind.JOB_STARTED, ALONE),
    ],
    "found alone after being turned away": [
        (0.0, Kind.REFERRED),
        (1.0, Kind.SCREENED_OUT),
        (4.0, Kind.JOB_STARTED, ALONE),
    ],
    "found alone after leaving": [*CAME, GONE, (8.0, Kind.JOB_STARTED, ALONE), OF_ALONE],
    "bridged in the stay": [*BRIEF, ENDED, BRIDGE],
    "bridged after the stay": [*BRIEF, LEFT_IN_WORK, ENDED, BRIDGE],
    "motivated while placed and in work": [
        *TRIED,
        (5.5, Kind.MOTIVATED),
        *BRIEF[-2:],
        (7.0, Kind.MOTIVATED),
    ],
}


@pytest.mark.parametrize("what", COMPLETE_LIVES)
def test_a_life_that_the_model_can_give_is_legal(what: str) -> None:
    assert violations(table(COMPLETE_LIVES[what]), complete=True).empty


def without(row: Any, **details: Any) -> Any:
    """Return a row with other details."""
    week, kind, old = row
    return week, kind, {**old, **details}


MISTAKES: dict[str, tuple[str, list[Any]]] = {
    "through the programme after leaving": (
        "turn",
        [*CAME, GONE, (8.0, Kind.JOB_STARTED, {"job_kind": "ordinary"})],
    ),
    "through the programme while waiting": (
        "turn",
        [(0.0, Kind.REFERRED), (1.0, Kind.JOB_STARTED, {"job_kind": "ordinary"})],
    ),
    "found alone while still waiting": (
        "turn",
        [(0.0, Kind.REFERRED), (1.0, Kind.JOB_STARTED, ALONE)],
    ),
    "left the queue for a job that never began": (
        "at once",
        [
            (0.0, Kind.REFERRED),
            (1.0, Kind.WITHDREW, {"reason": "found_job"}),
            (2.0, Kind.JOB_STARTED, ALONE),
        ],
    ),
    "found alone in a placement that goes on": (
        "turn",
        [*TRIED, (6.0, Kind.JOB_STARTED, ALONE)],
    ),
    "found alone in training that goes on": (
        "turn",
        [*CAME, (2.5, Kind.TRAINING_STARTED), (3.0, Kind.JOB_STARTED, ALONE)],
    ),
    "a placement ends elsewhere": (
        "same employer",
        [
            *TRIED,
            (6.0, Kind.PLACEMENT_ENDED, {"reason": "found_job", "employer": 5}),
            (6.0, Kind.JOB_STARTED, ALONE),
        ],
    ),
    "found alone in the pool": (
        "job found alone",
        [*CAME, (3.0, Kind.JOB_STARTED, {**ALONE, **AT})],
    ),
    "ends as another kind": (
        "same kind of job",
        [*CAME, (3.0, Kind.JOB_STARTED, ALONE), without(OF_ALONE, job_kind="subsidised")],
    ),
    "bridged to another employer": (
        "same employer",
        [*BRIEF, ENDED, without(BRIDGE, employer=5)],
    ),
    "bridged a week later": ("at once", [*BRIEF, ENDED, (10.0, *BRIDGE[1:])]),
    "bridged after an ordinary job": (
        "bridge",
        [
            *BRIEF[:-1],
            without(BRIEF[-1], job_kind="ordinary"),
            without(ENDED, job_kind="ordinary"),
            BRIDGE,
        ],
    ),
    "bridged without a job before": ("turn", [*CAME, (3.0, *BRIDGE[1:])]),
    "motivated after leaving": ("enrolled still", [*CAME, GONE, (8.0, Kind.MOTIVATED)]),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_simulated_life_is_noticed(mistake: str) -> None:
    rule, life = MISTAKES[mistake]
    found = set(violations(table(life), complete=True)["rule"])

    assert rule in found
    # A job without the job before it breaks two rules.
    assert found <= {rule, "bridge"}


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
    "a job of a person who never came": ([(9.0, Kind.JOB_STARTED)], "job after referral"),
    "in work at entry": (
        [(0.0, Kind.REFERRED), (1.0, Kind.JOB_STARTED), (17.0, Kind.ENROLLED)],
        "job after enrolment",
    ),
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
