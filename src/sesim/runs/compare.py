"""Two studies side by side: differences paired by replication, on common random numbers."""

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
from sesim.runs.pairing import Integers, Wide, figures, wide
from sesim.runs.replicate import tidy
from sesim.runs.unbounded import INTERVALS, of_some_pairs, probability_better
from sesim.study import Study

VERDICT = "verdict"
"""Column of what can be concluded, as text."""

COMPARISON_COLUMNS = (
    "scenario", "programme", "group", "outcome", "unit", "baseline", "mean", "difference",
    "low", "high", "probability_better", "replications", "compared_with",
    "chance_share", "effect_low", "effect_high", "variance_ratio", VERDICT,
)  # fmt: skip
"""Columns of the comparison, in order."""

SAME = ("seed", "replications", "start", "end", "programmes", "interval")
"""Settings in which two studies must agree for a paired comparison to mean anything."""


SAME_DAYS = "; give the baseline the days of the plan: baseline.replace(end=..., plan_start=...)"


class Measured(Protocol):
    """What a comparison needs of a study's results."""

    @property
    def study(self) -> Study:
        """What was simulated."""

    @property
    def measures(self) -> pd.DataFrame:
        """Every outcome of every replication."""

    @property
    def draws(self) -> Integers:
        """Number of the draw of the parameters that each replication took."""


class Names(NamedTuple):
    """What two studies are called in a comparison."""

    baseline: str
    alternative: str


def compare(baseline: Measured, alternative: Measured) -> pd.DataFrame:
    """Return how an alternative differs from the baseline, for every outcome.

    Replication 17 of both has the same people, the same luck and the same values of the
    parameters, so a difference within it is due to the alternative alone. Only replications in
    which both have a value count.

    Args:
        baseline: what is compared with.
        alternative: the same study under another scenario, or with other values.

    Returns:
        The columns of `COMPARISON_COLUMNS`, one row for each programme, förbund and county,
        group and outcome that both have.

        `baseline` and `mean` are the two means over the replications that count, and
        `difference` is the mean of the paired differences.

        `effect_low` to `effect_high` answers how sure the effect is: where it lies given what is
        not known of the parameters (the same share of the draws as the studies' `interval`), with
        chance averaged out, widened when there are few draws, and never narrower than `low` to
        `high`. More replications cannot make it narrower than the parameters leave it.
        `verdict` is what may be concluded from it: a `sesim.outcomes.Verdict` as text.

        `low` to `high` is the precision of the simulation: the paired-t interval of the mean
        difference, over draws of the parameters where replications share one. More replications
        narrow it, whatever the effect may be; it is missing if fewer than two draws count.

        `probability_better` is the share of replications in which the alternative has the
        better value, a tie counting half: the smaller value where less is better, the larger
        value for every other outcome, also where neither direction is an improvement.

        Of an unbounded outcome, such as weeks to something that may never come, a replication
        without a value has more than any other. `probability_better` is then over all pairs.
        All intervals are missing where some pair has a value in one study alone, or fewer than
        four pairs of five have two: the pairs that count do not speak for the others.

        `chance_share` is the part of the variance of the difference in one history that is
        chance, the rest being parameters. Both are missing where too few draws have two
        replications, the effect also where all have the same parameters.

        `variance_ratio` is the variance of the paired difference / that of the difference of
        two histories that had nothing in common, which is the sum of the two variances.

    Raises:
        ValueError: the two differ in seed, replications, window, programmes, interval or in
            where their parameters come from, or in what an outcome that you define means.
        UnknownOutcomeError: the measures have an outcome that nobody defined.

    Source:
        Law, Simulation Modeling and Analysis, the section on paired-t intervals.
    """
    _refuse_unless_comparable(baseline, alternative)
    replications = baseline.study.settings.replications
    before, after = (wide(one.measures, replications) for one in (baseline, alternative))
    names = Names(baseline.study.label, alternative.study.label)
    own = _own(baseline, alternative)
    return compare_wide(before, after, baseline, alternative.study, names, own)


def compare_wide(
    before: Wide,
    after: Wide,
    baseline: Measured,
    alternative: Study,
    names: Names,
    own: Mapping[str, Outcome] | None = None,
) -> pd.DataFrame:
    """Return the comparison of two studies whose measures are laid out already."""
    both = before.keys[before.keys.isin(after.keys)]
    if baseline.study.settings.plan_start != alternative.settings.plan_start:
        both = both[~both.get_level_values("group").isin((BEFORE_PLAN, SINCE_PLAN))]
    kinds = [describe(name, own) for name in both.get_level_values("outcome")]
    better = np.array([one.better for one in kinds], dtype=np.int64)
    values = before.rows(both), after.rows(both)
    columns = figures(*values, better, baseline.draws, baseline.study.settings.interval)
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


def _own(*results: Measured) -> dict[str, Outcome]:
    """Return what the outcomes are that users define; they must mean the same in all results."""
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
    """Return in what two studies differ that must agree for a comparison to mean anything."""
    a, b = baseline.settings, alternative.settings
    differing = [
        f"{name} ({getattr(a, name)} and {getattr(b, name)})"
        for name in SAME
        if getattr(a, name) != getattr(b, name)
    ]
    if baseline.draws != alternative.draws:
        differing.append(f"draws ({baseline.draws!r} and {alternative.draws!r})")
    return differing
