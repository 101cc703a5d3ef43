"""Stages of a life in a world without spread: everything happens at a time that is known.

Without closed weeks, with a coach who always has time and with lengths that do not vary, nothing
is left to chance but which way a life goes; where a share is 0 or 1, not even that.
"""

from collections import Counter
from itertools import pairwise
from math import exp, floor, log
from typing import Any

import pytest
from tests.model import bare
from tests.model.bare import bare_programme
from tests.model.observed_programme import observe
from tests.model.small_studies import Log, Row, here, lives, log_of, posts

from sesim.events import Activity, Answer, Kind, Reason
from sesim.model import ModelProgramme, preparation
from sesim.model.calendar import WEEKS_PER_MONTH
from sesim.model.programme import RunningProgramme

MONTH = WEEKS_PER_MONTH

EXACT = {
    **bare.NO_SPREAD,
    "mapping_months_short": 1.0,
    "mapping_months_medium": 2.5,
    "mapping_months_long": 6.0,
    "support_start_hours": 1.5,
    "support_middle_hours": 1.0,
    "support_late_hours": 0.5,
    "social_hours_light": 6.0,
    "social_hours_heavy": 15.0,
    "social_hours_per_week": 0.75,
    "contacts_per_week": 0.8,
    "contact_hours": 1.5,
    "accept": 1.0,
    "hired_per_month": 0.0,
    "renewal": 0.0,
    "burn_probability": 0.0,
    "support_months": 5.0,
}
PROGRAMME: dict[str, Any] = {
    "referral.per_year": 12.0,
    "mapping": "short",
    "social_work_share": 0.0,
}


def exact(programme: dict[str, Any] | None = None, **parameters: float) -> ModelProgramme:
    """Return the bare programme without spread, with some things changed."""
    return bare_programme({**PROGRAMME, **(programme or {})}, **{**EXACT, **parameters})


def stays(the_plan: ModelProgramme, follow_up: float = 60.0) -> list[Log]:
    """Return the events since enrolment of all who can be followed up for so long, in weeks."""
    found = []
    for life in lives(log_of(the_plan)).values():
        kinds = [row.kind for row in life]
        if Kind.ENROLLED in kinds:
            stay = life[kinds.index(Kind.ENROLLED) :]
            if stay[0].time < the_plan.calendar.horizon - follow_up:
                found.append(stay)
    assert len(found) > 15
    return found


def since_enrolment(
    the_plan: ModelProgramme, *wanted: Kind, follow_up: float = 60.0
) -> list[list[float]]:
    """Return, for everybody, the weeks since enrolment of the first event of each kind."""
    result = []
    for stay in stays(the_plan, follow_up):
        first = {row.kind: row.time - stay[0].time for row in reversed(stay)}
        result.append([first[kind] for kind in wanted])
    return result


def all_equal(found: list[list[float]], *expected: float) -> bool:
    return all(one == pytest.approx(expected, abs=1e-6) for one in found)


def exits(the_plan: ModelProgramme, follow_up: float = 60.0) -> Counter[str | None]:
    """Count the reasons for leaving, of those who can be followed up."""
    return Counter(
        row.reason for stay in stays(the_plan, follow_up) for row in stay if row.kind == Kind.EXITED
    )


def hours(the_plan: ModelProgramme, activity: Activity) -> list[float]:
    """Return the hours that each participant received for an activity."""
    total: Counter[int] = Counter()
    for row in log_of(the_plan):
        if row.activity == activity:
            total[row.participant] += row.hours
    followed = {stay[0].participant for stay in stays(the_plan)}
    return [total[who] for who in followed]


# --- preparation ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pace", "back_heaviness", "months"),
    [("short", 1.0, 1.0), ("medium", 1.0, 2.5), ("long", 1.0, 6.0), ("long", 0.5, 3.0),
     ("long", 0.0, 0.0)],
)  # fmt: skip
def test_mapping_before_search(pace: str, back_heaviness: float, months: float) -> None:
    the_plan = exact({"mapping": pace, "back_heaviness": back_heaviness})

    assert all_equal(since_enrolment(the_plan, Kind.SEARCH_STARTED), months * MONTH)


