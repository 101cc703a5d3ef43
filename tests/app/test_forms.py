"""Forms of today's caseload, own counts, goals and alternatives: what is saved is shown again."""

from pathlib import Path

import pytest
import yaml
from tests.app.browser import Page
from tests.app.conftest import OWN, Own, Served
from tests.app.test_programme_form import errors_shown

import sesim
from sesim.app.commands import adjusted
from sesim.app.levers import overrides_of
from sesim.app.workspace import COUNTS, Workspace
from sesim.calibration.own.counts import read_own_counts
from sesim.study import Study

END = "end=2030-12-31"


def study_in(served: Served, name: str, *more: str) -> Study:
    """Return the study of a programme as the command line reads it."""
    words = [*overrides_of(Workspace(served.folder), name), END, *more]
    return sesim.load_study(words, config_dir=served.folder)


def saved(served: Served, address: str, sent: dict[str, str]) -> Page:
    """Save a form, and return its page afterwards."""
    answer = served.browser.submit(address, sent)
    assert answer.status == 303, answer.html.words
    page = served.browser.follow(answer)
    assert "Saved in" in page.html.words
    return page


def shown(page: Page, sent: dict[str, str]) -> dict[str, str]:
    """Return what stands in the fields that were filled in."""
    form = page.html.form
    return {name: form[name][-1] for name in sent}


# --- today ------------------------------------------------------------------------------------

NUMBERS = {
    "way": "numbers", "date": "2026-11-01", "enrolled": "24", "waiting": "8",
    "phase-mapping": "10", "phase-search": "14",
}  # fmt: skip
TABLE = "person,phase,referred,enrolled,since,age\n3,search,,2026-01-01,2026-05-01,31.5\n"


def test_numbers_of_today(kept: Served, own: Own) -> None:
    name = own()
    page = saved(kept, f"programme/{name}/today", NUMBERS)
    today = study_in(kept, name).programmes[name].today
    again = saved(kept, f"programme/{name}/today", {})

    assert shown(page, NUMBERS) == shown(again, NUMBERS) == NUMBERS
    assert today is not None
    assert (str(today.date), today.enrolled, today.waiting) == ("2026-11-01", 24, 8)
    assert today.phases == {"mapping": 10, "search": 14}
    assert kept.text(f"programme/{name}.yaml").startswith(OWN.rstrip("\n"))


def test_nobody_today_takes_the_key_away(kept: Served, own: Own) -> None:
    name = own()
    saved(kept, f"programme/{name}/today", NUMBERS)
    saved(kept, f"programme/{name}/today", {"way": "none"})

    assert kept.text(f"programme/{name}.yaml") == OWN


@pytest.mark.parametrize("way", ["pasted", "uploaded", "semicolons", "marked"])
def test_a_table_of_today(kept: Served, own: Own, way: str) -> None:
    name = own()
    text = TABLE.replace(",", ";").replace("31.5", "31,5") if way == "semicolons" else TABLE
    data = (b"\xef\xbb\xbf" if way == "marked" else b"") + text.encode()
    sent = {"way": "table", "date": "2026-11-01"}
    table = {"table": text} if way == "pasted" else {"upload": ("people.csv", data)}
    page = saved(kept, f"programme/{name}/today", {**sent, **table})
    today = study_in(kept, name).programmes[name].today
    before = kept.tree()
    saved(kept, f"programme/{name}/today", {})  # the table stays if no other is given

    assert today is not None
    assert [(one.person, one.age) for one in today.people or ()] == [(3, 31.5)]
    assert kept.file(f"programme/{name}_today.csv").exists()
    assert f"{name}_today.csv is used now" in page.html.words
    assert shown(page, sent) == sent
    assert kept.tree() == before


