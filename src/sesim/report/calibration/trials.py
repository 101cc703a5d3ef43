"""How the method was tried on values that are known, in sentences."""

from collections.abc import Iterator

import pandas as pd

from sesim.report.calibration import diagnostics
from sesim.report.calibration.chance import LEVEL, binomial_range
from sesim.report.calibration.diagnostics import COVERAGE, LEVELS, Tables
from sesim.report.calibration.sentences import coded, counted, covered
from sesim.report.text.language import N_, Language, Phrase, joined, listed

ENOUGH_TRUTHS = 200
"""With fewer synthetic data sets, only gross faults of a method can be seen."""

TRUTHS = {"prior": N_("true values from the prior"), "posterior": N_("near the counts")}
"""Where the true values of a trial come from."""

FROM = "truths"
"""Column of `coverage_quantities` with them."""

EFFECT_OF = "effect of "

TRIED = {
    "likelihood": N_("likelihood of the counts"),
    "county: participants": N_("participants expected of all together"),
    "county: employed share": N_("share employed expected of all together"),
    "county: ongoing share": N_("share still enrolled expected of all together"),
}
"""What readers call the quantities on which the method is tried; others keep their names."""


def held(say: Language, tables: Tables) -> Phrase:
    """Return how often intervals held values that are known."""
    return say(
        "Intervals of {levels} for the free parameters and the programmes’ own held the true value "
        "in {shares} of the cases.",
        **_levels(say, tables["coverage"]),
    )


def held_each(say: Language, tables: Tables) -> Iterator[Phrase]:
    """Yield how often intervals held each parameter that the counts constrain.

    An interval of a parameter that they do not is the prior's, which holds the truth by itself.
    """
    held = diagnostics.constrained(tables)
    if held.empty:
        yield say(
            "The counts constrain none of these parameters, and an interval that is the prior’s "
            "holds the true value by itself."
        )
        return
    yield say(
        "Of the parameters that the counts constrain, each by itself, intervals of {level} held it "
        "in {low} to {high} of the cases; the average of all is mostly of parameters whose "
        "interval is the prior’s.",
        level=covered(say),
        low=say.percent(held.min()),
        high=say.percent(held.max()),
    )


def near(say: Language, tables: Tables) -> Iterator[Phrase]:
    """Yield how the method does near the data, and with quantities instead of parameters."""
    if "coverage_local" in tables:
        yield say(
            "With true values drawn from the posterior, so near the counts, intervals of {levels} "
            "held them in {shares} of the cases.",
            **_levels(say, tables["coverage_local"]),
        )
    found = tables.get("coverage_quantities")
    if found is None:
        return
    low, high = binomial_range(len(tables["ranks"]), COVERAGE)
    column = found[LEVELS[COVERAGE]]
    far = found[(column < low) | (column > high)]
    yield say(
        "Of {of} trials with quantities instead of parameters (the likelihood of the counts, "
        "totals of the county, effects of scenarios), {number} held the true value in their "
        "{share} intervals less or more often than chance allows{names}.",
        of=len(found),
        number=len(far),
        share=covered(say),
        names=say(": {names}", names=joined(_tried(say, far), "; ")) if len(far) else "",
    )


def _tried(say: Language, rows: pd.DataFrame) -> list[Phrase]:
    return [
        say(
            "{quantity}, {truths}, {share}",
            quantity=trial_name(say, row["quantity"]),
            truths=say(TRUTHS[row[FROM]]),
            share=say.percent(row[LEVELS[COVERAGE]]),
        )
        for row in diagnostics.records(rows)
    ]


def trial_name(say: Language, name: object) -> Phrase:
    """Return what readers call a quantity on which the method is tried."""
    head, _, scenario = str(name).partition(EFFECT_OF)
    if scenario:
        return say("effect of {scenario}", scenario=coded([scenario])[0])
    known = TRIED.get(head)
    return say(known) if known else say.own(head)


def checked(say: Language, tables: Tables) -> Iterator[Phrase]:
    """Yield whether the method finds values that are known."""
    number, of = tables["ranks"].shape
    far, chance = diagnostics.leaving(tables["ranks"]), diagnostics.leaving_by_chance(of)
    yield say(
        "{number} synthetic data sets, made at known values, went through the same inference as "
        "the published counts.",
        number=number,
    )
    yield held(say, tables)
    yield from held_each(say, tables)
    yield from near(say, tables)
    yield say(
        "The ranks of {number} of {of} parameters leave the band that holds {level} of calibrated "
        "ones{names}; chance alone can do that to {chance}.",
        level=say.percent(LEVEL),
        chance=chance,
        **counted(say, far, of),
    )
    if len(far) > chance:
        yield say("Do not rely on the posterior of these parameters as it stands.")
    if number < ENOUGH_TRUTHS:
        low, high = map(say.percent, binomial_range(number, COVERAGE))
        yield say(
            "So few data sets show gross faults only: by chance, {level} intervals can hold the "
            "true value in anything from {low} to {high} of them.",
            level=covered(say),
            low=low,
            high=high,
        )
    if "coverage_neural" in tables:
        yield say(
            "With the neural method, intervals of {levels} held the true value in {shares} of the "
            "cases.",
            **_levels(say, tables["coverage_neural"]),
        )


def _levels(say: Language, coverage: pd.DataFrame) -> dict[str, Phrase]:
    found = diagnostics.pooled_coverage(coverage)
    columns = {"levels": found, "shares": found.values()}
    return {
        name: listed(say, [Phrase(say.percent(share)) for share in shares])
        for name, shares in columns.items()
    }
