"""What a calibration shows, in sentences that claim no more than its numbers do."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd
from markupsafe import Markup

from sesim.outcomes import COUNTY
from sesim.report.calibration import diagnostics
from sesim.report.calibration.chance import LEVEL, binomial_range
from sesim.report.calibration.diagnostics import (
    CONTEXT,
    COVERAGE,
    INFORMED,
    OWN,
    Row,
    Tables,
)
from sesim.report.text.language import N_, Language, Phrase, joined, listed

MOVED = 0.5
"""A mean that has moved by so many prior SDs is named, even if nothing is learnt."""

ENOUGH_TRUTHS = 200
"""With fewer synthetic data sets, only gross faults of a method can be seen."""

QUANTITIES = {
    "participants": N_("enrolled"),
    "employed": N_("with a job"),
    "ongoing": N_("still enrolled"),
    "employed_share": N_("share with a job"),
    "weeks_to_first_job": N_("weeks to the first job"),
}
"""What readers call the figures that a calibration is about; others keep their names."""


def fitted(say: Language, tables: Tables, names: Mapping[str, str]) -> list[Phrase]:
    """Return how many published counts the calibrated model predicts."""
    before, after, new = (
        diagnostics.counts_of(tables[f"{kind}_predictive"])
        for kind in ("prior", "posterior", "marginal")
    )
    hits = diagnostics.inside(after)
    found = [
        say(
            "{hits} of {of} published counts lie inside their {share} posterior prediction "
            "intervals; before the counts were used it was {before}.",
            hits=hits.hits, of=hits.of, share=covered(say), before=diagnostics.inside(before).hits,
        ),
        *_outside(say, after, names),
    ]  # fmt: skip
    if certain := int(((before["low"] == before["high"]) & before["inside"].astype(bool)).sum()):
        found.append(
            say(
                "{number} of them could hardly be missed: nearly all runs have that very number, "
                "whatever the parameters.",
                number=certain,
            )
        )
    found += [
        say("The model was fitted to these counts, so this does not test its predictions."),
        say(
            "With programme effects drawn as for new programmes, {hits} of {of} lie inside.",
            hits=diagnostics.inside(new).hits, of=hits.of,
        ),
    ]  # fmt: skip
    shares = diagnostics.quantity(tables["posterior_predictive"], "employed_share")
    if COUNTY in shares.index:
        [row] = diagnostics.records(shares.loc[[COUNTY]])
        found.append(
            say(
                "Of all participants together, {mean} ({low} to {high}) get a job in the model; "
                "the published share is {published}.",
                mean=say.percent(row["mean"]), low=say.percent(row["low"]),
                high=say.percent(row["high"]), published=say.percent(row["observed"]),
            )
        )  # fmt: skip
    return found


def informed(say: Language, tables: Tables) -> list[Phrase]:
    """Return which free parameters the counts constrain, and which they do not."""
    known, unknown = (
        which(tables["parameters"]) for which in (diagnostics.informed, diagnostics.uninformed)
    )
    found = [
        say(
            "The counts constrain {number} of {of} free parameters{names}.",
            number=len(known), of=len(known) + len(unknown), names=_after_colon(say, known),
        )
    ]  # fmt: skip
    if unknown:
        names = listed(say, coded(unknown))
        found.append(say("The counts do not constrain {names}.", names=names))
    return found


def learnt(say: Language, tables: Tables) -> list[Phrase]:
    """Return what the counts show of the parameters."""
    rows, found = tables["parameters"], informed(say, tables)
    unknown = diagnostics.uninformed(rows) + diagnostics.uninformed(rows, CONTEXT)
    if moved := _moved(rows, unknown):
        found.append(
            say(
                "But the means of {names} moved by {moved} prior SDs or more while the spread "
                "stayed, and results use the shifted values. Such a shift suggests that the counts "
                "pull the model’s levels elsewhere; it is not knowledge of each parameter.",
                names=listed(say, coded(moved)), moved=say.exact(MOVED),
            )
        )  # fmt: skip
    directions = tables["directions"]
    return [
        *found,
        say(
            "Contraction is the part of the prior variance that is gone; below {least} we claim "
            "nothing about a parameter. Contraction is itself an estimate, from {runs} effective "
            "runs, and a value near {least} could fall on the other side in another calibration.",
            least=say.exact(INFORMED),
            runs=say.number(tables["summary"]["effective_runs"].iloc[0]),
        ),
        *_others(say, rows),
        say(
            "Less than half of the prior variance is left along {number} of {of} principal "
            "directions of the free parameters.",
            number=int((directions["left"] < 0.5).sum()), of=len(directions),
        ),
    ]  # fmt: skip


def held(say: Language, tables: Tables) -> Phrase:
    """Return how often intervals held values that are known."""
    return say(
        "Intervals of {levels} for the free parameters and the programmes’ own held the true value "
        "in {shares} of the cases.",
        **_levels(say, tables["coverage"]),
    )


def checked(say: Language, tables: Tables) -> list[Phrase]:
    """Return whether the method finds values that are known."""
    ranks = tables["ranks"]
    number, of = len(ranks), len(ranks.columns)
    far, chance = diagnostics.leaving(ranks), diagnostics.leaving_by_chance(of)
    found = [
        say(
            "{number} synthetic data sets, made at known values, went through the same inference "
            "as the published counts.",
            number=number,
        ),
        held(say, tables),
        say(
            "The ranks of {number} of {of} parameters leave the band that holds {level} of "
            "calibrated ones{names}; chance alone can do that to {chance}.",
            number=len(far), of=of, level=say.percent(LEVEL), names=_after_colon(say, far),
            chance=chance,
        ),
    ]  # fmt: skip
    if len(far) > chance:
        found.append(say("Do not rely on the posterior of these parameters as it stands."))
    if number < ENOUGH_TRUTHS:
        low, high = binomial_range(number, COVERAGE)
        found.append(
            say(
                "So few data sets show gross faults only: by chance, {level} intervals can hold "
                "the true value in anything from {low} to {high} of them.",
                level=covered(say), low=say.percent(low), high=say.percent(high),
            )
        )  # fmt: skip
    if "coverage_neural" in tables:
        found.append(
            say(
                "With the neural method, intervals of {levels} held the true value in {shares} of "
                "the cases.",
                **_levels(say, tables["coverage_neural"]),
            )
        )
    return found


def left_out(say: Language, tables: Tables, names: Mapping[str, str]) -> list[Phrase]:
    """Return how well the model predicts programmes that it was not fitted to."""
    rows = tables["leave_one_out"]
    if rows.empty:
        return [say("There is only one programme, so none can be left out.")]
    of = rows["programme"].nunique()
    found = []
    for hits, (_, chosen) in zip(left_out_hits(say, tables), _by_quantity(rows), strict=True):
        found += [hits, *_outside(say, chosen, names)]
        if diagnostics.inside(chosen).hits < _fewest(of):
            found.append(
                say(
                    "That is fewer than chance allows ({fewest}): the model is more certain about "
                    "new programmes than it should be.",
                    fewest=_fewest(of),
                )
            )
        found.append(
            say(
                "The intervals are wide: half of them span {width} people or more, where the "
                "median of the published numbers is {median}.",
                width=say.number((chosen["high"] - chosen["low"]).median()),
                median=say.number(chosen["observed"].median()),
            )
        )
    return [
        *found,
        say(
            "With {of} programmes this is a weak test: chance alone can leave as few as {fewest} "
            "inside.",
            of=of, fewest=_fewest(of),
        ),
        say("The number of participants is not predicted here but taken from all counts."),
    ]  # fmt: skip


def left_out_hits(say: Language, tables: Tables) -> list[Phrase]:
    """Return in how many programmes each quantity is predicted without the programme's counts."""
    return [
        say(
            "Predicted without the programme’s own counts, the number {quantity} lies inside its "
            "{share} interval in {hits} of {of} programmes; about {expected} would be expected.",
            quantity=quantity_name(say, quantity), share=covered(say),
            hits=diagnostics.inside(chosen).hits, of=len(chosen),
            expected=say.number(COVERAGE * len(chosen)),
        )
        for quantity, chosen in _by_quantity(tables["leave_one_out"])
    ]  # fmt: skip


