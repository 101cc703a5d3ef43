"""Outcomes in words, as a sentence about a goal or a row of a picture names them."""

import re

from sesim.report.text.language import N_, Language, Phrase

NAMES = {
    "participants": N_("people enrolled"),
    "employed": N_("people with a job"),
    "employed_through_programme": N_("people with a job through the programme"),
    "ongoing": N_("people enrolled at the end of the period"),
    "waiting": N_("people waiting at the end of the period"),
    "withdrew": N_("people who give up waiting"),
    "referred": N_("people referred"),
    "employed_share": N_("with a job, of 100 enrolled"),
    "employed_per_referred": N_("with a job, of 100 referred"),
    "first_job_by_{months}_months": N_("with a first job within {months} months, of 100 enrolled"),
    "any_job_by_{months}_months": N_("with any job within {months} months, of 100 enrolled"),
    "yearly_positive_share_{year}": N_("to work or studies in {year}, of 100 enrolled"),
    "positive_exit_share": N_("to work or studies, of 100 who leave"),
    "positive_exit_share_{year}": N_("to work or studies, of 100 who leave in {year}"),
    "jobs_{year}": N_("jobs that begin in {year}"),
    "first_jobs_{year}": N_("people with their first job in {year}"),
    "retention_{months}_months": N_("first jobs that last more than {months} months, of 100"),
    "competitive_job_share": N_("jobs that are neither state-funded nor temporary, of 100"),
    "weeks_to_first_job": N_("weeks until half of those enrolled have had a first job"),
    "placement_weeks_mean": N_("weeks in placements, on average"),
    "discharged_share": N_("discharged by the programme, of 100 enrolled"),
    "waiting_weeks_mean": N_("weeks of waiting, on average"),
    "queue_mean": N_("people waiting, on average"),
    "in_work_at_end": N_("people in work at the end of the period"),
    "caseload_per_fte": N_("people enrolled per full-time post"),
    "service_ratio": N_("coach hours delivered, of 100 requested"),
    "contacts_per_fte_week": N_("employer contacts per full-time post and week"),
    "jobs_per_fte_year": N_("jobs per full-time post and year"),
    "cost_per_job": N_("cost per job, in thousands of kronor"),
}
"""Names of outcomes that goals are likely to be about; others are called by their own name."""


def outcome_in_words(say: Language, outcome: str) -> Phrase:
    """Return the name of an outcome for readers.

    >>> outcome_in_words(Language("en"), "first_jobs_2027").plain
    'people with their first job in 2027'
    """
    year, months = re.search(r"_(\d{4})$", outcome), re.search(r"_(\d+)_months$", outcome)
    key = outcome
    if year:
        key = f"{outcome[: year.start()]}_{{year}}"
    elif months:
        key = f"{outcome[: months.start()]}_{{months}}_months"
    if key not in NAMES:
        return say.own(outcome.replace("_", " "))
    return say(NAMES[key], year=year and year[1], months=months and months[1])
