"""Comments of a described programme: each figure in words, in both languages, no small number."""

import math
import re

import pytest

from sesim.describe import Entry, Observation, Seen
from sesim.describe.entry import by_default, from_records, given, words
from sesim.describe.estimate import Estimate, share, shares
from sesim.report.programme.comments import comments, sources
from sesim.report.programme.words import WORDS
from sesim.report.text.language import language

EN, SV = language("en"), language("sv")

LENGTH = Estimate(3.14, 2.2, 4.4, 17)


def said(path: str, entry: Entry, code: str = "en") -> str:
    [text] = comments({path: entry}, language(code))[path]
    return text


def test_every_observation_has_words_in_both_languages() -> None:
    assert set(WORDS) == set(Seen)
    for one in Seen:
        text = WORDS[one].text

        assert not text or SV(text) != EN(text)


def test_a_value_from_the_records_is_shown_with_n_and_interval() -> None:
    entry = from_records(3.1, Observation(Seen.PLACEMENT_MONTHS, LENGTH))

    assert said("placement.months", entry) == (
        "planned length of a placement: months of a placement (median, had nothing cut it short) "
        "3.1 (90% interval 2.2–4.4, n = 17)"
    )
    assert "3,1 (90-procentigt intervall 2,2–4,4, n = 17)" in said("placement.months", entry, "sv")
    assert sources({"placement.months": entry}, EN) == {
        "placement": "own records, n = 17, 90% interval 2.2–4.4"
    }


def test_a_default_is_marked_as_an_assumption() -> None:
    assert said("habits", by_default([])).endswith(
        "assumption: default, the records do not show it"
    )
    assert said("habits", by_default([]), "sv").endswith(
        "antagande: standardvärde, framgår inte av uppgifterna"
    )
    assert sources({"title": given("Mytown")}, EN) == {"title": "set by you"}


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_a_small_number_of_observations_is_not_shown(n: int) -> None:
    few = Observation(Seen.PLACEMENT_MONTHS, Estimate(3.14, 2.2, math.inf, n))
    text = said("placement.months", by_default(4.0, few))

    assert "fewer than 5 recorded" in text
    assert not re.search(rf"\b{n}\b", text)


def test_the_size_of_a_small_cell_does_not_follow() -> None:
    """Two of 41 people: with n = 41 and 5%, anyone could work out how many they are."""
    found = shares({"motivated": 30, "wavering": 9, "not_motivated": 2})
    text = said("motivation", from_records({}, *words(Seen.WORD, found)))
    source = sources({"motivation": from_records({}, *words(Seen.WORD, found))}, EN)

    assert "not motivated 5%" in text
    assert "41" not in text
    assert "interval" not in text
    assert source == {"motivation": "own records"}


def test_nor_does_it_from_another_share_beside_it() -> None:
    seen = [
        Observation(Seen.TURNED_DOWN, share(9, 20)),
        Observation(Seen.HIRED_AT_ONCE, share(2, 20)),
    ]

    assert "20" not in said("placement.aim", from_records("jobs", *seen))


def test_parts_from_records_and_defaults_are_told_apart() -> None:
    entries = {
        "placement.months": from_records(3.1, Observation(Seen.PLACEMENT_MONTHS, LENGTH)),
        "placement.aim": by_default("mixed"),
    }

    assert sources(entries, EN)["placement"] == (
        "months: own records, n = 17, 90% interval 2.2–4.4; "
        "assumption: default, the records do not show it (aim)"
    )


def test_an_end_that_was_not_reached_is_open() -> None:
    open_end = Observation(Seen.PLACEMENT_MONTHS, Estimate(3.14, 2.2, math.inf, 9))
    never = Observation(Seen.PLACEMENT_MONTHS, Estimate(math.nan, 2.2, math.inf, 9))

    assert "2.2–?" in said("placement.months", from_records(3.1, open_end))
    assert "less than half had ended (n = 9)" in said("placement.months", by_default(4.0, never))
