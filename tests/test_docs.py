"""The pages are true: what they show comes out, what they list is complete, what they link is."""

import re
import runpy
import tomllib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sesim
from sesim.cli.simulate.help import HELP
from sesim.events import (
    COLUMNS,
    NOBODY,
    Activity,
    Answer,
    Goal,
    JobKind,
    Kind,
    Motivation,
    Reason,
)
from sesim.outcomes import OUTCOMES
from sesim.outcomes.grammar import LIFE
from sesim.study import Change, Scenario

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SHOWN = runpy.run_path(str(DOCS / "shown.py"))
PAGES: list[Path] = SHOWN["pages"]()
RUNNABLE = {"bash", "python", "yaml"}
AT_LENGTH = {
    "README.md",
    "docs/how-to/describe_from_records.md",
    "docs/how-to/from_python.md",
    "docs/how-to/own_outcome.md",
    "docs/how-to/own_parameters.md",
    "docs/how-to/own_programme.md",
    "docs/how-to/own_scenario.md",
    "docs/how-to/reproduce_a_folder.md",
    "docs/tutorial/first_run.md",
}
"""Pages whose commands take longest to run."""

Refresh = Callable[[str], str]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def read(where: str) -> str:
    return (ROOT / where).read_text(encoding="utf-8")


# --- what the pages run ---------------------------------------------------------------------------


@pytest.fixture
def refresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Refresh:
    """Return a page as it should be; what no page shows is not written: reports and workbooks."""
    monkeypatch.setattr("sesim.cli.report.perform.publish_beside", lambda *_: None)
    monkeypatch.setattr("sesim.runs.results.workbook.workbook", lambda _: b"")
    return lambda page: SHOWN["refreshed"](page, tmp_path)


def runs(path: Path) -> bool:
    page = path.read_text(encoding="utf-8")
    languages = {block.language for block in SHOWN["blocks"](page)}
    return bool(languages & RUNNABLE) or ".csv -->" in page


def runnable() -> list[Any]:
    """Return the pages that show what comes out; those that take long are slow tests."""
    return [
        pytest.param(path, marks=[pytest.mark.slow] if name(path) in AT_LENGTH else [])
        for path in PAGES
        if runs(path)
    ]


@pytest.mark.parametrize("path", runnable(), ids=name)
def test_page_shows_what_comes_out(path: Path, refresh: Refresh) -> None:
    """If it does not: python docs/shown.py, and read what has changed."""
    page = path.read_text(encoding="utf-8")

    assert refresh(page) == page


def page_of(*blocks: tuple[str, str]) -> str:
    return "\n".join(f"```{language}\n{text}\n```\n" for language, text in blocks)


def test_output_that_is_shown_is_renewed(refresh: Refresh) -> None:
    page = page_of(("python", "print(2 + 2)"), ("text", "5"))

    assert refresh(page) == page_of(("python", "print(2 + 2)"), ("text", "4"))


def test_text_that_is_no_output_is_left_alone(refresh: Refresh) -> None:
    page = page_of(("python", "print(1)")) + "Words.\n\n" + page_of(("text", "2"))

    assert refresh(page) == page


def test_blocks_share_names_and_files(refresh: Refresh) -> None:
    code = 'from pathlib import Path\nprint(Path("my/a.yaml").read_text().count("x"), n)'
    page = page_of(("yaml", "# my/a.yaml\nx: xx"), ("python", "n = 3"), ("python", code))

    assert refresh(page + page_of(("text", "?"))).endswith(page_of(("text", "3 3")))


def test_output_of_a_command_is_shown(refresh: Refresh) -> None:
    page = refresh(page_of(("bash", "sesim --version"), ("text", "?")))

    assert page.endswith(page_of(("text", f"sesim {sesim.__version__}")))


