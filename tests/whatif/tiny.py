"""A small page to try: few settings, a short study, and just enough histories for a conclusion."""

from functools import cache

import numpy as np

from sesim.cli.whatif.request import load_what_if
from sesim.plan.simulation import Trials
from sesim.runs.parallel import Crew
from sesim.whatif.grid import WhatIfGrid
from sesim.whatif.simulation import Values, simulated

STUDY = (
    "programmes=vetlanda", "start=2015-01-01", "end=2017-12-31", "since=2016-01-01",
    "replications=22",
)  # fmt: skip

LEVERS = "levers={back_heaviness: [0, 1], posts: [0.5, quarters], caseload_norm: [4]}"
TABS = "tabs={ways: [back_heaviness, posts], caseload: [caseload_norm, posts]}"

TINY = (*STUDY, LEVERS, TABS, "together=2")
"""Its settings: 3 × 3 ways of working, and 2 × 3 caseloads and posts, of which 3 are in both."""

CELLS = 12

TWO = (
    "programmes=[vetlanda,eksjo]", *STUDY[1:-1], "replications=4",
    "levers={back_heaviness: [0, 0.9], posts: [0.5], placement_length: [2]}",
    "tabs={ways: [back_heaviness, posts, placement_length], caseload: []}", "together=1",
)  # fmt: skip
"""The settings of two programmes that differ in what they do now."""


class Memory:
    """Keeps finished histories in memory; it has the methods of a `TrialStore`."""

    def __init__(self) -> None:
        self.kept: dict[tuple[int, int], Trials] = {}

    def get(self, _: tuple[int, ...], numbers: range) -> Trials | None:
        """Return some histories, if they are there."""
        return self.kept.get((numbers.start, numbers.stop))

    def put(self, trials: Trials) -> None:
        """Keep some histories."""
        self.kept[trials.numbers.start, trials.numbers.stop] = trials


@cache
def tiny() -> tuple[WhatIfGrid, Values]:
    """Return the settings of the small page, and their histories."""
    grid = load_what_if(TINY).grid
    values = simulated(grid, Crew(1), Memory(), lambda _: None)  # type: ignore[arg-type]
    values.flags.writeable = False
    assert np.isfinite(values).any()
    return grid, values


@cache
def two() -> tuple[WhatIfGrid, Values]:
    """Return the settings of two programmes, and their histories."""
    grid = load_what_if(TWO).grid
    return grid, simulated(grid, Crew(1), Memory(), lambda _: None)  # type: ignore[arg-type]
