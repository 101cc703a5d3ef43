"""Values that hold together: shares are rescaled, and a length has one unit, however it is set."""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sesim.cli.load import load_study
from sesim.study import Study, StudyError, joint
from sesim.study.field_types import WEEKS_PER_MONTH
from sesim.study.joint import settled

Make = Callable[..., Study]
Problems = Callable[..., list[str]]

KINDS = ("ordinary", "subsidised", "transition", "temporary")
MOTIVATION = {"motivated": 0.8, "wavering": 0.1, "not_motivated": 0.1}
"""Eksjö's."""

parts = st.lists(st.integers(0, 100), min_size=4, max_size=4).filter(any)


def shares_of(numbers: list[int]) -> dict[str, float]:
    return {kind: number / sum(numbers) for kind, number in zip(KINDS, numbers, strict=True)}


def rescaled(before: Mapping[str, float], **given: float) -> tuple[dict[str, float], list[str]]:
    after = {"job_kinds": {**before, **given}}
    found, problems = settled({"job_kinds": before}, after, [f"job_kinds.{name}" for name in given])
    return found["job_kinds"], problems


@given(
    numbers=parts, set_now=st.dictionaries(st.sampled_from(KINDS), st.floats(0, 0.3), min_size=1)
)
def test_other_shares_keep_their_proportions(numbers: list[int], set_now: dict[str, float]) -> None:
    before = shares_of(numbers)
    others = [kind for kind in KINDS if kind not in set_now]
    assume(any(before[kind] for kind in others))

    found, problems = rescaled(before, **set_now)

    assert not problems
    assert sum(found.values()) == pytest.approx(1, abs=1e-9)
    assert {kind: found[kind] for kind in set_now} == set_now
    for one, other in pairwise(others):
        assert found[one] * before[other] == pytest.approx(found[other] * before[one], abs=1e-9)


@given(numbers=parts, kind=st.sampled_from(KINDS))
def test_a_share_set_to_what_it_was_changes_nothing(numbers: list[int], kind: str) -> None:
    before = {name: round(share, 3) for name, share in shares_of(numbers).items()}
    before["ordinary"] = round(1 - sum(before[name] for name in KINDS[1:]), 3)
    assume(before["ordinary"] >= 0)

    assert rescaled(before, **{kind: before[kind]}) == (before, [])


def test_one_share_may_take_all() -> None:
    assert rescaled(dict(zip(KINDS, (0.4, 0.6, 0.0, 0.0), strict=True)), ordinary=1.0) == (
        {"ordinary": 1.0, "subsidised": 0.0, "transition": 0.0, "temporary": 0.0},
        [],
    )


@pytest.mark.parametrize(
    ("given_now", "expected"),
    [
        (
            {"motivated": 0.6, "wavering": 0.6},
            "eksjo.motivation: motivated + wavering must not exceed 1 (got 1.2)",
        ),
        ({"motivated": 0.6, "wavering": 0.2, "not_motivated": 0.1}, "they sum to 0.9"),
        ({"motivated": 1.6}, "eksjo.motivation.motivated: should be less than or equal to 1"),
    ],
    ids=str,
)
def test_shares_that_cannot_be(given_now: dict[str, float], expected: str) -> None:
    """One message, the same on the command line, in Python and in a scenario."""
    base = load_study("programmes=eksjo")
    words = [f"eksjo.motivation.{name}={share}" for name, share in given_now.items()]
    values = {f"eksjo.motivation.{name}": share for name, share in given_now.items()}
    changes = [{"target": f"motivation.{name}", "set": share} for name, share in given_now.items()]
    ways: list[Callable[[], Study]] = [
        lambda: load_study(["programmes=eksjo", *words]),
        lambda: base.replace(values),
        lambda: base.replace(scenario={"name": "mine", "changes": changes}),
    ]

    for way in ways:
        with pytest.raises(StudyError) as caught:
            way()
        [problem] = caught.value.problems
        assert expected in problem