@pytest.mark.parametrize(("back_heaviness", "months"), [(1.0, 6.0), (0.25, 6.0), (0.0, 6.0)])
def test_the_rest_of_the_mapping_comes_beside_the_search(
    back_heaviness: float, months: float
) -> None:
    """A person who stays long enough gets all of it, before the search or after it began."""
    the_plan = exact({"mapping": "long", "back_heaviness": back_heaviness, "employer_focus": 0.0})

    assert hours(the_plan, Activity.MAPPING) == pytest.approx(
        [months * MONTH * 1.5] * len(stays(the_plan))
    )


def test_mapping_and_social_work_run_side_by_side() -> None:
    """The longer of the two decides: 15 hours at 0.75 a week take 20 weeks."""
    heavy = {"social_load": "heavy", "social_work_share": 1.0, "back_heaviness": 1.0}
    light = {**heavy, "social_load": "light", "mapping": "medium"}

    assert all_equal(since_enrolment(exact(heavy), Kind.SEARCH_STARTED), 20.0)
    assert all_equal(since_enrolment(exact(light), Kind.SEARCH_STARTED), 2.5 * MONTH)


def test_social_work_that_others_do_takes_none_of_the_coachs_time() -> None:
    shared = {"social_load": "heavy", "social_work_share": 0.4, "back_heaviness": 1.0}

    assert all_equal(since_enrolment(exact(shared), Kind.SEARCH_STARTED), 0.4 * 20.0)
    assert hours(exact(shared), Activity.SOCIAL_WORK) == pytest.approx(
        [0.4 * 15.0] * len(stays(exact(shared)))
    )


def motivation(**shares: float) -> dict[str, float]:
    return {"motivated": 0.0, "wavering": 0.0, "not_motivated": 0.0, **shares}


MOTIVATING = {
    "motivating_months": 4.0,
    "motivating_wavering_ratio": 0.25,
    "ever_motivated": 1.0,
    "ever_motivated_wavering": 1.0,
}


@pytest.mark.parametrize(("level", "months"), [("not_motivated", 4.0), ("wavering", 1.0)])
def test_motivational_work_before_search(level: str, months: float) -> None:
    the_plan = exact({"motivation": motivation(**{level: 1.0})}, **MOTIVATING)
    found = since_enrolment(the_plan, Kind.MOTIVATED, Kind.SEARCH_STARTED)

    assert all_equal(found, months * MONTH, months * MONTH)


def test_those_who_cannot_be_motivated_leave() -> None:
    the_plan = exact(
        {"motivation": motivation(not_motivated=1.0)}, **{**MOTIVATING, "ever_motivated": 0.0}
    )

    assert set(exits(the_plan)) == {Reason.CLOSED}
    assert all_equal(since_enrolment(the_plan, Kind.EXITED), 4.0 * MONTH)


def test_where_the_unmotivated_are_closed() -> None:
    """After the months it takes to find out; the wavering are let through."""
    closed = {"motivation_policy": "close", "motivation": motivation(not_motivated=1.0)}
    wavering = {"motivation_policy": "close", "motivation": motivation(wavering=1.0)}

    assert set(exits(exact(closed, close_months=2.0))) == {Reason.CLOSED}
    assert all_equal(since_enrolment(exact(closed, close_months=2.0), Kind.EXITED), 2.0 * MONTH)
    assert all_equal(since_enrolment(exact(wavering), Kind.SEARCH_STARTED), 0.0)


def test_where_anyone_may_search() -> None:
    anybody = {"motivation_policy": "open", "motivation": motivation(not_motivated=1.0)}

    assert all_equal(since_enrolment(exact(anybody), Kind.SEARCH_STARTED), 0.0)


def test_training_comes_before_search() -> None:
    the_plan = exact({"training.share": 1.0}, training_months=5.0, training_hours_per_week=0.25)
    found = since_enrolment(
        the_plan, Kind.TRAINING_STARTED, Kind.TRAINING_ENDED, Kind.SEARCH_STARTED
    )

    assert all_equal(found, 0.0, 5.0 * MONTH, 5.0 * MONTH)
    assert hours(the_plan, Activity.TRAINING) == pytest.approx([0.25 * 5.0 * MONTH] * len(found))


def test_studies() -> None:
    goals = {"goals": {"work": 0.0, "study": 1.0, "placement": 0.0}, "back_heaviness": 1.0}
    the_plan = exact(goals, study_months=4.0)

    assert set(exits(the_plan)) == {Reason.STUDY}
    assert all_equal(since_enrolment(the_plan, Kind.STUDY_STARTED, Kind.EXITED), *[5 * MONTH] * 2)


