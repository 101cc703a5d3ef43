"""Histories of plans: they are those of an ordinary study, and plans only share what is common."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model import small_studies

from sesim import model, outcomes
from sesim.outcomes import ALL
from sesim.outcomes.definitions.people import PEOPLE
from sesim.plan import simulation
from sesim.plan.candidates import Choice, choice
from sesim.plan.goals import AskedGoal
from sesim.plan.question import PAYERS, PlanAnswer, PlanQuestion, answer
from sesim.plan.selection import Rules
from sesim.plan.settings import PlanGoal
from sesim.plan.simulation import PlanTask, TrialFigure, Trials, chunks, simulate
from sesim.plan.store import TrialStore
from sesim.runs.draws import REPLICATIONS_PER_DRAW, drawn, with_parameters
from sesim.runs.parallel import Crew
from sesim.runs.replicate import replicate, work_order
from sesim.study import Study
from sesim.study.frozen import unchecked

START, END = "2013-01-01", "2014-06-30"

PEOPLE_TODAY = [
    {"person": 1, "phase": "mapping", "enrolled": "2012-11-01", "referred": "2012-09-01"},
    {"person": 2, "phase": "search", "enrolled": "2012-03-01", "since": "2012-10-01"},
    {"person": 3, "phase": "waiting", "referred": "2012-11-20"},
]
"""Today's people one by one: the states of simulated people like them are noted in the past."""

TODAY: dict[str, Any] = {"date": START, "people": PEOPLE_TODAY}

WANTED = (
    TrialFigure("employed", "here"),
    TrialFigure("waiting", "here"),
    TrialFigure("first_jobs_2013", "here"),
    TrialFigure("service_ratio", "here"),
    TrialFigure("ledger_public", "here"),
)  # fmt: skip

LEVERS: dict[str, Sequence[Any]] = {
    "fte": (1.5, 3.0),
    "back_heaviness": (0.1, 0.9),
    "parameters.accept": (0.3,),
}


def begun(programme: Mapping[str, Any] | None = None, **settings: Any) -> Study:
    """Return a study that begins with people, with another parameter draw in each history."""
    settings = {"start": START, "end": END, "workers": 1, **settings}
    study = small_studies.study({"today": TODAY, **(programme or {})}, **settings)
    return with_parameters(study, "posterior")


def plans_of(
    study: Study, since: date | None = None, levers: Mapping[str, Sequence[Any]] = LEVERS
) -> tuple[Choice, list[Study]]:
    """Return plans, and the study under each."""
    found = choice(study, levers, since, "plan")
    return found, [unchecked(study, scenario=one.scenario) for one in found.candidates]


def task(
    studies: Sequence[Study], numbers: range, wanted: Sequence[TrialFigure] = WANTED
) -> PlanTask:
    orders = {i: work_order(study, drawn(study)) for i, study in enumerate(studies)}
    return PlanTask(orders, numbers, tuple(wanted))


def ordinary(study: Study, histories: int, wanted: Sequence[TrialFigure] = WANTED) -> Any:
    """Return the same values from an ordinary study: those of every other replication."""
    settings = unchecked(study.settings, replications=histories * REPLICATIONS_PER_DRAW)
    measures = replicate(unchecked(study, settings=settings)).measures
    mine = measures[(measures["group"] == ALL)]
    found = mine.pivot_table(
        index="replication", columns=["programme", "outcome"], values="value", observed=True
    )
    numbers = range(0, histories * REPLICATIONS_PER_DRAW, REPLICATIONS_PER_DRAW)
    columns = [(one.programme, one.outcome) for one in wanted]
    return found.reindex(index=numbers, columns=columns).to_numpy()


# --- an ordinary study ----------------------------------------------------------------------------


def test_histories_are_those_of_a_study_under_the_plan() -> None:
    """Replications 0, 2 and 4, each the first one with its parameter draw."""
    _, studies = plans_of(begun())
    found = simulate(task([studies[0], studies[3]], range(3)))

    for plan, study in enumerate((studies[0], studies[3])):
        np.testing.assert_array_equal(found.values[plan], ordinary(study, 3))
    assert not np.array_equal(found.values[0], found.values[1])


def test_each_history_has_its_own_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    study = begun()
    draws, used = drawn(study), []
    assert draws is not None
    kept = type(draws).study

    def noted(self: Any, study: Study, draw: int, number: int | None = None) -> Study:
        used.append(draw)
        return kept(self, study, draw, number)

    monkeypatch.setattr(type(draws), "study", noted)
    simulate(task([study], range(4, 8)))

    assert sorted(set(used)) == [4, 5, 6, 7]


# --- one past -------------------------------------------------------------------------------------


