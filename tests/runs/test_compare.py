"""The comparison of two studies, against figures worked out by hand."""

import dataclasses
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from sesim import compare, simulate
from sesim.runs.compare import COMPARISON_COLUMNS
from sesim.runs.replicate import Results
from sesim.study import Study
from sesim.study.frozen import unchecked

NAN = float("nan")


def with_values(results: Results, scenario: str, **outcomes: list[float]) -> Results:
    """Return results with these values, one for each of the four replications."""
    measures = pd.concat(
        pd.DataFrame(
            {
                "replication": np.arange(4, dtype=np.int32),
                "programme": "eksjo",
                "group": "all",
                "outcome": outcome,
                "value": values,
            }
        )
        for outcome, values in outcomes.items()
    )
    named = results.study.scenario.model_copy(update={"name": scenario})
    study = unchecked(results.study, scenario=named)
    return dataclasses.replace(results, study=study, measures=measures)


def test_identical_runs_do_not_differ_at_all(results: Results) -> None:
    table = compare(results, results)

    assert tuple(table.columns) == COMPARISON_COLUMNS
    known = table[table["replications"] > 0]
    assert (known["difference"] == 0.0).all()
    assert (known["probability_better"] == 0.5).all()
    several = table[table["replications"] > 1]
    assert (several["low"] == 0.0).all()
    assert (several["high"] == 0.0).all()
    assert (table["baseline"].fillna(-1) == table["mean"].fillna(-1)).all()


def test_rows_and_means_are_those_of_the_summary(results: Results) -> None:
    table, summary = compare(results, results), results.summary
    keys = ["scenario", "programme", "group", "outcome", "unit", "replications"]

    assert table[keys].equals(summary[keys])
    whole = table["replications"] == results.study.settings.replications
    assert np.allclose(table["mean"][whole], summary["mean"][whole], equal_nan=True)


def test_figures_worked_out_by_hand(results: Results) -> None:
    """Three pairs count: differences 1, 0 and 2; t(0.95; 2) = 2.919986; standard error 1/√3."""
    before = with_values(results, "baseline", employed=[1.0, 2.0, 3.0, NAN])
    after = with_values(results, "mine", employed=[2.0, 2.0, 5.0, 4.0])

    [row] = compare(before, after).to_dict("records")

    half = 2.919986 / 3**0.5
    assert row == {
        "scenario": "mine, parameters=register",
        "programme": "eksjo",
        "group": "all",
        "outcome": "employed",
        "unit": "persons",
        "baseline": 2.0,
        "mean": 3.0,
        "difference": 1.0,
        "low": pytest.approx(1.0 - half, rel=1e-6),
        "high": pytest.approx(1.0 + half, rel=1e-6),
        "probability_better": pytest.approx(2.5 / 3),
        "replications": 3,
        "compared_with": "baseline, parameters=register",
        "chance_share": 1.0,
        "effect_low": pytest.approx(NAN, nan_ok=True),
        "effect_high": pytest.approx(NAN, nan_ok=True),
        "variance_ratio": pytest.approx(1 / (1 + 3)),
        "verdict": "not known",
    }


def test_replications_with_one_draw_count_as_one(results: Results) -> None:
    """Two draws with mean differences 2 and 5; t(0.95; 1) = 6.313752; standard error 1.5."""
    before = with_values(results, "baseline", employed=[0.0, 0.0, 0.0, 0.0])
    after = with_values(results, "mine", employed=[1.0, 3.0, 5.0, 5.0])
    pairs = np.array([0, 0, 1, 1])

    [row] = compare(
        dataclasses.replace(before, draws=pairs), dataclasses.replace(after, draws=pairs)
    ).to_dict("records")

    assert row["difference"] == 3.5
    assert row["high"] - 3.5 == pytest.approx(6.313752 * 1.5, rel=1e-6)
    assert row["replications"] == 4


def test_parameters_from_elsewhere_are_refused(results: Results) -> None:
    drawn = dataclasses.replace(results, study=unchecked(results.study, draws="posterior"))

    with pytest.raises(ValueError, match=r"only comparable on the same draws \('' and 'posterior'"):
        compare(results, drawn)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [("employed", 0.375), ("weeks_to_first_job", 0.625), ("participants", 0.375)],
)
def test_better_is_less_where_less_is_better(
    results: Results, outcome: str, expected: float
) -> None:
    before = with_values(results, "baseline", **{outcome: [5.0, 5.0, 5.0, 5.0]})
    after = with_values(results, "mine", **{outcome: [6.0, 5.0, 4.0, 3.0]})

    assert compare(before, after)["probability_better"].tolist() == [expected]


def test_too_few_pairs_have_no_interval(results: Results) -> None:
    before = with_values(results, "baseline", employed=[1.0, NAN, NAN, NAN], ongoing=[NAN] * 4)
    after = with_values(results, "mine", employed=[2.0, 1.0, NAN, NAN], ongoing=[1.0] * 4)

    table = compare(before, after)

    assert table["replications"].tolist() == [1, 0]
    assert table["difference"].fillna(-9).tolist() == [1.0, -9.0]
    assert table[["low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("before", "after", "known", "better"),
    [
        ([5.0, 5.0, 5.0, 5.0], [4.0, 4.0, 4.0, NAN], False, 0.75),
        ([5.0, 5.0, 5.0, NAN], [4.0, 4.0, 4.0, 9.0], False, 1.0),
        ([5.0, 5.0, NAN, NAN], [4.0, 3.0, NAN, NAN], False, 0.75),
        ([5.0, 5.0, NAN, NAN], [5.0, 5.0, NAN, NAN], True, 0.5),
        ([5.0, 5.0, 5.0, 5.0], [4.0, 3.0, 4.0, 4.0], True, 1.0),
    ],
)
def test_pairs_that_do_not_speak_for_all_have_no_interval(
    results: Results, before: list[float], after: list[float], known: bool, better: float
) -> None:
    """Where nobody gets there, it is later than any time; of shares of nobody nothing is known."""
    table = compare(
        with_values(results, "baseline", weeks_to_first_job=before, employed_share=before),
        with_values(results, "mine", weeks_to_first_job=after, employed_share=after),
    )

    assert table["low"].notna().tolist() == [known, True]
    assert table["high"].notna().tolist() == [known, True]
    assert table["probability_better"][0] == better


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("seed", 1),
        ("replications", 3),
        ("end", date(2013, 11, 30)),
        ("start", date(2012, 2, 1)),
        ("programmes", ("eksjo",)),
        ("interval", 0.8),
    ],
)
def test_studies_that_differ_elsewhere_are_refused(
    results: Results, vary: Callable[..., Study], setting: str, value: object
) -> None:
    other = dataclasses.replace(results, study=vary(**{setting: value}))

    with pytest.raises(ValueError, match=rf"only comparable on the same {setting} "):
        compare(results, other)


def test_change_of_one_programme_leaves_the_other_alone(
    results: Results, load: Callable[..., Study]
) -> None:
    """Common random numbers: what a change does not touch is the same in every replication."""
    table = compare(results, simulate(load("eksjo.referral.per_year=60.0")))

    vetlanda = table[table["programme"] == "vetlanda"]
    eksjo = table[table["programme"] == "eksjo"].set_index(["group", "outcome"])
    assert (vetlanda["difference"].fillna(0.0) == 0.0).all()
    assert eksjo.loc[("all", "referred"), "difference"] > 10
