"""Published figures: those that are shipped, and every way in which a file can be wrong."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.model.small_studies import study

from sesim.calibration.targets import TargetRole, Targets, read_targets
from sesim.study import StudyError

ROOT = Path(__file__).parents[2]
HEADER = (
    "programme,quantity,value,value_high,denominator,window_start,window_end,source,page,"
    "quality,role"
)
ROWS = [
    "here,participants,40,,,2012-01-01,2016-12-31,activa2017,table,high,fit",
    "here,employed,15,,40,2012-01-01,2016-12-31,activa2017,table,high,fit",
    "here,ongoing,12,,40,2012-01-01,2016-12-31,activa2017,table,high,fit",
    "there,participants,20,,,2012-01-01,2016-06-30,activa2017,table,high,fit",
    "there,employed,5,,20,2012-01-01,2016-06-30,activa2017,table,high,fit",
    "there,ongoing,0,,20,2012-01-01,2016-06-30,activa2017,table,high,fit",
    "there,weeks_to_first_job,52,104,,2012-01-01,2016-06-30,activa2017,table,low,validate",
]


@pytest.fixture(scope="module")
def shipped() -> Targets:
    return read_targets(ROOT / "conf" / "targets" / "sus.csv")


def test_shipped_counts_have_the_published_totals(shipped: Targets) -> None:
    assert [sum(column) for column in zip(*shipped.counts(), strict=True)] == [335, 137, 99]
    assert len(shipped.programmes) == 9


def test_shipped_counts_are_those_beside_the_results(
    shipped: Targets, definitions: dict[str, Any]
) -> None:
    """The same table stands in the programmes' files, for reports."""
    observed = {name: one["observed"] for name, one in definitions.items() if one.get("observed")}
    fitted = {
        name: {
            **dict(zip(("participants", "employed", "ongoing"), counts, strict=True)),
            "until": shipped.ends()[name].isoformat(),
        }
        for name, counts in zip(shipped.programmes, shipped.counts(), strict=True)
    }

    assert fitted == {name: {**one, "until": str(one["until"])} for name, one in observed.items()}


def test_shipped_figures_fit_the_default_study(
    shipped: Targets, definitions: dict[str, Any]
) -> None:
    assert {row.programme for row in shipped.rows} <= set(definitions)
    assert {row.window_start for row in shipped.rows} == {date(2012, 1, 1)}
    assert max(row.window_end for row in shipped.rows) == date(2017, 6, 30)


def test_every_source_is_on_the_page_of_sources(shipped: Targets) -> None:
    page = (ROOT / "docs" / "reference" / "sources.md").read_text(encoding="utf-8")
    keys = set(re.findall(r"^### (\w+)$", page, re.MULTILINE))

    assert "activa2017" in keys
    assert {row.source for row in shipped.rows} <= keys


