"""The tables of a calibration's page."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pandas as pd

from sesim.report.calibration import diagnostics
from sesim.report.calibration.diagnostics import (
    CONTEXT,
    COVERAGE,
    EXPLAINED,
    FREE,
    LEVELS,
    OWN,
    POOLED,
    Row,
    Tables,
    records,
)
from sesim.report.calibration.sentences import (
    coded,
    covered,
    is_interval,
    published,
    quantity_name,
)
from sesim.report.calibration.trials import FROM, TRUTHS, trial_name
from sesim.report.html.table import Cell, Table, cell
from sesim.report.text.language import N_, Language, Phrase

LABELS = {
    FREE: N_("Free parameters"),
    OWN: N_("The programmes’ own parameters"),
    CONTEXT: N_("Context parameters"),
}

GROUPS = {
    POOLED: N_("free and the programmes’ own"),
    FREE: N_("free"),
    OWN: N_("own"),
    CONTEXT: N_("context"),
}

KINDS = {
    "prior": N_("Before"),
    "posterior": N_("After"),
    "marginal": N_("As new programmes"),
}

COLUMNS = {
    "half_an_SD_lower": N_("half an SD lower"),
    "half_an_SD_higher": N_("half an SD higher"),
    "narrower_by_0.7": N_("narrower by a factor of 0.7"),
    "wider_by_1.3": N_("wider by a factor of 1.3"),
    "mean_difference": N_("difference of the means"),
    "sd_ratio": N_("ratio of the SDs"),
}
"""What readers call the columns of files; others keep their names."""

Shown = Callable[[float], str]


def counts(say: Language, tables: Tables, names: Mapping[str, str]) -> Table:
    """Return the published counts beside what the model predicts."""
    predicted = [records(tables[f"{kind}_predictive"]) for kind in KINDS]
    rows: list[list[Cell]] = []
    for several in zip(*predicted, strict=True):
        row = several[1]
        shown = say.percent if row["quantity"] == "employed_share" else say.number
        rows.append(
            [
                names[row["programme"]],
                quantity_name(say, row["quantity"]),
                shown(row["observed"]),
                *(_predicted(say, one, shown) for one in several),
                _inside(say, row),
            ]
        )
    head: list[Cell] = [say("Programme"), say("Count"), say("Published")]
    return Table(
        say("In brackets: {share} of the predictions.", share=covered(say)),
        [*head, *map(say, KINDS.values()), say("Inside, after")],
        rows,
    )


def parameters(say: Language, tables: Tables) -> Iterator[Table]:
    """Yield a table of each kind of parameters."""
    errors = tables["monte_carlo_error"].set_index("parameter")["standard_error"]
    head: list[Cell] = [
        say("Parameter"), say("Prior"), say("Posterior"), say("Shift"), say("Contraction"),
        say("Monte Carlo error"),
    ]  # fmt: skip
    for label, title in LABELS.items():
        found = diagnostics.labelled(tables["parameters"], label)
        rows = [
            [
                *coded([row["parameter"]]),
                *(_quantiles(say, row, when) for when in ("prior", "posterior")),
                significant(say, row["shift"]),
                say.number(row["contraction"], 2),
                say.number(errors.get(row["parameter"], np.nan), 2),
            ]
            for row in records(found)
        ]
        if rows:
            yield Table(say(title), head, rows)


def directions(say: Language, table: pd.DataFrame) -> Table:
    """Return what is known best and least of the free parameters."""
    return Table(
        say("Directions in the space of the free parameters, the best known first."),
        [say("Prior variance left"), say("Made up of")],
        [
            [significant(say, left), *coded([made_of])]
            for left, made_of in zip(table["left"], table["made_of"], strict=True)
        ],
    )


def checked(say: Language, tables: Tables) -> Table:
    """Return how often intervals held values that are known, and how even the ranks are.

    Near the counts, and with the other method, those of one level are enough.
    """
    far = diagnostics.deviations(tables["ranks"])
    everywhere = tables["coverage"].set_index("coordinates")
    held = {say.percent(level): everywhere[column] for level, column in LEVELS.items()}
    level = covered(say)
    for name, what in (
        ("coverage_local", say("{level}, near the counts", level=level)),
        ("coverage_neural", say("{level}, neural", level=level)),
    ):
        if name in tables:
            held[what] = tables[name].set_index("coordinates")[LEVELS[COVERAGE]]
    head: list[Cell] = [say("Parameter"), *held]
    rows: list[list[Cell]] = [
        [
            *([say(GROUPS[name])] if name in GROUPS else coded([name])),
            *(say.percent(column.get(name, np.nan)) for column in held.values()),
            say.number(far.get(name, np.nan), 2),
        ]
        for name in everywhere.index
    ]
    caption = say(
        "How often intervals held the true value, and how far the ECDF of the ranks strays from "
        "the diagonal at most."
    )
    return Table(caption, [*head, say("Ranks astray")], rows)


def tried(say: Language, tables: Tables) -> Iterator[Table]:
    """Yield how often intervals held quantities of parameters and data."""
    if (table := tables.get("coverage_quantities")) is None:
        return
    rows: list[list[Cell]] = [
        [
            trial_name(say, row["quantity"]),
            say(TRUTHS[row[FROM]]),
            say.number(row["explained"], 2),
            *(say.percent(row[column]) for column in LEVELS.values()),
        ]
        for row in records(table)
    ]
    caption = say(
        "How often intervals held quantities. Each is approximated by a regression on the "
        "parameters; what it explains is measured in runs that it was not fitted to."
    )
    head: list[Cell] = [say("Quantity"), say("True values"), say("Explained")]
    yield Table(caption, [*head, *map(say.percent, LEVELS)], rows)


def left_out(say: Language, table: pd.DataFrame, names: Mapping[str, str]) -> Table:
    """Return the predictions of programmes whose counts were left out."""
    rows = [
        [
            names[row["programme"]],
            quantity_name(say, row["quantity"]),
            say.number(row["observed"]),
            _predicted(say, row, say.number),
            _inside(say, row),
        ]
        for row in records(table)
    ]
    return Table(
        say("Predicted from the counts of the other programmes."),
        [say("Programme"), say("Count"), say("Published"), say("Predicted"), say("Inside")],
        rows,
    )


def validated(say: Language, table: pd.DataFrame, names: Mapping[str, str]) -> Table:
    """Return the predictions of figures that were not fitted."""
    rows = [
        [
            names[row["programme"]],
            quantity_name(say, row["quantity"]),
            published(say, row),
            _predicted(say, row, lambda value: significant(say, value)),
            say.percent(row["within"] if is_interval(row) else np.nan),
        ]
        for row in records(table)
    ]
    head: list[Cell] = [
        say("Programme"), say("Figure"), say("Published"), say("Predicted"),
        say("Of the predictions inside"),
    ]  # fmt: skip
    return Table(say("Published figures that were not used."), head, rows)


def structure(say: Language, table: pd.DataFrame, names: Mapping[str, str]) -> Table:
    """Return the shares employed, published and as structure alone has them."""
    rows = [
        [names[row["programme"]], say.percent(row["observed"]), say.percent(row["structural"])]
        for row in records(table[table["programme"] != EXPLAINED])
    ]
    head: list[Cell] = [say("Programme"), say("Published"), say("By structure alone")]
    return Table(say("Share of the participants who get a job."), head, rows)


def by_parameter(say: Language, table: pd.DataFrame, caption: Phrase) -> Table:
    """Return a table whose first column is of parameters and whose others are of numbers."""
    rows = [
        [*coded([name]), *(say.number(value, 2) for value in values)]
        for name, *values in table.itertuples(index=False, name=None)
    ]
    return Table(
        caption,
        [say("Parameter"), *(_column(say, name) for name in table.columns[1:])],
        rows,
    )


def significant(say: Language, value: float) -> str:
    """Return a number with two significant digits, or all before the decimal sign."""
    if not np.isfinite(value) or value == 0:
        return say.number(value)
    exponent = int(f"{value:.1e}".partition("e")[2])
    return say.number(value, min(6, max(0, 1 - exponent)))


def _column(say: Language, name: str) -> str:
    if name.startswith("error_"):
        return say.exact(float(name.removeprefix("error_")))
    return say(COLUMNS[name]) if name in COLUMNS else say.own(name.replace("_", " "))


def _inside(say: Language, row: Row) -> Phrase:
    return say("yes") if row["inside"] else say("no")


def _predicted(say: Language, row: Row, shown: Shown) -> Phrase:
    low, high = (shown(row[name]) for name in ("low", "high"))
    return cell(shown(row["mean"]), say("{low}–{high}", low=low, high=high))


def _quantiles(say: Language, row: Row, when: str) -> Phrase:
    low, middle, high = (significant(say, row[f"{when}_{level}"]) for level in (5, 50, 95))
    return cell(middle, say("{low} to {high}", low=low, high=high))