def test_those_who_never_show_up() -> None:
    """They leave in the course of the first month, at any time of it."""
    the_plan = exact({"referral.per_year": 60.0}, no_show_share=1.0)
    times = [time for (time,) in since_enrolment(the_plan, Kind.EXITED)]

    assert set(exits(the_plan)) == {Reason.DROPPED_OUT}
    assert max(times) < MONTH
    assert sum(times) / len(times) == pytest.approx(MONTH / 2, rel=0.2)


# --- what preparation does -----------------------------------------------------------------------

GROWING = {"mapping": "medium", "back_heaviness": 1.0, "social_work_share": 1.0}

KNOWN = 0.054
"""Hours of social work that are known at the start: as few as the register allows."""


def emerging(before: float, weeks: float, wish: float) -> float:
    """Return all the hours that emerge, so many a week: a geometric series, cut at a quarter."""
    first, ratio = before * weeks, before / wish
    terms = floor(log(0.25 / first) / log(ratio)) + 1 if first >= 0.25 else 0
    return first * (1 - ratio**terms) / (1 - ratio)


@pytest.mark.parametrize(("hours_a_week", "back_heaviness"), [(0.3, 1.0), (0.4, 0.6), (0.1, 0.9)])
def test_what_emerges_is_a_geometric_series(hours_a_week: float, back_heaviness: float) -> None:
    """The work of each stage takes time, in which more emerges; then the search begins."""
    growing = {**GROWING, "back_heaviness": back_heaviness}
    the_plan = exact(
        growing,
        emerging_hours=hours_a_week,
        social_hours_per_week=0.8,
        social_hours_light=KNOWN,
        social_spread=0.01,
    )
    mapped = back_heaviness * 2.5 * MONTH
    total = emerging(back_heaviness * hours_a_week, mapped, 0.8)

    assert total > 0.25
    assert all_equal(since_enrolment(the_plan, Kind.SEARCH_STARTED), mapped + total / 0.8)
    assert hours(the_plan, Activity.SOCIAL_WORK) == pytest.approx(
        [total + KNOWN] * len(stays(the_plan)), abs=0.05 * KNOWN
    )


def test_work_that_brings_no_more_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: only the mapping brings up problems."""
    settle = preparation.settle_what_emerges

    def once(programme: Any, person: Any) -> Any:
        weeks = programme.env.now - person.enrolled_at
        monkeypatch.setattr(preparation, "LEAST_EMERGING_HOURS", 0.3 * weeks * 0.99)
        yield from settle(programme, person)

    monkeypatch.setattr(preparation, "settle_what_emerges", once)

    with pytest.raises(AssertionError):
        test_what_emerges_is_a_geometric_series(0.3, 1.0)


def test_preparation_may_never_end() -> None:
    """Where a week of work brings as much as is done in a week."""
    stuck = {
        "emerging_hours": 0.45,
        "social_hours_per_week": 0.45,
        "social_hours_light": KNOWN,
    }
    kinds = {row.kind for row in log_of(exact(GROWING, **stuck))}

    assert Kind.ENROLLED in kinds
    assert Kind.SEARCH_STARTED not in kinds


def test_more_than_the_most_may_not_emerge() -> None:
    most, more = (exact(GROWING, emerging_hours=value) for value in (0.45, 0.9))

    assert repr(log_of(most)) == repr(log_of(more))


@pytest.mark.parametrize("gain", [-0.6, 0.0, 0.9])
def test_preparation_gives_the_person_something_or_takes_it(gain: float) -> None:
    """By the hours done first: mapping, social work, and what emerged."""
    before = {**GROWING, "back_heaviness": 0.5, "social_load": "heavy", "social_work_share": 1.0}
    parameters = {"person_gain": gain, "person_gain_hours": 20.0, "emerging_hours": 0.2}
    programme, log = observe(exact(before, **parameters))
    ready = {row.participant for row in log if row.kind == Kind.SEARCH_STARTED}
    lasted = 0.5 * 15.0 / 0.75  # social work takes longer than mapping
    done = 0.5 * (2.5 * MONTH * 1.5 + 15.0) + emerging(0.5 * 0.2, lasted, 0.75)
    expected = gain * (1 - exp(-done / 20.0))

    assert len(ready) > 15
    for person in programme.referred:
        given = expected if person.number in ready else 0.0
        assert person.employability == pytest.approx(given, abs=1e-9)


def test_a_search_at_once_gives_nothing() -> None:
    programme, _ = observe(exact({"mapping": "long"}, person_gain=2.0))

    assert {person.employability for person in programme.referred} == {0.0}


@pytest.mark.parametrize("reached", ["jobs", "placements"])
def test_work_ends_mapping(reached: str) -> None:
    """After 1.25 weeks of search, mapping ends; social work goes on."""
    beside = {
        "mapping": "long",
        "social_load": "heavy",
        "social_work_share": 1.0,
        "placement": {"aim": reached, "months": 36.0},
    }
    the_plan = exact(beside)
    there = len(stays(the_plan))

    assert hours(the_plan, Activity.MAPPING) == pytest.approx([1.25 * 1.5] * there)
    assert hours(the_plan, Activity.SOCIAL_WORK) == pytest.approx([15.0] * there)


def test_mapping_that_goes_on_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: a coach maps those who work."""
    monkeypatch.setattr(RunningProgramme, "end_mapping", lambda *_: None)

    with pytest.raises(AssertionError):
        test_work_ends_mapping("jobs")


