"""Lives against theory, where everything but a few rates is switched off.

Without closed weeks, with a coach who always has time and with people, employers and coaches who
are all alike, a search is a row of contacts at even distances, each with the same chance of a
yes, and every other risk has a known hazard. Then the chances of a life can be written down.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats
from tests.model.bare import bare_programme
from tests.model.small_studies import Log, lives, log_of
from tests.verification.theory import REPLICATIONS, TOLERANCE, z_score

from sesim.events import Answer, Kind, Reason
from sesim.model import ModelProgramme
from sesim.model.calendar import WEEKS_PER_MONTH, WEEKS_PER_YEAR
from sesim.model.luck import SpellLuck
from sesim.model.streams import Streams

Sample = Callable[[Log, ModelProgramme], tuple[float, float]]
"""What is counted in one replication: how often it happened, out of how many."""


def distances(
    the_plan: ModelProgramme, samples: dict[Sample, float], replications: int = REPLICATIONS
) -> float:
    """Return how far shares, or means per person, are from theory: the farthest of them.

    In standard errors. Replications with more people weigh more, so not the shares are averaged
    but the surplus.
    """
    surplus: dict[Sample, list[float]] = {sample: [] for sample in samples}
    for replication in range(replications):
        log = log_of(the_plan, replication)
        for sample, expected in samples.items():
            happened, cases = sample(log, the_plan)
            surplus[sample].append(happened - expected * cases)
    return max(abs(z_score(values, 0.0)) for values in surplus.values())


def distance(the_plan: ModelProgramme, sample: Sample, expected: float) -> float:
    """Return how far one share or mean is from theory, in standard errors."""
    return distances(the_plan, {sample: expected})


def stays(log: Log, the_plan: ModelProgramme, follow_up: float) -> Iterator[Log]:
    """Yield the events since enrolment of all who enrolled early enough to be followed up."""
    latest = the_plan.calendar.horizon - follow_up
    for life in lives(log).values():
        kinds = [row.kind for row in life]
        if Kind.ENROLLED in kinds:
            stay = life[kinds.index(Kind.ENROLLED) :]
            if stay[0].time < latest:
                yield stay


LONG = 70.0
"""Weeks after which fewer than 1 in 10 million still look for a first job."""


def first_jobs(log: Log, the_plan: ModelProgramme) -> tuple[float, float]:
    """Count people with a job."""
    found = [any(row.kind == Kind.JOB_STARTED for row in s) for s in stays(log, the_plan, LONG)]
    return sum(found), len(found)


def job_before_leaving(accept: float, hazard: float, interval: float) -> float:
    """Return the chance of a yes before leaving: contacts at even distances, constant hazard."""
    still_there = math.exp(-hazard * interval)
    return accept * still_there / (1 - still_there * (1 - accept))


DROPOUT = 0.3 / WEEKS_PER_MONTH
"""The hazard of dropping out, per week."""

CHANCE = job_before_leaving(0.15, DROPOUT, 1.0)


# --- a job or leaving ----------------------------------------------------------------------------


@pytest.mark.verification
def test_job_against_dropping_out() -> None:
    assert distance(bare_programme(), first_jobs, CHANCE) < TOLERANCE


@pytest.mark.verification
def test_job_against_dropping_out_and_moving_on() -> None:
    """Two ways of leaving add up their hazards."""
    expected = job_before_leaving(0.15, DROPOUT + 1.0 / WEEKS_PER_YEAR, 1.0)

    assert distance(bare_programme(moved_on_per_year=1.0), first_jobs, expected) < TOLERANCE


@pytest.mark.verification
def test_effort_sets_the_distance_of_contacts() -> None:
    expected = job_before_leaving(0.15, DROPOUT, 1 / (0.5 * 1.6))
    the_plan = bare_programme({"employer_focus": 0.5}, contacts_per_week=1.6, contact_hours=2.5)

    assert distance(the_plan, first_jobs, expected) < TOLERANCE


@pytest.mark.verification
def test_factors_multiply_odds_and_hazards() -> None:
    odds = math.exp(1.5 * 0.4) * 0.15 / 0.85
    expected = job_before_leaving(odds / (1 + odds), 0.8 * DROPOUT, 1.0)
    the_plan = bare_programme(programme_effect=1.5, programme_effect_sd=0.4, dropout_factor=0.8)

    assert distance(the_plan, first_jobs, expected) < TOLERANCE


@pytest.mark.verification
@pytest.mark.parametrize(
    "parameters", [{"accept": 0.18}, {"dropout_early": 0.4}, {"contacts_per_week": 0.75}]
)
def test_a_wrong_rate_would_be_caught(parameters: dict[str, float]) -> None:
    assert distance(bare_programme(**parameters), first_jobs, CHANCE) > 1.5 * TOLERANCE


@pytest.mark.verification
def test_luck_shared_by_two_decisions_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """One number for whether an employer says yes and for how long a person stays."""
    luck = Streams.luck

    def shared(self: Streams, kind: type, who: int, occasion: int = 0) -> Any:
        drawn = luck(self, kind, who, occasion)
        if "answer" in kind._fields:
            return drawn._replace(answer=luck(self, SpellLuck, who, 1).dropout)
        return drawn

    monkeypatch.setattr(Streams, "luck", shared)

    assert distance(bare_programme(), first_jobs, CHANCE) > 3 * TOLERANCE


# --- placements ----------------------------------------------------------------------------------


HIRE = 0.25 / WEEKS_PER_MONTH
"""The hazard of being hired in a placement, per week."""


def period(months: float, spread: float, hire: float = HIRE) -> tuple[float, float]:
    """Return the chances that a period of placement ends by a job, and that it is served in full.

    Dropping out and being hired compete at constant hazards; a period of lognormal length is
    outlasted by both with the Laplace transform of its length.
    """
    length = stats.lognorm(spread, scale=months * WEEKS_PER_MONTH)
    both = DROPOUT + hire
    served = integrate.quad(lambda t: math.exp(-both * t) * length.pdf(t), 0, math.inf)[0]
    return hire / both * (1 - served), served


def job_by_way_of_placements(months: float, spread: float, renewal: float) -> float:
    """Return the chance of a job before dropping out where every yes is to a placement.

    With P the chance once placed, and CHANCE * P the one in search:
    P = hired + served * (renewal * P + (1 - renewal) * CHANCE * P).
    """
    hired, served = period(months, spread)
    return CHANCE * hired / (1 - served * (renewal + (1 - renewal) * CHANCE))


PLACED = {"placement": {"aim": "placements", "months": 2.0}}
PLACEMENT = {"hired_per_month": 0.25, "renewal": 0.3, "placement_spread": 0.6}


@pytest.mark.verification
def test_job_by_way_of_placements() -> None:
    expected = job_by_way_of_placements(2.0, 0.6, 0.3)

    assert distance(bare_programme(PLACED, **PLACEMENT), first_jobs, expected) < TOLERANCE


@pytest.mark.verification
@pytest.mark.parametrize(
    ("months", "hire"), [(2.0, 0.4), (0.5, 0.25)], ids=["hired more often", "shorter"]
)
def test_a_wrong_placement_would_be_caught(months: float, hire: float) -> None:
    the_plan = bare_programme(
        {"placement": {"aim": "placements", "months": months}},
        **{**PLACEMENT, "hired_per_month": hire},
    )
    expected = job_by_way_of_placements(2.0, 0.6, 0.3)

    assert distance(the_plan, first_jobs, expected) > 1.2 * TOLERANCE


def ending(reason: Reason) -> Sample:
    """Count periods of placement that end for a reason, out of those not cut off by leaving."""

    def sample(log: Log, _: ModelProgramme) -> tuple[float, float]:
        ends = [row.reason for row in log if row.kind == Kind.PLACEMENT_ENDED]
        planned = [end for end in ends if end != Reason.LEFT_PROGRAMME]
        return planned.count(reason), len(planned)

    return sample


def ends() -> dict[Sample, float]:
    hired, served = period(2.0, 0.6)
    share = hired / (hired + served)
    return {ending(Reason.HIRED): share, ending(Reason.RENEWED): (1 - share) * 0.3}


@pytest.mark.verification
def test_placements_end_in_the_given_shares() -> None:
    assert distances(bare_programme(PLACED, **PLACEMENT), ends()) < TOLERANCE


@pytest.mark.verification
def test_another_share_of_renewals_would_be_caught() -> None:
    assert (
        distances(bare_programme(PLACED, **{**PLACEMENT, "renewal": 0.4}), ends()) > 1.2 * TOLERANCE
    )


@pytest.mark.verification
@pytest.mark.parametrize(
    ("programme", "parameters", "factor"),
    [
        ({"labour_market": {"unemployment": 9.2, "employers": 100_000}},
         {"unemployment_effect": -0.1, "accept": 0.15 / (0.15 + 0.85 * math.exp(-0.3))},
         math.exp(-0.3)),
        ({"job_kinds": {"ordinary": 0.0, "subsidised": 1.0, "transition": 0.0, "temporary": 0.0}},
         {"subsidy_log_odds": 0.5}, math.exp(0.5)),
        ({"goals": {"work": 0.0, "study": 0.0, "placement": 1.0}},
         {"hired_without_goal": 0.4}, 0.4),
    ],
    ids=["unemployment", "subsidy", "no goal of work"],
)  # fmt: skip
def test_factors_multiply_the_hazard_of_being_hired(
    programme: dict[str, Any], parameters: dict[str, float], factor: float
) -> None:
    hired, served = period(2.0, 0.6, factor * HIRE)
    the_plan = bare_programme({**PLACED, **programme}, **{**PLACEMENT, **parameters})

    assert distance(the_plan, ending(Reason.HIRED), hired / (hired + served)) < TOLERANCE
    assert distance(the_plan, ending(Reason.HIRED), next(iter(ends().values()))) > TOLERANCE


# --- one job after another -----------------------------------------------------------------------


def jobs(log: Log, the_plan: ModelProgramme) -> tuple[float, float]:
    """Count jobs, out of people followed for long."""
    found = [
        sum(row.kind == Kind.JOB_STARTED for row in s) for s in stays(log, the_plan, 1.5 * LONG)
    ]
    return sum(found), len(found)


SHORT_JOBS = {"tenure_months": 0.2, "tenure_shape": 1.0}


@pytest.mark.verification
def test_number_of_jobs_is_geometric() -> None:
    """After every job some return to search, with a new chance like the first."""
    expected = CHANCE / (1 - 0.7 * CHANCE)

    assert distance(bare_programme(**SHORT_JOBS), jobs, expected) < TOLERANCE


@pytest.mark.verification
def test_a_wrong_return_would_be_caught() -> None:
    expected = CHANCE / (1 - 0.7 * CHANCE)
    found = distance(bare_programme(**SHORT_JOBS, return_to_search=0.6), jobs, expected)

    assert found > 1.5 * TOLERANCE


# --- how long jobs last --------------------------------------------------------------------------


def lasting(weeks: float) -> Sample:
    """Count jobs that last at least so long, out of those that began early enough to tell."""

    def sample(log: Log, the_plan: ModelProgramme) -> tuple[float, float]:
        lasted = cases = 0
        for life in lives(log).values():
            starts = [row.time for row in life if row.kind == Kind.JOB_STARTED]
            ends = [row.time for row in life if row.kind == Kind.JOB_ENDED]
            for i, start in enumerate(starts):
                if start < the_plan.calendar.horizon - weeks:
                    cases += 1
                    lasted += i >= len(ends) or ends[i] - start >= weeks
        return lasted, cases

    return sample


def hazard(age: float, shape: float = 0.8, mean_weeks: float = 3.0 * WEEKS_PER_MONTH) -> float:
    """Return the Weibull hazard of losing an unsupported job, added up to an age."""
    return (age * math.gamma(1 + 1 / shape) / mean_weeks) ** shape


def lasts(weeks: float, support_hr: float, support: Any) -> float:
    """Return the chance that a job lasts, if support of a random length lowers the hazard."""

    def given(length: float) -> float:
        supported = min(length, weeks)
        spent = support_hr * hazard(supported) + hazard(weeks) - hazard(supported)
        return math.exp(-spent)

    within = integrate.quad(lambda t: given(t) * support.pdf(t), 0, weeks, limit=200)[0]
    return within + given(math.inf) * support.sf(weeks)


AGES = (4.0, 13.0, 20.0, 30.0)
ALWAYS = stats.expon(scale=1e9)
MOVES_ON = stats.expon(scale=WEEKS_PER_YEAR / 4)
LIMITED = stats.lognorm(0.6, scale=2.0 * WEEKS_PER_MONTH)
LIMIT = {"support.open_ended": False}


def job_lengths(the_plan: ModelProgramme, support: Any) -> float:
    """Return how far the survival of jobs is from theory at several ages."""
    return distances(the_plan, {lasting(age): lasts(age, 0.6, support) for age in AGES})


@pytest.mark.verification
def test_jobs_last_as_long_as_a_weibull_law_says() -> None:
    assert job_lengths(bare_programme(), ALWAYS) < TOLERANCE


@pytest.mark.verification
def test_jobs_go_on_at_the_unsupported_hazard_when_support_ends() -> None:
    the_plan = bare_programme(LIMIT, support_months=2.0, time_spread=0.6)

    assert job_lengths(the_plan, LIMITED) < TOLERANCE


WANTED = 0.4
"""The share who want support as long as the job lasts."""


def some_want_more(wanted: float) -> dict[Sample, float]:
    """Return the survival of jobs if a share has support without end, and the others limited."""
    return {
        lasting(age): wanted * lasts(age, 0.6, ALWAYS) + (1 - wanted) * lasts(age, 0.6, LIMITED)
        for age in AGES
    }


OPEN_ENDED = {"support_months": 2.0, "time_spread": 0.6, "unlimited_support_share": WANTED}


@pytest.mark.verification
def test_jobs_last_longer_for_those_who_want_support_without_end() -> None:
    assert distances(bare_programme(**OPEN_ENDED), some_want_more(WANTED)) < TOLERANCE


@pytest.mark.verification
def test_another_share_who_want_it_would_be_caught() -> None:
    assert distances(bare_programme(**OPEN_ENDED), some_want_more(0.1)) > 1.5 * TOLERANCE


@pytest.mark.verification
def test_jobs_go_on_at_the_unsupported_hazard_when_people_move_on() -> None:
    assert job_lengths(bare_programme(moved_on_per_year=4.0), MOVES_ON) < TOLERANCE


@pytest.mark.verification
@pytest.mark.parametrize(
    ("programme", "parameters"),
    [
        ({}, {"support_hr": 0.7}),
        ({}, {"tenure_shape": 0.9}),
        ({}, {"tenure_months": 3.5}),
        (LIMIT, {"support_months": 2.0}),
    ],
)
def test_wrong_job_lengths_would_be_caught(
    programme: dict[str, Any], parameters: dict[str, float]
) -> None:
    assert job_lengths(bare_programme(programme, **parameters), ALWAYS) > 1.5 * TOLERANCE


# --- staying without a job -----------------------------------------------------------------------


def staying(months: float) -> Sample:
    """Count people still enrolled after some months."""

    def sample(log: Log, the_plan: ModelProgramme) -> tuple[float, float]:
        weeks = months * WEEKS_PER_MONTH
        kept = [
            s[-1].kind != Kind.EXITED or s[-1].time - s[0].time >= weeks
            for s in stays(log, the_plan, weeks)
        ]
        return sum(kept), len(kept)

    return sample


RETENTION = {"dropout_early": 0.02, "dropout_middle": 0.05, "dropout_late": 0.10}
NO_SEARCH = {"employer_focus": 0.0}
KEPT = {3: 0.06, 6: 0.12, 9: 0.27, 12: 0.42, 24: 1.62}
"""The hazard of dropping out, added up over the first months."""


@pytest.mark.verification
def test_people_drop_out_by_time_since_enrolment() -> None:
    expected = {staying(months): math.exp(-spent) for months, spent in KEPT.items()}

    assert distances(bare_programme(NO_SEARCH, **RETENTION), expected) < TOLERANCE


@pytest.mark.verification
def test_people_move_on_at_a_constant_rate() -> None:
    never = dict.fromkeys(RETENTION, 0.0)
    expected = {staying(months): math.exp(-0.5 * months / 12) for months in (3, 9, 24)}

    assert (
        distances(bare_programme(NO_SEARCH, **never, moved_on_per_year=0.5), expected) < TOLERANCE
    )


@pytest.mark.verification
def test_other_hazards_of_dropping_out_would_be_caught() -> None:
    wrong = bare_programme(NO_SEARCH, **{**RETENTION, "dropout_middle": 0.06})

    assert distance(wrong, staying(12), math.exp(-KEPT[12])) > 1.5 * TOLERANCE


# --- who they are --------------------------------------------------------------------------------


def answers(log: Log, _: ModelProgramme) -> tuple[float, float]:
    """Count yeses, out of contacts."""
    contacts = [row.answer for row in log if row.kind == Kind.EMPLOYER_CONTACT]
    return sum(answer != Answer.REFUSED for answer in contacts), len(contacts)


UNMOTIVATED = {
    "motivation": {"motivated": 0.0, "wavering": 0.0, "not_motivated": 1.0},
    "motivation_policy": "open",
}


@pytest.mark.verification
@pytest.mark.parametrize(
    ("programme", "parameters", "factor"),
    [
        ({}, {}, 1.0),
        (UNMOTIVATED, {"participation_not_motivated": 0.4}, 1.0),
        ({"labour_market": {"unemployment": 9.2, "employers": 100_000}},
         {"unemployment_effect": -0.1}, math.exp(-0.3)),
        ({"placement.aim": "placements"}, {}, 1.0),
        ({}, {"hired_at_once": 0.5, "turned_down": 0.5}, 1.0),
        ({}, {"female_effect": 0.5, "female_share": 1.0, "contact_weight": 1.0}, 0.5),
        ({}, {"female_effect": 0.5, "female_share": 1.0, "contact_weight": 0.6}, 0.5**0.6),
        ({"target_group": "daily_activities"},
         {"group_daily_activities": -1.0, "contact_weight": 0.6}, math.exp(-0.6)),
    ],
    ids=["plain", "motivation", "unemployment", "placement", "turned down", "women",
         "women, a part", "group"],
)  # fmt: skip
def test_odds_of_a_yes(
    programme: dict[str, Any], parameters: dict[str, float], factor: float
) -> None:
    odds = factor * 0.15 / 0.85

    assert distance(bare_programme(programme, **parameters), answers, odds / (1 + odds)) < TOLERANCE


def leading_to(answer: Answer) -> Sample:
    """Count an answer, out of the yeses."""

    def sample(log: Log, _: ModelProgramme) -> tuple[float, float]:
        answers = [row.answer for row in log if row.kind == Kind.EMPLOYER_CONTACT]
        return answers.count(answer), len(answers) - answers.count(Answer.REFUSED)

    return sample


def shares(hired: float, turned_down: float) -> dict[Sample, float]:
    found = {leading_to(Answer.HIRED): hired, leading_to(Answer.PLACEMENT): 1 - hired - turned_down}
    return found | ({leading_to(Answer.TURNED_DOWN): turned_down} if turned_down else {})


OFFERS = {"hired_at_once": 0.3, "turned_down": 0.4, "contact_weight": 0.6}
SUBSIDISED = {
    "job_kinds": {"ordinary": 0.0, "subsidised": 1.0, "transition": 0.0, "temporary": 0.0}
}


@pytest.mark.verification
@pytest.mark.parametrize(
    ("programme", "parameters", "log_odds", "asked", "turned_down"),
    [
        ({}, {}, 0.0, 1.0, 0.4),
        (SUBSIDISED, {"subsidy_log_odds": 0.7}, 0.7, 1.0, 0.4),
        ({"target_group": "daily_activities"}, {"group_daily_activities": -1.0}, -0.4, 1.0, 0.4),
        ({}, {"knowledge_log_odds": 1.2}, -0.6, 1.0, 0.4),
        ({"placement.aim": "mixed"}, {"asks_for_jobs_mixed": 0.6}, 0.0, 0.6, 0.0),
    ],
    ids=["plain", "subsidy", "group", "nothing known", "both asked for"],
)
def test_what_a_yes_leads_to(
    programme: dict[str, Any],
    parameters: dict[str, float],
    log_odds: float,
    asked: float,
    turned_down: float,
) -> None:
    """A job at once where one is asked for; else a placement, of which some are turned down."""
    odds = math.exp(log_odds) * 0.3 / 0.7
    hired = asked * odds / (1 + odds)
    little_mapping = {"preparation_factor": 0.01} if "knowledge_log_odds" in parameters else {}
    the_plan = bare_programme(programme, **OFFERS, **parameters, **little_mapping)

    expected = shares(hired, (1 - hired) * turned_down)
    assert distances(the_plan, expected, 60) < TOLERANCE


@pytest.mark.verification
def test_another_share_of_jobs_at_once_would_be_caught() -> None:
    wrong = bare_programme(**{**OFFERS, "hired_at_once": 0.36})

    assert distances(wrong, shares(0.3, 0.7 * 0.4)) > 1.5 * TOLERANCE


@pytest.mark.verification
def test_motivation_is_taking_part() -> None:
    """Who takes part less has contacts farther apart, and drops out more."""
    expected = job_before_leaving(0.15, 1.3**2 * DROPOUT, 1 / 0.5)
    parameters = {"participation_not_motivated": 0.5, "motivation_exit_ratio": 1.3}
    the_plan = bare_programme(UNMOTIVATED, **parameters)

    assert distance(the_plan, first_jobs, expected) < TOLERANCE
    assert distance(the_plan, first_jobs, CHANCE) > 1.5 * TOLERANCE


@pytest.mark.verification
def test_other_odds_would_be_caught() -> None:
    odds = 1.15 * 0.15 / 0.85

    assert distance(bare_programme(), answers, odds / (1 + odds)) > 1.5 * TOLERANCE


@pytest.mark.verification
def test_frailty_thins_out_the_employable() -> None:
    """With lasting differences between people, the first contact goes as on average over people.

    The odds are lognormal with mean 1 times the average; later contacts are with who is left.
    """
    variance = 1.5
    sigma = math.sqrt(math.log1p(variance))
    z, weights = np.polynomial.hermite_e.hermegauss(60)
    odds = 0.15 / 0.85 * np.exp(sigma * z - sigma**2 / 2)
    chances = odds / (1 + odds)
    first = float(weights @ chances / weights.sum())
    second = float(weights @ (chances * (1 - chances)) / (weights @ (1 - chances)))
    the_plan = bare_programme(frailty_variance=variance, return_to_search=0.0, contact_weight=1.0)

    assert distances(the_plan, {_answers_at(0): first, _answers_at(1): second}) < TOLERANCE
    assert distance(the_plan, _answers_at(0), 0.15) > 1.1 * TOLERANCE


@pytest.mark.verification
def test_frailty_acts_at_both_steps_of_a_contact() -> None:
    """A part of what lasts decides about a yes, and the rest about a job at once."""
    variance, part = 20.0, 0.4
    sigma = math.sqrt(math.log1p(variance))
    z, weights = np.polynomial.hermite_e.hermegauss(60)
    lasting = sigma * z - sigma**2 / 2
    yes, hired = (
        1 / (1 + np.exp(-(math.log(share / (1 - share)) + weight * lasting)))
        for share, weight in ((0.15, part), (0.3, 1 - part))
    )
    expected = {
        _answers_at(0): float(weights @ yes / weights.sum()),
        _hired_at_first: float(weights @ (yes * hired) / weights.sum()),
    }
    right, *wrong = (
        bare_programme(frailty_variance=variance, hired_at_once=0.3, contact_weight=one)
        for one in (part, 0.1, 0.9)
    )
    assert distances(right, expected) < TOLERANCE
    assert all(distances(one, expected) > 1.1 * TOLERANCE for one in wrong)


def _hired_at_first(log: Log, _: ModelProgramme) -> tuple[float, float]:
    """Count people whose first contact was a job at once, out of those with a contact."""
    first = [
        next((row.answer for row in life if row.kind == Kind.EMPLOYER_CONTACT), None)
        for life in lives(log).values()
    ]
    return first.count(Answer.HIRED), len(first) - first.count(None)


def _answers_at(n: int) -> Sample:
    """Count yeses to everybody's n-th contact, from 0."""

    def sample(log: Log, _: ModelProgramme) -> tuple[float, float]:
        contacts = [
            [row.answer for row in life if row.kind == Kind.EMPLOYER_CONTACT]
            for life in lives(log).values()
        ]
        reached = [answers[n] for answers in contacts if len(answers) > n]
        return sum(answer != Answer.REFUSED for answer in reached), len(reached)

    return sample


# --- in the quick suite --------------------------------------------------------------------------


def test_reasons_for_leaving_are_those_switched_on() -> None:
    """The bare world is bare: otherwise the theory above would be about something else."""
    log = log_of(bare_programme(), 0)
    reasons = {row.reason for row in log if row.kind == Kind.EXITED}

    assert reasons == {Reason.DROPPED_OUT, Reason.LEFT_AFTER_JOB}
    assert {row.kind for row in log} == {
        Kind.REFERRED,
        Kind.ENROLLED,
        Kind.SEARCH_STARTED,
        Kind.EMPLOYER_CONTACT,
        Kind.JOB_STARTED,
        Kind.JOB_ENDED,
        Kind.EXITED,
        Kind.HOURS_GIVEN,
        Kind.POST_CHANGED,
    }
