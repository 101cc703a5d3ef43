"""Cut the same full post into smaller ones, and see what meetings and switching cost."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import committed
import figures
import pandas as pd
import sweeps

import sesim
from sesim.events import Activity
from sesim.model import model_programmes
from sesim.model.parameters import ModelParameters
from sesim.outcomes import COUNTY

HERE = Path(__file__).parent

BASELINE, QUARTERS = "baseline", "part_time_roles"

OPEN_WEEKS = 45.75
"""Of a year; coaches give no hours in the others."""

YEARS = 5.5
"""Of the window, 2012-01-01 to 2017-06-30."""

OUTCOMES = (
    "participants", "employed", "employed_share", "employed_per_referred",
    "first_job_by_12_months", "service_ratio",
)  # fmt: skip


class Cut(NamedTuple):
    """How a full post is divided.

    Attributes:
        size: of each part.
        other_duties: whether its holder has another mission beside it.
        meetings: hours a week that are not those of the register's parameters.
    """

    size: float
    other_duties: bool = True
    meetings: Mapping[str, float] = {}

    def capacity(self, parameters: ModelParameters) -> float:
        """Return the hours a week that all parts have together, by the formula of the model."""
        changed = replace(parameters, **self.meetings)
        return changed.capacity(self.size, self.other_duties, 1.0) / self.size


CUT: dict[str, Cut] = {
    "baseline": Cut(1.0),
    "half_posts": Cut(0.5),
    "half_posts_no_other_duties": Cut(0.5, other_duties=False),
    "half_posts_no_meetings": Cut(0.5, meetings={"post_meetings": 0.0}),
    "part_time_roles": Cut(0.25),
    "quarter_posts_no_other_duties": Cut(0.25, other_duties=False),
    "quarter_posts_no_meetings": Cut(0.25, meetings={"post_meetings": 0.0}),
    "quarter_posts_at_no_cost": Cut(0.25, other_duties=False, meetings={"post_meetings": 0.0}),
    "each_post_meets": Cut(0.25, meetings={"team_meetings": 0.0, "post_meetings": 1.75}),
}
"""How each scenario divides one full post."""


def make(folder: Path, quick: bool) -> None:
    """Run the four sweeps: a busy post, a real one, the same by what is assumed, the county."""
    with sweeps.run(HERE, quick, name="part_time_busy") as sweep:
        committed.write(theory(sweep), folder / "theory.csv")
    small = ["programmes=eksjo"]
    with sweeps.run(HERE, quick, small=small) as sweep:
        table = sweeps.differences(sweep, ["vetlanda", "eksjo"], OUTCOMES[1:])
        committed.write(table, folder / "one_post.csv")
    with sweeps.run(HERE, quick, small=small, name="part_time_meetings") as sweep:
        committed.write(by_assumption(sweep), folder / "assumptions.csv")
        figures.keep(figure(sweep.comparison), folder, "assumptions")
    with sweeps.run(HERE, quick, small=small, name="part_time_county") as sweep:
        county = sweeps.differences(sweep, [COUNTY], OUTCOMES).drop(columns="programme")
        committed.write(county, folder / "county.csv")


def theory(sweep: sweeps.Sweep) -> pd.DataFrame:
    """Return the hours of a busy post by the formula of the model, and those it gave.

    Hours are those of all its parts together, a week, in open weeks. In theory it is what they
    have, with the middle of the parameters' draws; what was given leaves out vacancies, and hours
    that nobody wished for.
    """
    place = "vetlanda"
    [parameters] = model_programmes(sesim.load_study([f"programmes={place}"]))[place].parameters
    means = sweep.summary.set_index(["scenario", "programme", "outcome"])["mean"]
    rows = []
    for scenario, cut in CUT.items():
        found = means[scenario][place]
        given = sum(float(found[f"hours_{activity}"]) for activity in Activity)
        rows.append(
            {
                "scenario": scenario,
                "hours_in_theory": round(cut.capacity(parameters), 1),
                "hours_given": round(given / (OPEN_WEEKS * YEARS), 1),
                "service_ratio_percent": round(100 * float(found["service_ratio"]), 1),
                "employed": round(float(found["employed"]), 1),
            }
        )
    return pd.DataFrame(rows)


def by_assumption(sweep: sweeps.Sweep) -> pd.DataFrame:
    """Return what quarter posts change by hours of meetings and loss by switching."""
    table = sweeps.differences(sweep, [COUNTY], ["employed", "first_job_by_12_months"])
    found = table["scenario"].str.extract(r"post_meeting_hours=([\d.]+).*part_time_loss=([\d.]+)")
    table.insert(0, "hours_of_each_post", found[0].astype(float))
    table.insert(1, "loss_percent", 100 * found[1].astype(float))
    return table.drop(columns=["scenario", "programme"]).sort_values(
        ["loss_percent", "hours_of_each_post"]
    )


def figure(comparison: pd.DataFrame) -> figures.Figure:
    """Draw people with a job by hours of meetings, a panel for each loss by switching."""
    label = f"{QUARTERS}, parameters.post_meeting_hours={{}}, parameters.part_time_loss={{}}"
    panels = [
        figures.line_of(
            comparison, COUNTY, "employed",
            {label.format(hours, loss): hours for hours in (0.0, 0.5, 1.0, 1.5, 2.0)},
            f"Switching costs {100 * loss:.0f}%",
        )
        for loss in (0.0, 0.1, 0.2)
    ]  # fmt: skip
    return figures.lines(
        panels,
        "What quarter posts cost depends on hours of meetings that nobody has measured",
        "Vetlanda and Eksjö together, each with one full post: people with a job when it is cut "
        "into four quarters. " + figures.BANDS,
        "meetings of each post, hours a week",
        same_scale=True,
    )


if __name__ == "__main__":
    committed.run(HERE, make, "one_post.csv")
