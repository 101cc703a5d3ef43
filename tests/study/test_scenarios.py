"""The scenarios' files: valid everywhere, sourced, and different from the baseline."""

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.model.small_studies import PROGRAMME

from sesim.study import Scenario, Study, StudyError, build
from sesim.study.field_types import LATEST
from sesim.study.regimes import Regime

FILES = sorted((Path(__file__).parents[2] / "conf" / "scenario").glob("*.yaml"))
LIBRARY: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in FILES
}
UNCHANGED = {"baseline", "placebo"}
CHANGED = sorted(set(LIBRARY) - UNCHANGED)
WANTED = {
    *("baseline", "placebo", "back_heavy", "rapid_search", "part_time_roles", "full_time_roles"),
    *("employer_specialist", "motivated_intake", "motivational_work", "no_in_house_training"),
    *("short_placements", "long_placements", "employer_focus", "caseload_15", "caseload_25"),
    *("marketing", "recession", "boom", "subsidy_cut", "no_transition_jobs"),
    *("time_limited_support", "case_management", "ips_team", "coach_turnover"),
    *("longer_preparation", "shorter_preparation", "jobs_at_once", "placements_first"),
    *("informed_referrers", "daily_activities_users", "coming_back", "separate_meetings"),
}
START, END = "2012-01-01", "2022-06-30"
PLAN_START = date(2017, 7, 1)

Built = Callable[..., Study]


@pytest.fixture(scope="module")
def built(definitions: Mapping[str, Any]) -> Built:
    """Build a study of all shipped programmes, and one of a user's own, under a scenario."""

    def built(scenario: Mapping[str, Any], programmes: Any = "all") -> Study:
        settings = {"programmes": programmes, "start": START, "end": END}
        settings |= {"replications": 1, "seed": 1}
        return build(settings, {**definitions, "mytown": PROGRAMME}, scenario, {})

    return built


def from_the_start(scenario: Mapping[str, Any]) -> dict[str, Any]:
    """Return a scenario as `scenario.since=null` makes it."""
    return {**deepcopy(dict(scenario)), "since": None}


def states(regimes: tuple[Regime, ...]) -> list[tuple[Any, Any]]:
    return [(regime.programme, dict(regime.parameters)) for regime in regimes]


def affected(study: Study, baseline: Study) -> set[str]:
    """Return the programmes that are not on every day of the window as they are in another."""
    end = study.settings.end
    return {
        name
        for name in study.programmes
        if any(
            state not in states(baseline.regimes(name))
            for state in states(tuple(r for r in study.regimes(name) if r.since <= end))
        )
    }


def test_the_library_is_there() -> None:
    assert set(LIBRARY) == WANTED


# --- what the files say --------------------------------------------------------------------------


@pytest.mark.parametrize("name", LIBRARY)
def test_a_file_is_named_after_its_scenario(name: str) -> None:
    assert Scenario.model_validate(LIBRARY[name]).name == name


@pytest.mark.parametrize("name", sorted(set(LIBRARY) - {"baseline"}))
def test_why_in_one_line_from_when_and_on_what_evidence(
    name: str, unexplained: Callable[[str], list[str]]
) -> None:
    scenario = LIBRARY[name]

    assert re.fullmatch(r"[A-Z][^.\n]{20,120}\.", scenario["rationale"])
    assert re.fullmatch(r"[A-Z][^.\n]{5,40}", scenario["title"])
    assert unexplained(scenario["evidence"]) == []
    assert name == "placebo" or re.fullmatch(r"[A-Z][^.\n]{20,120}\.", scenario["assumes"])
    assert scenario["since"] == PLAN_START.isoformat()


@pytest.mark.parametrize("name", CHANGED)
def test_round_numbers_are_called_assumptions(name: str) -> None:
    """Whatever is scaled or set to a size that no source gives."""
    sizes = [c for c in LIBRARY[name]["changes"] if c.get("scale") or c["target"] == "job_kinds"]

    assert not sizes or "assumption" in LIBRARY[name]["evidence"]


