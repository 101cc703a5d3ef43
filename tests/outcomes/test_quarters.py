"""Who works in a quarter of those served in it: tiny logs with exact answers, and a plain judge."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sesim.events import JobKind, Kind
from sesim.outcomes import Window, describe, measure, participants_table, quarters

WINDOW = Window(date(2013, 1, 1), 365 / 7)
AREAS = {"eksjo": "hoglandet", "gnosjo": "finnveden"}
FIRST, SECOND, THIRD, FOURTH = (90 / 7, 181 / 7, 273 / 7, 365 / 7)
"""Ends of the quarters of 2013, in weeks."""

WORK, COMPETITIVE = "quarterly_work_share_2013", "quarterly_competitive_share_2013"


def shares(log: pd.DataFrame, area: str = "county") -> dict[str, float]:
    table = measure(log, participants_table(log, WINDOW.horizon), WINDOW, AREAS)
    chosen = table[(table["programme"] == area) & (table["group"] == "all")]
    return dict(zip(chosen["outcome"].astype(str), chosen["value"], strict=True))


def job(who: int, begin: float, end: float | None, kind: str | None = "ordinary") -> list[Any]:
    rows: list[Any] = [(who, begin, Kind.JOB_STARTED, {"job_kind": kind})]
    return rows if end is None else [*rows, (who, end, Kind.JOB_ENDED, {"job_kind": kind})]


def in_time(*rows: Any) -> list[Any]:
    return sorted(rows, key=lambda row: row[1])


def test_each_quarter_has_its_share(make_log: Any) -> None:
    """Two are served in the first quarter, two in the second, one after that."""
    log = make_log(
        eksjo=in_time(
            (0, 1.0, Kind.ENROLLED),
            (1, 1.0, Kind.ENROLLED),
            *job(0, 5.0, SECOND - 1.0),
            *job(1, FIRST + 1.0, None, "transition"),
            (1, FIRST + 2.0, Kind.EXITED),
        )
    )

    assert shares(log)[WORK] == pytest.approx((1 / 2 + 2 / 2 + 0 + 0) / 4)
    assert shares(log)[COMPETITIVE] == pytest.approx((1 / 2 + 1 / 2 + 0 + 0) / 4)


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        (FIRST, SECOND, 1 / 4),  # from the first day of a quarter to its last
        (FIRST - 0.1, FIRST + 0.1, 2 / 4),
        (FIRST, FIRST, 1 / 4),
        (0.5, None, 4 / 4),
    ],
)
def test_a_job_counts_where_it_is_under_way(
    make_log: Any, begin: float, end: float | None, expected: float
) -> None:
    log = make_log(eksjo=in_time((0, 0.0, Kind.ENROLLED), *job(0, begin, end)))

    assert shares(log)[WORK] == pytest.approx(expected)


def test_quarters_that_serve_no_one_are_left_out(make_log: Any) -> None:
    log = make_log(
        eksjo=in_time((0, THIRD + 1.0, Kind.ENROLLED), *job(0, THIRD + 2.0, None)),
        gnosjo=[(-1, 0.0, Kind.POST_CHANGED, {"coach": "one", "fte": 1.0})],
    )

    assert shares(log)[WORK] == 1.0
    assert np.isnan(shares(log, "gnosjo")[WORK])


def test_a_job_of_unknown_kind_is_work_and_not_known_to_be_competitive(make_log: Any) -> None:
    log = make_log(eksjo=in_time((0, 0.0, Kind.ENROLLED), *job(0, 0.5, None, None)))

    assert (shares(log)[WORK], shares(log)[COMPETITIVE]) == (1.0, 0.0)


def test_a_first_job_counts_once_and_a_job_start_each_time(make_log: Any) -> None:
    log = make_log(
        eksjo=in_time(
            (0, 0.0, Kind.ENROLLED), *job(0, 1.0, 2.0), *job(0, 3.0, None),
            (1, 0.0, Kind.ENROLLED), *job(1, 4.0, 5.0),
        )
    )  # fmt: skip

    assert (shares(log)["first_jobs_2013"], shares(log)["jobs_2013"]) == (2.0, 3.0)
    assert describe("first_jobs_2013").unit == "persons"


def random_log(make_log: Any, seed: int) -> tuple[pd.DataFrame, list[tuple[float, float, Any]]]:
    """Return a log of people with up to three jobs, and when each enrolled, left and worked."""
    luck = np.random.default_rng(seed)
    rows: list[Any] = []
    lives = []
    for who in range(int(luck.integers(1, 12))):
        enrolled, stay = luck.uniform(0, 50), luck.exponential(20)
        times = enrolled + np.cumsum(luck.exponential(6, size=2 * int(luck.integers(0, 4))))
        kinds = [list(JobKind)[k] for k in luck.integers(0, 4, size=len(times) // 2)]
        jobs = list(zip(times[::2], times[1::2], kinds, strict=True))
        rows.append((who, enrolled, Kind.ENROLLED))
        rows.append((who, enrolled + stay, Kind.EXITED))
        for begin, end, kind in jobs:
            rows += job(who, begin, end, kind)
        lives.append((enrolled, enrolled + stay, jobs))
    inside = [row for row in in_time(*rows) if row[1] < WINDOW.horizon]
    return make_log(eksjo=inside), lives


def judged(lives: list[tuple[float, float, Any]], kinds: set[JobKind]) -> float:
    """Work the measure out person by person, as one would on paper."""
    found = []
    for begin, end in zip([0.0, FIRST, SECOND, THIRD], [FIRST, SECOND, THIRD, FOURTH], strict=True):
        served = [one for one in lives if one[0] < end and one[1] >= begin]
        working = [
            one
            for one in served
            if any(a < end and b > begin and kind in kinds for a, b, kind in one[2])
        ]
        found += [len(working) / len(served)] if served else []
    return sum(found) / len(found) if found else float("nan")


def assert_right(make_log: Any, seed: int) -> None:
    log, lives = random_log(make_log, seed)
    found = shares(log)
    competitive = {JobKind.ORDINARY, JobKind.SUBSIDISED}

    assert found[WORK] == pytest.approx(judged(lives, set(JobKind)), nan_ok=True)
    assert found[COMPETITIVE] == pytest.approx(judged(lives, competitive), nan_ok=True)


@pytest.mark.parametrize("seed", range(25))
def test_shares_are_those_of_a_plain_count(make_log: Any, seed: int) -> None:
    assert_right(make_log, seed)


@pytest.mark.parametrize("name", ["enrolled_in", "in_work_in"])
def test_quarters_mixed_up_would_be_noticed(
    make_log: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted error: what belongs to one quarter is counted in the next."""
    right = getattr(quarters, name)
    monkeypatch.setattr(quarters, name, lambda *args: np.roll(right(*args), 1, axis=1))

    with pytest.raises(AssertionError):
        assert_right(make_log, 0)
