"""Reference figures: each has one use and a source; what they can say was fixed beforehand."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesim.outcomes.shares import wilson
from sesim.study import StudyError
from sesim.validation.agreement import Agreement, agreement, is_chosen_well
from sesim.validation.figures import (
    SHIPPED,
    FigureRole,
    FigureUnit,
    ReferenceFigure,
    Relation,
    read_reference_figures,
)

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "reference_figures.md").read_text(encoding="utf-8")
SETUPS = PAGE.partition("## What stands for what")[2]


@dataclass
class Plain:
    name: str = "one"
    setup: str = "high_fidelity"
    quantity: str = "had a job"
    months: float | None = None
    unit: str = "share"
    value: float = 0.4
    low: float | None = None
    high: float | None = None
    yes: int | None = None
    of: int | None = None
    relation: str = "near"
    role: str = "validate"
    source: str = "activa2017"
    place: str = "here"


def figure(**changes: Any) -> ReferenceFigure:
    return ReferenceFigure.model_validate(vars(Plain(**changes)))


@pytest.fixture(scope="module")
def shipped() -> list[ReferenceFigure]:
    return read_reference_figures()


def test_every_figure_has_one_use_a_setup_and_a_source(shipped: list[ReferenceFigure]) -> None:
    sources = (ROOT / "docs" / "reference" / "sources.md").read_text(encoding="utf-8")

    assert len({one.name for one in shipped}) == len(shipped)
    assert {one.source for one in shipped} <= set(re.findall(r"^### (\w+)$", sources, re.M))
    assert {one.setup for one in shipped} <= set(re.findall(r"^\| `(\w+)` \| ", SETUPS, re.M))
    assert {one.role for one in shipped} == set(FigureRole)


def test_no_figure_that_was_chosen_with_validates_too(shipped: list[ReferenceFigure]) -> None:
    """The same setup, quantity and time may stand in one role only."""
    of = {role: {(o.setup, o.quantity, o.months) for o in shipped if o.role is role}
          for role in FigureRole}  # fmt: skip

    assert of[FigureRole.CHOOSE] & of[FigureRole.VALIDATE] == set()
    assert all(
        one.relation is Relation.NEAR for one in shipped if one.role is not FigureRole.CHOOSE
    )


def test_a_band_is_that_of_the_source_else_of_the_counts_else_a_fifth() -> None:
    assert figure(low=0.3, high=0.6).band() == (0.3, 0.6)
    assert figure(yes=4, of=10).band() == wilson(4, 10, 0.9)
    assert figure(value=0.5).band() == pytest.approx((0.4, 0.6))
    assert figure(relation="more").band() == (0.4, float("inf"))
    assert figure(relation="less").band() == (float("-inf"), 0.4)


def test_what_lies_in_the_band_was_chosen_well() -> None:
    one = figure(value=0.5, role="choose")

    assert is_chosen_well(one, 0.41)
    assert not is_chosen_well(one, 0.39)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"value": 1.2}, "a share should be between 0 and 1 (got 1.2)"),
        ({"unit": "days", "value": 0.0}, "value: should be positive (got 0)"),
        ({"yes": 3}, "should be given together"),
        ({"low": 0.3}, "should be given together"),
        ({"yes": 3, "of": 10}, "0.4 is not 3 of 10"),
        ({"yes": 4, "of": 10, "low": 0.1, "high": 0.9}, "cannot both be given"),
        ({"low": 0.5, "high": 0.9}, "0.4 is not between low and high"),
        ({"role": "both"}, "role"),
        ({"name": "Two words"}, "name"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        figure(**changes)


def test_a_bad_file_is_one_message_with_every_line(tmp_path: Path) -> None:
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace("choose", "tune")
    lines[2] = lines[2].replace("0.46", "1.46")
    path = tmp_path / "mine.csv"
    path.write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(StudyError) as refused:
        read_reference_figures(path)
    told = refused.value.problems
    assert [problem.partition(":")[0] for problem in told] == ["mine.csv"] * 2
    assert "line 2" in told[0]
    assert "line 3" in told[1]


# --- agreement ------------------------------------------------------------------------------------


def test_inside_outside_and_too_wide_to_tell() -> None:
    one = figure(value=0.4)  # its odds are 2 to 3; half of them 0.25, twice 0.571

    assert agreement(one, 0.3, 0.5) is Agreement.INSIDE
    assert agreement(one, 0.2, 0.5) is Agreement.INSIDE  # it would have excluded twice the odds
    assert agreement(one, 0.41, 0.9) is Agreement.OUTSIDE
    assert agreement(one, 0.25, 0.58) is Agreement.CANNOT_TELL
    assert agreement(one, 0.0, 1.0) is Agreement.CANNOT_TELL


def test_a_difference_cannot_tell_with_zero_and_twice_as_much() -> None:
    one = figure(unit="difference", value=0.08)

    assert agreement(one, 0.01, 0.3) is Agreement.INSIDE
    assert agreement(one, -0.01, 0.15) is Agreement.INSIDE
    assert agreement(one, -0.01, 0.17) is Agreement.CANNOT_TELL
    assert agreement(figure(unit="difference", value=-0.08), -0.2, 0.1) is Agreement.CANNOT_TELL


@given(
    unit=st.sampled_from(FigureUnit),
    value=st.floats(0.02, 0.98),
    ends=st.tuples(st.floats(-1, 2), st.floats(-1, 2)).map(sorted),
    more=st.floats(0, 1),
)
def test_a_wider_prediction_never_agrees_better(
    unit: FigureUnit, value: float, ends: list[float], more: float
) -> None:
    """Nobody can turn a figure from outside, or from "cannot tell", to inside by being vaguer."""
    one = figure(unit=unit, value=value)
    before = agreement(one, *ends)
    after = agreement(one, ends[0] - more, ends[1] + more)

    if before is Agreement.CANNOT_TELL:
        assert after is Agreement.CANNOT_TELL
    if before is Agreement.INSIDE:
        assert after is not Agreement.OUTSIDE


def test_a_figure_is_used_for_its_role_alone() -> None:
    with pytest.raises(ValueError, match="is not a figure to choose"):
        is_chosen_well(figure(), 0.4)
    with pytest.raises(ValueError, match="is not a figure to validate"):
        agreement(figure(role="choose"), 0.3, 0.5)
    with pytest.raises(ValueError, match="is empty"):
        agreement(figure(), 0.5, 0.3)