def logs(
    monkeypatch: pytest.MonkeyPatch, given: PlanTask, *, shared: bool
) -> tuple[list[dict[str, list[object]]], int]:
    """Return the event logs of a task's histories, and how many pasts were simulated for them."""
    found, simulated = [], 0
    run, past = model.run, model.replication.past

    def running(*arguments: Any, before: model.Past | None = None) -> dict[str, list[object]]:
        found.append(run(*arguments, before=before if shared else None))
        return found[-1]

    def passing(*arguments: Any) -> model.Past:
        nonlocal simulated
        simulated += 1
        return past(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(model, "run", running)
        patched.setattr(model.replication, "past", passing)
        simulate(given)
    return found, simulated


@pytest.mark.parametrize("since", [None, date(2013, 9, 1)])
@pytest.mark.parametrize(
    "today", [TODAY, {"date": START, "enrolled": 12, "waiting": 4}], ids=["people", "numbers"]
)
def test_plans_share_the_past_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, since: date | None, today: Mapping[str, Any]
) -> None:
    """The first plan's history leaves the past as it was for the next one."""
    _, studies = plans_of(begun({"today": today}), since)
    given = task(studies, range(2))

    together, simulated = logs(monkeypatch, given, shared=True)
    alone, _ = logs(monkeypatch, given, shared=False)

    assert simulated == 2  # one for each history
    assert together == alone
    assert len({str(log) for log in together}) > 2  # the plans do differ


