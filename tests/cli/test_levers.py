"""Levers in a sweep: each job has its own value, and a name that shows it."""

from typing import Any

import pytest

from sesim.cli.simulate.combinations import SweepRequest
from sesim.cli.simulate.request import request_of

pytestmark = pytest.mark.usefixtures("few_programmes")

BASE = ["-m", "programmes=vetlanda", "replications=2"]


def jobs(*overrides: str) -> SweepRequest:
    request = request_of([*BASE, *overrides])
    assert isinstance(request, SweepRequest)
    return request


@pytest.mark.parametrize(
    ("override", "path", "expected"),
    [
        ("vetlanda.fte_scale=1,1.5,2", "fte_scale", [1.0, 1.5, 2.0]),
        ("vetlanda.placement.weeks=4,8", "placement", [4.0, 8.0]),
        ("vetlanda.motivation.motivated=0.4,0.7", "motivation", [0.4, 0.7]),
        ("vetlanda.goal.ongoing.at_least=5,9", "goal", [5.0, 9.0]),
    ],
)
def test_each_job_has_its_value(override: str, path: str, expected: list[float]) -> None:
    found = jobs(override).jobs
    values = [getattr(job.study.programmes["vetlanda"], path) for job in found]
    inside: dict[str, Any] = {
        "placement": lambda one: one.planned_weeks,
        "motivation": lambda one: one.motivated,
        "goal": lambda one: one["ongoing"].level,
    }

    assert [inside.get(path, float)(value) for value in values] == expected
    assert len({job.label for job in found}) == len(expected)
    if path == "motivation":
        assert [one.wavering for one in values] == [0.3, 0.15]


def test_jobs_that_set_goals_alone_have_the_same_histories() -> None:
    first, second = jobs("vetlanda.goal.ongoing.at_least=5,9").jobs

    assert first.study.departures == second.study.departures
    assert first.study.regimes("vetlanda")[0].programme.goal != {}
