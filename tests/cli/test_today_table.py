"""The table of today's people, beside a programme's file."""

from pathlib import Path

import pytest
import yaml
from tests.model.small_studies import PROGRAMME

from sesim import load_study
from sesim.study import StudyError

OVERRIDES = ["+programme@here=here", "programmes=[here]", "end=2018-12-31"]
TABLE = """person,phase,referred,enrolled,since,motivation
3,search,,2016-01-01,2016-05-01,motivated
4,waiting,2016-09-01,,,
"""


def folder(path: Path, table: str | None = TABLE) -> Path:
    """Write a programme with a table of people; return the folder of configuration files."""
    (path / "programme").mkdir()
    today = {"date": "2016-11-01", "table": "people.csv"}
    (path / "programme/here.yaml").write_text(yaml.safe_dump({**PROGRAMME, "today": today}))
    if table is not None:
        (path / "programme/people.csv").write_text(table)
    return path


def test_people_are_read_from_the_table(tmp_path: Path) -> None:
    today = load_study(OVERRIDES, config_dir=folder(tmp_path)).programmes["here"].today

    assert today is not None
    assert [(one.person, one.phase.value) for one in today.people or ()] == [
        (3, "search"),
        (4, "waiting"),
    ]


def test_a_table_that_changes_is_read_again(tmp_path: Path) -> None:
    folder(tmp_path)
    load_study(OVERRIDES, config_dir=tmp_path)
    (tmp_path / "programme/people.csv").write_text(TABLE + "5,waiting,2016-09-05,,,\n")
    today = load_study(OVERRIDES, config_dir=tmp_path).programmes["here"].today

    assert today is not None
    assert len(today.people or ()) == 3


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (None, "today.table"),
        ("person,phase\n3,resting\n", "people.csv: line 2.phase"),
        ("person,phase,name\n3,search,Anna\n", "people.csv: name: unknown column"),
        ("phase\nsearch\n", "people.csv: column person is missing"),
        (TABLE + "3,waiting,2016-09-01,,,\n", "people: rows 1 and 3 have the same person"),
        (TABLE + "9001011234,waiting,2016-09-01,,,\n", "line 4.person"),
    ],
)
def test_one_message_for_a_table_that_is_wrong(
    tmp_path: Path, table: str | None, message: str
) -> None:
    with pytest.raises(StudyError) as caught:
        load_study(OVERRIDES, config_dir=folder(tmp_path, table))

    [problem] = caught.value.problems
    assert message in problem


SECRETS = ("19900101-1234", "Anna Andersson")


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "table",
    [
        "person,phase\n{},search\n",
        "person,phase,enrolled\n3,{},2016-01-01\n",
        "person,phase,referred\n3,waiting,{}\n",
        "person,phase,referred,sex,age\n3,waiting,2016-09-01,{0},{0}\n",
        "person,phase,referred\n3,waiting,2016-09-01,{}\n",
        "{},search,,2016-01-01\n4,waiting,2016-09-01,\n",
        "{};search;;2016-01-01\n",
    ],
)
def test_no_message_repeats_what_may_say_who_a_person_is(
    tmp_path: Path, table: str, secret: str
) -> None:
    with pytest.raises(StudyError) as caught:
        load_study(OVERRIDES, config_dir=folder(tmp_path, table.format(secret)))

    assert "people.csv: line " in str(caught.value)
    assert not any(word in str(caught.value) for word in ("19900101", "1234", "Anna"))


def test_a_column_named_like_a_number_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"people.csv: column 3: unknown column") as caught:
        load_study(
            OVERRIDES, config_dir=folder(tmp_path, "person,phase,19900101-1234\n3,search,x\n")
        )

    assert "1990" not in str(caught.value)


def test_a_table_that_swedish_excel_saved(tmp_path: Path) -> None:
    """With semicolons, a byte order mark and a decimal comma."""
    table = "\ufeff" + TABLE.replace(",", ";").replace("motivation\n", "motivation;age\n")
    table = table.replace("motivated\n", "motivated;41,5\n").replace(";;;\n", ";;;;\n")
    today = load_study(OVERRIDES, config_dir=folder(tmp_path, table)).programmes["here"].today

    assert today is not None
    assert [(one.person, one.age) for one in today.people or ()] == [(3, 41.5), (4, None)]
