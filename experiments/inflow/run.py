"""Let fewer or more people be referred, under three norms for the caseload."""

import re
from pathlib import Path

import committed
import figures
import pandas as pd
import sweeps

HERE = Path(__file__).parent
PLACES = ["county", "hoglandet", "finnveden", "nassjo"]
"""All, the two förbund with several programmes, and one programme that is full as it is."""

SCENARIO, NORM = "scenario", "norm"
REFERRALS = {"fewer_referrals": 0.7, "baseline": 1.0, "marketing": 1.3, "many_referrals": 1.6}

LEVELS = (
    "referred", "participants", "withdrew", "waiting", "waiting_weeks_mean",
    "caseload_per_fte", "service_ratio", "employed", "employed_share", "employed_per_referred",
)  # fmt: skip
OUTCOMES = ("referred", "participants", "withdrew", "waiting", "employed", "employed_per_referred")
DRAWN = {"employed": "with a job", "employed_per_referred": "of those referred"}


def make(folder: Path, quick: bool) -> None:
    """Run the sweep by its command, and keep its tables and its figure."""
    with sweeps.run(HERE, quick, small=["programmes=[aneby,eksjo]"]) as sweep:
        keep(sweep, folder)


def keep(sweep: sweeps.Sweep, folder: Path) -> None:
    """Write the tables and the figure of a sweep."""
    levels = renamed(sweeps.levels(sweep, ["county"], LEVELS)).drop(columns="programme")
    committed.write(levels, folder / "levels.csv")
    differences = renamed(sweeps.differences(sweep, PLACES, OUTCOMES, tuple(DRAWN)))
    county = differences[differences["programme"] == "county"].drop(columns="programme")
    committed.write(county, folder / "differences.csv")
    committed.write(of_hundred_more(differences), folder / "of_hundred_more.csv")
    figures.keep(
        figures.lines(
            panels(sweep),
            "What fewer or more referrals bring under each norm",
            "Difference from the usual number of referrals under the same norm, the county, 2012 "
            "to June 2017. " + figures.BANDS,
            "referrals, as a multiple of the usual",
        ),
        folder, "inflow",
    )  # fmt: skip


def renamed(table: pd.DataFrame) -> pd.DataFrame:
    """Put the norm and the multiple of the referrals in the place of the job's label."""
    parts = [taken_apart(label) for label in table[SCENARIO]]
    rest = table.drop(columns=SCENARIO)
    rest.insert(0, NORM, [norm for norm, _ in parts])
    rest.insert(1, "referrals", [referrals for _, referrals in parts])
    return rest.sort_values([NORM, "referrals"], kind="stable")


def taken_apart(label: str) -> tuple[int, float]:
    """Return the norm of a job and the multiple of the referrals.

    >>> taken_apart("marketing, aneby.caseload_norm=15.0")
    (15, 1.3)
    """
    scenario, norm = re.fullmatch(r"(\w+), .*=([\d.]+)", label).groups()
    return int(float(norm)), REFERRALS[scenario]


def of_hundred_more(differences: pd.DataFrame) -> pd.DataFrame:
    """Return what becomes of a hundred more people referred, from mean differences."""
    more = differences[differences["referrals"] > 1]
    table = more[[NORM, "referrals", "programme"]].copy()
    for outcome in ("participants", "withdrew", "waiting", "employed"):
        table[outcome] = (100 * more[outcome] / more["referred"]).round()
    table["referrals"] = [f"× {times}" for times in table["referrals"]]  # else shown whole
    return table.rename(columns={"participants": "enrolled"})


def panels(sweep: sweeps.Sweep) -> list[figures.Line]:
    """Return a panel for each outcome and norm."""
    table = sweep.comparison[sweep.comparison["programme"] == "county"].copy()
    parts = [taken_apart(label) for label in table[SCENARIO]]
    table[NORM], table["level"] = [norm for norm, _ in parts], [level for _, level in parts]
    columns = ["level", "difference", "low", "high", "effect_low", "effect_high"]
    usual = pd.DataFrame([dict.fromkeys(columns, 0.0) | {"level": 1.0}])
    found = []
    for outcome, words in DRAWN.items():
        share = outcome != "employed"
        for norm, rows in table[table["outcome"] == outcome].groupby(NORM):
            values = rows[columns].set_index("level") * (100 if share else 1)
            both = pd.concat([values.reset_index(), usual])
            unit = "percentage points" if share else "persons"
            found.append(figures.Line(f"Norm {norm}: {words}", unit, both, 1.0))
    return found


if __name__ == "__main__":
    committed.run(HERE, make, "levels.csv")
