"""How long one job lasts, given its luck."""

import math
from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.bare import bare_programme
from tests.model.small_studies import Log, here, lives, log_of, posts

from sesim.events import JobKind, Kind, Reason
from sesim.model import job as job_module
from sesim.model.job import Job, JobOffer, renewals
from sesim.model.luck import JobLuck
from sesim.model.parameters import ModelParameters

TERMS: ModelParameters = here(
    parameters={
        "tenure_months": 8.0,
        "tenure_subsidised_months": 20.0,
        "tenure_shape": 0.8,
        "subsidy_term_months": 12.0,
        "renewed_at_review": 0.55,
        "transition_months": 10.0,
        "temporary_months": 4.0,
    }
).parameters[0]
LUCK = JobLuck(*[0.5] * len(JobLuck._fields))

uniform = st.floats(1e-6, 1 - 1e-6)


def job(kind: JobKind = JobKind.ORDINARY, **luck: float) -> Job:
    return Job(TERMS, LUCK._replace(**luck), JobOffer(kind, employer=1), now=0.0)


@pytest.mark.parametrize(
    ("kind", "months"),
    [
        (JobKind.ORDINARY, 8.0),
        (JobKind.TEMPORARY, 8.0),
        (JobKind.SUBSIDISED, 20.0),
        (JobKind.TRANSITION, 20.0),
    ],
)
@given(u=uniform)
def test_tenure_is_weibull_with_the_given_mean(kind: JobKind, months: float, u: float) -> None:
    """The share u of all jobs lasts longer; those with a subsidy last longer on average."""
    mean, shape = months * 365.25 / 84, 0.8
    age = job(kind, tenure=u).lost_at_age()

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
        return (until / TERMS.tenure_scale[JobKind.ORDINARY]) ** TERMS.tenure_shape

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
        (JobKind.TEMPORARY, {"term": 0.5}, 4.0, Reason.FIXED_TERM_ENDED),
        (JobKind.SUBSIDISED, {"renewed": 0.56}, 12.0, Reason.SUBSIDY_ENDED),
        (JobKind.SUBSIDISED, {"renewed": 0.54}, 24.0, Reason.SUBSIDY_ENDED),
        (JobKind.SUBSIDISED, {"renewed": 0.55**2 - 1e-9}, 36.0, Reason.SUBSIDY_ENDED),
    ],
)
def test_terms_by_kind_of_job(
    kind: JobKind, luck: dict[str, Any], months: float, reason: Reason | None
) -> None:
    found = job(kind, **luck)

    assert found.term == pytest.approx(months * 365.25 / 84)
    assert reason is None or found.term_reason is reason


# --- reviews of a subsidy ------------------------------------------------------------------------

GRID = (np.arange(4000) + 0.5) / 4000


@pytest.mark.parametrize("share", [0.0, 0.3, 0.8])
def test_renewals_are_geometric(share: float) -> None:
    """At least n of them with probability share ** n."""
    found = [renewals(u, share) for u in GRID]

    for n in range(8):
        assert sum(one >= n for one in found) / len(GRID) == pytest.approx(share**n, abs=5e-4)


def test_a_subsidy_that_is_always_renewed_ends_no_job() -> None:
    assert renewals(0.5, 1.0) == 1000


def test_a_subsidised_job_ends_with_the_review_that_comes_first() -> None:
    """Or when it is lost, if that is sooner."""
    lost = job(JobKind.SUBSIDISED, tenure=0.9, why_lost=0.01)
    not_lost = job(JobKind.SUBSIDISED, tenure=1e-6)

    assert lost.end() == (lost.lost_at_age(), Reason.QUIT)
    assert not_lost.end() == (not_lost.term, Reason.SUBSIDY_ENDED)


# --- why jobs are lost ---------------------------------------------------------------------------