# --- search and placement ------------------------------------------------------------------------

PLACED = {"placement": {"aim": "placements", "months": 2.0}}
IN_PLACEMENT = (Kind.PLACEMENT_STARTED, Kind.PLACEMENT_ENDED)


def test_the_first_contact_that_succeeds_is_a_job_at_once() -> None:
    found = since_enrolment(exact(), Kind.EMPLOYER_CONTACT, Kind.JOB_STARTED)

    assert all_equal(found, 1 / 0.8, 1 / 0.8)
    assert hours(exact(), Activity.EMPLOYER_CONTACT) == pytest.approx([1.5] * len(found))


def test_contacts_follow_each_other_at_even_distances() -> None:
    gaps = [
        after.time - before.time
        for stay in stays(exact(accept=0.0), 10.0)
        for before, after in pairwise([row for row in stay if row.kind == Kind.EMPLOYER_CONTACT])
    ]

    assert gaps == pytest.approx([1 / 0.8] * len(gaps), abs=1e-6)
    assert len(gaps) > 1000


def test_every_contact_has_luck_of_its_own() -> None:
    answers = [
        [row.answer for row in stay if row.kind == Kind.EMPLOYER_CONTACT]
        for stay in stays(exact(accept=0.3), 10.0)
    ]

    assert {Answer.REFUSED, Answer.HIRED} <= {a for found in answers for a in found}
    assert sum(len(found) > 1 for found in answers) > 5
    assert all(len(found) < 40 for found in answers)


def test_a_placement_lasts_as_planned_if_nobody_hires() -> None:
    found = since_enrolment(exact(PLACED), Kind.PLACEMENT_STARTED, Kind.PLACEMENT_ENDED)

    assert all_equal(found, 1.25, 1.25 + 2 * MONTH)


def test_whoever_is_hired_begins_the_job_in_the_middle_of_the_placement() -> None:
    """At 18 a month, at once; the job begins as the placement ends, with the same employer."""
    for stay in stays(exact(PLACED, hired_per_month=18.0)):
        [start, end, job] = [row for row in stay if row.kind in IN_PLACEMENT or row.employer >= 0][
            1:4
        ]

        assert (end.kind, end.reason) == (Kind.PLACEMENT_ENDED, Reason.HIRED)
        assert (job.kind, job.time, job.employer) == (Kind.JOB_STARTED, end.time, start.employer)
        assert end.time - start.time < 2 * MONTH


def test_support_in_a_placement_falls_with_its_age() -> None:
    """Three months at 1.5 hours a week, three at 1.0, and one at 0.5."""
    long = exact({"placement": {"aim": "placements", "months": 7.0}})
    first_end = {
        row.participant: row.time
        for row in reversed(log_of(long))
        if row.kind == Kind.PLACEMENT_ENDED
    }
    received: Counter[int] = Counter()
    for row in log_of(long):
        who = row.participant
        if row.activity == Activity.PLACEMENT_SUPPORT and row.time <= first_end.get(who, 0.0):
            received[who] += row.hours

    assert len(received) > 15
    assert list(received.values()) == pytest.approx(
        [(3 * 1.5 + 3 * 1.0 + 1 * 0.5) * MONTH] * len(received)
    )


