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


def test_replications_without_a_value_are_left_out_and_told() -> None:
    found = summarise(
        measures(employed_share=[0.2, np.nan, 0.4], service_ratio=[np.nan] * 3), "x", 0.9, {}
    )

    assert found["replications"].tolist() == [2, 0]
    assert found["mean"].tolist() == pytest.approx([0.3, np.nan], nan_ok=True)
    assert found["low"].isna().tolist() == [False, True]


def test_published_values_stand_beside_everybody() -> None:
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