@pytest.mark.parametrize(
    ("language", "text", "error"),
    [
        ("python", "1 / 0", ZeroDivisionError),
        ("python", "import sesim\nassert sesim.load_study(['seed=1']).settings.seed == 2", None),
        ("python", ">>> 1 + 1\n3", AssertionError),
        ("bash", "sesim programmes=nowhere", AssertionError),
        ("bash", "sesim programmes=eksjo output=a  # refused", AssertionError),
        ("bash", ".venv/bin/sesim --config-dir nowhere", AssertionError),
    ],
)
def test_planted_block_that_does_not_work_is_caught(
    language: str, text: str, error: type[Exception] | None, refresh: Refresh
) -> None:
    with pytest.raises(error or AssertionError):
        refresh(page_of((language, text)))


def test_table_is_taken_from_its_file(refresh: Refresh) -> None:
    page = "<!-- experiments/county/county.csv -->\n| old |\n| --- |\n\nWords.\n"

    lines = refresh(page).splitlines()

    assert lines[1].startswith("| programme | participants | participants published |")
    assert [line.split(" | ")[0] for line in lines[3:-2]] == [
        f"| {place}" for place in county()["programme"]
    ]
    assert lines[-2:] == ["", "Words."]


def test_cells_of_a_table() -> None:
    table = SHOWN["table"]("place,jobs,jobs_low,jobs_high,share\na,4,2.4,7.6,0.354\nb,1,1,1,\n")

    assert table.splitlines()[2:] == ["| a | 4 (2–8) | 35% |", "| b | 1 (1–1) | – |"]


def test_cells_of_differences() -> None:
    """A minus and a dash would run together, and where an effect lies has a cell of its own."""
    text = "place,jobs,jobs_low,jobs_high,jobs_effect_low,jobs_effect_high\na,-3,-4.4,-2,-7,1\n"

    assert SHOWN["table"](text).splitlines() == [
        "| place | jobs | jobs effect |",
        "| --- | --- | --- |",
        "| a | -3 (-4 to -2) | -7 to 1 |",
    ]


# --- links and commands ---------------------------------------------------------------------------

LINK = re.compile(r"\[[^\]]*\]\(([^()\s]+)\)")
CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
FIRST_WORDS = {*SHOWN["PROGRAMS"], "make", "source"}


def links(page: str) -> Iterator[tuple[str, str]]:
    """Yield file and heading of each link that stays in the repository."""
    for target in LINK.findall(CODE.sub("", page)):
        if not re.match(r"[a-z]+:", target):
            where, _, heading = target.partition("#")
            yield where, heading


