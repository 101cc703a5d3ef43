"""`sesim-describe`: a folder that can be run at once, or one message and nothing written."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import yaml

import sesim
from sesim.cli.describe.main import exit_status
from sesim.study.programme import Programme

Describe = Callable[..., tuple[int, str, str]]

DAYS = ("--since", "2016-01-01", "--until", "2019-12-31")


@pytest.fixture(scope="module")
def log() -> pd.DataFrame:
    """Records of four years, simulated."""
    study = sesim.load_study(
        "programmes=[gislaved] replications=1 workers=1 report=false start=2016-01-01 "
        "end=2019-12-31 parameters=register"
    )
    events = sesim.simulate(study).events
    assert events is not None
    return events.assign(programme="mytown")


@pytest.fixture
def describe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Describe:
    """Return a function that runs the command in an empty folder: exit status, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        status = exit_status(list(arguments))
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def test_the_folder_can_be_run_at_once(describe: Describe, log: pd.DataFrame) -> None:
    log.to_csv("log.csv", index=False)
    status, out, err = describe(
        "log.csv", *DAYS, "--title", "Mytown – SE", "--forbund", "myforbund", "--output", "mytown",
        "--compare", "--replications", "3", "--workers", "1",
    )  # fmt: skip
    study = sesim.load_study("+programme@mytown=mytown programmes=[mytown]", config_dir="mytown")
    today = pd.read_csv("mytown/today.csv")
    comparison = pd.read_csv("mytown/comparison.csv")

    assert (status, err) == (0, "")
    assert study.programmes["mytown"].title == "Mytown – SE"
    assert study.programmes["mytown"].sources["goals"].startswith("own records")
    assert not {"replication", "programme"} & set(today)
    assert today["referred"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert {"participants", "waiting"} <= set(comparison["outcome"])
    assert comparison["mean"].notna().any()
    assert "Run it: sesim --config-dir mytown +programme@mytown=mytown programmes=mytown" in out
    assert "outcomes lie inside the 90% prediction interval of 3 replications" in out


def test_a_study_begins_with_the_people_at_the_end_of_the_records(
    describe: Describe, log: pd.DataFrame
) -> None:
    """With the line that the command prints, added to the programme's file."""
    log.to_csv("log.csv", index=False)
    _, out, _ = describe("log.csv", *DAYS, "--name", "mytown", "--output", "mytown")
    line = next(one for one in out.splitlines() if "today.csv}" in one)
    with Path("mytown/programme/mytown.yaml").open("a", encoding="utf-8") as file:
        file.write("\n" + line[line.index("today:") :] + "\n")
    study = sesim.load_study(
        "+programme@mytown=mytown programmes=[mytown] replications=2 workers=1 end=2020-12-31",
        config_dir="mytown",
    )
    table = pd.read_csv("mytown/today.csv")
    curves = sesim.simulate(study).curves
    first = curves[(curves["curve"] == "level") & (curves["x"] == 0)].set_index("series")["value"]

    assert set(first["enrolled"]) == {float((table["phase"] != "waiting").sum())}
    assert set(first["waiting"]) == {float((table["phase"] == "waiting").sum())}


def test_the_records_of_the_guide_in_swedish(describe: Describe) -> None:
    """Without referrals, posts or hours, and with dates instead of weeks."""
    rows = [(f"2016-{n % 12 + 1:02}-15", n, "enrolled", "") for n in range(1, 31)]
    rows += [("2017-04-03", n, "job_started", "ordinary") for n in range(3, 31, 3)]
    table = pd.DataFrame(rows, columns=["date", "participant", "kind", "job_kind"])
    table.assign(replication=0, programme="mytown").to_csv("log.csv", index=False, sep=";")
    status, out, _ = describe("log.csv", "--since", "2016-01-01", "--lang", "sv", "--output", "x")
    text = Path("x/programme/mytown.yaml").read_text(encoding="utf-8")

    assert status == 0
    assert Programme.model_validate(yaml.safe_load(text)).referral.per_year > 10
    assert "# målgrupp: antagande: standardvärde, framgår inte av uppgifterna" in text
    assert "Today's caseload, on 2017-04-03" in out
    assert len(pd.read_csv("x/today.csv")) == 30


def test_the_log_with_semicolons_and_decimal_commas_is_the_same(
    describe: Describe, log: pd.DataFrame
) -> None:
    log.to_csv("points.csv", index=False)
    log.to_csv("commas.csv", index=False, sep=";", decimal=",")
    for name in ("points", "commas"):
        assert describe(f"{name}.csv", *DAYS, "--name", "mytown", "--output", name)[0] == 0

    points, commas = (Path(name, "today.csv").read_bytes() for name in ("points", "commas"))
    assert points == commas


def test_people_with_long_numbers_are_numbered_again(describe: Describe, log: pd.DataFrame) -> None:
    """A programme's file takes six digits."""
    moved = log["participant"].where(log["participant"] < 0, log["participant"] + 5_550_000)
    log.assign(participant=moved).to_csv("log.csv", index=False)
    status, _, err = describe("log.csv", *DAYS, "--name", "mytown", "--output", "mytown")
    people = pd.read_csv("mytown/today.csv")["person"]

    assert (status, err) == (0, "")
    assert people.tolist() == list(range(1, len(people) + 1))


def test_the_same_records_give_the_same_bytes(describe: Describe, log: pd.DataFrame) -> None:
    log.to_parquet("log.parquet")
    log.sample(frac=1.0, random_state=1).sort_values("time", kind="stable").to_csv(
        "log.csv", index=False
    )
    for name in ("log.parquet", "log.csv"):
        assert describe(name, *DAYS, "--output", name[4:])[0] == 0

    files = ("programme/mytown.yaml", "today.csv")
    assert [Path("csv", one).read_bytes() for one in files] == [
        Path("parquet", one).read_bytes() for one in files
    ]


def test_nothing_is_overwritten(describe: Describe, log: pd.DataFrame) -> None:
    log.to_csv("log.csv", index=False)
    Path("taken").mkdir()
    Path("taken/notes.txt").write_text("mine", encoding="utf-8")
    status, _, err = describe("log.csv", *DAYS, "--output", "taken")

    assert status == 2
    assert "exists and is not empty; name a new or an empty folder" in err
    assert [path.name for path in Path("taken").iterdir()] == ["notes.txt"]


ARGUMENTS = {
    (): "LOG: name one file (got 0)",
    ("log.csv",): "--since: missing; name the first day of the records",
    ("log.csv", "--since", "1/1 2016"): "--since: a date is written as 2017-06-30 (got '1/1 2016')",
    ("log.csv", *DAYS[:2], "--until", "2015-01-01"): "--until: should not be before --since",
    ("log.csv", *DAYS, "--name", "My Town"): "--name: should be a short name of lower-case letters",
    ("log.csv", *DAYS, "--name", "vetlanda"): "--name: vetlanda is a programme of sesim",
    ("log.csv", *DAYS, "--name", "seed"): "--name: seed is a key of the command line",
    ("log.csv", *DAYS, "--name", "county"): "--name: county is a key of the command line",
    ("log.csv", *DAYS, "--title", "=1+1"): "--title: should not begin with",
    ("log.csv", *DAYS, "--lang", "no"): "--lang: should be sv or en (got 'no')",
    ("log.csv", *DAYS, "--replications", "0"): "--replications: should be a whole number from 1",
    ("log.csv", *DAYS, "--what"): "unrecognized arguments: --what",
    ("nosuch.csv", *DAYS): "LOG: nosuch.csv: no such file or directory",
    (".", *DAYS): "LOG: .: is a folder; name a file",
}


@pytest.mark.parametrize(("arguments", "message"), ARGUMENTS.items())
def test_bad_arguments(describe: Describe, arguments: tuple[str, ...], message: str) -> None:
    Path("log.csv").write_text("kind\n", encoding="utf-8")

    assert message in refusal(describe(*arguments))


def refusal(answer: tuple[int, str, str]) -> str:
    """Return the message of a command that was refused, and left nothing behind."""
    status, out, err = answer

    assert (status, out) == (2, "")
    assert "Traceback" not in err
    assert not Path("outputs").exists()
    return err


GOOD = {"replication": [0, 0], "programme": ["mytown"] * 2, "participant": [1, 2],
        "time": [1.0, 2.0], "kind": ["enrolled"] * 2}  # fmt: skip

LOGS = {
    "no log": ({"name": ["x"]}, "the event log has no column(s) replication, programme"),
    "empty": ({name: [] for name in GOOD}, "the log holds no events"),
    "unknown word": (GOOD | {"kind": ["enrolled", "came"]}, "kind, row 2: is none of the words"),
    "identity number": (
        GOOD | {"note": ["", "900101-1234"]}, "looks like a Swedish personal identity number",
    ),
    "out of order": (
        {"replication": [0, 0], "programme": ["mytown"] * 2, "participant": [1, 1],
         "time": [5.0, 2.0], "kind": ["enrolled", "search_started"]},
        "row 2, participant 1 of mytown: this happens only after enrolment",
    ),
    "before the first day": (GOOD | {"time": [1.0, -3.0]}, "time, row 2: must be from 0"),
    "after the last day": (GOOD | {"time": [1.0, 300.0]}, "--until: should not be before the last"),
    "several": (GOOD | {"programme": ["a", "b"]}, "choose one with --programme: a, b"),
    "replications": (GOOD | {"replication": [0, 1]}, "real records are one replication"),
    "bad name": (GOOD | {"programme": ["åby"] * 2}, "such as mytown (got 'åby') (--name)"),
    "shipped name": (GOOD | {"programme": ["eksjo"] * 2}, "eksjo is a programme of sesim"),
    "only posts": (
        {"replication": [0], "programme": ["mytown"], "participant": [-1], "time": [0.0],
         "kind": ["post_changed"], "coach": ["coach_1"], "fte": [1.0]},
        "the records hold no person",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", LOGS)
def test_a_log_that_cannot_be_used(describe: Describe, what: str) -> None:
    columns, message = LOGS[what]
    pd.DataFrame(columns).to_csv("log.csv", index=False)
    err = refusal(describe("log.csv", *DAYS))

    assert message in err
    assert "900101" not in err


def test_a_forbund_of_the_same_name_is_refused(describe: Describe, log: pd.DataFrame) -> None:
    log.to_csv("log.csv", index=False)

    assert "the name of a förbund" in refusal(describe("log.csv", *DAYS, "--forbund", "mytown"))
    assert [path.name for path in Path().iterdir()] == ["log.csv"]


def test_a_bad_date_is_named_by_its_row_alone(describe: Describe) -> None:
    table = pd.DataFrame(GOOD).drop(columns="time").assign(date=["2016-01-11", "Karin"])
    table.to_csv("log.csv", index=False)
    err = refusal(describe("log.csv", *DAYS))

    assert "date, row 2: a date is written as 2017-06-30" in err
    assert "Karin" not in err


@pytest.mark.parametrize("name", ["log.csv", "log.parquet"])
def test_a_file_that_is_no_table(describe: Describe, name: str) -> None:
    Path(name).write_bytes(b"\xff\xfe\x00 this is no table")

    assert f"LOG: {name}: " in refusal(describe(name, *DAYS))
