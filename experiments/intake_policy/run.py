"""Close, motivate, let everybody search, or refuse a quarter, with both denominators."""

from collections.abc import Callable
from pathlib import Path

import committed
import figures
import numpy as np
import pandas as pd
import sweeps
from scipy.stats.contingency import odds_ratio

import sesim

HERE = Path(__file__).parent
PLACES = ["county", "hoglandet"]

LABELS = {
    "motivated_intake": "Discharge the unmotivated",
    "motivational_work": "Motivate first",
    "open_intake": "Everyone can search",
    "screened_intake": "Refuse a quarter",
}
OUTCOMES = {
    "employed": "With a job",
    "employed_share": "Of those enrolled",
    "employed_per_referred": "Of those referred",
}
LEVELS = ("participants", "ongoing", *OUTCOMES, "hours_motivational_work")
MOTIVATIONS = ("motivated", "wavering", "not_motivated")
CLOSING = "eksjo"
"""The only programme of Höglandet that closes the unmotivated."""


def make(folder: Path, quick: bool) -> None:
    """Run the sweep by its command, and keep its tables and its figure."""
    with sweeps.run(HERE, quick, small=["programmes=[eksjo,aneby]"]) as sweep:
        keep(sweep, folder)


def keep(sweep: sweeps.Sweep, folder: Path) -> None:
    """Write the tables and the figure of a sweep."""
    levels = sweeps.levels(sweep, ["county"], LEVELS).drop(columns="programme")
    committed.write(levels, folder / "levels.csv")
    differences = sweeps.differences(sweep, PLACES, tuple(OUTCOMES), tuple(OUTCOMES))
    committed.write(differences, folder / "differences.csv")
    committed.write(by_motivation(sweep), folder / "by_motivation.csv")
    committed.write(association(sweep), folder / "association.csv")
    figures.keep(
        figures.effects_of(
            sweep.comparison, "county", LABELS, OUTCOMES,
            "What is done about people who are not motivated, by both denominators",
            "The county, 2012 to June 2017, against the programmes as they were, which differ "
            "in their policy.",
        ),
        folder, "differences",
    )  # fmt: skip


def by_motivation(sweep: sweeps.Sweep) -> pd.DataFrame:
    """Return differences in jobs by motivation at referral."""
    tables = [
        sweeps.differences(
            sweep.about(f"motivation={one}"), ["county"], tuple(OUTCOMES), ()
        ).assign(programme=one)
        for one in MOTIVATIONS
    ]
    table = pd.concat(tables).rename(columns={"programme": "motivation"})
    order = {scenario: number for number, scenario in enumerate(LABELS)}
    return table.sort_values("scenario", key=lambda names: names.map(order), kind="stable")


def association(sweep: sweeps.Sweep) -> list[dict[str, object]]:
    """Return odds ratios of having had a job: published, as simulated, and of the policy itself."""
    closing, others = published()
    whole = odds_ratio([closing, others], kind="sample")
    between = whole.confidence_interval(0.95)
    return [
        {
            "odds_ratio_of": "Eksjö against the rest of Höglandet, published",
            "interval": "95% confidence",
            "odds_ratio": round(float(whole.statistic), DIGITS),
            "odds_ratio_low": round(float(between.low), DIGITS),
            "odds_ratio_high": round(float(between.high), DIGITS),
        },
        {
            "odds_ratio_of": "Eksjö against the rest of Höglandet, simulated as it was",
            "interval": "90% of histories",
            **over_histories(counts(sweep, "baseline", CLOSING), rest(sweep, "baseline")),
        },
        {
            "odds_ratio_of": "all of Höglandet closing against all of it motivating, simulated",
            "interval": "90% of histories",
            **over_histories(
                counts(sweep, "motivated_intake", "hoglandet"),
                counts(sweep, "motivational_work", "hoglandet"),
            ),
        },
    ]


DIGITS = 2


def published() -> tuple[list[int], list[int]]:
    """Return how many had a job, and how many had not, in Eksjö and in the rest of Höglandet."""
    rows = {
        name: [one.observed.employed, one.observed.participants - one.observed.employed]
        for name, one in sesim.load_study().programmes.items()
        if one.forbund == "hoglandet" and one.observed and one.observed.participants is not None
    }
    closing = rows.pop(CLOSING)
    return closing, np.sum(list(rows.values()), axis=0).tolist()


def counts(sweep: sweeps.Sweep, scenario: str, place: str) -> pd.DataFrame:
    """Return how many had a job, and how many had not, in each history."""
    measures = sweep.measures(scenario)
    mine = measures[(measures["programme"] == place) & (measures["group"] == "all")]
    wide = mine.pivot_table(index="replication", columns="outcome", values="value")
    return pd.DataFrame(
        {"employed": wide["employed"], "not": wide["participants"] - wide["employed"]}
    )


def rest(sweep: sweeps.Sweep, scenario: str) -> pd.DataFrame:
    """Return the counts of Höglandet without the programme that closes."""
    return counts(sweep, scenario, "hoglandet") - counts(sweep, scenario, CLOSING)


def over_histories(closing: pd.DataFrame, others: pd.DataFrame) -> dict[str, float]:
    """Return the median odds ratio over histories, and the interval that holds 90 % of them.

    Half a person is added to each count, so that a history without one has a value too.
    """
    odds = [(one["employed"] + 0.5) / (one["not"] + 0.5) for one in (closing, others)]
    ratio = odds[0] / odds[1]
    ends: dict[str, Callable[[], float]] = {
        "odds_ratio": ratio.median,
        "odds_ratio_low": lambda: ratio.quantile(0.05),
        "odds_ratio_high": lambda: ratio.quantile(0.95),
    }
    return {name: round(float(end()), DIGITS) for name, end in ends.items()}


if __name__ == "__main__":
    committed.run(HERE, make, "differences.csv")
