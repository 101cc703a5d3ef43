"""Comparisons: a wrong model is found out, and no figure counts that the model was chosen with."""

from collections.abc import Mapping, Sequence

import pytest

import sesim
from sesim.outcomes.shares import wilson
from sesim.runs.draws import drawn
from sesim.validation import simulation
from sesim.validation.agreement import Agreement
from sesim.validation.comparison import Evidence, FigureComparison, around, compare, configured
from sesim.validation.counts import Numbers
from sesim.validation.figures import FigureRole, shipped_figures
from sesim.validation.lives import Counted
from sesim.validation.measures import CountedPart, parts_of
from sesim.validation.setups import SETUPS, overrides
from sesim.validation.tables import comparisons

FIGURES = {one.name: one for one in shipped_figures()}

Counting = Mapping[CountedPart, Sequence[Numbers]]


def compared(name: str, numbers: Counting) -> FigureComparison:
    [found] = compare([FIGURES[name]], numbers)
    return found


def tallies(name: str, *shares: float) -> Counting:
    """Return what the parts of a figure came to, the same in twenty draws of 10 000 people."""
    [parts] = [[part for some in parts_of([name]).values() for part in some]]
    return {
        part: [(10_000 * share, 10_000.0)] * 20 for part, share in zip(parts, shares, strict=True)
    }


def test_a_model_that_is_right_is_inside_and_one_that_is_wrong_is_outside() -> None:
    right = compared("start_up_work", tallies("start_up_work", 0.12))
    wrong = compared("start_up_work", tallies("start_up_work", 0.3))

    assert (right.verdict, wrong.verdict) == (Agreement.INSIDE, Agreement.OUTSIDE)
    assert right.evidence is Evidence.YES
    difference = tallies("difference_cooperation", 0.26, 0.18)
    assert compared("difference_cooperation", difference).verdict is Agreement.INSIDE
    same = tallies("difference_cooperation", 0.26, 0.26)
    assert compared("difference_cooperation", same).verdict is Agreement.OUTSIDE


def test_a_setup_whose_lives_never_work_turns_the_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the model, and not of its numbers."""
    study = sesim.load_study(overrides(SETUPS["high_fidelity"].changes))
    draws = drawn(study)
    assert draws is not None
    [part] = parts_of(["work_18_months"])["high_fidelity"]

    def verdict() -> Agreement:
        numbers = [
            part.numbers(simulation.counted_in(draws.study(study, draw), draw)) for draw in range(6)
        ]
        return compared("work_18_months", {part: numbers}).verdict

    whole = simulation.count
    before = verdict()

    def idle(columns: Mapping[str, list[object]], horizon: float) -> Counted:
        found = whole(columns, horizon)
        for life in found.lives:
            life.jobs.clear()
        return found

    monkeypatch.setattr(simulation, "count", idle)

    assert (before, verdict()) == (Agreement.INSIDE, Agreement.OUTSIDE)


def test_nothing_that_nobody_was_counted_for_is_predicted() -> None:
    [part] = parts_of(["start_up_work"])["start_up_32"]

    assert compared("start_up_work", {part: [(0.0, 0.0)] * 3}).verdict is Agreement.CANNOT_TELL


def test_figures_that_were_chosen_with_or_seen_are_no_evidence() -> None:
    chosen = compared("work_12_months", tallies("work_12_months", 0.42))
    seen = compared("cooperation_15_months", tallies("cooperation_15_months", 0.18))

    assert chosen.verdict is seen.verdict is Agreement.INSIDE
    assert chosen.evidence is seen.evidence is Evidence.NO
    assert (chosen.low, chosen.high) == FIGURES["work_12_months"].band()


def test_a_figure_has_the_interval_of_its_people() -> None:
    assert around(FIGURES["start_up_work"]) == wilson(120, 1000, 0.9)
    low, high = around(FIGURES["difference_case_management"])
    assert low is not None
    assert high is not None
    assert (low + high) / 2 == pytest.approx(0.055)
    assert high - low == pytest.approx(2 * 1.645 * (0.26 * 0.74 + 0.205 * 0.795) ** 0.5 / 354**0.5,
                                       rel=1e-3)  # fmt: skip
    assert around(FIGURES["median_days_to_job"]) == (None, None)


def test_a_difference_names_both_setups_and_a_ratio_within_one_only_that() -> None:
    assert configured(FIGURES["difference_cooperation"]) == [
        "young_disability_benefit", "cooperation",
    ]  # fmt: skip
    assert configured(FIGURES["motivation_share"]) == ["gnosjo"]
    assert configured(FIGURES["eksjo_trials"]) == ["eksjo"]


def test_a_table_tells_what_a_miss_teaches_and_nothing_of_a_hit() -> None:
    found = [compared("start_up_work", tallies("start_up_work", share)) for share in (0.12, 0.3)]
    table = comparisons(found, [])

    assert table["verdict"].tolist() == ["inside", "outside"]
    assert table["teaches"].isna().tolist() == [True, False]
    assert table["counts_as_evidence"].tolist() == ["yes", "yes"]
    assert table["reference"].tolist() == [0.12, 0.12]


def test_every_miss_that_is_known_has_its_lesson() -> None:
    kept = [one for one in shipped_figures() if one.role is FigureRole.VALIDATE]

    assert len(kept) == 7
    assert sum(one.teaches is not None for one in kept) == 4
