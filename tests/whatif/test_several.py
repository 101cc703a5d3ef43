"""A page about several programmes: each choice applies to all, and outcomes are of all together."""

import numpy as np
import pytest
from tests.whatif.tiny import STUDY, two

from sesim.cli.whatif.request import load_what_if
from sesim.runs.pairing import wide
from sesim.runs.replicate import replicate
from sesim.study import StudyError
from sesim.whatif.grid import MOST_PROGRAMMES
from sesim.whatif.levers import NOW, GridLever
from sesim.whatif.simulation import kept_of, keys_of


def lever(name: str) -> GridLever:
    return next(one for one in two()[0].levers if one.name == name)


def test_outcomes_are_those_of_all_programmes_together() -> None:
    grid, values = two()
    keys = keys_of("county", kept_of(grid.study))
    for cell in (0, len(grid.cells) - 1):
        expected = wide(replicate(grid.study_of(cell)).measures, 4).rows(keys)
        assert np.array_equal(values[cell].T, expected, equal_nan=True)
    assert not np.array_equal(values[0], values[-1], equal_nan=True)


def test_a_value_reaches_every_programme() -> None:
    grid, _ = two()
    [cell] = [
        one.number
        for one in grid.cells
        if grid.levers[0].options[one.places[0]].code == "0.9" and one.number
    ]
    study = grid.study_of(cell)
    last = {name: study.regimes(name)[-1].programme for name in study.programmes}

    assert {name: one.back_heaviness for name, one in last.items()} == {
        "vetlanda": 0.9, "eksjo": 0.9,
    }  # fmt: skip


def test_how_it_is_now_differs_and_comes_first() -> None:
    first, *others = lever("back_heaviness").options

    assert (first.code, first.value) == (NOW, None)
    assert lever("back_heaviness").each == {"vetlanda": 0.9, "eksjo": 0.1}
    assert [one.code for one in others] == ["0", "0.9"]  # each is new to one of them


def test_posts_are_those_of_all_and_grow_in_proportion() -> None:
    posts = lever("posts")
    [more] = [one for one in posts.options if one.code == "0.5"]
    now = {name: float(value) for name, value in posts.each.items()}
    scales = {change.programmes: change.set for change in more.changes}
    total = sum(now.values())

    assert posts.size == total
    grown = {name: scales[(name,)] * now[name] for name in now}
    assert sum(grown.values()) == pytest.approx(total + 0.5)
    assert grown["vetlanda"] / grown["eksjo"] == pytest.approx(now["vetlanda"] / now["eksjo"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), f"programmes: a page to try is about at most {MOST_PROGRAMMES} programmes, which it"),
        (
            ("programmes=[vetlanda,tranas]", "since=2017-07-01"),
            "programmes: tranas has no posts from 2017-07-01 on, so no setting would change it",
        ),
        (
            ("programmes=[gislaved,gislaved_ips]",),
            "programmes: gislaved_ips has no counts, so totals with programmes that have some",
        ),
        (("programmes=tranas",), "programmes: tranas has no posts from 2017-07-01 on"),
    ],
)
def test_what_makes_no_sense_is_one_message(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(StudyError) as error:
        load_what_if(arguments)

    [problem] = error.value.problems
    assert problem.startswith(said)


def test_an_early_day_has_programmes_that_close_later() -> None:
    early = ("programmes=tranas", *STUDY[1:])

    assert load_what_if(early).grid.study.programmes.keys() == {"tranas"}
