"""Outcomes that users define: one value per person, combined by area and group."""

import inspect
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from sesim.outcomes.arrays import Floats, ratio
from sesim.outcomes.catalogue import describe
from sesim.outcomes.cells import Cells, areas_of, cells_of, groups_of, shown_groups
from sesim.outcomes.definitions.outcome import Better, Outcome
from sesim.outcomes.frames import concat
from sesim.outcomes.measures import laid_out
from sesim.outcomes.units import units_of
from sesim.outcomes.window import Window

How = Literal["mean", "sum", "ratio"]

Compute = Callable[[pd.DataFrame, pd.DataFrame, Window], Any]

SNAKE_CASE = re.compile(r"[a-z][a-z0-9_]*")

BETTER = {"less": Better.LESS, "neither": Better.NEITHER, "more": Better.MORE}


@dataclass(frozen=True, slots=True)
class OwnOutcome:
    """An outcome that a user defines; `outcome` makes one from a function.

    Attributes:
        name: in tables, in snake case; not the name of another outcome.
        compute: gets the event log, the participants' table and the window of one replication,
            and returns a value for each row of the participants' table: numbers or booleans, and
            NaN for people who do not count. For a ratio, it returns two of these.
        unit: of the figures, such as "share".
        definition: precise, in one or two sentences.
        better: which direction is an improvement, if either is.
        how: how the values of the people in an area and group are combined: their mean, their
            sum, or the sum of the first values / the sum of the second ones.
        unbounded: a replication without a value counts as more than any other, such as weeks to
            a first job where no one gets one; otherwise it is left out of means.

    Raises:
        ValueError: the name is taken or not in snake case, or something is missing.
    """

    name: str
    compute: Compute
    unit: str
    definition: str
    better: Better = Better.NEITHER
    how: How = "mean"
    unbounded: bool = False

    def __post_init__(self) -> None:
        if not SNAKE_CASE.fullmatch(self.name):
            raise ValueError(
                f"{self.name!r}: name an outcome in snake case, such as 'jobs_within_90_days'"
            )
        if _is_taken(self.name):
            raise ValueError(
                f"{self.name}: sesim has an outcome with this name; choose another name"
            )
        if not (self.unit and self.definition):
            raise ValueError(
                f"{self.name}: needs a unit and a definition, such as the function's docstring"
            )
        if self.how not in get_args(How):
            raise ValueError(f"{self.name}: how: should be mean, sum or ratio (got {self.how!r})")

    def __call__(self, events: pd.DataFrame, people: pd.DataFrame, window: Window) -> Any:
        """Return what the function returns for one replication."""
        return self.compute(events, people, window)

    @property
    def described(self) -> Outcome:
        """What it is, as for other outcomes."""
        return Outcome(self.unit, self.definition, self.better, unbounded=self.unbounded)

    def figures(
        self, events: pd.DataFrame, people: pd.DataFrame, window: Window, cells: Cells
    ) -> Floats:
        """Return the figure of every cell, shape (cells,).

        Args:
            events: the log of one replication.
            people: its participants' table.
            window: the window that the log covers.
            cells: who belongs to each cell.

        Raises:
            ValueError: the function fails, or does not return numbers per person.
        """
        try:
            # Copies, so that the function cannot change the tables of other outcomes.
            found = self.compute(events.copy(deep=False), people.copy(deep=False), window)
        except Exception as error:
            raise ValueError(f"{self.name}: {type(error).__name__}: {error}") from error
        parts = found if self.how == "ratio" and isinstance(found, tuple) else (found,)
        if len(parts) != (2 if self.how == "ratio" else 1):
            raise ValueError(f"{self.name}: a ratio needs two values per person, as a tuple")
        above, *rest = [_numbers(self.name, part, people) for part in parts]
        below = rest[0] if rest else np.ones(len(people))
        counts = np.isfinite(above) & np.isfinite(below)
        those = cells.only(counts)
        total = those.sums(above)
        return total if self.how == "sum" else ratio(total, those.sums(below))