def test_support_goes_on_falling_when_a_placement_is_renewed() -> None:
    renewed = exact(PLACED, renewal=1.0)
    for stay in stays(renewed):
        ends = [row for row in stay if row.kind == Kind.PLACEMENT_ENDED]

        assert {row.reason for row in ends} == {Reason.RENEWED}
        assert [b.time - a.time for a, b in pairwise(ends)] == pytest.approx(
            [2 * MONTH] * (len(ends) - 1)
        )
    wishes = {
        round(row.wished_hours / MONTH, 6)
        for row in log_of(renewed)
        if row.activity == Activity.PLACEMENT_SUPPORT and row.time < renewed.calendar.horizon
    }
    assert wishes - {0.0} == {2 * 1.5, 1.5, 1.0, 2 * 1.0, 2 * 0.5}


def test_not_hired_is_back_to_search() -> None:
    stay = stays(exact(PLACED))[0]
    kinds = [row.kind for row in stay[1:6]]

    assert kinds == [
        Kind.SEARCH_STARTED,
        Kind.EMPLOYER_CONTACT,
        Kind.PLACEMENT_STARTED,
        Kind.PLACEMENT_ENDED,
        Kind.SEARCH_STARTED,
    ]
    assert stay[4].reason == Reason.NOT_HIRED


def test_for_who_wants_a_placement_no_job_at_once_is_asked() -> None:
    """Where all others are hired at once."""
    goals = {"goals": {"work": 0.0, "study": 0.0, "placement": 1.0}}
    log = log_of(exact(goals))
    answers = {row.answer for row in log if row.kind == Kind.EMPLOYER_CONTACT}

    assert Answer.PLACEMENT in answers
    assert Answer.HIRED not in answers
    assert Kind.JOB_STARTED not in {row.kind for row in log}


# --- employers -----------------------------------------------------------------------------------

ONE_EMPLOYER = {"labour_market.employers": 1, "referral.per_year": 60.0}


def contacts_in_order(the_plan: ModelProgramme) -> Log:
    return [row for row in log_of(the_plan) if row.kind == Kind.EMPLOYER_CONTACT]


def test_a_host_takes_no_one_else() -> None:
    """One workplace, one placement at a time."""
    log = log_of(exact({**PLACED, **ONE_EMPLOYER}))
    open_now = 0
    for row in log:
        open_now += (row.kind == Kind.PLACEMENT_STARTED) - (row.kind == Kind.PLACEMENT_ENDED)

        assert 0 <= open_now <= 1
    refused = [row for row in log if row.answer == Answer.REFUSED]
    assert len(refused) > 100


def test_an_employer_who_said_yes_is_warm_from_then_on() -> None:
    """Odds of 1 to 9 until the first yes of all, and of 1 to 1 after it."""
    answers = [
        row.answer == Answer.HIRED
        for row in contacts_in_order(exact(ONE_EMPLOYER, accept=0.1, warm_multiplier=9.0))
    ]
    later = answers[answers.index(True) + 1 :]

    assert len(later) > 200
    assert sum(later) / len(later) == pytest.approx(0.5, abs=3.5 * 0.5 / len(later) ** 0.5)


NO_SUPPORT = {
    "posts": [
        {"name": "coach", "role": "support", "fte": [{"since": "2012-01-01", "share": 0.1}]},
        {"name": "matcher", "role": "employers", "fte": [{"since": "2012-01-01", "share": 1.0}]},
    ],
    "caseload_norm": 1000.0,
}
"""A coach whose hours all go to meetings, and a specialist for employers."""

TOO_SMALL = {
    "hours_per_fte": 16_500.0,
    "post_meeting_hours": 25.0,
    "role_split_gain": 1.0,
    "unsupported_end_per_month": 0.0,
}


def test_a_failure_without_support_burns_the_employer() -> None:
    """The door stays shut for as long as it should, and opens again."""
    the_plan = exact(
        {**PLACED, **ONE_EMPLOYER, **NO_SUPPORT},
        **TOO_SMALL,
        burn_probability=1.0,
        burn_months=6.0,
        mapping_months_short=0.02,
    )
    starts = [row.time for row in log_of(the_plan) if row.kind == Kind.PLACEMENT_STARTED]
    gaps = [b - a - 2 * MONTH for a, b in pairwise(starts)]

    assert len(gaps) > 3
    assert all(6 * MONTH <= gap < 6 * MONTH + 2.0 for gap in gaps)


