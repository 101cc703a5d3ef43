"""`sesim-new`: a file from answers, typed or in a file, in both languages."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import sesim
from sesim.cli.new.answers import FORMS, AnswerForm, choices, read, shown
from sesim.cli.new.checks import value_problem
from sesim.cli.new.main import exit_status
from sesim.cli.new.perform import FIRST, entries_of
from sesim.describe.defaults import DEFAULTS
from sesim.describe.programme import plain
from sesim.report.programme.questions import EXPLAINED
from sesim.report.text.language import language
from sesim.study.programme import Programme

New = Callable[..., tuple[int, str, str]]

EN, SV = language("en"), language("sv")


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> New:
    """Return a function that runs the command in an empty folder, with what is typed."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        status = exit_status(list(arguments))
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def written(name: str) -> dict[str, Any]:
    """Return what the file of a programme holds."""
    found = yaml.safe_load(Path(name, "programme", f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_enter_keeps_every_default_and_the_file_runs(new: New) -> None:
    status, out, _ = new(typed="\n" * len(FORMS))
    study = sesim.load_study("+programme@mytown=mytown programmes=[mytown]", config_dir="mytown")
    sources = study.programmes["mytown"].sources

    assert status == 0
    assert all(text == "assumption: default" for text in sources.values())
    assert study.programmes["mytown"].caseload_norm == DEFAULTS["caseload_norm"]
    assert out.count("> ") >= len(FORMS)
    assert "Run it: sesim --config-dir mytown +programme@mytown=mytown" in out


TYPED = {
    "name": "minstad", "title": "Min stad – SE", "posts": "100 50", "referral.per_year": "14,5",
    "referral.route": "2", "goals": "70 20 10", "mapping": "kort", "back_heaviness": "30 %",
    "support.open_ended": "Ja",
}  # fmt: skip


def test_answers_in_swedish(new: New) -> None:
    typed = "".join(f"{TYPED.get(path, '')}\n" for path in FORMS)
    status, out, _ = new("--language", "sv", typed=typed)
    found = written("minstad")
    text = Path("minstad/programme/minstad.yaml").read_text(encoding="utf-8")

    assert status == 0
    assert Programme.model_validate(found)
    assert found["title"] == "Min stad – SE"
    assert [post["fte"][0]["share"] for post in found["posts"]] == [1.0, 0.5]
    assert (found["referral"]["per_year"], found["referral"]["route"]) == (14.5, "direct")
    assert found["goals"] == {"work": 0.7, "study": 0.2, "placement": 0.1}
    assert (found["mapping"], found["back_heaviness"]) == ("short", 0.3)
    assert found["support"]["open_ended"] is True
    assert found["sources"]["posts"] == "angivet av dig"
    assert "# coachernas tjänster: angivet av dig" in text
    assert "Tryck på Enter" in out
    assert "Verksamhet: minstad/programme/minstad.yaml" in out
    assert "Kör den: sesim --config-dir minstad" in out
    assert "Programme:" not in out
    assert "i månader" in out
    assert "dagen då verksamheten verkligen började" in " ".join(out.split())


def test_a_bad_answer_is_asked_for_again(new: New) -> None:
    bad = {"name": "My Town\nvetlanda\nmytown", "goals": "70 20\n70 20 20\n70 20 10",
           "caseload_norm": "many\n0\n15", "referral.route": "3\n1"}  # fmt: skip
    status, out, _ = new(typed="".join(f"{bad.get(path, '')}\n" for path in FORMS))

    assert status == 0
    assert written("mytown")["caseload_norm"] == 15.0
    assert written("mytown")["goals"]["placement"] == 0.1
    assert "should be lower-case letters a to z, digits and _" in out
    assert "vetlanda is a programme of sesim; choose another name" in out
    assert out.count("should be three numbers that together are 100") == 2
    assert "should be numbers such as 20 or 2.5" in out
    assert "should be greater than 0\n" in out


def test_a_bad_answer_to_a_swedish_question_is_explained_in_swedish(new: New) -> None:
    (Path("upptagen") / "x").mkdir(parents=True)
    bad = {
        "name": "Min Stad\nvetlanda\nseed\nupptagen\nminstad", "title": "x" * 121 + "\nMin stad",
        "since": "2024-02-31\n0001-01-01\n2020-01-01", "goals": "70 20\n70 20 10",
        "caseload_norm": "många\n0\n1001\n15", "referral.route": "3\n1",
        "employer_focus": "600\n70",
    }  # fmt: skip
    status, out, _ = new("--lang", "sv", typed="".join(f"{bad.get(p, '')}\n" for p in FORMS))

    assert status == 0
    for words in (
        "ska vara små bokstäver a till z, siffror och _",
        "vetlanda är en av verksamheterna i sesim; välj ett annat namn",
        "seed betyder något annat på kommandoraden; välj ett annat namn",
        "mappen upptagen finns redan och är inte tom; välj ett annat namn",
        "ska ha högst 120 tecken", "ska vara en dag som finns, från 1900 till 2199",
        "ska vara tre tal som tillsammans är 100", "ska vara tal som 20 eller 2,5",
        "ska vara större än 0", "ska vara högst 1 000", "ska vara ett tal från 1 till 2",
        "ska vara från 0 till 500",
    ):  # fmt: skip
        assert words in out.replace("\N{NO-BREAK SPACE}", " ")
    assert "should" not in out
    assert out.count("ska vara en dag som finns") == 2


@pytest.mark.parametrize("text", ["1,0 0,5", "1", "100 0,5", "4.9"])
def test_posts_in_whole_posts_are_not_taken_for_per_cent(text: str) -> None:
    with pytest.raises(ValueError, match="at least 5: per cent of full time, such as 100 50"):
        read("posts", text, EN)
    with pytest.raises(ValueError, match="ska vara minst 5: procent av heltid, som 100 50"):
        read("posts", text, SV)
    assert read("posts", "5 100", SV) == [0.05, 1.0]


def test_an_unfit_folder_is_told_before_the_first_question(new: New) -> None:
    (Path("here") / "x").mkdir(parents=True)
    Path("file").touch()

    for output, lang, said in (
        ("here", "sv", "--output: mappen here finns redan och är inte tom"),
        ("here", "en", "--output: the folder here exists and is not empty"),
        ("file", "sv", "--output: file finns redan och är ingen mapp"),
    ):
        status, out, err = new("--lang", lang, "--output", output)
        assert (status, out) == (2, "")
        assert said in err


EXTREMES = {
    AnswerForm.NUMBER: ("0", "0.0001", "1e12"),
    AnswerForm.WHOLE: ("0", "1e12"),
    AnswerForm.PERCENT: ("0", "100", "500"),
    AnswerForm.POSTS: ("0", "0.01", "100 100 100"),
    AnswerForm.LINE: ("x" * 5000,),
    AnswerForm.SLUG: ("x" * 5000,),
    AnswerForm.DAY: ("0000-00-00", "9999-12-31", "2023-02-29"),
}


@pytest.mark.parametrize(
    ("path", "text"),
    [(path, text) for path, form in FORMS.items() for text in EXTREMES.get(form, ())],
)
def test_every_value_that_can_be_typed_is_taken_or_explained_in_swedish(
    path: str, text: str
) -> None:
    said: str | None = None
    try:
        value = read(path, text, SV)
        if path != "name":
            said = value_problem(lambda: plain(entries_of({path: value})), path, SV)
    except ValueError as problem:
        said = str(problem)

    assert said is None or said.startswith("ska ")


def test_too_few_answers_write_nothing(new: New) -> None:
    status, _, err = new(typed="mytown\n")

    assert status == 2
    assert "the questions were not answered; nothing was written" in err
    assert list(Path().iterdir()) == []


def test_answers_from_a_file(new: New) -> None:
    answers = {
        "name": "mytown", "since": "2020-01-01", "posts": [1.0, 0.5],
        "referral": {"per_year": 14, "route": "direct"}, "placement.months": 3.0,
    }  # fmt: skip
    Path("answers.yaml").write_text(yaml.safe_dump(answers), encoding="utf-8")
    status, out, _ = new("--answers", "answers.yaml", "--output", "here")
    found = yaml.safe_load(Path("here/programme/mytown.yaml").read_text(encoding="utf-8"))

    assert status == 0
    assert found["title"] == "mytown"
    assert found["posts"][1]["fte"] == [{"since": "2020-01-01", "until": None, "share": 0.5}]
    assert found["referral"] == {
        "per_year": 14, "route": "direct", "screened_out_share": 0.0, "awareness": [],
        "knowledge": 0.0,
    }  # fmt: skip
    assert found["sources"]["placement"] == "set by you; assumption: default (aim)"
    assert "[" not in out


BAD = {
    "nmae: mytown": "answers.yaml: nmae: unknown key (did you mean 'name'?)",
    "name: ../mytown": "name: should be a short name of lower-case letters a to z, digits and _",
    "name: parameters": "name: parameters is a key of the command line",
    "name: eksjo": "name: eksjo is a programme of sesim",
    "caseload_norm: -5\nmapping: slow": "caseload_norm: should be greater than 0 (got -5)",
    "posts: [1.5]": "posts.0.fte.0.share: should be less than or equal to 1 (got 1.5)",
    "posts: []": "posts: ",
    "goals: {work: 0.5, study: 0.1, placement: 0.1}": "goals: the shares must sum to 1",
    "since: tomorrow": "since: a date is written as 2017-06-30 (got 'tomorrow'",
    "[1, 2]": "should hold lines of the form 'key: value'",
}


@pytest.mark.parametrize(("text", "message"), BAD.items())
def test_bad_answers_in_a_file(new: New, text: str, message: str) -> None:
    Path("answers.yaml").write_text(text, encoding="utf-8")
    status, out, err = new("--answers", "answers.yaml")

    assert (status, out) == (2, "")
    assert message in err
    assert "Traceback" not in err
    assert [path.name for path in Path().iterdir()] == ["answers.yaml"]


def test_bad_arguments(new: New) -> None:
    assert "--lang: should be sv or en (got 'no')" in new("--lang", "no")[2]
    assert "cannot be read" in new("--answers", "nosuch.yaml")[2]


def test_nothing_is_overwritten(new: New) -> None:
    Path("mytown").mkdir()
    Path("mytown/notes.txt").write_text("mine", encoding="utf-8")
    status, _, err = new(typed="\n" * len(FORMS))

    assert status == 2
    assert "exists and is not empty" in err
    assert [path.name for path in Path("mytown").iterdir()] == ["notes.txt"]


def test_every_question_has_an_explanation_in_both_languages() -> None:
    assert list(EXPLAINED) == list(FORMS)
    assert all(SV(text) != text for text in EXPLAINED.values())


@pytest.mark.parametrize("code", ["en", "sv"])
def test_a_default_means_itself(code: str) -> None:
    """What stands in brackets can be typed."""
    say, values = language(code), {**DEFAULTS, **FIRST}
    for path in FORMS:
        assert read(path, shown(path, values[path], say), say) == values[path]


@pytest.mark.parametrize("code", ["en", "sv"])
def test_every_choice_can_be_typed_by_number_word_and_name(code: str) -> None:
    say = language(code)
    for path in (one for one, form in FORMS.items() if form is AnswerForm.CHOICE):
        for number, value in enumerate(choices(path), 1):
            for text in (f"{number}", f"{value}", shown(path, value, say)):
                assert read(path, text, say) == value


@given(st.lists(st.integers(0, 100), min_size=3, max_size=3))
def test_shares_are_read_only_if_they_are_the_whole(numbers: list[int]) -> None:
    text = " ".join(map(str, numbers))
    if sum(numbers) == 100:
        assert sum(read("goals", text, EN).values()) == pytest.approx(1.0)
    else:
        with pytest.raises(ValueError, match="together are 100"):
            read("goals", text, EN)
