"""What experiments that are sweeps share: run the command, read its tables, pick rows.

An experiment NAME has `NAME/experiment/NAME.yaml` and, where it needs them, scenarios of its own
in `NAME/scenario/`. Its `run.py` does

    with sweeps.run(HERE, quick, small=["programmes=eksjo"]) as sweep:
        committed.write(sweeps.differences(sweep, ["county"], OUTCOMES), folder / "county.csv")
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sesim.outcomes import ALL, describe

SESIM = Path(sys.executable).with_name("sesim")

QUICK = ("replications=2", "workers=1")
"""What makes any sweep a small one, besides fewer programmes."""

HEADS = {
    "employed_share": "job_of_enrolled",
    "employed_per_referred": "job_of_referred",
    "first_job_by_12_months": "job_within_12_months",
    "in_placement_share_at_end": "in_placement_at_end",
}
"""Columns of outcomes with long names; pages would print one with `share` in it in per cent."""

DIGITS = 2


class Sweep(NamedTuple):
    """What a sweep has left in its folder.

    Attributes:
        folder: of the sweep; it is gone when the experiment is over.
        summary: `summary.csv`, the rows about one group; that is everybody at first.
        comparison: `comparison.csv`, the rows about the same group.
        jobs: `jobs.csv`.
    """

    folder: Path
    summary: pd.DataFrame
    comparison: pd.DataFrame
    jobs: pd.DataFrame

    def events(self, scenario: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the event log of the job with this label."""
        return pd.read_parquet(self._job(scenario) / "events.parquet", columns=columns)

    def measures(self, scenario: str) -> pd.DataFrame:
        """Return every outcome of every replication of the job with this label."""
        return pd.read_parquet(self._job(scenario) / "measures.parquet")

    def about(self, group: str) -> "Sweep":
        """Return the same sweep with the rows about a group, such as `motivation=wavering`."""
        return read(self.folder, group)

    def _job(self, scenario: str) -> Path:
        [name] = self.jobs.loc[self.jobs["scenario"] == scenario, "folder"]
        return self.folder / name

    @property
    def labels(self) -> list[str]:
        """The jobs' labels, in order; the first is what others are compared with."""
        return list(self.jobs["scenario"])


@contextmanager
def run(
    here: Path, quick: bool, *, small: Sequence[str] = (), name: str | None = None
) -> Iterator[Sweep]:
    """Run the sweep of an experiment by its command, in a folder that goes when it is done with.

    Args:
        here: the folder of the experiment.
        quick: make it a small one.
        small: overrides that make it small, such as one programme instead of all.
        name: of the experiment's file, if it is not that of the folder.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "results"
        words = [f"experiment={name or here.name}", "report=false", f"output={folder}"]
        words += [*QUICK, *small] if quick else []
        subprocess.run(  # noqa: S603 - our own command
            [SESIM, "--config-dir", here, *words], check=True, stdout=subprocess.DEVNULL
        )
        yield read(folder)


def read(folder: Path, group: str = ALL) -> Sweep:
    """Return what a sweep has left in a folder, with the rows about a group of people."""
    summary, comparison, jobs = (
        pd.read_csv(folder / f"{table}.csv") for table in ("summary", "comparison", "jobs")
    )
    labels = distinct(list(jobs["scenario"]))
    for table in (summary, comparison, jobs):
        table["scenario"] = table["scenario"].map(labels)
    of_summary, of_comparison = (table["group"] == group for table in (summary, comparison))
    return Sweep(folder, summary[of_summary], comparison[of_comparison], jobs)


def distinct(labels: Sequence[str]) -> dict[str, str]:
    """Return labels of jobs without the changes that all jobs have in common.

    >>> list(distinct(["baseline, a.posts changed", "marketing, a.posts changed"]).values())
    ['baseline', 'marketing']
    """
    parts = {label: label.split(", ") for label in labels}
    shared = set.intersection(*(set(after) for _, *after in parts.values()))
    return {
        label: ", ".join(one for one in found if one not in shared)
        for label, found in parts.items()
    }


def present(sweep: Sweep, places: Sequence[str]) -> list[str]:
    """Return those of some programmes and areas that the sweep is about: a small one has few."""
    there = set(sweep.summary["programme"])
    return [place for place in places if place in there]


def levels(sweep: Sweep, places: Sequence[str], outcomes: Sequence[str]) -> pd.DataFrame:
    """Return the mean of each outcome by scenario and place, with shares in per cent.

    Shares have `_percent` after their name.
    """
    found = sweep.summary.set_index(["scenario", "programme", "outcome"])["mean"]
    rows = []
    for scenario in sweep.labels:
        for place in present(sweep, places):
            row: dict[str, object] = {"scenario": scenario, "programme": place}
            for outcome in outcomes:
                share = describe(outcome).unit == "share"
                value = found.get((scenario, place, outcome), float("nan"))
                head = column(outcome) + ("_percent" if share else "")
                row[head] = round(value * (100 if share else 1), DIGITS)
            rows.append(row)
    return pd.DataFrame(rows)


def differences(
    sweep: Sweep,
    places: Sequence[str],
    outcomes: Sequence[str],
    effects: Sequence[str] = ("employed",),
) -> pd.DataFrame:
    """Return the differences of each outcome by scenario and place.

    A column `X` is the mean difference, `X_low` to `X_high` the precision of that mean. Where the
    effect lies, given what is not known of the parameters, is from `X_effect_low` to
    `X_effect_high`. Differences of shares are in percentage points, with `_points` after their
    name.

    Args:
        sweep: the results.
        places: programmes and areas.
        outcomes: a column each.
        effects: those of which it is said where the effect lies.
    """
    found = sweep.comparison.set_index(["scenario", "programme", "outcome"])
    compared = [label for label in sweep.labels if label in set(sweep.comparison["scenario"])]
    rows = []
    for scenario in compared:
        for place in present(sweep, places):
            row: dict[str, object] = {"scenario": scenario, "programme": place}
            for outcome in outcomes:
                share = describe(outcome).unit == "share"
                head = column(outcome) + ("_points" if share else "")
                names = {"difference": head, "low": f"{head}_low", "high": f"{head}_high"}
                if outcome in effects:
                    names |= {f"effect_{end}": f"{head}_effect_{end}" for end in ("low", "high")}
                cells = figures_of(found, (scenario, place, outcome))
                for source, target in names.items():
                    row[target] = round(cells[source] * (100 if share else 1), DIGITS)
            rows.append(row)
    return pd.DataFrame(rows)


def column(outcome: str) -> str:
    """Return how the column of an outcome is called."""
    return HEADS.get(outcome, outcome)


def figures_of(comparison: pd.DataFrame, place: tuple[str, str, str]) -> dict[str, float]:
    """Return the difference and its intervals; all missing where there is no such row."""
    names = ["difference", "low", "high", "effect_low", "effect_high"]
    if place not in comparison.index:
        return dict.fromkeys(names, float("nan"))
    return {name: float(comparison.loc[place, name]) for name in names}
