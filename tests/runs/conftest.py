"""Small studies and their results."""

from collections.abc import Callable

import pytest

from sesim import load_study, simulate
from sesim.runs.replicate import Results
from sesim.study import Study

SMALL = [
    "programmes=[eksjo,vetlanda]",
    "replications=4",
    "end=2013-12-31",
    "workers=1",
    "parameters=register",  # a new calibration must not change what is tested here
]


@pytest.fixture(scope="session")
def load() -> Callable[..., Study]:
    """Return a function that loads a study that takes a fraction of a second."""

    def call(*overrides: str) -> Study:
        return load_study([*SMALL, *overrides])

    return call


@pytest.fixture(scope="session")
def vary(study: Study) -> Callable[..., Study]:
    """Return a function that gives the small study with other settings, quickly."""

    def call(**settings: object) -> Study:
        return study.model_copy(update={"settings": study.settings.model_copy(update=settings)})

    return call


@pytest.fixture(scope="session")
def study(load: Callable[..., Study]) -> Study:
    return load()


@pytest.fixture(scope="session")
def results(study: Study) -> Results:
    return simulate(study)