# --- where they can be used ----------------------------------------------------------------------


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "from the start"])
@pytest.mark.parametrize("name", LIBRARY)
def test_a_scenario_is_valid_for_each_programme_and_for_all(
    name: str, dated: bool, built: Built
) -> None:
    scenario = LIBRARY[name] if dated else from_the_start(LIBRARY[name])
    together = built(scenario)

    for programme in together.programmes:
        alone = built(scenario, [programme])
        assert states(alone.regimes(programme)) == states(together.regimes(programme))


def test_a_scenario_that_fits_some_programmes_only_would_be_refused(built: Built) -> None:
    """A planted error: half the subsidised jobs gone, and nothing in their place."""
    half = {"ordinary": 0.3, "subsidised": 0.3, "transition": 0.0, "temporary": 0.1}
    halved = {**LIBRARY["subsidy_cut"], "changes": [{"target": "job_kinds", "set": half}]}

    with pytest.raises(StudyError, match="the shares must sum to 1"):
        built(halved)


@pytest.mark.parametrize("name", CHANGED)
def test_a_scenario_changes_something(name: str, built: Built) -> None:
    assert affected(built(from_the_start(LIBRARY[name])), built(LIBRARY["baseline"]))


@pytest.mark.parametrize("name", sorted(UNCHANGED))
def test_what_should_change_nothing_changes_nothing(name: str, built: Built) -> None:
    assert affected(built(from_the_start(LIBRARY[name])), built(LIBRARY["baseline"])) == set()


def test_a_scenario_that_changes_nothing_would_be_noticed(built: Built) -> None:
    """A planted error: Habo's placements are set to what they are."""
    change = {"target": "placement.months", "programmes": ["habo"], "set": 30.0}
    nothing = {**LIBRARY["short_placements"], "changes": [change]}
    something = {**nothing, "changes": [{**change, "set": 29.0}]}

    assert affected(built(nothing), built(LIBRARY["baseline"])) == set()
    assert affected(built(something), built(LIBRARY["baseline"])) == {"habo"}


@pytest.mark.parametrize("name", CHANGED)
def test_the_past_is_common(name: str, built: Built) -> None:
    plan, baseline = built(LIBRARY[name]), built(LIBRARY["baseline"])

    for programme in plan.programmes:
        past = tuple(r for r in plan.regimes(programme) if r.since < PLAN_START)
        assert states(past) == states(baseline.regimes(programme))


def test_the_placebo_lies_after_every_window() -> None:
    placebo = Scenario.model_validate(LIBRARY["placebo"])

    assert placebo.placebo
    assert [change.since for change in placebo.changes] == [date(LATEST, 1, 1) - timedelta(1)]
    assert not any(Scenario.model_validate(LIBRARY[name]).placebo for name in CHANGED)


# --- what they make of the programmes ------------------------------------------------------------


def last(study: Study, name: str) -> Any:
    return study.regimes(name)[-1].programme


def jobs(programme: Any) -> tuple[float, float, float, float]:
    kinds = programme.job_kinds
    return kinds.ordinary, kinds.subsidised, kinds.transition, kinds.temporary


def test_half_of_the_subsidised_jobs_become_ordinary(
    built: Built, definitions: Mapping[str, Any]
) -> None:
    """In every shipped programme, so that a changed file must be followed by the scenario."""
    cut, baseline = built(LIBRARY["subsidy_cut"]), built(LIBRARY["baseline"])

    for name in definitions:
        ordinary, subsidised, transition, temporary = jobs(last(baseline, name))
        half = subsidised / 2
        expected = (ordinary + half, half, transition, temporary)
        assert jobs(last(cut, name)) == pytest.approx(expected), name


