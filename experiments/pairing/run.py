"""What common random numbers buy: pairs that share people and luck, draws alone, or nothing."""

from collections.abc import Iterator
from pathlib import Path

import committed
import figures
import numpy as np
import pandas as pd
import sweeps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter
from numpy.typing import NDArray
from scipy import stats

from sesim.outcomes import ALL, describe
from sesim.report.figures.canvas import panel_style, plot, sheet
from sesim.report.figures.picture import Head
from sesim.report.figures.style import (
    FAINT,
    HALO,
    INK,
    PUBLISHED,
    SIMULATED,
    house_style,
)

HERE = Path(__file__).parent
PLACES = {"county": "The county", "vetlanda": "Vetlanda"}
SCENARIOS = {
    "rapid_search": "Search at once",
    "employer_focus": "Employer focus",
    "marketing": "Marketing",
}
OUTCOMES = {
    "employed": "with a job",
    "employed_share": "of those enrolled",
    "first_job_by_12_months": "within 12 months",
}
SEEDS = (20170823, 20170824)
HALF_WIDTHS = {"persons": 1.0, "share": 0.01}
"""How precisely a mean difference is wanted: to a person, or to a percentage point."""

COVERAGE = 0.9

Floats = NDArray[np.float64]
WAYS = {
    "paired": ("●", "same people, chance events and draws", "o", SIMULATED),
    "same_draws": ("▲", "same draws, other chance events", "^", PUBLISHED),
    "apart": ("■", "nothing in common", "s", INK),
}
"""How a replication's partner is found: its mark, what both share, and how it is drawn."""


def make(folder: Path, quick: bool) -> None:
    """Run the sweep by its command, and keep its tables and its figure."""
    with sweeps.run(HERE, quick, small=["programmes=vetlanda"]) as sweep:
        keep(sweep, folder)


def keep(sweep: sweeps.Sweep, folder: Path) -> None:
    """Write the tables and the figure of a sweep."""
    committed.write(pd.DataFrame(measured(sweep)).round(3), folder / "pairing.csv")
    committed.write([zeros(sweep)], folder / "placebo.csv")
    draw(folder)


def draw(folder: Path) -> None:
    """Draw the figure of the table in a folder."""
    figures.keep(drawn(pd.read_csv(folder / "pairing.csv")), folder, "replications")


def measured(sweep: sweeps.Sweep) -> Iterator[dict[str, object]]:
    """Yield a row for each place, scenario and outcome."""
    before = values(sweep, "baseline", SEEDS[0])
    after = {one: [values(sweep, one, seed) for seed in SEEDS] for one in SCENARIOS}
    for place in sweeps.present(sweep, list(PLACES)):
        for scenario in SCENARIOS:
            for outcome in OUTCOMES:
                figure = (place, outcome)
                a, (b, other) = before[figure], (one[figure] for one in after[scenario])
                row = {"programme": place, "scenario": scenario, "outcome": outcome}
                reported = of_comparison(sweep, scenario, place, outcome)
                yield row | {"reported_ratio": reported} | numbers(a, b, other, outcome)


