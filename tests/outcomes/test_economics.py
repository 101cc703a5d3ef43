"""The cost of a job and the ledger: tiny logs with exact answers, and what must add up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sesim import load_study, simulate
from sesim.events import Kind
from sesim.outcomes import RateValues, Window, economics, measure, participants_table
from sesim.outcomes.definitions.money import LEDGER, PAYERS
from sesim.outcomes.posts import fte_weeks, posts_of
from sesim.outcomes.units import Units
from sesim.outcomes.window import MONTH, YEAR

WINDOW = Window(date(2013, 1, 1), 730 / 7)  # two calendar years
FIRST = 365 / 7
"""Weeks of each of the two years."""
AREAS = {"eksjo": "hoglandet", "habo": "sodra"}

RATES = RateValues(
    coach_cost=1000 * YEAR,
    disability_benefit={0: 200 * YEAR, 21: 300 * YEAR, 29: 400 * YEAR},
    social_assistance_month=100 * MONTH,
    wage_month=1000 * MONTH,
    hours_share=0.5,
    subsidised_job_month=600 * MONTH,
    subsidy_months=10 / MONTH,
    transition_job_day=200.0,
    forbund_share=0.8,
    forbund_state_share=0.5,
    forbund_region_share=0.25,
    financed=frozenset({"eksjo"}),
    has_disability_benefit={"young_disability_benefit": True, "income_support": False},
    others_have=False,
)
"""So that most amounts are round numbers of SEK a week."""

Table = dict[tuple[str, str], float]


def came(who: int, week: float, age: float | None = 30.0, group: str | None = None) -> Any:
    details = {"age": age, "target_group": group or "income_support"}
    return (who, week, Kind.REFERRED, details)


def post(week: float, coach: str, fte: float) -> Any:
    return (-1, week, Kind.POST_CHANGED, {"coach": coach, "fte": fte})


def job(who: int, begin: float, end: float | None, kind: str = "ordinary") -> list[Any]:
    rows: list[Any] = [(who, begin, Kind.JOB_STARTED, {"job_kind": kind})]
    return rows if end is None else [*rows, (who, end, Kind.JOB_ENDED, {"job_kind": kind})]


def table(log: pd.DataFrame, window: Window = WINDOW, rates: RateValues = RATES) -> Table:
    people = participants_table(log, window.horizon)
    found = measure(log, people, window, AREAS, replications=[0], rates=rates)
    money = found[found["outcome"].str.match("ledger|cost_per_job")]
    assert set(money["group"]) == {"all"}
    return money.set_index(["programme", "outcome"])["value"].to_dict()


def whole(found: Table, area: str, payer: str, window: Window = WINDOW) -> float:
    """Return the amount of all years together."""
    return found[area, f"ledger_{payer}"] * window.horizon / YEAR


# --- one person, one coach ------------------------------------------------------------------------


def one_of_each(make_log: Any) -> pd.DataFrame:
    """Half a post for 60 weeks; social assistance from week 10, and a job from 40 to 70."""
    rows = [
        post(0.0, "coach_1", 0.5),
        came(0, 10.0),
        (0, 12.0, Kind.ENROLLED),
        *job(0, 40.0, 70.0),
        post(60.0, "coach_1", 0.0),
    ]
    return make_log(eksjo=sorted(rows, key=lambda row: row[1]))


def assert_one_of_each(make_log: Any) -> None:
    found = table(one_of_each(make_log))
    idle = 2 * FIRST - 10 - 30  # weeks without a job; in it, the wage is more than assistance

    # the post: 0.5 × 60 weeks × 1 000; the förbund pays 24 000, half of it the state's
    assert found["eksjo", "cost_per_job"] == pytest.approx(30_000)
    assert whole(found, "eksjo", "posts") == pytest.approx(30_000)
    assert whole(found, "eksjo", "state") == pytest.approx(12_000)
    assert whole(found, "eksjo", "region") == pytest.approx(6_000)
    assert whole(found, "eksjo", "municipality") == pytest.approx(12_000 + 100 * idle)
    assert whole(found, "eksjo", "person") == pytest.approx(15_000 + 100 * idle)
    assert whole(found, "eksjo", "public") == pytest.approx(30_000 + 100 * idle)
    assert found["eksjo", "ledger_fk"] == found["eksjo", "ledger_af"] == 0.0
    # 2013: 12.14 weeks of the job, 42.14 weeks since referral, 52.14 weeks of the post
    assert found["eksjo", "ledger_person_2013"] == pytest.approx(500 * (FIRST - 40) + 100 * 30)
    assert found["eksjo", "ledger_posts_2013"] == pytest.approx(0.5 * FIRST * 1000)
    assert found["eksjo", "ledger_posts_2014"] == pytest.approx(0.5 * (60 - FIRST) * 1000)
    assert found["eksjo", "ledger_state_2013"] == pytest.approx(0.5 * FIRST * 1000 * 0.8 * 0.5)
    assert found["eksjo", "ledger_state_2014"] == pytest.approx(
        0.5 * (60 - FIRST) * 1000 * 0.8 * 0.5
    )


def test_one_person_and_one_coach(make_log: Any) -> None:
    assert_one_of_each(make_log)


NO_JOBS = economics.Jobs(np.array([], dtype=int), np.array([]), np.array([]), pd.Categorical([]))


@pytest.mark.parametrize(
    ("name", "planted"),
    [
        ("overlap", lambda begin, end, _: np.nan_to_num(end - begin)[:, None] * [1.0, 0.0]),
        ("posts_of", lambda log, units: posts_of(log[log["fte"] != 0.0], units)),
        ("jobs_of", lambda *_: NO_JOBS),
        ("YEAR", 52.0),
        ("MONTH", 4.0),
        ("employed_by_programme", lambda *_: np.full((1, 1), 2.0)),
    ],
)
def test_planted_error_is_caught(
    name: str, planted: Any, make_log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(economics, name, planted)

    with pytest.raises(AssertionError):
        assert_one_of_each(make_log)


def test_a_programme_without_a_forbund_is_paid_by_the_municipality(make_log: Any) -> None:
    found = table(make_log(habo=[post(0.0, "coach_1", 1.0)]))

    assert whole(found, "habo", "municipality") == pytest.approx(2 * FIRST * 1000)
    assert found["habo", "ledger_posts"] == found["habo", "ledger_municipality"]
    assert found["habo", "ledger_state"] == found["habo", "ledger_region"] == 0.0
    assert np.isnan(found["habo", "cost_per_job"])  # nobody has a job


def test_totals_are_sums_and_the_cost_of_a_job_is_a_ratio_of_sums(make_log: Any) -> None:
    eksjo = [post(0.0, "coach_1", 1.0), came(0, 0.0), (0, 0.0, Kind.ENROLLED), *job(0, 1.0, 2.0)]
    habo = [post(0.0, "coach_1", 0.5)]
    found = table(make_log(eksjo=eksjo, habo=habo))

    assert found["county", "cost_per_job"] == pytest.approx(1.5 * 2 * FIRST * 1000)
    for payer in (*PAYERS, "person", "public", "posts"):
        name = f"ledger_{payer}"
        assert found["county", name] == pytest.approx(found["eksjo", name] + found["habo", name])


# --- who is followed, and what they live on -------------------------------------------------------


def test_those_who_never_enrol_are_followed_too(make_log: Any) -> None:
    rows = [came(0, 10.0), (0, 11.0, Kind.SCREENED_OUT), came(1, 20.0)]
    found = table(make_log(eksjo=[rows[0], rows[1], rows[2]]))

    assert whole(found, "eksjo", "municipality") == pytest.approx(100 * (4 * FIRST - 30))


def test_someone_whose_referral_is_not_known_is_followed_from_enrolment(make_log: Any) -> None:
    found = table(make_log(eksjo=[(0, 4.0, Kind.ENROLLED)]))

    assert whole(found, "eksjo", "municipality") == pytest.approx(100 * (2 * FIRST - 4))


@pytest.mark.parametrize(
    ("age", "first", "second"),
    [(20.0, 200, 300), (18.0, 200, 200), (28.0, 300, 400), (60.0, 400, 400), (None, 400, 400)],
)
def test_disability_benefit_follows_the_age_in_the_middle_of_the_year(
    age: float | None, first: float, second: float, make_log: Any
) -> None:
    found = table(make_log(eksjo=[came(0, 0.0, age, "young_disability_benefit")]))

    assert found["eksjo", "ledger_fk_2013"] == pytest.approx(first * FIRST)
    assert found["eksjo", "ledger_fk_2014"] == pytest.approx(second * FIRST)
    assert found["eksjo", "ledger_municipality"] == 0.0
    assert found["eksjo", "ledger_person"] == found["eksjo", "ledger_fk"]


@pytest.mark.parametrize("others", [True, False])
def test_a_target_group_that_is_not_named_has_the_other_benefit(
    others: bool, make_log: Any
) -> None:
    log = make_log(eksjo=[came(0, 0.0, 40.0, "newcomers"), (1, 0.0, Kind.ENROLLED)])
    found = table(log, rates=replace(RATES, others_have=others))
    payer, nobody = ("fk", "municipality") if others else ("municipality", "fk")

    assert whole(found, "eksjo", payer) == pytest.approx(2 * (400 if others else 100) * 2 * FIRST)
    assert found["eksjo", f"ledger_{nobody}"] == 0.0


@pytest.mark.parametrize(
    ("wage", "beside"),
    [
        (120.0, 40.0),  # half of 120 a week is 60, and assistance makes it up to 100
        (0.0, 100.0),
        (200.0, 0.0),  # just as much as assistance
        (1000.0, 0.0),  # never less than nothing
    ],
)
def test_social_assistance_is_what_the_wage_falls_short_of_it_by(
    wage: float, beside: float, make_log: Any
) -> None:
    """A job for 30 weeks; in proportion to hours it would be 50 a week, whatever the wage."""
    found = table(one_of_each(make_log), rates=replace(RATES, wage_month=wage * MONTH))
    assistance = 100 * (2 * FIRST - 10 - 30) + beside * 30

    assert whole(found, "eksjo", "municipality") == pytest.approx(12_000 + assistance)
    assert whole(found, "eksjo", "person") == pytest.approx(assistance + 0.5 * wage * 30)


def test_disability_benefit_is_paid_for_the_hours_that_are_not_worked(make_log: Any) -> None:
    """400 a week, and a job with half of the hours for 30 weeks."""
    rows = [came(0, 10.0, 30.0, "young_disability_benefit"), *job(0, 40.0, 70.0)]
    found = table(make_log(eksjo=rows))

    assert whole(found, "eksjo", "fk") == pytest.approx(400 * (2 * FIRST - 10 - 15))
    assert whole(found, "eksjo", "person") == pytest.approx(400 * (2 * FIRST - 25) + 500 * 30)


def test_a_week_with_two_jobs_is_one_week_without_assistance(make_log: Any) -> None:
    """Jobs in weeks 10 to 30 and 20 to 40, and another person's from 35 on."""
    rows = [came(0, 0.0), came(1, 0.0), *job(0, 10.0, 30.0), *job(0, 20.0, 40.0), *job(1, 35, None)]
    found = table(make_log(eksjo=sorted(rows, key=lambda row: row[1])))

    assistance = 100 * (2 * FIRST - 30 + 35)
    assert whole(found, "eksjo", "municipality") == pytest.approx(assistance)
    assert whole(found, "eksjo", "person") == pytest.approx(
        assistance + 500 * (20 + 20 + 2 * FIRST - 35)
    )