def test_nothing_can_be_divided_in_proportion_to_nothing() -> None:
    all_work = {"work": 1.0, "study": 0.0, "placement": 0.0}
    study = load_study("programmes=eksjo").replace({"eksjo.goals": all_work})

    with pytest.raises(StudyError) as caught:
        study.replace({"eksjo.goals.work": 0.6})

    assert caught.value.problems == (
        "eksjo.goals: 0.4 is left for study, placement, now 0, which cannot be rescaled; set each "
        "share",
    )
    assert study.replace({"eksjo.goals.work": 0.6, "eksjo.goals.study": 0.4})


def test_a_file_is_not_mended(problems: Problems) -> None:
    goals = {"work": 0.5, "study": 0.2, "placement": 0.2}

    assert problems(eksjo={"goals": goals}) == [
        "eksjo.goals: the shares must sum to 1, they sum to 0.9"
    ]
    assert settled({"goals": goals}, {"goals": {**goals, "work": 0.4}}, ["goals.work"]).programme[
        "goals"
    ] == {**goals, "work": 0.4}


def test_rescaling_the_shares_that_were_set_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A planted error: every share is divided by the sum, also the one that was set."""
    monkeypatch.setattr(
        joint,
        "_rescaled",
        lambda _, after, __: {name: one / sum(after.values()) for name, one in after.items()},
    )

    found, _ = rescaled(shares_of([1, 1, 1, 1]), ordinary=0.4)

    assert sum(found.values()) == pytest.approx(1)
    assert found["ordinary"] != 0.4


# --- dated changes -------------------------------------------------------------------------------


def motivations(make: Make, *changes: dict[str, Any], **of_study: Any) -> list[dict[str, float]]:
    """Return Eksjö's motivation in each regime."""
    study = make(scenario={"changes": list(changes)}, **of_study)
    return [regime.programme.motivation.model_dump() for regime in study.regimes("eksjo")]


def set_to(name: str, share: float, since: str) -> dict[str, Any]:
    return {"target": f"motivation.{name}", "set": share, "since": since}


def test_shares_of_one_day_are_set_together(make: Make) -> None:
    """Neither rescales the other, in any order, also where the rest was 0."""
    one, other = set_to("motivated", 0.5, "2014-01-01"), set_to("wavering", 0.1, "2014-01-01")
    after = {"motivated": 0.5, "wavering": 0.1, "not_motivated": 0.4}
    third = set_to("not_motivated", 0.4, "2014-01-01")
    only = {"motivated": 1.0, "wavering": 0.0, "not_motivated": 0.0}

    assert motivations(make, one, other) == motivations(make, other, one) == [MOTIVATION, after]
    assert motivations(make, one, other, third, eksjo={"motivation": only}) == [only, after]


def test_shares_of_different_days_follow_one_another(make: Make) -> None:
    """Also where both days lie before the study."""
    days = ("2014-01-01", "2015-01-01"), ("2010-01-01", "2011-01-01")
    for early, late in days:
        found = motivations(make, set_to("motivated", 0.5, early), set_to("wavering", 0.5, late))

        assert found[-1] == pytest.approx(
            {"motivated": 1 / 3, "wavering": 0.5, "not_motivated": 1 / 6}
        )


def test_a_share_may_be_scaled_and_a_group_set_as_a_whole_first(make: Make) -> None:
    whole = {"motivated": 0.5, "wavering": 0.5, "not_motivated": 0.0}
    changes = [
        {"target": "motivation.wavering", "set": 0.9},
        {"target": "motivation", "set": whole},
        {"target": "motivation.motivated", "scale": 0.5},
    ]

    assert motivations(make, *changes) == [
        {"motivated": 0.25, "wavering": 0.75, "not_motivated": 0.0}
    ]


# --- the length of a placement -------------------------------------------------------------------


