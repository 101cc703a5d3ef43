"""Compares the results of two studies, or of all studies of a design."""

from typing import TypeGuard, overload

import pandas as pd

from sesim.designs.run import DesignResults
from sesim.runs import compare as pairs
from sesim.runs.compare import Measured

WANTED = "compare takes the results of two studies, or those of a design alone"


@overload
def compare(baseline: DesignResults) -> pd.DataFrame: ...


@overload
def compare(baseline: Measured, alternative: Measured) -> pd.DataFrame: ...


def compare(
    baseline: Measured | DesignResults, alternative: Measured | None = None
) -> pd.DataFrame:
    """Return how an alternative differs from the baseline, for every outcome.

    Replication 17 of both has the same people, the same luck and the same parameter values, so a
    difference within it is due to the alternative alone. Only replications in which both have a
    value count.

    Args:
        baseline: results of the reference; or the results of a design alone, in which every study
            is compared with the first.
        alternative: results of the same study under another scenario, or with other values.

    Returns:
        One row for each programme, förbund and county, group and outcome that both have, with the
        columns of the `comparison.csv` of a sweep; of a design, one column for each lever comes
        first.

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
        TypeError: these are not results.

    Source:
        Law, Simulation Modeling and Analysis, the section on paired-t intervals.

    Example:
        >>> import sesim
        >>> study = sesim.load_study("programmes=vetlanda replications=2 end=2012-06-30 workers=1")
        >>> sooner = study.replace({"vetlanda.back_heaviness": 0.2})
        >>> table = sesim.compare(sesim.run(study), sesim.run(sooner))
        >>> row = table.query("programme == 'county' and group == 'all'").set_index("outcome")
        >>> print(row.loc["participants", ["baseline", "mean", "difference"]].to_dict())
        {'baseline': 2.0, 'mean': 2.0, 'difference': 0.0}
    """
    if isinstance(baseline, DesignResults) and alternative is None:
        return baseline.compared()
    if not (_is_measured(baseline) and _is_measured(alternative)):
        raise TypeError(f"{WANTED} (got {baseline!r} and {alternative!r})")
    return pairs.compare(baseline, alternative)


def _is_measured(results: object) -> TypeGuard[Measured]:
    """Whether these are the results of one study."""
    return all(hasattr(results, name) for name in ("study", "draws", "measures")) and not (
        isinstance(results, DesignResults)
    )
