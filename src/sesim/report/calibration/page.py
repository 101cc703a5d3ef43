"""A calibration as a page in Markdown: what was done, every table, and what it says."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from sesim.outcomes import COUNTY
from sesim.report.calibration import diagnostics as findings
from sesim.report.calibration import sentences as words
from sesim.report.calibration.diagnostics import (
    CONTEXT,
    COVERAGE,
    EXPLAINED,
    FREE,
    LEVELS,
    OWN,
    Tables,
)
from sesim.report.calibration.figures import CAPTIONS, programme_names
from sesim.report.text.language import language

percent = language("en").percent

DASH = "–"

HEADINGS = {FREE: "Free parameters", OWN: "The programmes' own", CONTEXT: "Context"}

KINDS = {"prior": "before", "posterior": "after", "marginal": "as new programmes"}

SHOWN_APART = ("kind", "packages", "runs", "draws")
"""What a calibration says of itself, but not in a row of its own."""

CALLED = {"model": "model version", "dirty": "uncommitted changes"}


def calibration_report(
    tables: Tables,
    titles: Mapping[str, str],
    about: Mapping[str, Any],
    *,
    figures: str | None = "figures",
    failed: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return a page that tells a researcher what a calibration found, and what it did not.

    Args:
        tables: the diagnostics by name, as a calibration makes them; `agreement`,
            `coverage_neural` and `validation` may be missing.
        titles: names for readers, by programme.
        about: what the calibration says of itself, such as its runs, seed and method.
        figures: where its figures lie, seen from the page; None leaves them out.
        failed: why a figure is missing, by its name.
    """
    names = programme_names(tables, titles)

    def picture(name: str) -> str:
        if name in failed:
            return f"There is no figure here: {failed[name]}."
        return f"![{CAPTIONS[name]}]({figures}/{name}.svg)" if figures else ""

    parts = [
        "# Calibration: what the published counts say, and what they do not",
        _in_short(tables, names),
        "## What was done",
        _done(tables, about),
        "## Counts",
        picture("counts"),
        _paragraph(words.fitted(tables, names)),
        words.surprise(tables),
        _counts(tables, names),
        "## Parameters",
        picture("parameters"),
        _paragraph(words.learnt(tables)),
        _parameters(tables),
        "## Directions",
        "Of the free parameters, the best known first.",
        _grid(
            ["prior variance left", "made up of"],
            [
                [_number(left), f"`{made_of}`"]
                for left, made_of in _rows(tables["directions"], "left", "made_of")
            ],
        ),
        "## Is the method calibrated?",
        picture("calibration_check"),
        _paragraph(words.checked(tables)),
        _checked(tables),
        "## Each programme left out",
        picture("left_out"),
        _paragraph(words.left_out(tables, names)),
        _left_out(tables["leave_one_out"], names),
        *_validated(tables, names),
        "## Structure",
        picture("structure"),
        _paragraph(words.structure(tables["structure"])),
        _structure(tables["structure"], names),
        "## Other priors",
        words.prior_sensitivity(tables["prior_sensitivity"]),
        "The table has the move of each posterior mean, in posterior SDs.",
        _plain(tables["prior_sensitivity"]),
        "## If the model errs",
        words.discrepancy(tables["discrepancy"]),
        "The table has the contraction, by the SD of an unknown error of the log-odds.",
        _plain(
            tables["discrepancy"].rename(columns=lambda name: name.removeprefix("error_") or name)
        ),
        "## Monte Carlo error",
        _paragraph(words.precision(tables)),
        "The errors stand in the tables of parameters.",
    ]
    if "agreement" in tables:
        parts += ["## Two methods", words.agreement(tables["agreement"])]
        parts.append(_plain(tables["agreement"]))
    return "\n\n".join(part for part in parts if part) + "\n"


def _in_short(tables: Tables, names: Mapping[str, str]) -> str:
    """Return the first sentence of each part, and the one on what is not known."""
    left_out = words.left_out(tables, names)
    points = [
        words.fitted(tables, names)[0],
        *(
            one
            for one in words.learnt(tables)
            if "free parameters" in one or one.startswith("These figures")
        ),
        words.checked(tables)[1],
        *(one for one in left_out if one.startswith("Predicted without")),
        words.structure(tables["structure"])[0],
        *words.precision(tables)[1:],
        words.surprise(tables),
    ]
    return "\n".join(f"* {point}" for point in points)


def _done(tables: Tables, about: Mapping[str, Any]) -> str:
    rows = [["runs in the bank", f"{tables['summary']['runs'].iloc[0]:.0f}"]]
    rows.append(["synthetic data sets", str(len(tables["ranks"]))])
    rows += [
        [CALLED.get(name, name.replace("_", " ")), _said(value)]
        for name, value in about.items()
        if name not in SHOWN_APART
    ]
    if packages := about.get("packages"):
        versions = ", ".join(f"{name} {version}" for name, version in packages.items() if version)
        rows.append(["packages", versions])
    return _grid(["", ""], rows)


def _counts(tables: Tables, names: Mapping[str, str]) -> str:
    keys = ["programme", "quantity"]
    predicted: dict[str, Any] = {
        called: tables[f"{kind}_predictive"].set_index(keys) for kind, called in KINDS.items()
    }
    lines = []
    for _, row in tables["posterior_predictive"].iterrows():
        programme, quantity = row["programme"], row["quantity"]
        shown = percent if quantity == "employed_share" else _whole
        cells = [_between(table.loc[(programme, quantity)], shown) for table in predicted.values()]
        published = shown(float(row["observed"]))
        line = [names[str(programme)], str(quantity).replace("_", " "), published, *cells]
        line.append("yes" if row["inside"] else "**no**")
        lines.append([f"**{line[0]}**", *line[1:]] if programme == COUNTY else line)
    note = f"In brackets: {COVERAGE}% of the predictions."
    head = ["programme", "count", "published", *KINDS.values(), "inside (after)"]
    return f"{note}\n\n{_grid(head, lines)}"


