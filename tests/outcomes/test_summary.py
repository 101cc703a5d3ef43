"""Means and intervals over replications."""

import numpy as np
import pandas as pd
import pytest

from sesim.outcomes import SUMMARY_COLUMNS, summarise


def measures(**values: list[float]) -> pd.DataFrame:
    """Values of county outcomes, one for each replication."""
    rows = [
        (number, "county", "all", outcome, value)
        for outcome, of_replications in values.items()
        for number, value in enumerate(of_replications)
    ]
    return pd.DataFrame(rows, columns=["replication", "programme", "group", "outcome", "value"])


def test_mean_and_quantiles() -> None:
    found = summarise(measures(employed=[float(i) for i in range(101)]), "baseline", 0.9, {})

    assert tuple(found.columns) == SUMMARY_COLUMNS
    assert found.iloc[0].drop("observed").to_dict() == {
        "scenario": "baseline",
        "programme": "county",
        "group": "all",
        "outcome": "employed",
        "unit": "persons",
        "mean": 50.0,
        "low": pytest.approx(5.0),
        "high": pytest.approx(95.0),
        "replications": 101,
        "chance_share": 1.0,
    }


def test_part_of_chance_is_that_of_the_variance_within_draws() -> None:
    """Draws differ with variance 4, histories of one draw with variance 1: a fifth is chance."""
    generator = np.random.default_rng(2)
    draws = np.arange(4000) // 2
    values = 2.0 * generator.normal(size=2000)[draws] + generator.normal(size=4000)
    found = summarise(measures(employed=list(values)), "baseline", 0.9, {}, draws)
    shuffled = summarise(
        measures(employed=list(generator.permutation(values))), "baseline", 0.9, {}, draws
    )

    assert found["chance_share"][0] == pytest.approx(0.2, abs=0.02)
    assert shuffled["chance_share"][0] == pytest.approx(1.0, abs=0.05)


def test_part_of_chance_needs_pairs_and_differences() -> None:
    few = measures(employed=[1.0, 2.0] * 9, ongoing=[3.0] * 18)
    draws = np.arange(18) // 2

    assert summarise(few, "baseline", 0.9, {}, draws)["chance_share"].isna().all()
    assert summarise(few, "baseline", 0.9, {})["chance_share"].tolist()[0] == 1.0
    assert summarise(few, "baseline", 0.9, {})["chance_share"].isna().tolist()[1]


def test_the_interval_holds_its_share_of_the_replications() -> None:
    values = np.random.default_rng(1).exponential(10.0, 2000)
    row = summarise(measures(employed=list(values)), "baseline", 0.8, {}).iloc[0]

    inside = ((values >= row["low"]) & (values <= row["high"])).mean()
    assert inside == pytest.approx(0.8, abs=0.001)
    assert (values < row["low"]).mean() == pytest.approx(0.1, abs=0.001)


def test_replications_without_a_value_are_left_out_and_counted() -> None:
    found = summarise(
        measures(employed_share=[0.2, np.nan, 0.4], service_ratio=[np.nan] * 3), "x", 0.9, {}
    )

    assert found["replications"].tolist() == [2, 0]
    assert found["mean"].tolist() == pytest.approx([0.3, np.nan], nan_ok=True)
    assert found["low"].isna().tolist() == [False, True]


@pytest.mark.parametrize("outcome", ["cost_per_job", "weeks_to_first_job"])
def test_without_a_value_is_more_than_any(outcome: str) -> None:
    """Ten histories, of which three never had a job: the middle one, and an open end."""
    values = [*map(float, range(1, 8)), *[np.nan] * 3]
    row = summarise(measures(**{outcome: values}), "x", 0.8, {}).iloc[0]

    assert (row["mean"], row["low"], row["replications"]) == (6.0, 1.0, 7)
    assert np.isnan(row["high"])
    assert np.isnan(row["chance_share"])


def test_the_cheap_histories_alone_would_look_sure() -> None:
    """The part that was lost before: what the histories without a job do to the interval."""
    luck = np.random.default_rng(1)
    jobs = luck.poisson(1.0, 1000)
    cost = np.where(jobs > 0, 3e6 / np.maximum(jobs, 1), np.nan)
    row = summarise(measures(cost_per_job=list(cost)), "x", 0.9, {}).iloc[0]

    assert row["mean"] == 3e6
    assert row["mean"] > np.nanmean(cost)
    assert np.isnan(row["high"])


def test_where_most_have_no_value_neither_has_the_middle() -> None:
    row = summarise(measures(cost_per_job=[1.0, np.nan, np.nan]), "x", 0.8, {}).iloc[0]

    assert np.isnan(row["mean"])
    assert row["low"] == 1.0


def test_one_replication_has_no_interval() -> None:
    found = summarise(measures(employed=[4.0], cost_per_job=[9.0], retention_6_months=[np.nan]),
                      "x", 0.9, {})  # fmt: skip

    assert found["mean"].tolist() == pytest.approx([4.0, 9.0, np.nan], nan_ok=True)
    assert found[["low", "high"]].isna().all(axis=None)


def test_published_values_stand_with_everyone() -> None:
    table = measures(employed=[1.0, 2.0])
    both = pd.concat([table, table.assign(group="sex=female")])
    found = summarise(both, "baseline", 0.9, {("county", "employed"): 137.0, ("x", "ongoing"): 9.0})

    assert found["group"].tolist() == ["all", "sex=female"]
    assert found["observed"].tolist() == pytest.approx([137.0, np.nan], nan_ok=True)


def test_order_is_that_of_the_measures() -> None:
    found = summarise(measures(waiting=[1.0], employed=[1.0], jobs_2014=[2.0]), "b", 0.9, {})

    assert found["outcome"].tolist() == ["waiting", "employed", "jobs_2014"]
    assert found["unit"].tolist() == ["persons", "persons", "jobs"]


def test_order_does_not_depend_on_the_order_of_replications() -> None:
    table = measures(waiting=[1.0, 4.0], employed=[1.0, 2.0])
    for column in ("programme", "group", "outcome"):
        table[column] = pd.Categorical(table[column], categories=table[column].unique())

    shuffled = table.sort_values(["replication", "value"], ascending=False)

    pd.testing.assert_frame_equal(summarise(table, "b", 0.9, {}), summarise(shuffled, "b", 0.9, {}))


@pytest.mark.parametrize("interval", [0.0, 1.0, 90.0])
def test_impossible_intervals_are_refused(interval: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        summarise(measures(employed=[1.0]), "baseline", interval, {})
