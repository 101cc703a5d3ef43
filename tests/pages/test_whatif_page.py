"""The page to try, in a real browser: its numbers, its words, its keyboard and its limits."""

import contextlib
import io
import math
import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pypdf import PdfReader
from tests.pages.test_in_chromium import WIDTHS, opened, overlaps
from tests.whatif.tiny import TINY

from sesim.cli.whatif.main import exit_status
from sesim.outcomes import Better, describe, judge
from sesim.report.board.differences import Difference
from sesim.report.board.facts import COMPARISON, KEYS, Rows
from sesim.report.text.language import language
from sesim.report.whatif.inlined import script
from sesim.runs.pairing import figures
from sesim.whatif.levers import NOW

GROUP = "referred=since_plan"

SHARE = "employed_share"

ORDER = ("back_heaviness", "posts", "caseload_norm")

COLUMNS = {
    "difference": "value", "low": "data-low", "high": "data-high",
    "effect_low": "data-effect-low", "effect_high": "data-effect-high",
    "replications": "data-replications",
}  # fmt: skip
"""Where a row of the page's table has the columns of a comparison."""

VERDICTS = {
    "more": "clearly more", "less": "clearly less", "either": "direction uncertain",
    "none": "no difference", "unknown": "not known", "missing": "no value",
}  # fmt: skip

Opened = tuple[Page, list[str]]
Show = Callable[..., Opened]


