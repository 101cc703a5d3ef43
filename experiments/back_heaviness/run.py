"""Let the search begin after more or less of the preparation, in every programme alike."""

from pathlib import Path

import committed
import figures
import pandas as pd
import sweeps

import sesim
from sesim.outcomes import COUNTY

HERE = Path(__file__).parent

LADDER = {
    "rapid_search": 0.0,
    "a_quarter_first": 0.25,
    "half_first": 0.5,
    "three_quarters_first": 0.75,
    "back_heavy": 1.0,
}
"""Share of the preparation that comes before the search, by scenario."""

OUTCOMES = (
    "employed", "employed_share", "employed_per_referred", "first_job_by_12_months",
    "jobs_per_fte_year", "weeks_to_first_contact",
)  # fmt: skip
"""Half of the county's people get no job in most histories: no median time to it is shown."""

LEVELS = (*OUTCOMES[:4], "service_ratio")

PROGRAMME = ("employed_share", "first_job_by_12_months")


def make(folder: Path, quick: bool) -> None:
    """Run the ladder; keep the county's levels and differences, and those of the programmes."""
    with sweeps.run(HERE, quick, small=["programmes=[eksjo,praktiken200]"]) as sweep:
        county = [COUNTY]
        for name, table in {
            "levels": sweeps.levels(sweep, county, LEVELS),
            "differences": sweeps.differences(sweep, county, OUTCOMES),
        }.items():
            committed.write(table.drop(columns="programme"), folder / f"{name}.csv")
        committed.write(by_programme(sweep), folder / "programmes.csv")
        figures.keep(figure(sweep.comparison), folder, "ladder")


def by_programme(sweep: sweeps.Sweep) -> pd.DataFrame:
    """Return what the two ends of the ladder change in each programme, beside its own value."""
    shipped = sesim.load_study([]).programmes
    programmes = sweeps.present(sweep, list(shipped))
    table = sweeps.differences(sweep, programmes, PROGRAMME, effects=()).set_index("scenario")
    columns: dict[str, object] = {
        "programme": programmes,
        "own_value": [shipped[name].back_heaviness for name in programmes],
    }
    for scenario in ("rapid_search", "back_heavy"):
        rows = table.loc[[scenario]].drop(columns="programme")
        columns |= {f"{scenario}_{name}": rows[name].to_numpy() for name in rows}
    return pd.DataFrame(columns).sort_values("own_value", kind="stable")


def figure(comparison: pd.DataFrame) -> figures.Figure:
    """Draw the ladder for the county."""
    heads = {
        "employed": "People with a job",
        "first_job_by_12_months": "Job within 12 months",
        "jobs_per_fte_year": "Jobs per full-time post",
    }
    panels = [
        figures.line_of(comparison, COUNTY, outcome, LADDER, head)
        for outcome, head in heads.items()
    ]
    return figures.lines(
        panels,
        "What follows if more or less of the preparation comes before the search",
        "Difference from the county as it was, where programmes do from 10 to 90% of it first. "
        + figures.BANDS,
        "share of the preparation that comes first",
    )


if __name__ == "__main__":
    committed.run(HERE, make, "differences.csv")
