"""The folder of a page to try: its histories are kept in it until the page is there."""

import hashlib
import json
from pathlib import Path

from sesim.plan.folder import TrialFolder
from sesim.runs.results.provenance import histories
from sesim.whatif.grid import WhatIfGrid
from sesim.whatif.simulation import kept_of


class GridFolder(TrialFolder):
    """A folder that holds the histories of every setting.

    Args:
        path: the folder; it exists, and is empty or holds this page if that is resumed.
        grid: the settings; other ones are not resumed.
        resume: whether to go on with what was stopped.
    """

    STATE = ".whatif"
    WHAT = "page"
    OTHER = "a page with other settings"

    def __init__(self, path: Path, grid: WhatIfGrid, *, resume: bool) -> None:
        super().__init__(path, identity(grid), len(kept_of(grid.study)), resume=resume)


def identity(grid: WhatIfGrid) -> str:
    """Return a hash that is equal for settings with equal histories."""
    scenarios = [cell.scenario.model_dump(mode="json") for cell in grid.cells]
    replications = grid.study.settings.replications
    kept = [list(one) for one in kept_of(grid.study)]
    what = [histories(grid.study), replications, scenarios, kept]
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()
