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

    Replication 17 of both has the same people, the same luck and the same parameter values, so a
    difference within it is due to the alternative alone. Only replications in which both have a
    value count.

    Args:
        baseline: the reference.
        alternative: the same study under another scenario, or with other values.

    Returns:
        The columns of `COMPARISON_COLUMNS`, one row for each programme, förbund and county,
        group and outcome that both have.

        `baseline` and `mean` are the two means over the replications that count, and
        `difference` is the mean of the paired differences.

        `effect_low` to `effect_high` is the credible interval of the effect: parameter
        uncertainty, and the future where it is drawn, with chance averaged out. It holds the share
        of the draws that the studies' `interval` sets, is wider when there are few draws, and is
        never narrower than `low` to `high`. More replications cannot make it narrower than the
        parameter uncertainty.
        `verdict` is the conclusion from it: a `sesim.outcomes.Verdict` as text.

        `low` to `high` is the confidence interval of the mean difference: how precise the
        simulation is. It is a paired-t interval, over parameter draws, or paths of the future,
        where replications share one. More replications make it narrower; it is missing if fewer
        than two draws count.

        `probability_better` is the share of replications in which the alternative has the
        better value, a tie counting half: the smaller value where less is better, the larger
        value for every other outcome, also where neither direction is an improvement.

        In an unbounded outcome, such as the weeks to an event that may never happen, a
        replication without a value counts as larger than any other. `probability_better` then
        covers all pairs. All intervals are missing where some pair has a value in only one study,
        or fewer than four pairs of five have two values: such pairs do not represent the others.

        `chance_share` is the share of variance due to chance, in the difference of one
        replication; the rest is due to parameters, and to the future where it is drawn. It and
        the effect are missing where too few draws have two replications, and the effect also
        where all have the same parameters.

        `variance_ratio` is the variance of the paired difference / the variance of the difference
        between two independent replications, which is the sum of the two variances.

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
    own = _own(baseline, alternative)
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


def _own(*results: Measured) -> dict[str, Outcome]:
    """Return the outcomes that users define; their definitions must agree in all results."""
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
