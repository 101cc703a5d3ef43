"""Change how long placements are and who is asked for one, and look for the break-even."""

from pathlib import Path

import committed
import figures
import numpy as np
import pandas as pd
import sweeps

import sesim

HERE = Path(__file__).parent
COUNTY = ["county"]

LABELS = {
    "short_placements": "Half as long",
    "long_placements": "Twice as long",
    "jobs_at_once": "Ask for a job at once",
    "placements_first": "Ask for a placement first",
}
OUTCOMES = {
    "employed": "With a job",
    "first_job_by_12_months": "Job within 12 months",
    "jobs_per_fte_year": "Jobs per full-time post",
}
OTHERS = ("employed_share", "employed_per_referred", "in_placement_share_at_end")

HIRING = {
    "long": {
        "long_hiring_50": 0.5,
        "long_hiring_75": 0.75,
        "long_placements": 1.0,
        "long_hiring_133": 1.33,
    },
    "short": {
        "short_hiring_75": 0.75,
        "short_placements": 1.0,
        "short_hiring_150": 1.5,
        "short_hiring_200": 2.0,
    },
}
"""Scenarios by length, with what `hired_per_month` is multiplied by."""


def make(folder: Path, quick: bool) -> None:
    """Run the sweep by its command, and keep its tables and its figures."""
    with sweeps.run(HERE, quick, small=["programmes=eksjo"]) as sweep:
        keep(sweep, folder)


def keep(sweep: sweeps.Sweep, folder: Path) -> None:
    """Write the tables and the figures of a sweep."""
    levels = sweeps.levels(sweep, COUNTY, (*OUTCOMES, *OTHERS))
    levels["placements_for_a_job"] = [placements_for_a_job(sweep, one) for one in sweep.labels]
    levels["weeks_in_placement_for_a_job"] = [weeks_for_a_job(sweep, one) for one in sweep.labels]
    committed.write(levels.drop(columns="programme"), folder / "levels.csv")
    outcomes = (*OUTCOMES, *OTHERS[:2])
    differences = sweeps.differences(sweep, COUNTY, outcomes, outcomes)
    committed.write(
        differences[differences["scenario"].isin(LABELS)].drop(columns="programme"),
        folder / "differences.csv",
    )
    panels = [line(sweep, length, outcome) for length in HIRING for outcome in list(OUTCOMES)[:2]]
    committed.write([break_even(one) for one in panels], folder / "break_even.csv")
    figures.keep(
        figures.effects_of(
            sweep.comparison, "county", LABELS, OUTCOMES,
            "What placements of another length, and other questions to employers, change",
            "The county, 2012 to June 2017, against the programmes as they were.",
        ),
        folder, "differences",
    )  # fmt: skip
    figures.keep(
        figures.lines(
            panels[::2],
            "Whether length pays depends on how often employers hire in a month of a placement",
            "Difference from the programmes as they were, by the chance of being hired in a month "
            f"of a placement, as a multiple of the calibrated one. {figures.BANDS} Dashed: as "
            "calibrated.",
            "chance of being hired in a month, as a multiple",
        ),
        folder, "break_even",
    )  # fmt: skip


def placements_for_a_job(sweep: sweeps.Sweep, scenario: str) -> float:
    """Return all placements begun / all jobs begun, over all histories."""
    kind = sweep.events(scenario, ["kind"])["kind"].astype(str)
    return float(round((kind == "placement_started").sum() / (kind == "job_started").sum(), 1))


def weeks_for_a_job(sweep: sweeps.Sweep, scenario: str) -> float:
    """Return all weeks in placements / all jobs begun, over all histories.

    A placement that has not ended lasts until the horizon.
    """
    events = sweep.events(scenario, ["time", "kind"])
    kind, time = events["kind"].astype(str), events["time"]
    started, ended = kind == "placement_started", kind == "placement_ended"
    unfinished = (started.sum() - ended.sum()) * horizon()
    weeks = time[ended].sum() - time[started].sum() + unfinished
    return float(round(weeks / (kind == "job_started").sum(), 1))


def horizon() -> float:
    """Return the length of the default study in weeks."""
    settings = sesim.load_study().settings
    return ((settings.end - settings.start).days + 1) / 7


def line(sweep: sweeps.Sweep, length: str, outcome: str) -> figures.Line:
    """Return how a difference follows `hired_per_month`, with placements of one length."""
    words = "Twice" if length == "long" else "Half"
    head = f"{words} as long: {OUTCOMES[outcome][0].lower()}{OUTCOMES[outcome][1:]}"
    return figures.line_of(sweep.comparison, "county", outcome, HIRING[length], head, 1.0)


def break_even(one: figures.Line) -> dict[str, object]:
    """Return at which level a difference would be nothing, interpolated between the steps.

    The interval is where the ends of the precision of the mean would be nothing.
    """
    table = one.table.sort_values("level")
    middle, low, high = (
        crossing(table["level"], table[name]) for name in ("difference", "high", "low")
    )
    between = middle if low == high else f"{middle} ({low} to {high})"
    return {
        "placements": one.head,
        "break_even_multiple": between,
    }


def crossing(levels: pd.Series, values: pd.Series) -> str:
    """Return where values that rise with the level are 0, or beyond which step that is.

    >>> crossing(pd.Series([0.5, 1.0, 1.5]), pd.Series([-1.0, 1.0, 5.0]))
    '0.75'
    >>> crossing(pd.Series([0.5, 1.0, 2.0]), pd.Series([-3.0, -2.0, -1.0]))
    'over 2'
    """
    if values.iloc[0] > 0:
        return f"below {levels.iloc[0]:g}"
    if values.iloc[-1] < 0:
        return f"over {levels.iloc[-1]:g}"
    return f"{np.interp(0.0, values, levels):.2f}"


if __name__ == "__main__":
    committed.run(HERE, make, "differences.csv")
