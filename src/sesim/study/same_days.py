"""Studies that are compared, over the same days."""

from collections.abc import Collection, Sequence
from datetime import date

from sesim.study.frozen import unchecked
from sesim.study.study import Study


def over_the_same_days(studies: Sequence[Study], unset: Sequence[Collection[str]]) -> list[Study]:
    """Give studies without an end the latest end, and those without a plan start the earliest one.

    Otherwise a baseline would end with the published counts, and its plan would never begin.

    Args:
        studies: which are compared.
        unset: of each, which of `end` and `plan_start` follow from its scenario.
    """
    found = list(studies)
    for day, choose in (("end", max), ("plan_start", min)):
        open_ones = [i for i, names in enumerate(unset) if day in names]
        days: list[date] = [
            value for i in open_ones if (value := getattr(found[i].settings, day)) is not None
        ]
        if not days:
            continue
        for i in open_ones:
            settings = unchecked(found[i].settings, **{day: choose(days)})
            found[i] = unchecked(found[i], settings=settings)
    return found
