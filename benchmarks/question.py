"""A question from the shell, against the simulation that answers it; and where its time goes.

Each step is what a fresh process takes beyond a shorter one: one that reads the study; one that
also computes its results, of which the simulation is known; the command without pages; all of it.
"""

import tempfile
from functools import partial
from pathlib import Path
from statistics import median

import study
from table import Measured, Row, at_most
from timing import SESIM, cost, in_turn, python

REPEATS = 3
SIZES = {20: (28.0, 14.0), 100: (7.0, 4.5)}
"""Numbers of replications, and the most that the command may take of the simulation, with pages
and without."""

READ = "import sesim; study = sesim.load_study([{words}])"
RESULTS = f"{READ}; sesim.simulate(study)"

STEPS = (
    "reading the study, with its libraries",
    "simulation",
    "outcomes and summary, with their libraries",
    "writing tables",
    "drawing pages",
)


def words(replications: int) -> list[str]:
    """Return the arguments of the question."""
    return ["programmes=vetlanda", f"replications={replications}", "workers=1"]


def command(replications: int, *more: str) -> float:
    """Return the CPU seconds of the command, which writes a new folder."""
    with tempfile.TemporaryDirectory() as scratch:
        output = f"output={Path(scratch) / 'results'}"
        return cost([SESIM, *words(replications), *more, output], Path(scratch)).seconds


def code(text: str) -> float:
    """Return the CPU seconds of some code in a fresh process."""
    return cost(python(text)).seconds


def steps(replications: int) -> list[float]:
    """Return the median CPU seconds of each step; the simulation alone is measured here."""
    given = ", ".join(map(repr, words(replications)))
    read, results = (text.format(words=given) for text in (READ, RESULTS))
    asked = study.of_one_programme(replications)
    works = {
        "read": partial(code, read),
        "simulation": partial(study.simulation, asked),
        "results": partial(code, results),
        "tables": partial(command, replications, "report=false"),
        "pages": partial(command, replications),
    }
    for name in ("simulation", "pages"):  # what is compiled then is there for all
        works[name]()
    times = {name: median(found) for name, found in in_turn(works, REPEATS).items()}
    after = times["results"] - times["read"] - times["simulation"]
    tables = times["tables"] - times["results"]
    return [times["read"], times["simulation"], after, tables, times["pages"] - times["tables"]]


def measure() -> Measured:
    """Return the ratios of both commands, and the share of each step as a table of its own."""
    rows, shares = [], {}
    for number, (with_pages, without) in SIZES.items():
        taken = steps(number)
        whole, simulation = sum(taken), taken[1]
        what, anchor = f"sesim, one programme, {number} replications", "its simulation alone"
        rows += [
            Row(what, whole / simulation, anchor, REPEATS, at_most(with_pages)),
            Row(
                f"{what}, report=false",
                (whole - taken[-1]) / simulation,
                anchor,
                REPEATS,
                at_most(without),
            ),
        ]
        shares[f"share_with_{number}_replications"] = [one / whole for one in taken]
    detail = [
        {"step": step} | {name: f"{values[i]:.3f}" for name, values in shares.items()}
        for i, step in enumerate(STEPS)
    ]
    return Measured(rows, detail)
