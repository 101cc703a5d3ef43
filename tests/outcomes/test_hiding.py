"""No small cell of real records is shown, and none follows from what is shown."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

import sesim
from sesim.events import Kind
from sesim.outcomes import (
    OUTCOMES,
    RECORDS_COLUMNS,
    Window,
    figures_of_records,
    names_for,
    participants_table,
    read_events,
)
from sesim.outcomes.behind import counts_behind, weights_behind
from sesim.outcomes.cells import ALL, areas_of
from sesim.outcomes.hiding import FEWEST
from sesim.outcomes.small_cells import Grid, grid_of, hidden_cells

GROUPS = [ALL, "sex=female", "sex=male", "motivation=high", "motivation=low"]


def areas(programmes: int, forbund: int) -> Any:
    names = [f"programme{i}" for i in range(programmes)]
    return areas_of(names, {name: f"forbund{i % forbund}" for i, name in enumerate(names)}, None)


# --- an attacker ---------------------------------------------------------------------------------


def range_of(grid: Grid, shown: NDArray[np.bool_], values: Any, cell: int) -> float:
    """How far apart the values lie that a cell can have, for someone who has the shown ones.

    Written without a look at how cells are chosen: numbers of people in every combination of
    characteristics, not negative, that add up to all that is shown.
    """
    fixed = {"A_eq": grid.atoms[shown], "b_eq": values[shown], "method": "highs"}
    ends = [linprog(sign * grid.atoms[cell], **fixed) for sign in (1, -1)]
    assert all(end.status in (0, 3) for end in ends)
    return np.inf if ends[1].status == 3 else -ends[1].fun - ends[0].fun


def derived(grid: Grid, values: Any, mask: NDArray[np.bool_]) -> list[int]:
    """Return the small cells whose value can be worked out."""
    small = np.flatnonzero(grid.published & (values > 0) & (values < FEWEST))
    shown = grid.published & ~mask
    return [int(cell) for cell in small if range_of(grid, shown, values, cell) < 0.5]


tables = st.tuples(
    st.integers(1, 4),
    st.integers(1, 2),
    st.lists(st.sampled_from([0, 0, 0, 1, 2, 3, 5, 8, 13, 30]), min_size=36, max_size=36),
    st.booleans(),
)


def table(drawn: Any) -> tuple[Grid, Any]:
    programmes, forbund, numbers, all_known = drawn
    grid = grid_of(areas(programmes, forbund), GROUPS)
    people = np.array(numbers[: grid.atoms.shape[1]], dtype=float)
    if all_known:
        unknown = [place for place, name in enumerate(grid.groups) if name.endswith("=")]
        rows = grid.atoms.reshape(-1, len(grid.groups), grid.atoms.shape[1])[:, unknown]
        people[rows.any(axis=(0, 1))] = 0.0
    return grid, grid.atoms @ people


@settings(max_examples=60)
@given(tables)
def test_no_small_cell_can_be_worked_out(drawn: Any) -> None:
    grid, values = table(drawn)
    mask = hidden_cells(grid, values[None], FEWEST)
    small = grid.published & (values > 0) & (values < FEWEST)

    assert (mask | ~small).all()
    assert derived(grid, values, mask) == []


@settings(max_examples=30)
@given(tables)
def test_a_sum_of_hidden_cells_that_follows_is_not_small(drawn: Any) -> None:
    grid, values = table(drawn)
    mask = hidden_cells(grid, values[None], FEWEST)

    for parts, total in grid.sums:
        if not mask[total]:
            rest = values[parts[mask[parts]]].sum()
            assert rest == 0 or rest >= FEWEST


def test_an_empty_cell_is_shown() -> None:
    grid = grid_of(areas(1, 1), [ALL, "sex=female", "sex=male"])
    values = grid.atoms @ np.array([20.0, 0.0, 0.0])

    assert not hidden_cells(grid, values[None], FEWEST)[grid.published].any()


def test_the_other_group_is_hidden_too() -> None:
    """Three women of twenty: with the men, the women would follow."""
    grid = grid_of(areas(1, 1), [ALL, "sex=female", "sex=male"])
    values = grid.atoms @ np.array([3.0, 17.0, 0.0])
    hidden = hidden_cells(grid, values[None], FEWEST).reshape(-1, len(grid.groups))

    assert hidden.tolist() == [[False, True, True, False]] * 3


def test_planted_table_that_hides_small_cells_alone_is_caught() -> None:
    grid = grid_of(areas(2, 1), [ALL, "sex=female", "sex=male"])
    values = grid.atoms @ np.array([3.0, 17.0, 0.0, 12.0, 9.0, 0.0])
    small = (values > 0) & (values < FEWEST)

    assert derived(grid, values, small) != []
    assert derived(grid, values, hidden_cells(grid, values[None], FEWEST)) == []


TWO_RINGS = [[3, 3, 9, 9], [3, 3, 3, 9], [9, 9, 3, 3], [9, 9, 3, 3]]
"""Each row and column has two small numbers or more, yet the third of the second row follows."""


def test_planted_table_that_looks_at_one_sum_at_a_time_is_caught() -> None:
    grid = grid_of(areas(4, 1), [ALL, "kind=a", "kind=b", "kind=c", "kind=d"])
    people = np.array([[*row, 0] for row in TWO_RINGS], dtype=float)
    values = grid.atoms @ people.ravel()
    with patch("sesim.outcomes.small_cells.hidden_by_any_combination", lambda *_: None):
        wrong = hidden_cells(grid, values[None], FEWEST)

    assert [grid.groups[cell % len(grid.groups)] for cell in derived(grid, values, wrong)] == [
        "kind=c"
    ]
    assert derived(grid, values, hidden_cells(grid, values[None], FEWEST)) == []


# --- the whole way -------------------------------------------------------------------------------

START, HORIZON = date(2016, 1, 1), 105.0
WINDOW = Window(START, HORIZON)


@st.composite
def records(draw: Callable[..., Any]) -> pd.DataFrame:
    """Draw the records of up to forty people in two programmes."""
    rows: list[dict[str, Any]] = []
    chance = np.random.Generator(np.random.PCG64(draw(st.integers(0, 2**32 - 1))))
    for who in range(draw(st.integers(1, 60))):
        rows += _life(chance, who)
    return pd.DataFrame(rows).assign(replication=0)


def _life(chance: np.random.Generator, who: int) -> Iterator[dict[str, Any]]:
    day, job = chance.integers(1, 40), chance.integers(41, 60)
    common = {"programme": f"town{chance.integers(2)}", "participant": who}
    sex = chance.choice(["female", "male", None], p=[0.3, 0.6, 0.1])
    yield {**common, "time": 0.0, "kind": Kind.REFERRED, "sex": sex}
    if chance.random() < 0.1:
        yield {**common, "time": float(day), "kind": Kind.WITHDREW}
        return
    yield {**common, "time": float(day), "kind": Kind.ENROLLED}
    alone = {"reason": chance.choice(["found_alone", None], p=[0.3, 0.7])}
    works = chance.random() < 0.5
    started = {"kind": Kind.JOB_STARTED, "job_kind": "ordinary"}
    if works:
        yield {**common, **started, **alone, "time": float(job)}
    if chance.random() < 0.4:
        yield {**common, "time": 70.0, "kind": Kind.EXITED}
        if not works and chance.random() < 0.5:
            yield {**common, **started, "time": 80.0, "reason": "found_alone"}


AREAS = {"town0": "forbund", "town1": "forbund"}
COUNTS = {name for name, outcome in OUTCOMES.items() if outcome.unit == "persons"} - {"queue_mean"}
COUNTS |= {"jobs_2016", "jobs_2017"}
NESTED = [
    (["employed"], ["participants"]),
    (["ongoing"], ["participants"]),
    (["employed_through_programme"], ["employed"]),
    (["employed_after_leaving", "employed"], ["participants"]),
    (["in_work_at_end"], ["employed", "employed_after_leaving"]),
]
"""Outcomes that count some of the people whom others count."""


def shown_values(log: pd.DataFrame) -> dict[tuple[str, str], dict[str, float]]:
    found = figures_of_records(log, WINDOW, AREAS)
    values: dict[tuple[str, str], dict[str, float]] = {}
    for row in found[~found["hidden"]].itertuples():
        values.setdefault((row.programme, row.group), {})[row.outcome] = row.mean
    return values


@pytest.mark.slow
@settings(max_examples=15)
@given(records())
def test_nothing_that_is_shown_is_about_few(log: pd.DataFrame) -> None:
    for values in shown_values(log).values():
        counts = [value for name, value in values.items() if name in COUNTS]
        rests = [
            sum(values[name] for name in whole) - sum(values[name] for name in part)
            for part, whole in NESTED
            if {*part, *whole} <= set(values)
        ]
        assert [number for number in (*counts, *rests) if 0 < number < FEWEST] == []


@pytest.mark.slow
@settings(max_examples=15)
@given(records())
def test_no_small_count_of_the_records_can_be_worked_out(log: pd.DataFrame) -> None:
    """The attacker has all figures of one outcome, over programmes, förbund, county and sex."""
    open_figures = figures_of_records(log, WINDOW, AREAS, hide_below=2)
    figures = figures_of_records(log, WINDOW, AREAS)
    towns = sorted(log["programme"].unique(), key=list(log["programme"]).index)
    groups = list(figures["group"].unique())
    grid = grid_of(areas_of(towns, AREAS, None), groups)
    found = ("employed_through_programme", "employed_after_leaving")
    for outcome in ("participants", "employed", "ongoing", "referred", "withdrew", *found):
        values, mask = _flat(grid, open_figures, figures, outcome)
        if values is not None:
            assert derived(grid, values, mask) == []


def _flat(grid: Grid, truth: pd.DataFrame, figures: pd.DataFrame, outcome: str) -> Any:
    true, found = (frame[frame["outcome"] == outcome] for frame in (truth, figures))
    if true["mean"].isna().any():
        return None, None
    values, mask = np.zeros(len(grid.published)), ~grid.published
    values[grid.published], mask[grid.published] = true["mean"], found["hidden"]
    return values, mask


def test_hidden_and_missing_are_distinguished() -> None:
    log = pd.DataFrame(
        {
            "replication": 0,
            "programme": "town0",
            "participant": range(12),
            "time": 10.0,
            "kind": "enrolled",
        }
    )
    found = figures_of_records(log, WINDOW, {"town0": "forbund"}).set_index("outcome")
    found = found[found["programme"] == "town0"]

    assert list(figures_of_records(log, WINDOW, {"town0": "forbund"}).columns) == list(
        RECORDS_COLUMNS
    )
    assert found.loc["participants", ["mean", "hidden"]].tolist() == [12.0, False]
    assert found.loc["employed", ["mean", "hidden"]].tolist() == [0.0, False]
    assert np.isnan(found.loc["weeks_worked_mean", "mean"])
    assert not found.loc["weeks_worked_mean", "hidden"]


def test_a_figure_about_few_is_hidden_with_its_share() -> None:
    log = pd.DataFrame(
        [(who, 10.0, "enrolled") for who in range(12)]
        + [(who, 30.0, "job_started") for who in (1, 2)],
        columns=["participant", "time", "kind"],
    ).assign(replication=0, programme="town0")
    found = figures_of_records(log, WINDOW, {"town0": "forbund"})
    hidden = set(found.loc[found["hidden"], "outcome"])

    assert {"employed", "employed_share", "first_job_by_6_months", "in_work_at_end"} <= hidden
    assert {"participants", "stay_years_mean", "ongoing"} & hidden == set()
    assert found.loc[found["hidden"], ["mean", "low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize(("referred", "hidden"), [(range(7, 27), True), (range(20), False)])
def test_few_jobs_of_those_referred_are_hidden_though_all_jobs_are_many(
    referred: range, hidden: bool
) -> None:
    """Ten have a job; three, or all, of them have a known referral."""
    log = pd.DataFrame(
        [(who, 5.0, "referred") for who in referred]
        + [(who, 10.0, "enrolled") for who in range(30)]
        + [(who, 30.0, "job_started") for who in range(10)],
        columns=["participant", "time", "kind"],
    ).assign(replication=0, programme="town0")
    found = figures_of_records(log, WINDOW, {"town0": "forbund"})
    of_all = found[found["group"] == "all"].set_index(["programme", "outcome"])["hidden"]

    assert not of_all["town0", "employed"]
    assert of_all["town0", "employed_per_referred"] == hidden


def test_every_outcome_names_counts_that_are_computed() -> None:
    log = read_events(pd.DataFrame(_life(np.random.default_rng(1), 1)).assign(replication=0))
    weights = weights_behind(log, participants_table(log, HORIZON), WINDOW)

    assert [name for name, outcome in OUTCOMES.items() if outcome.counts is None] == []
    named = {
        count
        for name in names_for(WINDOW.years)
        for count in counts_behind(name, WINDOW.years, weights)
    }
    assert named == set(weights)


def test_an_outcome_without_counts_is_shown_only_where_all_is() -> None:
    log = pd.DataFrame(
        [(who, 10.0, "enrolled") for who in range(12)] + [(1, 30.0, "job_started")],
        columns=["participant", "time", "kind"],
    ).assign(replication=0, programme="town0")
    without = replace(OUTCOMES["stay_years_mean"], counts=None)
    with patch.dict(OUTCOMES, {"stay_years_mean": without}):
        found = figures_of_records(log, WINDOW, {"town0": "forbund"})

    assert found.loc[found["outcome"] == "stay_years_mean", "hidden"].all()


def with_jobs(*starts: tuple[range, float, str]) -> pd.DataFrame:
    """Return records of thirty people enrolled in week 10, who have jobs for a week from a time."""
    jobs = [
        (who, time, event, kind)
        for people, week, kind in starts
        for who in people
        for time, event in ((week, "job_started"), (week + 1, "job_ended"))
    ]
    return pd.DataFrame(
        [(who, 10.0, "enrolled", None) for who in range(30)] + jobs,
        columns=["participant", "time", "kind", "job_kind"],
    ).assign(replication=0, programme="town0")


FIRST_YEAR, SECOND_YEAR = "first_jobs_2016", "first_jobs_2017"
WORK, COMPETITIVE = "quarterly_work_share_2016", "quarterly_competitive_share_2016"


@pytest.mark.parametrize(
    ("log", "hidden"),
    [
        (with_jobs((range(10), 30.0, "ordinary"), (range(10, 18), 60.0, "ordinary")), set()),
        (
            # Eight in one year, three in the other: with `employed`, either follows.
            with_jobs((range(8), 30.0, "ordinary"), (range(8, 11), 60.0, "ordinary")),
            {FIRST_YEAR, SECOND_YEAR},
        ),
        (
            # Two have a second job in the first year: it follows from `jobs_2016`.
            with_jobs((range(10), 30.0, "ordinary"), (range(2), 36.0, "ordinary")),
            {FIRST_YEAR},
        ),
        (
            # Three work in one quarter alone, then ten.
            with_jobs((range(3), 20.0, "ordinary"), (range(3, 10), 30.0, "ordinary")),
            {WORK, COMPETITIVE},
        ),
        (
            # Two of ten have a transition job: the two shares would tell of them.
            with_jobs((range(8), 30.0, "ordinary"), (range(8, 10), 30.0, "transition")),
            {COMPETITIVE},
        ),
    ],
    ids=["many", "few in a year", "few later jobs", "few in a quarter", "few in other jobs"],
)
def test_first_jobs_and_quarters_are_hidden_where_few_are_behind_them(
    log: pd.DataFrame, hidden: set[str]
) -> None:
    found = figures_of_records(log, WINDOW, {"town0": "forbund"})
    of_all = found[(found["group"] == "all") & (found["programme"] == "town0")]
    names = {FIRST_YEAR, SECOND_YEAR, WORK, COMPETITIVE}

    assert set(of_all.loc[of_all["hidden"], "outcome"]) & names == hidden


@pytest.mark.slow
@settings(max_examples=15)
@given(records())
def test_no_small_number_of_jobs_follows_from_several_outcomes(log: pd.DataFrame) -> None:
    for values in shown_values(log).values():
        years = [values[name] for name in (FIRST_YEAR, SECOND_YEAR) if name in values]
        differences = [
            values[f"jobs_{year}"] - values[f"first_jobs_{year}"]
            for year in (2016, 2017)
            if {f"jobs_{year}", f"first_jobs_{year}"} <= set(values)
        ]
        if "employed" in values and years:
            differences.append(values["employed"] - sum(years))
        assert [number for number in differences if 0 < number < FEWEST] == []


def test_figures_of_a_whole_county_are_shown() -> None:
    study = sesim.load_study(["replications=1"])
    areas_by_name = {name: programme.forbund for name, programme in study.programmes.items()}
    log = sesim.simulate(study).events
    found = figures_of_records(log, Window(date(2012, 1, 1), 287.0), areas_by_name)
    county = found[(found["programme"] == "county") & (found["group"] == "all")]

    assert not county.loc[county["outcome"].isin(["participants", "employed"]), "hidden"].any()


def test_few_is_at_least_two() -> None:
    with pytest.raises(ValueError, match="hide_below"):
        figures_of_records(pd.DataFrame(), WINDOW, {}, hide_below=1)


def test_real_records_are_one_replication() -> None:
    log = pd.DataFrame(
        {"replication": [0, 1], "programme": "town0", "participant": 1, "time": 1.0}
        | {"kind": "enrolled"}
    )
    with pytest.raises(ValueError, match="one replication"):
        figures_of_records(log, WINDOW, AREAS)
