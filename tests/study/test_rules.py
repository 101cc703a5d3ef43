"""Rules of the year: which ones a study takes, and which kinds of job they rule out."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesim.events import JobKind
from sesim.study import Study, StudyError, build
from sesim.study.rules import BY_YEAR, RULES, rules_of, shipped_rules
from sesim.study.shipped import options

SAID = (
    "gnosjo.job_kinds.transition: should be 0 (got 0.39{day}), because there are no such jobs by "
    "the rules of 2026; set it to 0, which rescales the other kinds, or choose other rules with "
    "economics=NAME"
)


@pytest.fixture
def study(definitions: Mapping[str, Any]) -> Any:
    """Return a study of one programme, with some of its values and the scenario's changes."""

    def study(
        name: str = "gnosjo", changes: Any = (), economics: Any = None, start: str = "2026-01-01",
        **values: Any,
    ) -> Study:  # fmt: skip
        programmes = deepcopy(dict(definitions))
        programmes[name] |= values
        settings = {"programmes": [name], "start": start, "replications": 1, "seed": 1}
        scenario = {"name": "test", "changes": list(changes)}
        return build({**settings, "end": "2028-12-31"}, programmes, scenario, {}, economics)

    return study


KINDS = {"ordinary": 0.3, "subsidised": 0.6, "transition": 0.0, "temporary": 0.1}
WITH = {"ordinary": 0.3, "subsidised": 0.21, "transition": 0.39, "temporary": 0.1}


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (date(2012, 1, 1), "sweden_2017"),
        (date(2021, 12, 31), "sweden_2017"),
        (date(2022, 1, 1), "sweden_2026"),
        (date(2040, 1, 1), "sweden_2026"),
        (None, "sweden_2017"),
    ],
)
def test_the_first_day_chooses_the_rules(start: date | None, name: str) -> None:
    assert rules_of(start) == name


@given(st.dates(), st.dates())
def test_later_studies_never_take_earlier_rules(one: date, other: date) -> None:
    first, last = (shipped_rules(rules_of(day)) for day in sorted((one, other)))

    assert first.price_year <= last.price_year
    assert last.since is None or last.since <= max(one, other)


def test_every_file_is_used_for_some_studies() -> None:
    days = [shipped_rules(name).since for name in options("economics")]

    assert sorted(rules_of(day) for day in days) == options("economics")
    assert days.count(None) == 1


def test_a_study_takes_the_rules_of_its_beginning(study: Any) -> None:
    """Also where it goes on into years with other rules."""
    assert study(start="2021-12-31").economics == shipped_rules("sweden_2017")
    assert study("eksjo").economics == shipped_rules("sweden_2026")
    assert study("eksjo", economics={RULES: BY_YEAR}) == study("eksjo")


def test_kinds_of_job_that_ended_are_refused(study: Any) -> None:
    with pytest.raises(StudyError) as caught:
        study()

    assert list(caught.value.problems) == [SAID.format(day="")]


def test_a_scenario_cannot_bring_them_back(study: Any) -> None:
    change = {"target": "job_kinds", "set": WITH, "since": "2027-01-01"}
    with pytest.raises(StudyError) as caught:
        study(changes=[change], job_kinds=KINDS)

    assert list(caught.value.problems) == [SAID.format(day=" from 2027-01-01")]


def test_what_ends_them_in_time_is_accepted(study: Any) -> None:
    assert study(job_kinds=KINDS).economics.price_year == 2026
    assert study(changes=[{"target": "job_kinds", "set": KINDS}]).economics.price_year == 2026


def test_they_exist_by_other_rules(study: Any) -> None:
    rules = shipped_rules("sweden_2017").model_dump(mode="json")

    assert study(economics=rules).economics.price_year == 2017


def test_nobody_holds_one_on_the_first_day(study: Any) -> None:
    person = {"person": 7, "phase": "job", "enrolled": "2025-01-01", "since": "2025-06-01"}
    today = {"date": "2026-01-01", "people": [person | {"job_kind": "transition"}]}
    with pytest.raises(StudyError) as caught:
        study("eksjo", today=today)

    assert list(caught.value.problems) == [
        "eksjo.today.people: row 1: job_kind transition, but there are no such jobs by the "
        "rules of 2026"
    ]
    assert study("eksjo", today={"date": "2026-01-01", "people": [person]})


def test_rates_of_kinds_that_do_not_exist_are_not_shown() -> None:
    rules = shipped_rules("sweden_2026")

    assert JobKind.TRANSITION not in rules.kinds
    assert set(rules.rates.named()) - set(rules.rates_in_use) == {"transition_job_day"}
    assert shipped_rules("sweden_2017").rates_in_use == shipped_rules("sweden_2017").rates.named()


def test_amounts_of_2026_are_those_that_were_published() -> None:
    """The levels of 2022 and the base amount of 2025 give what was paid in 2025."""
    rates = shipped_rules("sweden_2026").rates
    paid = {rate: 58_800 * (rate.value or 0) / 12 for rate in rates.named().values()}

    assert round(paid[rates.disability_benefit_0]) == 12_152
    assert round(paid[rates.disability_benefit_29]) == 13_377
    assert rates.price_base_amount.value == 59_200