def test_a_table_of_five_thousand_people(kept: Served, own: Own) -> None:
    name = own()
    rows = "".join(f"{number},mapping,,2026-01-01,,\n" for number in range(1, 5001))
    sent = {"way": "table", "date": "2026-11-01", "table": f"{TABLE.splitlines()[0]}\n{rows}"}

    saved(kept, f"programme/{name}/today", sent)
    assert kept.text(f"programme/{name}_today.csv").count("\n") == 5001


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"enrolled": "x"}, "enrolled"),
        ({"enrolled": "-1"}, "enrolled"),
        ({"enrolled": "5001"}, "enrolled"),
        ({"enrolled": "٣"}, "phases"),
        ({"enrolled": "²"}, "enrolled"),
        ({"enrolled": ""}, "enrolled"),
        ({"enrolled": "2.5"}, "enrolled"),
        ({"waiting": "many"}, "waiting"),
        ({"phase-search": "13"}, "phases"),
        ({"phase-search": "x"}, "phase-search"),
        ({"date": "2026-02-30"}, "date"),
        ({"date": ""}, "date"),
        ({"date": "20261101"}, None),
        ({"date": "2020-01-01"}, "date"),
        ({"way": "table"}, "table"),
        ({"way": "table", "table": "person,phase\n3,resting\n"}, "table"),
        ({"way": "table", "table": "3,4,5\n"}, "table"),
        ({"way": "table", "date": "2020-01-01", "table": "person,phase\n"}, "date"),
        ({"way": "table", "table": "person,phase,enrolled,coach\n3,mapping,2026-01-01,x"}, "table"),
        ({"way": "table", "table": 'person,phase\n"3,search\n'}, "table"),
        ({"way": "table", "table": TABLE + TABLE.splitlines()[1]}, "table"),
        ({"way": "table", "upload": ("a.csv", "person;åäö".encode("latin-1"))}, "table"),
        ({"way": "table", "upload": ("a.xlsx", b"PK\x03\x04\x00\xff")}, "table"),
        ({"way": "table", "upload": ("a.csv", b"\x00")}, "table"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_today(
    kept: Served, own: Own, sent: dict[str, str], wrong: str | None
) -> None:
    name = own()
    page = kept.browser.submit(f"programme/{name}/today", {**NUMBERS, **sent})

    assert "Traceback" not in page.text
    if wrong is None:
        assert study_in(kept, name).programmes[name].today is not None
        return
    assert page.status == 422
    assert wrong in errors_shown(page.html)
    assert kept.text(f"programme/{name}.yaml") == OWN
    assert not kept.file(f"programme/{name}_today.csv").exists()


IDENTITIES = ("19900101-1234", "900101-1234", "199001011234", "9001011234", "19900101 1234")


@pytest.mark.parametrize("identity", IDENTITIES)
@pytest.mark.parametrize("way", ["table", "upload"])
@pytest.mark.parametrize(
    "text", ["person,phase,since\n{},search,2026-01-01\n", "{},search\n",
             "person,phase,{}\n1,search,x\n", "person,phase,coach,since\n1,search,{},x\n"]
)  # fmt: skip
def test_identity_numbers_are_refused_and_not_repeated(
    kept: Served, own: Own, identity: str, way: str, text: str
) -> None:
    name = own()
    table = text.format(identity)
    sent = {"table": table} if way == "table" else {"upload": ("a.csv", table.encode())}
    page = kept.browser.submit(f"programme/{name}/today", {**NUMBERS, "way": "table", **sent})

    assert page.status == 422
    assert "table" in errors_shown(page.html)
    assert identity not in page.text
    assert identity[-4:] not in page.html.words
    assert all(identity.encode() not in data for data in kept.tree().values())


def test_a_table_that_was_pasted_wrong_can_be_mended(kept: Served, own: Own) -> None:
    name = own()
    text = TABLE.replace("search", "resting")
    page = kept.browser.submit(
        f"programme/{name}/today", {**NUMBERS, "way": "table", "table": text}
    )

    assert page.html.form["table"] == [text]


# --- counts -----------------------------------------------------------------------------------

COUNTED = {
    "1-outcome": "participants", "1-count": "40", "1-until": "2026-10-31",
    "1-source": "årsrapport, s. 3",
    "2-outcome": "employed", "2-low": "8", "2-high": "12", "2-until": "2026-10-31",
    "3-outcome": "ongoing", "3-count": "20", "3-since": "2025-01-01", "3-until": "2026-10-31",
}  # fmt: skip


def test_own_counts(kept: Served, own: Own) -> None:
    name = own()
    page = saved(kept, f"programme/{name}/counts", COUNTED)
    path = kept.file(f"{COUNTS}/{name}.csv")
    counts = read_own_counts(path, "counts")
    before = path.read_bytes()
    saved(kept, f"programme/{name}/counts", {})

    assert shown(page, COUNTED) == COUNTED
    assert len(counts) == 3
    assert path.read_bytes() == before


def test_counts_of_others_survive(kept: Served, own: Own) -> None:
    name = own()
    text = "outcome;until;count\n" + "".join(
        f"first_jobs_{year};{year}-12-31;{year - 2020}\n" for year in range(2024, 2027)
    )
    kept.write(f"{COUNTS}/{name}.csv", text)
    page = saved(kept, f"programme/{name}/counts", {})
    form = page.html.form

    assert [form[f"{row}-outcome"] for row in (1, 2, 3, 4)] == [
        ["first_jobs_2024"], ["first_jobs_2025"], ["first_jobs_2026"], [""]
    ]  # fmt: skip
    assert kept.text(f"{COUNTS}/{name}.csv") == text.replace(";", ",")


@pytest.mark.parametrize(
    "sent",
    [
        {"1-count": "x"}, {"1-count": "-3"}, {"1-count": "2.5"}, {"1-count": ""},
        {"1-low": "3"}, {"1-until": "2026-13-01"}, {"1-until": ""}, {"1-outcome": "smiles"},
        {"1-count": '"'}, {"1-source": "a\nb", "1-count": "x"}, {"1-since": "2027-01-01"},
        {"1-count": "9" * 400},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_counted(kept: Served, own: Own, sent: dict[str, str]) -> None:
    name = own()
    page = kept.browser.submit(f"programme/{name}/counts", {**COUNTED, **sent})

    assert page.status == 422
    assert list(errors_shown(page.html)) == ["1"]
    assert not kept.file(f"{COUNTS}/{name}.csv").exists()
    kept_ones = {**COUNTED, **sent, "1-outcome": page.html.form["1-outcome"][0]}
    assert "\n" in str(sent) or shown(page, kept_ones) == kept_ones


def test_no_count_at_all_is_a_message(kept: Served, own: Own) -> None:
    name = own()
    page = kept.browser.submit(
        f"programme/{name}/counts", {f"{row}-outcome": "" for row in range(1, 7)}
    )

    assert page.status == 422
    assert "1" in errors_shown(page.html)


# --- goals ------------------------------------------------------------------------------------

GOALS = {
    "goal-1-outcome": "positive_exit_share", "goal-1-direction": "at_least", "goal-1-level": "35",
    "goal-2-outcome": "waiting_weeks_mean", "goal-2-direction": "at_most", "goal-2-level": "4.5",
}  # fmt: skip


def test_goals(kept: Served, own: Own) -> None:
    name = own(f"# what the board wants\n{OWN}")
    page = saved(kept, f"programme/{name}/goal", GOALS)
    goal = study_in(kept, name).programmes[name].goal
    before = kept.tree()
    saved(kept, f"programme/{name}/goal", {})

    assert shown(page, GOALS) == GOALS
    assert kept.tree() == before
    assert goal["positive_exit_share"].at_least == 0.35
    assert goal["waiting_weeks_mean"].at_most == 4.5
    saved(kept, f"programme/{name}/goal", dict.fromkeys(("goal-1-outcome", "goal-2-outcome"), ""))
    assert yaml.safe_load(kept.text(f"programme/{name}.yaml")) == yaml.safe_load(OWN)
    assert "# what the board wants" in kept.text(f"programme/{name}.yaml")


@pytest.mark.parametrize(
    "sent",
    [{"goal-1-level": "x"}, {"goal-1-level": "-1"}, {"goal-1-level": "101"}, {"goal-1-level": ""},
     {"goal-1-level": "nan"}, {"goal-1-outcome": "waiting_weeks_mean"}],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_a_goal(kept: Served, own: Own, sent: dict[str, str]) -> None:
    name = own()
    page = kept.browser.submit(f"programme/{name}/goal", {**GOALS, **sent})

    assert page.status == 422
    assert set(errors_shown(page.html)) & {"goal-1", "goal-2"}
    assert kept.text(f"programme/{name}.yaml") == OWN


def test_a_goal_that_nobody_knows_is_shown(kept: Served, own: Own) -> None:
    name = own(f"{OWN}goal: {{smiles: {{at_least: 3}}, first_jobs_2050: {{at_most: 1}}}}\n")
    page = kept.browser.get(f"programme/{name}/goal")

    assert page.status == 200
    assert page.html.form["goal-1-outcome"] == ["smiles"]


# --- alternatives -----------------------------------------------------------------------------

CHANGED = {
    "title": "Två: till, och <b>mer</b>", "assumes": "Att pengarna räcker.\nOch mer.",
    "since": "2027-01-01", "preset": "rapid_search", "lever-caseload_norm": "15",
    "later-1-since": "2028-01-01", "later-1-value": "motivation_policy=open",
}  # fmt: skip


def test_an_alternative(kept: Served, own: Own) -> None:
    name = own()
    saved(kept, f"programme/{name}/today", NUMBERS)
    address = f"programme/{name}/alternative"
    form = kept.browser.get(address).html.form
    codes = {key for key in CHANGED if key in form}
    answer = kept.browser.submit(address, {**CHANGED, "do": "save"})
    assert answer.status == 303, answer.html.words
    made = answer.headers["location"].rpartition("=")[2]
    again = kept.browser.get(f"{address}/{made}")
    text = kept.text(f"scenario/{made}.yaml")
    study = study_in(kept, name, f"scenario={made}")
    same = kept.browser.submit(f"{address}/{made}", {"do": "save"})

    assert codes == set(CHANGED)
    assert shown(again, CHANGED) == CHANGED
    assert study.scenario.title == CHANGED["title"]
    assert same.status == 303
    assert kept.text(f"scenario/{made}.yaml") == text
    deleted = kept.browser.submit(f"{address}/{made}", {"do": "delete"})
    assert deleted.status == 303
    assert not kept.file(f"scenario/{made}.yaml").exists()


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"title": ""}, "title"), ({"title": "x" * 81}, "title"), ({"title": "\u200b"}, "title"),
        ({"assumes": "x" * 2001}, "assumes"), ({"since": "soon"}, "since"),
        ({"later-1-since": ""}, "later-1"), ({"later-1-since": "2028-02-30"}, "later-1"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_an_alternative(
    kept: Served, own: Own, sent: dict[str, str], wrong: str
) -> None:
    name = own()
    before = kept.tree()
    page = kept.browser.submit(f"programme/{name}/alternative", {**CHANGED, **sent, "do": "save"})

    assert page.status == 422
    assert list(errors_shown(page.html)) == [wrong]
    assert kept.tree() == before


def test_an_alternative_that_changes_nothing_is_refused(kept: Served, own: Own) -> None:
    page = kept.browser.submit(f"programme/{own()}/alternative", {"title": "Same", "do": "save"})

    assert list(errors_shown(page.html)) == ["preset"]


def test_a_scenario_of_others_is_not_overwritten(kept: Served, own: Own) -> None:
    name = own()
    text = (
        "name: other\ntitle: Other\nsince: '2027-01-01'\n"
        "changes: [{target: referral.per_year, times: 1.2}]\n"
    )
    kept.write("scenario/other.yaml", text)
    page = kept.browser.get(f"programme/{name}/alternative/other")
    refused = kept.browser.submit(
        f"programme/{name}/alternative/other", {"do": "save", "preset": "rapid_search"}
    )

    assert "Saving would lose them" in page.html.words
    assert refused.status == 422
    assert "title" in errors_shown(refused.html)
    assert [one for one in page.html.with_("name", "do") if one.has["value"] == "save"] == []
    assert kept.text("scenario/other.yaml") == text


def test_titles_that_are_alike_get_files_of_their_own(kept: Served, own: Own) -> None:
    name = own()
    for _ in range(2):
        sent = {"title": "Åäö!", "preset": "rapid_search", "do": "save"}
        assert kept.browser.submit(f"programme/{name}/alternative", sent).status == 303

    assert kept.file("scenario/aao.yaml").exists()
    assert kept.file("scenario/aao_2.yaml").exists()


def test_adjusted_parameters_have_a_name_of_the_programme() -> None:
    assert Path(f"{adjusted('mytown')}.parquet").name == "mytown_adjusted.parquet"
