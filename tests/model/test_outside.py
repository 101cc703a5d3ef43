"""Jobs found without the coach, in every situation, and people who come back."""

from collections.abc import Callable, Iterator
from functools import cache
from math import exp, log1p, pi, sqrt
from typing import Any

import pytest
from scipy.integrate import quad
from tests.model.crowd import MONTH, agrees, crowd, share_by
from tests.model.grammar import breaches
from tests.model.observed_programme import observe
from tests.model.small_studies import Log, Row, lives, log_of, posts

from sesim.events import Activity, Kind, Reason
from sesim.model import ModelProgramme, leaving, outside, person, run
from sesim.model.person import RETURN_BITS
from sesim.model.programme import RunningProgramme

ALONE = {"found_alone_per_month": 0.06}
NO_PLACE = {
    "posts": [{"name": "late", "fte": [{"since": "2015-12-01", "share": 1.0}]}],
}
"""Nobody is admitted before the last month of the window."""

FOR_LONG = {"patience_months": 600.0}
PLACED = {
    "placement": {"aim": "placements", "months": 3.0},
    "employer_focus": 1.0,
    "referral.per_year": 200.0,
}

SITUATIONS: dict[str, tuple[dict[str, Any], dict[str, float]]] = {
    "waiting": (NO_PLACE, FOR_LONG),
    "withdrawn": (NO_PLACE, {"patience_months": 0.5}),
    "screened out": ({"referral.screened_out_share": 1.0}, {}),
    "preparing": ({"mapping": "long", "back_heaviness": 1.0}, {"mapping_months_long": 40.0}),
    "training": ({"training.share": 1.0}, {"training_months": 40.0}),
    "searching": ({}, {}),
    "placed again and again": (PLACED, {}),
    "left": ({}, {"no_show_share": 1.0}),
    "in all phases": (
        {**PLACED, "mapping": "long", "back_heaviness": 1.0},
        {"mapping_months_long": 3.0, "dropout_early": 0.05, "dropout_middle": 0.05},
    ),
}


def found_alone(row: Row) -> bool:
    return row.kind == Kind.JOB_STARTED and row.reason == Reason.FOUND_ALONE


@pytest.mark.parametrize("situation", SITUATIONS)
def test_jobs_found_alone_come_at_a_constant_hazard(situation: str) -> None:
    """Counted from the referral, whatever happens to the person in the programme."""
    programme, parameters = SITUATIONS[situation]
    the_plan = crowd(programme, **{**ALONE, **parameters})
    found = share_by(the_plan, 12 * MONTH, found_alone, since=Kind.REFERRED)

    assert agrees(found, 1 - exp(-0.06 * 12))


