"""Errors planted in an event log: whoever counts from the log must come to other figures."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from tests.audit.auditor import Key, Value, audit, judge
from tests.audit.lives import read_config

from sesim import outcomes
from sesim.runs.published import counted
from sesim.runs.rates import rates_of
from sesim.runs.replicate import Results, window_of

STUDY = "known parameters"
LIFE = ["replication", "programme", "participant"]


class Error(NamedTuple):
    """Something wrong with a log, what it must change, and what it must leave alone."""

    plant: Callable[[pd.DataFrame], pd.DataFrame]
    changes: set[str]
    leaves: set[str]


def events_of(log: pd.DataFrame, row: int, *kinds: str) -> pd.Series:
    """Say which rows are of these kinds and about the same person as this one."""
    same = (log[LIFE] == log.loc[row, LIFE]).all(axis="columns")
    return same & log["kind"].isin(kinds)


def first(log: pd.DataFrame, **values: str) -> int:
    """Return the first row that has these values."""
    found = pd.concat([log[name] == value for name, value in values.items()], axis="columns")
    return int(log.index[found.all(axis="columns")][0])


def job_is_forgotten(log: pd.DataFrame) -> pd.DataFrame:
    job = events_of(log, first(log, kind="job_started"), "job_started", "job_ended")
    return log[~job]


def exit_is_earlier(log: pd.DataFrame) -> pd.DataFrame:
    worked = set(log.loc[log["kind"] == "job_started", "participant"])
    row = first(log[~log["participant"].isin(worked)], kind="exited")
    [begun] = log.loc[events_of(log, row, "enrolled"), "time"]
    log.loc[row, "time"] = (log.loc[row, "time"] + begun) / 2
    return log


def post_is_larger(log: pd.DataFrame) -> pd.DataFrame:
    log.loc[first(log, kind="post_changed"), "fte"] += 0.25
    return log


def hours_are_forgotten(log: pd.DataFrame) -> pd.DataFrame:
    log.loc[first(log, kind="hours_given", activity="mapping"), "hours"] = 0.0
    return log


def contact_is_forgotten(log: pd.DataFrame) -> pd.DataFrame:
    return log.drop(index=first(log, kind="employer_contact"))


def referral_is_earlier(log: pd.DataFrame) -> pd.DataFrame:
    log.loc[first(log, kind="referred"), "time"] -= 1.0
    return log


def person_is_older(log: pd.DataFrame) -> pd.DataFrame:
    log.loc[first(log, kind="referred"), "age"] -= 5.0
    return log


def job_is_of_another_kind(log: pd.DataFrame) -> pd.DataFrame:
    log.loc[first(log, kind="job_started", job_kind="subsidised"), "job_kind"] = "ordinary"
    return log


ERRORS = [
    Error(
        job_is_forgotten,
        {"employed", "employed_share", "cost_per_job", "ledger_fk", "weeks_worked_mean"},
        {"participants", "queue_mean", "stay_years_mean", "service_ratio", "weeks_to_search"},
    ),
    Error(
        exit_is_earlier,
        {"stay_years_mean", "caseload_per_fte"},
        {"employed", "ongoing", "queue_mean", "service_ratio", "ledger_public"},
    ),
    Error(
        post_is_larger,
        {"caseload_per_fte", "contacts_per_fte_week", "jobs_per_fte_year", "cost_per_job"},
        {"employed", "stay_years_mean", "service_ratio", "ledger_fk", "ledger_person"},
    ),
    Error(
        hours_are_forgotten,
        {"hours_mapping", "service_ratio"},
        {"wished_mapping", "hours_job_support", "employed", "ledger_public"},
    ),
    Error(
        contact_is_forgotten,
        {"contacts_per_fte_week", "hours_employer_contact", "wished_employer_contact"},
        {"employed", "hours_mapping", "weeks_to_search", "ledger_public"},
    ),
    Error(
        referral_is_earlier,
        {"waiting_weeks_mean", "queue_mean", "ledger_person_2012", "ledger_fk_2012"},
        {"referred", "participants", "stay_years_mean", "first_job_by_12_months"},
    ),
    Error(
        person_is_older,
        {"ledger_fk", "ledger_person", "ledger_public"},
        {"participants", "employed", "ledger_posts", "ledger_municipality", "ledger_af"},
    ),
    Error(
        job_is_of_another_kind,
        {"ordinary_job_share", "subsidised_job_share", "ledger_af_2012", "ledger_public_2012"},
        {"employed", "competitive_job_share", "weeks_worked_mean", "ledger_person"},
    ),
]


def by_the_program(results: Results, log: pd.DataFrame) -> pd.DataFrame:
    """Let the program compute the figures of a log that it did not write."""
    study, window = results.study, window_of(results.study)
    areas = {name: programme.forbund for name, programme in study.programmes.items()}
    people = outcomes.participants_table(log, window.horizon)
    return outcomes.measure(
        log, people, window, areas, counted(study), rates=rates_of(study)
    ).reset_index(drop=True)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.plant.__name__)
def test_error_in_the_log_changes_what_it_should(
    error: Error, results: Callable[[str], Results], folder: Callable[[str], Path]
) -> None:
    made = results(STUDY)
    log = error.plant(made.events.copy()).reset_index(drop=True)

    figures: dict[Key, Value] = audit(log, read_config(folder(STUDY)))

    wrong = {one.key[-1] for one in judge(made.measures, figures)}
    assert error.changes <= wrong
    assert not error.leaves & wrong
    assert [str(one) for one in judge(by_the_program(made, log), figures)] == []


def test_end_without_a_beginning_is_refused(
    results: Callable[[str], Results], folder: Callable[[str], Path]
) -> None:
    log = results(STUDY).events
    ended = events_of(log, first(log, kind="job_ended"), "job_started")

    with pytest.raises(ValueError, match=r"ends at week .* and never began"):
        audit(log[~ended], read_config(folder(STUDY)))


def test_rates_that_only_the_program_knows_are_refused(folder: Callable[[str], Path]) -> None:
    config = read_config(folder(STUDY))
    config["economics"]["rates"]["wage_month"]["value"] = None

    with pytest.raises(ValueError, match="rates without a value: wage_month"):
        audit(pd.read_parquet(folder(STUDY) / "events.parquet"), config)
