"""The three questions about a change: more in work, sooner, and for how many people.

Answers always come in this order, each with its own verdict, so that a clear answer to one of them
is not hidden behind an unclear one.
"""

import math

SHARE = "employed_share"
"""The main outcome: the share of those enrolled who get a job."""

PEOPLE = "employed"

PER_REFERRED = "employed_per_referred"
"""Shown beside the share, so that discharging people early cannot look like success."""

REFERRED = "referred"

SERVED = "participants"

MONTHS = 12
"""How soon a job comes is read off so many months after enrolment."""

SOONER = f"first_job_by_{MONTHS}_months"

MEDIAN = "weeks_to_first_job"
"""How soon half of those enrolled have a first job; unknown where fewer than half get one."""


def main_outcome(more_referred: float) -> str:
    """Return the outcome that answers whether more are in work.

    That is the share with a job; where other numbers of people are referred, how many people have
    one, since a programme that grows may serve more people with a smaller share.

    Args:
        more_referred: the difference in people referred; NaN if there is none.
    """
    return PEOPLE if math.isfinite(more_referred) and more_referred != 0 else SHARE


def how_many(main: str) -> str:
    """Return the outcome that answers for how many people, beside the main one."""
    return SERVED if main == PEOPLE else PEOPLE