@pytest.mark.parametrize("situation", ["withdrawn", "screened out", "left"])
def test_no_life_outside_would_be_noticed(situation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error, once real: nobody gets a job without the programme."""
    monkeypatch.setattr(outside, "found_alone_in", lambda *_: float("inf"))

    with pytest.raises(AssertionError):
        test_jobs_found_alone_come_at_a_constant_hazard(situation)


@pytest.mark.parametrize("situation", ["preparing", "searching", "placed again and again"])
def test_no_job_alone_in_a_stay_would_be_noticed(
    situation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "alone_rate", lambda *_: 0.0)

    with pytest.raises(AssertionError):
        test_jobs_found_alone_come_at_a_constant_hazard(situation)


def test_who_finds_a_job_while_waiting_withdraws() -> None:
    log = log_of(crowd(NO_PLACE, **ALONE, **FOR_LONG))
    reasons = [
        (life[i].kind, life[i].reason, life[i].time == life[i + 1].time)
        for life in lives(log).values()
        for i in range(len(life) - 1)
        if found_alone(life[i + 1])
    ]

    assert reasons.count((Kind.WITHDREW, Reason.FOUND_JOB, True)) > 300


def test_kinds_found_alone_have_no_subsidy() -> None:
    kinds = {"ordinary": 0.3, "subsidised": 0.4, "transition": 0.2, "temporary": 0.1}
    found = [r.job_kind for r in log_of(crowd({"job_kinds": kinds}, **ALONE)) if found_alone(r)]

    assert agrees((found.count("ordinary"), len(found)), 0.75)
    assert agrees((found.count("temporary"), len(found)), 0.25)


# --- people who differ ---------------------------------------------------------------------------


def mixture(variance: float, hazard: float) -> float:
    """Return the share for whom it has not happened, over people of lognormal frailty, mean 1."""
    sigma = sqrt(log1p(variance))

    def part(z: float) -> float:
        return exp(-hazard * exp(sigma * (z - sigma / 2)) - z * z / 2) / sqrt(2 * pi)

    return float(quad(part, -12.0, 12.0)[0])


DIFFERENT = {**ALONE, **FOR_LONG, "frailty_variance": 3.0}


Found = Callable[[str, float], tuple[int, int]]


@pytest.fixture(scope="module")
def found_by() -> Found:
    """Return a function: of people who differ, how many found a job alone in so many months."""

    @cache
    def simulated(situation: str) -> tuple[ModelProgramme, Log]:
        the_plan = crowd({"never admitted": NO_PLACE, "searching": {}}[situation], **DIFFERENT)
        return the_plan, log_of(the_plan)

    def call(situation: str, months: float) -> tuple[int, int]:
        the_plan, log = simulated(situation)
        return share_by(the_plan, months * MONTH, found_alone, Kind.REFERRED, log)

    return call


@pytest.mark.parametrize("months", [6.0, 12.0, 24.0])
@pytest.mark.parametrize("situation", ["never admitted", "searching"])
def test_people_who_differ_are_a_mixture(situation: str, months: float, found_by: Found) -> None:
    assert agrees(found_by(situation, months), 1 - mixture(3.0, 0.06 * months))


def test_a_hazard_that_does_not_fall_would_be_noticed(found_by: Found) -> None:
    """A planted error: everyone has the average hazard."""
    assert not agrees(found_by("never admitted", 24.0), 1 - mixture(1e-9, 0.06 * 24.0))


def test_the_hazard_falls(found_by: Found) -> None:
    """Those who are without a job for a year are the less employable ones."""
    [first, both] = (
        count / total
        for count, total in (found_by("never admitted", months) for months in (12.0, 24.0))
    )

    assert first > 1.3 * (both - first) / (1 - first)


# --- what ends with it ---------------------------------------------------------------------------

WORKERS = {"return_to_search": 0.0}


def late_work(log: Log) -> Iterator[Row]:
    """Yield what was still done for people towards a job after they had found one."""
    since = {row.participant: row.time for row in reversed(log) if found_alone(row)}
    wanted = (Activity.JOB_SUPPORT, Activity.SOCIAL_WORK)
    for row in log:
        late = row.time > since.get(row.participant, float("inf")) + 1e-9
        if late and row.activity is not None and row.activity not in wanted:
            yield row


BUSY_STAY = {
    **PLACED, "mapping": "long", "back_heaviness": 0.4, "training.share": 0.3,
    "referral.per_year": 200.0,
}  # fmt: skip


def test_all_that_was_done_towards_a_job_ends() -> None:
    log = log_of(crowd(BUSY_STAY, **ALONE, **WORKERS))

    assert sum(map(found_alone, log)) > 100
    assert list(late_work(log)) == []


def test_a_coach_who_goes_on_searching_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: the tasks of those who found a job stay open."""
    monkeypatch.setattr(RunningProgramme, "end_search", lambda *_: None)

    assert list(late_work(log_of(crowd(BUSY_STAY, **ALONE, **WORKERS))))


def test_a_placement_ends_and_its_employer_is_free_again() -> None:
    """At the end of the window, those host a placement of whom the log says so."""
    programme, log = observe(crowd(PLACED, **ALONE, renewal=0.5))
    here: dict[int, int] = {}
    for row in log:
        if row.kind == Kind.PLACEMENT_STARTED:
            here[row.employer] = row.participant
        elif row.kind == Kind.PLACEMENT_ENDED:
            del here[row.employer]
    employers = {row.employer for row in log if row.employer >= 0}
    ends = [row for row in log if row.reason == Reason.FOUND_JOB]
    jobs = {(row.participant, row.time) for row in log if found_alone(row)}

    assert len(ends) > 100
    assert all((row.participant, row.time) in jobs for row in ends)
    assert len(here) > 20
    now = programme.env.now
    assert {one for one in employers if not programme.employers.free(one, now)} == set(here)


# --- coming back ---------------------------------------------------------------------------------

SHORT_JOBS: dict[str, Any] = {
    "employer_focus": 1.0,
    "support.open_ended": False,
    "referral.per_year": 80.0,
    "posts": posts(1.0),
    "job_kinds": {"ordinary": 0.0, "subsidised": 0.0, "transition": 0.0, "temporary": 1.0},
}
SHORT = {"support_months": 1.0, "temporary_months": 3.0, "frailty_variance": 1.0}
SHIFT = 1 << RETURN_BITS


def returning(share: float, **programme: Any) -> ModelProgramme:
    return crowd({**SHORT_JOBS, "support.return_share": share, **programme}, **SHORT)


def ended_after_support(log: Log) -> dict[int, float]:
    """Return when people lost the job in which their support had ended."""
    found = {}
    for who, life in lives(log).items():
        kinds = [row.kind for row in life]
        if Kind.EXITED in kinds:
            after = life[kinds.index(Kind.EXITED) :]
            if after[0].reason == Reason.SUPPORT_ENDED_IN_WORK and len(after) > 1:
                found[who] = after[1].time
    return found


def test_who_comes_back_is_the_same_person_with_a_new_number() -> None:
    programme, log = observe(returning(1.0))
    back = {row.participant: row for row in log if row.reason == Reason.RETURNED}
    people = {person.number: person for person in programme.referred}

    assert len(back) > 100
    assert {who - SHIFT: row.time for who, row in back.items()} == ended_after_support(log)
    for number, row in back.items():
        before, after = people[number - SHIFT], people[number]
        assert row.kind == Kind.REFERRED
        assert (before.sex, before.age, before.goal) == (after.sex, after.age, after.goal)
        assert before.employability == after.employability
        assert before.luck != after.luck


def test_what_is_logged_of_them_is_the_same_too() -> None:
    columns = run(returning(1.0), 0)
    names = ("sex", "age", "goal", "target_group")
    who = {
        number: tuple(columns[name][i] for name in names)
        for i, (number, kind) in enumerate(
            zip(columns["participant"], columns["kind"], strict=True)
        )
        if kind == Kind.REFERRED
    }

    assert all(who[n] == who[n - SHIFT] for n in who if n >= SHIFT)  # type: ignore[operator]


def test_another_person_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: somebody else comes in their place."""
    monkeypatch.setattr(
        "sesim.model.person.Person.again",
        lambda self, streams, terms: person.Person(
            self.number + SHIFT, streams.luck(person.PersonLuck, self.number + SHIFT), terms
        ),
    )

    with pytest.raises(AssertionError):
        test_who_comes_back_is_the_same_person_with_a_new_number()


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_as_many_come_back_as_should(share: float) -> None:
    log = log_of(returning(share))
    ended = ended_after_support(log)
    back = sum(row.reason == Reason.RETURNED for row in log)

    assert len(ended) > 100
    assert agrees((back, len(ended)), share)


def test_a_second_stay_is_a_life_of_its_own() -> None:
    assert list(breaches(log_of(returning(1.0)))) == []


@pytest.mark.parametrize("route", ["group", "direct"])
def test_nobody_comes_back_to_a_programme_that_has_closed(route: str) -> None:
    the_plan = returning(1.0, until="2014-06-01", **{"referral.route": route})
    back = [row.time for row in log_of(the_plan) if row.reason == Reason.RETURNED]

    assert len(back) > 20
    assert max(back) < the_plan.closes