def headings(page: str) -> set[str]:
    """Return the names by which a page's headings can be linked to."""
    titles = re.findall(r"^#+ (.+)$", CODE.sub(lambda m: m[0].strip("`"), page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def dangling(path: Path, page: str) -> list[str]:
    """Return the links of a page that lead nowhere."""
    found = []
    for where, heading in links(page):
        target = (path.parent / where).resolve() if where else path
        there = target.exists() and target.is_relative_to(ROOT)
        if not there or (heading and heading not in headings(target.read_text(encoding="utf-8"))):
            found.append(f"{where}#{heading}" if heading else where)
    return found


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    assert dangling(path, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("docs/nowhere.md", ["docs/nowhere.md"]),
        ("docs/explanation/model.md#nowhere", ["docs/explanation/model.md#nowhere"]),
        ("../outside.md", ["../outside.md"]),
        ("docs/explanation/model.md#a-coachs-time", []),
        ("https://example.org/nowhere", []),
    ],
)
def test_planted_link_is_judged(link: str, found: list[str]) -> None:
    assert dangling(ROOT / "README.md", f"See [there]({link}).") == found


def unnamed(page: str) -> list[str]:
    """Return the links of a page that say less than the path that they lead to."""
    found = re.findall(r"(?<!!)\[([^\]]*)\]\(([^()\s]+)\)", CODE.sub("", page))
    return [where for text, where in found if text != where and not re.match(r"[a-z]+:", where)]


def test_links_of_the_readme_name_their_path() -> None:
    """A page of a package index shows the text, where the links lead nowhere."""
    assert unnamed(read("README.md")) == []


def test_planted_link_without_its_path_is_found() -> None:
    page = "[there](docs/a.md), [docs/b.md](docs/b.md), [web](https://example.org) ![c](c.svg)"

    assert unnamed(page) == ["docs/a.md"]


def missing(page: str) -> list[str]:
    """Return the files and folders of the repository that a page names and that are not there."""
    named = re.findall(r"`((?:src|conf|tests|docs|experiments|benchmarks)/[\w./-]+)`", page)
    return [path for path in named if "NAME" not in path and not (ROOT / path).exists()]


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_files_that_a_page_names_are_there(path: Path) -> None:
    assert missing(path.read_text(encoding="utf-8")) == []


def test_planted_file_is_missed() -> None:
    page = "`src/sesim/model/`, `src/sesim/terms.py`, `conf/scenario/NAME.yaml`, `docs/nowhere`"

    assert missing(page) == ["src/sesim/terms.py", "docs/nowhere"]


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, todo = set(), {ROOT / "README.md"}
    while todo:
        path = todo.pop()
        reached.add(path)
        targets = {
            (path.parent / where).resolve()
            for where, _ in links(path.read_text(encoding="utf-8"))
            if where.endswith(".md")
        }
        todo |= targets - reached

    assert {name(path) for path in PAGES} - {name(path) for path in reached} == set()


def targets() -> set[str]:
    [phony] = re.findall(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE)
    return set(phony.split())


def made(page: str) -> set[str]:
    """Return the targets of make that a page names."""
    return {word for code in CODE.findall(page) for word in re.findall(r"\bmake ([\w-]+)", code)}


def test_every_target_that_a_page_names_exists() -> None:
    named = {name(path): made(path.read_text(encoding="utf-8")) for path in PAGES}

    assert {where: words - targets() for where, words in named.items() if words - targets()} == {}


def commands_without_a_section(page: str) -> set[str]:
    """Return the programs of the package that a page has no section about."""
    programs = set(tomllib.loads(read("pyproject.toml"))["project"]["scripts"]) - {"sesim"}
    return programs - set(re.findall(r"^## (\S+)$", page, re.MULTILINE))


def test_every_command_has_its_section() -> None:
    page = read("docs/reference/command_line.md")

    assert commands_without_a_section(page) == set()
    assert commands_without_a_section(page.replace("## sesim-report", "")) == {"sesim-report"}


def test_the_page_for_contributors_names_every_target() -> None:
    assert made(read("CONTRIBUTING.md")) == targets()


def test_planted_target_is_found() -> None:
    page = page_of(("bash", "make coffee NAME=black")) + "Or `make tea`, or make do without."

    assert made(page) == {"coffee", "tea"}


def test_commands_are_of_a_kind_that_is_checked() -> None:
    """A line that begins with another word would not be run by these tests."""
    words = {
        line.split()[0]
        for path in PAGES
        for block in SHOWN["blocks"](path.read_text(encoding="utf-8"))
        if block.language == "bash"
        for line in SHOWN["commands"](block.text)
    }

    assert words <= FIRST_WORDS


# --- pages that list what is in the code ----------------------------------------------------------


def rows(page: str, heading: str) -> list[list[str]]:
    """Return the cells of the first table below a heading, without its head."""
    part = re.split(rf"^#+ {re.escape(heading)}$", page, maxsplit=1, flags=re.MULTILINE)[1]
    [lines] = re.findall(r"\A(?:(?!^[#|]).*\n)*((?:\|.*\n?)+)", part, re.MULTILINE)
    return [
        [cell.strip().strip("`") for cell in line.strip("| ").split(" |")]
        for line in lines.splitlines()[2:]
    ]


def column(page: str, heading: str, place: int = 0) -> list[str]:
    return [row[place] for row in rows(page, heading)]


def words_in(text: str) -> list[str]:
    return re.findall(r"[\w{}]+", text)


EVENT_LOG = "docs/reference/event_log.md"


def kinds_listed(page: str) -> dict[str, set[str]]:
    """Return the columns that each kind of event fills, according to the page."""
    listed = rows(page, "Kinds")
    return {row[0]: set(words_in(row[2])) if len(row) > 2 else set() for row in listed}


@pytest.fixture(scope="module")
def kinds_seen() -> dict[str, set[str]]:
    """Return the columns that each kind of event fills in a simulated log."""
    events = sesim.simulate(
        sesim.load_study(
            [
                "programmes=[aneby,gislaved,nassjo,jonkoping_ips]",
                "replications=3",
                "gislaved.support.return_share=1.0",
            ]
        )
    ).events
    details = [column for column in COLUMNS if column not in rest_of_every_event()]
    seen = {}
    for kind in Kind:
        own = events[events["kind"] == kind]
        seen[kind.value] = {
            detail
            for detail in details
            if own[detail].notna().any() and not (own[detail].astype(str) == str(NOBODY)).all()
        }
    return seen


def rest_of_every_event() -> set[str]:
    return {"replication", "programme", "participant", "time", "kind"}


def test_event_log_page_lists_the_kinds() -> None:
    assert list(kinds_listed(read(EVENT_LOG))) == [kind.value for kind in Kind]


def test_event_log_page_says_what_each_kind_tells(kinds_seen: dict[str, set[str]]) -> None:
    assert kinds_listed(read(EVENT_LOG)) == kinds_seen


def test_event_log_page_lists_the_columns() -> None:
    listed = rows(read(EVENT_LOG), "Columns")

    assert {row[0]: row[1] for row in listed} == COLUMNS
    assert [row[0] for row in listed] == list(COLUMNS)


def test_event_log_page_lists_the_words() -> None:
    listed = {row[0]: words_in(row[1]) for row in rows(read(EVENT_LOG), "Words")}
    vocabularies = {
        "reason": Reason,
        "job_kind": JobKind,
        "answer": Answer,
        "activity": Activity,
        "goal": Goal,
        "motivation": Motivation,
    }

    assert listed.pop("sex") == ["female", "male"]
    assert listed == {name: [word.value for word in of] for name, of in vocabularies.items()}


def test_event_log_page_lists_the_rules() -> None:
    assert rows(read(EVENT_LOG), "Rules") == [[rule.name, rule.says.strip("`")] for rule in LIFE]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| `motivated` |", "| `moved` |"),
        ("| `enrolled` | got a place, with this coach | `coach` |", "| `enrolled` | a place | |"),
        ("`employer`, `hours`, `wished_hours` |", "`employer`, `wished_hours` |"),
    ],
)
def test_planted_error_in_the_kinds_is_noticed(
    old: str, new: str, kinds_seen: dict[str, set[str]]
) -> None:
    page = read(EVENT_LOG)

    assert old in page
    assert kinds_listed(page.replace(old, new)) != kinds_seen


