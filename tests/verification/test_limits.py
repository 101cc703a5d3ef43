"""Whole replications in limits of the model that theory knows.

One class of task: a programme whose coach works on one task for each person at a time is processor
sharing, with the law of Erlang C. Preparation that grows: a geometric sum. Search with constant
rates of three ends: each has its share of the sum of the rates.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scipy.stats import norm
from tests.model.bare import bare_programme
from tests.model.small_studies import Log, lives, log_of, posts
from tests.verification.theory import (
    REPLICATIONS,
    TOLERANCE,
    Array,
    erlang_c,
    mean_of,
    z_score,
)

from sesim.events import Kind, Reason
from sesim.model import ModelProgramme
from sesim.model.calendar import OPEN_WEEKS_PER_YEAR, WEEKS_PER_MONTH, WEEKS_PER_YEAR
from sesim.model.constants import LEAST_EMERGING_HOURS

# --- one class of task: Erlang C -----------------------------------------------------------------

SERVERS = 8
"""People whom the coach has time for at once: each wishes for one hour a week."""

WARM_UP = 52.0
MAPPING, CONTACT = 0.6, 0.4
"""Hours of work for each person, one after the other, and the spread of the first."""
SPREAD = 0.5


def one_class(
    capacity: float = 1.0, budget: float = math.inf, **parameters: float
) -> ModelProgramme:
    """Return a programme in which everybody is mapped, and hired by the first employer.

    Nothing else takes time: from enrolment to the job, each person has one task open, which
    wishes for one hour a week, of a coach with time for some of them. People come in a Poisson
    stream, without the batches of months.
    """
    net_share = 0.6
    the_plan = bare_programme(
        {
            "posts": posts(1.0, other_duties=False),
            "caseload_norm": 1000.0,
            "referral": {"per_year": 330.0, "route": "direct"},
            "mapping": "short",
            "back_heaviness": 1.0,
            "social_work_share": 0.0,
        },
        **{
            "hours_per_fte": SERVERS * capacity * OPEN_WEEKS_PER_YEAR / net_share,
            "admin_share": 1 - net_share,
            "unregistered_share": 0.0,
            "team_meeting_hours": 0.0,
            "post_meeting_hours": 0.0,
            "search_support_hours": 0.0,
            "emerging_hours": 0.0,
            "support_start_hours": 1.0,
            "mapping_months_short": MAPPING / WEEKS_PER_MONTH,
            "mapping_spread": SPREAD,
            "contact_hours": CONTACT,
            "contacts_per_week": 1 / CONTACT,
            "accept": 1.0,
            "return_to_search": 0.0,
            "dropout_early": 0.0,
            "dropout_middle": 0.0,
            "dropout_late": 0.0,
            **parameters,
        },
    )
    unsupported = [
        replace(one, support_wishes=(0.0, 0.0, 0.0), employer_budget=budget)
        for one in the_plan.parameters
    ]
    return replace(
        the_plan,
        parameters=tuple(unsupported),
        inflow=tuple(step._replace(sigma=0.0) for step in the_plan.inflow),
    )


def load_of(the_plan: ModelProgramme) -> float:
    """Return the offered work relative to the coach's time."""
    hours = MAPPING * math.exp(SPREAD**2 / 2) + CONTACT
    return the_plan.inflow[0].per_year / WEEKS_PER_YEAR * hours / SERVERS


def share_of_time(log: Log, horizon: float, states: int) -> Array:
    """Return the shares of time with 0, 1, 2, … people on their way from enrolment to a job."""
    changes = sorted(
        (row.time, 1 if row.kind == Kind.ENROLLED else -1)
        for row in log
        if row.kind in (Kind.ENROLLED, Kind.JOB_STARTED)
    )
    shares = np.zeros(states)
    present, since = 0, WARM_UP
    for time, by in [*changes, (horizon, 0)]:
        if time > WARM_UP:
            shares[min(present, states - 1)] += time - since
            since = time
        present += by
    return shares / (horizon - WARM_UP)


def erlang_distance(the_plan: ModelProgramme, replications: int) -> float:
    """Return how far the number on the way is from Erlang C, at its mean and three quantiles."""
    law = erlang_c(load_of(the_plan), SERVERS)
    horizon = the_plan.calendar.horizon
    shares = np.array(
        [share_of_time(log_of(the_plan, r), horizon, len(law)) for r in range(replications)]
    )
    cumulative = np.cumsum(law)
    found = [
        z_score(shares[:, : k + 1].sum(axis=1), float(cumulative[k]))
        for k in np.searchsorted(cumulative, [0.3, 0.6, 0.9])
    ]
    return max(map(abs, [z_score(shares @ np.arange(len(law)), mean_of(law)), *found]))


