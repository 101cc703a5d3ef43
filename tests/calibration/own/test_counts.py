"""Own counts: what is accepted, and one message for what cannot be."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sesim
from sesim.calibration.own.counts import OwnCount, OwnCounts, own_counts, read_own_counts
from sesim.outcomes.tally import TALLIED
from sesim.study import Programme, StudyError

PROGRAMME = sesim.load_study("programmes=vaggeryd").programmes["vaggeryd"]
"""It begins on 2016-01-01."""

HEAD = "outcome,since,until,count,low,high,source\n"


def read(text: str, tmp_path: Path) -> list[OwnCount]:
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    return read_own_counts(path, "adjust.counts")


def checked(
    rows: Sequence[OwnCount], programme: Programme = PROGRAMME, used_until: date | None = None
) -> OwnCounts:
    return own_counts(rows, "vaggeryd", programme, "own.csv", used_until)


def row(outcome: str, count: int, since: str | None = None, until: str = "2018-12-31") -> OwnCount:
    return OwnCount(outcome=outcome, count=count, since=since, until=until)


def test_a_file_with_the_columns_that_are_needed_is_enough(tmp_path: Path) -> None:
    rows = read(
        "outcome,until,low,high\nparticipants,2018-12-31,40,42\nemployed,2018-12-31,13,13\n",
        tmp_path,
    )

    found = checked(rows)

    assert [(one.least, one.most, one.source) for one in found.rows] == [
        (40, 42, None), (13, 13, None),
    ]  # fmt: skip
    assert {one.since for one in found.rows} == {date(2016, 1, 1)}
    assert found.end == date(2018, 12, 31)
    assert found.tallies[0] == ("participants", 0.0, pytest.approx(1096 / 7))


def test_an_empty_cell_is_nothing_and_an_empty_source_stays_empty(tmp_path: Path) -> None:
    rows = read(HEAD + "ongoing,,2018-12-31,24,,,\nemployed,,2018-12-31,13,,,our list\n", tmp_path)

    assert [one.source for one in checked(rows).rows] == [None, "our list"]
    assert checked(rows).to_plain()[0]["source"] is None


def test_a_file_that_swedish_excel_saved(tmp_path: Path) -> None:
    """With semicolons and a byte order mark; a text keeps its comma."""
    rows = read(
        "\ufeffoutcome;since;until;count;source\nparticipants;;2018-12-31;41,0;1,5 lists\n",
        tmp_path,
    )

    assert [(one.outcome, one.count, one.source) for one in rows] == [
        ("participants", 41, "1,5 lists")
    ]


def test_a_file_without_a_heading_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="line 1 should name the columns") as caught:
        read("19900101-1234,search,,2016-01-01\n", tmp_path)

    assert "1990" not in str(caught.value)


def test_a_year_stands_for_its_days() -> None:
    found = checked([OwnCount(outcome="first_jobs_2017", count=4)])

    (one,) = found.rows
    assert (one.kind, one.since, one.until) == ("first_jobs", date(2017, 1, 1), date(2017, 12, 31))
    assert found.tallies == [("first_jobs", 366 / 7, (366 + 365) / 7)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("employed,,2018-12-31,-3,,,", "own.csv: line 2.count: should be greater than or equal"),
        ("employed,,2018-12-31,12.5,,,", "own.csv: line 2.count: should be a valid integer"),
        ("employed,,2018-12-31,many,,,", "(got 'many')"),
        ("employed,,2018-12-31,2000000,,,", "should be less than or equal to 1000000"),
        ("employed,,,13,,,", "until: missing; the last day that employed is counted to"),
        ("employed,,31/12/2018,13,,,", "a date is written as 2017-06-30 (got '31/12/2018'"),
        ("employed,2019-01-01,2018-12-31,13,,,", "until: 2018-12-31 is before since, 2019-01-01"),
        ("employed,,2018-12-31,,,,", "either count, or low and high (got none)"),
        ("employed,,2018-12-31,,9,,", "either count, or low and high (got low 9)"),
        ("employed,,2018-12-31,9,9,11,", "(got count 9, low 9, high 11)"),
        ("employed,,2018-12-31,,11,9,", "high: 9 is less than low 11"),
        ("emploied,,2018-12-31,3,,,", "unknown count (did you mean 'employed'?)"),
        ("employed_share,,2018-12-31,3,,,", "outcome: employed_share: unknown count"),
        ("jobs_2017,2017-01-01,2017-06-30,3,,,", "use jobs for other days"),
        ("employed,,2018-12-31,13", "own.csv: line 2: should have 7 columns"),
    ],
)
def test_a_row_that_cannot_be_is_one_message(line: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(StudyError) as caught:
        read(f"{HEAD}{line}\n", tmp_path)

    assert said in str(caught.value)
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "own.csv: holds no count"),
        ([row("employed", 3)] * 2, "employed, 2016-01-01 to 2018-12-31: there twice"),
        (
            [row("participants", 10), row("employed", 12)],
            "employed, 2016-01-01 to 2018-12-31: should be at most 10, since it counts some of "
            "the participants (got 12; participants, 2016-01-01 to 2018-12-31: 10)",
        ),
        ([row("participants", 9), row("ongoing", 10)], "at most 9"),
        ([row("referred", 9), row("waiting", 10)], "it counts some of those referred"),
        ([row("referred", 9), row("participants", 10)], "people are referred before they enrol"),
        ([row("jobs", 3), row("first_jobs", 4)], "each first job is a job"),
        (
            [row("participants", 9), row("participants", 10, until="2017-12-31")],
            "its window lies in that of the other",
        ),
        (
            [row("employed", 3, since="2015-12-31")],
            "since should not be before the programme begins, on 2016-01-01 (vaggeryd.since)",
        ),
        (
            [row("employed", 3, until="2015-06-30")],
            "until should not be before the programme begins, on 2016-01-01 (vaggeryd.since)",
        ),
        ([row("employed", 3, until="2060-01-01")], "until is more than 40 years after"),
    ],
)  # fmt: skip
def test_counts_that_cannot_be_together_are_one_message(rows: list[OwnCount], said: str) -> None:
    with pytest.raises(StudyError) as caught:
        checked(rows)

    assert said in str(caught.value)
    assert len(caught.value.problems) == 1


def test_counts_that_seem_odd_and_can_be_are_accepted() -> None:
    found = checked(
        [
            row("participants", 10, since="2018-01-01"),
            row("employed", 12),  # of those who came earlier too
            row("ongoing", 11),
            row("referred", 9, since="2018-01-01"),  # some were referred the year before
            row("jobs", 30),
            OwnCount(outcome="employed", low=2, high=20, since="2018-01-01", until="2018-12-31"),
        ]
    )

    assert len(found.rows) == 6


def test_no_person_counts_twice_in_a_programme_that_was_calibrated() -> None:
    with pytest.raises(StudyError, match="since should be after 2017-06-30"):
        checked([row("employed", 3)], used_until=date(2017, 6, 30))

    checked([row("employed", 3, since="2017-07-01")], used_until=date(2017, 6, 30))


@settings(max_examples=60)
@given(
    counts=st.lists(
        st.tuples(st.sampled_from(TALLIED), st.integers(0, 30), st.integers(0, 3)), max_size=5
    )
)
def test_any_counts_are_accepted_or_refused_with_a_reason(
    counts: list[tuple[str, int, int]],
) -> None:
    rows = [
        OwnCount(outcome=name, low=low, high=low + more, until="2018-12-31")
        for name, low, more in counts
    ]
    problems: tuple[str, ...] = ()
    found = None
    try:
        found = checked(rows)
    except StudyError as error:
        problems = error.problems
    assert all(one.startswith("own.csv: ") for one in problems)
    if found is not None:
        low, high = found.bounds
        assert (low <= high).all()
        assert len(found.tallies) == len(rows)