@pytest.mark.parametrize(
    ("kind", "end", "paid"),
    [
        ("ordinary", 30.0, 0.0),
        ("temporary", 30.0, 0.0),
        ("subsidised", 30.0, 10 * 600 * 0.5),  # paid for ten weeks
        ("subsidised", 6.0, 4 * 600 * 0.5),
        ("transition", 30.0, 28 * 5 * 200 * 0.5),
        ("transition", None, (2 * FIRST - 2) * 5 * 200 * 0.5),  # goes on at the horizon
    ],
)
def test_what_af_pays(kind: str, end: float | None, paid: float, make_log: Any) -> None:
    found = table(make_log(eksjo=[came(0, 0.0), (0, 0.0, Kind.ENROLLED), *job(0, 2.0, end, kind)]))
    weeks = (2 * FIRST if end is None else end) - 2

    assert whole(found, "eksjo", "af") == pytest.approx(paid)
    assert whole(found, "eksjo", "person") == pytest.approx(500 * weeks + 100 * (2 * FIRST - weeks))


def test_jobs_of_two_persons_end_each_in_their_turn(make_log: Any) -> None:
    """Person 0 works 10 to 20 and from 30 on (subsidised); person 1 from 15 to 40."""
    rows = [
        *(came(who, 0.0) for who in (0, 1)),
        *job(0, 10.0, 20.0, "transition"),
        *job(0, 30.0, None, "subsidised"),
        *job(1, 15.0, 40.0),
    ]
    log = make_log(eksjo=sorted(rows, key=lambda row: row[1]))
    jobs = economics.jobs_of(log, participants_table(log, 100.0), 100.0)

    assert jobs.person.tolist() == [0, 0, 1]
    assert jobs.begin.tolist() == [10.0, 30.0, 15.0]
    assert jobs.end.tolist() == [20.0, 100.0, 40.0]
    assert jobs.kind.tolist() == ["transition", "subsidised", "ordinary"]


