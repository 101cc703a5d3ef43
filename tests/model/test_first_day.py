"""A study that begins with people: everyone goes on from where they stand."""

from dataclasses import replace
from math import erfc, exp, log, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model import bare
from tests.model.grammar import breaches
from tests.model.small_studies import Log, here, lives, log_of

from sesim.events import CaseloadPhase, JobKind, Kind, Motivation
from sesim.model import ModelProgramme, handover, run
from sesim.model.calendar import WEEKS_PER_MONTH
from sesim.model.caseload import Caseload, Known
from sesim.model.handover import NUMBERS_FROM
from sesim.model.job import rest_of_subsidy
from sesim.model.luck import JobLuck
from sesim.model.sampling import lognormal, rest_of_lognormal

DAY = "2016-11-01"

TABLE: list[dict[str, Any]] = [
    {"person": 7, "phase": "mapping", "enrolled": "2016-09-01"},
    {"person": 2, "phase": "motivational_work", "enrolled": "2016-07-01"},
    {"person": 3, "phase": "training", "enrolled": "2016-05-01", "since": "2016-10-01"},
    {"person": 4, "phase": "search", "enrolled": "2016-01-01", "since": "2016-06-15"},
    {"person": 5, "phase": "placement", "enrolled": "2015-10-01", "since": "2016-09-15"},
    {
        "person": 6,
        "phase": "job",
        "enrolled": "2015-02-01",
        "since": "2016-03-01",
        "job_kind": "subsidised",
        "coach": "second",
    },
    {"person": 1, "phase": "waiting", "referred": "2016-08-20", "motivation": "wavering"},
]


def with_people(**today: Any) -> ModelProgramme:
    """Return the programme made for tests, with a caseload."""
    return here({"today": {"date": DAY, **today}}, start=DAY, end="2018-12-31")


def of_the_first_day(log: Log) -> Log:
    return [row for row in log if row.participant >= NUMBERS_FROM]


# --- what remains --------------------------------------------------------------------------------


@given(st.floats(0.001, 0.999), st.floats(0.5, 100), st.floats(0.05, 1.5), st.floats(0.05, 3.0))
def test_what_remains_has_the_conditional_law(
    u: float, median: float, sigma: float, share: float
) -> None:
    """Of those who exceed what has passed, the share that exceeds a quantile is 1 - u."""
    passed = share * median

    def survives(value: float) -> float:
        return 0.5 * erfc(log(value / median) / sigma / sqrt(2))

    if survives(passed) < 1e-9:
        return
    whole = passed + rest_of_lognormal(u, median, sigma, passed)

    assert survives(whole) / survives(passed) == pytest.approx(1 - u, rel=1e-4)