def validated(say: Language, table: pd.DataFrame, names: Mapping[str, str]) -> list[Phrase]:
    """Return how the model does on published figures that it was not fitted to."""
    found = []
    for row in diagnostics.records(table):
        what = {
            "programme": names[row["programme"]],
            "figure": quantity_name(say, row["quantity"]),
            "published": published(say, row),
        }
        if is_interval(row):
            text = N_(
                "{programme}, {figure}: published is {published}, and {within} of the predictions "
                "lie in that interval."
            )
            found.append(say(text, within=say.percent(row["within"]), **what))
        elif row["within"]:
            text = N_("{programme}, {figure}: {published}, inside the {share} prediction interval.")
            found.append(say(text, share=covered(say), **what))
        else:
            text = N_(
                "{programme}, {figure}: {published}, outside the {share} prediction interval."
            )
            found.append(say(text, share=covered(say), **what))
    return [*found, say("They are few, and rough: a model can meet them and still be wrong.")]


def is_interval(row: Row) -> bool:
    """Whether a published figure is an interval."""
    return not pd.isna(row["value_high"])


def published(say: Language, row: Row) -> Phrase:
    """Return a published figure, or its interval."""
    if not is_interval(row):
        return Phrase(say.exact(row["value"]))
    return say("{low} to {high}", low=say.exact(row["value"]), high=say.exact(row["value_high"]))