def _parameters(tables: Tables) -> str:
    errors = tables["monte_carlo_error"].set_index("parameter")["standard_error"].to_dict()
    head = ["parameter", "prior", "posterior", "shift", "contraction", "Monte Carlo error"]
    parts = [
        "Median and, in brackets, 5 to 95%, in the parameter's own unit; shift of the mean in "
        "prior SDs; Monte Carlo error of the mean in posterior SDs."
    ]
    for label, heading in HEADINGS.items():
        rows = findings.labelled(tables["parameters"], label)
        lines = [
            [
                f"`{row['parameter']}`",
                *(_quantiles(row, when) for when in ("prior", "posterior")),
                _number(row["shift"]),
                _two(row["contraction"]),
                _two(errors.get(row["parameter"], np.nan)),
            ]
            for _, row in rows.iterrows()
        ]
        if lines:
            parts += [f"### {heading}", _grid(head, lines)]
    return "\n\n".join(parts)


def _checked(tables: Tables) -> str:
    far = findings.deviations(tables["ranks"])
    held = {"": tables["coverage"]}
    if "coverage_neural" in tables:
        held[" (neural)"] = tables["coverage_neural"]
    head = [f"{level}%{whose}" for whose in held for level in LEVELS]
    found: list[Any] = [table.set_index("coordinates") for table in held.values()]
    lines = [
        [
            name if name in _groups() else f"`{name}`",
            *(
                percent(float(table.loc[name, column])) if name in table.index else DASH
                for table in found
                for column in LEVELS.values()
            ),
            _two(far.get(name, np.nan)),
        ]
        for name in found[0].index
    ]
    note = (
        "How often intervals held the truth, and how far the ECDF of the ranks strays from the "
        "diagonal at most."
    )
    return f"{note}\n\n{_grid(['', *head, 'ranks astray'], lines)}"


def _groups() -> tuple[str, ...]:
    return (findings.POOLED, FREE, OWN, CONTEXT)


def _left_out(table: pd.DataFrame, names: Mapping[str, str]) -> str:
    lines = [
        [
            names[str(row["programme"])],
            str(row["quantity"]),
            _whole(float(row["observed"])),
            _between(row, _whole),
            "yes" if row["inside"] else "**no**",
        ]
        for _, row in table.iterrows()
    ]
    return _grid(["programme", "count", "published", "predicted", "inside"], lines)


def _validated(tables: Tables, names: Mapping[str, str]) -> list[str]:
    """Return the part on figures that were not fitted, if there are any."""
    table = tables.get("validation")
    if table is None or table.empty:
        return []
    lines = [
        [
            names[str(row["programme"])],
            str(row["quantity"]).replace("_", " "),
            words.published(row),
            _between(row, _number),
            percent(float(row["within"])) if words.is_interval(row) else DASH,
        ]
        for _, row in table.iterrows()
    ]
    head = ["programme", "figure", "published", "predicted", "of the prediction inside"]
    said = _paragraph(words.validated(table, names))
    return ["## Figures that were not fitted", said, _grid(head, lines)]


def _structure(table: pd.DataFrame, names: Mapping[str, str]) -> str:
    lines = [
        [names[str(name)], percent(float(observed)), percent(float(structural))]
        for name, observed, structural in _rows(table, "programme", "observed", "structural")
        if name != EXPLAINED
    ]
    return _grid(["programme", "share employed, published", "by structure alone"], lines)


def _plain(table: pd.DataFrame) -> str:
    """Return a table whose first column is of parameters and whose others are of numbers."""
    lines = [
        [f"`{name}`", *map(_two, values)]
        for name, *values in table.itertuples(index=False, name=None)
    ]
    return _grid([str(name).replace("_", " ") for name in table.columns], lines)


def _grid(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rule = ["---"] * len(head)
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in (head, rule, *lines))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _paragraph(sentences: Iterable[str]) -> str:
    return "\n".join(sentences)


def _rows(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return list(table[list(columns)].itertuples(index=False, name=None))


def _between(row: "pd.Series[Any]", shown: Callable[[float], str]) -> str:
    mean, low, high = (shown(float(row[name])) for name in ("mean", "low", "high"))
    return f"{mean} ({low.rstrip('%')}–{high.rstrip('%')})"


def _quantiles(row: "pd.Series[Any]", when: str) -> str:
    low, middle, high = (_number(row[f"{when}_{level}"]) for level in (5, 50, 95))
    return f"{middle} ({low} to {high})"


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_said(one)}" for key, one in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return DASH if value is None else str(value)


def _whole(value: float) -> str:
    return DASH if np.isnan(value) else f"{value:.0f}"


def _two(value: float) -> str:
    return _decimal(value, 2)


def _number(value: float) -> str:
    """Return a number with two significant digits, or all before the point.

    >>> _number(0.09962), _number(13.3), _number(-0.0123)
    ('0.10', '13', '−0.012')
    """
    if np.isnan(value) or value == 0:
        return _decimal(value, 0)
    exponent = int(f"{value:.1e}".partition("e")[2])
    return _decimal(value, min(6, max(0, 1 - exponent)))


def _decimal(value: float, decimals: int) -> str:
    """Return a number with a true minus sign, and 0 without one."""
    text = f"{value:.{decimals}f}"
    if np.isnan(value):
        return DASH
    return f"{0:.{decimals}f}" if float(text) == 0 else text.replace("-", "−")