# --- when -----------------------------------------------------------------------------------------


def test_the_mean_year_is_that_since_the_plan_began(make_log: Any) -> None:
    log = one_of_each(make_log)
    window = replace(WINDOW, plan=50.0)
    found, without = table(log, window), table(log)

    # after week 50: 10 weeks of the half post, 20 of the job
    years = (WINDOW.horizon - 50) / YEAR
    idle = WINDOW.horizon - 50 - 20
    assert found["eksjo", "ledger_posts"] * years == pytest.approx(5_000)
    assert found["eksjo", "ledger_state"] * years == pytest.approx(5_000 * 0.8 * 0.5)
    assert found["eksjo", "ledger_person"] * years == pytest.approx(10_000 + 100 * idle)
    # a plan cuts a year in two, which changes neither the year nor the cost of a job
    same = [key for key in without if key[1] == "cost_per_job" or key[1][-4:].isdigit()]
    assert len(same) == 3 * (1 + 2 * len(LEDGER))
    for key in same:
        assert found[key] == pytest.approx(without[key], nan_ok=True)


def test_years_that_are_not_whole_have_no_row(make_log: Any) -> None:
    found = table(one_of_each(make_log), Window(date(2012, 6, 1), 104.0))

    assert {name[-4:] for _, name in found if name[-4:].isdigit()} == {"2013"}