def test_reasons_come_in_their_shares() -> None:
    """What is left of the shares of the others is quitting."""
    shares = {"dismissed_share": 0.2, "laid_off_share": 0.1, "health_share": 0.25}
    terms = here(parameters=shares).parameters[0]
    offer = JobOffer(JobKind.ORDINARY)
    found = Counter(Job(terms, LUCK._replace(why_lost=u), offer, 0.0).end()[1] for u in GRID)

    assert found == {
        Reason.QUIT: 0.45 * len(GRID),
        Reason.DISMISSED: 0.2 * len(GRID),
        Reason.LAID_OFF: 0.1 * len(GRID),
        Reason.HEALTH: 0.25 * len(GRID),
    }


# --- jobs that follow at once --------------------------------------------------------------------


def terms_of(kind: str, **parameters: float) -> Log:
    """Return the log of a programme with jobs of one kind, of a month each, that few lose."""
    shares = dict.fromkeys(("ordinary", "subsidised", "transition", "temporary"), 0.0)
    lasting = {
        "tenure_months": 800.0,
        "tenure_subsidised_months": 800.0,
        "subsidy_term_months": 900.0,
    }
    short = {"temporary_months": 1.0, "transition_months": 1.0, "time_spread": 0.0}
    the_plan = bare_programme(
        {"job_kinds": {**shares, kind: 1.0}, "posts": posts(1.0), "referral.per_year": 110.0},
        **{**lasting, **short, "support_hr": 0.01, "return_to_search": 1.0, **parameters},
    )
    return log_of(the_plan)


def follow(log: Log) -> tuple[int, Counter[str | None]]:
    """Return how many terms ended, and the kinds of the jobs that began in that moment."""
    ended, following = 0, Counter[str | None]()
    for life in lives(log).values():
        for row, after in pairwise(life):
            if row.kind == Kind.JOB_ENDED and row.reason == Reason.FIXED_TERM_ENDED:
                ended += 1
                if after.kind == Kind.JOB_STARTED and after.time == row.time:
                    assert (after.reason, after.employer) == (Reason.BRIDGED, row.employer)
                    following[after.job_kind] += 1
    return ended, following


def near(count: int, total: int, share: float) -> bool:
    """Whether a count agrees with a share, within three and a half standard errors."""
    return abs(count - share * total) < 3.5 * math.sqrt(total * share * (1 - share))


def test_a_temporary_job_goes_on_with_the_same_employer() -> None:
    ended, following = follow(terms_of("temporary", bridge_temporary=0.3))

    assert ended > 300
    assert set(following) == {JobKind.ORDINARY}
    assert near(following[JobKind.ORDINARY], ended, 0.3)


def test_a_job_follows_on_a_transition_job_mostly_with_a_subsidy() -> None:
    ended, following = follow(terms_of("transition", bridge_transition=0.6, bridge_ordinary=0.25))

    assert ended > 300
    assert near(following[JobKind.ORDINARY], ended, 0.15)
    assert near(following[JobKind.SUBSIDISED], ended, 0.45)


def test_nothing_follows_where_nothing_may() -> None:
    assert not follow(terms_of("temporary"))[1]
    assert not follow(terms_of("transition"))[1]


def test_a_bridge_after_every_end_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: the chance is forgotten."""
    end_job = job_module.end_job

    def always(programme: Any, person: Any, job: Job, reason: Reason) -> JobOffer | None:
        job.luck = job.luck._replace(bridge=0.0)
        return end_job(programme, person, job, reason)

    monkeypatch.setattr(job_module, "end_job", always)

    with pytest.raises(AssertionError):
        test_a_temporary_job_goes_on_with_the_same_employer()


def test_only_the_end_of_the_term_is_a_bridge() -> None:
    """Those who lose their jobs before lose them."""
    log = terms_of("temporary", bridge_temporary=1.0, tenure_months=1.0, temporary_months=4.0)
    for life in lives(log).values():
        for row, after in pairwise(life):
            if row.kind == Kind.JOB_ENDED:
                bridged = after.kind == Kind.JOB_STARTED and after.reason == Reason.BRIDGED
                assert bridged == (row.reason == Reason.FIXED_TERM_ENDED)
