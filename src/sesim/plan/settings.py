"""How a plan is looked for: its goals, its levers and how sure the answer should be."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from sesim import messages
from sesim.outcomes.definitions.money import LEDGER, PERSON
from sesim.study.field_types import Day, Slug
from sesim.study.frozen import Frozen
from sesim.study.goal import FAR, ProgrammeGoal
from sesim.study.lines import LINE

MOST_VALUES = 200
"""Values of one lever."""

TOLERANCE = 1e-9
"""A range includes its end if a step comes so near to it."""

BUDGET = 1000
"""Most histories of a plan, if no other number is given."""

LONGEST_NAME = 60
"""Letters of the name of a scenario file."""

RANGE = frozenset({"from", "to", "step"})

COSTS = tuple(row.name for row in LEDGER if row.name != PERSON)
"""What can decide which plan is cheapest: a payer, the posts alone, or all payers together. What
people receive is no cost."""

Certainty = Annotated[float, Field(strict=True, ge=0.01, le=0.99)]
Text = Annotated[str, Field(min_length=1)]


class PlanGoal(ProgrammeGoal):
    """A level that an outcome should reach, with some certainty.

    Attributes:
        outcome: its name; `{year}` in it stands for every full calendar year of the study.
        certainty: the share of histories that should reach the level; None for that of the plan.
        on: the day on which it counts; None for the end of the study period. An outcome of a
            calendar year has its day in its name.
        programme: a programme, a förbund or `county`, where a study has several programmes.
    """

    outcome: Text
    certainty: Certainty | None = None
    on: Day | None = None
    programme: Text | None = None


def _values(value: Any) -> Any:
    """Return a lever's values; a range becomes the values in it.

    Raises:
        ValueError: it is neither a list of single values nor a range.
    """
    if isinstance(value, Mapping):
        return tuple(_in_range(value))
    if isinstance(value, list | tuple):
        if not value:
            raise ValueError("should be at least one value (got none)")
        for one in value:
            if not (one is None or isinstance(one, bool | str) or _is_number(one)):
                raise ValueError(
                    f"each value should be a number, a word or none (got {messages.value(one)})"
                )
        return tuple(value)
    raise ValueError(
        f"should be a list of values, such as [1, 2], or a range, such as "
        f"{{from: 1, to: 4, step: 0.25}} (got {messages.value(value)})"
    )


def _in_range(given: Mapping[str, Any]) -> Iterator[float]:
    """Yield the values of a range, both ends included."""
    wrong = [name for name in RANGE if not _is_number(given.get(name))]
    if wrong or given.keys() - RANGE:
        raise ValueError(
            f"a range should have the numbers from, to and step (got {messages.value(dict(given))})"
        )
    first, last, step = (float(given[name]) for name in ("from", "to", "step"))
    if step <= 0 or last < first:
        raise ValueError(
            f"a range should go upwards, from {first:g} to something larger in steps above 0 "
            f"(got to: {last:g}, step: {step:g})"
        )
    steps = (last - first) / step  # may be infinite
    if steps >= MOST_VALUES - 1 + TOLERANCE:
        raise ValueError(
            f"a range should hold at most {MOST_VALUES} values (got {_as_written(given)})"
        )
    number = round(steps)
    if abs(steps - number) > TOLERANCE:
        fitting = " or ".join(_fitting(last - first, steps))
        raise ValueError(
            f"step: should divide {last - first:.9g}, since both ends of the range are included, "
            f"e.g. {fitting} (got {_as_written(given)})"
        )
    for i in range(number + 1):
        yield round(first + i * step, 9)


def _as_written(given: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {given[name]:.9g}" for name in ("from", "to", "step"))


def _fitting(length: float, steps: float) -> Iterator[str]:
    """Yield the nearest steps that divide a length: one smaller than asked for, and one larger.

    Args:
        length: from one end of the range to the other.
        steps: as many as there would be, which is no whole number.
    """
    fewer = int(steps)
    for numbers in (range(fewer + 1, MOST_VALUES), range(fewer, 0, -1)):
        for number in numbers:
            step = f"{length / number:.6g}"
            if abs(length / float(step) - number) <= TOLERANCE:
                yield step
                break


def _as_value(value: Any) -> tuple[bool, Any]:
    """Return what is equal for equal values: 1 and 1.0 are, and yes and 1 are not."""
    return isinstance(value, bool), value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= FAR


Values = Annotated[
    tuple[bool | int | float | str | None, ...],
    Field(min_length=1, max_length=MOST_VALUES),
    BeforeValidator(_values),
]


def _listed(value: Any) -> Any:
    """Return goals as they were given; none as an empty list.

    Raises:
        ValueError: they are not a list, such as a mapping.
    """
    if value is None:
        return ()
    if isinstance(value, list | tuple):
        return value
    given = "a mapping" if isinstance(value, Mapping) else messages.value(value)
    raise ValueError(
        f"should be a list of goals, such as [{{outcome: waiting, at_most: 10}}] (got {given})"
    )


def _flat(value: Any) -> Any:
    """Return levers by dotted path, from levers whose path may also be nested."""
    if not isinstance(value, Mapping):
        return {} if value is None else value
    found: dict[str, Any] = {}
    for path, values in _paths(value, ""):
        if path in found:
            raise ValueError(f"{path}: is there twice")
        found[path] = values
    return found


def _paths(value: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for name, inner in value.items():
        path = f"{before}{name}"
        if isinstance(inner, Mapping) and not inner.keys() & RANGE:
            yield from _paths(inner, f"{path}.")
        else:
            yield path, inner


class PlanSettings(Frozen):
    """The settings of `sesim-plan` besides the study.

    Attributes:
        name: of the scenario file that is written.
        title: of the plan, for readers; None for one that names its values.
        goals: what should be reached; empty for the goals of the programmes' files.
        certainty: of goals without one of their own.
        levers: values to choose from, by dotted path in a programme (`back_heaviness`), parameter
            (`parameters.turnover_per_year`) or `fte`, the sum of all posts.
        since: the day from which they hold; None for the first day of the study.
        cost: the row of the ledger by which plans are cheap.
        confidence: the probability that every verdict is right, under the model.
        first: histories of every plan.
        budget: most histories of a plan; None for `BUDGET`, or as many as there can be.
    """

    name: Annotated[Slug, Field(max_length=LONGEST_NAME)]
    title: Annotated[str, Field(min_length=1, max_length=80), LINE] | None = None
    goals: Annotated[tuple[PlanGoal, ...], BeforeValidator(_listed)] = ()
    certainty: Certainty
    levers: Annotated[dict[str, Values], BeforeValidator(_flat)]
    since: Day | None = None
    cost: str
    confidence: Annotated[float, Field(strict=True, ge=0.5, le=0.9999)]
    first: Annotated[int, Field(strict=True, ge=10, le=100_000)]
    budget: Annotated[int, Field(strict=True, ge=10, le=1_000_000)] | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.cost not in COSTS:
            raise ValueError(
                f"cost: should be one of {', '.join(COSTS)} (got {messages.value(self.cost)})"
            )
        if self.budget is not None and self.first > self.budget:
            raise ValueError(
                f"first: should be at most the budget, {self.budget} (got {self.first})"
            )
        for path, values in self.levers.items():
            if len(set(map(_as_value, values))) < len(values):
                raise ValueError(f"levers.{path}: a value is there twice (got {list(values)})")
        return self
