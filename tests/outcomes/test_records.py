"""Real records: completed, put in order, or refused with all that is wrong in one message."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal

import sesim
from sesim.events import COLUMNS, Kind, Reason
from sesim.outcomes import Window, measure, participants_table, read_events
from sesim.outcomes.frames import VOCABULARIES
from sesim.outcomes.records import LINES

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


def test_columns_of_no_known_name_are_left_out() -> None:
    assert list(read_events(minimal(note=["a", "b"])).columns) == list(COLUMNS)


@pytest.mark.parametrize("column", ["replication", "programme", "participant", "time", "kind"])
def test_each_required_column_is_asked_for(column: str) -> None:
    with pytest.raises(ValueError, match=f"has no column.*{column}"):
        read_events(minimal().drop(columns=column))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": ["enrolled", "got a job"]}, "kind, row 2: is none of the words referred, "),
        ({"reason": ["moved", None]}, "reason, row 1: is none of the words support_ended"),
        ({"sex": ["kvinna", None]}, "sex, row 1: is none of the words female, male"),
        ({"kind": ["enrolled", None]}, "kind, row 2: is empty"),
        ({"programme": ["habo", ""]}, "programme, row 2: is empty"),
        ({"time": [3.0, None]}, "time, row 2: is empty: for an unknown date, see the guide"),
        ({"time": [-3.0, 8.0]}, "time, row 1: must be from 0 to 10000 weeks"),
        ({"time": [3.0, float("inf")]}, "time, row 2: must be"),
        ({"time": ["2016-01-04", "2016-02-04"]}, "time, row 1, 2: is not a number"),
        ({"time": pd.to_datetime(["2016-01-04", "2016-02-04"])}, "time, row 1, 2: is not a num"),
        ({"participant": [-2, 1]}, "participant, row 1: must be from -1"),
        ({"participant": [1, 3e9]}, "participant, row 2: must be from -1 to 2147483647"),
        ({"participant": [1.5, 1]}, "participant, row 1: must be a whole number"),
        ({"participant": [1, None]}, "participant, row 2: is empty: write the person's number"),
        ({"hours": ["two", "three"]}, "hours, row 1, 2: is not a number"),
        ({"hours": ["3,5", "3.5"]}, "hours, row 1: is not a number .write 3.5, with a point"),
        ({"hours": [-1.0, 1.0]}, "hours, row 1: must be from 0"),
        ({"age": [1990, 19]}, "age, row 1: must be from 0 to 120 years"),
        ({"coach": [["coach_1"], "coach_2"]}, "coach, row 1, 2: is not a word"),
    ],
)
def test_what_is_not_a_log_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_events(minimal(**changes))


@pytest.mark.parametrize("missing", [None, float("nan"), "", pd.NA])
def test_every_way_to_leave_a_cell_empty_is_understood(missing: Any) -> None:
    cells = {"job_kind": "ordinary", "coach": "coach_1", "employer": 4, "hours": 2.5}
    log = read_events(
        minimal(
            **{column: pd.Series([missing, value], dtype=object) for column, value in cells.items()}
        )
    )

    assert log[["job_kind", "coach", "hours"]].isna().all(axis="columns").tolist() == [True, False]
    assert log["employer"].tolist() == [-1, 4]
    assert log["coach"].tolist()[1] == "coach_1"


# --- words that could be names -------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["Karin", "karin", "Karin Berg", "coach Berg", "kb", "k.b@mytown.se", "Åsa", "coach_1990"],
)
def test_a_coach_has_a_pseudonym(name: str) -> None:
    with pytest.raises(ValueError, match="coach, row 2: is not a pseudonym") as refused:
        read_events(minimal(coach=["coach_1", name]))

    assert name not in str(refused.value).replace("coach_1", "")


@pytest.mark.parametrize("column", ["programme", "target_group", *VOCABULARIES])
def test_free_text_is_refused_and_never_repeated(column: str) -> None:
    text = "Anna Berg, bor i Habo och har en son"
    with pytest.raises(ValueError, match=f"{column}, row 2: is ") as refused:
        read_events(minimal(**{column: [minimal().get(column, [None])[0], text]}))

    assert not {word for word in text.split() if word in str(refused.value).split()} - {"i"}


# --- one message ---------------------------------------------------------------------------------


def test_everything_wrong_with_the_cells_is_in_one_message() -> None:
    with pytest.raises(ValueError, match="5 problem") as refused:
        read_events(
            minimal(
                kind=["enrolled", "hired"],
                time=[None, -1],
                coach=["Karin", None],
                participant=[199001011234, 1],
            )
        )

    places = [
        "kind, row 2:",
        "time, row 1:",
        "time, row 2:",
        "coach, row 1:",
        "participant, row 1:",
    ]
    assert [place for place in places if place not in str(refused.value)] == []


def test_every_impossible_life_is_in_one_message_with_row_person_and_rule() -> None:
    log = pd.DataFrame(
        {
            "replication": 0,
            "programme": ["habo", "habo", "eksjo", "eksjo"],
            "participant": [1, 1, 2, 2],
            "time": [9.0, 8.0, 5.0, 5.0],
            "kind": ["enrolled", "exited", "enrolled", "job_ended"],
        }
    )
    with pytest.raises(ValueError, match="2 problem") as refused:
        read_events(log)

    assert str(refused.value).splitlines()[1:] == [
        "- row 2, participant 1 of habo: an exit comes after an enrolment, and once "
        "(rule: stay begun)",
        "- row 4, participant 2 of eksjo: a job that ends has started: write its start too "
        "(rule: job started)",
    ]


@pytest.mark.parametrize("wrong", [{"kind": "exited"}, {"kind": "nonsense"}, {"coach": "Karin"}])
def test_a_message_has_a_bound(wrong: dict[str, str]) -> None:
    rows = 5_000
    log = pd.DataFrame(
        {"replication": 0, "programme": "habo", "participant": range(rows), "time": 1.0}
        | {"kind": "enrolled"}
        | wrong
    )
    with pytest.raises(ValueError, match="more") as refused:
        read_events(log)

    assert len(str(refused.value)) < 200 * (LINES + 2)


# --- figures -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def simulated() -> pd.DataFrame:
    return sesim.simulate(
        sesim.load_study(["programmes=[eksjo,jonkoping_ips]", "replications=2"])
    ).events


def test_a_simulated_log_is_read_as_it_is(simulated: pd.DataFrame) -> None:
    assert set(simulated["kind"].unique()) > {"job_ended", "placement_ended", "withdrew"}
    assert_frame_equal(read_events(simulated), simulated)


def test_figures_do_not_depend_on_the_order_of_rows(simulated: pd.DataFrame) -> None:
    """Records know the day and no more: what happened on one day may stand in any order."""
    days = simulated.assign(time=np.ceil(simulated["time"] * 7) / 7)
    shuffled = days.sample(frac=1.0, random_state=1).reset_index(drop=True)
    found, again = measured(days), measured(shuffled)

    assert found.notna().sum() > 50
    assert_series_equal(again, found)


def measured(log: pd.DataFrame) -> pd.Series:
    """Return every outcome by name, in the order of the names."""
    events, window = read_events(log), Window(date(2012, 1, 1), 287.0)
    people = participants_table(events, window.horizon)
    areas = {"eksjo": "somewhere", "jonkoping_ips": "elsewhere"}
    table = measure(events, people, window, areas).astype(dict.fromkeys(NAMES, str))
    return table.set_index(["replication", *NAMES])["value"].sort_index()


NAMES = ["programme", "group", "outcome"]
