"""A complete study of one programme in Python, against the simulation that it contains."""

from functools import partial

from table import Measured, Row, at_most
from timing import in_turn, ratio, seconds

import sesim
from sesim.model import run
from sesim.runs.draws import drawn
from sesim.runs.replicate import work_order
from sesim.study import Study

REPEATS = 5
REPLICATIONS = {20: 2.0, 100: 1.75}
"""Numbers of replications, and the most that the study may take of its simulation."""


def of_one_programme(replications: int) -> Study:
    """Return a study of Vetlanda in one process."""
    return sesim.load_study(["programmes=vetlanda", f"replications={replications}", "workers=1"])


def simulation(study: Study) -> float:
    """Return the CPU seconds of the simulation alone, with every replication's own parameters."""
    job = work_order(study, drawn(study))
    programmes = [
        (programme, number)
        for number in range(study.settings.replications)
        for programme in job.programmes_of(number).values()
    ]
    return seconds(lambda: [run(programme, number) for programme, number in programmes])


def measure() -> Measured:
    """Return a row for each number of replications; each is warmed up once."""
    rows = []
    for number, most in REPLICATIONS.items():
        study = of_one_programme(number)
        sesim.simulate(study)
        times = in_turn(
            {
                "study": partial(seconds, partial(sesim.simulate, study)),
                "simulation": partial(simulation, study),
            },
            REPEATS,
        )
        rows.append(
            Row(
                f"sesim.simulate, one programme, {number} replications",
                ratio(times["study"], times["simulation"]),
                "its simulation alone",
                REPEATS,
                at_most(most),
            )
        )
    return Measured(rows)
