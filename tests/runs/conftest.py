"""Small studies and their results."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sesim import load_study, simulate
from sesim.runs.replicate import Results
from sesim.runs.results.configuration import to_plain
from sesim.runs.results.provenance import fingerprint
from sesim.runs.results.store import write
from sesim.runs.sweeps.jobs import SweepJob
from sesim.study import Study
from sesim.study.frozen import unchecked

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
        return unchecked(study, settings=unchecked(study.settings, **settings))

    return call


@pytest.fixture(scope="session")
def study(load: Callable[..., Study]) -> Study:
    return load()


@pytest.fixture(scope="session")
def results(study: Study) -> Results:
    return simulate(study)


@pytest.fixture(scope="session")
def tiny(vary: Callable[..., Study]) -> Callable[..., Study]:
    """Return a function that gives a study of half a year, twice, with other settings."""

    def call(**settings: object) -> Study:
        return vary(**{"end": date(2012, 6, 30), "replications": 2, **settings})

    return call


@pytest.fixture(scope="session")
def finish(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Study, Path], Path]:
    """Return a function that makes a finished study's folder; each study is run only once."""
    made: dict[str, Path] = {}

    def call(study: Study, path: Path) -> Path:
        key = fingerprint(to_plain(study))
        if key not in made:
            made[key] = tmp_path_factory.mktemp("finished")
            write(simulate(study), made[key], datetime(2017, 8, 23, 12, tzinfo=UTC), 1.25)
        return shutil.copytree(made[key], path)

    return call


@pytest.fixture
def jobs(tiny: Callable[..., Study]) -> list[SweepJob]:
    """Three jobs that differ in their seed; only the last has a folder of another name."""
    studies = [tiny(seed=seed) for seed in (11, 12, 13)]
    named = studies[2].scenario.model_copy(update={"name": "mine"})
    studies[2] = unchecked(studies[2], scenario=named)
    return [
        SweepJob(number, study, f"job {number}", (f"seed={study.settings.seed}",))
        for number, study in enumerate(studies)
    ]