@pytest.mark.usefixtures("unshrunk")
def test_a_rest_that_is_drawn_as_new_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error."""
    monkeypatch.setitem(
        globals(), "rest_of_lognormal", lambda u, median, sigma, _: lognormal(u, median, sigma)
    )

    with pytest.raises(AssertionError):
        test_what_remains_has_the_conditional_law()


def test_the_rest_of_a_subsidy_is_that_of_those_that_lasted() -> None:
    """Against whole subsidies with all their renewals, of which the short ones are left out."""
    parameters = here().parameters[0]
    parameters = replace(parameters, subsidy_weeks=40.0, spread=0.5, renewed=0.6)
    passed, rng = 90.0, np.random.default_rng(5)
    blank = dict.fromkeys(JobLuck._fields, 0.5)
    drawn = [
        JobLuck(**{**blank, "term": term, "renewed": renewed})
        for term, renewed in rng.random((2, 40_000)).T.tolist()
    ]

    def lengths(after: float) -> np.ndarray[Any, Any]:
        return np.array([rest_of_subsidy(parameters, luck, after) for luck in drawn])

    whole = lengths(0.0)
    lasted = whole[whole > passed] - passed
    rest = lengths(passed)

    assert len(lasted) > 5_000
    for quantile in (0.1, 0.5, 0.9):
        assert np.quantile(rest, quantile) == pytest.approx(np.quantile(lasted, quantile), rel=0.04)


# --- in a world without spread -------------------------------------------------------------------

ALONE = {
    **bare.PARAMETERS,
    **bare.NO_SPREAD,
    "accept": 1.0,
    "hired_per_month": 0.0,
    "renewal": 0.0,
    "burn_probability": 0.0,
    "training_months": 4.0,
}


def exact(known: Known, **programme: Any) -> Log:
    """Return what one person of the first day does in a world without spread."""
    the_plan = bare.always_open(
        {**bare.PROGRAMME, "referral.per_year": 0.0, **programme},
        parameters=ALONE,
        **bare.WINDOW,
    )
    return log_of(replace(the_plan, caseload=Caseload(None, (known,))))


def when(log: Log, kind: Kind) -> float:
    return next(row.time for row in log if row.kind == kind and row.time >= 0)


PLACED = Known(0, CaseloadPhase.PLACEMENT, 5.0, 40.0, 30.0)
TRAINED = Known(0, CaseloadPhase.TRAINING, 6.0, 40.0, 30.0)


def test_a_placement_ends_when_it_was_planned_to() -> None:
    ended = when(exact(PLACED, placement={"aim": "jobs", "months": 3.0}), Kind.PLACEMENT_ENDED)

    assert ended == pytest.approx(3 * WEEKS_PER_MONTH - 5)


def test_training_ends_when_it_was_planned_to() -> None:
    ended = when(exact(TRAINED), Kind.TRAINING_ENDED)

    assert ended == pytest.approx(4 * WEEKS_PER_MONTH - 6)


def test_what_has_passed_would_be_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: everyone begins their stage today."""
    stand = handover.Person.stand

    def as_new(person: Any, standing: Any) -> None:
        stand(person, standing._replace(stage_for=0.0, placed_for=0.0))

    monkeypatch.setattr(handover.Person, "stand", as_new)

    with pytest.raises(AssertionError):
        test_a_placement_ends_when_it_was_planned_to()
    with pytest.raises(AssertionError):
        test_training_ends_when_it_was_planned_to()


def test_a_job_is_lost_as_one_of_its_age() -> None:
    """Two thousand jobs of a year: the hazard is that of the second year, not of the first."""
    months, shape = 12.0, here().parameters[0].tenure_shape
    people = tuple(
        Known(i, CaseloadPhase.JOB, 52.0, 90.0, 80.0, kind=JobKind.ORDINARY) for i in range(2000)
    )
    the_plan = bare.always_open(
        {**bare.PROGRAMME, "referral.per_year": 0.0},
        parameters={**ALONE, "tenure_months": months, "support_hr": 1.0, "support_months": 400.0},
        **bare.WINDOW,
    )
    log = log_of(replace(the_plan, caseload=Caseload(None, people)))
    scale = the_plan.parameters[0].tenure_scale[JobKind.ORDINARY]
    lost = len({row.participant for row in log if row.kind == Kind.JOB_ENDED and row.time <= 26})
    kept = exp((52 / scale) ** shape - (78 / scale) ** shape)
    assert lost / 2000 == pytest.approx(1 - kept, abs=4 * sqrt(kept * (1 - kept) / 2000))


# --- the first day -------------------------------------------------------------------------------