WORDS = {
    "programme": "verksamhet",
    "coach (employment specialist)": "SE-coach, arbetskonsulent; i IPS arbetsspecialist",
    "caseload": "antal deltagare per coach",
    "referral group": "SE-grupp, samverkansgrupp",
    "mapping (vocational profiling)": "kartläggning, yrkesprofil",
    "back-heavy": "baktung",
    "in-house work training": "arbetsträning i egen regi",
    "employer contact": "arbetsgivarkontakt",
    "placement (work experience)": "praktik",
    "follow-along support": "uppföljande stöd",
    "state-funded job": "extratjänst",
    "förbund": "samordningsförbund",
    "SUS": "SUS",
    "replication": "upprepning",
    "common random numbers": "gemensamma slumptal",
    "parameter draw": "parameterdragning",
    "verdict": "slutsats",
}
"""The words that the whole project agreed on, English and Swedish."""


def test_glossary_has_the_agreed_words() -> None:
    page = read("docs/reference/glossary.md")
    both = [*rows(page, "Programmes and people"), *rows(page, "Simulation and statistics")]
    listed = {row[0]: row[1] for row in both}

    assert {word: listed.get(word) for word in WORDS} == WORDS


def test_glossary_has_every_outcome() -> None:
    assert column(read("docs/reference/glossary.md"), "Outcomes") == list(OUTCOMES)


