"""Programmes that were not running in the window, whose zeros would say nothing."""

import pandas as pd

from sesim.outcomes import ALL

PER_FTE = "contacts_per_fte_week"
"""An outcome that a programme has in every history in which it has a post for a time."""


def absent(summary: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the scenarios and programmes (or areas) without a post on any day of any history.

    Args:
        summary: as from `summarise`; rows that do not say are taken to be running.
    """
    rows = summary[(summary["outcome"] == PER_FTE) & (summary["group"] == ALL)]
    never = rows[rows["replications"] == 0]
    return set(zip(never["scenario"], never["programme"], strict=True))
