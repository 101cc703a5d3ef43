"""The event log as a frame: types, order, and refusal of what is not a log."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from sesim.events import COLUMNS, Kind, Reason
from sesim.outcomes import concat, events_frame, read_events
from sesim.outcomes.frames import VOCABULARIES

EKSJO: list[Any] = [
    (7, 0.0, Kind.REFERRED, {"sex": "female", "age": 22.5, "motivation": "wavering"}),
    (7, 2.5, Kind.ENROLLED, {"coach": "coach_2"}),
    (7, 4.0, Kind.EXITED, {"reason": Reason.DROPPED_OUT}),
]
ANEBY: list[Any] = [(-1, 0.0, Kind.POST_CHANGED, {"coach": "coach_1", "fte": 0.5})]


def minimal(**changes: Any) -> pd.DataFrame:
    """A real programme's log with nothing but the required columns, as read from a CSV."""
    log: dict[str, Any] = {
        "replication": [0, 0],
        "programme": ["habo", "habo"],
        "participant": [1, 1],
        "time": [3.0, 8.0],
        "kind": ["enrolled", "job_started"],
    }
    return pd.DataFrame(log | changes)


def test_columns_types_and_order_are_those_of_the_vocabulary(make_log: Any) -> None:
    log = make_log(replication=3, eksjo=EKSJO, aneby=ANEBY)

    assert {name: str(dtype) for name, dtype in log.dtypes.items()} == COLUMNS
    assert list(log.columns) == list(COLUMNS)
    assert log["replication"].tolist() == [3, 3, 3, 3]
    assert log["programme"].tolist() == ["eksjo", "eksjo", "eksjo", "aneby"]
    assert list(log["programme"].cat.categories) == ["eksjo", "aneby"]
    assert log["kind"].tolist() == ["referred", "enrolled", "exited", "post_changed"]
    assert log["coach"].tolist() == [np.nan, "coach_2", np.nan, "coach_1"]
    assert log["employer"].tolist() == [-1, -1, -1, -1]
    assert log["age"].fillna(0).tolist() == [22.5, 0, 0, 0]


def test_vocabularies_do_not_depend_on_what_happened(make_log: Any) -> None:
    log = make_log(aneby=ANEBY)

    assert {c: tuple(log[c].cat.categories) for c in VOCABULARIES} == VOCABULARIES


def test_a_programme_in_which_nothing_happened_is_known_all_the_same(make_log: Any) -> None:
    log = make_log(aneby=[], eksjo=EKSJO)

    assert list(log["programme"].cat.categories) == ["aneby", "eksjo"]
    assert len(log) == 3


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"participant": [1], "time": [0.0], "kind": ["hired"]}, "kind: 'hired' is unknown"),
        ({"participant": [1], "time": [0.0]}, "lacks the column(s) kind"),
        ({"participant": [1], "time": [0.0], "kind": []}, "differ in length"),
        ({"participant": [1.5], "time": [0.0], "kind": ["exited"]}, "participant: .* not whole"),
        ({"participant": [1], "time": ["x"], "kind": ["exited"]}, "time: .* not a number"),
    ],
)
def test_bad_columns_are_refused(columns: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("(s)", r"\(s\)")):
        events_frame({"eksjo": columns}, 0)


def test_concat_keeps_types_and_values(make_log: Any) -> None:
    first = make_log(replication=0, eksjo=EKSJO, aneby=ANEBY)
    second = make_log(replication=1, eksjo=EKSJO[:2], aneby=ANEBY)

    both = concat([first, second])

    assert both["replication"].tolist() == [0] * 4 + [1] * 3
    assert both["programme"].dtype == first["programme"].dtype
    assert_frame_equal(both.iloc[:4], first)


def test_concat_unites_categories(make_log: Any) -> None:
    """One programme each, and different coaches: nothing turns into plain text or gets lost."""
    both = concat([make_log(eksjo=EKSJO), make_log(aneby=ANEBY)])

    assert list(both["programme"].cat.categories) == ["eksjo", "aneby"]
    assert list(both["coach"].cat.categories) == ["coach_2", "coach_1"]
    assert both["programme"].tolist() == ["eksjo"] * 3 + ["aneby"]
    assert both["coach"].iloc[-1] == "coach_1"


def test_concat_refuses_frames_that_differ(make_log: Any) -> None:
    log = make_log(eksjo=EKSJO)

    with pytest.raises(ValueError, match="differ in their columns"):
        concat([log, log.drop(columns="fte")])
    with pytest.raises(ValueError, match="nothing to put together"):
        concat([])


def test_a_log_of_required_columns_is_completed() -> None:
    log = read_events(minimal())

    assert {name: str(dtype) for name, dtype in log.dtypes.items()} == COLUMNS
    assert log["kind"].tolist() == ["enrolled", "job_started"]
    assert log[["hours", "sex", "fte"]].isna().all(axis=None)


def test_reading_changes_nothing_in_a_simulated_log(make_log: Any) -> None:
    log = make_log(eksjo=EKSJO, aneby=ANEBY)

    assert_frame_equal(read_events(log), log)


def test_rows_are_put_in_order_of_time() -> None:
    log = read_events(minimal(time=[8.0, 3.0], kind=["exited", "enrolled"]))

    assert log["kind"].tolist() == ["enrolled", "exited"]


def test_columns_of_ones_own_are_left_out() -> None:
    assert list(read_events(minimal(note=["a", "b"])).columns) == list(COLUMNS)


@pytest.mark.parametrize("column", ["replication", "programme", "participant", "time", "kind"])
def test_each_required_column_is_asked_for(column: str) -> None:
    with pytest.raises(ValueError, match=f"lacks the .*{column}"):
        read_events(minimal().drop(columns=column))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": ["enrolled", "got a job"]}, "kind: 'got a job' is unknown; known are referred"),
        ({"reason": ["moved", None]}, "reason: 'moved' is unknown"),
        ({"sex": ["kvinna", None]}, "sex: 'kvinna' is unknown; known are female, male"),
        ({"kind": ["enrolled", None]}, "kind: 1 .* empty"),
        ({"programme": ["habo", ""]}, "programme: 1 .* empty"),
        ({"time": [3.0, None]}, "time: 1 .* empty"),
        ({"time": [-3.0, 8.0]}, "time: must be"),
        ({"time": [3.0, float("inf")]}, "time: must be"),
        ({"participant": [-2, 1]}, "participant: must be"),
        ({"hours": ["two", "three"]}, "hours: .* not a number"),
    ],
)
def test_what_is_not_a_log_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_events(minimal(**changes))


@pytest.mark.parametrize("missing", [None, float("nan"), "", pd.NA])
def test_every_way_to_leave_a_cell_empty_is_understood(missing: Any) -> None:
    cells = {"reason": "hired", "coach": "Karin", "employer": 4, "hours": 2.5}
    log = read_events(
        minimal(
            **{column: pd.Series([missing, value], dtype=object) for column, value in cells.items()}
        )
    )

    assert log[["reason", "coach", "hours"]].isna().all(axis="columns").tolist() == [True, False]
    assert log["employer"].tolist() == [-1, 4]
    assert log["coach"].tolist()[1] == "Karin"
