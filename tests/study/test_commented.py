"""Commented files: what is read back is what was written, whatever the values are."""

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sesim.study.commented import WIDTH, commented_file
from sesim.study.file_format import FORMAT
from sesim.study.shipped import options, shipped_file

TEXTS = st.text(
    st.characters(blacklist_categories=("C", "Z"), blacklist_characters="\x85"), min_size=1
)
SCALARS = st.one_of(
    TEXTS,
    st.booleans(),
    st.none(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**9), 10**9),
    st.dates().map(lambda day: day.isoformat()),
)
NAMES = st.from_regex(r"[a-z][a-z_]{0,9}", fullmatch=True).filter(lambda name: name != "format")
VALUES = st.one_of(
    SCALARS,
    st.lists(SCALARS, max_size=3),
    st.dictionaries(NAMES, SCALARS, min_size=1, max_size=3),
    st.lists(st.dictionaries(NAMES, SCALARS, min_size=1, max_size=3), max_size=3),
)


@settings(max_examples=30)
@given(
    st.dictionaries(NAMES, VALUES, min_size=1, max_size=5),
    st.lists(st.text("abcdefåäö #:-'\"{}[]", min_size=1, max_size=200), max_size=2),
)
def test_what_is_read_is_what_was_written(plain: dict[str, Any], words: list[str]) -> None:
    comments = dict.fromkeys(plain, words)
    for name, value in plain.items():
        if isinstance(value, dict):
            comments |= {f"{name}.{inner}": words for inner in value}
    text = commented_file(plain, comments, words)

    assert yaml.safe_load(text) == {"format": FORMAT, **plain}


def test_every_shipped_programme_can_be_written() -> None:
    for name in options("programme"):
        plain = dict(shipped_file("programme", name))
        text = commented_file(plain, {"referral.route": ["the way"], "goals": ["what they want"]})

        assert yaml.safe_load(text) == {"format": FORMAT, **plain}
        assert "  # the way\n  route:" in text


def test_comments_are_wrapped() -> None:
    text = commented_file({"since": "2016-01-01"}, {"since": ["word " * 60]})

    assert max(map(len, text.splitlines())) <= WIDTH