def numbers(a: Floats, b: Floats, other: Floats, outcome: str) -> dict[str, float]:
    """Return variances and replications needed.

    Args:
        a: the baseline, by replication, under the first seed.
        b: the alternative under the first seed.
        other: the alternative under the second seed.
        outcome: whose values they are.
    """
    partners = {"paired": b, "same_draws": other, "apart": np.roll(other, 2 * (len(b) // 4))}
    apart = (np.nanvar(a, ddof=1) + np.nanvar(b, ddof=1)) or np.nan  # none where nothing varies
    theory = 1 - 2 * covariance_of_draws(a, b) / apart
    found = {"theory_same_draws": theory, "replications": len(a)}
    for way, partner in partners.items():
        variance = float(np.nanvar(partner - a, ddof=1))
        found[f"ratio_{way}"] = variance / apart
        found[f"needed_{way}"] = needed(variance, outcome)
    return found


def covariance_of_draws(a: Floats, b: Floats) -> float:
    """Return the covariance of two histories that share the parameters and nothing else.

    Replications 2k and 2k + 1 have the same draw: one history of the baseline with the other
    one of the alternative, and the other way round.
    """
    pairs = [(a[::2], b[1::2]), (a[1::2], b[::2])]
    found = []
    for one, another in pairs:
        known = np.isfinite(one) & np.isfinite(another)
        found.append(np.cov(one[known], another[known])[0, 1] if known.sum() > 1 else np.nan)
    return float(np.mean(found))


def needed(variance: float, outcome: str) -> float:
    """Return the replications for which the interval of the mean has the wanted half-width."""
    half = HALF_WIDTHS[describe(outcome).unit]
    return float(np.ceil((stats.norm.ppf((1 + COVERAGE) / 2) / half) ** 2 * variance))


def values(sweep: sweeps.Sweep, scenario: str, seed: int) -> dict[tuple[str, str], Floats]:
    """Return the values by replication of each place and outcome of a job."""
    measures = sweep.measures(f"{scenario}, seed={seed}")
    mine = measures[(measures["group"] == ALL) & measures["outcome"].isin(OUTCOMES)]
    number = int(measures["replication"].max()) + 1
    found = {}
    for figure, rows in mine.groupby(["programme", "outcome"], observed=True):
        line = np.full(number, np.nan)
        line[rows["replication"]] = rows["value"]
        found[figure] = line
    return found


def of_comparison(sweep: sweeps.Sweep, scenario: str, place: str, outcome: str) -> float:
    """Return the ratio that `comparison.csv` tells."""
    table = sweep.comparison.set_index(["scenario", "programme", "outcome"])
    return float(table.loc[(f"{scenario}, seed={SEEDS[0]}", place, outcome), "variance_ratio"])


def zeros(sweep: sweeps.Sweep) -> dict[str, int]:
    """Return how many figures of the placebo there are, and how many differ from the baseline's."""
    placebo = sweep.comparison[sweep.comparison["scenario"].str.startswith("placebo,")]
    differing = placebo[["difference", "low", "high"]].fillna(0.0).ne(0.0).any(axis=1)
    return {"figures_of_the_placebo": len(placebo), "that_differ": int(differing.sum())}


def drawn(table: pd.DataFrame) -> Figure:
    """Draw how many replications each way of pairing needs."""
    places = [place for place in PLACES if place in set(table["programme"])]
    with house_style():
        marks = ", ".join(f"{mark} {text}" for mark, text, _, _ in WAYS.values())
        head = Head(
            "Common random numbers save far more replications than common draws alone",
            f"{marks}. Replications needed for a 90% interval of the mean difference of ±1 person "
            "with a job, or ±1 percentage point of the shares. Lines: 90% interval, from the "
            "variance as estimated here. Logarithmic scale.",
        )
        figure, used = sheet(9.0, 4.0, head)
        width = (9.0 - 2.4) / len(places)
        for number, place in enumerate(places):
            left = 2.3 + number * width
            axes = plot(figure, left, used + 0.35, left + width - 0.2, 3.2)
            _needed(axes, table[table["programme"] == place], PLACES[place], number == 0)
    return figure


def _needed(axes: Axes, rows: pd.DataFrame, title: str, labelled: bool) -> None:
    place = np.arange(len(rows))
    for offset, (way, (_, _, marker, colour)) in zip((-0.2, 0.0, 0.2), WAYS.items(), strict=True):
        middle = rows[f"needed_{way}"].to_numpy(dtype=float)
        low, high = interval(middle, int(rows["replications"].iloc[0]))
        axes.hlines(place + offset, low, high, color=colour, linewidth=1.4)
        axes.plot(middle, place + offset, marker, color=colour, markersize=5.5, linestyle="")
    axes.set_xscale("log")
    axes.set_xlim(2, 4000)
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes.set(ylim=(len(rows) - 0.5, -0.5))
    names = [f"{SCENARIOS[row.scenario]}: {OUTCOMES[row.outcome]}" for row in rows.itertuples()]
    axes.set_yticks(place, names if labelled else [""] * len(rows))
    axes.set_title(title)
    panel_style(axes, grid="x")
    axes.tick_params(axis="y", length=0)
    for y, row in zip(place, rows.itertuples(), strict=True):
        axes.annotate(
            f"{row.needed_paired:.0f}", (row.needed_paired, y - 0.2), (0, 4),
            textcoords="offset points", fontsize=7.5, color=FAINT, ha="center", path_effects=HALO,
        )  # fmt: skip


def interval(variance: Floats, number: int) -> tuple[Floats, Floats]:
    """Return the ends of the interval of a variance from so many normal values."""
    ends = stats.chi2.ppf([(1 + COVERAGE) / 2, (1 - COVERAGE) / 2], number - 1)
    return variance * (number - 1) / ends[0], variance * (number - 1) / ends[1]


if __name__ == "__main__":
    committed.run(HERE, make, "pairing.csv")
