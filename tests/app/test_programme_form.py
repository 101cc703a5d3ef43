"""The form of a programme: the same files as `sesim-new`, and nothing changed by the way."""

import re
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.app.browser import Html
from tests.app.conftest import OWN, Own, Served
from tests.conftest import PROGRAMMES

from sesim.app.asking import mark_of
from sesim.app.edited import with_value
from sesim.app.fields import FieldGroup, FormSection
from sesim.app.programme_form import (
    LEFT_OUT,
    changed_values,
    edited_text,
    sections,
    values_in,
)
from sesim.cli.new.answers import FORMS, AnswerForm, shown
from sesim.cli.new.main import exit_status as sesim_new
from sesim.cli.programme_file import problems_of
from sesim.report.text.fields import FIELDS
from sesim.report.text.language import LANGUAGES, language
from sesim.study.programme import Programme

EN = language("en")

ANSWERS = {
    "name": "minstad", "title": "Min stad: SE, södra", "forbund": "norra", "since": "2023-09-01",
    "posts": [1.0, 0.75], "caseload_norm": 17.5, "referral.per_year": 12.5,
    "referral.route": "direct", "referral.screened_out_share": 0.05,
    "target_group": "psychiatric", "goals": {"work": 0.7, "study": 0.2, "placement": 0.1},
    "motivation": {"motivated": 0.6, "wavering": 0.3, "not_motivated": 0.1},
    "motivation_policy": "open", "mapping": "short", "social_load": "heavy",
    "back_heaviness": 0.35, "training.share": 0.125, "employer_focus": 1.25,
    "labour_market.unemployment": 7.25, "labour_market.employers": 180,
    "placement.aim": "jobs", "placement.months": 2.5,
    "job_kinds": {"ordinary": 0.4, "subsidised": 0.5, "transition": 0.0, "temporary": 0.1},
    "support.open_ended": True,
}  # fmt: skip
"""Another value for every question."""


def fields_of(path: str, value: Any, code: str) -> dict[str, str]:
    """Return what somebody types into the fields of a value."""
    text = shown(path, value, language(code))
    if path == "posts" or FORMS[path] is AnswerForm.SHARES:
        return {f"{path}-{place}": one for place, one in enumerate(text.split(), 1)}
    return {path: text}


def new_file(folder: Path, answers: dict[str, Any], code: str) -> bytes:
    """Return the file that `sesim-new` writes for answers."""
    folder.mkdir()
    (folder / "answers.yaml").write_text(yaml.safe_dump(answers, sort_keys=False), encoding="utf-8")
    words = ["--answers", str(folder / "answers.yaml"), "--lang", code]
    assert sesim_new([*words, "--output", str(folder / "made")]) == 0
    return (folder / "made" / "programme" / f"{answers['name']}.yaml").read_bytes()


def test_the_answers_are_about_every_question() -> None:
    assert set(ANSWERS) == set(FORMS)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("few", [True, False], ids=["few", "all"])
def test_a_new_file_is_that_of_sesim_new(
    served: Served, tmp_path: Path, code: str, few: bool
) -> None:
    asked = ("name", "title", "posts") if few else ANSWERS
    answers = {path: ANSWERS[path] for path in asked}
    served.browser.code = code
    typed = {
        name: text
        for path, value in answers.items()
        for name, text in fields_of(path, value, code).items()
    }
    page = served.browser.submit("programme", typed)
    after = served.browser.follow(page)

    assert served.file("programme/minstad.yaml").read_bytes() == new_file(
        tmp_path / "new", answers, code
    )
    assert "programme/minstad.yaml" in after.html.words
    assert sorted(served.tree()) == ["programme/minstad.yaml"]


def described() -> str:
    """Return a file as `sesim-describe` writes it."""
    from tests.describe.synthetic import described as entries_of
    from tests.describe.synthetic import known_study, records_of

    from sesim.describe.programme import plain
    from sesim.report.programme.comments import comments, head, sources
    from sesim.study.commented import commented_file

    study = known_study(1, 5)
    [entries] = map(entries_of, records_of(study))
    top = head(EN, "x", study.settings.start, study.settings.end)
    return commented_file(
        {**plain(entries), "sources": sources(entries, EN)}, comments(entries, EN), top
    )


