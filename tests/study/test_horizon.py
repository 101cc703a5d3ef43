"""Which days a study is about if it does not say them: they follow from its scenario."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from sesim.study import Study
from sesim.study.horizon import COUNTS_END

Make = Callable[..., Study]
Problems = Callable[..., list[str]]

COUNTED = COUNTS_END.isoformat()


def changed(*days: str | None, **scenario: Any) -> dict[str, Any]:
    """Return a scenario with a change on each day; None is a change that says no day."""
    changes = [
        {"target": "employer_focus", "scale": 0.5, **({"since": day} if day else {})}
        for day in days
    ]
    return {"changes": changes, **scenario}


def days(
    make: Make, start: str, scenario: Mapping[str, Any], **said: str
) -> tuple[str, str | None]:
    """Return the last day and the plan's first day of a study that says neither, or one of them."""
    settings = {"start": start, "end": None, **said}
    found = make(settings=settings, scenario=scenario).settings
    return found.end.isoformat(), found.plan_start and found.plan_start.isoformat()


# --- the last day, and the first day of the plan -------------------------------------------------


@pytest.mark.parametrize(
    ("start", "scenario", "end", "plan_start"),
    [
        ("2012-01-01", changed(), COUNTED, None),
        ("2012-01-01", changed(since="2017-07-01"), COUNTED, None),  # no change that it could date
        ("2012-01-01", changed("2012-07-01"), COUNTED, "2012-07-01"),  # five years to the day
        ("2012-01-01", changed("2012-07-02"), "2017-07-01", "2012-07-02"),
        ("2012-01-01", changed("2017-07-01"), "2022-06-30", "2017-07-01"),
        ("2012-01-01", changed(None, since="2017-07-01"), "2022-06-30", "2017-07-01"),
        # The first change counts, in whatever order they stand.
        ("2012-01-01", changed("2019-03-01", "2018-01-01"), "2022-12-31", "2018-01-01"),
        ("2012-01-01", changed("2019-03-01", None, since="2018-01-01"), "2022-12-31", "2018-01-01"),
        # Without a day, or with one before the start, there is no past to compare with.
        ("2012-01-01", changed(None), COUNTED, None),
        ("2012-01-01", changed("2011-03-01"), COUNTED, None),
        ("2012-01-01", changed("2012-01-01"), COUNTED, None),
        ("2014-01-01", changed("2011-03-01", "2018-01-01"), "2018-12-31", None),
        ("2012-01-01", changed("2012-01-02"), COUNTED, "2012-01-02"),
        ("2014-01-01", changed("2011-03-01"), "2018-12-31", None),  # five years of the scenario
        # A month's length and leap years: five years end on the day before.
        ("2012-01-01", changed("2020-02-29"), "2025-02-28", "2020-02-29"),
        ("2012-01-01", changed("2015-02-28"), "2020-02-27", "2015-02-28"),
        ("2012-01-01", changed("2015-03-01"), "2020-02-29", "2015-03-01"),
        ("2012-01-01", changed("2018-12-31"), "2023-12-30", "2018-12-31"),
        # A start that is younger than the counts.
        ("2017-06-30", changed(), COUNTED, None),
        ("2017-07-01", changed(), "2022-06-30", None),
        ("2020-02-29", changed(), "2025-02-28", None),
        ("2018-01-01", changed("2017-07-01"), "2022-12-31", None),
        ("2018-01-01", changed("2020-01-01"), "2024-12-31", "2020-01-01"),
    ],
)
def test_days_that_are_not_set(
    make: Make, start: str, scenario: dict[str, Any], end: str, plan_start: str | None
) -> None:
    assert days(make, start, scenario) == (end, plan_start)


def test_days_that_are_not_there_are_not_set(make: Make) -> None:
    """A user who leaves the keys out means what null means."""
    told = {"start": "2012-01-01", "end": None, "plan_start": None}
    scenario = changed("2018-01-01")
    null = make(settings=told, scenario=scenario)

    assert null.settings.end == date(2022, 12, 31)
    assert null == make(settings={"start": "2012-01-01", "end": None}, scenario=scenario)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"end": "2018-06-30"}, ("2018-06-30", "2018-01-01")),
        ({"end": "2018-01-01"}, ("2018-01-01", "2018-01-01")),
        ({"plan_start": "2016-01-01"}, ("2022-12-31", "2016-01-01")),
        ({"plan_start": "2019-01-01", "end": "2030-01-01"}, ("2030-01-01", "2019-01-01")),
    ],
)
def test_days_that_are_set_hold(
    make: Make, said: dict[str, str], expected: tuple[str, str]
) -> None:
    assert days(make, "2012-01-01", changed("2018-01-01"), **said) == expected


def test_a_plan_can_be_judged_where_nothing_changes(make: Make) -> None:
    """The baseline has the same groups as the scenario that it is compared with."""
    assert days(make, "2012-01-01", changed(), plan_start="2016-01-01") == (COUNTED, "2016-01-01")


