"""Programmes that do not run in the study period, so that their zeros mean nothing."""

import pandas as pd

from sesim.outcomes import ALL

PER_FTE = "contacts_per_fte_week"
"""An outcome that has a value in every replication in which a programme has a post."""


def absent(summary: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the scenarios and programmes (or areas) that have no post in any replication.

    Args:
        summary: as from `summarise`; programmes without this outcome are taken to run.
    """
    rows = summary[(summary["outcome"] == PER_FTE) & (summary["group"] == ALL)]
    never = rows[rows["replications"] == 0]
    return set(zip(never["scenario"], never["programme"], strict=True))