@pytest.fixture(scope="module")
def made(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The folder of a finished page."""

    def fill(folder: Path) -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            status = exit_status([*TINY, "workers=1", f"output={folder / 'page'}"])
        assert status == 0

    return once("whatif_page", fill) / "page"


@pytest.fixture(scope="module")
def cells(made: Path) -> pd.DataFrame:
    return pd.read_csv(made / "cells.csv", keep_default_na=False, dtype=str)


@pytest.fixture(scope="module")
def histories(made: Path) -> pd.DataFrame:
    return pd.read_parquet(made / "histories.parquet").set_index(["cell", "replication"])


@pytest.fixture
def page(chromium: Browser, made: Path) -> Iterator[Page]:
    """The English page; the test fails if it says anything to the console or asks for anything."""
    found, said = opened(chromium, made / "whatif.en.html")
    yield found
    found.close()
    assert said == []


def address(cells: pd.DataFrame, mine: int, against: int) -> str:
    """Return the address of two settings."""
    parts = [
        "&".join(f"{name}={row[name]}" for name in ORDER if row[name] != NOW)
        for row in (cells.loc[mine], cells.loc[against])
    ]
    return "#" + "~".join(parts if parts[1] else parts[:1])


def go(page: Page, hash_: str) -> None:
    """Show other settings, as a link does."""
    page.evaluate(
        """hash => new Promise(done => {
          if (location.hash === hash.replace(/^#$/, "")) return done();
          addEventListener("hashchange", () => setTimeout(done), {once: true});
          location.hash = hash;
        })""",
        hash_,
    )


def rows(page: Page, table: str = "differences") -> dict[str, dict[str, str]]:
    """Return the exact numbers of a table, by outcome: all attributes of its numbers."""
    found: list[dict[str, str]] = page.evaluate(
        """name => [...document.querySelectorAll(`#${name} data`)].map(one => ({
          text: one.textContent,
          ...Object.fromEntries([...one.attributes].map(it => [it.name, it.value]))}))""",
        table,
    )
    joined: dict[str, dict[str, str]] = {}
    for one in found:
        row = joined.setdefault(one["data-outcome"], {})
        row[one["data-column"]] = one["value"]
        row[f"{one['data-column']} text"] = one["text"]
        if one["data-column"] == "difference":
            row |= one
    return joined


def expected(histories: pd.DataFrame, outcome: str, against: int, mine: int) -> dict[str, float]:
    """Return the row of a comparison, from the histories in the folder and the program's code."""
    before, after = (histories.loc[cell, outcome].to_numpy(float)[None] for cell in (against, mine))
    draws = np.arange(before.shape[1]) // 2
    better = np.array([describe(outcome).better])
    return {name: float(one[0]) for name, one in figures(before, after, better, draws, 0.9).items()}


def near(found: str, wanted: float, step: float) -> bool:
    value = float("nan") if found == "NaN" else float(found)
    both_missing = math.isnan(value) and math.isnan(wanted)
    return both_missing or math.isclose(value, wanted, rel_tol=1e-9, abs_tol=max(2 * step, 1e-12))


def test_every_pair_of_settings_is_compared_as_the_program_does(
    page: Page, cells: pd.DataFrame, histories: pd.DataFrame
) -> None:
    steps: dict[str, float] = page.evaluate(
        """() => Object.fromEntries(Object.entries(JSON.parse(
          document.getElementById("data").textContent).outcomes).map(
            ([name, one]) => [name, one.step ?? 0]))"""
    )
    seen = set()
    for mine, against in product(range(len(cells)), (0, 4, 9)):
        go(page, address(cells, mine, against))
        for outcome, row in (rows(page) | rows(page, "ledger")).items():
            wanted = expected(histories, outcome, against, mine)
            # An end of the effect depends on the steps of all histories.
            step = 20 * steps[outcome]
            for column, place in COLUMNS.items():
                if place in row:
                    assert near(row[place], wanted[column], step), (mine, against, outcome, column)
            for column in ("baseline", "mean", "probability_better"):
                if column in row:
                    assert near(row[column], wanted[column], step), (mine, against, outcome)
            if "data-verdict" in row:
                assert VERDICTS[row["data-verdict"]] == judge(wanted)
                seen.add(row["data-verdict"])

    assert {"more", "either", "none"} <= seen  # otherwise little would have been compared


def test_presets_equal_their_rows_in_the_comparison(
    page: Page, made: Path, cells: pd.DataFrame
) -> None:
    compared = pd.read_csv(made / "comparison.csv").set_index(["scenario", "group", "outcome"])
    names = {row["preset"]: number for number, row in cells.iterrows() if row["preset"]}

    assert set(names) == {"rapid_search", "back_heavy", "part_time_roles"}
    for name, number in names.items():
        page.select_option("#preset", label=_title(page, name))
        assert page.evaluate("location.hash") == address(cells, number, 0)
        for outcome in (SHARE, "employed", "employed_per_referred", "waiting"):
            row, wanted = rows(page)[outcome], compared.loc[(name, GROUP, outcome)]
            for column, place in COLUMNS.items():
                assert near(row[place], wanted[column], 0.0), (name, outcome, column)
            assert VERDICTS[row["data-verdict"]] == wanted["verdict"]


def _title(page: Page, name: str) -> str:
    text: str = page.evaluate(
        """name => JSON.parse(document.getElementById("data").textContent).presets.find(
          one => one.name === name).title""",
        name,
    )
    return text


@pytest.mark.parametrize("code", ["en", "sv"])
def test_differences_are_worded_as_on_the_page_for_boards(
    chromium: Browser, made: Path, cells: pd.DataFrame, code: str
) -> None:
    page, said = opened(chromium, made / f"whatif.{code}.html")
    compared = pd.read_csv(made / "comparison.csv")
    board = Rows(compared, COMPARISON, language(code), 22)
    presets = [(number, row["preset"]) for number, row in cells.iterrows() if row["preset"]]
    for number, preset in presets:
        go(page, address(cells, int(str(number)), 0))
        shown = rows(page)
        for outcome in (SHARE, "employed", "employed_per_referred", "first_job_by_12_months"):
            one = Difference(board.row(preset, "vetlanda", GROUP, outcome))
            assert shown[outcome]["difference text"] == str(one.in_words)
        found = Difference(board.row(preset, "vetlanda", GROUP, SHARE))
        sentence = page.inner_text("#answer p")
        assert re.search(rf" {re.escape(str(found.mean))}(, | as well, | också, )", sentence)
        assert str(found.in_words) in sentence
    assert len(KEYS) == 4
    assert said == []
    page.close()


def test_numbers_round_as_in_the_program(page: Page) -> None:
    """Ties go to the even neighbour, as Python rounds."""
    [rounded] = re.findall(r"function rounded\(.*?\n}", script(), re.DOTALL)
    values = [i / 8 for i in range(-40, 41)] + [0.35, 2.675, 1.005, 1e6 + 0.5]
    for decimals in (0, 1):
        found = page.evaluate(
            f"([all, decimals]) => {{ {rounded}; return all.map(one => rounded(one, decimals)); }}",
            [values, decimals],
        )
        assert found == [round(value, decimals) for value in values]


# --- what readers do ------------------------------------------------------------------------------


def test_a_telephone_shows_the_answer_while_one_chooses(chromium: Browser, made: Path) -> None:
    """There the answer is some screens below the levers."""
    page, said = opened(chromium, made / "whatif.en.html", WIDTHS["telephone"])
    page.check("#option-0-0")
    row = rows(page)[SHARE]
    short = page.inner_text("#short")

    assert page.locator("#short").is_visible()
    wanted = f"{row['mean text']} of 100 with a job instead of {row['baseline text']}: "
    assert short.startswith(wanted)
    assert page.inner_text("#answer p").endswith(f"{short.removeprefix(wanted)}.")
    bottom = page.evaluate("document.getElementById('short').getBoundingClientRect().bottom")
    assert bottom <= page.evaluate("innerHeight")
    page.click("#short")
    top = page.evaluate("document.getElementById('result').getBoundingClientRect().top")
    assert abs(top) < 50
    assert said == []
    page.close()


def test_a_wide_screen_has_the_answer_beside_the_levers(page: Page) -> None:
    assert page.is_hidden("#short")


def test_money_is_higher_or_lower_and_not_more_or_fewer(
    page: Page, cells: pd.DataFrame, histories: pd.DataFrame
) -> None:
    number = next(int(str(i)) for i, row in cells.iterrows() if row["posts"] == "0.5")
    go(page, address(cells, number, 0))
    found = page.evaluate(
        """() => [...document.querySelectorAll("#ledger tbody tr")].map(
          row => [row.querySelector("data").dataset.outcome, row.cells[2].textContent])"""
    )
    words = {"more": "points to higher", "less": "points to lower"}
    seen = set()
    for outcome, text in found:
        verdict = judge(expected(histories, outcome, 0, number))
        wanted = next((words[one] for one in words if VERDICTS[one] == verdict), None)
        assert wanted is None or text == wanted, outcome
        seen.add(wanted)

    assert "points to higher" in seen  # the posts at least


def test_equal_numbers_are_not_put_against_each_other(page: Page, cells: pd.DataFrame) -> None:
    """It would puzzle to read that about 7 people get a job instead of 7."""
    seen = set()
    for mine, against in product(range(len(cells)), (0, 4)):
        go(page, address(cells, mine, against))
        text = page.inner_text("#answer")
        pairs = re.findall(r"about (\d+) people get a job instead of (\d+)", text)
        pairs += re.findall(r"(\d+) of 100 have had a first job instead of (\d+)", text)
        assert all(after != before for after, before in pairs)
        seen.add("either way" in text)

    assert seen == {True, False}


def test_a_choice_changes_answer_and_address(page: Page) -> None:
    before = page.inner_text("#answer")
    page.check("#option-0-0")

    assert page.inner_text("#answer") != before
    assert page.evaluate("location.hash") == "#back_heaviness=0"
    assert page.inner_text("#chosen-mine") == "Search from the first day"


def test_it_works_by_keyboard_alone(page: Page) -> None:
    page.focus("#option-0-1")
    page.keyboard.press("ArrowLeft")
    assert page.is_checked("#option-0-0")
    assert page.evaluate("location.hash") == "#back_heaviness=0"
    page.focus("#reset")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") in ("", "#")
    assert page.get_attribute("#answer", "aria-live") == "polite"


def test_a_link_shows_the_same_settings(chromium: Browser, made: Path, cells: pd.DataFrame) -> None:
    hash_ = address(cells, 8, 4)
    first, _ = opened(chromium, made / "whatif.en.html")
    go(first, hash_)
    second = chromium.new_page()
    second.goto((made / "whatif.en.html").as_uri() + hash_)

    assert "~" in hash_
    assert second.inner_text("#answer") == first.inner_text("#answer")
    assert second.get_attribute("nav a", "href") == f"whatif.sv.html{hash_}"
    first.close()
    second.close()


@pytest.mark.parametrize(
    "hash_", ["#x=1", "#posts=7", "#back_heaviness=1&posts=0.5&%E0%A4%A", "#~~"]
)
def test_an_address_of_another_page_is_said_so(chromium: Browser, made: Path, hash_: str) -> None:
    page = chromium.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((made / "whatif.en.html").as_uri() + hash_)

    assert errors == []
    assert page.inner_text("#chosen-mine") == "As now"
    assert ("not on this page" in page.inner_text("#answer")) is (hash_ != "#~~")
    page.close()


def test_what_was_not_computed_cannot_be_chosen(chromium: Browser, tmp_path: Path) -> None:
    levers = "levers={back_heaviness: [0], posts: [0.5], placement_length: [2]}"
    tabs = "tabs={ways: [back_heaviness, posts, placement_length], caseload: []}"
    with contextlib.redirect_stdout(io.StringIO()):
        few = ["replications=2", "end=2016-06-30", "workers=1", f"output={tmp_path / 'page'}"]
        assert exit_status([*TINY, levers, tabs, *few, "together=1"]) == 0
    page, said = opened(chromium, tmp_path / "page" / "whatif.en.html")
    page.check("#option-0-0")

    assert page.is_disabled("#option-1-1")
    assert "only one thing differs from now at a time" in page.inner_text("#lever-1 .why")
    assert page.is_hidden("#lever-0 .why")
    page.click("#reset")
    assert page.is_enabled("#option-1-1")
    assert page.is_hidden("#lever-1 .why")
    assert page.is_hidden("#tabs")
    assert said == []
    page.close()


def test_a_tab_offers_its_own_levers(page: Page) -> None:
    page.check("#option-0-0")
    page.check("#tabs input[value=caseload]")

    assert page.is_hidden("#lever-0")
    assert page.is_visible("#lever-2")
    assert page.evaluate("location.hash") in ("", "#")  # what this tab lacks is as it is now
    page.check("#option-2-0")
    assert page.evaluate("location.hash") == "#caseload_norm=4"
    go(page, "#back_heaviness=0")
    assert page.is_visible("#lever-0")


def test_settings_can_be_kept_and_compared_with(page: Page) -> None:
    page.check("#option-1-1")
    page.click("#keep")
    kept = page.inner_text("#chosen-against")
    page.check("#option-0-0")

    assert kept == page.inner_text("#chosen-against") != "As now"
    assert page.evaluate("location.hash").count("~") == 1
    assert kept in page.inner_text("#answer")


def test_a_hundred_people_are_a_hundred(page: Page, cells: pd.DataFrame) -> None:
    for number in range(len(cells)):
        go(page, address(cells, number, 0))
        counts: dict[str, int] = page.evaluate(
            """() => ["both", "won", "lost", "none"].reduce((found, kind) => ({...found,
              [kind]: document.querySelectorAll(`#people .${kind}`).length}), {})"""
        )
        row = rows(page)[SHARE]
        before, after = (round(100 * float(row[column])) for column in ("baseline", "mean"))
        assert sum(counts.values()) == 100
        assert counts["both"] + counts["lost"] == before
        assert counts["both"] + counts["won"] == after


def test_what_could_go_either_way_is_grey(page: Page, cells: pd.DataFrame) -> None:
    seen = set()
    for number in range(len(cells)):
        go(page, address(cells, number, 0))
        main, *others = (
            rows(page)[name]["data-verdict"]
            for name in (SHARE, "first_job_by_12_months", "employed")
        )
        is_clear = {main, *others} & {"more", "less"}
        shown = page.get_attribute("#answer", "class") or ""
        wanted = "same" if number == 0 else "clear" if is_clear else main
        assert shown == f"answer {wanted}"
        assert page.get_attribute("#answer p", "class") == main
        seen.add(wanted)

    assert {"either", "clear"} <= seen


# --- without a script, on paper, for everybody ----------------------------------------------------


@pytest.mark.parametrize("code", ["sv", "en"])
def test_without_scripts_there_is_a_table(chromium: Browser, made: Path, code: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((made / f"whatif.{code}.html").as_uri())

    assert page.is_hidden("#tool")
    assert page.is_visible("noscript p")
    assert page.locator(".presets tbody tr").count() == 3
    context.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("code", ["sv", "en"])
def test_texts_do_not_overlap_or_leave_the_screen(
    chromium: Browser, made: Path, width: int, code: str
) -> None:
    page, said = opened(chromium, made / f"whatif.{code}.html", width)
    go(page, "#back_heaviness=0&posts=0.5~posts=quarters")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    if page.is_visible("#short"):  # which sticks to the screen until one is below the levers
        page.evaluate("scrollTo(0, document.body.scrollHeight)")

    assert overlaps(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []
    page.close()


@pytest.mark.parametrize("width", [WIDTHS["telephone"], WIDTHS["laptop"]])
def test_accessible(chromium: Browser, made: Path, width: int) -> None:
    page, _ = opened(chromium, made / "whatif.sv.html", width)
    for hash_ in ("", "#back_heaviness=0&posts=0.5", "#caseload_norm=4"):
        go(page, hash_ or "#")
        assert Axe().run(page).response["violations"] == []
    page.close()


def test_it_prints_the_settings_and_the_answer(page: Page) -> None:
    go(page, "#back_heaviness=0&posts=0.5")
    answer = page.inner_text("#answer p")
    data = page.pdf(prefer_css_page_size=True, print_background=True)
    sheets = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(data)).pages]
    text = " ".join(" ".join(sheets).split())

    assert len(sheets) <= 2
    assert " ".join(answer.split()) in text
    assert "Your settings" in text
    assert "The size of the effect rests on assumptions" in text
    assert "Assumptions, not a forecast" in text
    assert "What is assumed: It is uncertain how many new problems emerge" in text
    assert "What can be combined" not in text


def test_the_script_is_the_only_one_that_may_run(made: Path, chromium: Browser) -> None:
    text = (made / "whatif.en.html").read_text(encoding="utf-8")
    planted = made.parent / "planted.html"
    planted.write_text(
        text.replace("</main>", "<script>window.hacked = true</script></main>"), encoding="utf-8"
    )
    page = chromium.new_page()
    page.goto(planted.as_uri())

    assert page.evaluate("window.hacked") is None
    assert page.is_visible("#tool")
    assert (made / "whatif.en.html").stat().st_size < 1_500_000
    page.close()


def test_a_wrong_estimator_is_noticed(
    made: Path, chromium: Browser, cells: pd.DataFrame, histories: pd.DataFrame
) -> None:
    """The comparison number by number sees an error in the script."""
    right = "Math.min(low, mean - half)"
    text = (made / "whatif.en.html").read_text(encoding="utf-8")
    assert right in text
    text = text.replace(right, "Math.max(low, mean - half)")
    text = re.sub(r"; script-src '[^']*'", "; script-src 'unsafe-inline'", text)
    planted = made.parent / "wrong.html"
    planted.write_text(text, encoding="utf-8")
    page, _ = opened(chromium, planted)
    wrong = 0
    for number in range(1, len(cells)):
        go(page, address(cells, number, 0))
        for outcome, row in rows(page).items():
            wanted: Any = expected(histories, outcome, 0, number)["effect_low"]
            wrong += not near(row["data-effect-low"], wanted, 0.0)

    assert wrong > 0
    assert Better.MORE > Better.LESS
    page.close()