def test_a_supported_failure_loses_no_employer() -> None:
    the_plan = exact({**PLACED, **ONE_EMPLOYER}, burn_probability=1.0, burn_months=6.0)
    starts = [row.time for row in log_of(the_plan) if row.kind == Kind.PLACEMENT_STARTED]
    gaps = [b - a - 2 * MONTH for a, b in pairwise(starts)]

    assert len(gaps) > 10
    assert all(0 <= gap < 2.0 for gap in gaps[3:])


@pytest.mark.parametrize(("gain", "expected"), [(1.0, 1 / 0.8), (2.0, 0.5 / 0.8)])
def test_specialists_make_contacts_faster(gain: float, expected: float) -> None:
    the_plan = exact(NO_SUPPORT, **{**TOO_SMALL, "role_split_gain": gain}, accept=0.0)
    gaps = [
        b.time - a.time
        for stay in stays(the_plan)
        for a, b in pairwise([row for row in stay if row.kind == Kind.EMPLOYER_CONTACT])
    ]

    assert gaps == pytest.approx([expected] * len(gaps), abs=1e-6)


def unsupported_hires(support_log_ratio: float) -> float:
    """Return the share of unsupported placements that end in a job; with support, half would."""
    the_plan = exact(
        {**PLACED, **NO_SUPPORT, "referral.per_year": 80.0},
        **TOO_SMALL,
        hired_per_month=log(2) / 2.0,
        support_log_ratio=support_log_ratio,
    )
    ends = [row.reason for row in log_of(the_plan) if row.kind == Kind.PLACEMENT_ENDED]

    assert len(ends) > 150
    return ends.count(Reason.HIRED) / len(ends)


def test_support_makes_hiring_likelier() -> None:
    """Without any support, the hazard falls by a factor of exp(-2)."""
    assert unsupported_hires(0.0) == pytest.approx(0.5, abs=0.12)
    assert unsupported_hires(2.0) == pytest.approx(1 - 0.5 ** exp(-2), abs=0.08)


def test_unsupported_placements_end_early() -> None:
    """At a hazard of 1 a month, few last the two months that were planned; with support all do."""
    hazard = {"unsupported_end_per_month": 1.0}
    without = exact({**PLACED, **NO_SUPPORT}, **{**TOO_SMALL, **hazard})
    ends = [row.reason for row in log_of(without) if row.kind == Kind.PLACEMENT_ENDED]
    supported = exact(PLACED, **hazard)
    others = {row.reason for row in log_of(supported) if row.kind == Kind.PLACEMENT_ENDED}

    assert ends.count(Reason.TOO_LITTLE_SUPPORT) / len(ends) == pytest.approx(0.865, abs=0.1)
    assert others == {Reason.NOT_HIRED}


# --- health --------------------------------------------------------------------------------------


def test_illness_ends_placements_and_stops_the_search() -> None:
    """No contact and no beginning during an episode, and episodes come again and again."""
    long = {"placement": {"aim": "placements", "months": 36.0}}
    the_plan = exact(long, health_episodes_per_month=0.3, health_pause_weeks=4.0)
    ends = [row for row in log_of(the_plan) if row.kind == Kind.PLACEMENT_ENDED]

    assert {row.reason for row in ends} == {Reason.HEALTH}
    for stay in stays(the_plan):
        ills = [row.time for row in stay if row.kind == Kind.PLACEMENT_ENDED]
        others = [
            row.time for row in stay if row.kind in (Kind.EMPLOYER_CONTACT, Kind.PLACEMENT_STARTED)
        ]
        assert all(not ill < time < ill + 4.0 for ill in ills for time in others)
    assert max(len([r for r in s if r.kind == Kind.PLACEMENT_ENDED]) for s in stays(the_plan)) > 3


# --- jobs and support ----------------------------------------------------------------------------


def job_kinds(kind: str) -> dict[str, Any]:
    shares = dict.fromkeys(("ordinary", "subsidised", "transition", "temporary"), 0.0)
    return {"job_kinds": {**shares, kind: 1.0}}


