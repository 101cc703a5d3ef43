"""Simulate a SYNTHETIC country: what it costs, and that every way of running it agrees."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import committed
import numpy as np
import pandas as pd
import sweeps

HERE = Path(__file__).parent
KEPT = HERE.parents[1] / "outputs" / "national"
"""Where the sweep stays, so that it can be resumed."""

sys.path.insert(0, str(HERE))
import country  # noqa: E402 - beside this file, however it is run

WORKERS = 2
FULL = ("replications=2", f"workers={WORKERS}")
QUICK = ("replications=2", "end=2013-12-31", "report=false")
FEW, SOME = 3, 10
"""Programmes of the small version, and of the comparison of ways to run."""

CHANGED = str(country.SCENARIO["name"])
OUTCOMES = (
    "referred", "participants", "withdrew", "employed", "employed_share", "ongoing",
    "service_ratio",
)  # fmt: skip
SMALL = ("participants", "employed", "employed_share", "service_ratio")


def make(folder: Path, quick: bool) -> None:
    """Simulate the country, and write its tables."""
    programmes = FEW if quick else country.PROGRAMMES
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) if quick else KEPT
        found = swept(place, programmes, QUICK if quick else FULL)
        committed.write(whole(found), folder / "country.csv")
        committed.write(by_forbund(found, programmes), folder / "forbund.csv")
    committed.write(distributions(programmes), folder / "distributions.csv")
    committed.write(ways(FEW if quick else SOME, quick), folder / "ways.csv")


def swept(place: Path, programmes: int, words: Sequence[str]) -> sweeps.Sweep:
    """Run the sweep by its command, or resume one that was stopped.

    Args:
        place: for the files of the country, and for the results.
        programmes: their number.
        words: more overrides.
    """
    if not (place / "conf").exists():
        country.write(place / "conf", programmes)
    results = place / "results"
    sesim(place / "conf", results, *both(), "events=false", *words)
    return sweeps.read(results)


def both() -> list[str]:
    """Return the words that compare the country with one that searches at once."""
    return ["-m", f"scenario=baseline,{CHANGED}", "figures=false"]


def sesim(conf: Path, output: Path, *words: str) -> None:
    """Run the command, and resume what is there."""
    resumed = ["--resume"] if output.exists() else []
    subprocess.run(  # noqa: S603 - our own command
        [
            sweeps.SESIM,
            *("--config-dir", conf, "experiment=national"),
            *words,
            *resumed,
            f"output={output}",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )


# --- tables ---------------------------------------------------------------------------------------


def whole(sweep: sweeps.Sweep) -> pd.DataFrame:
    """Return the country's figures in each scenario."""
    return sweeps.levels(sweep, ["county"], OUTCOMES).assign(programme="SYNTHETIC country")


def by_forbund(sweep: sweeps.Sweep, programmes: int) -> pd.DataFrame:
    """Return the figures of each förbund in the baseline."""
    areas = pd.Series([country.forbund_of(name) for name in country.names(programmes)])
    table = sweeps.levels(sweep, list(areas.unique()), SMALL)
    mine = table[table["scenario"] == "baseline"].drop(columns="scenario")
    mine = mine.rename(columns={"programme": "forbund"})
    mine.insert(1, "programmes", mine["forbund"].map(areas.value_counts()))
    return mine.round(1)


def distributions(programmes: int) -> Iterator[dict[str, object]]:
    """Yield what was drawn from what, and what came out."""
    found = pd.DataFrame([country.values(name) for name in country.names(programmes)])
    for name, one in country.QUANTITIES.items():
        least, middle, most = np.quantile(found[name], [0.0, 0.5, 1.0])
        yield {
            "quantity": f"SYNTHETIC: {one.meaning}",
            "distribution": one.distribution,
            "limits": f"{one.low:,.10g} to {one.high:,.10g}",
            "smallest": float(f"{least:.3g}"),
            "median": float(f"{middle:.3g}"),
            "largest": float(f"{most:.3g}"),
            "source": one.source,
        }


# --- ways to run ----------------------------------------------------------------------------------


def ways(programmes: int, quick: bool) -> Iterator[dict[str, object]]:
    """Yield for each way to run a part of the country how many figures differ from one process.

    Args:
        programmes: the part.
        quick: leave out what starts more processes.
    """
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        country.write(place / "conf", programmes)

        def summary(name: str, *words: str) -> pd.DataFrame:
            sesim(place / "conf", place / name, *both(), *QUICK, *words)
            return pd.read_csv(place / name / "summary.csv")

        one, others = summary("one", "workers=1"), {}
        if not quick:
            others["two processes"] = summary("two", f"workers={WORKERS}")
            with cluster() as address:
                others["two workers of a Dask cluster"] = summary("dask", f"cluster={address}")
        sesim(place / "conf", place / "resumed", "-m", "scenario=baseline", "figures=false", *QUICK)
        others["one process, stopped after a scenario and resumed"] = summary("resumed")
        for way, other in others.items():
            yield {"way": way, "figures": len(one), "that_differ": differing(one, other)}


def differing(one: pd.DataFrame, other: pd.DataFrame) -> int:
    """Return in how many rows two tables differ; all do if their rows are not about the same."""
    if one.shape != other.shape:
        return len(one)
    return int((one.ne(other) & ~(one.isna() & other.isna())).any(axis=1).sum())


@contextmanager
def cluster() -> Iterator[str]:
    """Start a Dask scheduler with two workers on this machine, and yield its address."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=WORKERS, threads_per_worker=1, host="127.0.0.1", dashboard_address=":0"
    ) as made:
        yield made.scheduler_address


if __name__ == "__main__":
    committed.run(HERE, make, "country.csv")
