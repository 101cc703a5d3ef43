"""Messages: short whatever they are about, and with every character visible."""

from hypothesis import given
from hypothesis import strategies as st

from sesim import messages
from sesim.study import StudyError

ANY = st.text(st.characters(), max_size=3000)


@given(ANY)
def test_every_character_of_a_line_is_seen(text: str) -> None:
    line = messages.shortened(text)

    assert len(line) <= messages.LONGEST_LINE
    assert not any(map(messages.is_unseen, line))


@given(ANY)
def test_what_is_short_and_plain_stays_as_it_is(text: str) -> None:
    plain = "".join(one for one in text if not messages.is_unseen(one))[:80]

    assert messages.shortened(plain, 80) == plain


@given(st.one_of(ANY, st.integers(), st.lists(ANY), st.dictionaries(ANY, ANY)))
def test_a_value_is_short(given_value: object) -> None:
    assert len(messages.value(given_value)) <= messages.LONGEST_VALUE


@given(st.lists(ANY, max_size=80))
def test_a_study_error_is_bounded_and_counts_everything(problems: list[str]) -> None:
    error = StudyError(problems)
    most = (messages.MOST_LINES + 2) * (messages.LONGEST_LINE + 10)

    assert len(str(error)) <= most
    assert len(error.problems) == len(problems)
    assert len(str(error).split("\n")) <= messages.MOST_LINES + 2
    assert messages.message(str(error)) == str(error)  # the command shortens nothing twice


def test_a_message_of_many_lines_says_how_many_more_there_are() -> None:
    text = messages.message("\n".join(f"  line {i}" for i in range(100)))

    assert text.endswith("\n  … and 68 more")
    assert text.startswith("  line 0\n  line 1\n")