@pytest.mark.parametrize(
    ("kind", "parameters", "months", "reason"),
    [
        ("temporary", {"temporary_months": 4.0}, 4.0, Reason.FIXED_TERM_ENDED),
        ("transition", {"transition_months": 10.0}, 10.0, Reason.FIXED_TERM_ENDED),
        (
            "subsidised",
            {"subsidy_term_months": 9.0, "renewed_at_review": 0.0},
            9.0,
            Reason.SUBSIDY_ENDED,
        ),
    ],
)
def test_jobs_that_end_by_contract(
    kind: str, parameters: dict[str, float], months: float, reason: Reason
) -> None:
    the_plan = exact(job_kinds(kind), **parameters, return_to_search=0.0)
    found = since_enrolment(the_plan, Kind.JOB_STARTED, Kind.JOB_ENDED, Kind.EXITED)
    ends = {row.reason for row in log_of(the_plan) if row.kind == Kind.JOB_ENDED}

    assert all_equal(found, 1.25, 1.25 + months * MONTH, 1.25 + months * MONTH)
    assert ends == {reason}
    assert set(exits(the_plan)) == {Reason.LEFT_AFTER_JOB}


def test_a_subsidised_job_that_is_kept_goes_on() -> None:
    the_plan = exact(job_kinds("subsidised"), subsidy_term_months=2.0, renewed_at_review=1.0)

    assert Kind.JOB_ENDED not in {row.kind for row in log_of(the_plan)}


def test_those_who_return_search_again() -> None:
    the_plan = exact(job_kinds("temporary"), temporary_months=1.0, return_to_search=1.0)
    for stay in stays(the_plan):
        starts = [row.time for row in stay if row.kind == Kind.JOB_STARTED]

        assert len(starts) > 5
        assert [b - a for a, b in pairwise(starts)] == pytest.approx(
            [MONTH + 1.25] * (len(starts) - 1)
        )


LIMITED = {"support.open_ended": False}


def test_support_in_a_job_ends_and_the_job_goes_on() -> None:
    """Three months at 1.5 hours a week and two at 1.0, then the person leaves in work."""
    found = since_enrolment(exact(LIMITED), Kind.JOB_STARTED, Kind.EXITED)

    assert all_equal(found, 1.25, 1.25 + 5 * MONTH)
    assert set(exits(exact(LIMITED))) == {Reason.SUPPORT_ENDED_IN_WORK}
    assert hours(exact(LIMITED), Activity.JOB_SUPPORT) == pytest.approx(
        [(3 * 1.5 + 2 * 1.0) * MONTH] * len(found)
    )


def test_open_ended_support_ends_for_those_who_want_no_more() -> None:
    nobody = exact(unlimited_support_share=0.0)

    assert all_equal(since_enrolment(nobody, Kind.EXITED), 1.25 + 5 * MONTH)


def test_some_want_open_ended_support_as_long_as_the_job() -> None:
    found = exits(exact(unlimited_support_share=0.5))

    assert found[Reason.SUPPORT_ENDED_IN_WORK] > 5
    assert sum(found.values()) < len(stays(exact(unlimited_support_share=0.5))) - 5


def test_weekly_open_ended_support_lasts_as_long_as_the_job() -> None:
    weekly = {"support.weekly": True}

    assert Kind.EXITED not in {row.kind for row in log_of(exact(weekly, unlimited_support_share=0))}


def test_a_rule_may_end_support_sooner() -> None:
    limit = {**LIMITED, "support.limit_months": 2.0}

    assert all_equal(since_enrolment(exact(limit), Kind.EXITED), 1.25 + 2 * MONTH)


def test_open_ended_support_lasts_as_long_as_the_job() -> None:
    the_plan = exact(job_kinds("transition"), transition_months=12.0, return_to_search=0.0)

    assert hours(the_plan, Activity.JOB_SUPPORT) == pytest.approx(
        [(3 * 1.5 + 3 * 1.0 + 6 * 0.5) * MONTH] * len(stays(the_plan))
    )


def test_weekly_contact_keeps_up_the_intensity() -> None:
    weekly = {**job_kinds("transition"), "support.weekly": True}
    the_plan = exact(weekly, transition_months=12.0, return_to_search=0.0)

    assert hours(the_plan, Activity.JOB_SUPPORT) == pytest.approx(
        [12 * 1.5 * MONTH] * len(stays(the_plan))
    )


# --- leaving -------------------------------------------------------------------------------------


def test_a_rule_may_end_a_stay_without_a_job() -> None:
    limit = {"support.jobless_limit_months": 7.0, "employer_focus": 0.0}

    assert set(exits(exact(limit))) == {Reason.TIME_LIMIT}
    assert all_equal(since_enrolment(exact(limit), Kind.EXITED), 7 * MONTH)


