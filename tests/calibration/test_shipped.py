"""The draws that are shipped were made for this program."""

from pathlib import Path

import pandas as pd
import pytest

from sesim import load_calibration, model
from sesim.calibration.fingerprint import figures, mark
from sesim.calibration.simulator import simulator
from sesim.calibration.space import space_of
from sesim.runs.draws import KIND, SHIPPED

STALE = (
    "the {name} that is shipped was made for another {what}: if the model behaves otherwise, "
    "raise sesim.model.VERSION; then make draws and figures again with "
    "`make experiment NAME=calibration ARGS=--write`"
)


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_was_made_for_this_program(name: str) -> None:
    """By `conf/calibrate.yaml` as it is, from the study, priors and figures that are here."""
    study, settings, targets = load_calibration()
    space = space_of(study, targets.programmes, settings.entries_per_fte_year)
    expected = {
        **mark(simulator(study, space, targets)),
        "kind": KIND,
        "draws": name,
        "method": str(settings.method),
        "runs": settings.runs,
        "targets": figures(targets),
    }

    [path] = Path(model.__file__).parents[1].glob(f"runs/shipped/{name}.parquet")
    table = pd.read_parquet(path)

    for what, value in expected.items():
        assert table.attrs.get(what) == value, STALE.format(name=name, what=what)
    assert list(table.columns) == space.names, STALE.format(name=name, what="space")
    assert len(table) == settings.draws
