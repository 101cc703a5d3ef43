"""Being hired in a placement: a constant hazard beside an end that is planned."""

from math import exp, log
from typing import Any

import pytest
from tests.model.crowd import MONTH, agrees, crowd, motivation
from tests.model.small_studies import Log, log_of

from sesim.events import Kind, Reason
from sesim.model import ModelProgramme, placement

PROGRAMME: dict[str, Any] = {"employer_focus": 1.0, "referral.per_year": 100.0}
GOAL = {"goals": {"work": 0.0, "study": 0.0, "placement": 1.0}}
SUBSIDISED = {
    "job_kinds": {"ordinary": 0.0, "subsidised": 1.0, "transition": 0.0, "temporary": 0.0}
}

HIRE: dict[str, tuple[dict[str, Any], dict[str, float], float]] = {
    "as it is": ({}, {}, 1.0),
    "goal is a placement": (GOAL, {"hired_without_goal": 0.3}, 0.3),
    "wavering": (motivation("wavering"), {"participation_wavering": 0.5}, 0.5),
    "not motivated": (motivation("not_motivated"), {"participation_not_motivated": 0.2}, 0.2),
    "nearer to a job": ({"target_group": "jobseekers"}, {"group_jobseekers": 0.6}, exp(0.6)),
    "with a subsidy": (
        SUBSIDISED, {"subsidy_log_odds": 0.7, "subsidy_term_months": 900.0}, exp(0.7),
    ),
    "much unemployment": (
        {"labour_market": {"unemployment": 11.2, "employers": 100_000}},
        {"unemployment_effect": -0.1}, exp(-0.5),
    ),
    "nothing is known of the person": (
        {}, {"knowledge_log_odds": 2.0, "mapping_months_short": 0.01,
             "knowledge_hours": 1000.0}, exp(-1.0),
    ),
}  # fmt: skip
"""Programme, parameters, and by how much the hazard differs."""

LENGTHS = [2.0, 8.0]
"""Within the first stage of support, and over all three."""


def planned(months: float, programme: dict[str, Any], **parameters: float) -> ModelProgramme:
    placed = {"placement": {"aim": "placements", "months": months}}
    return crowd({**PROGRAMME, **placed, **programme}, **{"hired_per_month": 0.1, **parameters})


def ends(found: Log) -> list[str | None]:
    return [row.reason for row in found if row.kind == Kind.PLACEMENT_ENDED]


@pytest.mark.parametrize("situation", HIRE)
@pytest.mark.parametrize("months", LENGTHS)
def test_hired_before_the_planned_end(months: float, situation: str) -> None:
    """With hazard h and an end after L, the share 1 - exp(-h L) is hired, and no others."""
    programme, parameters, factor = HIRE[situation]
    events = log_of(planned(months, programme, **parameters))
    # who begins too late to reach the planned end would count only if hired
    starts = [row for row in events if row.kind == Kind.PLACEMENT_STARTED]
    horizon = 4 * 365.25 / 7 - months * MONTH - 1.0
    early = {(row.participant, row.employer, row.time) for row in starts if row.time < horizon}
    found = [how for how, key in zip(*ended(events), strict=True) if key in early]

    assert len(found) > 300
    assert set(found) <= {Reason.HIRED, Reason.NOT_HIRED}
    hired = found.count(Reason.HIRED), len(found)
    assert agrees(hired, 1 - exp(-0.1 * factor * months))


def ended(events: Log) -> tuple[list[str | None], list[tuple[int, int, float]]]:
    """Return how placements ended, and who began them where and when."""
    how, keys = [], []
    begun: dict[tuple[int, int], float] = {}
    for row in events:
        key = (row.participant, row.employer)
        if row.kind == Kind.PLACEMENT_STARTED:
            begun[key] = row.time
        elif row.kind == Kind.PLACEMENT_ENDED:
            how.append(row.reason)
            keys.append((*key, begun.pop(key)))
    return how, keys


@pytest.mark.parametrize("situation", ["goal is a placement", "wavering", "with a subsidy"])
def test_one_hazard_for_all_would_be_noticed(
    situation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted error: neither goal, nor motivation, nor kind of job makes a difference."""
    monkeypatch.setattr(
        placement, "hire_rate", lambda programme, *_: programme.parameters.hire_rate
    )

    with pytest.raises(AssertionError):
        test_hired_before_the_planned_end(8.0, situation)


def test_those_who_are_hired_are_hired_at_any_time() -> None:
    """Half of those hired within six months are hired by the conditional median."""
    times, begun = [], dict[int, float]()
    for row in log_of(planned(6.0, {}, hired_per_month=0.2)):
        if row.kind == Kind.PLACEMENT_STARTED:
            begun[row.participant] = row.time
        elif row.kind == Kind.PLACEMENT_ENDED and row.reason == Reason.HIRED:
            times.append(row.time - begun[row.participant])
    median = -log(1 - 0.5 * (1 - exp(-0.2 * 6))) / 0.2 * MONTH

    assert len(times) > 300
    assert agrees((sum(time < median for time in times), len(times)), 0.5)


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_placements_are_renewed_with_a_chance_each_time(share: float) -> None:
    few = {"referral.per_year": 20.0}
    found = ends(log_of(planned(1.0, few, hired_per_month=0.0, renewal=share)))

    assert len(found) > 1000
    assert agrees((found.count(Reason.RENEWED), len(found)), share)
