"""Which settings a page has: counted by hand, found as scenarios, refused where impossible."""

from itertools import combinations
from math import prod

import pytest
from tests.whatif.tiny import CELLS, STUDY, TINY

from sesim.cli.whatif.request import load_what_if
from sesim.study import StudyError
from sesim.whatif.grid import MOST
from sesim.whatif.levers import NOW

SHIPPED = ("programmes=vetlanda",)


def elementary(sizes: list[int], degree: int) -> int:
    """Return in how many ways so many levers can differ, given other values of each."""
    return sum(prod(some) for some in combinations(sizes, degree))


def test_the_shipped_page_has_every_setting_of_at_most_three_changes() -> None:
    grid = load_what_if(SHIPPED).grid
    others = {lever.name: len(lever.options) - 1 for lever in grid.levers}
    ways, caseload = (
        [others[grid.levers[i].name] for i in places] for places in grid.tabs.values()
    )
    both = 1 + others["posts"]  # settings that are in both tabs
    expected = sum(elementary(ways, n) + elementary(caseload, n) for n in range(4)) - both

    assert ways == [4, 2, 4, 2, 2]
    assert caseload == [2, 4]
    assert len(grid.cells) == expected == 301 <= MOST


def test_all_settings_fit_on_a_page_that_asks_for_them() -> None:
    grid = load_what_if((*SHIPPED, "together=5")).grid

    assert len(grid.cells) == 5 * 3 * 5 * 3 * 3 + 2 * 5 <= MOST  # ways of working, and caseloads


def test_how_it_is_now_comes_first_and_no_setting_comes_twice() -> None:
    grid = load_what_if(TINY).grid
    places = [cell.places for cell in grid.cells]

    assert places[0] == tuple(lever.now for lever in grid.levers)
    assert all(lever.options[lever.now].code == NOW for lever in grid.levers)
    assert len(set(places)) == len(places) == CELLS
    assert [cell.number for cell in grid.cells] == list(range(CELLS))
    assert not grid.cells[0].scenario.changes


def test_a_page_without_a_day_begins_where_the_counts_end() -> None:
    grid = load_what_if(SHIPPED).grid

    assert str(grid.since) == "2017-07-01"
    assert str(grid.study.settings.plan_start) == "2017-07-01"
    assert str(grid.study.settings.end) == "2022-06-30"


def test_a_later_study_begins_with_the_change() -> None:
    grid = load_what_if(("programmes=vetlanda", "start=2026-01-01")).grid

    assert str(grid.since) == "2026-01-01"
    assert grid.study.settings.plan_start is None
    assert str(grid.study.settings.end) == "2030-12-31"


def test_presets_are_what_shipped_scenarios_lead_to() -> None:
    grid = load_what_if(SHIPPED).grid
    found = {
        preset.name: {
            lever.name: lever.options[place].code
            for lever, place in zip(grid.levers, grid.cells[preset.cell].places, strict=True)
            if place != lever.now
        }
        for preset in grid.presets
    }

    assert found == {
        "back_heavy": {"back_heaviness": "1"},
        "rapid_search": {"back_heaviness": "0"},
        "short_placements": {"placement_length": "0.5"},
        "long_placements": {"placement_length": "2"},
        "full_time_roles": {"posts": "whole"},
        "part_time_roles": {"posts": "quarters"},
        "motivated_intake": {"motivation_policy": "close"},
        "employer_focus": {"employer_focus": "1"},
        "caseload_15": {"caseload_norm": "15"},
        "caseload_25": {"caseload_norm": "25"},
    }


def test_a_value_that_is_so_already_is_not_offered_twice() -> None:
    grid = load_what_if(
        (*STUDY, "levers={back_heaviness: [0.9, 0]}", "tabs={ways: [back_heaviness], caseload: []}")
    )

    assert [one.code for one in grid.grid.levers[0].options] == ["0", NOW]


def test_levers_and_tabs_without_a_choice_are_left_out() -> None:
    grid = load_what_if((*STUDY, "levers={posts: [], employer_focus: [0.375]}", "together=1")).grid

    assert [lever.name for lever in grid.levers] == [
        "back_heaviness", "placement_length", "motivation_policy", "caseload_norm",
    ]  # fmt: skip
    assert grid.tabs == {"ways": (0, 1, 2), "caseload": (3,)}


def test_posts_grow_and_shrink_to_what_the_page_says() -> None:
    grid = load_what_if(
        (*STUDY, "levers={posts: [0.5, -0.5]}", "tabs={ways: [posts], caseload: []}")
    ).grid
    scales = {
        option.code: option.changes[0].set for option in grid.levers[0].options if option.changes
    }

    assert grid.levers[0].size == 1.0  # two half-time posts
    assert scales == {"0.5": 1.5, "-0.5": 0.5}


def test_posts_that_cannot_shrink_are_left_out_with_the_reason() -> None:
    grid = load_what_if(
        (*STUDY, "levers={posts: [-1, -0.5]}", "tabs={ways: [posts], caseload: []}")
    ).grid

    assert [one.code for one in grid.levers[0].options] == ["-0.5", NOW]
    assert grid.levers[0].impossible == ((-1, "posts: none would be left"),)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*STUDY, "together=0"), "whatif.together: should be greater than or equal to 1 (got 0)"),
        ((*STUDY, "since=2014-01-01"), "whatif.since: should be from 2015-01-01 to 2017-12-31"),
        ((*STUDY, "levers={x: [1]}"), "levers: x: unknown lever"),
        ((*STUDY, "tabs={a: [fte]}"), "tabs.a: should be a lever of levers (got 'fte')"),
        ((*STUDY, "tabs={ways: [], caseload: []}"), "whatif: offers nothing to choose; give"),
        (
            (*STUDY, "together=6", "levers={caseload_norm: [9, 10, 11, 12, 13, 14, 15, 16, 17]}"),
            f"combinations, and at most {MOST} fit on a page",
        ),
        (
            (*STUDY, "levers={posts: [0, 0]}", "tabs={ways: [posts], caseload: []}"),
            "a value is there twice",
        ),
    ],
)
def test_bad_input_is_one_message(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(StudyError) as error:
        load_what_if(arguments)

    assert said in str(error.value)


@pytest.mark.parametrize(
    ("lever", "said"),
    [
        ("back_heaviness: [2]", "whatif.levers.back_heaviness: should be from 0 to 1 (got 2)"),
        ("motivation_policy: [x]", "should be one of close, motivate, open (got x)"),
        ("posts: [x]", "should be a number or one of whole, halves, quarters (got x)"),
        ("placement_length: [0]", "whatif.levers.placement_length: should be above 0 (got 0)"),
        ("caseload_norm: [many]", "whatif.levers.caseload_norm: should be a number (got many)"),
    ],
)
def test_values_that_no_programme_can_have_are_refused(lever: str, said: str) -> None:
    with pytest.raises(StudyError) as error:
        load_what_if((*STUDY, f"levers={{{lever}}}"))

    assert said in str(error.value)