def docs_example() -> str:
    """Return the file of the how-to about an own programme."""
    page = (PROGRAMMES.parents[1] / "docs/how-to/own_programme.md").read_text(encoding="utf-8")
    [found] = re.findall(r"```yaml\n(# my/programme/mytown.yaml\n.*?)```", page, flags=re.DOTALL)
    return str(found)


def texts() -> dict[str, str]:
    """Return programme files of all kinds, by name."""
    found = {
        path.stem: path.read_text(encoding="utf-8") for path in sorted(PROGRAMMES.glob("*.yaml"))
    }
    return {
        **found,
        "own": OWN,
        "docs": docs_example(),
        "windows": OWN.replace("\n", "\r\n"),
        "open_end": OWN.removesuffix("\n"),
        "short": 'title: A\nsince: "2024-01-01"\nposts: []\n',
    }


def submitted(form: list[FormSection]) -> dict[str, str]:
    """Return what a form sends if nobody changes anything."""
    found = {}
    for section in form:
        for part in section.parts:
            for one in part.fields if isinstance(part, FieldGroup) else (part,):
                known = [value for value, _ in one.options]
                found[one.name] = one.value if one.value in known or not known else known[0]
    return found


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", texts())
def test_a_form_that_is_sent_as_it_is_changes_nothing(name: str, code: str) -> None:
    file = yaml.safe_load(texts()[name])
    before = values_in(file)
    errors: dict[str, str] = {}
    typed = submitted(sections(before, language(code), {}, {}, new=False))

    assert changed_values(typed, before, language(code), errors) == {}
    assert errors == {}


@pytest.mark.parametrize("name", ["vetlanda", "gislaved_ips", "own", "docs", "windows", "open_end"])
def test_a_file_that_is_saved_unchanged_stays_to_the_byte(
    kept: Served, own: Own, name: str
) -> None:
    text = texts()[name]
    file = own(text)
    page = kept.browser.submit(f"programme/{file}")

    assert page.status == 303, page.html.words
    assert kept.text(f"programme/{file}.yaml") == text