@pytest.mark.parametrize(
    ("day", "plan_start"),
    [("2199-12-31", None), ("2018-01-01", None), ("2016-01-01", "2016-01-01")],
)
def test_a_placebo_goes_on_as_long_as_the_baseline(
    make: Make, day: str, plan_start: str | None
) -> None:
    assert days(make, "2012-01-01", changed(day, placebo=True)) == (COUNTED, plan_start)


def test_no_day_of_its_own_makes_a_shipped_scenario_hold_from_the_start(make: Make) -> None:
    """What `scenario.since=null` does: the changes apply, and there is no plan to wait for."""
    dated = make(settings={"end": None}, scenario=changed(None, since="2017-07-01"))
    from_the_start = make(settings={"end": None}, scenario=changed(None, since=None))

    assert (from_the_start.settings.end, from_the_start.settings.plan_start) == (COUNTS_END, None)
    [only] = from_the_start.regimes("eksjo")
    assert only.since == from_the_start.settings.start
    assert only.programme == dated.regimes("eksjo")[-1].programme


# --- what cannot be ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scenario", "keys"),
    [
        (changed("2018-01-01"), ["scenario.changes.0.since"]),
        (changed("2013-01-01", "2018-01-01"), ["scenario.changes.1.since"]),
        (
            changed("2018-01-01", "2018-01-01"),
            ["scenario.changes.0.since", "scenario.changes.1.since"],
        ),
        (changed(None, since="2018-01-01"), ["scenario.since"]),
        (changed(None, None, since="2018-01-01"), ["scenario.since"]),
        (changed(None, "2018-01-01", since="2013-01-01"), ["scenario.changes.1.since"]),
    ],
)
def test_a_change_after_the_end_names_its_key_its_day_and_what_is_allowed(
    problems: Problems, scenario: dict[str, Any], keys: list[str]
) -> None:
    found = problems(settings={"end": "2017-12-31"}, scenario=scenario)

    assert found == [
        f"{key}: 2018-01-01 is after the end 2017-12-31, so nothing would change; choose an "
        "earlier day or a later end (or set placebo: true, if the scenario is meant to change "
        "nothing)"
        for key in keys
    ]


@pytest.mark.parametrize(
    "scenario",
    [
        changed("2017-12-31"),  # the last day is part of the window
        changed("2018-01-01", placebo=True),
        changed(None),
    ],
)
def test_what_is_not_too_late_passes(make: Make, scenario: dict[str, Any]) -> None:
    assert make(settings={"end": "2017-12-31"}, scenario=scenario).scenario.name == "test"


def test_a_later_change_than_the_default_end_is_reported_too(problems: Problems) -> None:
    [found] = problems(settings={"end": None}, scenario=changed("2016-01-01", "2023-01-01"))

    assert found.startswith("scenario.changes.1.since: 2023-01-01 is after the end 2020-12-31,")


@pytest.mark.parametrize("day", ["2012-01-01", "2011-12-31", "2018-01-01"])
def test_a_plan_outside_the_window_names_what_is_allowed(problems: Problems, day: str) -> None:
    settings = {"start": "2012-01-01", "end": "2017-12-31", "plan_start": day}

    assert problems(settings=settings) == [
        f"plan_start: {day} must lie after the start 2012-01-01 and not after the end 2017-12-31"
    ]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"start": "soon", "end": None}, "start: "),
        ({"end": "2017-06-31"}, "end: "),
        ({"end": None, "plan_start": "one day"}, "plan_start: "),
        ({"end": None, "plan_start": 2016}, "plan_start: "),
    ],
)
def test_a_day_that_is_none_is_the_only_problem(
    problems: Problems, settings: dict[str, Any], expected: str
) -> None:
    """A last day that was not said and could not be worked out is no mistake of the user's."""
    [found] = problems(settings=settings, scenario=changed("2016-01-01"))

    key = expected.rstrip(": ")
    assert found.startswith(expected)
    assert repr(settings[key]) in found


def test_a_window_that_would_be_too_long_is_reported(problems: Problems) -> None:
    """A change in sixty years: five years of it are more than a window may have."""
    [found] = problems(settings={"end": None}, scenario=changed("2072-01-01"))

    assert found == "end: 2076-12-31 is more than 40 years after 2012-01-01"


@pytest.mark.parametrize(
    "changes",
    [
        {"settings": {"end": None}, "scenario": {"sinse": "2016-01-01"}},
        {"settings": {"start": None, "end": None}},
        {"settings": {"start": "spring", "end": None}},
    ],
)
def test_a_mistake_elsewhere_is_no_mistake_about_the_end(
    problems: Callable[..., list[str]], changes: dict[str, Any]
) -> None:
    assert len(problems(**changes)) == 1


def test_a_day_that_no_change_takes_is_refused(problems: Problems) -> None:
    """A user who moves the scenario's day must not believe that something has moved."""
    [found] = problems(scenario=changed("2013-01-01", "2014-01-01", since="2016-01-01"))

    assert found.startswith("scenario.since: 2016-01-01 is not the date of any change")
