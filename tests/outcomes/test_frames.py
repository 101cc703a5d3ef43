"""The event log as a frame: types and order."""

from typing import Any

import numpy as np
import pytest
from pandas.testing import assert_frame_equal
from tests.outcomes.conftest import columns_of

from sesim.events import COLUMNS, Kind, Reason
from sesim.outcomes import EventLogs, concat, events_frame
from sesim.outcomes.frames import VOCABULARIES

EKSJO: list[Any] = [
    (7, 0.0, Kind.REFERRED, {"sex": "female", "age": 22.5, "motivation": "wavering"}),
    (7, 2.5, Kind.ENROLLED, {"coach": "coach_2"}),
    (7, 4.0, Kind.EXITED, {"reason": Reason.DROPPED_OUT}),
]
ANEBY: list[Any] = [(-1, 0.0, Kind.POST_CHANGED, {"coach": "coach_1", "fte": 0.5})]


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
        ({"participant": [1], "time": [0.0]}, "has no column(s) kind"),
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
    with pytest.raises(ValueError, match="nothing to concatenate"):
        concat([])


def test_logs_as_one_frame_are_the_frames_of_each_put_together() -> None:
    """The words of free columns come in the same order, whatever replications share a frame."""
    rows = {
        (3, "eksjo"): [(0, 1.0, "enrolled", {"coach": "coach_3"})],
        (3, "aneby"): [(0, 1.0, "referred", {"target_group": "psychiatric", "age": 20.5})],
        (4, "eksjo"): [(0, 1.0, "enrolled", {"coach": "coach_1"})],
        (4, "aneby"): [(0, 1.0, "enrolled", {"coach": "coach_2"}), (0, 2.0, "exited")],
        (9, "eksjo"): [],
        (9, "aneby"): [(1, 0.0, "enrolled", {"coach": "coach_0", "target_group": "autism"})],
    }
    logs, alone = EventLogs(), []
    for (number, name), log_rows in rows.items():
        logs.add(number, name, columns_of(log_rows))
    for number in (3, 4, 9):
        of_one = {name: columns_of(some) for (n, name), some in rows.items() if n == number}
        alone.append(events_frame(of_one, number))

    together = logs.frame()

    assert len(logs) == len(together) == 6
    assert list(together["coach"].cat.categories) == ["coach_3", "coach_1", "coach_2", "coach_0"]
    assert_frame_equal(together, concat(alone), check_exact=True)
