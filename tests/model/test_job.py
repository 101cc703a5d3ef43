"""How long one job lasts, given its luck."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.small_studies import here

from sesim.events import JobKind, Reason
from sesim.model.job import Job
from sesim.model.luck import JobLuck
from sesim.model.parameters import ModelParameters

TERMS: ModelParameters = here(
    parameters={
        "tenure_months": 8.0,
        "tenure_shape": 0.8,
        "review_months": 12.0,
        "retained_at_review": 0.55,
        "transition_months": 10.0,
        "temporary_months": 4.0,
    }
).parameters[0]
LUCK = JobLuck(*[0.5] * len(JobLuck._fields))

uniform = st.floats(1e-6, 1 - 1e-6)


def job(kind: JobKind = JobKind.ORDINARY, **luck: float) -> Job:
    return Job(TERMS, LUCK._replace(**luck), employer=1, kind=kind, now=0.0)


@given(u=uniform)
def test_tenure_is_weibull_with_the_given_mean(u: float) -> None:
    """The share u of all jobs lasts longer."""
    mean, shape = 8.0 * 365.25 / 84, 0.8
    age = job(tenure=u).lost_at_age()

    assert math.exp(-((age * math.gamma(1 + 1 / shape) / mean) ** shape)) == pytest.approx(u)


@given(u=uniform, parts=st.lists(st.floats(0.0, 1.0), max_size=5))
def test_looking_at_a_job_does_not_change_it(u: float, parts: list[float]) -> None:
    """However often hazard is settled on the way, the job ends at the same age."""
    seen = job(tenure=u)
    end = seen.lost_at_age()
    for part in sorted(parts):
        seen.grow_older(part * end)

        assert seen.lost_at_age() == pytest.approx(end, rel=1e-6)


@given(u=uniform, share=st.floats(0.0, 1.0))
def test_support_stretches_the_hazard(u: float, share: float) -> None:
    """Half the hazard from an age on: what is left then lasts for twice the hazard."""
    stretched = job(tenure=u)
    age = share * stretched.lost_at_age()
    stretched.grow_older(age)
    stretched.ratio = 0.5

    def added_up(until: float) -> float:
        return (until / TERMS.tenure_scale) ** TERMS.tenure_shape

    total = added_up(age) + 0.5 * (added_up(stretched.lost_at_age()) - added_up(age))
    assert total == pytest.approx(-math.log(u), rel=1e-6)


def test_a_job_is_never_lost_in_the_past() -> None:
    lost = job(tenure=0.5)
    lost.grow_older(lost.lost_at_age() + 1e-9)
    lost.ratio = 0.01

    assert lost.lost_at_age() == pytest.approx(job(tenure=0.5).lost_at_age())


@pytest.mark.parametrize(
    ("kind", "luck", "months", "reason"),
    [
        (JobKind.ORDINARY, {}, math.inf, None),
        (JobKind.TRANSITION, {}, 10.0, Reason.FIXED_TERM_ENDED),
        (JobKind.TEMPORARY, {"fixed_term": 0.5}, 4.0, Reason.FIXED_TERM_ENDED),
        (JobKind.SUBSIDISED, {"retained": 0.54}, math.inf, None),
        (JobKind.SUBSIDISED, {"retained": 0.56}, 12.0, Reason.SUBSIDY_ENDED),
    ],
)
def test_terms_by_kind_of_job(
    kind: JobKind, luck: dict[str, Any], months: float, reason: Reason | None
) -> None:
    found = job(kind, **luck)

    assert found.term == pytest.approx(months * 365.25 / 84)
    assert reason is None or found.term_reason is reason
