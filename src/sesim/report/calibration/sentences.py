"""What a calibration says, in sentences that claim no more than its numbers do."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from sesim.outcomes import COUNTY
from sesim.report.calibration import diagnostics as findings
from sesim.report.calibration.chance import LEVEL, binomial_range
from sesim.report.calibration.diagnostics import CONTEXT, COVERAGE, INFORMED, OWN, Tables, listed
from sesim.report.text.language import language

percent = language("en").percent

FOLLOWING = 0.4
"""A posterior mean that moves by so many SDs with half an SD of its prior follows it."""

MOVED = 0.5
"""A mean that has moved by so many prior SDs is spoken of, also if nothing is learnt."""

LARGE_ERROR = 0.2
"""Monte Carlo error, in posterior SDs, above which a mean should not be quoted."""

ENOUGH_TRUTHS = 200
"""With fewer synthetic data sets, only gross faults of a method can be seen."""

RARE = 0.05
"""Data that so few runs are as far out as are a surprise to the model."""

AGREED, RATIOS = 0.5, (0.7, 1.4)
"""Difference of means in SDs, and ratio of SDs, within which two methods agree.

Two neural networks that are trained on the same runs differ nearly as much as that.
"""


def fitted(tables: Tables, names: Mapping[str, str]) -> list[str]:
    """Say how many published counts the calibrated model predicts."""
    before, after, anew = (
        findings.counts_of(tables[f"{kind}_predictive"])
        for kind in ("prior", "posterior", "marginal")
    )
    hits = findings.inside(after)
    said = [
        f"{hits.hits} of {hits.of} published counts lie inside their {COVERAGE}% posterior "
        f"predictive intervals; before the counts were used it was {findings.inside(before).hits}."
    ]
    if missed := _missed(after, names):
        said.append(f"Outside: {missed}.")
    certain = int(((before["low"] == before["high"]) & before["inside"].astype(bool)).sum())
    if certain:
        said.append(
            f"{certain} of them could hardly be missed: nearly all runs have that very number, "
            "whatever the parameters."
        )
    said.append(
        "The model was fitted to these counts, so that this is no test of what it predicts."
    )
    said.append(
        "With programme effects drawn as for new programmes, "
        f"{findings.inside(anew).hits} of {hits.of} lie inside."
    )
    shares = findings.quantity(tables["posterior_predictive"], "employed_share")
    if COUNTY in shares.index:
        ends = {name: percent(float(shares[name][COUNTY])) for name in ("mean", "low", "high")}
        said.append(
            f"Of all participants together, the model has {ends['mean']} employed "
            f"({ends['low'].rstrip('%')}–{ends['high']}); published is "
            f"{percent(float(shares['observed'][COUNTY]))}."
        )
    return said


def learnt(tables: Tables) -> list[str]:
    """Say of which parameters the counts tell something, and of which nothing."""
    rows = tables["parameters"]
    known, unknown = findings.informed(rows), findings.uninformed(rows)
    said = [
        f"The counts say something about {len(known)} of {len(known) + len(unknown)} free "
        f"parameters{': ' if known else ''}{_coded(known)}."
    ]
    if unknown:
        said.append(f"These figures say nothing about {_coded(unknown)}.")
    if moved := _moved(rows, unknown + findings.uninformed(rows, CONTEXT)):
        said.append(
            f"But {_coded(moved)} moved by {MOVED:g} prior SDs or more while the spread stayed, "
            "and results carry these moves: a sign that the counts would have the model's levels "
            "elsewhere, and not knowledge of each of them."
        )
    effective = float(tables["summary"]["effective_runs"].iloc[0])
    said.append(
        f"Contraction is the part of the prior variance that is gone; below {INFORMED:g} nothing "
        f"is claimed. It is itself an estimate, from {effective:.0f} effective runs, and a value "
        f"near {INFORMED:g} may fall on the other side in another calibration."
    )
    said += _others(rows, OWN, "programmes' own")
    said += _others(rows, CONTEXT, "context")
    directions = tables["directions"]
    said.append(
        f"Less than half of the prior variance is left along {(directions['left'] < 0.5).sum()} of "
        f"{len(directions)} principal directions of the free parameters."
    )
    return said


def checked(tables: Tables) -> list[str]:
    """Say whether the method finds values that are known."""
    ranks = tables["ranks"]
    number, of = len(ranks), len(ranks.columns)
    far, chance = findings.leaving(ranks), findings.leaving_by_chance(of)
    said = [
        f"{number} synthetic data sets, made at known values, went through the same inference as "
        "the published counts.",
        _held(tables["coverage"], "of the free and the programmes' own parameters"),
        f"The ranks of {len(far)} of {of} parameters leave the band that holds {LEVEL:.0%} of "
        f"calibrated ones{': ' if far else ''}{_coded(far)}; chance alone may do that to {chance}.",
    ]
    if len(far) > chance:
        said.append("The posterior of these is not to be trusted as it stands.")
    if number < ENOUGH_TRUTHS:
        low, high = binomial_range(number, COVERAGE / 100)
        said.append(
            f"So few data sets show gross faults only: by chance, a {COVERAGE}% interval may hold "
            f"the truth in anything from {percent(low)} to {percent(high)} of them."
        )
    if "coverage_neural" in tables:
        said.append(_held(tables["coverage_neural"], "of the same, by the neural method,"))
    return said


def left_out(tables: Tables, names: Mapping[str, str]) -> list[str]:
    """Say how well programmes are predicted that the calibration has not seen."""
    rows = tables["leave_one_out"]
    if rows.empty:
        return ["There is one programme, so that none can be left out."]
    said = []
    for quantity in rows["quantity"].unique():
        chosen = rows[rows["quantity"] == quantity]
        hits = findings.inside(chosen)
        said.append(
            f"Predicted without the programme's own counts, {quantity} lies inside its {COVERAGE}% "
            f"interval in {hits.hits} of {hits.of} programmes; about {COVERAGE / 100 * hits.of:.0f}"
            " would be expected."
        )
        if missed := _missed(chosen, names):
            said.append(f"Outside: {missed}.")
        if hits.hits < _fewest(hits.of):
            said.append(
                f"That is fewer than chance allows ({_fewest(hits.of)}): the model is surer of "
                "programmes that it has not seen than it should be."
            )
        width = (chosen["high"] - chosen["low"]).median()
        said.append(
            f"The intervals are wide: half of them span {width:.0f} people or more, where the "
            f"median of the published numbers is {chosen['observed'].median():.0f}."
        )
    of = rows["programme"].nunique()
    said.append(
        f"With {of} programmes this is a weak test: chance alone may leave as few as "
        f"{_fewest(of)} inside."
    )
    said.append("About how many take part is not predicted here but taken from all counts.")
    return said


def validated(table: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """Say how the model does on published figures that it was not fitted to."""
    said = []
    for _, row in table.iterrows():
        figure = f"{names[str(row['programme'])]}, {str(row['quantity']).replace('_', ' ')}"
        if is_interval(row):
            said.append(
                f"{figure}: published is {published(row)}, and {percent(float(row['within']))} of "
                "the predictions lie in it."
            )
        else:
            where = "inside" if row["within"] else "outside"
            said.append(
                f"{figure}: published is {published(row)}, {where} the {COVERAGE}% interval of the "
                "predictions."
            )
    said.append("They are few, and rough: a model may meet them and still be wrong.")
    return said


def is_interval(row: "pd.Series[Any]") -> bool:
    """Whether a published figure is told as an interval."""
    return not pd.isna(row["value_high"])


def published(row: "pd.Series[Any]") -> str:
    """Return a published figure, or its interval."""
    return f"{row['value']:g}" + (f" to {row['value_high']:g}" if is_interval(row) else "")


def structure(table: pd.DataFrame) -> list[str]:
    """Say how much of the differences between programmes comes without effects of their own."""
    found = findings.explained(table)
    said = [
        f"{findings.structure_message(found)}.",
        "The number is the part of the variance of log-odds between programmes, beyond chance, "
        "that is gone when the structural log-odds are taken off, moved by one constant.",
        "1 would be all of it, and 0 none.",
        "It is the median over draws of the posterior; in brackets are 5 and 95 per cent of them.",
        "Below 0, structure predicts the differences worse than saying that all programmes are "
        "alike; above 1, what is left varies less than chance alone would have it.",
    ]
    if found.low < 0 <= found.value:
        said.append(
            "The interval reaches below 0, so these counts do not show that structure matters."
        )
    said.append(
        "The structure was calibrated to the same counts, so that it would do less well elsewhere."
    )
    said.append("Differences between programmes are associations: nothing here shows a cause.")
    return said


def precision(tables: Tables) -> list[str]:
    """Say how much of the result is owed to the number of runs."""
    summary = tables["summary"].iloc[0]
    error = float(summary["error"])
    said = [
        f"The posterior rests on {summary['effective_runs']:.0f} effective runs of "
        f"{summary['runs']:.0f}.",
        f"The Monte Carlo error of a posterior mean is {error:.2f} posterior SDs. It does not see "
        "what the method itself may get wrong, being linear.",
    ]
    if not error <= LARGE_ERROR:
        said.append(f"That is above {LARGE_ERROR:g}: more runs are needed before means are quoted.")
    return said


def surprise(tables: Tables) -> str:
    """Say whether the published counts are such as the model can bring about at all."""
    share = float(tables["summary"]["surprise"].iloc[0])
    said = (
        f"{percent(share)} of the prior runs are at least as far from the middle of all runs as "
        "the published counts are"
    )
    if share < RARE:
        return (
            f"{said}: such counts are rare under the priors, and the posterior should not be "
            "relied on."
        )
    return f"{said}: such counts are no surprise to the model, which does not show that it is true."


def prior_sensitivity(table: pd.DataFrame) -> str:
    """Say how far posterior means follow their priors."""
    rows = table.set_index("parameter")
    shifted = rows[[name for name in rows.columns if "SD" in name]].abs().mean(axis=1)
    far = list(shifted.index[shifted >= FOLLOWING])
    said = f"{len(far)} of {len(rows)}: {_coded(far)}" if far else f"none of {len(rows)}"
    return (
        "Where a prior is moved by half an SD, a posterior mean about which the counts say nothing "
        "moves by half an SD of its own. The mean moves by "
        f"{FOLLOWING:g} posterior SDs or more for {said}. Single numbers are rough."
    )


def discrepancy(table: pd.DataFrame) -> str:
    """Say what is left of the knowledge if the model errs."""
    rows = table.set_index("parameter")
    known = rows[rows.iloc[:, 0] >= INFORMED]
    if known.empty:
        return f"No free parameter has a contraction of {INFORMED:g} that an error could take away."
    kept = [
        f"{int((known[column] >= INFORMED).sum())} with {column.removeprefix('error_')}"
        for column in rows.columns[1:]
    ]
    return (
        "Number of free parameters about which the counts still say something if every log-odds of "
        f"the model has an unknown error: {listed(kept)} as its SD, where it is {len(known)} "
        "without."
    )


def agreement(table: pd.DataFrame) -> str:
    """Say whether two methods come to the same posterior."""
    near = table["mean_difference"].abs() <= AGREED
    alike = table["sd_ratio"].between(*RATIOS)
    apart = list(table.loc[~(near & alike), "parameter"])
    rule = f"means within {AGREED:g} SD, ratio of SDs from {RATIOS[0]:g} to {RATIOS[1]:g}"
    if not apart:
        return f"Regression and neural networks agree on all {len(table)} parameters ({rule})."
    return (
        f"Regression and neural networks agree on {len(table) - len(apart)} of {len(table)} "
        f"parameters ({rule}); not on {_coded(apart)}."
    )


def _held(coverage: pd.DataFrame, whose: str) -> str:
    held = findings.pooled_coverage(coverage)
    levels = listed([f"{level}%" for level in held])
    shares = listed([percent(share) for share in held.values()])
    return f"Intervals of {levels} {whose} held the truth in {shares} of the cases."


def _fewest(of: int) -> int:
    """Return how many of so many figures lie inside at the least, unless intervals are too narrow.

    That programmes are predicted from nearly the same data is left out of account.
    """
    return round(binomial_range(of, COVERAGE / 100)[0] * of)


def _others(parameters: pd.DataFrame, label: str, called: str) -> Iterable[str]:
    known = findings.informed(parameters, label)
    of = len(known) + len(findings.uninformed(parameters, label))
    if of == 0:
        return
    asked = (
        "; the counts were not asked about them"
        if label == CONTEXT
        else "; these figures say nothing about the others"
    )
    yield (
        f"Of the {called} parameters, {len(known)} of {of} contract by {INFORMED:g} or more"
        f"{': ' if known else ''}{_coded(known)}{asked}."
    )


def _moved(parameters: pd.DataFrame, among: list[str]) -> list[str]:
    rows = parameters[parameters["parameter"].isin(among)]
    return list(rows.loc[rows["shift"].abs() >= MOVED, "parameter"])


def _missed(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    outside = rows[~rows["inside"].astype(bool)]
    return "; ".join(
        f"{names[programme]}, {quantity} {observed:.0f} where {low:.0f}–{high:.0f} was predicted"
        for programme, quantity, observed, low, high in zip(
            *(outside[name] for name in ("programme", "quantity", "observed", "low", "high")),
            strict=True,
        )
    )


def _coded(names: list[str]) -> str:
    return listed([f"`{name}`" for name in names]) if names else ""
