"""More or less preparation before the search, by what preparation may do to people and coaches."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

import committed
import figures
import numpy as np
import pandas as pd
import setups
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import NDArray

from sesim.model.calendar import WEEKS_PER_MONTH
from sesim.report.figures.canvas import SMALL, panel_style, plot, sheet
from sesim.report.figures.picture import Head
from sesim.report.figures.style import FAINT, INK, PUBLISHED, SIMULATED, house_style
from sesim.validation.lives import Counted, together
from sesim.validation.setups import SETUPS

COUNTY = {**SETUPS["county"].changes}

DRAWS, QUICK = 200, 2
SOURCES = ("posterior", "prior")

CHANGES = {
    "order_up": "back_heavy",
    "order_down": "rapid_search",
    "amount_up": "longer_preparation",
    "amount_down": "shorter_preparation",
}
"""The shared scenario that makes each change, from the start of the study."""

AS_THEY_ARE = "as_they_are"

LOGARITHM = {
    "emerging_hours": True,
    "person_gain": False,
    "knowledge_log_odds": False,
    "preparing_loss_ratio": True,
    "preparation_factor": True,
    "motivation_gain_per_month": True,
}
"""Parameters of preparation; whether the logarithm is used, since the prior is lognormal."""

STRONGEST = 2
"""Parameters that have a square too."""

OUTCOMES = ("in_window", "within_12_months")

GAINS = tuple(round(0.2 * step, 1) for step in range(-4, 5))
EMERGING = (0.05, 0.1, 0.15, 0.25, 0.4)
REGION = ("order_up", "amount_up")
FINE = np.linspace(-2.0, 2.0, 401)
"""Gains among which the change of sign is looked for; beyond them there is no prior."""

Floats = NDArray[np.float64]


class Smooth(NamedTuple):
    """How a difference follows the parameters of preparation, without the chance of one history.

    Attributes:
        mean, sd: of each parameter, as logarithms where these are used.
        squares: places of the parameters that have a square too.
        weights: of the constant, of each parameter and of each square.
        errors: standard errors of the weights.
    """

    mean: Floats
    sd: Floats
    squares: tuple[int, ...]
    weights: Floats
    errors: Floats

    @classmethod
    def of(cls, values: Floats, differences: Floats) -> Self:
        """Fit by least squares; the squares are those of the strongest linear terms."""
        mean, sd = values.mean(axis=0), values.std(axis=0)
        linear, _ = fitted(_columns((values - mean) / sd, ()), differences)
        strongest = np.argsort(-np.abs(linear[1:]))[:STRONGEST]
        squares = tuple(sorted(int(place) for place in strongest))
        weights, errors = fitted(_columns((values - mean) / sd, squares), differences)
        return cls(mean, sd, squares, weights, errors)

    def at(self, values: Floats) -> Floats:
        """Return the smoothed difference at some values, a row each."""
        found: Floats = _columns((values - self.mean) / self.sd, self.squares) @ self.weights
        return found


def _columns(standardised: Floats, squares: Sequence[int]) -> Floats:
    constant = np.ones((len(standardised), 1))
    return np.hstack([constant, standardised, standardised[:, list(squares)] ** 2])


def fitted(columns: Floats, differences: Floats) -> tuple[Floats, Floats]:
    """Return weights and standard errors of least squares; no errors with too few rows."""
    weights, *_ = np.linalg.lstsq(columns, differences)
    free = len(columns) - columns.shape[1]
    if free <= 0:
        return weights, np.full(len(weights), np.nan)
    variance = float(((differences - columns @ weights) ** 2).sum() / free)
    return weights, np.sqrt(variance * np.diag(np.linalg.pinv(columns.T @ columns)))


def values_of(draws: Sequence[Mapping[str, float]]) -> Floats:
    """Return the parameters of preparation of each draw, as logarithms where these are used."""
    rows = [
        [np.log(draw[name]) if log else draw[name] for name, log in LOGARITHM.items()]
        for draw in draws
    ]
    return np.array(rows, dtype=float)


def jobs(counted: Mapping[str, Counted]) -> dict[str, float]:
    """Return people with a job in the stay, and with one within 12 months, of all programmes."""
    lives = together(counted).lives
    soon = 12 * WEEKS_PER_MONTH
    counts = sum(life.employed for life in lives), sum(life.first_job <= soon for life in lives)
    return dict(zip(OUTCOMES, map(float, counts), strict=True))


def simulated(source: str, draws: int) -> tuple[Floats, pd.DataFrame]:
    """Return parameters of each draw, and differences in per cent of the mean as they are.

    Columns of the table are pairs of a change and an outcome.
    """
    changed = {
        change: COUNTY | {"scenario": scenario, "scenario.since": "null"}
        for change, scenario in CHANGES.items()
    }
    runs = setups.paired({AS_THEY_ARE: COUNTY} | changed, source, draws)
    counts = [{name: jobs(one) for name, one in found.items()} for _, found in runs]
    usual = {
        outcome: np.mean([one[AS_THEY_ARE][outcome] for one in counts]) for outcome in OUTCOMES
    }
    table = {
        (change, outcome): [
            100 * (one[change][outcome] - one[AS_THEY_ARE][outcome]) / usual[outcome]
            for one in counts
        ]
        for change in CHANGES
        for outcome in OUTCOMES
    }
    return values_of([draw for draw, _ in runs]), pd.DataFrame(table)


def make(folder: Path, quick: bool) -> None:
    """Run the five settings with each draw, and keep the tables and the figure."""
    found = {source: simulated(source, QUICK if quick else DRAWS) for source in SOURCES}
    smooth = {
        source: {pair: Smooth.of(values, table[pair].to_numpy()) for pair in table}
        for source, (values, table) in found.items()
    }
    rows = [
        difference(source, change, *found[source], smooth[source])
        for change in CHANGES
        for source in SOURCES
    ]
    committed.write(rows, folder / "differences.csv")
    committed.write(drivers(smooth["posterior"]), folder / "drivers.csv")
    values, _ = found["posterior"]
    committed.write(region(np.median(values, axis=0), smooth["posterior"]), folder / "region.csv")
    draw(folder)


def difference(
    source: str,
    change: str,
    values: Floats,
    table: pd.DataFrame,
    smooth: Mapping[tuple[str, str], Smooth],
) -> dict[str, object]:
    """Return mean, interval of the smoothed effect and probability of harm, for each outcome."""
    row: dict[str, object] = {"change": change, "draws": source}
    for outcome in OUTCOMES:
        effect = smooth[change, outcome].at(values)
        low, high = np.quantile(effect, [0.05, 0.95])
        row |= {
            f"{outcome}_percent": round(float(table[change, outcome].mean()), 1),
            f"{outcome}_percent_low": round(float(low), 1),
            f"{outcome}_percent_high": round(float(high), 1),
            f"{outcome}_harms": round(float((effect < 0).mean()), 2),
        }
    return row


def drivers(smooth: Mapping[tuple[str, str], Smooth]) -> list[dict[str, object]]:
    """Return what one standard deviation more of each parameter adds, in percentage points."""
    rows = []
    for outcome in OUTCOMES:
        for place, name in enumerate(LOGARITHM, start=1):
            row: dict[str, object] = {"outcome": outcome, "parameter": name}
            for change in CHANGES:
                one = smooth[change, outcome]
                weight, error = float(one.weights[place]), 1.645 * float(one.errors[place])
                row[change] = round(weight, 2)
                row[f"{change}_low"] = round(weight - error, 2)
                row[f"{change}_high"] = round(weight + error, 2)
            rows.append(row)
    return rows


def region(medians: Floats, smooth: Mapping[tuple[str, str], Smooth]) -> list[dict[str, object]]:
    """Return the smoothed effect by gain and what emerges, and the gain at which its sign turns."""
    rows = []
    for change in REGION:
        one = smooth[change, OUTCOMES[0]]
        for hours in EMERGING:
            at = dict(zip(LOGARITHM, medians, strict=True)) | {"emerging_hours": np.log(hours)}
            effects = {
                gain: float(one.at(np.array([list((at | {"person_gain": gain}).values())]))[0])
                for gain in (*GAINS, *map(float, FINE))
            }
            row: dict[str, object] = {"change": change, "emerging_hours": hours}
            row |= {f"gain_{gain:g}": round(effects[gain], 1) for gain in GAINS}
            row["sign_turns_at"] = turn([effects[float(gain)] for gain in FINE])
            rows.append(row)
    return rows


def turn(effects: Sequence[float]) -> str:
    """Return the least gain from which on the effect stays above 0."""
    below = [gain for gain, effect in zip(FINE, effects, strict=True) if effect < 0]
    if not below:
        return "always above 0"
    return "never above 0" if below[-1] == FINE[-1] else f"{below[-1]:.1f}"


def draw(folder: Path) -> None:
    """Draw the region from its table."""
    table = pd.read_csv(folder / "region.csv")
    heads = {"order_up": "All preparation first", "amount_up": "Long mapping, and all of it first"}
    with house_style():
        figure, used = sheet(
            figures.WIDTH,
            3.6,
            Head(
                "What would have to be true for more preparation to bring more jobs",
                "The county: people with a job in the window, change in per cent, smoothed, at the "
                "medians of the other parameters. Across: what much preparation gives the "
                "person's lasting employability. Up: what emerges in preparation, on a "
                "logarithmic scale. Thick line: no change; blue: more jobs, brown: fewer.",
            ),
        )
        width = figures.WIDTH / len(heads)
        most = float(table[[f"gain_{gain:g}" for gain in GAINS]].abs().to_numpy().max()) or 1.0
        for number, (change, head) in enumerate(heads.items()):
            left, right = number * width + 0.65, (number + 1) * width - 0.15
            axes = plot(figure, left, used + 0.35, right, 2.65)
            _region(axes, table[table["change"] == change], most)
            axes.set_title(head)
            if number == 0:
                axes.set_ylabel("hours that emerge in a week", fontsize=SMALL)
        figures.keep(figure, folder, "region")


INSIDE = 0.44
"""Distance from the middle beyond which an edge would cut a label, as a share of the axes."""


def _region(axes: Axes, rows: pd.DataFrame, most: float) -> None:
    effects = rows[[f"gain_{gain:g}" for gain in GAINS]].to_numpy(dtype=float)
    colours = LinearSegmentedColormap.from_list("effect", [PUBLISHED, "white", SIMULATED])
    steps = np.linspace(-most, most, 21)
    axes.contourf(GAINS, EMERGING, effects, steps, cmap=colours, alpha=0.7)
    lines = axes.contour(GAINS, EMERGING, effects, 6, colors=FAINT, linewidths=0.7)
    axes.contour(GAINS, EMERGING, effects, [0.0], colors=INK, linewidths=2.5)
    axes.set_yscale("log")  # before the labels, which look for room on the page
    labels = axes.clabel(
        lines,
        [level for level in lines.levels if level != 0.0],  # the thick line needs no number
        fontsize=SMALL,
        fmt=lambda value: figures.SAY.number(value, 0, signed=True),
    )
    for label in labels:
        place = axes.transAxes.inverted().transform(axes.transData.transform(label.get_position()))
        label.set_visible(bool((np.abs(place - 0.5) < INSIDE).all()))
    axes.set_yticks(EMERGING, [f"{hours:g}" for hours in EMERGING])
    axes.minorticks_off()
    panel_style(axes)
    axes.grid(visible=False)
    axes.set_xlabel("gain of the person, log odds", fontsize=SMALL)


if __name__ == "__main__":
    committed.run(Path(__file__).parent, make, "differences.csv")
