"""Comparison of two studies: differences paired by replication, on common random numbers."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from sesim.outcomes import (
    BEFORE_PLAN,
    SINCE_PLAN,
    Outcome,
    OwnOutcome,
    describe,
    descriptions,
    verdicts,
)
from sesim.outcomes.sureness import EFFECT
from sesim.runs.draws import draw_of_each, drawn, path_of_each
from sesim.runs.pairing import Integers, Wide, figures, wide
from sesim.runs.replicate import tidy
from sesim.runs.unbounded import INTERVALS, of_some_pairs, probability_better
from sesim.study import Study

VERDICT = "verdict"
"""Column with the conclusion, as text."""

COMPARISON_COLUMNS = (
    "scenario", "programme", "group", "outcome", "unit", "baseline", "mean", "difference",
    "low", "high", "probability_better", "replications", "compared_with",
    "chance_share", "effect_low", "effect_high", "variance_ratio", VERDICT,
)  # fmt: skip
"""Columns of the comparison, in order."""

SAME = ("seed", "replications", "start", "end", "programmes", "interval")
"""Settings in which two studies must agree for a paired comparison to mean anything."""


SAME_DAYS = "; give the baseline the days of the plan: baseline.replace(end=..., plan_start=...)"


class Simulated(Protocol):
    """What a comparison needs of a study besides its measures."""

    @property
    def study(self) -> Study:
        """The study that was simulated."""

    @property
    def draws(self) -> Integers:
        """Number of the parameter draw that each replication used."""


class Measured(Simulated, Protocol):
    """The part of a study's results that a comparison needs."""

    @property
    def measures(self) -> pd.DataFrame:
        """Every outcome of every replication."""


class Names(NamedTuple):
    """The names of two studies in a comparison."""

    baseline: str
    alternative: str


def compare(baseline: Measured, alternative: Measured) -> pd.DataFrame:
    """Return how an alternative differs from the baseline, for every outcome.

    `sesim.compare` says what each column means.

    Args:
        baseline: the reference.
        alternative: the same study under another scenario, or with other values.

    Returns:
        The columns of `COMPARISON_COLUMNS`, one row for each programme, förbund and county,
        group and outcome that both have.

    Raises:
        ValueError: the two differ in seed, replications, window, programmes, interval or the
            source of their parameters, or define one of your outcomes differently.
        UnknownOutcomeError: the measures have an outcome that is not defined.

    Source:
        Law, Simulation Modeling and Analysis, the section on paired-t intervals.
    """
    _refuse_unless_comparable(baseline, alternative)
    replications = baseline.study.settings.replications
    before, after = (wide(one.measures, replications) for one in (baseline, alternative))
    names = Names(baseline.study.label, alternative.study.label)
    own = own_of(baseline, alternative)
    return compare_wide(before, after, baseline, alternative.study, names, own)


def compare_wide(
    before: Wide,
    after: Wide,
    baseline: Simulated,
    alternative: Study,
    names: Names,
    own: Mapping[str, Outcome] | None = None,
) -> pd.DataFrame:
    """Return the comparison of two studies with measures that are already laid out."""
    both = before.keys[before.keys.isin(after.keys)]
    if baseline.study.settings.plan_start != alternative.settings.plan_start:
        both = both[~both.get_level_values("group").isin((BEFORE_PLAN, SINCE_PLAN))]
    kinds = [describe(name, own) for name in both.get_level_values("outcome")]
    better = np.array([one.better for one in kinds], dtype=np.int64)
    values = before.rows(both), after.rows(both)
    draws, paths = _shared(baseline, alternative)
    columns = figures(*values, better, draws, baseline.study.settings.interval, paths)
    if drawn(baseline.study) is None:  # how sure the effect is depends on the parameters too
        columns |= dict.fromkeys(EFFECT, np.full(len(both), np.nan))
    table = both.to_frame(index=False).assign(**columns)
    unbounded = np.array([one.unbounded for one in kinds], dtype=bool)
    table.loc[unbounded & of_some_pairs(*values), list(INTERVALS)] = np.nan
    some = unbounded & np.isfinite(np.concatenate(values, axis=1)).any(axis=1)
    table.loc[some, "probability_better"] = probability_better(*values, better)[some]
    table["scenario"] = names.alternative
    table["compared_with"] = names.baseline
    table["unit"] = [one.unit for one in kinds]
    table = tidy(table[[name for name in COMPARISON_COLUMNS if name != VERDICT]])
    return table.assign(**{VERDICT: [str(one) for one in verdicts(table)]})


def _shared(baseline: Simulated, alternative: Study) -> tuple[Integers, Integers | None]:
    """Return the draw and the path that replications share, in one study or in both."""
    paths = path_of_each(baseline.study)
    if paths is not None or not alternative.future.is_drawn:
        return baseline.draws, paths
    return draw_of_each(alternative), path_of_each(alternative)


def own_of(*results: Measured) -> dict[str, Outcome]:
    """Return the outcomes that users define, by name.

    Raises:
        ValueError: results define one of them differently.
    """
    found: dict[str, OwnOutcome] = {}
    for one in (one for result in results for one in getattr(result, "own", ())):
        other = found.setdefault(one.name, one)
        if (other.described, other.how) != (one.described, one.how):
            raise ValueError(f"{one.name}: the two studies define this outcome differently")
    return descriptions(found.values())


def _refuse_unless_comparable(baseline: Measured, alternative: Measured) -> None:
    if differing := differences(baseline.study, alternative.study):
        days = any(one.startswith("end ") for one in differing)
        raise ValueError(
            f"two studies are only comparable on the same {', '.join(differing)}{SAME_DAYS * days}"
        )


def differences(baseline: Study, alternative: Study) -> list[str]:
    """Return the differences between two studies that make a comparison meaningless."""
    a, b = baseline.settings, alternative.settings
    differing = [
        f"{name} ({getattr(a, name)} and {getattr(b, name)})"
        for name in SAME
        if getattr(a, name) != getattr(b, name)
    ]
    if baseline.draws != alternative.draws:
        differing.append(f"draws ({baseline.draws!r} and {alternative.draws!r})")
    return differing
