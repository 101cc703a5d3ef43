"""Setups: one stands for all trials, each is described on its page, and each can be composed."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import sesim
from sesim.validation.comparison import configured
from sesim.validation.counts import COUNTS
from sesim.validation.figures import TRIALS, ReferenceFigure, shipped_figures
from sesim.validation.measures import MEASURES, parts_of
from sesim.validation.setups import (
    NINE,
    SETUPS,
    TWICE_THE_FOCUS,
    WITHOUT_COUNTS,
    YEARS,
    overrides,
)

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "reference_figures.md"

TRIAL = "high_fidelity"
DELAYED = "preparation_first"
"""The trials of preparation first are about the same services, begun later."""

PARTS_THAT_DIFFER = {"ips_psykosvard.back_heaviness", "ips_psykosvard.mapping"}


def trials_elsewhere(figures: Iterable[ReferenceFigure]) -> Iterator[str]:
    """Yield the figures of trials that are computed in another setup than that of all trials."""
    for one in figures:
        used = {one.setup, *(part.setup for part in MEASURES[one.name].parts)}
        if one.source in TRIALS and not used <= {TRIAL, DELAYED}:
            yield one.name


def test_one_setup_stands_for_all_trials() -> None:
    figures = shipped_figures()

    assert list(trials_elsewhere(figures)) == []
    assert {one.source for one in figures if one.setup == TRIAL} == TRIALS - {"crowther2001"}
    changed = SETUPS[TRIAL].changes.items() ^ SETUPS[DELAYED].changes.items()
    assert {key for key, _ in changed} <= PARTS_THAT_DIFFER


def test_a_trial_in_another_setup_is_found() -> None:
    planted = [
        one.model_copy(update={"setup": "young_disability_benefit"})
        if one.name == "work_12_months"
        else one
        for one in shipped_figures()
    ]

    assert list(trials_elsewhere(planted)) == ["work_12_months"]


def test_every_figure_has_a_measure_in_setups_that_are_described() -> None:
    names = [one.name for one in shipped_figures()]
    parts = parts_of(names)

    assert sorted(MEASURES) == sorted(names)
    assert set(parts) <= set(SETUPS)
    assert {part.what for some in parts.values() for part in some} <= set(COUNTS)
    described = {name for one in shipped_figures() for name in configured(one)}
    shown = {name for one in described for name in SETUPS[one].shows}
    assert described | shown | {YEARS} == set(SETUPS)


def test_the_parts_of_a_figure_are_simulated_with_the_same_draws() -> None:
    """Otherwise a ratio would be one of two different draws."""
    for measure in MEASURES.values():
        assert len({SETUPS[part.setup].every for part in measure.parts}) == 1


def test_the_page_describes_every_setup_as_the_program_does() -> None:
    page = PAGE.read_text(encoding="utf-8")

    for name, setup in SETUPS.items():
        assert f"| `{name}` | {setup.how} |" in page


@pytest.mark.parametrize("name", ["high_fidelity", "quarter_posts", "daily_activities", YEARS])
def test_a_setup_can_be_composed(name: str) -> None:
    study = sesim.load_study(["parameters=register", *overrides(SETUPS[name].changes)])

    assert study.programmes


def test_twice_the_focus_is_twice_that_of_the_files() -> None:
    files = sesim.load_study(["parameters=register"]).programmes

    assert {name: 2 * files[name].employer_focus for name in NINE} == {
        name: float(value) for name, value in TWICE_THE_FOCUS.items()
    }
    assert set(WITHOUT_COUNTS).isdisjoint(NINE)
    assert {*WITHOUT_COUNTS, *NINE, "tranas"} == set(sesim.load_study("programmes=all").programmes)
