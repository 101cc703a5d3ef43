"""Outcomes over time: exact answers for logs written by hand, and agreement with the outcomes."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sesim.events import Kind
from sesim.outcomes import (
    ALL,
    CURVE_SUMMARY_COLUMNS,
    CURVES_COLUMNS,
    SINCE_PLAN,
    Window,
    concat,
    curves_of,
    measure,
    participants_table,
    summarise,
    summarise_curves,
)
from sesim.outcomes.curves import days
from sesim.outcomes.definitions.people import FIRST_JOB_MONTHS, RETENTION_MONTHS
from sesim.outcomes.phases import PHASES
from sesim.outcomes.window import MONTH

WINDOW = Window(date(2012, 1, 1), 200.0)  # until 2015-11-01
AREAS = {"eksjo": "hoglandet", "gnosjo": "finnveden", "aneby": "hoglandet"}


def life(who: int, enrolled: float, job: float | None = None, lost: float | None = None) -> Any:
    rows = [(who, 0.0, Kind.REFERRED, {"sex": "female"}), (who, enrolled, Kind.ENROLLED)]
    if job is not None:
        rows.append((who, job, Kind.JOB_STARTED, {"job_kind": "ordinary"}))
    return rows if lost is None else [*rows, (who, lost, Kind.JOB_ENDED)]


def in_time(*lives: Any) -> Any:
    return sorted((row for rows in lives for row in rows), key=lambda row: row[1])


def post(week: float, fte: float) -> Any:
    return (-1, week, Kind.POST_CHANGED, {"coach": "coach_1", "fte": fte})


def curves(log: pd.DataFrame, window: Window = WINDOW, **options: Any) -> pd.DataFrame:
    return curves_of(log, participants_table(log, window.horizon), window, AREAS, **options)


def line(table: pd.DataFrame, curve: str, series: str = "share", **where: str) -> pd.Series:
    """Return the values of one line by x."""
    wanted = {"programme": "county", "group": ALL, "curve": curve, "series": series, **where}
    chosen = np.logical_and.reduce([table[column] == word for column, word in wanted.items()])
    return table[chosen].set_index("x")["value"]


def random_log(make_log: Any, seed: int, replication: int = 0) -> pd.DataFrame:
    """Return made-up lives in three programmes, half of them referred since the plan."""
    random = np.random.default_rng(seed)

    def some(people: int) -> Any:
        lives = []
        for who in range(people):
            referred, wait, search, tenure, stay = random.exponential(
                [50.0, 5, 40, 60, 60]
            ).tolist()
            referred = min(referred, 150.0)
            end = WINDOW.horizon
            rows = [
                (who, referred, Kind.REFERRED, {"sex": "female"}),
                (who, referred + wait, Kind.ENROLLED),
                (who, referred + wait + search / 2, Kind.SEARCH_STARTED),
            ]
            job, left = referred + wait + search, referred + wait + stay
            if job <= left:
                rows += [(who, job, Kind.JOB_STARTED, {"job_kind": "ordinary"})]
                rows += [(who, job + tenure, Kind.JOB_ENDED)]
            lives.append([row for row in [*rows, (who, left, Kind.EXITED)] if row[1] <= end])
        return in_time([post(0.0, 1.0), post(70.0, 2.5)], *lives)

    log: pd.DataFrame = make_log(replication, eksjo=some(60), gnosjo=some(40), aneby=some(50))
    return log


# --- the table -----------------------------------------------------------------------------------


def test_rows_in_order(make_log: Any) -> None:
    window = Window(date(2012, 1, 1), 200.0, plan=50.0)
    table = curves(random_log(make_log, 1, replication=7), window)

    assert tuple(table.columns) == CURVES_COLUMNS
    assert table["replication"].unique().tolist() == [7]
    assert list(table["programme"].unique()) == ["hoglandet", "finnveden", "county"]
    cells = ["programme", "group", "curve", "series"]
    months = {"first_job": 46, "phase": 37, "retention": 25}  # 200 weeks are 45.99 months
    expected = [
        (area, group, curve, series)
        for area in ("hoglandet", "finnveden", "county")
        for group in (ALL, SINCE_PLAN)
        for curve, lines in {
            "first_job": ["share"],
            "phase": PHASES,
            "retention": ["share"],
            "level": ["enrolled", "waiting", "fte"],
        }.items()
        for series in lines
        if group == ALL or curve != "level"
    ]
    found = [(key, rows["x"]) for key, rows in table.groupby(cells, sort=False, observed=True)]
    assert [key for key, _ in found] == expected
    for (*_, curve, _), x in found:
        assert x.is_monotonic_increasing
        if curve == "level":
            assert len(x) == 47  # the horizon is itself the first day of a month
        else:
            assert x.tolist() == list(range(months[curve]))


def test_long_windows_have_curves_as_long_as_agreed(make_log: Any) -> None:
    table = curves(make_log(eksjo=life(0, 1.0)), Window(date(2012, 1, 1), 522.0))

    lengths = table[table["programme"] == "county"].groupby("curve", observed=True)["x"].max()
    assert lengths.to_dict() == {"first_job": 60, "phase": 36, "retention": 24, "level": 522}


def test_without_a_plan_there_is_one_group(make_log: Any) -> None:
    assert list(curves(random_log(make_log, 1))["group"].unique()) == [ALL]


def test_only_programmes_that_count_are_in_the_totals(make_log: Any) -> None:
    log = make_log(eksjo=life(0, 1.0), gnosjo=life(0, 1.0, 2.0), aneby=life(0, 1.0, 2.0))
    table = curves(log, counted=["eksjo", "gnosjo"])

    assert list(table["programme"].unique()) == ["hoglandet", "finnveden", "county"]
    assert line(table, "level", "enrolled")[200.0] == 2
    assert line(table, "first_job", programme="hoglandet")[1] == 0
    assert list(curves(log, counted=["gnosjo"])["programme"].unique()) == ["finnveden", "county"]


def test_where_nothing_counts_the_table_is_empty(make_log: Any) -> None:
    table = curves(make_log(eksjo=life(0, 1.0)), counted=[])

    assert tuple(table.columns) == CURVES_COLUMNS
    assert table.empty
    summary = summarise_curves(table, "baseline", 0.9)
    assert tuple(summary.columns) == CURVE_SUMMARY_COLUMNS
    assert summary.empty


def test_a_log_without_a_replication_is_refused(make_log: Any) -> None:
    with pytest.raises(ValueError, match="there is no replication"):
        curves(make_log(eksjo=[]))


def test_a_replication_without_events_has_its_rows(make_log: Any) -> None:
    found = curves(make_log(0, eksjo=life(0, 1.0)), replications=[0, 1])

    assert found["replication"].value_counts().tolist() == [len(found) // 2] * 2
    nothing = found[found["replication"] == 1]
    assert line(nothing, "level", "enrolled").tolist() == [0.0] * 47
    assert line(nothing, "first_job").isna().all()


# --- values --------------------------------------------------------------------------------------


def test_first_jobs_by_month(make_log: Any) -> None:
    """Four at risk, of whom one finds a job after 1.5 months: F = 1/4.

    Of three, one leaves after 2.5 months: half are left. One of the two is followed for 3.2
    months only, so the last one, who finds a job after 3.5, stands for both: F = 1/4 + 1/2.
    """
    lives = in_time(
        life(0, 0.0, 1.5 * MONTH),
        [*life(1, 0.0), (1, 2.5 * MONTH, Kind.EXITED)],
        life(2, 200.0 - 3.2 * MONTH),
        life(3, 0.0, 3.5 * MONTH),
    )
    found = line(curves(make_log(eksjo=lives)), "first_job")

    assert found.loc[:6].tolist() == pytest.approx([0, 0, 1 / 4, 1 / 4, 3 / 4, 3 / 4, 3 / 4])


def test_retention_by_month(make_log: Any) -> None:
    """Three first jobs: one ends after 1.5 months, one on the day after 3, one goes on for 4.5."""
    start = 200.0 - 4.5 * MONTH
    lives = in_time(
        life(0, 0.0, 10.0, 10.0 + 1.5 * MONTH),
        life(1, 0.0, 10.0, 10.0 + 3 * MONTH),
        life(2, 0.0, start),
        life(3, 0.0),
    )
    found = line(curves(make_log(eksjo=lives)), "retention")

    expected = [1, 1, 2 / 3, 1 / 3, 1 / 3, np.nan, np.nan]
    assert found.loc[:6].tolist() == pytest.approx(expected, nan_ok=True)


def test_levels_by_hand(make_log: Any) -> None:
    """Three come on 1 January, enter in January, February and never; one leaves in April."""
    window = Window(date(2012, 1, 1), 17.0)  # 29 April
    rows = [
        post(0.0, 0.5),
        *life(0, 2.0),
        *life(1, 5.0),
        (2, 0.0, Kind.REFERRED, {"sex": "male"}),
        (0, 15.0, Kind.EXITED),
        post(17.0, 2.0),
    ]
    table = curves(make_log(eksjo=rows, gnosjo=[post(60 / 7, 1.0)]), window)

    firsts = [0.0, 31 / 7, 60 / 7, 91 / 7, 17.0]
    assert line(table, "level", "fte").index.tolist() == firsts
    assert line(table, "level", "enrolled").tolist() == [0, 1, 2, 2, 1]
    assert line(table, "level", "waiting").tolist() == [3, 2, 1, 1, 1]
    assert line(table, "level", "fte").tolist() == [0.5, 0.5, 1.5, 1.5, 3.0]
    assert line(table, "level", "fte", programme="finnveden").tolist() == [0, 0, 1, 1, 1]


@pytest.mark.parametrize(
    ("start", "until", "number", "second"),
    [
        (date(2012, 1, 1), date(2012, 3, 1), 3, 31 / 7),  # both are firsts: none twice
        (date(2011, 12, 15), date(2012, 2, 2), 4, 17 / 7),  # over a new year
        (date(2012, 1, 2), date(2012, 1, 30), 2, 4.0),  # no first day of a month
    ],
)
def test_days_on_which_levels_are_read_off(
    start: date, until: date, number: int, second: float
) -> None:
    found = days(Window(start, (until - start).days / 7))

    assert len(found) == number
    assert found[:2].tolist() == [0.0, second]
    assert found[-1] == (until - start).days / 7


# --- agreement with the outcomes -----------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_curves_agree_with_the_outcomes(make_log: Any, seed: int) -> None:
    """At every month, area and group that has both."""
    window = Window(date(2012, 1, 1), 200.0, plan=40.0)
    log = random_log(make_log, seed)
    table = curves(log, window)
    measures = measure(log, participants_table(log, 200.0), window, AREAS)
    measures = measures.astype({"programme": str, "group": str, "outcome": str})
    values = measures.set_index(["programme", "group", "outcome"])["value"]
    names = {
        **{f"first_job_by_{month}_months": ("first_job", month) for month in FIRST_JOB_MONTHS},
        **{f"retention_{month}_months": ("retention", month) for month in RETENTION_MONTHS},
    }
    compared = 0
    for area in ("hoglandet", "finnveden", "county"):
        for group in (ALL, SINCE_PLAN):
            for name, (curve, month) in names.items():
                found = line(table, curve, programme=area, group=group)[month]
                assert found == pytest.approx(values[area, group, name], nan_ok=True)
                compared += 0 < found < 1
            together = sum(
                line(table, "phase", phase, programme=area, group=group) for phase in PHASES
            )
            assert together.dropna().tolist() == pytest.approx([1.0] * together.count())
            assert together.count() > 20
        for series, name in (("enrolled", "ongoing"), ("waiting", "waiting")):
            last = line(table, "level", series, programme=area).iloc[-1]
            assert last == values[area, ALL, name]
    assert compared > 20


def test_levels_that_change_on_first_days_have_the_mean_of_the_outcomes(make_log: Any) -> None:
    """Between the days of the grid nothing happens, so its steps are all there is to know."""
    random = np.random.default_rng(5)
    firsts = days(WINDOW)[:-1]
    lives = []
    for who in range(40):
        came, enrolled, left = np.sort(random.choice(firsts, 3)).tolist()
        lives.append(
            [(who, came, Kind.REFERRED), (who, enrolled, Kind.ENROLLED), (who, left, Kind.EXITED)]
        )
    log = make_log(eksjo=in_time([post(0.0, 1.0), post(firsts[9], 3.0)], *lives))
    table = curves(log)
    measures = measure(log, participants_table(log, 200.0), WINDOW, AREAS)
    values = measures[measures["programme"] == "county"].set_index(["group", "outcome"])["value"]

    def mean(series: str) -> float:
        level = line(table, "level", series)
        return float(level.to_numpy()[:-1] @ np.diff(level.index)) / 200.0

    assert 0 < mean("waiting") == pytest.approx(values[ALL, "queue_mean"])
    caseload = mean("enrolled") / mean("fte")
    assert 0 < caseload == pytest.approx(values[ALL, "caseload_per_fte"])


def test_the_summary_agrees_with_that_of_the_outcomes(make_log: Any) -> None:
    logs = [random_log(make_log, seed, replication=seed) for seed in range(6)]
    table = concat([curves(log) for log in logs])
    measures = concat([measure(log, participants_table(log, 200.0), WINDOW, AREAS) for log in logs])
    columns = ["mean", "low", "high", "replications"]
    of_outcomes = summarise(measures, "mine", 0.8, {})
    of_outcomes = of_outcomes.set_index(["programme", "group", "outcome"])[columns]

    found = summarise_curves(table, "mine", 0.8)

    assert len(found) * 6 == len(table)
    assert (found["programme"].unique() == ["hoglandet", "finnveden", "county"]).all()
    rows = found[(found["curve"] == "first_job") & (found["x"] == 12.0)]
    for row in rows.itertuples():
        expected = of_outcomes.loc[row.programme, row.group, "first_job_by_12_months"].tolist()
        assert [row.mean, row.low, row.high, row.replications] == pytest.approx(expected)
