"""Counts that a calibration left out: those of the experiment are shipped, by the same rule."""

import runpy
from pathlib import Path

import pytest

from sesim.study import StudyError
from sesim.validation.agreement import Agreement
from sesim.validation.left_out import (
    SHIPPED,
    LeftOutKind,
    left_out_of,
    shipped_left_out,
)

EXPERIMENTS = Path(__file__).parents[2] / "experiments"


def test_what_is_shipped_is_what_the_experiment_found() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(EXPERIMENTS))
        experiment = runpy.run_path(str(EXPERIMENTS / "calibration" / "run.py"))

    text = experiment["left_out_text"](EXPERIMENTS / "calibration")

    assert text == SHIPPED.read_text(encoding="utf-8")


def test_a_count_that_cannot_be_missed_proves_nothing() -> None:
    [nobody] = [one for one in shipped_left_out() if one.value == 0]

    assert nobody.verdict is Agreement.CANNOT_TELL


def test_the_middle_stands_for_a_published_range(tmp_path: Path) -> None:
    (tmp_path / "leave_one_out.csv").write_text(
        "programme,quantity,observed,mean,low,high,inside,tail\na,employed,7,8,5,12,True,0.4\n"
    )
    (tmp_path / "validation.csv").write_text(
        "programme,quantity,value,value_high,mean,low,high,within\n"
        "a,weeks_to_job_if_employed,52,104,36,21,57,0.1\n"
        "b,weeks_to_job_if_employed,52,,50,40,60,1\n"
    )

    count, span, single = left_out_of(tmp_path, "calibration")

    assert (count.kind, count.verdict) == (LeftOutKind.PROGRAMME, Agreement.INSIDE)
    assert (span.value, span.low, span.high, span.verdict) == (78, 52, 104, Agreement.OUTSIDE)
    assert (single.value, single.low, single.verdict) == (52, None, Agreement.INSIDE)


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"leave_one_out\.csv: "):
        left_out_of(tmp_path, "calibration")
    (tmp_path / "leave_one_out.csv").write_text("a,b\n1,2\n")
    with pytest.raises(StudyError, match="not a calibration's table"):
        left_out_of(tmp_path, "calibration")
