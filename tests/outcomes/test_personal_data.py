"""Personal identity numbers are found in every column, however they are written."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesim.outcomes import read_events
from sesim.outcomes.personal_data import is_identity_number


def minimal(**changes: Any) -> pd.DataFrame:
    """Two rows of records in which nothing is wrong."""
    log: dict[str, Any] = {
        "replication": [0, 0],
        "programme": ["habo", "habo"],
        "participant": [1, 1],
        "time": [3.0, 8.0],
        "kind": ["enrolled", "job_started"],
    }
    return pd.DataFrame(log | changes)


def refusal(frame: pd.DataFrame) -> str:
    with pytest.raises(ValueError, match="personal identity number") as refused:
        read_events(frame)
    assert refused.value.__cause__ is None
    return str(refused.value)


# --- the numbers ---------------------------------------------------------------------------------


def check_digit(nine: str) -> int:
    """The last digit of a personal identity number, by Luhn's rule."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(nine)]
    return -sum(number // 10 + number % 10 for number in doubled) % 10


def test_check_digit() -> None:
    """The number that the Swedish Tax Agency uses in its examples."""
    assert check_digit("811218987") == 6


@st.composite
def numbers(draw: Callable[..., Any]) -> tuple[str, str, str]:
    """Return century, date and the last four; the check digit is right or wrong."""
    born = draw(st.dates(date(1900, 1, 1), date(2026, 11, 27)))
    day = born.day + draw(st.sampled_from([0, 0, 60]))
    text = f"{born:%y%m}{day:02}"
    serial = f"{draw(st.integers(0, 999)):03}"
    wrong = draw(st.sampled_from([0, 0, 0, 1, 5]))
    last = (check_digit(text + serial) + wrong) % 10
    return f"{born:%Y}"[:2], text, f"{serial}{last}"


WRITTEN: dict[str, Callable[[str, str, str], str]] = {
    "ten digits": lambda _, day, last: f"{day}{last}",
    "twelve digits": lambda century, day, last: f"{century}{day}{last}",
    "dash": lambda _, day, last: f"{day}-{last}",
    "century and dash": lambda century, day, last: f"{century}{day}-{last}",
    "plus": lambda _, day, last: f"{day}+{last}",
    "space": lambda century, day, last: f"{century}{day} {last}",
    "long dash": lambda _, day, last: f"{day} – {last}",
    "date with dashes": lambda century, day, last: (
        f"{century}{day[:2]}-{day[2:4]}-{day[4:]}-{last}"
    ),
    "inside a text": lambda _, day, last: f"Anna Berg ({day}-{last}), Habo",
    "a slug": lambda _, day, last: f"p{day}_{last}",
    "full width": lambda _, day, last: "".join(chr(ord(d) + 0xFEE0) for d in f"{day}{last}"),
    "soft hyphen": lambda _, day, last: f"{day}\N{SOFT HYPHEN}{last}",
    "makeshift": lambda _, day, last: f"{day}-T{last[1:]}",
}


@settings(max_examples=400)
@given(numbers(), st.sampled_from(list(WRITTEN)))
def test_every_way_of_writing_is_recognised(number: tuple[str, str, str], way: str) -> None:
    assert is_identity_number(WRITTEN[way](*number))


@settings(max_examples=200)
@given(numbers(), st.booleans(), st.sampled_from([int, float, Decimal, str]))
def test_a_number_that_lost_its_first_zeros_is_recognised(
    number: tuple[str, str, str], century: bool, kind: Callable[[int], Any]
) -> None:
    """With six digits or fewer, which only those born in January 2000 can have, it is not."""
    whole = int("".join(number if century else number[1:]))

    assert is_identity_number(kind(whole)) == (whole >= 10**6)


@settings(max_examples=300)
@given(
    st.integers(-1, 999_999)
    | st.floats(0, 10_000)
    | st.floats(0, 10_000).map(str)
    | st.dates(date(1990, 1, 1), date(2026, 1, 1))
    | st.dates(date(1990, 1, 1), date(2026, 1, 1)).map(str)
    | st.datetimes(datetime(1990, 1, 1), datetime(2026, 1, 1)).map(
        lambda at: f"{at:%Y-%m-%dT%H:%M}"
    )
    | st.integers(1, 999).map(lambda number: f"coach_{number}")
    | st.sampled_from(["", None, float("nan"), pd.NaT, pd.NA, True, "556016-0680", 5560160680])
)
def test_other_things_are_not(value: Any) -> None:
    """Numbers of participants, times, dates, pseudonyms, the numbers of companies."""
    assert not is_identity_number(value)


# --- where they stand ----------------------------------------------------------------------------

NUMBER = 198112189876
COLUMNS_OF_EVERY_TYPE: dict[str, Callable[[], Any]] = {
    "integers": lambda: pd.Series([1, NUMBER]),
    "short integers": lambda: pd.Series([1, 101011234], dtype="int32"),
    "integers with gaps": lambda: pd.Series([NUMBER, None], dtype="Int64"),
    "decimals": lambda: pd.Series([float(NUMBER), None]),
    "texts": lambda: pd.Series(["811218-9876", None], dtype="str"),
    "categories": lambda: pd.Series(["811218-9876", "x"], dtype="category"),
    "numbers as categories": lambda: pd.Series([NUMBER, 1], dtype="category"),
    "objects": lambda: pd.Series([date(1981, 12, 18), NUMBER], dtype=object),
    "lists": lambda: pd.Series([["811218-9876"], []], dtype=object),
    "bytes": lambda: pd.Series([b"8112189876", b""], dtype=object),
    "decimal objects": lambda: pd.Series([Decimal(NUMBER), Decimal(1)], dtype=object),
    "read as dates": lambda: pd.to_datetime(pd.Series(["198112182359", None]), format="%Y%m%d%H%M"),
    "dates with a zone": lambda: pd.to_datetime(pd.Series(["1981-12-18 09:05Z", None])),
    "date objects": lambda: pd.Series([datetime(1981, 12, 18, 9, 5), None], dtype=object),
}


@pytest.mark.parametrize("kind", COLUMNS_OF_EVERY_TYPE)
@pytest.mark.parametrize("column", ["participant", "hours", "coach", "target_group", "note"])
def test_they_are_refused_in_every_column(column: str, kind: str) -> None:
    """Also in a column that would be left out: the table with the number is still there."""
    message = refusal(minimal(**{column: COLUMNS_OF_EVERY_TYPE[kind]()}))

    assert [part for part in ("9876", "8121", "811218", "1011234") if part in message] == []
    assert (column if column != "note" else "column 6") in message


def test_a_column_of_no_known_name_is_called_by_its_number() -> None:
    """Its name may be anything, also somebody's."""
    message = refusal(minimal(**{"Anna Berg": ["811218-9876", ""]}))

    assert "column 6, row 1:" in message
    assert "Anna" not in message


@pytest.mark.parametrize("name", ["811218-9876", NUMBER, ("Anna", "811218-9876")])
def test_they_are_refused_as_the_name_of_a_column(name: Any) -> None:
    frame = minimal(other=[1, 2])
    frame.columns = pd.Index([*frame.columns[:-1], name], dtype=object)

    assert "the name of column 6: " in refusal(frame)


@pytest.mark.parametrize(
    "index",
    [
        pd.Index([NUMBER, 1]),
        pd.Index(["811218-9876", "x"]),
        pd.MultiIndex.from_tuples([(1, NUMBER), (2, 3)]),
        pd.MultiIndex.from_tuples([("811218-9876", 1), ("y", 3)]),
    ],
)
def test_they_are_refused_in_the_index(index: pd.Index) -> None:
    assert "the index, row 1: " in refusal(minimal().set_index(index))


def test_an_index_of_dates_or_numbers_is_nothing_to_refuse() -> None:
    for index in (pd.Index([12, 7]), pd.to_datetime(pd.Index(["2016-01-04", "2016-02-04"]))):
        assert len(read_events(minimal().set_index(index))) == 2


@pytest.mark.parametrize("number", ["0101011234", 101011234, 199001011234, "199001011234"])
def test_the_numbers_that_once_passed(number: Any) -> None:
    message = refusal(minimal(participant=[number, 1]))

    assert "participant, row 1: looks like" in message
    assert "whole" not in message