def test_without_transition_jobs_the_others_keep_their_proportion(
    built: Built, definitions: Mapping[str, Any]
) -> None:
    plan, baseline = built(LIBRARY["no_transition_jobs"]), built(LIBRARY["baseline"])

    for name in definitions:
        ordinary, subsidised, transition, temporary = jobs(last(baseline, name))
        rest = 1 - transition
        expected = (ordinary / rest, subsidised / rest, 0.0, temporary / rest)
        assert jobs(last(plan, name)) == pytest.approx(expected, abs=5e-4), name
        assert transition > 0 or jobs(last(plan, name)) == jobs(last(baseline, name))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("back_heavy", lambda p: p.back_heaviness, {1.0}),
        ("rapid_search", lambda p: p.back_heaviness, {0.0}),
        ("longer_preparation", lambda p: (p.mapping.value, p.back_heaviness), {("long", 1.0)}),
        ("shorter_preparation", lambda p: (p.mapping.value, p.back_heaviness), {("short", 0.0)}),
        ("jobs_at_once", lambda p: p.placement.aim.value, {"jobs"}),
        ("placements_first", lambda p: p.placement.aim.value, {"placements"}),
        ("informed_referrers", lambda p: p.referral.knowledge, {1.0}),
        ("daily_activities_users", lambda p: p.target_group.value, {"daily_activities"}),
        ("coming_back", lambda p: p.support.return_share, {0.3}),
        ("part_time_roles", lambda p: p.post_size, {0.25}),
        ("full_time_roles", lambda p: p.post_size, {1.0}),
        ("employer_specialist", lambda p: p.role_split, {True}),
        ("motivated_intake", lambda p: p.motivation_policy.value, {"close"}),
        ("motivational_work", lambda p: p.motivation_policy.value, {"motivate"}),
        ("no_in_house_training", lambda p: p.training.share, {0.0}),
        ("employer_focus", lambda p: p.employer_focus, {1.0}),
        ("caseload_15", lambda p: p.caseload_norm, {15.0}),
        ("caseload_25", lambda p: p.caseload_norm, {25.0}),
        ("case_management", lambda p: p.social_work_share, {0.0}),
        ("ips_team", lambda p: p.referral.route.value, {"direct"}),
        ("time_limited_support", lambda p: p.support.limit_months, {4.0}),
        ("time_limited_support", lambda p: p.support.jobless_limit_months, {9.0}),
        ("time_limited_support", lambda p: p.support.open_ended, {False}),
        ("no_transition_jobs", lambda p: p.job_kinds.transition, {0.0}),
    ],
)
def test_everyone_works_as_in_the_scenario(
    name: str, value: Callable[[Any], Any], expected: set[Any], built: Built
) -> None:
    study = built(LIBRARY[name])

    assert {value(last(study, programme)) for programme in study.programmes} == expected


@pytest.mark.parametrize(
    ("name", "value", "factor"),
    [
        ("short_placements", lambda p: p.placement.months, 0.5),
        ("long_placements", lambda p: p.placement.months, 2.0),
        ("marketing", lambda p: p.referral.per_year, 1.3),
        ("recession", lambda p: p.labour_market.unemployment, 1.6),
        ("boom", lambda p: p.labour_market.unemployment, 0.4),
    ],
)
def test_everyone_s_number_is_scaled(
    name: str, value: Callable[[Any], float], factor: float, built: Built
) -> None:
    plan, baseline = built(LIBRARY[name]), built(LIBRARY["baseline"])

    for programme in plan.programmes:
        before, after = (value(last(study, programme)) for study in (baseline, plan))
        assert after == pytest.approx(factor * before)


def test_the_labour_market_moves_within_the_county(built: Built) -> None:
    """A place at the county's rate comes to that of the county's worst and best place."""
    worst, best = (last(built(LIBRARY["baseline"]), name) for name in ("nassjo", "habo"))

    for name, place in (("recession", worst), ("boom", best)):
        study = built(LIBRARY[name], ["gnosjo"])
        assert last(study, "gnosjo").labour_market.unemployment == pytest.approx(
            place.labour_market.unemployment, rel=0.05
        )
