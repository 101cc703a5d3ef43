"""What a study changes: found whatever it is, and nothing found where nothing is changed."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesim.cli.load import load_study
from sesim.runs.results.configuration import from_plain, to_plain
from sesim.study import Departure, Programme, ValueOrigin, build
from sesim.study.departures import (
    assignments,
    changes_histories,
    is_what_if,
    joined_label,
    values_of,
)
from sesim.study.shipped import shipped_file

SETTINGS = {
    "programmes": ["eksjo"],
    "start": "2012-01-01",
    "end": "2017-06-30",
    "replications": 2,
    "seed": 1,
}

SHARES = st.integers(0, 100).map(lambda number: number / 100)
OTHERS: dict[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from(["A", "B – C"]),
    "registered": st.booleans(),
    "until": st.sampled_from([None, "2016-03-01"]),
    "fte_scale": st.sampled_from([0.8, 1.0, 1.5]),
    "post_size": st.sampled_from([None, 0.25, 1.0]),
    "other_duties": st.sampled_from([None, True, False]),
    "role_split": st.booleans(),
    "caseload_norm": st.sampled_from([10.0, 15.0, 20.0]),
    "referral.per_year": st.sampled_from([2.0, 7.5]),
    "referral.route": st.sampled_from(["group", "direct"]),
    "referral.screened_out_share": SHARES,
    "referral.knowledge": st.sampled_from([-1.0, 0.0, 1.0]),
    "target_group": st.sampled_from(["psychiatric", "disability", "young_disability_benefit"]),
    "motivation_policy": st.sampled_from(["close", "motivate", "open"]),
    "mapping": st.sampled_from(["short", "medium", "long"]),
    "social_load": st.sampled_from(["light", "heavy"]),
    "social_work_share": SHARES,
    "back_heaviness": SHARES,
    "training.share": SHARES,
    "employer_focus": SHARES,
    "labour_market.unemployment": st.sampled_from([2.0, 9.0]),
    "labour_market.employers": st.sampled_from([50, 300]),
    "placement.aim": st.sampled_from(["jobs", "mixed", "placements"]),
    "placement.months": st.sampled_from([1.0, 4.0]),
    "support.open_ended": st.booleans(),
    "support.weekly": st.booleans(),
    "support.limit_months": st.sampled_from([None, 6.0]),
    "support.jobless_limit_months": st.sampled_from([None, 24.0]),
    "support.return_share": SHARES,
    "habits": st.sampled_from([[], [{"since": "2014-01-01", "target": "mapping", "set": "long"}]]),
    "goals": st.sampled_from([{"work": 1.0, "study": 0.0, "placement": 0.0}]),
    "motivation": st.sampled_from([{"motivated": 1.0, "wavering": 0.0, "not_motivated": 0.0}]),
    "job_kinds": st.sampled_from(
        [{"ordinary": 1.0, "subsidised": 0.0, "transition": 0.0, "temporary": 0.0}]
    ),
    "posts": st.sampled_from([[{"name": "only", "fte": [{"since": "2012-01-01", "share": 1.0}]}]]),
    "observed": st.sampled_from([None]),
    "today": st.sampled_from([{"date": "2012-01-01", "enrolled": 3, "waiting": 0}]),
    "referral.awareness": st.sampled_from([[{"since": "2014-01-01", "level": 2.0}]]),
}
"""Values by path that every programme may have."""

FIXED = {"forbund", "since"}
"""Paths that the strategies above leave alone."""


def set_at(data: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return the data with one value set at a dotted path."""
    first, _, rest = path.partition(".")
    return {**data, first: set_at(data[first], rest, value) if rest else value}


def test_every_value_of_a_programme_is_looked_at(definitions: dict[str, Any]) -> None:
    programme = Programme.model_validate(definitions["eksjo"])
    fields = set(Programme.model_fields) - {"goal", "sources"}

    assert set(values_of(programme)) == {*OTHERS, *FIXED}
    assert {path.partition(".")[0] for path in values_of(programme)} == fields


@settings(max_examples=30)
@given(values=st.fixed_dictionaries({}, optional=OTHERS))
def test_departures_are_the_values_that_differ_and_no_others(
    values: dict[str, Any],
) -> None:
    """Whatever is set: a value that is as shipped is no departure, every other one is."""
    shipped = dict(shipped_file("programme", "eksjo"))
    changed = shipped
    for path, value in values.items():
        changed = set_at(changed, path, value)
    before = values_of(Programme.model_validate(shipped))
    after = values_of(Programme.model_validate(changed))

    found = build(SETTINGS, {"eksjo": changed}, {"name": "test"}, {}).departures

    found = [one for one in found if one.path != "parameters.draws"]
    expected = {path for path in values if before[path] != after[path]}
    assert {(one.programme, one.path) for one in found} == {("eksjo", path) for path in expected}
    assert all((one.was, one.now) == (before[one.path], after[one.path]) for one in found)
    assert is_what_if(found) is bool(expected)


