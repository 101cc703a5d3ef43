"""The number of replications that a paired difference needs for a given precision.

The rule is absolute and concerns the difference. With a half-width relative to the mean, a
difference near zero would never be precise, and one that happens to be large would be too soon.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

import pandas as pd
from pydantic import Field, ValidationError

from sesim.outcomes import (
    ALL,
    BEFORE_PLAN,
    FEWEST_REPLICATIONS,
    SINCE_PLAN,
    describe,
    names_for,
    too_few,
)
from sesim.outcomes.cells import GROUPINGS
from sesim.runs.replicate import window_of
from sesim.runs.sweeps.precision_keys import PRECISION_KEYS
from sesim.study import Study
from sesim.study.errors import explain, unknown_name
from sesim.study.frozen import Frozen

MOST_GROWTH = 4
"""Largest factor by which replications grow at once, since the variance is only estimated."""

MANY = 1e9
"""More replications than anyone would run."""

MARGIN = 1.05
"""Slightly more than the estimate, to avoid one more round."""


class Precision(Frozen):
    """How precise the comparisons of a sweep should be.

    Attributes:
        precision: the half-width that the confidence interval of the mean difference should
            have, in the unit of the outcome; None to keep the number of replications.
        precision_outcome: the outcome that is compared.
        precision_programme: a programme, a förbund or the county.
        precision_group: a group of people; None means people referred since the plan began, if
            there is a plan and the outcome has groups, and everyone otherwise.
        budget: the most replications that a job may have.
    """

    precision: Annotated[float, Field(strict=True, gt=0)] | None = None
    precision_outcome: str = "employed_share"
    precision_programme: str = "county"
    precision_group: str | None = None
    budget: Annotated[int, Field(strict=True, ge=2, le=1_000_000)] = 2000

    def what(self, study: Study) -> dict[str, str]:
        """Return which rows of a comparison count, in a sweep with such a study."""
        by_group = describe(self.precision_outcome).by_group
        usual = SINCE_PLAN if study.settings.plan_start and by_group else ALL
        return {
            "programme": self.precision_programme,
            "group": self.precision_group or usual,
            "outcome": self.precision_outcome,
        }


class PrecisionReached(NamedTuple):
    """Whether the wanted precision has been reached.

    Attributes:
        half_width: the largest of all comparisons; NaN if there is none.
        scenario: the one that has it.
        replications: of each job.
        reached: whether it is small enough.
    """

    half_width: float
    scenario: str
    replications: int
    reached: bool

    def sentence(self, wanted: Precision, group: str = ALL) -> str:
        """Return the result as a sentence."""
        what = f"{wanted.precision_outcome} of {wanted.precision_programme}"
        what += "" if group == ALL else f", {group}"
        now = (
            f"half-width {self.half_width:.3g} ({self.scenario})"
            if math.isfinite(self.half_width)
            else f"too few replications have a value ({self.scenario})"
        )
        if self.reached:
            return (
                f"Precision {wanted.precision:g} reached for the difference in {what}: {now} "
                f"with {self.replications} replications."
            )
        if math.isnan(self.half_width):
            return f"Precision {wanted.precision:g}: no scenario has a difference in {what}."
        ratio = min(self.half_width / (wanted.precision or math.nan), math.sqrt(MANY))
        need = self.replications * ratio**2
        more = f"; it would take about {need:,.0f}" if need < MANY else "; it would take too many"
        return (
            f"Precision {wanted.precision:g} NOT reached for the difference in {what}: {now} with "
            f"{self.replications} replications, the whole budget of {wanted.budget}{more}."
        )


def precision_of(
    given: Mapping[str, Any], studies: Sequence[Study], problems: list[str]
) -> Precision:
    """Return the precision that a configuration asks for; add errors to `problems`."""
    values = {key: given[key] for key in PRECISION_KEYS if given.get(key) is not None}
    try:
        found = Precision.model_validate(values)
    except ValidationError as error:
        problems += explain(error, Precision, "")
        return Precision()
    if found.precision is None:
        return found
    windows = [window_of(study) for study in studies]
    known = dict.fromkeys(name for window in windows for name in names_for(window.years))
    if studies and found.precision_outcome not in known:
        where = f"precision_outcome: {found.precision_outcome}"
        problems.append(unknown_name(where, known, "outcome"))
    elif describe(found.precision_outcome).unit == "share" and found.precision >= 1:
        problems.append(
            f"precision: should be less than 1 for a share, where 0.01 is one percentage point "
            f"(got {found.precision:g})"
        )
    groups = [ALL, BEFORE_PLAN, SINCE_PLAN]
    groups += [f"{column}={value}" for column, values in GROUPINGS.items() for value in values]
    if found.precision_group is not None and found.precision_group not in groups:
        where = f"precision_group: {found.precision_group}"
        problems.append(unknown_name(where, groups, "group"))
    areas = {"county"}
    for study in studies:
        areas |= {*study.programmes, *(one.forbund for one in study.programmes.values())}
    if found.precision_programme not in areas:
        where = f"precision_programme: {found.precision_programme}"
        problems.append(unknown_name(where, sorted(areas), "programme"))
    most = max((study.settings.replications for study in studies), default=0)
    if most > found.budget:
        problems.append(
            f"budget: should be at least the replications to begin with, {most} "
            f"(got {found.budget})"
        )
    return found


def judge(comparison: pd.DataFrame, wanted: Precision, replications: int) -> PrecisionReached:
    """Return whether every comparison is as precise as wanted.

    Args:
        comparison: the rows of the outcome and programme that count, one for each job.
        wanted: the precision.
        replications: of each job.
    """
    half = (comparison["high"] - comparison["low"]) / 2
    if half.empty:
        return PrecisionReached(math.nan, "", replications, reached=False)
    if half.isna().any():  # fewer than two replications count
        missing = comparison.loc[half.isna(), "scenario"].iloc[0]
        return PrecisionReached(math.inf, str(missing), replications, reached=False)
    widest = float(half.max())
    # With few replications, a half-width is too often small by chance.
    enough = not too_few(replications)
    reached = wanted.precision is not None and enough and widest <= wanted.precision
    whose = str(comparison["scenario"].iloc[int(half.to_numpy().argmax())])
    return PrecisionReached(widest, whose, replications, reached)


def next_replications(judged: PrecisionReached, wanted: Precision) -> int | None:
    """Return how many replications to run next; None to stop."""
    now = judged.replications
    if wanted.precision is None or judged.reached or now >= wanted.budget:
        return None
    if math.isnan(judged.half_width):
        return None
    ratio = min(judged.half_width / wanted.precision, float(MOST_GROWTH))
    need = now * min(float(MOST_GROWTH), MARGIN * ratio**2)
    even = 2 * math.ceil(
        max(need, now + 2, FEWEST_REPLICATIONS) / 2
    )  # two replications share a draw
    return min(even, wanted.budget)
