"""Folders to audit: small studies made here, and any that are named on the command line."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sesim import load_study, simulate
from sesim.runs.replicate import Results
from sesim.runs.results.store import write

PRICES = {
    "coach_cost": 612345.0,
    "social_assistance_month": 9876.5,
    "wage_month": 18765.25,
    "hours_share": 0.61,
    "subsidised_job_month": 11234.5,
    "forbund_share": 0.73,
}
"""Values for the rates that have none: the auditor can then work out all money."""

STUDIES = {
    "one that closes": [  # at New Year, when everybody leaves
        "programmes=[praktiken200,vetlanda,jobbtorg]",
        "praktiken200.until=2016-01-01",
        "replications=2",
        "end=2016-12-31",
        "start=2013-03-15",
    ],
    "a plan with other posts": [
        "programmes=[gislaved,aneby,gnosjo]",
        "replications=2",
        "scenario=full_time_roles",
        "start=2016-01-01",
        "end=2018-12-31",
    ],
    "known parameters": [
        "programmes=[eksjo,vetlanda]",
        "replications=1",
        "parameters=point",
        "plan_start=2013-01-01",
        "end=2014-12-31",
    ],
    "nobody in the published table": [
        "programmes=[jobbtorg,jonkoping_ips]",
        "replications=1",
        "scenario=motivated_intake",
        "start=2017-01-01",
        "end=2017-12-31",
    ],
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--folder", action="append", default=[], help="a written study for the auditor to judge"
    )


@pytest.fixture(scope="session")
def results() -> Callable[[str], Results]:
    """Return a function that simulates one of the studies, once."""
    made: dict[str, Results] = {}
    prices = [f"economics.rates.{name}.value={value}" for name, value in PRICES.items()]

    def call(name: str) -> Results:
        if name not in made:
            made[name] = simulate(load_study([*STUDIES[name], *prices, "workers=1"]))
        return made[name]

    return call


@pytest.fixture(scope="session")
def folder(
    results: Callable[[str], Results], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """Return a function that gives the written folder of a study, made here or elsewhere."""
    made: dict[str, Path] = {}

    def call(name: str) -> Path:
        if name not in STUDIES:
            return Path(name)
        if name not in made:
            made[name] = tmp_path_factory.mktemp("audited")
            write(results(name), made[name], datetime(2017, 8, 23, 12, tzinfo=UTC), 1.0)
        return made[name]

    return call
