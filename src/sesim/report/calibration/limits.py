"""What limits a calibration, in sentences: chance, the number of runs, the priors, the model."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sesim.report.calibration import diagnostics
from sesim.report.calibration.diagnostics import INFORMED, Explained, Tables
from sesim.report.calibration.sentences import coded
from sesim.report.text.language import N_, Language, Phrase, joined, listed

FOLLOWING = 0.4
"""A posterior mean that moves by so many SDs with half an SD of its prior follows it."""

LARGE_ERROR = 0.2
"""Monte Carlo error, in posterior SDs, above which a mean should not be quoted."""

RARE = 0.05
"""Data that so few runs are as far out as are a surprise to the model."""

AGREED, RATIOS = 0.5, (0.7, 1.4)
"""Difference of means in SDs, and ratio of SDs, within which two methods agree.

Two neural networks that are trained on the same runs differ nearly as much as that.
"""


def structure(say: Language, table: pd.DataFrame) -> Iterator[Phrase]:
    """Yield how much of the differences between programmes comes without programme effects."""
    found = diagnostics.explained(table)
    yield joined([structure_message(say, found), Phrase(".")], "")
    yield say(
        "The number is the part of the variance of log-odds between programmes, beyond chance, "
        "that is gone when the structural log-odds are subtracted, shifted by one constant."
    )
    yield say("1 would be all of it, and 0 none.")
    yield say("It is the median over posterior draws; the brackets hold 5% and 95% of them.")
    yield say(
        "Below 0, structure predicts the differences worse than assuming that all programmes are "
        "alike; above 1, what is left varies less than chance alone would make it."
    )
    if found.low < 0 <= found.value:
        yield say(
            "The interval reaches below 0, so these counts do not show that structure matters."
        )
    yield say(
        "The structure was calibrated to the same counts, so elsewhere it would do less well."
    )
    yield say("Differences between programmes are associations: nothing here shows a cause.")


def structure_message(say: Language, found: Explained) -> Phrase:
    """Return in a sentence without its full stop how much the structure explains."""
    if not np.isfinite(found.value):
        return say("The counts do not show how much of the differences structure accounts for")
    text = N_(
        "Structure accounts for {value} of the differences between programmes (single draws: "
        "{low} to {high})"
    )
    if found.value < 0:
        text = N_(
            "Structure predicts the differences worse than none would ({value}; single draws: "
            "{low} to {high})"
        )
    elif found.low < 0:
        text = N_(
            "Structure could account for {value} of the differences between programmes, or for "
            "none (single draws: {low} to {high})"
        )
    return say(text, **{name: say.percent(share) for name, share in found._asdict().items()})


def precision(say: Language, tables: Tables) -> Iterator[Phrase]:
    """Yield how much of the result is owed to the number of runs."""
    summary = tables["summary"].iloc[0]
    yield say(
        "The posterior rests on {effective} effective runs of {runs}.",
        effective=say.number(summary["effective_runs"]),
        runs=say.number(summary["runs"]),
    )
    yield from precision_of_means(say, tables)


def precision_of_means(say: Language, tables: Tables) -> Iterator[Phrase]:
    """Yield the Monte Carlo error of posterior means, and whether it is small enough."""
    error = float(tables["summary"]["error"].iloc[0])
    yield say(
        "The Monte Carlo error of a posterior mean is {error} posterior SDs. It does not cover "
        "errors of the method itself, which is linear.",
        error=say.number(error, 2),
    )
    if not error <= LARGE_ERROR:
        least = say.exact(LARGE_ERROR)
        yield say("That is above {least}: do not quote means without more runs.", least=least)


def surprise(say: Language, tables: Tables) -> Phrase:
    """Return whether the model can produce such counts as were published at all."""
    share = float(tables["summary"]["surprise"].iloc[0])
    text = N_(
        "{share} of the prior runs are at least as far from the middle of all runs as the "
        "published counts are: such counts do not surprise the model, which does not show that it "
        "is right."
    )
    if share < RARE:
        text = N_(
            "{share} of the prior runs are at least as far from the middle of all runs as the "
            "published counts are: such counts are rare under the priors. Do not rely on the "
            "posterior."
        )
    return say(text, share=say.percent(share))


def prior_sensitivity(say: Language, table: pd.DataFrame) -> Iterator[Phrase]:
    """Yield how far posterior means follow their priors."""
    rows = table.set_index("parameter")
    shifted = rows[[name for name in rows.columns if "SD" in name]].abs().mean(axis=1)
    far = list(shifted.index[shifted >= FOLLOWING])
    yield say(
        "If a prior moves by half an SD, the posterior mean of a parameter that the counts do not "
        "constrain moves by half of its own SD."
    )
    text = N_("The mean moves by {least} posterior SDs or more for {number} of {of}: {names}.")
    if not far:
        text = N_("The mean moves by {least} posterior SDs or more for none of {of}.")
    names = listed(say, coded(far)) if far else ""
    yield say(text, least=say.exact(FOLLOWING), number=len(far), of=len(rows), names=names)
    yield say("Single numbers are rough.")


def discrepancy(say: Language, table: pd.DataFrame) -> Phrase:
    """Return what is left of the knowledge if the model errs."""
    rows = table.set_index("parameter")
    known = rows[rows.iloc[:, 0] >= INFORMED]
    least = say.exact(INFORMED)
    if known.empty:
        return say(
            "No free parameter has a contraction of {least} that an error could take away.",
            least=least,
        )
    kept = [
        say(
            "{number} with an SD of {error}",
            number=int((known[column] >= INFORMED).sum()),
            error=say.exact(float(column.removeprefix("error_"))),
        )
        for column in rows.columns[1:]
    ]
    return say(
        "Number of free parameters that the counts still constrain if every log-odds of the model "
        "has an unknown error: {kept}. Without an error it is {number}.",
        kept=listed(say, kept), number=len(known),
    )  # fmt: skip


def agreement(say: Language, table: pd.DataFrame) -> Phrase:
    """Return whether two methods come to the same posterior."""
    near = table["mean_difference"].abs() <= AGREED
    alike = table["sd_ratio"].between(*RATIOS)
    apart = list(table.loc[~(near & alike), "parameter"])
    mean, low, high = map(say.exact, (AGREED, *RATIOS))
    rule = say(
        "means within {mean} SD, ratio of SDs from {low} to {high}", mean=mean, low=low, high=high
    )
    text = N_(
        "Regression and neural networks agree on {number} of {of} parameters ({rule}); not on "
        "{names}."
    )
    if not apart:
        text = N_("Regression and neural networks agree on all {of} parameters ({rule}).")
    names = listed(say, coded(apart)) if apart else ""
    number = len(table) - len(apart)
    return say(text, number=number, of=len(table), rule=rule, names=names)
