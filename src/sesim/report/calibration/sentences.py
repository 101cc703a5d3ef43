"""What a calibration shows, in sentences that claim no more than its numbers do."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from sesim.outcomes import COUNTY
from sesim.report.calibration import diagnostics
from sesim.report.calibration.chance import binomial_range
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

QUANTITIES = {
    "participants": N_("enrolled"),
    "employed": N_("with a job"),
    "ongoing": N_("still enrolled"),
    "employed_share": N_("share with a job"),
    "weeks_to_first_job": N_("weeks to the first job"),
}
"""What readers call the figures that a calibration is about; others keep their names."""

OTHERS = {
    OWN: N_(
        "Of the programmes’ own parameters, {number} of {of} contract by {least} or more{names}; "
        "the counts do not constrain the others."
    ),
    CONTEXT: N_(
        "Of the context parameters, {number} of {of} contract by {least} or more{names}; the "
        "calibration does not aim to estimate them."
    ),
}


def fitted(say: Language, tables: Tables, names: Mapping[str, str]) -> Iterator[Phrase]:
    """Yield how many published counts the calibrated model predicts."""
    before, after, new = (
        diagnostics.counts_of(tables[f"{kind}_predictive"])
        for kind in ("prior", "posterior", "marginal")
    )
    of = _hits(after)
    yield say(
        "{hits} of {of} published counts lie inside their {share} posterior prediction intervals; "
        "before the counts were used it was {before}.",
        share=covered(say),
        before=diagnostics.inside(before).hits,
        **of,
    )
    yield from _outside(say, after, names)
    if certain := int(((before["low"] == before["high"]) & before["inside"].astype(bool)).sum()):
        yield say(
            "{number} of them could hardly be missed: nearly all runs have that very number, "
            "whatever the parameters.",
            number=certain,
        )
    yield say("The model was fitted to these counts, so this does not test its predictions.")
    yield say(
        "With programme effects drawn as for new programmes, {hits} of {of} lie inside.",
        **{**of, "hits": diagnostics.inside(new).hits},
    )
    shares = diagnostics.quantity(tables["posterior_predictive"], "employed_share")
    for row in diagnostics.records(shares[shares.index == COUNTY]):
        yield say(
            "Of all participants together, {mean} ({low} to {high}) get a job in the model; the "
            "published share is {published}.",
            published=say.percent(row["observed"]),
            **{name: say.percent(row[name]) for name in ("mean", "low", "high")},
        )


def informed(say: Language, tables: Tables) -> Iterator[Phrase]:
    """Yield which free parameters the counts constrain, and which they do not."""
    known = diagnostics.informed(tables["parameters"])
    unknown = diagnostics.uninformed(tables["parameters"])
    yield say(
        "The counts constrain {number} of {of} free parameters{names}.",
        **counted(say, known, len(known) + len(unknown)),
    )
    if unknown:
        yield say("The counts do not constrain {names}.", names=listed(say, coded(unknown)))


def learnt(say: Language, tables: Tables) -> Iterator[Phrase]:
    """Yield what the counts show of the parameters."""
    rows, directions = tables["parameters"], tables["directions"]
    yield from informed(say, tables)
    unknown = diagnostics.uninformed(rows) + diagnostics.uninformed(rows, CONTEXT)
    shifted = rows[rows["parameter"].isin(unknown) & (rows["shift"].abs() >= MOVED)]
    if len(shifted):
        yield say(
            "But the means of {names} moved by {moved} prior SDs or more while the spread stayed, "
            "and results use the shifted values. Such a shift suggests that the counts pull the "
            "model’s levels elsewhere; it is not knowledge of each parameter.",
            names=listed(say, coded(shifted["parameter"].tolist())),
            moved=say.exact(MOVED),
        )
    yield say(
        "Contraction is the part of the prior variance that is gone; below {least} we claim "
        "nothing about a parameter. Contraction is itself an estimate, from {runs} effective runs, "
        "and a value near {least} could fall on the other side in another calibration.",
        least=say.exact(INFORMED),
        runs=say.number(tables["summary"]["effective_runs"].iloc[0]),
    )
    for label, text in OTHERS.items():
        known = diagnostics.informed(rows, label)
        if of := len(diagnostics.labelled(rows, label)):
            yield say(text, least=say.exact(INFORMED), **counted(say, known, of))
    yield say(
        "Less than half of the prior variance is left along {number} of {of} principal directions "
        "of the free parameters.",
        number=int((directions["left"] < 0.5).sum()),
        of=len(directions),
    )


def left_out(say: Language, tables: Tables, names: Mapping[str, str]) -> Iterator[Phrase]:
    """Yield how well the model predicts programmes that it was not fitted to."""
    rows = tables["leave_one_out"]
    if rows.empty:
        yield say("There is only one programme, so none can be left out.")
        return
    # That programmes are predicted from nearly the same data is left out of account.
    of = rows["programme"].nunique()
    fewest = round(binomial_range(of, COVERAGE)[0] * of)
    for hits, (_, chosen) in zip(left_out_hits(say, tables), _by_quantity(rows), strict=True):
        yield hits
        yield from _outside(say, chosen, names)
        if diagnostics.inside(chosen).hits < fewest:
            yield say(
                "That is fewer than chance allows ({fewest}): the model is more certain about new "
                "programmes than it should be.",
                fewest=fewest,
            )
        yield say(
            "The intervals are wide: half of them span {width} people or more, where the median of "
            "the published numbers is {median}.",
            width=say.number((chosen["high"] - chosen["low"]).median()),
            median=say.number(chosen["observed"].median()),
        )
    yield say(
        "With {of} programmes this is a weak test: chance alone can leave as few as {fewest} "
        "inside.",
        of=of,
        fewest=fewest,
    )
    yield from areas_left_out(say, tables, names)
    yield say("The number of participants is not predicted here but taken from all counts.")


def areas_left_out(say: Language, tables: Tables, names: Mapping[str, str]) -> Iterator[Phrase]:
    """Yield how each area is predicted from the counts of the other areas."""
    for row in diagnostics.records(tables.get("leave_area_out", pd.DataFrame())):
        inside = N_(
            "All programmes of {area} together, predicted from the other areas: {published} "
            "{quantity}, inside {range}."
        )
        outside = N_(
            "All programmes of {area} together, predicted from the other areas: {published} "
            "{quantity}, outside {range}."
        )
        yield say(
            inside if row["inside"] else outside,
            area=names[row["programme"]],
            quantity=quantity_name(say, row["quantity"]),
            published=say.number(row["observed"]),
            range=between(say, row),
        )


def left_out_hits(say: Language, tables: Tables) -> Iterator[Phrase]:
    """Yield in how many programmes each quantity is predicted without the programme's counts."""
    for quantity, chosen in _by_quantity(tables["leave_one_out"]):
        yield say(
            "Predicted without the programme’s own counts, the number {quantity} lies inside its "
            "{share} interval in {hits} of {of} programmes; about {expected} would be expected.",
            quantity=quantity_name(say, quantity),
            share=covered(say),
            expected=say.number(COVERAGE * len(chosen)),
            **_hits(chosen),
        )