@pytest.mark.slow
def test_a_programme_with_one_class_of_task_is_erlang_c_briefly() -> None:
    assert erlang_distance(one_class(), 12) < TOLERANCE


@pytest.mark.verification
def test_a_programme_with_one_class_of_task_is_erlang_c() -> None:
    """Two kinds of work in one class, of any law: mapping and contacts slow down alike."""
    assert erlang_distance(one_class(), 2 * REPLICATIONS) < TOLERANCE


@pytest.mark.verification
@pytest.mark.parametrize(
    "wrong",
    [
        lambda: one_class(capacity=0.97),
        lambda: one_class(budget=0.5),
        lambda: one_class(team_meeting_hours=0.3),
        lambda: one_class(mapping_months_short=1.05 * MAPPING / WEEKS_PER_MONTH),
    ],
    ids=["less time", "a budget that binds", "meetings", "more work"],
)
def test_another_programme_would_be_caught(wrong: Callable[[], ModelProgramme]) -> None:
    assert erlang_distance(wrong(), 2 * REPLICATIONS) > 1.5 * TOLERANCE


# --- preparation that grows ----------------------------------------------------------------------

EMERGING, SOCIAL_WISH, MAPPING_WISH = 0.4, 0.75, 1.5


def growing(
    back_heaviness: float = 1.0, social_work_share: float = 1.0, **parameters: float
) -> ModelProgramme:
    """Return a programme that maps for a month or so, from which problems emerge."""
    return bare_programme(
        {
            "mapping": "short",
            "social_load": "light",
            "back_heaviness": back_heaviness,
            "social_work_share": social_work_share,
        },
        **{
            "support_start_hours": MAPPING_WISH,
            "mapping_months_short": 2.0,
            "mapping_spread": SPREAD,
            "social_hours_light": 0.053,
            "social_hours_per_week": SOCIAL_WISH,
            "emerging_hours": EMERGING,
            "contacts_per_week": 1.0,
            "dropout_early": 0.0,
            "dropout_middle": 0.0,
            "dropout_late": 0.0,
            **parameters,
        },
    )


def weeks_before_search(mapped: Array, growth: float, emerging: float) -> Array:
    """Return the weeks of preparation after so many weeks of mapping, stage by stage.

    Each stage is shorter than the one before by the factor `growth`, as long as it is a task.
    """
    stages = np.floor(1 + np.log(emerging * mapped / LEAST_EMERGING_HOURS) / -math.log(growth))
    return mapped * (1 - growth ** (1 + np.maximum(0.0, stages))) / (1 - growth)


def expected_weeks(emerging: float, back_heaviness: float = 1.0) -> float:
    """Return the mean of it over people, of whom the mapping is lognormal."""
    u = (np.arange(200_000) + 0.5) / 200_000
    mapped = back_heaviness * 2.0 * WEEKS_PER_MONTH * np.exp(SPREAD * norm.ppf(u))
    rate = back_heaviness * emerging
    return float(weeks_before_search(mapped, rate / SOCIAL_WISH, rate).mean())


def preparations(the_plan: ModelProgramme, replication: int) -> Iterator[float]:
    """Yield the weeks from enrolment to search of all who came early enough."""
    latest = the_plan.calendar.horizon - 100
    for life in lives(log_of(the_plan, replication)).values():
        times = {row.kind: row.time for row in reversed(life)}
        if times.get(Kind.ENROLLED, latest) < latest:
            yield times[Kind.SEARCH_STARTED] - times[Kind.ENROLLED]


