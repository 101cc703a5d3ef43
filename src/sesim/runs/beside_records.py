"""A programme's own records beside the model's prediction, outcome by outcome."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

import numpy as np
import pandas as pd

from sesim.events import Kind
from sesim.outcomes import ALL
from sesim.outcomes.window import SLACK

NEEDED: Final[Mapping[str, frozenset[Kind]]] = {
    outcome: frozenset(kinds)
    for kinds, outcomes in {
        (Kind.REFERRED,): ("referred", "withdrew", "waiting", "waiting_weeks_mean"),
        (Kind.REFERRED, Kind.SCREENED_OUT): ("screened_out",),
        (Kind.ENROLLED,): (
            "participants", "employed", "ongoing", "employed_share", "first_job_by_6_months",
            "first_job_by_12_months", "first_job_by_18_months", "first_job_by_24_months",
            "weeks_to_first_job", "stay_years_mean",
        ),
        (Kind.JOB_STARTED,): ("weeks_worked_mean", "in_work_at_end"),
        (Kind.JOB_STARTED, Kind.JOB_ENDED): ("retention_6_months", "retention_12_months"),
        (Kind.SEARCH_STARTED,): ("weeks_to_search",),
        (Kind.EMPLOYER_CONTACT,): ("weeks_to_first_contact",),
        (Kind.PLACEMENT_STARTED,): ("weeks_to_first_placement", "in_placement_share_at_end"),
        (Kind.POST_CHANGED,): ("caseload_per_fte", "jobs_per_fte_year"),
        (Kind.POST_CHANGED, Kind.EMPLOYER_CONTACT): ("contacts_per_fte_week",),
    }.items()
    for outcome in outcomes
}  # fmt: skip
"""Outcomes that are compared, and the kinds of event without which records cannot show them."""

BESIDE_COLUMNS: Final = (
    "outcome", "unit", "records", "hidden", "mean", "low", "high", "inside", "replications",
)  # fmt: skip


def beside_records(
    figures: pd.DataFrame, summary: pd.DataFrame, programme: str, kinds: Collection[str]
) -> pd.DataFrame:
    """Return the records beside the prediction interval of the simulated ones.

    Args:
        figures: as from `figures_of_records`.
        summary: as from `summarise`, of the same days.
        programme: its name in both.
        kinds: the kinds of event that the records have; an outcome that needs another is left out.

    Returns:
        The columns of `BESIDE_COLUMNS`, one row for each outcome in the order of the catalogue.
        `records` is missing where the figure is `hidden` or cannot be computed, and so is `inside`:
        whether the records lie within `low` to `high`, an end that is missing being infinite.
    """
    known = {outcome for outcome, needed in NEEDED.items() if needed <= set(kinds)}
    real, simulated = (_of(table, programme) for table in (figures, summary))
    found = simulated[simulated.index.isin(known & set(real.index))]
    found = found[found["low"].notna()]
    real = real.loc[found.index]
    table = found[["unit", "mean", "low", "high", "replications"]].assign(
        records=real["mean"], hidden=real["hidden"].astype(bool)
    )
    table["inside"] = list(_inside(table))
    return table.reset_index()[list(BESIDE_COLUMNS)]


def _of(table: pd.DataFrame, programme: str) -> pd.DataFrame:
    those = (table["programme"] == programme) & (table["group"] == ALL)
    return table[those].set_index("outcome")


def _inside(table: pd.DataFrame) -> Iterator[bool | None]:
    """Yield whether each figure lies in its interval; None where it is not known."""
    records, low, high = (table[name].to_numpy(dtype=float) for name in ("records", "low", "high"))
    high = np.where(np.isnan(high), np.inf, high)
    inside = (low - SLACK <= records) & (records <= high + SLACK)
    for known, is_inside in zip(~np.isnan(records), inside, strict=True):
        yield bool(is_inside) if known else None