def test_stretches_cover_the_window_once() -> None:
    window = Window(date(2012, 6, 1), 104.0, 60.0)  # until 2014-05-30
    stretches = economics.stretches_of(window)

    assert stretches.begin.tolist() == pytest.approx([0.0, 214 / 7, 60.0, 579 / 7])
    assert stretches.end.tolist() == [*stretches.begin[1:], 104.0]
    assert stretches.year.tolist() == [2012, 2013, 2013, 2014]
    assert stretches.middle[1] == stretches.middle[2] == pytest.approx((214 + 182.5) / 7)


def test_what_is_nothing_is_nothing_to_the_last_bit(make_log: Any) -> None:
    """The posts end in 2013; in 2014 nobody pays for any."""
    spells = {"coach_1": (77 / 7, 346 / 7), "coach_2": (97 / 7, 150 / 7)}
    rows = [
        post(week, name, fte)
        for name, weeks in spells.items()
        for week, fte in zip(weeks, (0.7, 0.0), strict=True)
    ]
    rows.sort(key=lambda row: row[1])
    found = table(make_log(eksjo=rows))

    assert found["eksjo", "ledger_posts_2013"] > 0
    for payer in ("posts", "state", "region", "municipality", "public"):
        assert found["eksjo", f"ledger_{payer}_2014"] == 0.0, payer