def quantity_name(say: Language, name: object) -> Phrase:
    """Return what readers call a figure."""
    known = QUANTITIES.get(str(name))
    return say(known) if known else say.own(str(name).replace("_", " "))


def coded(names: Sequence[str]) -> list[Phrase]:
    """Return names of the code, as a page sets them."""
    return [Phrase(name, Markup("<code>{}</code>").format(name)) for name in names]


def covered(say: Language) -> str:
    """Return how many of the predictions lie in their intervals."""
    return say.percent(COVERAGE)


def between(say: Language, row: Row) -> Phrase:
    """Return an interval of whole numbers."""
    return say("{low}–{high}", low=say.number(row["low"]), high=say.number(row["high"]))


def _levels(say: Language, coverage: pd.DataFrame) -> dict[str, Phrase]:
    found = diagnostics.pooled_coverage(coverage)
    shares = (list(map(say.percent, values)) for values in (found, found.values()))
    levels, held_in = (listed(say, [Phrase(one) for one in texts]) for texts in shares)
    return {"levels": levels, "shares": held_in}


def _others(say: Language, parameters: pd.DataFrame) -> Iterator[Phrase]:
    """Yield how many of the programmes' own and of the context parameters contract."""
    texts = {
        OWN: N_(
            "Of the programmes’ own parameters, {number} of {of} contract by {least} or more"
            "{names}; the counts do not constrain the others."
        ),
        CONTEXT: N_(
            "Of the context parameters, {number} of {of} contract by {least} or more{names}; the "
            "calibration does not aim to estimate them."
        ),
    }
    for label, text in texts.items():
        known = diagnostics.informed(parameters, label)
        if of := len(known) + len(diagnostics.uninformed(parameters, label)):
            names, least = _after_colon(say, known), say.exact(INFORMED)
            yield say(text, number=len(known), of=of, least=least, names=names)


def _by_quantity(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [(str(name), chosen) for name, chosen in rows.groupby("quantity", sort=False)]


def _fewest(of: int) -> int:
    """Return how many of so many figures lie inside at the least, unless intervals are too narrow.

    That programmes are predicted from nearly the same data is left out of account.
    """
    return round(binomial_range(of, COVERAGE)[0] * of)


def _moved(parameters: pd.DataFrame, among: list[str]) -> list[str]:
    rows = parameters[parameters["parameter"].isin(among)]
    return list(rows.loc[rows["shift"].abs() >= MOVED, "parameter"])


def _outside(say: Language, rows: pd.DataFrame, names: Mapping[str, str]) -> Iterator[Phrase]:
    """Yield which figures lie outside, if any does."""
    missed = [
        say(
            "{name}, {quantity}: {published}, where {range} was predicted",
            name=names[row["programme"]], quantity=quantity_name(say, row["quantity"]),
            published=say.number(row["observed"]), range=between(say, row),
        )
        for row in diagnostics.records(rows[~rows["inside"].astype(bool)])
    ]  # fmt: skip
    if missed:
        yield say("Outside: {figures}.", figures=joined(missed, "; "))


def _after_colon(say: Language, names: Sequence[str]) -> Phrase:
    return say(": {names}", names=listed(say, coded(names))) if names else Phrase("")