def test_the_rule_does_not_end_a_stay_with_a_job() -> None:
    limit = {"support.jobless_limit_months": 1.0}

    assert Kind.EXITED not in {row.kind for row in log_of(exact(limit))}


@pytest.mark.parametrize(("ratio", "expected"), [(1.0, 0.549), (2.0, 0.301)])
def test_split_roles_multiply_the_hazard_of_dropping_out(ratio: float, expected: float) -> None:
    """At 0.1 a month and times the ratio, the share still there after six months."""
    split = {
        "employer_focus": 0.0,
        "referral.per_year": 90.0,
        "caseload_norm": 1000.0,
        "posts": [
            {"name": "coach", "role": "support", "fte": [{"since": "2012-01-01", "share": 1.0}]},
            {
                "name": "matcher",
                "role": "employers",
                "fte": [{"since": "2012-01-01", "share": 1.0}],
            },
        ],
    }
    hazard = {"dropout_early": 0.1, "dropout_middle": 0.1, "role_split_dropout_hr": ratio}
    there = [
        stay[-1].kind != Kind.EXITED or stay[-1].time - stay[0].time > 6 * MONTH
        for stay in stays(exact(split, **hazard), 6 * MONTH)
    ]

    assert sum(there) / len(there) == pytest.approx(expected, abs=0.1)


def test_everyone_leaves_when_the_programme_closes() -> None:
    the_plan = exact({"until": "2014-06-01"})
    exited = [row for row in log_of(the_plan) if row.kind == Kind.EXITED]

    assert {(row.reason, row.time) for row in exited} == {
        (Reason.PROGRAMME_CLOSED, the_plan.closes)
    }
    assert the_plan.calendar.day(the_plan.closes).isoformat() == "2014-06-01"


# --- time and motivation -------------------------------------------------------------------------


def test_half_the_time_doubles_the_distance_of_contacts() -> None:
    """One post with 60 hours' worth of wishes a week, and 30 hours."""
    crowd = {"referral.per_year": 80.0, "posts": posts(1.0, other_duties=False)}
    parameters = {
        "accept": 0.0,
        "hours_per_fte": 1650.0,
        "admin_share": 0.0,
        "mapping_months_short": 0.02,
    }
    log = log_of(exact(crowd, **parameters))
    rows = [row for row in log if row.kind == Kind.EMPLOYER_CONTACT]
    wished = sum(row.wished_hours for row in rows[-500:])
    received = sum(row.hours for row in rows[-500:])
    enrolled = sum(row.kind == Kind.ENROLLED for row in log)

    assert received / wished == pytest.approx(35.0 / (enrolled * 1.2), rel=0.15)


def test_closed_weeks_put_off_what_is_under_way() -> None:
    """Six months of mapping take six months of open weeks."""
    slow = {"mapping": "long", "back_heaviness": 1.0, "posts": posts(1.0)}
    closed = here(
        {**exact_programme(), **slow, "referral.per_year": 12.0},
        parameters=exact_parameters(),
        end="2015-12-31",
    )
    spans = closed.calendar.closed
    for stay in stays(closed):
        begun, ready = stay[0].time, next(r.time for r in stay if r.kind == Kind.SEARCH_STARTED)
        shut = sum(max(0.0, min(end, ready) - max(begin, begun)) for begin, end in spans)

        assert ready - begun == pytest.approx(6 * MONTH + shut, abs=1e-6)


def exact_programme() -> dict[str, Any]:
    return {**bare.PROGRAMME, **PROGRAMME}


def exact_parameters() -> dict[str, float]:
    return {**bare.PARAMETERS, **EXACT}


def test_waiting_costs_motivation() -> None:
    """Motivated people who wait for a meeting waver, and must be motivated again.

    At a hazard of 3 a month over up to a week, 28 % do.
    """
    group = {"referral.route": "group", "referral.per_year": 60.0}

    def motivated_again(loss: float) -> float:
        log = log_of(exact(group, **MOTIVATING, motivation_loss_per_month=loss))
        return sum(r.kind == Kind.MOTIVATED for r in log) / sum(
            r.kind == Kind.ENROLLED for r in log
        )

    assert motivated_again(0.0) == 0.0
    assert motivated_again(3.0) == pytest.approx(0.28, abs=0.09)


def test_rows_are_followed_from_enrolment() -> None:
    """The helper above looks at whole stays, or these tests would be worth little."""
    first: Row = stays(exact())[0][0]

    assert first.kind == Kind.ENROLLED