def validated(say: Language, table: pd.DataFrame, names: Mapping[str, str]) -> Iterator[Phrase]:
    """Yield how the model does on published figures that it was not fitted to."""
    inside = N_("{programme}, {figure}: {published}, inside the {share} prediction interval.")
    outside = N_("{programme}, {figure}: {published}, outside the {share} prediction interval.")
    interval = N_(
        "{programme}, {figure}: published is {published}, and {within} of the predictions lie in "
        "that interval."
    )
    for row in diagnostics.records(table):
        text = interval if is_interval(row) else inside if row["within"] else outside
        yield say(
            text,
            programme=names[row["programme"]],
            figure=quantity_name(say, row["quantity"]),
            published=published(say, row),
            share=covered(say),
            within=say.percent(row["within"]),
        )
    yield say("They are few, and rough: a model can meet them and still be wrong.")


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


def _hits(rows: pd.DataFrame) -> dict[str, Any]:
    return diagnostics.inside(rows)._asdict()


def counted(say: Language, names: Sequence[str], of: int) -> dict[str, Any]:
    """Return how many parameters of all these are, and which, after a colon."""
    named = say(": {names}", names=listed(say, coded(names))) if names else ""
    return {"number": len(names), "of": of, "names": named}


def _by_quantity(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [(str(name), chosen) for name, chosen in rows.groupby("quantity", sort=False)]


def _outside(say: Language, rows: pd.DataFrame, names: Mapping[str, str]) -> Iterator[Phrase]:
    """Yield which figures lie outside, if any does."""
    missed = [
        say(
            "{name}, {quantity}: {published}, where {range} was predicted",
            name=names[row["programme"]],
            quantity=quantity_name(say, row["quantity"]),
            published=say.number(row["observed"]),
            range=between(say, row),
        )
        for row in diagnostics.records(rows[~rows["inside"].astype(bool)])
    ]
    if missed:
        yield say("Outside: {figures}.", figures=joined(missed, "; "))