def test_command_line_page_has_all_that_help_has() -> None:
    page = read("docs/reference/command_line.md")
    flags = set(re.findall(r"--[a-z-]+", HELP))
    keys = set(re.findall(r"(?<![\w.])([a-z]+)(?==)", HELP)) - {"mytown"}

    assert flags
    assert {flag for flag in flags if flag not in page} == set()
    assert {key for key in keys if f"`{key}=" not in page} == set()


@pytest.mark.parametrize(
    ("heading", "model"), [("The scenario", Scenario), ("A change", Change)], ids=str
)
def test_scenario_page_has_every_field(heading: str, model: type[Scenario | Change]) -> None:
    listed = column(read("docs/reference/scenario_file.md"), heading)

    assert sorted(listed) == sorted(model.model_fields)


def numbers(page: str) -> list[str]:
    return re.findall(r"^\| (A\d+) \|", page, re.MULTILINE)


def test_assumptions_are_numbered_in_order() -> None:
    found = numbers(read("docs/explanation/assumptions.md"))

    assert found == [f"A{i}" for i in range(1, len(found) + 1)]
    assert f"A1 to A{len(found)}" in read("docs/reference/stress_des.md")


def test_assumptions_that_pages_cite_exist() -> None:
    known = set(numbers(read("docs/explanation/assumptions.md")))
    cited = {
        number
        for path in PAGES
        for number in re.findall(r"\[(A\d+)\]\(", path.read_text(encoding="utf-8"))
    }

    assert cited
    assert cited <= known


def faults_of_decisions(page: str) -> list[str]:
    """Return the decisions without a status, and those that stand after an older one."""
    parts = [part.splitlines() for part in page.split("\n## ")[1:]]
    dates = [lines[0][:10] for lines in parts]
    bare = [
        lines[0] for lines in parts if not re.match(r"\*Status: (accepted|superseded)", lines[2])
    ]
    return bare + [new for old, new in pairwise(dates) if new > old]


def test_decisions_have_a_status_and_the_newest_is_first() -> None:
    page = read("docs/explanation/decisions.md")

    assert page.count("\n## ") > 20
    assert faults_of_decisions(page) == []


def test_planted_faults_of_decisions_are_found() -> None:
    page = "# D\n\n## 2026-11-21 A\n\nText.\n\n## 2026-11-22 B\n\n*Status: accepted.*\n\nText.\n"

    assert faults_of_decisions(page) == ["2026-11-21 A", "2026-11-22"]


# --- numbers in words -----------------------------------------------------------------------------

COUNTED = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def county() -> pd.DataFrame:
    return pd.read_csv(ROOT / "experiments" / "county" / "county.csv")


def headline(table: pd.DataFrame) -> str:
    """Return the sentence about the county's share that the table supports."""
    row = table.set_index("programme").loc["county"]
    share, low, high, published = (
        f"{100 * row[f'employed_share{end}']:.0f}" for end in ("", "_low", "_high", "_published")
    )
    return (
        f"According to the published figures, {published}% of the county's participants got a job. "
        f"The model gives {share}% (90% interval: {low}–{high}%)."
    )


def verdict(table: pd.DataFrame) -> str:
    """Return the sentence about the programmes' shares that the table supports."""
    titled = table[table["programme"].isin(list(sesim.load_study().programmes))]
    known = titled[titled["employed_share_published"].notna()]
    published = known["employed_share_published"]
    inside = published.between(known["employed_share_low"], known["employed_share_high"]).sum()
    return (
        f"Of the {COUNTED[len(known)]} programmes' published shares, {COUNTED[inside]} lie in "
        "their intervals."
    )


def test_the_readme_says_what_the_experiment_found() -> None:
    assert headline(county()) in read("README.md")


def test_the_experiment_says_how_many_programmes_fit() -> None:
    assert verdict(county()) in read("experiments/county/README.md")


def test_planted_result_is_noticed() -> None:
    table = county()
    table["employed_share"] += 0.05
    table.loc[table["programme"] == "gnosjo", "employed_share_published"] = 0.99

    assert headline(table) not in read("README.md")
    assert verdict(table) not in read("experiments/county/README.md")
