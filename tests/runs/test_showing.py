"""What objects show of themselves: short in a console, safe in a notebook."""

import dataclasses
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sesim
from sesim.messages import is_unseen
from sesim.runs.draws import load
from sesim.runs.replicate import Results
from sesim.study import Scenario, Study
from sesim.study.frozen import unchecked
from sesim.study.lines import FORMULA
from sesim.study.showing import LONGEST

NASTY = '<script src="https://example.org/x.js">alert(1)</script>&"\''


class Tags(HTMLParser):
    """Collects the tags, the attributes and the text of a page, and sees that tags are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[Any] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.open.append(tag)
        self.tags.add(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(text: str) -> Tags:
    found = Tags()
    found.feed(text)
    found.close()
    assert found.open == []
    return found


@pytest.fixture(scope="module")
def county() -> Study:
    return sesim.load_study({"programmes": "all", "scenario": "ips_team"})


def test_objects_show_themselves_in_one_short_line(results: Results, county: Study) -> None:
    things = [
        results,
        county,
        county.scenario,
        county.economics,
        load("posterior"),
        *county.programmes.values(),
    ]

    for thing in things:
        for text in (repr(thing), str(thing)):
            assert text.startswith(f"{type(thing).__name__}(")
            assert text.endswith(")")
            assert len(text) <= LONGEST
            assert "\n" not in text


def test_what_is_most_important_is_shown(results: Results, county: Study) -> None:
    number = len(county.programmes)
    days = "2012-01-01 to 2022-06-30"
    assert repr(county).startswith(f"Study({number} programmes, 'ips_team', {days}, 100")
    assert f"{len(results.events):,} events" in repr(results)
    assert "4 replications" in repr(results)
    assert "eksjo + vetlanda" in repr(results)
    assert repr(county.scenario).startswith("Scenario('ips_team', ")
    assert "1,000 draws" in repr(load("posterior"))


def lines(longest: int) -> st.SearchStrategy[str]:
    """Texts of one line that may be a name or a title."""
    seen = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=longest)
    return seen.filter(lambda text: not text.startswith(FORMULA) and not any(map(is_unseen, text)))


@settings(max_examples=30)
@given(
    name=lines(80),
    title=lines(120),
    own=st.lists(st.integers(0, 10**40).map(lambda n: f"o{n}"), max_size=30, unique=True),
)
def test_whatever_it_is_called_it_stays_short_and_safe(
    name: str, title: str, own: list[str], results: Results
) -> None:
    study = results.study
    study = study.replace({"eksjo.title": title}, scenario={"name": name})
    mine = tuple(
        sesim.outcome(unit="x", name=one, definition="Mine.")(lambda *_: None) for one in own
    )
    shown = dataclasses.replace(results, study=study, own=mine)

    assert max(len(repr(one)) for one in (shown, study, study.scenario)) <= LONGEST
    assert all(len(repr(one)) <= LONGEST for one in study.programmes.values())
    for one in (shown, study):
        assert parsed(one._repr_html_()).tags <= {
            "table", "caption", "thead", "tbody", "tr", "th", "td", "p", "ul", "li",
        }  # fmt: skip


def test_notebook_shows_the_table_and_nothing_from_elsewhere(results: Results) -> None:
    study = results.study.replace({"eksjo.title": NASTY})
    for one in (dataclasses.replace(results, study=study), study):
        page = one._repr_html_()
        found = parsed(page)
        assert "script" not in found.tags
        assert found.attributes == []
        assert NASTY in found.text

    text = parsed(results._repr_html_()).text
    row = results.summary.query(
        "programme == 'county' and group == 'all' and outcome == 'employed_share'"
    ).iloc[0]
    assert f"{100 * row['mean']:.0f}% ({100 * row['low']:.0f} to {100 * row['high']:.0f}%)" in text
    assert "90% prediction interval" in text


def test_one_replication_has_no_interval(study: Study) -> None:
    page = sesim.simulate(study.replace(replications=1))._repr_html_()

    assert "one history" in page
    assert " to " not in page.partition("</caption>")[2]


def test_notebook_says_what_differs(study: Study) -> None:
    page = study.replace({"vetlanda.back_heaviness": 0.2})._repr_html_()

    assert "<li>vetlanda.back_heaviness: 0.9 → 0.2</li>" in page
    assert "differs" not in sesim.load_study("programmes=vetlanda")._repr_html_()


def test_study_that_is_wrong_shows_itself_all_the_same(study: Study) -> None:
    """An error in a repr would hide the error that somebody looks for."""
    wrong = unchecked(
        study,
        scenario=Scenario(name="wrong", changes=({"target": "nothing", "set": 1},)),  # type: ignore[arg-type]
    )

    assert "'wrong'" in repr(wrong)