def weeks(study: Study) -> list[float]:
    return [regime.programme.placement.planned_weeks for regime in study.regimes("eksjo")]


@pytest.mark.parametrize("unit", ["months", "weeks"])
def test_a_length_may_be_set_in_either_unit_whichever_the_file_has(unit: str) -> None:
    in_file = load_study("programmes=eksjo").replace(
        {"eksjo.placement": {"aim": "mixed", "months": None, "weeks": None, unit: 4.0}}
    )
    dated = {"target": "placement.weeks", "scale": 0.5, "since": "2014-01-01"}
    short = in_file.replace(scenario={"name": "short", "changes": [dated]})
    size = {"months": WEEKS_PER_MONTH, "weeks": 1.0}

    assert weeks(in_file) == [4 * size[unit]]
    for other, weeks_in_one in size.items():
        assert weeks(in_file.replace({f"eksjo.placement.{other}": 8.0})) == [8 * weeks_in_one]
    assert weeks(short) == pytest.approx([4 * size[unit], 2 * size[unit]])
    assert weeks(load_study(["programmes=eksjo", "eksjo.placement.weeks=8"])) == [8.0]


def test_a_length_has_one_unit(problems: Problems) -> None:
    both = {"aim": "mixed", "months": 4.0, "weeks": 8.0}
    message = "eksjo.placement: give its length either in months or in weeks (got {})"

    assert problems(eksjo={"placement": both}) == [message.format("both")]
    assert problems(eksjo={"placement": {"aim": "mixed"}}) == [message.format("neither")]
    with pytest.raises(StudyError, match="got both"):
        load_study(["programmes=eksjo", "eksjo.placement.weeks=8", "eksjo.placement.months=2"])


def test_a_change_of_unit_is_one_departure_in_the_new_unit() -> None:
    study = load_study(["programmes=eksjo", "eksjo.placement.weeks=8"])
    habit = {"since": "2014-01-01", "target": "placement.weeks", "set": 6.0}
    then = study.replace({"eksjo.placement.months": 4.0, "eksjo.habits": [habit]})

    [departure] = study.departures
    assert (departure.path, departure.was, departure.now) == ("placement.weeks", 17.39, 8.0)
    assert study.label == "baseline, eksjo.placement.weeks=8.0"
    assert [one.path for one in then.departures] == ["habits"]


def test_shares_are_written_out_in_the_label() -> None:
    study = load_study(["programmes=eksjo", "eksjo.motivation.motivated=0.6"])

    assert study.label == "baseline, eksjo.motivation=0.6/0.2/0.2"


# --- all posts -----------------------------------------------------------------------------------


def test_posts_are_scaled_by_their_factor(make: Make) -> None:
    """However often, and from any day; posts that are set later are scaled too."""
    changes = [
        {"target": "posts", "scale": 1.5, "since": "2013-01-01"},
        {"target": "fte_scale", "scale": 2.0, "since": "2014-01-01"},
        {"target": "posts", "scale": 0.1, "since": "2015-01-01", "programmes": ["vetlanda"]},
    ]
    study = make(eksjo={"fte_scale": 0.5}, scenario={"changes": changes})
    states = study.regimes("eksjo")

    assert [one.programme.fte_scale for one in states] == [0.5, 0.75, 1.5]
    assert {one.programme.posts for one in states} == {study.programmes["eksjo"].posts}
    assert [one.since for one in states] == [date(2012, 1, 1), date(2013, 1, 1), date(2014, 1, 1)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"target": "posts", "scale": 30.0}, "eksjo.fte_scale: should be less than or equal to 20"),
        ({"target": "habits", "scale": 2.0}, "only a number can be scaled"),
    ],
)
def test_what_cannot_be_scaled(problems: Problems, change: dict[str, Any], expected: str) -> None:
    [problem] = problems(settings={"programmes": ["eksjo"]}, scenario={"changes": [change]})

    assert problem.startswith("scenario.changes.0: ")
    assert expected in problem