def growth_distance(the_plan: ModelProgramme, expected: float) -> float:
    """Return how far the mean weeks before search are from theory, in standard errors."""
    surplus = []
    for replication in range(REPLICATIONS // 2):
        weeks = list(preparations(the_plan, replication))
        surplus.append(sum(weeks) - expected * len(weeks))
    return abs(z_score(surplus, 0.0))


@pytest.mark.verification
@pytest.mark.parametrize(
    ("emerging", "back_heaviness"), [(0.4, 1.0), (0.15, 1.0), (0.4, 0.5), (0.45, 1.0)]
)
def test_preparation_grows_by_a_geometric_sum(emerging: float, back_heaviness: float) -> None:
    the_plan = growing(back_heaviness, emerging_hours=emerging)

    assert growth_distance(the_plan, expected_weeks(emerging, back_heaviness)) < TOLERANCE


@pytest.mark.verification
def test_emerging_work_has_a_cap() -> None:
    """Above it, preparation could not end."""
    assert growth_distance(growing(emerging_hours=5.0), expected_weeks(0.45)) < TOLERANCE


@pytest.mark.verification
@pytest.mark.parametrize("emerging", [0.0, 0.3, 0.45], ids=["nothing", "less", "more"])
def test_other_growth_would_be_caught(emerging: float) -> None:
    wrong = growing(emerging_hours=emerging)

    assert growth_distance(wrong, expected_weeks(EMERGING)) > 1.5 * TOLERANCE


def test_without_growth_there_is_only_mapping() -> None:
    """For each person: exactly the first stage, of which growth makes the given sum."""
    before, after = (np.array(list(preparations(growing(emerging_hours=e), 0))) for e in (0.0, 0.4))
    sums = weeks_before_search(before, 0.4 / SOCIAL_WISH, 0.4)

    assert len(before) > 100
    assert after == pytest.approx(sums, rel=1e-6)
    assert (after > 1.5 * before).all()


def test_what_emerges_is_not_waited_for_where_another_service_does_it() -> None:
    the_plan = growing(social_work_share=0.0)
    nothing = growing(emerging_hours=0.0, social_work_share=0.0)

    assert list(preparations(the_plan, 0)) == pytest.approx(list(preparations(nothing, 0)))


# --- three ends of a search ----------------------------------------------------------------------

ALONE, DROPPED, A_YES, A_WEEK = 0.25, 0.3, 0.008, 10.0
"""Found a job alone and dropped out, a month; chance of a yes, and contacts a week."""

FOLLOWED = 75.0
"""Weeks after which almost nobody still searches."""


def three_ends(**parameters: float) -> ModelProgramme:
    """Return a programme in which people search from the first day until one of three ends."""
    return bare_programme(
        **{
            "contacts_per_week": A_WEEK,
            "contact_hours": 0.1,
            "accept": A_YES,
            "found_alone_per_month": ALONE,
            "dropout_early": DROPPED,
            "dropout_middle": DROPPED,
            "dropout_late": DROPPED,
            **parameters,
        }
    )


HOW = ("alone", "dropped out", "through the programme")


def ends_of_search(log: Log, latest: float) -> Iterator[tuple[str, float]]:
    """Yield how each first search ended, and after how many weeks."""
    for life in lives(log).values():
        kinds = [row.kind for row in life]
        if Kind.SEARCH_STARTED not in kinds:
            continue
        start = life[kinds.index(Kind.SEARCH_STARTED)].time
        if start < latest:
            end = next(row for row in life if row.kind in (Kind.JOB_STARTED, Kind.EXITED))
            if end.kind == Kind.EXITED:
                yield HOW[1], end.time - start
            else:
                yield HOW[0 if end.reason == Reason.FOUND_ALONE else 2], end.time - start


@cache
def counted(**parameters: float) -> tuple[tuple[float, ...], ...]:
    """Return the counts of each end, weeks in search and people, for each replication."""
    the_plan = three_ends(**parameters)
    found = []
    for replication in range(REPLICATIONS):
        log = log_of(the_plan, replication)
        ended = list(ends_of_search(log, the_plan.calendar.horizon - FOLLOWED))
        numbers = [float(sum(how == one for how, _ in ended)) for one in HOW]
        found.append((*numbers, sum(weeks for _, weeks in ended), float(len(ended))))
    return tuple(found)


def distance_of_ends(**parameters: float) -> float:
    """Return how far the shares of the ends and the mean weeks are from a / (a + d + h) and so on.

    Each share of the sum of the rates; a mean of one over the sum.
    """
    hired = -math.log1p(-A_YES) * A_WEEK
    rates = np.array([ALONE / WEEKS_PER_MONTH, DROPPED / WEEKS_PER_MONTH, hired])
    expected = [*(rates / rates.sum()), 1 / rates.sum()]
    table = np.array(counted(**parameters))
    return max(abs(z_score(table[:, i] - expected[i] * table[:, -1], 0.0)) for i in range(4))


@pytest.mark.verification
def test_search_ends_in_proportion_to_the_rates() -> None:
    assert distance_of_ends() < TOLERANCE


@pytest.mark.verification
@pytest.mark.parametrize(
    "wrong",
    [
        {"found_alone_per_month": 0.35},
        {"dropout_early": 0.36},
        {"accept": 0.0096},
        {"no_progress_per_month": 0.2, "no_progress_months": 0.12},
    ],
    ids=["alone", "dropped out", "hired", "a fourth end"],
)
def test_other_rates_would_be_caught(wrong: dict[str, float]) -> None:
    assert distance_of_ends(**wrong) > 1.5 * TOLERANCE
