"""A post is known by its name, however it is listed: its size in the log, holder and people."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.model.observed_programme import observe
from tests.model.small_studies import Log, here, log_of, posts, study

from sesim.events import Kind
from sesim.model import model_programme, model_programmes
from sesim.model.places import Posts, PostState, placed
from sesim.study import Study
from sesim.study.posts import Role

START, END = date(2012, 1, 1), date(2014, 12, 31)
DAYS = (END - START).days


def period(since: int, length: int, share: float) -> dict[str, Any]:
    day = START + timedelta(days=since)
    return {"since": str(day), "until": str(day + timedelta(days=length)), "share": share}


shares = st.integers(0, 4).map(lambda n: n / 4)
periods = st.builds(period, st.integers(-200, DAYS), st.integers(1, 2 * DAYS), shares)
names = st.lists(st.sampled_from("abcde"), unique=True, min_size=1, max_size=4)


@st.composite
def lists_of_posts(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [{"name": name, "fte": [draw(periods)]} for name in draw(names)]


dated = st.tuples(
    st.integers(-100, DAYS).map(lambda n: START + timedelta(days=n)), lists_of_posts()
)


def changing(
    first: list[dict[str, Any]], later: Sequence[tuple[date, list[dict[str, Any]]]], turnover: float
) -> Study:
    """Return a study in which other lists of posts hold from their dates on."""
    changes = [{"target": "posts", "set": listed, "since": str(day)} for day, listed in later]
    return study(
        {"posts": first, "referral.per_year": 12.0},
        changes=changes, end=str(END), parameters={"turnover_per_year": turnover},
    )  # fmt: skip


def said(the_study: Study, day: date) -> dict[str, float]:
    """Return the size of each post that the regime in force on a day lists."""
    regime = [one for one in the_study.regimes("here") if one.since <= day][-1]
    return {
        post.name: sum(
            one.share for one in post.fte if one.since <= day and day < (one.until or date.max)
        )
        for post in regime.programme.posts
    }


def logged(log: Log, week: float) -> dict[str, float]:
    """Return the size of each post at a time, according to the log."""
    return {
        str(row.coach): row.fte
        for row in log
        if row.kind == Kind.POST_CHANGED and row.time <= week + 1e-9
    }


def wrong(the_study: Study, *, vacant: bool) -> Iterator[str]:
    """Yield where the log's size of a post is not that of the regime in force.

    With `vacant`, a post may also have nobody in it, and then a size of 0.
    """
    log = log_of(model_programmes(the_study)["here"])
    for number in range(0, DAYS, 5):
        right, found = said(the_study, START + timedelta(days=number)), logged(log, number / 7)
        for name in {*right, *found}:
            size = found.get(name, 0.0)
            if size != right.get(name, 0.0) and not (vacant and size == 0.0):
                yield f"day {number}: {name} has {size}, and should have {right.get(name, 0.0)}"


@pytest.mark.slow
@settings(max_examples=40)
@given(
    first=lists_of_posts(), later=st.lists(dated, max_size=3), turnover=st.sampled_from([0.0, 2.0])
)
def test_the_log_has_the_sizes_of_the_regime_in_force(
    first: list[dict[str, Any]], later: list[tuple[date, list[dict[str, Any]]]], turnover: float
) -> None:
    assert list(wrong(changing(first, later, turnover), vacant=turnover > 0)) == []


def without_the_first(turnover: float = 0.0) -> Study:
    return changing(posts(0.5, 0.25), [(date(2013, 1, 1), posts(0.5, 0.25)[1:])], turnover)


def by_position(lists: Sequence[Posts]) -> Iterator[Posts]:
    here: Posts = ()
    for listed in lists:
        here = (*listed, *(post._replace(fte=0.0) for post in here[len(listed) :]))
        yield here


def test_posts_known_by_their_position_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error, once real: the post that stays is written down as 0."""
    assert list(wrong(without_the_first(), vacant=False)) == []

    monkeypatch.setattr(model_programme, "placed", by_position)

    assert list(wrong(without_the_first(), vacant=False))


def test_the_post_that_stays_keeps_its_holders_and_its_people() -> None:
    """The same vacancies as if nothing had happened, and nobody of the caseload moves."""
    dropped = model_programmes(without_the_first(turnover=2.0))["here"]
    kept = model_programmes(changing(posts(0.5, 0.25), [], 2.0))["here"]
    [vacancies, unchanged] = (
        [row for row in log_of(one) if row.kind == Kind.POST_CHANGED and row.coach == "post_1"]
        for one in (dropped, kept)
    )
    before, _ = observe(here({"posts": posts(0.5, 0.25)}, end="2012-12-31"))
    after, _ = observe(
        here(
            {"posts": posts(0.5, 0.25)},
            changes=[{"target": "posts", "set": posts(0.5, 0.25)[1:], "since": "2013-01-01"}],
            end="2013-01-02",
        )
    )
    people = {person.number for person in before.posts[1].people}

    assert len(unchanged) > 3
    assert vacancies == unchanged
    assert len(people) > 2
    assert people <= {person.number for person in after.posts[1].people}
    assert not after.posts[0].people


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        (["ab", "b"], ["ab", "-b"]),
        (["ab", "ba"], ["ab", "ab"]),
        (["ab", "b", "ab"], ["ab", "-b", "ab"]),
        (["ab", "cd"], ["ab", "cd"]),
        (["ab", "bc"], ["ab", "-bc"]),
        (["ab", "cb", "ca"], ["ab", "cb", "ca"]),
        (["ab", "cb", "acb"], ["ab", "cb", "cba"]),
        (["ab", "a", "ac"], ["ab", "a-", "a-c"]),
        (["ab", "c", "ab"], ["ab", "c-", "ab"]),
        (["", "ab"], ["", "ab"]),
    ],
)
def test_places(lists: list[str], expected: list[str]) -> None:
    """A new name takes over the place of a name that it replaces, and else has its own."""
    found = placed(
        tuple(PostState(name, Role.GENERALIST, 1.0, True) for name in names) for names in lists
    )

    assert ["".join(p.name if p.fte else "-" for p in state) for state in found] == expected


def test_the_first_holder_is_as_described_where_the_post_is_first_listed() -> None:
    """Also of a post that begins later, in a place of its own."""
    first = posts(1.0, 1.0)
    second = [first[1], {**posts(1.0)[0], "name": "later", "experienced": False}]
    changes = [{"target": "posts", "set": second, "since": "2013-01-01"}]

    assert here({"posts": first}, changes=changes).experienced == (True, True, False)


def test_posts_cut_to_size_are_as_those_listed() -> None:
    first = posts(1.0, 1.0)
    first[1]["experienced"] = False
    cut = {"target": "post_size", "set": 0.5, "since": "2013-01-01"}

    assert here({"posts": first}, changes=[cut]).experienced == (True, False, False, False)
    assert here({"posts": first, "post_size": 0.5}).experienced == (True, False, False, False)
