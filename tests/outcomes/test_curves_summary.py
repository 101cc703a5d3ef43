"""Means and intervals of curves over replications."""

import pandas as pd
import pytest

from sesim.outcomes import ALL, CURVE_SUMMARY_COLUMNS, CURVES_COLUMNS, summarise_curves


def points(*values: list[float]) -> pd.DataFrame:
    """Return points of a curve at x = 0, 1, ..., each with its value in every replication."""
    rows = [
        (number, "county", ALL, "retention", "share", float(x), value)
        for x, of_replications in enumerate(values)
        for number, value in enumerate(of_replications)
    ]
    table = pd.DataFrame(rows, columns=list(CURVES_COLUMNS)).sort_values(["replication", "x"])
    return table.astype(dict.fromkeys(("programme", "group", "curve", "series"), "category"))


def test_mean_and_interval() -> None:
    found = summarise_curves(points([float(i) for i in range(101)], [2.0] * 101), "mine", 0.9)

    assert tuple(found.columns) == CURVE_SUMMARY_COLUMNS
    assert found.iloc[0].to_dict() == {
        "scenario": "mine",
        "programme": "county",
        "group": ALL,
        "curve": "retention",
        "series": "share",
        "x": 0.0,
        "mean": 50.0,
        "low": pytest.approx(5.0),
        "high": pytest.approx(95.0),
        "replications": 101,
    }
    assert found[["mean", "low", "high"]].iloc[1].tolist() == [2.0, 2.0, 2.0]


def test_points_that_few_replications_have_are_blank() -> None:
    gap = float("nan")
    found = summarise_curves(
        points([1.0] * 5, [1.0, 2.0, 3.0, 4.0, gap], [1.0, 2.0, 3.0, gap, gap], [gap] * 5),
        "mine",
        0.5,
    )

    assert found["replications"].tolist() == [5, 4, 3, 0]
    assert found["mean"].tolist() == pytest.approx([1.0, 2.5, gap, gap], nan_ok=True)
    assert found["low"].tolist() == pytest.approx([1.0, 1.75, gap, gap], nan_ok=True)
    assert found["high"].tolist() == pytest.approx([1.0, 3.25, gap, gap], nan_ok=True)


def test_one_replication_has_no_interval() -> None:
    found = summarise_curves(points([1.0], [2.0]), "mine", 0.9)

    assert found["mean"].tolist() == [1.0, 2.0]
    assert found[["low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize("interval", [0.0, 1.0, -1.0, 90.0])
def test_intervals_are_between_0_and_1(interval: float) -> None:
    with pytest.raises(ValueError, match="interval"):
        summarise_curves(points([1.0]), "mine", interval)
