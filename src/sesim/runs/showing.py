"""The short display of results in a console and in a notebook."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sesim.outcomes import ALL
from sesim.study.showing import html, number_of, study_parts

if TYPE_CHECKING:
    from sesim.runs.replicate import Results

SHOWN = ("participants", "employed", "employed_share", "ongoing")
"""Outcomes in a notebook, before those that the user defines."""

HEADS = {
    "participants": "participants",
    "employed": "got a job",
    "employed_share": "got a job, share",
    "ongoing": "still enrolled",
}

SHARE = "share"
DASH = "–"


def results_parts(results: "Results") -> list[str]:
    """Return the most important facts about results, in a few words each."""
    own = [f"own: {' + '.join(one.name for one in results.own)}"] if results.own else []
    events = [] if results.events is None else [number_of(len(results.events), "event")]
    return [*study_parts(results.study), *events, *own]


def results_html(results: "Results") -> str:
    """Return results for a notebook: means over replications, with prediction intervals."""
    study, summary = results.study, results.summary
    names = [*SHOWN, *(one.name for one in results.own)]
    wanted = summary[(summary["group"] == ALL) & summary["outcome"].isin(names)]
    cells: dict[str, dict[str, Mapping[Any, Any]]] = {}
    for row in wanted.to_dict("records"):
        cells.setdefault(row["programme"], {})[row["outcome"]] = row
    titles = {name: one.title for name, one in study.programmes.items()}
    single = study.settings.replications == 1
    rows = [
        [titles.get(area, area), *(_cell(found.get(name), single=single) for name in names)]
        for area, found in cells.items()
    ]
    level = f"mean, and {100 * study.settings.interval:g}% prediction interval"
    caption = ", ".join([*study_parts(study), "one history" if single else level])
    return html(caption, ["", *(HEADS.get(name, name) for name in names)], rows)


def _cell(row: Mapping[Any, Any] | None, *, single: bool) -> str:
    """Return a mean and its interval, as a percentage where the figure is a share."""
    if row is None or not math.isfinite(row["mean"]):
        return DASH
    is_share = row["unit"] == SHARE
    mean, low, high = (_number(row[key], is_share=is_share) for key in ("mean", "low", "high"))
    sign = "%" if is_share else ""
    return f"{mean}{sign}" if single else f"{mean}{sign} ({low} to {high}{sign})"


def _number(value: float, *, is_share: bool) -> str:
    if not math.isfinite(value):
        return DASH
    if is_share:
        return f"{100 * value:.0f}"
    return f"{value:.0f}" if abs(value) >= 10 or value == round(value) else f"{value:.2g}"
