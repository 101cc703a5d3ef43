"""Own counts beside published ones, and counts that the prior is fitted to already."""

from datetime import date

import pytest

import sesim
from sesim.calibration.own_targets import chosen
from sesim.calibration.targets import Target, TargetRole, Targets
from sesim.runs.draws import load
from sesim.study import Study, StudyError
from sesim.study.frozen import unchecked

WHERE = "calibration.targets"
OBSERVED = {"participants": 30, "employed": 9, "ongoing": 14, "until": "2015-12-31"}


def with_mytown(**changes: object) -> Study:
    """Return a study of a shipped programme, and of one with own counts that begins later."""
    values = {f"habo.{key}": value for key, value in {"observed": OBSERVED, **changes}.items()}
    study = sesim.load_study(["programmes=[eksjo,habo]", "parameters=register"])
    study = study.replace({"habo.since": "2014-01-01", **values})
    programmes = {"eksjo": study.programmes["eksjo"], "mytown": study.programmes["habo"]}
    return unchecked(study, programmes=programmes)


def published(programme: str, role: TargetRole = TargetRole.FIT) -> list[Target]:
    return [
        Target(
            programme=programme, quantity=quantity, value=value, value_high=None,
            denominator=None, window_start=date(2012, 1, 1), window_end=date(2017, 5, 31),
            source="activa2017", page="SUS table", quality="high", role=role,
        )
        for quantity, value in (("participants", 36), ("employed", 14), ("ongoing", 8))
    ]  # fmt: skip


def test_own_counts_have_a_window_of_their_own_beside_the_published_ones() -> None:
    study = with_mytown()

    rows, used = chosen(published("eksjo"), study, None, WHERE)
    targets = Targets(rows)
    targets.check(study)

    assert used == []
    assert targets.programmes == ("eksjo", "mytown")
    assert targets.own == ["mytown"]
    assert targets.counts() == [(36, 14, 8), (30, 9, 14)]
    assert targets.ends() == {"eksjo": date(2017, 5, 31), "mytown": date(2015, 12, 31)}


def test_a_row_of_the_file_goes_before_the_programmes_own_counts() -> None:
    study = with_mytown()
    rows, _ = chosen([*published("eksjo"), *published("mytown")], study, None, WHERE)

    assert Targets(rows).own == []


def test_programmes_without_own_counts_add_nothing() -> None:
    rows, _ = chosen(published("eksjo"), sesim.load_study(), None, WHERE)

    assert rows == published("eksjo")


def test_counts_that_the_prior_is_fitted_to_are_left_out() -> None:
    checked = published("eksjo", TargetRole.VALIDATE)
    file = [*published("eksjo"), *checked, *published("vetlanda", TargetRole.VALIDATE)]

    rows, used = chosen(file, with_mytown(), load("posterior"), WHERE)

    assert used == ["eksjo", "vetlanda"]
    targets = Targets(rows)
    assert targets.programmes == ("mytown",)
    assert targets.to_validate() == checked


def test_a_prior_that_is_fitted_to_everything_is_refused() -> None:
    study = sesim.load_study(["programmes=[eksjo]", "parameters=register"])

    with pytest.raises(StudyError, match="no count may be used twice"):
        chosen(published("eksjo"), study, load("posterior"), WHERE)


def test_own_counts_from_before_the_study_are_refused() -> None:
    with pytest.raises(StudyError, match="counts begin on the programme's first"):
        chosen([], with_mytown(since="2011-01-01"), None, WHERE)


def test_a_count_of_the_prior_cannot_come_in_by_another_way() -> None:
    assert Targets(published("eksjo")).used_in(load("posterior")) == ["eksjo"]
    assert Targets(published("mytown")).used_in(load("posterior")) == []