@pytest.mark.parametrize("replication", range(4))
def test_the_table_is_what_is_there_on_the_first_day(replication: int) -> None:
    log = of_the_first_day(log_of(with_people(people=TABLE), replication))
    past = {
        (row.participant - NUMBERS_FROM, str(row.kind)): row.time for row in log if row.time < 0
    }

    assert past[3, "training_started"] == pytest.approx(-31 / 7)
    assert past[4, "search_started"] == pytest.approx(-139 / 7)
    assert past[5, "placement_started"] == pytest.approx(-47 / 7)
    assert past[6, "job_started"] == pytest.approx(-245 / 7)
    assert {who for who, kind in past if kind == "enrolled"} == {2, 3, 4, 5, 6, 7}
    assert past[1, "referred"] == pytest.approx(-73 / 7)
    [coach] = [r.coach for r in log if (r.participant, r.kind) == (NUMBERS_FROM + 6, Kind.ENROLLED)]
    assert coach == "second"
    assert not [row for row in log if row.time == 0 and row.kind != Kind.MOTIVATED]


@pytest.mark.parametrize("replication", range(3))
@pytest.mark.parametrize("today", [{"people": TABLE}, {"enrolled": 24, "waiting": 8}])
def test_every_life_is_possible(today: dict[str, Any], replication: int) -> None:
    log = log_of(with_people(**today), replication)

    assert list(breaches(log)) == []
    assert [row.time for row in log] == sorted(row.time for row in log)


@pytest.mark.parametrize("replication", range(5))
def test_as_many_as_there_are(replication: int) -> None:
    log = log_of(with_people(enrolled=24, waiting=8), replication)
    enrolled = {row.participant for row in log if row.kind == Kind.ENROLLED and row.time <= 0}
    referred = {row.participant for row in log if row.kind == Kind.REFERRED and row.time <= 0}

    assert (len(enrolled), len(referred)) == (24, 32)
    assert not [row for row in log if row.kind == Kind.EXITED and row.time <= 0]


def test_numbers_by_phase() -> None:
    phases = {"search": 5, "job": 4, "mapping": 3}
    log = log_of(with_people(enrolled=12, waiting=0, phases=phases))
    begun = [str(row.kind) for row in log if row.time < 0]

    assert begun.count("search_started") == 5
    assert begun.count("job_started") == 4
    assert begun.count("enrolled") == 12


def pasts_of(the_plan: ModelProgramme) -> dict[int, Log]:
    """Return what everybody has done before the first day."""
    log = of_the_first_day(log_of(the_plan))
    return {who: [row for row in life if row.time < 0] for who, life in lives(log).items()}


def test_nobody_else_changes_when_somebody_is_added() -> None:
    """Whom a person is like, and their luck, is addressed by their own number."""
    fewer, more = (
        of_the_first_day(log_of(with_people(people=rows))) for rows in (TABLE[:-1], TABLE)
    )
    first = {who: [row for row in life if row.time < 0] for who, life in lives(fewer).items()}

    assert first == {
        who: [row for row in life if row.time < 0]
        for who, life in lives(more).items()
        if who != NUMBERS_FROM + 1
    }


def test_a_caseload_without_a_past() -> None:
    """A programme that begins today has nobody to be like, and is run all the same."""
    new = {"since": DAY, "posts": [{"name": "first", "fte": [{"since": DAY, "share": 0.5}]}]}
    today = {"date": DAY, "people": [{**row, "coach": None} for row in TABLE]}
    log = log_of(here({**new, "today": today}, start=DAY, end="2018-12-31"))

    assert list(breaches(log)) == []
    assert len({row.participant for row in log if row.time < 0 and row.kind == Kind.REFERRED}) == 7


def test_what_is_known_is_kept() -> None:
    columns = run(with_people(people=TABLE), 0)
    [motivation] = [
        word
        for word, who in zip(columns["motivation"], columns["participant"], strict=True)
        if who == NUMBERS_FROM + 1 and word is not None
    ]

    assert motivation == Motivation.WAVERING


def test_quantiles_of_the_normal_law_are_the_standard_ones() -> None:
    assert rest_of_lognormal(0.3, 2.0, 0.5, 0.0) == lognormal(0.3, 2.0, 0.5)
    assert lognormal(0.3, 2.0, 0.5) == pytest.approx(2 * exp(0.5 * NormalDist().inv_cdf(0.3)))
