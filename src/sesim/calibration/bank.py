"""All runs that a calibration makes to learn from, kept in its folder.

Every kind of run has a folder and a stream of its own. What is there already is not run again, and
a folder whose runs depend on something else is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sesim.calibration.discrepancy import ADDRESS, with_error
from sesim.calibration.fingerprint import mark
from sesim.calibration.quantities import employed_share
from sesim.calibration.reference_table import FOLDER, TRUTHS_FOLDER, ReferenceTable, claim, fill
from sesim.calibration.sbc import at_points
from sesim.calibration.settings import CalibrationSettings
from sesim.calibration.simulator import LOCAL, REFERENCE, TRUTHS, Simulator
from sesim.calibration.space import Floats
from sesim.runs.parallel import Crew
from sesim.study.source import SCENARIO

EFFECTS_FOLDER, LOCAL_FOLDER = "effects", "local"

EFFECTS = ("shorter_preparation", "short_placements", "employer_focus")
"""Scenarios on whose effects the method is tried: preparation, placements, time for employers."""

Progress = Callable[[str, int], object]
"""Called with the name of a stage and how many of its runs have been done."""


def simulated(settings: CalibrationSettings) -> int:
    """Return how many runs a calibration keeps, for a bar of progress."""
    again = len(EFFECTS) * min(settings.effects, settings.runs)
    local = settings.local + settings.truths if settings.local else 0
    return settings.runs + settings.truths + again + local


class Bank:
    """The runs of a calibration.

    Args:
        runs: what is run.
        folder: where runs are kept.
        crew: who works.
        progress: called with what is being done.
        settings: how many runs of each kind, and the error that the model is taken to have.

    Raises:
        RunError: the folder holds the runs of another calibration; nothing has been run.
    """

    def __init__(
        self,
        runs: Simulator,
        folder: Path,
        crew: Crew,
        progress: Progress,
        settings: CalibrationSettings,
    ) -> None:
        self._runs, self._folder, self._crew = runs, folder, crew
        self._progress, self._settings = progress, settings
        self.signs: Mapping[str, Any] = mark(runs)
        for part in (FOLDER, TRUTHS_FOLDER):
            claim(folder / part, self.signs)

    @cached_property
    def table(self) -> ReferenceTable:
        """The reference table."""
        return self._erring(self._without_error, REFERENCE)

    @cached_property
    def truths(self) -> ReferenceTable:
        """Synthetic data sets at draws from the priors."""
        number = self._settings.truths
        runs = self._filled(TRUTHS_FOLDER, "synthetic data sets", self._runs, number, TRUTHS)
        return self._erring(runs, TRUTHS)

    def local(self, points: Floats) -> ReferenceTable:
        """Return runs at these points, shape (n, d), one at each.

        They have a folder for each set of points, since these come from the whole posterior.
        """
        there = at_points(self._runs, points)
        folder = f"{LOCAL_FOLDER}/{there.signs['points']}"
        marks = {**self.signs, **there.signs}
        runs = self._filled(folder, "draws of the posterior", there, len(points), LOCAL, marks)
        return self._erring(runs, LOCAL)

    def effects(self) -> dict[str, Floats]:
        """Return what scenarios add to the share employed in the first runs, by name.

        The runs of the reference table are repeated under each, with the same people and luck.
        """
        study, found = self._runs.study, dict[str, Floats]()
        number = min(self._settings.effects, self._settings.runs)
        start = study.settings.start.isoformat()
        for name in EFFECTS if number else ():
            under = study.replace({SCENARIO: name, f"{SCENARIO}.since": start})
            runs = replace(self._runs, study=under)
            part = f"{EFFECTS_FOLDER}/{name}"
            after = self._filled(part, "scenarios", runs, number, REFERENCE, mark(runs))
            before = self._without_error[:number]
            found[name] = employed_share(after.counts) - employed_share(before.counts)
        return found

    @cached_property
    def _without_error(self) -> ReferenceTable:
        """The reference table as it was simulated."""
        number = self._settings.runs
        return self._filled(FOLDER, "reference table", self._runs, number, REFERENCE)

    def _erring(self, runs: ReferenceTable, stream: int) -> ReferenceTable:
        """Return runs as they would be observed if the model errs as it is taken to."""
        return with_error(runs, self._settings.discrepancy, f"{ADDRESS}/{stream}")

    def _filled(
        self, part: str, stage: str, runs: Simulator, number: int, stream: int,
        signs: Mapping[str, Any] | None = None,
    ) -> ReferenceTable:  # fmt: skip
        """Return the runs in a part of the folder, making those that are missing."""
        return fill(
            self._folder / part,
            runs,
            self.signs if signs is None else signs,
            number,
            self._crew,
            lambda done: self._progress(stage, done),
            stream,
        )
