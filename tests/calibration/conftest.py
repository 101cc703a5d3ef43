"""What the tests of a calibration share: a stand-in for the simulator, and the toy's features."""

import pytest
from tests.calibration import toys
from tests.calibration.toys import POINT, SPACE

from sesim.calibration import checks, quantities, sbc
from sesim.calibration.checks import Inference
from sesim.calibration.reference_table import ReferenceTable


@pytest.fixture
def as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the counts of a toy be its features."""
    for module in (checks, sbc, quantities):
        monkeypatch.setattr(module, "features", lambda counts: counts.reshape(len(counts), -1))


@pytest.fixture(scope="session")
def stand_in() -> Inference:
    """A reference table of the stand-in, and the data of a point that is known."""
    return Inference(SPACE, toys.reference_table(3000, seed=2), toys.observed_at(POINT), 0.3)


@pytest.fixture(scope="session")
def truths() -> ReferenceTable:
    """Data of the stand-in, and the points at which they were made."""
    return toys.reference_table(300, seed=102)
