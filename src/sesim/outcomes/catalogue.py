"""Every outcome that sesim computes. `sesim.outcomes.definitions` says what each is."""

import re
from collections.abc import Mapping

from sesim.outcomes.definitions.coaches import COACHES
from sesim.outcomes.definitions.money import MONEY
from sesim.outcomes.definitions.outcome import YEAR_SIGN, Outcome
from sesim.outcomes.definitions.people import PEOPLE
from sesim.outcomes.unknown import UnknownOutcomeError

OUTCOMES: dict[str, Outcome] = {**PEOPLE, **COACHES, **MONEY}
"""Outcomes by name, in the order of tables; `{year}` stands for a calendar year."""


def describe(name: str, own: Mapping[str, Outcome] | None = None) -> Outcome:
    """Return what an outcome is, also for one of a single year such as `jobs_2014`.

    Raises:
        UnknownOutcomeError: it is neither an outcome of sesim nor among the user's `own`.
    """
    found = (own or {}).get(name) or OUTCOMES.get(re.sub(r"\d{4}$", YEAR_SIGN, name))
    if found is None:
        raise UnknownOutcomeError(name)
    return found


def names_for(years: tuple[int, ...], *, priced: bool = True) -> list[str]:
    """Return the names of all outcomes, in order, in a window with these full years.

    Without `priced`, those that need the rates of what things cost are left out.

    >>> [name for name in names_for((2015, 2016)) if name.startswith("jobs_2")]
    ['jobs_2015', 'jobs_2016']
    """
    return [
        name.replace(YEAR_SIGN, str(year))
        for name, outcome in OUTCOMES.items()
        if priced or not outcome.priced
        for year in (years if YEAR_SIGN in name else (0,))
    ]