def test_figures_that_are_not_counts_are_kept_for_validation(shipped: Targets) -> None:
    others = [row for row in shipped.rows if row.role is not TargetRole.FIT]

    assert all(row.quantity.startswith("weeks_to_") for row in others)
    assert {row.role for row in others} == {TargetRole.VALIDATE}
    assert shipped.to_validate() == others
    assert [(row.value, row.value_high) for row in others] == [(52.0, 104.0)] * 2


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file of figures."""

    def call(rows: list[str], header: str = HEADER) -> Path:
        path = tmp_path / "mine.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return call


def test_file_is_read_as_it_stands(write: Write) -> None:
    targets = read_targets(write(ROWS))

    assert targets.programmes == ("here", "there")
    assert targets.counts() == [(40, 15, 12), (20, 5, 0)]
    assert targets.ends() == {"here": date(2016, 12, 31), "there": date(2016, 6, 30)}
    assert len(targets.rows) == 7


def test_programmes_come_in_the_order_of_the_file_and_columns_in_any(write: Write) -> None:
    columns = HEADER.split(",")
    turned = [",".join(reversed(row.split(","))) for row in reversed(ROWS)]

    targets = read_targets(write(turned, ",".join(reversed(columns))))

    assert targets.programmes == ("there", "here")
    assert targets.counts() == [(20, 5, 0), (40, 15, 12)]


def test_what_a_spreadsheet_adds_makes_no_difference(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(("\ufeff" + "\r\n".join([HEADER, *ROWS, ""])).encode())

    assert read_targets(path).counts() == [(40, 15, 12), (20, 5, 0)]


def problems(path: Path) -> list[str]:
    with pytest.raises(StudyError) as caught:
        read_targets(path)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("line", "old", "new", "said"),
    [
        (3, ",15,", ",41,", r"mine.csv: here: 41 employed of 40 participants"),
        (4, ",12,", ",43,", r"mine.csv: here: 43 ongoing of 40 participants"),
        (2, "2016-12-31", "", r"mine.csv: line 2\.window_end: .*\(got None\)"),
        (2, "2012-01-01", "", r"mine.csv: line 2\.window_start: .*\(got None\)"),
        (2, ",40,", ",,", r"mine.csv: line 2\.value: should be a valid number \(got None\)"),
        (3, ",15,", ",many,", r"mine.csv: line 3\.value: should be a valid number.*'many'\)"),
        (3, ",15,", ",15.5,", r"mine.csv: line 3: value: .*whole number \(got 15\.5\)"),
        (3, ",15,", ",-1,", r"mine.csv: line 3\.value: .*greater than or equal to 0 \(got '-1'\)"),
        (3, ",15,", ",nan,", r"mine.csv: line 3\.value: should be a finite number \(got 'nan'\)"),
        (3, ",15,", ",inf,", r"mine.csv: line 3\.value: should be a finite number \(got 'inf'\)"),
        (5, "fit", "input", r"mine.csv: there participants: role should be fit or validate"),
        (3, ",40,", ",39,", r"mine.csv: here employed: denominator 39 should be .* 40"),
        (2, "high", "sure", r"mine.csv: line 2\.quality: should be .* \(got 'sure'\)"),
        (2, "fit", "fitt", r"mine.csv: line 2\.role: should be .* \(got 'fitt'\)"),
        (
            2,
            "participants",
            "people",
            r"mine.csv: line 2: quantity: people: unknown outcome; known: ",
        ),
        (2, "participants", "participant", r"participant: .*\(did you mean 'participants'\?\)"),
        (8, "validate", "fit", r"mine.csv: line 8: role: weeks_to_first_job should be validate"),
        (2, "activa2017", "", r"mine.csv: line 2\.source: .* \(got None\)"),
        (2, "2016-12-31", "2016-13-31", r"mine.csv: line 2\.window_end: .*2016-13-31"),
        (2, "2016-12-31", "31/12/2016", r"mine.csv: line 2\.window_end: .*31/12/2016"),
        (2, "2016-12-31", "2011-12-31", r"mine.csv: line 2: window_end: 2011-12-31 must be after"),
        (3, "2016-12-31", "2016-11-30", r"mine.csv: here: the three counts should have one window"),
        (8, ",104,", ",50,", r"mine.csv: line 8: value_high: 50 is less than value 52"),
        (2, ",high,fit", ",high,fit,x", r"mine.csv: line 2: should have 11 columns"),
        (2, ",high,fit", ",high", r"mine.csv: line 2: should have 11 columns"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(
    write: Write, line: int, old: str, new: str, said: str
) -> None:
    rows = list(ROWS)
    assert old in rows[line - 2]
    rows[line - 2] = rows[line - 2].replace(old, new, 1)

    found = problems(write(rows))

    # Without one of its three counts or with two windows, more than one thing can be wrong.
    assert re.search(said, found[0]), found
    assert len(found) == (2 if new == "input" else 1)


def test_counts_of_a_programme_belong_together(write: Write) -> None:
    assert problems(write([*ROWS[:1], *ROWS[3:]])) == [
        "mine.csv: here: employed, ongoing missing; the three counts belong together"
    ]


def test_no_count_is_there_twice(write: Write) -> None:
    assert problems(write([*ROWS, ROWS[1].replace(",15,", ",16,")])) == [
        "mine.csv: here employed: there twice with the role fit"
    ]


def test_a_figure_may_be_there_to_fit_and_to_validate(write: Write) -> None:
    """For another figure of the same kind, from another source."""
    other = ROWS[1].replace("fit", "validate").replace(",15,", ",17,")

    assert read_targets(write([*ROWS, other])).counts() == [(40, 15, 12), (20, 5, 0)]


def test_every_problem_is_told_at_once(write: Write) -> None:
    rows = [ROWS[0].replace(",40,", ",x,"), ROWS[1], ROWS[2].replace("2012-01-01", "then")]

    first, second = problems(write(rows))

    assert "line 2.value" in first
    assert "line 4.window_start" in second


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (HEADER.replace(",quality", ""), ["mine.csv: column quality is missing"]),
        (
            HEADER.replace("quality", "qualty"),
            [
                "mine.csv: column quality is missing",
                "mine.csv: qualty: unknown column (did you mean 'quality'?)",
            ],
        ),
    ],
)
def test_columns_are_as_described(write: Write, header: str, said: list[str]) -> None:
    assert problems(write(ROWS, header)) == said


def test_one_column_too_many_is_named(write: Write) -> None:
    rows = [f"{row},why" for row in ROWS]

    [said] = problems(write(rows, f"{HEADER},remark"))

    assert said.startswith("mine.csv: remark: unknown column; known: programme, quantity")


def test_a_column_that_is_there_twice_is_refused(write: Write) -> None:
    rows = [f"{row},7" for row in ROWS]

    [said] = problems(write(rows, f"{HEADER},value"))

    assert "value" in said


def test_a_file_without_rows_has_nothing_to_fit(write: Write) -> None:
    assert problems(write([])) == ["mine.csv: there is no count to fit"]
    assert problems(write(ROWS[-1:])) == ["mine.csv: there is no count to fit"]


def test_an_empty_file_lacks_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(b"")

    [said] = problems(path)
    assert said.startswith("mine.csv: line 1 should name the columns")
    assert said.endswith(", ".join(HEADER.split(",")))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere.csv"

    assert problems(path) == [f"targets: {path}: No such file or directory"]
    assert problems(tmp_path) == [f"targets: {tmp_path}: is a folder; name a file"]


def test_a_file_in_another_code_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes("\n".join([HEADER, *ROWS]).replace("table", "förteckning").encode("latin-1"))

    assert problems(path) == [f"targets: {path}: is not text in UTF-8; save it as UTF-8"]


def check(targets: Targets, **settings: Any) -> list[str]:
    try:
        targets.check(study(others={"there": {}}, **settings), "mine")
    except StudyError as error:
        return list(error.problems)
    return []


def test_figures_fit_a_study_that_covers_their_windows(write: Write) -> None:
    targets = read_targets(write(ROWS))

    assert check(targets) == []
    assert check(targets, end="2017-12-31") == []


def test_a_programme_that_is_not_in_the_study_is_named_once(write: Write) -> None:
    targets = read_targets(write([row.replace("there", "their") for row in ROWS]))

    assert check(targets) == ["mine: their: unknown programme (did you mean 'there'?)"]


def test_a_window_that_is_not_the_studys_is_named(write: Write) -> None:
    targets = read_targets(write(ROWS))

    late = check(targets, end="2016-12-30")
    assert len(late) == 3
    assert all(
        said.startswith("mine: here ")
        and "2012-01-01 to 2016-12-31" in said
        and "by 2016-12-30" in said
        for said in late
    )
    assert len(check(targets, start="2012-01-02")) == 7


def test_a_programme_that_begins_later_may_have_a_window_of_its_own(write: Write) -> None:
    """What is validated must still cover the study's days."""
    later = [row.replace("2012-01-01", "2014-01-01") if "there" in row else row for row in ROWS]
    targets = read_targets(write(later))

    def found(since: str) -> list[str]:
        one = study(others={"there": {"since": since}})
        try:
            targets.check(one, "mine")
        except StudyError as error:
            return list(error.problems)
        return []

    assert [problem.split(":")[1] for problem in found("2014-01-01")] == [
        " there weeks_to_first_job"
    ]
    assert len(found("2013-12-31")) == 4
    assert "on the programme's first day" in found("2013-12-31")[0]