@pytest.mark.slow
def test_a_described_file_that_is_saved_unchanged_stays_to_the_byte(
    served: Served,
) -> None:
    text = described()
    served.write("programme/mytown.yaml", text)

    assert served.browser.submit("programme/mytown").status == 303
    assert served.text("programme/mytown.yaml") == text


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The file of `sesim-new` in each language, with defaults alone."""
    folder = tmp_path_factory.mktemp("made")
    answers = {"name": "minstad", "title": "Min stad"}
    return {code: new_file(folder / code, answers, code).decode() for code in LANGUAGES}


@pytest.mark.parametrize(
    ("path", "code"),
    list(zip(["title", *[*ANSWERS][4:], "forbund"], cycle(LANGUAGES), strict=False)),
)
def test_one_change_changes_one_value_its_comment_and_its_source(
    made: dict[str, str], path: str, code: str
) -> None:
    text = made[code]
    other = "sv" if code == "en" else "en"  # a file may be in another language than the page
    file = yaml.safe_load(text)
    before = values_in(file)
    errors: dict[str, str] = {}
    typed = submitted(sections(before, language(other), {}, {}, new=False))
    typed |= fields_of(path, ANSWERS[path], other)
    changed = changed_values(typed, before, language(other), errors)
    new = edited_text(text, file, changed)
    now = yaml.safe_load(new)
    field = path.partition(".")[0]
    old_source, source = (one["sources"].pop(field) for one in (file, now))
    [label] = [language(code)(FIELDS[path].label).plain]
    gone = [line for line in text.splitlines() if line not in new.splitlines()]

    assert errors == {}
    assert list(changed) == [path]
    assert values_in(now) == {**before, path: changed[path]}
    assert problems_of(now) == []
    assert {key for key in file if now[key] != file[key]} == {field}
    assert [line.strip() for line in new.splitlines()].count(f"# {label}: {SET[code]}") == 1
    assert SET[code] in source
    parts = (*path.split("."), "coach_1", label)
    assert [line for line in gone if not any(part in line for part in parts)] == []
    assert old_source == source or len(gone) <= 4


SET = {"en": "set by you", "sv": "angivet av dig"}


def test_what_a_file_leaves_out_is_what_the_programme_has() -> None:
    programme = Programme.model_validate(yaml.safe_load(OWN)).model_dump(mode="json")

    assert {
        path: programme[path.partition(".")[0]][path.partition(".")[2]] for path in LEFT_OUT
    } == LEFT_OUT


def test_shares_stand_below_their_names_whatever_their_order() -> None:
    goals = {"placement": 0.0, "work": 0.7, "study": 0.3}
    before = values_in({**yaml.safe_load(OWN), "goals": goals})
    typed = submitted(sections(before, EN, {}, {}, new=False))
    typed |= {"goals-1": "60", "goals-2": "40"}

    assert changed_values(typed, before, EN, {}) == {
        "goals": {"work": 0.6, "study": 0.4, "placement": 0.0}
    }


ODD = {
    "mapping": "slow", "goals": {"work": 1.0}, "motivation": [0.5], "job_kinds": "ordinary",
    "caseload_norm": "many", "back_heaviness": True, "employer_focus": float("nan"),
    "referral": "direct", "posts": 3, "since": 2024, "title": ["x"], "forbund": {"a": 1},
}  # fmt: skip
"""What a file may hold that is no value of a programme."""


@pytest.mark.parametrize("path", ODD)
def test_what_a_form_cannot_show_is_no_crash_and_nothing_is_chosen(path: str) -> None:
    file = {**yaml.safe_load(OWN), path: ODD[path]}
    before = values_in(file)
    errors: dict[str, str] = {}
    typed = submitted(sections(before, EN, {}, {}, new=False))

    assert changed_values(typed, before, EN, errors) == {}
    assert errors == {}


def test_a_later_beginning_moves_the_posts_that_began_with_it(made: dict[str, str]) -> None:
    file = yaml.safe_load(made["en"])
    new = yaml.safe_load(edited_text(made["en"], file, {"since": "2025-03-01"}))

    assert new["since"] == "2025-03-01"
    assert new["posts"][0]["fte"][0]["since"] == "2025-03-01"
    assert problems_of(new) == []


def test_posts_that_change_are_told_and_survive(kept: Served, own: Own) -> None:
    text = (PROGRAMMES / "vetlanda.yaml").read_text(encoding="utf-8")
    name = own(text)
    page = kept.browser.get(f"programme/{name}")
    answer = kept.browser.submit(f"programme/{name}", {"caseload_norm": "18"})
    now = yaml.safe_load(kept.text(f"programme/{name}.yaml"))
    before = yaml.safe_load(text)

    assert "The file has more detail here" in page.html.words
    assert page.html.with_("name", "posts-1") == []
    assert answer.status == 303
    assert {key for key in before if now[key] != before[key]} == {"caseload_norm", "sources"}
    assert now["sources"] == {
        **before["sources"],
        "caseload_norm": f"{before['sources']['caseload_norm']}; set by you",
    }


def test_the_words_of_others_stay(kept: Served, own: Own) -> None:
    name = own(f"# who wrote this\n{OWN}")
    kept.browser.submit(f"programme/{name}", {"title": "Ny, och bättre: ja", "mapping": "short"})
    text = kept.text(f"programme/{name}.yaml")

    assert text.startswith("# who wrote this\n")
    assert 'since: "2024-01-01"  # says the board\n' in text
    assert yaml.safe_load(text)["title"] == "Ny, och bättre: ja"


def test_a_file_that_changed_meanwhile_is_not_overwritten(kept: Served, own: Own) -> None:
    name = own()
    form = kept.browser.get(f"programme/{name}").html.form
    changed = with_value(OWN, "caseload_norm", 11.0)
    kept.write(f"programme/{name}.yaml", changed)
    page = kept.browser.post(f"programme/{name}", {**form, "title": "Other"})
    again = kept.browser.post(f"programme/{name}", page.html.form)
    now = yaml.safe_load(kept.text(f"programme/{name}.yaml"))

    assert page.status == 422
    assert "in another tab or program" in page.html.words
    assert page.html.form["title"] == ["Other"]
    assert page.html.form["mark"] == [mark_of(changed)]
    assert again.status == 303
    assert now["title"] == "Other"


BAD = {
    "title": "\u200b", "forbund": "Not This", "since": "2024-02-31", "posts-1": "3",
    "caseload_norm": "minus one", "referral.per_year": "-4", "referral.route": "by air",
    "referral.screened_out_share": "140", "target_group": "everyone", "goals-1": "50",
    "motivation-2": "x", "motivation_policy": "", "mapping": "never", "social_load": "?",
    "back_heaviness": "101", "training.share": "1e9", "employer_focus": "501",
    "placement.aim": "nothing", "placement.months": "nan", "job_kinds-4": "inf",
    "support.open_ended": "maybe", "labour_market.unemployment": "1 2",
    "labour_market.employers": "1e400",
}  # fmt: skip
"""Something impossible for every field, by the name of the field."""


def errors_shown(html: Html) -> dict[str, str]:
    """Return the error of each field that says of itself that it has one."""
    found = {}
    for one in html.with_("aria-invalid", "true"):
        names = [name for name in one.has["aria-describedby"].split() if name.endswith("-error")]
        found[one.has["id"]] = " ".join(html.text_at(name) for name in names)
    return found


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_error_stands_beside_its_field(served: Served, code: str) -> None:
    served.browser.code = code
    page = served.browser.submit("programme", {**BAD, "name": "Not a name"})
    html = page.html
    shown_there = errors_shown(html)
    links = {
        one.has["href"].removeprefix("#") for one in html.with_("href") if "#" in one.has["href"]
    }
    ids = [one.has["id"] for one in html.with_("id")]

    assert page.status == 422
    assert set(shown_there) == {*(re.sub(r"-\d$", "", name) for name in BAD), "name"}
    assert all(shown_there.values())
    assert {re.sub(r"-\d$", "", one) for one in links - {"main"}} == set(shown_there)
    assert links <= set(ids)
    assert len(ids) == len(set(ids))
    assert {name: html.form[name] for name in BAD if not isinstance_choice(name)} == {
        name: [text] for name, text in BAD.items() if not isinstance_choice(name)
    }
    assert served.tree() == {}


def isinstance_choice(name: str) -> bool:
    return FORMS.get(name) is AnswerForm.CHOICE


def test_without_a_short_name_there_is_one_after_what_it_is_called(kept: Served) -> None:
    page = kept.browser.submit("programme", {"name": "", "title": "Ödeshög – SE"})

    assert page.status == 303
    assert "programme/odeshog_se?saved" in page.headers["location"]
    (kept.folder / "programme" / "odeshog_se.yaml").unlink()


@pytest.mark.parametrize("name", ["vetlanda", "seed", "all", "9lives", "Åby", "a" * 61, "a.b"])
def test_names_that_cannot_be_are_refused(kept: Served, name: str) -> None:
    before = kept.tree()
    page = kept.browser.submit("programme", {"name": name, "title": "T"})

    assert page.status == 422
    assert list(errors_shown(page.html)) == ["name"]
    assert kept.tree() == before


def test_a_name_that_is_taken_is_refused(kept: Served, own: Own) -> None:
    name = own()
    page = kept.browser.submit("programme", {"name": name, "title": "T"})

    assert list(errors_shown(page.html)) == ["name"]
    assert kept.text(f"programme/{name}.yaml") == OWN


def test_a_copy_of_a_shipped_programme_is_its_file(kept: Served) -> None:
    page = kept.browser.submit("programme/vetlanda", {"copy": "min_kopia"})
    refused = kept.browser.submit("programme/vetlanda", {"copy": "../../etc/passwd"})

    assert kept.browser.follow(page).status == 200
    assert (
        kept.file("programme/min_kopia.yaml").read_bytes()
        == (PROGRAMMES / "vetlanda.yaml").read_bytes()
    )
    assert refused.status == 422
    assert errors_shown(refused.html) != {}


@pytest.mark.parametrize(
    "text",
    ["", "- a\n", "title: [\n", "a: !!python/object:os.system x\n", "x: 012\n", "\x00", "a: 1"],
)
def test_a_file_that_is_no_programme_is_a_message(served: Served, text: str) -> None:
    served.write("programme/broken.yaml", text)
    first = served.browser.get("")
    pages = [
        served.browser.get(f"programme/broken{rest}")
        for rest in ("", "/today", "/counts", "/goal", "/try", "/plan")
    ]

    assert first.status == 200
    assert "broken" in first.html.words
    assert {page.status for page in pages} <= {200, 422}
    assert all("Traceback" not in page.text for page in pages)
    assert served.text("programme/broken.yaml") == text
