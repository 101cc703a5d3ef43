"""What may be drawn of the future, and how a path changes what a programme is."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from math import exp, log, sqrt
from typing import Any

import pytest
from tests.model import small_studies

from sesim.study import Study, StudyError
from sesim.study.departures import changes_histories, is_what_if
from sesim.study.future import FUTURE, TARGETS, Future, Quantity
from sesim.study.paths import (
    FuturePath,
    band,
    most_of,
    on_path,
    problems_of_future,
    quarters,
    walk,
)
from sesim.study.shipped import options, shipped_file

DRAWN = {one.value: {"sd": 0.2} for one in Quantity}
START = date(2012, 1, 1)


def study(future: Mapping[str, Any] | None = DRAWN, **arguments: Any) -> Study:
    """Return a study from 2012 to 2018, which draws the future from its beginning."""
    given = {"since": START, **future} if future else None
    made = small_studies.study(end="2018-12-31", **arguments)
    return made.replace({FUTURE: given}) if given else made


def path(**factors: float) -> FuturePath:
    """Return a path that changes once, after a quarter."""
    days = quarters(START, date(2012, 6, 29))
    return FuturePath(days, {Quantity(name): (1.0, factor) for name, factor in factors.items()})


# --- what is drawn -------------------------------------------------------------------------------


def test_nothing_is_drawn_unless_it_is_asked_for() -> None:
    assert not Future().is_drawn
    assert not Future.model_validate(shipped_file(FUTURE, "none")).is_drawn
    assert study(None).future_since is None
    assert not [one for one in study(None).departures if one.is_future]


def test_the_shipped_future_draws_every_quantity_with_a_source(
    unexplained: Callable[[str], list[str]],
) -> None:
    drawn = Future.model_validate(shipped_file(FUTURE, "drawn"))

    assert sorted(options(FUTURE)) == ["drawn", "none"]
    assert set(drawn.sds) == set(Quantity) == set(TARGETS)
    for one in Quantity:
        assert unexplained(getattr(drawn, one).source) == []


def test_a_quantity_without_an_sd_is_known() -> None:
    future = Future.model_validate({"unemployment": {"sd": 0.0}, "referrals": {"sd": 0.1}})

    assert future.sds == {Quantity.REFERRALS: 0.1}


def test_paths_begin_after_the_published_counts_or_with_the_study() -> None:
    one = {"referrals": {"sd": 0.1}}
    there = {"today": {"date": "2013-01-01", "enrolled": 3, "waiting": 1}}
    made = small_studies.study(start="2012-01-01", end="2018-12-31").replace({FUTURE: one})

    assert made.future_since == date(2017, 7, 1)
    assert made.replace(start="2018-02-01").future_since == date(2018, 2, 1)
    assert made.replace({"future.since": "2015-05-05"}).future_since == date(2015, 5, 5)
    assert small_studies.study(there, end="2018-12-31").replace({FUTURE: one}).future_since == date(
        2013, 1, 1
    )


def test_what_is_drawn_is_named_and_makes_no_what_if() -> None:
    made = small_studies.study(end="2018-12-31").replace(future="drawn")
    found = [one for one in made.departures if one.is_future]

    assert made.label == "test, parameters=register, future=drawn"
    assert [(one.key, one.was, one.now, one.since) for one in found] == [
        ("future", "none", "drawn", date(2017, 7, 1))
    ]
    assert not is_what_if(found)
    assert not changes_histories(found)
    early = made.replace({"future.since": "2014-01-01", "future.turnover": None})
    assert [one.key for one in early.departures if one.is_future] == [
        "future", "future.since", "future.turnover.sd",
    ]  # fmt: skip
    assert changes_histories([one for one in early.departures if one.is_future])


@pytest.mark.parametrize(
    ("future", "said"),
    [
        ({"unemployment": {"sd": -0.1}}, "future.unemployment.sd: should be greater than or equal"),
        ({"unemployment": {"sd": 3}}, "future.unemployment.sd: should be less than or equal to 2"),
        ({"unemployment": 0.2}, "future.unemployment: should be a group of values (got 0.2)"),
        ({"inflation": {"sd": 0.1}}, "future.inflation: unknown key"),
        ({"referrals": {"sd": 0.1}, "since": "2011-12-31"}, "2011-12-31 is before the start"),
    ],
)
def test_what_cannot_be_drawn_is_refused(future: dict[str, Any], said: str) -> None:
    with pytest.raises(StudyError) as caught:
        small_studies.study().replace({FUTURE: future})

    assert len(caught.value.problems) == 1
    assert said in caught.value.problems[0]


def test_a_study_that_ends_too_soon_draws_nothing_and_is_refused() -> None:
    soon = study().replace(end=str(quarters(START, date(2012, 12, 31))[1] - timedelta(days=1)))
    just = study().replace(end=str(quarters(START, date(2012, 12, 31))[1]))

    [said] = problems_of_future(soon)
    assert said.startswith("future: nothing is drawn, since the study ends on 2012-03-31")
    assert not list(problems_of_future(just))
    assert not list(problems_of_future(study(None)))


# --- the walk ------------------------------------------------------------------------------------


def test_quarters_divide_years_evenly_and_a_longer_study_continues_them() -> None:
    days = quarters(START, date(2051, 12, 31))

    lengths = {(after - before).days for before, after in pairwise(days)}
    assert lengths <= {91, 92}
    assert len(days) == 160
    assert abs((days[-1] - START).days - 159 * 365.25 / 4) < 1
    assert quarters(START, date(2020, 3, 1)) == days[: len(quarters(START, date(2020, 3, 1)))]
    assert quarters(START, START) == (START,)
    assert quarters(date(2013, 1, 1), START) == ()


def test_a_walk_adds_its_steps_on_the_scale_of_the_logarithm() -> None:
    found = walk(0.3, [1.0, 1.0, -2.0, 0.5])

    assert [log(one) for one in found] == pytest.approx([0.0, 0.15, 0.3, 0.0, 0.075])


def test_a_band_holds_its_share_of_all_walks() -> None:
    """After n quarters the logarithm is normal, with SD sd · √(n / 4)."""
    assert band(0.2, 9, 1.5) == pytest.approx((exp(-0.45), exp(0.45)))
    assert band(0.2, 0, 1.5) == (1.0, 1.0)
    assert log(band(0.2, 36, 1.0)[1]) == pytest.approx(0.2 * sqrt(9))


# --- a path and a programme ----------------------------------------------------------------------


def test_each_quantity_is_scaled_from_its_quarter_on() -> None:
    made = study(parameters={"turnover_per_year": 0.3})

    before, after = on_path(
        made.regimes("here"), path(unemployment=1.5, referrals=0.5, turnover=2.0)
    )

    assert before == made.regimes("here")[0]
    assert after.since == quarters(START, date(2012, 6, 29))[1]
    assert after.programme.labour_market.unemployment == pytest.approx(6.2 * 1.5)
    assert after.programme.referral.per_year == pytest.approx(12.0)
    assert after.parameters["turnover_per_year"] == pytest.approx(0.6)
    same = {name for name, value in after.parameters.items() if value == before.parameters[name]}
    assert set(before.parameters) - same == {"turnover_per_year"}
    values = after.programme.model_dump()
    plain = before.programme.model_dump()
    assert {name for name, value in values.items() if value != plain[name]} == {
        "labour_market", "referral",
    }  # fmt: skip


def test_only_what_is_drawn_is_scaled() -> None:
    made = study()
    _, after = on_path(made.regimes("here"), path(unemployment=1.5))

    assert after.programme.referral == made.programmes["here"].referral
    assert after.parameters == made.values("here")


def test_a_path_scales_what_the_scenario_gives_also_later() -> None:
    """The scenario sets the middle of the path, on its own day, in the midst of a quarter."""
    day = "2012-05-20"
    changes = [
        {"target": "labour_market.unemployment", "set": 10.0, "since": day},
        {"target": "parameters.turnover_per_year", "set": 0.5, "since": day},
    ]
    made = study(changes=changes)

    *_, second, third = on_path(made.regimes("here"), path(unemployment=1.2, turnover=0.5))

    assert second.programme.labour_market.unemployment == pytest.approx(6.2 * 1.2)
    assert third.since == date.fromisoformat(day)
    assert third.programme.labour_market.unemployment == pytest.approx(12.0)
    assert third.parameters["turnover_per_year"] == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("one", "given", "limit"),
    [
        (Quantity.UNEMPLOYMENT, {"labour_market.unemployment": 60.0}, 100.0),
        (Quantity.REFERRALS, {"referral.per_year": 15_000.0}, 20_000.0),
        (Quantity.TURNOVER, {}, 4.0),
    ],
)
def test_a_value_beyond_its_range_is_the_end_of_the_range(
    one: Quantity, given: dict[str, Any], limit: float
) -> None:
    """Which a study may also set, so that nothing is reached that could not be asked for."""
    made = study(programme=given, parameters={"turnover_per_year": 3.0})

    _, after = on_path(made.regimes("here"), path(**{one.value: 2.0}))

    reached = {
        Quantity.UNEMPLOYMENT: after.programme.labour_market.unemployment,
        Quantity.REFERRALS: after.programme.referral.per_year,
        Quantity.TURNOVER: after.parameters["turnover_per_year"],
    }
    assert reached[one] == limit == most_of(one)
    key = TARGETS[one] if one is Quantity.TURNOVER else f"here.{TARGETS[one]}"
    made.replace({key: limit})
    with pytest.raises(StudyError):
        made.replace({key: limit * 1.01})
