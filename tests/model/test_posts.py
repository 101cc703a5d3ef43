"""Who works on a day: posts as listed, cut to a size, with other duties, with roles split."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.observed_programme import observe
from tests.model.small_studies import here, log_of, posts

from sesim.events import Activity
from sesim.model import model_programme
from sesim.model.places import PostState

GENERALIST, SUPPORT, EMPLOYERS = "generalist", "support", "employers"
IDLE = {"referral.per_year": 0.0}


def staff(**programme: Any) -> tuple[PostState, ...]:
    """Return the posts of a programme on its first day."""
    return here({**IDLE, **programme}).staffing[0].posts


def listed(*roles_and_shares: tuple[str, float]) -> list[dict[str, Any]]:
    """Return posts a, b, c ... of these roles and sizes."""
    return [
        {"name": "abcdef"[i], "role": role, "fte": [{"since": "2012-01-01", "share": share}]}
        for i, (role, share) in enumerate(roles_and_shares)
    ]


def in_short(found: tuple[PostState, ...]) -> list[tuple[str, float]]:
    return [(post.role.value, round(post.fte, 9)) for post in found]


# --- roles split ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([(GENERALIST, 0.75), (GENERALIST, 0.25)], [SUPPORT, EMPLOYERS]),
        ([(GENERALIST, 0.2), (GENERALIST, 0.8)], [EMPLOYERS, SUPPORT]),
        ([(GENERALIST, 0.5)] * 3, [SUPPORT, SUPPORT, EMPLOYERS]),
        ([(GENERALIST, 1.0)], [GENERALIST]),
        ([(GENERALIST, 1.0), (GENERALIST, 0.0)], [GENERALIST, GENERALIST]),
        ([(GENERALIST, 1.0), (EMPLOYERS, 0.5)], [SUPPORT, EMPLOYERS]),
        ([(GENERALIST, 1.0), (GENERALIST, 0.2), (EMPLOYERS, 0.5)], [SUPPORT, SUPPORT, EMPLOYERS]),
        ([(SUPPORT, 0.3), (GENERALIST, 1.0)], [SUPPORT, EMPLOYERS]),
        ([(SUPPORT, 1.0), (EMPLOYERS, 0.5)], [SUPPORT, EMPLOYERS]),
    ],
    ids=str,
)
def test_roles_after_the_split(before: list[tuple[str, float]], after: list[str]) -> None:
    """The smallest generalist, the last of equals, unless a specialist is there already."""
    found = staff(posts=listed(*before), role_split=True)

    assert in_short(found) == [
        (role, share) for role, (_, share) in zip(after, before, strict=True)
    ]
    assert [post.name for post in found] == [post["name"] for post in listed(*before)]


def test_without_the_split_roles_are_as_listed() -> None:
    found = staff(posts=listed((GENERALIST, 0.75), (GENERALIST, 0.25)), role_split=False)

    assert in_short(found) == [(GENERALIST, 0.75), (GENERALIST, 0.25)]


def test_a_split_begins_with_the_second_post() -> None:
    """One coach does both until a colleague comes, and again after the colleague has left."""
    second = [{"since": "2013-01-01", "until": "2015-01-01", "share": 0.5}]
    two = [*posts(0.5), {"name": "later", "fte": second}]
    staffing = here({**IDLE, "posts": two, "role_split": True}).staffing

    assert [in_short(state.posts)[0][0] for state in staffing] == [GENERALIST, SUPPORT, GENERALIST]
    assert in_short(staffing[1].posts) == [(SUPPORT, 0.5), (EMPLOYERS, 0.5)]


def test_a_scenario_splits_roles_from_its_day() -> None:
    change = {"target": "role_split", "set": True, "since": "2014-01-01"}
    the_plan = here(IDLE, changes=[change])

    assert [in_short(state.posts) for state in the_plan.staffing] == [
        [(GENERALIST, 1.0), (GENERALIST, 0.5)],
        [(SUPPORT, 1.0), (EMPLOYERS, 0.5)],
    ]
    assert the_plan.calendar.day(the_plan.staffing[1].since).isoformat() == "2014-01-01"


def test_split_coaches_keep_to_their_roles() -> None:
    """From the day on, one makes all employer contacts and nothing else."""
    day = "2014-01-01"
    the_plan = here(changes=[{"target": "role_split", "set": True, "since": day}])
    [_, split] = the_plan.staffing
    done: dict[bool, set[tuple[str | None, bool]]] = {False: set(), True: set()}
    for row in log_of(the_plan):
        if row.hours > 0:
            contact = row.activity == Activity.EMPLOYER_CONTACT
            done[row.time > split.since].add((row.coach, contact))

    both = {("first", True), ("first", False), ("second", True), ("second", False)}
    assert done[False] == both
    assert done[True] == {("first", False), ("second", True)}


def test_no_one_stays_with_a_coach_who_only_meets_employers() -> None:
    change = {"target": "role_split", "set": True, "since": "2014-01-01"}
    programme = {"referral.per_year": 60.0}
    before, _ = observe(here(programme, end="2013-12-31", changes=[]))
    after, _ = observe(here(programme, changes=[change], end="2014-01-10"))

    assert len(before.posts[1].people) > 3
    assert not after.posts[1].people


# --- other duties --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected"), [(None, [True, False]), (True, [True] * 2), (False, [False] * 2)]
)
def test_other_duties_hold_for_every_post(given: bool | None, expected: list[bool]) -> None:
    two = posts(0.5, 0.5)
    two[1]["other_duties"] = False
    found = staff(posts=two, other_duties=given)

    assert [post.other_duties for post in found] == expected
    assert [post.fte for post in found] == [0.5, 0.5]


def test_other_duties_cost_the_hours_of_switching() -> None:
    """Two half posts lose f / 2 of their gross hours each to another mission."""
    the_plan = here({**IDLE, "posts": posts(0.5, 0.5)}, parameters={"part_time_loss": 0.3})
    parameters = the_plan.parameters[0]
    without, having = (
        sum(
            parameters.capacity(post.fte, post.other_duties, 1.0)
            for post in staff(posts=posts(0.5, 0.5), other_duties=value)
        )
        for value in (False, True)
    )

    assert without - having == pytest.approx(parameters.hours_per_week * 0.3 / 2)


# --- scaled ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "factor", "after"),
    [
        ([0.5, 0.25], 1.2, [0.6, 0.3]),
        ([1.0, 1.0], 1.2, [1.0, 1.0, 0.4]),
        ([1.0, 0.5], 1.2, [1.0, 0.8]),
        ([1.0, 0.5, 0.25], 1.4, [1.0, 0.966666667, 0.483333333]),
        ([0.8, 0.5, 0.2], 1.6, [1.0, 1.0, 0.4]),
        ([1.0], 2.5, [1.0, 1.0, 0.5]),
        ([1.0, 0.0], 1.5, [1.0, 0.0, 0.5]),
        ([1.0, 0.5], 0.5, [0.5, 0.25]),
        ([1.0, 0.5], 0.0, [0.0, 0.0]),
    ],
    ids=str,
)
def test_scaled_posts(before: list[float], factor: float, after: list[float]) -> None:
    """To full time at most, then the other posts, then additional ones."""
    found = staff(posts=posts(*before), fte_scale=factor)

    assert [share for _, share in in_short(found)] == after


def test_each_role_is_scaled_by_itself() -> None:
    found = staff(posts=listed((SUPPORT, 1.0), (EMPLOYERS, 0.4), (GENERALIST, 0.2)), fte_scale=1.5)

    assert in_short(found) == [
        (SUPPORT, 1.0),
        (EMPLOYERS, 0.6),
        (GENERALIST, 0.3),
        (SUPPORT, 0.5),
    ]


def test_posts_scaled_from_a_day_keep_their_people_and_luck() -> None:
    """Listed posts keep their places; additional ones come after them, and have new holders."""
    changes = [{"target": "posts", "scale": 1.4, "since": "2014-01-01"}]
    first = posts(1.0, 1.0)
    first[1]["experienced"] = False
    the_plan = here({"posts": first}, changes=changes)
    before, after = the_plan.staffing

    assert [post.name for post in before.posts] == ["post_0", "post_1"]
    assert [post.name for post in after.posts] == ["post_0", "post_1", "post_2"]
    assert [post.fte for post in after.posts] == pytest.approx([1.0, 1.0, 0.8])
    assert the_plan.experienced == (True, False, False)


def test_departures_of_a_scaled_post_are_those_of_the_post() -> None:
    """Staff turnover has the same luck: holders of listed posts leave on the same days."""
    days = []
    for factor in (1.0, 1.5):
        the_plan = here(
            {**IDLE, "posts": posts(0.5, 0.5), "fte_scale": factor},
            parameters={"turnover_per_year": 1.0},
        )
        rows = [row for row in log_of(the_plan) if row.kind == "post_changed"]
        days.append([(row.time, row.coach) for row in rows])

    assert len(days[0]) > 4
    assert days[0] == days[1]


def test_a_programme_without_posts_closes() -> None:
    """No posts from a day on: the same as if the last post had ended."""
    changes = [{"target": "posts", "scale": 0.0, "since": "2014-01-01"}]
    the_plan = here(changes=changes)

    assert the_plan.calendar.day(the_plan.closes).isoformat() == "2014-01-01"


# --- all of them ---------------------------------------------------------------------------------


def test_the_order_is_size_then_duties_then_roles() -> None:
    """The posts that are split are those cut to size, not those listed."""
    cut = {"post_size": 0.6, "other_duties": False, "role_split": True}
    found = staff(posts=posts(1.0, 0.5), **cut)
    more = staff(posts=posts(1.0, 0.5), **cut, fte_scale=1.4)

    assert in_short(found) == [(SUPPORT, 0.6), (SUPPORT, 0.6), (EMPLOYERS, 0.3)]
    assert in_short(more) == [(SUPPORT, 0.6), (SUPPORT, 0.6), (SUPPORT, 0.6), (EMPLOYERS, 0.3)]
    assert not any(post.other_duties for post in found)


def test_one_full_post_is_not_split() -> None:
    assert in_short(staff(posts=posts(0.5, 0.5), post_size=1.0, role_split=True)) == [
        (GENERALIST, 1.0)
    ]


shares = st.lists(st.integers(1, 20).map(lambda n: n / 20), min_size=1, max_size=6)


@given(
    shares=shares,
    size=st.none() | st.integers(1, 20).map(lambda n: n / 20),
    duties=st.none() | st.booleans(),
    split=st.booleans(),
    factor=st.integers(1, 30).map(lambda n: n / 10),
)
def test_full_time_equivalents_are_kept(
    shares: list[float], size: float | None, duties: bool | None, split: bool, factor: float
) -> None:
    """Times the factor, exactly, and no post exceeds full time or shrinks as others grow."""
    found = staff(
        posts=posts(*shares),
        post_size=size,
        other_duties=duties,
        role_split=split,
        fte_scale=factor,
    )

    assert sum(post.fte for post in found) == pytest.approx(factor * sum(shares))
    assert all(0 < post.fte <= 1 for post in found)
    if size is None:
        sizes = [post.fte for post in found[: len(shares)]]
        assert all(
            min(1.0, factor * share) <= new + 1e-9 for new, share in zip(sizes, shares, strict=True)
        )
    assert any(post.role.value != EMPLOYERS for post in found)
    assert any(post.role.value != SUPPORT for post in found)


def test_what_exceeds_full_time_and_gets_lost_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A planted error: posts are cut off at full time."""
    monkeypatch.setattr(
        model_programme,
        "scaled",
        lambda posts, factor, _: [one._replace(fte=min(1.0, one.fte * factor)) for one in posts],
    )

    assert sum(post.fte for post in staff(posts=posts(1.0, 0.5), fte_scale=2.0)) < 3.0


def test_hours_that_get_lost_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error: the smaller last post is forgotten."""
    cut = model_programme.cut_to_size
    monkeypatch.setattr(model_programme, "cut_to_size", lambda *args: cut(*args)[:-1])

    assert sum(post.fte for post in staff(posts=posts(0.5, 0.5), post_size=0.4)) < 0.9
