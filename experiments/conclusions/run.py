"""Ask the main questions again with every posterior, by both methods: which answers survive?

The draws of the neural method are not shipped: where the experiment `calibration` has been run
with the extra sesim[npe], they are in outputs/, and the second table is made or compared too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import committed

import sesim
from sesim.calibration.store import OTHER
from sesim.outcomes import ALL, COUNTY
from sesim.study import Study
from sesim.validation.setups import SETUPS, overrides

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

REPLICATIONS, QUICK = 80, 2
OUTCOME = "employed"

FIRST = "conclusions.csv"

SOURCES: dict[str, tuple[str, ...]] = {
    "posterior": (),
    "outside": ("experiment=posts_as_financed",),
    "discrepancy": (),
}
"""The posteriors, and what else is needed for the study that each belongs to."""


class Question(NamedTuple):
    """A change whose effect an experiment reports.

    Attributes:
        experiment: the folder of the experiment.
        scenario: in effect from the first day.
    """

    experiment: str
    scenario: str


QUESTIONS = (
    Question("back_heaviness", "back_heavy"),
    Question("back_heaviness", "rapid_search"),
    Question("preparation", "longer_preparation"),
    Question("preparation", "shorter_preparation"),
    Question("placement_length", "short_placements"),
    Question("placement_length", "long_placements"),
    Question("placement_length", "placements_first"),
    Question("employer_contacts", "employer_focus"),
    Question("employer_contacts", "employer_specialist"),
    Question("part_time_roles", "part_time_roles"),
    Question("intake_policy", "motivated_intake"),
    Question("intake_policy", "motivational_work"),
    Question("inflow", "caseload_25"),
)

BETTER, WORSE, UNCLEAR = "more jobs", "fewer jobs", "unclear"


class Effect(NamedTuple):
    """An effect on the number of people in the county who get a job.

    Attributes:
        mean: of the paired differences, in people.
        low, high: credible interval.
    """

    mean: float
    low: float
    high: float

    @property
    def sign(self) -> str:
        """What can be concluded from it."""
        return BETTER if self.low > 0 else WORSE if self.high < 0 else UNCLEAR


def make(folder: Path, quick: bool) -> None:
    """Run every question with every posterior, and with those of the other method."""
    shipped = {name: f"parameters={name}" for name in SOURCES}
    asked, size = (QUESTIONS[:2], QUICK) if quick else (QUESTIONS, REPLICATIONS)
    committed.write(rows(shipped, asked, size), folder / FIRST)
    neural = {name: ROOT / f"outputs/calibration_{name}/{OTHER}.parquet" for name in SOURCES}
    if not quick and all(path.exists() for path in neural.values()):
        draws = {name: f"parameters.draws={path}" for name, path in neural.items()}
        committed.write(rows(draws, asked, size), folder / "conclusions_neural.csv")


def rows(
    parameters: Mapping[str, str], asked: Sequence[Question], size: int
) -> Iterator[dict[str, object]]:
    """Yield a row for each question: its effect with each posterior, and what survives.

    Args:
        parameters: where the draws of each posterior come from.
        asked: the questions.
        size: replications of each study.
    """
    found = {name: effects(name, where, asked, size) for name, where in parameters.items()}
    for question in asked:
        of = {name: table[question.scenario] for name, table in found.items()}
        row: dict[str, object] = question._asdict()
        for name, effect in of.items():
            row |= {name: effect.mean, f"{name}_low": effect.low, f"{name}_high": effect.high}
        yield {**row, "conclusion": of["posterior"].sign, "survives": survives(of.values())}


def survives(effects: Iterable[Effect]) -> str:
    """Return whether the conclusion is the same whatever the posterior.

    `same`; `weaker` if it is unclear with some, and clear with others in one direction;
    `reversed` if it is clear in both directions.
    """
    signs = {effect.sign for effect in effects}
    if len(signs) == 1:
        return "same"
    return "weaker" if UNCLEAR in signs and len(signs) == 2 else "reversed"


def effects(
    name: str, parameters: str, asked: Sequence[Question], size: int
) -> Mapping[str, Effect]:
    """Return the effect of each scenario with one posterior."""
    county = overrides({**SETUPS["county"].changes, "replications": str(size)})
    study = sesim.load_study([*county, *SOURCES[name], parameters])
    baseline = sesim.run(study)
    found = {}
    for question in asked:
        table = sesim.compare(baseline, sesim.run(under(study, question.scenario)))
        keys = {"programme": COUNTY, "group": ALL, "outcome": OUTCOME}
        [row] = table[(table[list(keys)] == keys).all(axis=1)].to_dict("records")
        found[question.scenario] = Effect(
            *(round(float(row[key]), 1) for key in ("difference", "effect_low", "effect_high"))
        )
    return found


def under(study: Study, scenario: str) -> Study:
    """Return the study with a scenario in effect from the first day."""
    return study.replace({"scenario": scenario, "scenario.since": study.settings.start.isoformat()})


if __name__ == "__main__":
    committed.run(HERE, make, FIRST)
