"""Records beside the model: inside means inside, and what the records cannot show is left out."""

import math

import pandas as pd

from sesim.events import Kind
from sesim.outcomes import names_for
from sesim.report.terminal.beside import beside_table
from sesim.runs.beside_records import BESIDE_COLUMNS, NEEDED, beside_records

OUTCOMES = ("participants", "employed", "ongoing", "referred", "weeks_to_first_job")
REAL = {"participants": 41.0, "employed": 3.0, "ongoing": math.nan, "referred": 50.0,
        "weeks_to_first_job": 90.0}  # fmt: skip
ENROLMENTS = [Kind.ENROLLED, Kind.JOB_STARTED]


def tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    where = {"programme": "mytown", "group": "all", "outcome": list(OUTCOMES)}
    figures = pd.DataFrame(where).assign(
        mean=list(REAL.values()), hidden=[name == "ongoing" for name in OUTCOMES]
    )
    summary = pd.DataFrame(where).assign(
        unit="persons", mean=40.0, low=30.0, high=[50.0, 50.0, 50.0, 50.0, math.nan],
        replications=20,
    )  # fmt: skip
    others = summary.assign(group="sex=female", low=0.0, high=1.0)
    return figures, pd.concat([others, summary], ignore_index=True)


def test_each_figure_is_judged_by_its_interval() -> None:
    found = beside_records(*tables(), "mytown", ENROLMENTS)

    assert list(found.columns) == list(BESIDE_COLUMNS)
    assert dict(zip(found["outcome"], found["inside"], strict=True)) == {
        "participants": True,
        "employed": False,
        "ongoing": None,
        "weeks_to_first_job": True,  # an end that is missing is infinite
    }


def test_what_the_records_do_not_hold_is_no_zero() -> None:
    """A log without referrals has no 50 people referred, nor none."""
    without = beside_records(*tables(), "mytown", ENROLMENTS)
    with_them = beside_records(*tables(), "mytown", [*ENROLMENTS, Kind.REFERRED])

    assert "referred" not in set(without["outcome"])
    assert "referred" in set(with_them["outcome"])


def test_the_compared_outcomes_exist() -> None:
    assert set(NEEDED) <= set(names_for([2016]))


def test_the_table_counts_what_lies_inside() -> None:
    lines = beside_table(beside_records(*tables(), "mytown", ENROLMENTS)).splitlines()

    assert "2 of 3 outcomes lie inside the 90% prediction interval of 20 replications;" in lines
    assert next(line for line in lines if line.startswith("ongoing")).split()[1] == "hidden"
    assert next(line for line in lines if line.startswith("employed")).split()[-1] == "no"