@pytest.mark.parametrize("programmes", ["all", "vetlanda", "[habo,eksjo]"])
def test_shipped_study_has_no_departure(programmes: str) -> None:
    study = load_study([f"programmes={programmes}"])

    assert study.departures == ()
    assert study.label == "baseline"


def test_study_period_alone_is_no_what_if() -> None:
    found = load_study(["end=2020-12-31"]).departures

    assert [(one.path, one.was, one.now) for one in found] == [("end", "2017-06-30", "2020-12-31")]
    assert not is_what_if(found)
    assert assignments(found) == []


OVERRIDES = {
    "vetlanda.back_heaviness=0.2": ("vetlanda.back_heaviness", 0.9, 0.2),
    "vetlanda.referral.per_year=9": ("vetlanda.referral.per_year", 4.3, 9.0),
    "parameters.accept=0.12": ("parameters.accept", None, 0.12),
    "parameters=prior": ("parameters.draws", "posterior", "prior"),
    "economics.price_year=2020": ("economics.price_year", 2017, 2020),
}


@pytest.mark.parametrize("override", OVERRIDES)
def test_override_is_a_departure_from_the_shipped_value(override: str) -> None:
    study = load_study(["programmes=vetlanda", override])
    key, was, now = OVERRIDES[override]

    [found] = study.departures
    assert (found.key, found.was, found.now, found.since) == (key, was, now, None)
    assert found.origin is ValueOrigin.OVERRIDE
    assert study.label == f"baseline, {override}".replace("=9", "=9.0")


def test_rate_is_a_departure_that_changes_no_history() -> None:
    [found] = load_study(["economics.rates.coach_cost.value=650000"]).departures

    assert (found.key, found.now) == ("economics.rates.coach_cost", 650000.0)
    assert is_what_if([found])
    assert not changes_histories([found])


def test_scenario_departs_from_its_day_on_in_each_programme_that_it_changes() -> None:
    study = load_study(["programmes=[eksjo,vetlanda]", "scenario=rapid_search"])

    found = [one for one in study.departures if not one.is_window]
    assert [(one.key, one.now, one.since, one.origin) for one in found] == [
        (f"{name}.back_heaviness", 0.0, date(2017, 7, 1), ValueOrigin.SCENARIO)
        for name in ("eksjo", "vetlanda")
    ]
    assert study.label == "rapid_search"


def test_scenario_that_scales_a_parameter_departs_too() -> None:
    changes = "[{target: parameters.accept, scale: 0.5, since: 2014-01-01}]"
    study = load_study(["programmes=vetlanda", f"scenario.changes={changes}"])

    [found] = [one for one in study.departures if not one.is_window]
    assert found.key == "vetlanda.parameters.accept"
    assert found.now == pytest.approx(found.was / 2)


def test_habits_are_no_departure() -> None:
    """What the programme did itself in 2015 is no change that a study makes."""
    [habit] = shipped_file("programme", "gislaved")["habits"]

    assert habit["since"] == "2015-01-01"
    assert load_study(["programmes=gislaved"]).departures == ()


def test_scenario_departs_from_what_the_habits_make_of_a_programme() -> None:
    change = "{target: target_group, set: daily_activities, since: 2014-01-01}"
    study = load_study(["programmes=gislaved", f"scenario.changes=[{change}]"])

    [found] = [one for one in study.departures if not one.is_window]
    assert (found.was, found.now) == ("disability", "daily_activities")
    assert found.since == date(2014, 1, 1)


def test_own_programme_departs_from_its_own_file(tmp_path: Any, definitions: Any) -> None:
    """A planner's own what-if is one too, though nothing is shipped to compare it with."""
    folder = tmp_path / "programme"
    folder.mkdir()
    (folder / "mytown.yaml").write_text(json.dumps(definitions["vetlanda"] | {"observed": None}))
    words = ["+programme@mytown=mytown", "programmes=mytown"]

    assert load_study(words, config_dir=tmp_path).departures == ()
    [found] = load_study([*words, "mytown.support.weekly=true"], config_dir=tmp_path).departures
    assert (found.key, found.was, found.now) == ("mytown.support.weekly", False, True)
    assert found.origin is ValueOrigin.OVERRIDE


def test_file_of_an_earlier_run_departs_from_what_is_shipped() -> None:
    config = to_plain(load_study(["programmes=vetlanda"]))

    [found] = from_plain(set_at(config, "vetlanda.caseload_norm", 12.0)).departures
    assert (found.key, found.was, found.now) == ("vetlanda.caseload_norm", 20.0, 12.0)
    assert found.origin is ValueOrigin.FILE


def test_departure_survives_being_written() -> None:
    for one in load_study(["vetlanda.posts=[]", "scenario=rapid_search"][1:]).departures:
        assert Departure.from_plain(json.loads(json.dumps(one.to_plain()))) == one


def test_name_of_many_departures_holds_the_first() -> None:
    assert joined_label(["baseline"]) == "baseline"
    assert joined_label(["baseline", "a=1"]) == "baseline, a=1"
    assert joined_label(["baseline", *(f"a{i}=1" for i in range(9))]).endswith("a2=1, and 6 more")