def outcome(
    *,
    unit: str,
    better: Better | str = Better.NEITHER,
    how: How = "mean",
    name: str | None = None,
    definition: str | None = None,
    unbounded: bool = False,
) -> Callable[[Compute], OwnOutcome]:
    """Make an outcome from the decorated function; its docstring is the definition.

    Args:
        unit: of the figures, such as "share".
        better: "more", "less" or "neither": which direction is an improvement.
        how: how people's values are combined: "mean", "sum" or "ratio".
        name: in tables; the function's name if not given.
        definition: instead of the docstring.
        unbounded: a replication without a value counts as more than any other.

    Raises:
        ValueError: the name is taken or not in snake case, or something is missing.

    Example:
        >>> import sesim
        >>> @sesim.outcome(unit="share", better="more")
        ... def quick_job(events, people, window):
        ...     '''Share of those referred who got a job within half a year.'''
        ...     return people["first_job"] - people["referred"] < 26
        >>> isinstance(quick_job, sesim.OwnOutcome), quick_job.name, quick_job.unit
        (True, 'quick_job', 'share')
    """
    direction = BETTER.get(better) if isinstance(better, str) else better
    if direction is None:
        raise ValueError(f"better: should be more, less or neither (got {better!r})")

    def make(compute: Compute) -> OwnOutcome:
        text = (definition or inspect.getdoc(compute) or "").split("\n\n")[0]
        called = name or str(getattr(compute, "__name__", ""))
        return OwnOutcome(called, compute, unit, " ".join(text.split()), direction, how, unbounded)

    return make


def descriptions(own: Collection[OwnOutcome]) -> dict[str, Outcome]:
    """Return what outcomes are, by name.

    Raises:
        TypeError: one is not an outcome.
        ValueError: two have the same name.
    """
    for one in own:
        if not isinstance(one, OwnOutcome):
            raise TypeError(f"make outcomes with @sesim.outcome(unit=...) (got {one!r})")
    if doubled := [name for name, n in Counter(one.name for one in own).items() if n > 1]:
        raise ValueError(f"two outcomes have the same name: {', '.join(doubled)}")
    return {one.name: one.described for one in own}


def own_measures(
    replication: int,
    events: pd.DataFrame,
    people: pd.DataFrame,
    window: Window,
    areas: Mapping[str, str],
    counted: Collection[str] | None,
    own: Sequence[OwnOutcome],
) -> pd.DataFrame:
    """Return the users' outcomes in one replication, as `measure` returns the others.

    Args:
        replication: its number.
        events: a log that holds this replication.
        people: its `participants_table`.
        window: the window that the log covers.
        areas: the förbund of each programme.
        counted: programmes that belong to the totals; None means all.
        own: the outcomes, at least one.

    Raises:
        ValueError: one of them cannot be computed.
    """
    chosen = areas_of(list(events["programme"].cat.categories), areas, counted)
    units = units_of(events, [replication])
    # Users see the rows of one replication, counted from 0.
    events, people = (units.only(frame).reset_index(drop=True) for frame in (events, people))
    groups = groups_of(people, window)
    cells = cells_of(units, people, chosen, groups)
    found = {
        one.name: one.figures(events, people, window, cells).reshape(cells.shape) for one in own
    }
    shown = shown_groups(units, people, groups)
    return laid_out(units.numbers, chosen.names, groups.names, shown, found)


def joined(measures: pd.DataFrame, own: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the program's outcomes, and those of users after them in each replication.

    Args:
        measures: as from `measure`.
        own: as from `own_measures`, in the order of the replications.
    """
    if not own:
        return measures
    together = concat([measures, *own])
    order = np.argsort(together["replication"].to_numpy(), kind="stable")
    return together.take(order).reset_index(drop=True)


def _is_taken(name: str) -> bool:
    try:
        describe(name)
    except KeyError:
        return False
    return True


def _numbers(name: str, found: Any, people: pd.DataFrame) -> Floats:
    """Return a value per person as numbers.

    Raises:
        ValueError: they are not one finite number, boolean or NaN for each person.
    """
    if isinstance(found, pd.Series):
        if not found.index.equals(people.index):
            raise ValueError(
                f"{name}: should have one value per row of people, in their order; the index is "
                "different (use .reindex(people.index))"
            )
        found = found.to_numpy(dtype=float, na_value=np.nan)
    try:
        numbers = np.asarray(found, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: should have one number per row of people") from None
    if numbers.shape != (len(people),):
        raise ValueError(
            f"{name}: should have one value per row of people ({len(people)}), "
            f"and has the shape {numbers.shape}"
        )
    if np.isinf(numbers).any():
        raise ValueError(f"{name}: has infinite values; use NaN for people who do not count")
    return numbers