def test_the_past_is_of_its_own_history(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: the past of the first history for all of them is noticed."""
    given = task([begun()], range(2))
    alone, _ = logs(monkeypatch, given, shared=True)
    first = model.past_of(given.orders[0].programmes_of(0)["here"], 0)
    with monkeypatch.context() as patched:
        patched.setattr(model, "past_of", lambda *_: first)
        wrong, _ = logs(monkeypatch, given, shared=True)

    assert wrong[0] == alone[0]
    assert wrong[1] != alone[1]


# --- on a day -------------------------------------------------------------------------------------


def test_outcomes_on_a_day_are_those_of_a_study_that_ends_then() -> None:
    day = date(2014, 1, 31)
    years = {name.replace("{year}", "2013") for name in PEOPLE if "{year} " not in name}
    wanted = [TrialFigure(name, "here", day) for name in sorted(years)]
    study = begun()
    until = begun(end=day)

    found = simulate(task([study], range(3), wanted)).values[0]
    expected = ordinary(until, 3, wanted)
    later = simulate(task([study], range(3), [one._replace(on=None) for one in wanted])).values[0]

    missing = [inf if outcomes.describe(one.outcome).unbounded else np.nan for one in wanted]
    expected = np.where(np.isnan(expected), missing, expected)
    np.testing.assert_array_equal(found, expected)
    assert len(wanted) > 30
    assert (np.nan_to_num(found) != np.nan_to_num(later)).any(axis=0).mean() > 0.3


# --- pieces of work -------------------------------------------------------------------------------


@given(first=st.integers(0, 1000), number=st.integers(1, 1000))
def test_pieces_of_work_are_all_histories_in_order(first: int, number: int) -> None:
    pieces = chunks(range(first, first + number))

    assert [i for piece in pieces for i in piece] == list(range(first, first + number))
    assert max(map(len, pieces)) <= simulation.LARGEST_CHUNK
    assert len(pieces) >= min(number, simulation.PIECES)  # enough for several processes


def test_pieces_of_work_make_no_difference() -> None:
    _, studies = plans_of(begun())
    whole = simulate(task(studies[:2], range(3)))
    parts = [simulate(task(studies[:2], range(i, i + 1))) for i in range(3)]

    np.testing.assert_array_equal(
        np.concatenate([part.values for part in parts], axis=1), whole.values
    )
    assert whole.candidates == (0, 1)
    assert [part.numbers for part in parts] == [range(1), range(1, 2), range(2, 3)]


def question(study: Study, goals: Sequence[PlanGoal], rules: Rules) -> PlanQuestion:
    found, _ = plans_of(study, levers={"fte": (1.5, 3.0), "back_heaviness": (0.5, 0.9)})
    asked = [
        AskedGoal(goal, TrialFigure(goal.outcome, "here", goal.on), certainty)
        for goal, certainty in zip(goals, rules.certainties, strict=True)
    ]
    return PlanQuestion(study, found, tuple(asked), rules, "posts")


@pytest.fixture
def store(tmp_path: Any) -> Callable[[str], TrialStore]:
    """Return a function that makes a store of histories."""

    def call(name: str) -> TrialStore:
        (tmp_path / name).mkdir(exist_ok=True)
        return TrialStore(tmp_path / name)

    return call


GOALS = [PlanGoal(outcome="employed", at_least=4.0), PlanGoal(outcome="waiting", at_most=6.0)]
RULES = Rules((0.5, 0.8), 0.1, 4, 8)


def same(one: PlanAnswer, other: PlanAnswer) -> bool:
    """Whether two answers are the same to the last digit."""
    records = ([str(record) for record in found.search.records] for found in (one, other))
    pairs = zip(one.histories, other.histories, strict=True)
    return (
        len(set(map(tuple, records))) == 1
        and one.search.order == other.search.order
        and all(np.array_equal(mine, theirs, equal_nan=True) for mine, theirs in pairs)
    )


@pytest.mark.slow
def test_workers_make_no_difference(store: Callable[[str], TrialStore]) -> None:
    asked = question(begun(end="2013-03-31"), GOALS, RULES)

    here = answer(asked, Crew(1), store("here"), lambda _: None)
    elsewhere = answer(asked, Crew(2), store("elsewhere"), lambda _: None)

    assert same(here, elsewhere)


def test_kept_histories_are_not_simulated_again(
    store: Callable[[str], TrialStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = question(begun(end="2013-02-28"), GOALS, RULES)
    done: list[list[int]] = [[], []]
    first = answer(asked, Crew(1), store("kept"), done[0].append)

    def refuse(_: PlanTask) -> Trials:
        pytest.fail("a history was simulated again")

    monkeypatch.setattr("sesim.plan.question.simulate", refuse)
    again = answer(asked, Crew(1), store("kept"), done[1].append)

    assert same(first, again)
    assert sum(map(len, first.histories)) == sum(done[0]) == sum(done[1])
    with pytest.raises(pytest.fail.Exception, match="simulated again"):
        answer(asked, Crew(1), store("empty"), lambda _: None)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"no array"),
        lambda path: np.save(path, np.zeros((1, 4, 2))),
        lambda path: np.save(path, np.zeros((2, 4, 3))),
        lambda path: np.save(path, np.zeros((2, 4, 2), dtype=np.float32)),
        lambda path: np.save(path, np.zeros(())),
    ],
)
def test_what_is_kept_and_damaged_is_not_there(tmp_path: Path, damage: Any) -> None:
    kept = TrialStore(tmp_path, 2)
    kept.put(Trials((0, 3), range(4), np.ones((2, 4, 2))))
    found = kept.get((0, 3), range(4))
    assert found is not None
    assert (found.values == 1.0).all()
    [path] = tmp_path.iterdir()
    damage(path)

    assert kept.get((0, 3), range(4)) is None


def test_plans_are_in_order_of_cost_and_of_equals_those_first_that_change_least(
    store: Callable[[str], TrialStore],
) -> None:
    asked = question(begun(end="2013-03-31"), GOALS, RULES)
    found = answer(asked, Crew(1), store("cost"), lambda _: None)

    plans = [asked.choice.candidates[plan] for plan in found.search.order]
    assert [(*one.values, one.changed) for one in plans] == [
        (1.5, 0.5, 0), (1.5, 0.9, 1), (3.0, 0.5, 1), (3.0, 0.9, 2)
    ]  # fmt: skip
    costs = found.costs(len(GOALS))[list(found.search.order), PAYERS.index("posts")]
    assert costs[0] == costs[1] < costs[2] == costs[3]
    assert costs[3] == pytest.approx(2 * costs[0], rel=0.02)


# --- without a value ------------------------------------------------------------------------------


def test_without_a_value_a_goal_is_not_reached() -> None:
    """Nobody has left, so there is no share; nobody works, so a job costs more than any amount."""
    study = begun({"today": {"date": START, "enrolled": 2, "waiting": 0}}, end="2013-01-10")
    wanted = [TrialFigure("positive_exit_share", "here"), TrialFigure("cost_per_job", "here")]
    goals = [
        PlanGoal(outcome="positive_exit_share", at_least=0.0),
        PlanGoal(outcome="positive_exit_share", at_most=1.0),
        PlanGoal(outcome="cost_per_job", at_most=1e9),
        PlanGoal(outcome="cost_per_job", at_least=1e9),
    ]
    asked = question(study, goals, Rules((0.5,) * 4, 0.1, 10, 20))

    share, cost = simulate(task([study], range(3), wanted)).values[0].T
    values = np.column_stack([share, share, cost, cost])

    assert np.isnan(share).all()
    assert (cost == inf).all()
    assert asked.reached(values).tolist() == [[False, False, False, True]] * 3


def test_an_outcome_that_is_not_there_has_no_value() -> None:
    """Rather than that of another one."""
    wanted = [
        TrialFigure("employed", "here"),
        TrialFigure("first_jobs_1999", "here"),
        TrialFigure("employed", "elsewhere"),
    ]
    found = simulate(task([begun(end="2013-06-30")], range(2), wanted)).values[0]

    assert np.isfinite(found[:, 0]).all()
    assert np.isnan(found[:, 1:]).all()


def test_a_total_of_several_programmes() -> None:
    """Of a förbund and of the county."""
    study = small_studies.study(
        others={"there": {"forbund": "elsewhere"}}, end="2012-12-31", workers=1
    )
    wanted = [
        TrialFigure("participants", name) for name in ("here", "there", "elsewhere", "county")
    ]

    here, there, area, county = simulate(task([study], range(3), wanted)).values[0].T

    assert (here + there == county).all()
    assert (there == area).all()
    assert (here != there).any()