def test_nothing_happened(make_log: Any) -> None:
    found = table(make_log(eksjo=[]))

    assert np.isnan(found["eksjo", "cost_per_job"])
    assert {value for (_, name), value in found.items() if name != "cost_per_job"} == {0.0}


def test_without_rates_there_is_no_money(make_log: Any) -> None:
    log = one_of_each(make_log)
    names = measure(log, participants_table(log, WINDOW.horizon), WINDOW, AREAS)["outcome"]

    assert not names.str.match("ledger|cost").any()


# --- what must add up, on simulated logs ----------------------------------------------------------


@pytest.fixture(scope="module")
def simulated() -> tuple[pd.DataFrame, pd.DataFrame, Window]:
    overrides = ["programmes=[gnosjo]", "replications=1", "end=2015-12-31", "parameters=register"]
    results = simulate(load_study(overrides))
    return results.events, results.participants, Window(date(2012, 1, 1), 1461 / 7)


def ledger_of(simulated: Any, rates: RateValues = RATES) -> Callable[[str], float]:
    events, people, window = simulated
    found = measure(events, people, window, {"gnosjo": "finnveden"}, rates=rates)
    county = found[found["programme"] == "county"].set_index("outcome")["value"]
    # every year of the window is whole, so that the years make up the mean
    for payer in (*PAYERS, "person", "public", "posts"):
        years = sum(county[f"ledger_{payer}_{year}"] for year in window.years)
        assert years == pytest.approx(county[f"ledger_{payer}"] * window.horizon / YEAR)
    return lambda payer: float(county[f"ledger_{payer}"] * window.horizon / YEAR)


def test_income_is_wages_and_benefits(simulated: Any) -> None:
    """The weeks are those of the participants' table, which other code computes."""
    _, people, window = simulated
    paid = ledger_of(simulated, replace(RATES, others_have=True, has_disability_benefit={}))
    worked = 0.5 * people["weeks_worked"].sum()  # in half of a full week
    followed = (window.horizon - people["referred"]).sum()

    assert worked > 0
    assert paid("person") - paid("fk") == pytest.approx(1000 * worked)
    paid = ledger_of(simulated, replace(RATES, coach_cost=0.0, has_disability_benefit={}))
    assert paid("municipality") == pytest.approx(100 * (followed - 2 * worked))
    assert paid("person") == pytest.approx(paid("municipality") + 1000 * worked)


def test_the_posts_are_paid_once(simulated: Any) -> None:
    events, people, window = simulated
    nothing = replace(
        RATES,
        social_assistance_month=0.0,
        disability_benefit={0: 0.0},
        subsidised_job_month=0.0,
        transition_job_day=0.0,
        financed=frozenset({"gnosjo"}),
    )
    paid = ledger_of(simulated, nothing)
    units = Units([0], 1)
    cost = 1000 * float(fte_weeks(posts_of(events, units), units, window.horizon).sum())
    employed = (people["first_job"].notna() & people["enrolled"].notna()).sum()

    assert cost > 0
    assert paid("municipality") + paid("region") + paid("state") == pytest.approx(cost)
    assert paid("public") == pytest.approx(cost)
    assert paid("posts") == pytest.approx(cost)
    assert paid("state") == pytest.approx(2 * paid("region"))
    found = measure(events, people, window, {"gnosjo": "finnveden"}, rates=nothing)
    per_job = found.loc[found["outcome"] == "cost_per_job", "value"]
    assert per_job.to_list() == pytest.approx([cost / employed] * 3)
