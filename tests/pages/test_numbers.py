"""Every number of a page stands in a file of its folder, in the row that the page names."""

import math
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

KEYS = ["scenario", "programme", "group", "outcome"]
OF_CURVES = ["scenario", "programme", "group", "curve", "series", "x"]
FILES = {
    "summary.csv": KEYS, "comparison.csv": KEYS, "goals.csv": KEYS, "curves.csv": OF_CURVES,
}  # fmt: skip
"""The files whose rows are shown, and the columns that tell their rows apart."""


class Numbers(HTMLParser):
    """Collects the numbers that are marked, and the text that is not.

    A row of a table may be named by a number: the month of a curve.
    """

    def __init__(self) -> None:
        super().__init__()
        self.marked: list[tuple[dict[str, str], str]] = []
        self.plain: list[str] = []
        self._open: dict[str, str] | None = None
        self._hidden = 0
        self._names_row = False
        self._until = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        self._names_row = tag == "th" and found.get("scope") == "row"
        if tag == "data":
            self._open = found
        elif tag == "style" or found.get("class") in ("terms", "inline"):
            self._hidden += 1
            self._until = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == "data":
            self._open = None
        elif self._hidden and tag == self._until:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self.marked.append((self._open, data))
        elif not self._hidden and not (self._names_row and data.strip().isdigit()):
            self.plain.append(data)


def read(path: Path) -> Numbers:
    found = Numbers()
    found.feed(path.read_text(encoding="utf-8"))
    return found


def shown(text: str, code: str) -> float:
    """Return the number that a reader sees."""
    plain = text.replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", "").replace("+", "")
    plain = plain.replace(",", ".") if code == "sv" else plain.replace(",", "")
    return float(plain)


def half_of_last_digit(text: str, code: str) -> float:
    mark = "," if code == "sv" else "."
    decimals = len(text.rpartition(mark)[2]) if mark in text else 0
    return 0.5 * 10.0**-decimals


def wrong(page: Numbers, folder: Path, code: str) -> Iterator[str]:
    """Yield each marked number that is not the one of its row."""
    tables = {
        name: pd.read_csv(folder / name, dtype=dict.fromkeys(keys[:-1], str))
        .astype({keys[-1]: str})
        .set_index(keys)
        for name, keys in FILES.items()
        if (folder / name).is_file()
    }
    for where, text in page.marked:
        if where["data-file"] == "config.yaml":
            continue
        keys = FILES[where["data-file"]]
        row = tables[where["data-file"]].loc[tuple(where[f"data-{key}"] for key in keys)]
        value = float(row[where["data-column"]])
        if not math.isclose(value, float(where["value"]), rel_tol=1e-12, abs_tol=1e-12):
            yield f"{where}: {value}"
        expected, got = value * float(where["data-times"]), shown(text, code)
        if abs(expected - got) > half_of_last_digit(text, code) + 1e-9:
            yield f"{where}: shown as {text}, is {expected}"


@pytest.fixture
def page(folder: Path, code: str) -> Numbers:
    return read(folder / f"report.{code}.html")


def test_each_number_is_that_of_its_row(page: Numbers, folder: Path, code: str) -> None:
    assert len(page.marked) > 30
    assert list(wrong(page, folder, code)) == []


def test_a_wrong_number_is_noticed(page: Numbers, folder: Path, code: str) -> None:
    where, text = page.marked[0]
    page.marked[0] = where, f"{shown(text, code) + 1:.0f}"
    assert len(list(wrong(page, folder, code))) == 1


def test_both_languages_show_the_same_numbers(folder: Path) -> None:
    swedish, english = (read(folder / f"report.{code}.html") for code in ("sv", "en"))
    for (here, text), (there, other) in zip(swedish.marked, english.marked, strict=True):
        assert here == there
        assert shown(text, "sv") == shown(other, "en")


GIVEN = re.compile(
    r"\b100\b|\b90\s?%|\b20[0-9]{2}\b"  # of 100, the intervals, years
    r"|\b[0-9]+ (?=programmes|verksamheterna)|\b200 (?=i praktiken)"
    r"|\b25 (?=items|punkter)|\b50 (?=of 100|av 100)|(?<=than )20\b|(?<=än )20\b"
    r"|^(Only|Bara) [0-9]+ (?=histories|förlopp)"
    r"|^ ?(of|av) [0-9]+ (?=histories|förlopp)"
    r"|(?<=jänster på )25 (?=procent)"  # the title of a scenario, and what it means
    r"|\b20\s?% (?=of the preparation|av förberedelserna)"  # what the study was told
    r"|\b(24|8) (?=enrolled|waiting|inskrivna|i kö)",
)
"""Numbers that are no results: they say of what, when, how sure, or how many there are."""

LIMITS = re.compile(
    r"[1-5]|\([1-5]–[1-5]\)|.*\b12 (months|månader)\b.*"
    r"|(Score on this item alone, of|Poäng på denna enda punkt, av) 5"
    r"|.*(: [1-5] (for|för) (at most|at least|högst|minst) [0-9]+(, )?).*"
)
"""Whole cells of the panel about the method: scores, the scale's thresholds, and its unit."""


def unmarked(page: Numbers) -> list[str]:
    """Return texts with a number that is neither marked nor given."""
    found = []
    for text in page.plain:
        plain = " ".join(text.split())
        days = re.sub(r"\b[0-9]{1,2} (?=[A-Za-zåäö]+ 20[0-9]{2})", "", plain)
        if re.search("[0-9]", GIVEN.sub("", days)) and not LIMITS.fullmatch(plain):
            found.append(plain)
    return found


def test_no_other_number_is_a_result(page: Numbers) -> None:
    assert unmarked(page) == []


@pytest.mark.parametrize("text", ["about 41 get a job", "41 %", "on 1 July 2017, 8 wait"])
def test_a_number_without_its_row_is_noticed(text: str) -> None:
    found = Numbers()
    found.feed(f"<p>{text}</p>")
    assert unmarked(found) == [text]
