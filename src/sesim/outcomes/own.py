"""Outcomes that users define: one value per person, combined by area and group."""

import inspect
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from sesim.outcomes.arrays import Figures, Floats, ratio
from sesim.outcomes.catalogue import describe
from sesim.outcomes.cells import areas_of, groups_of, memberships
from sesim.outcomes.definitions.outcome import Better, Outcome
from sesim.outcomes.frames import coded
from sesim.outcomes.measures import MEASURES_COLUMNS
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
        self, events: pd.DataFrame, people: pd.DataFrame, window: Window, member: Floats
    ) -> Floats:
        """Return the figure of every cell, shape (cells,).

        Args:
            events: the log of one replication.
            people: its participants' table, n rows.
            window: the window that the log covers.
            member: who belongs to each cell, shape (cells, n).

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
        total = member @ np.where(counts, above, 0.0)
        return total if self.how == "sum" else ratio(total, member @ np.where(counts, below, 0.0))


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
        events: its log.
        people: its `participants_table`.
        window: the window that the log covers.
        areas: the förbund of each programme.
        counted: programmes that belong to the totals; None means all.
        own: the outcomes, at least one.

    Raises:
        ValueError: one of them cannot be computed.
    """
    chosen = areas_of(list(events["programme"].cat.categories), areas, counted)
    groups, in_group = groups_of(people, window.plan)
    programme = people["programme"].cat.codes.to_numpy().astype(np.intp)
    member = memberships(chosen, in_group, programme)
    found: Figures = {one.name: one.figures(events, people, window, member) for one in own}
    area, group, place = np.indices((len(chosen.names), len(groups), len(own))).reshape(3, -1)
    data: dict[str, Any] = {
        "replication": np.full(len(area), replication, dtype=np.int32),
        "programme": coded(area, chosen.names),
        "group": coded(group, groups),
        "outcome": coded(place, list(found)),
        "value": np.column_stack(list(found.values())).ravel(),
    }
    return pd.DataFrame(data, columns=list(MEASURES_COLUMNS), copy=False)


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
