"""Whatever is wrong with a study is refused, with the key, the value and what is allowed."""

import pickle
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sesim.study import Programme, Study, StudyError
from sesim.study.errors import unknown_name
from sesim.study.parameters import register
from sesim.study.settings import Settings

Make = Callable[..., Study]
Problems = Callable[..., list[str]]


def post(*fte: Mapping[str, Any], name: str = "coach") -> dict[str, Any]:
    return {"name": name, "fte": list(fte)}


def period(since: str, until: str | None = None, share: float = 0.5) -> dict[str, Any]:
    return {"since": since, "until": until, "share": share}


CASES: list[tuple[str, dict[str, Any], str]] = [
    (
        "unknown setting",
        {"settings": {"weather": "red"}},
        "weather: unknown key; known: programmes",
    ),
    (
        "typo in a setting",
        {"settings": {"replicatoins": 3}},
        "replicatoins: unknown key (did you mean 'replications'?)",
    ),
    (
        "typo in a programme",
        {"eksjo": {"back_heavines": 0.2}},
        "eksjo.back_heavines: unknown key (did you mean 'back_heaviness'?)",
    ),
    (
        "key of an earlier version",
        {"eksjo": {"placement": {"aim": "jobs", "months": 4.0, "first_share": 0.4}}},
        "eksjo.placement.first_share: unknown key; it was replaced by placement.aim (jobs, mixed "
        "or placements); sesim-convert does it in a file",
    ),
    (
        "value of an earlier version, in a scenario",
        {"scenario": {"changes": [{"target": "placement.first_share", "set": 0.4}]}},
        "scenario.changes.0: first_share: unknown value; it was replaced by placement.aim (jobs, "
        "mixed or placements); sesim-convert does it in a file",
    ),
    (
        "typo deep in a programme",
        {"eksjo": {"posts": [post({**period("2012-01-01"), "shre": 0.5})]}},
        "eksjo.posts.0.fte.0.shre: unknown key (did you mean 'share'?)",
    ),
    (
        "typo in the scenario",
        {"scenario": {"chnges": []}},
        "scenario.chnges: unknown key (did you mean 'changes'?)",
    ),
    (
        "typo in a parameter",
        {"parameters": {"acept": 0.1}},
        "parameters.acept: unknown parameter (did you mean 'accept'?)",
    ),
    ("missing", {"scenario": {"changes": [{"set": 1}]}}, "scenario.changes.0.target: missing"),
    (
        "text for a number",
        {"settings": {"replications": "many"}},
        "replications: should be a valid integer (got 'many')",
    ),
    (
        "one name for a list",
        {"settings": {"programmes": "eksjo"}},
        "programmes: should be a list (got 'eksjo')",
    ),
    (
        "number for a group",
        {"eksjo": {"training": 3}},
        "eksjo.training: should be a group of values (got 3)",
    ),
    (
        "no such choice",
        {"eksjo": {"mapping": "brief"}},
        "eksjo.mapping: should be 'short', 'medium' or 'long' (got 'brief')",
    ),
    (
        "negative post",
        {"eksjo": {"posts": [post(period("2012-01-01", share=-0.5))]}},
        "eksjo.posts.0.fte.0.share: should be greater than or equal to 0 (got -0.5)",
    ),
    (
        "overlapping posts",
        {"eksjo": {"posts": [post(period("2012-01-01", "2014-01-01"), period("2013-12-31"))]}},
        "eksjo.posts.0: FTE periods overlap: 2012-01-01 to 2014-01-01 and from 2013-12-31; "
        "each must end before the next begins",
    ),
    (
        "open post with a successor",
        {"eksjo": {"posts": [post(period("2012-01-01"), period("2015-01-01"))]}},
        "eksjo.posts.0: FTE periods overlap: 2012-01-01 to open and from 2015-01-01; "
        "each must end before the next begins",
    ),
    (
        "post that ends before it begins",
        {"eksjo": {"posts": [post(period("2014-01-01", "2013-01-01"))]}},
        "eksjo.posts.0.fte.0: until 2013-01-01 must be after since 2014-01-01",
    ),
    (
        "no posts",
        {"eksjo": {"posts": []}},
        "eksjo.posts: should have at least 1 item after validation, not 0 (got [])",
    ),
    (
        "two posts of one name",
        {"eksjo": {"posts": [post(period("2012-01-01")), post(period("2012-01-01"))]}},
        "eksjo: each post needs its own name, got ['coach', 'coach']",
    ),
    (
        "nobody supports participants",
        {"eksjo": {"posts": [{**post(period("2012-01-01")), "role": "employers"}]}},
        "eksjo: posts: someone must support participants (generalist or support)",
    ),
    (
        "nobody meets employers",
        {"eksjo": {"posts": [{**post(period("2012-01-01")), "role": "support"}]}},
        "eksjo: posts: someone must meet employers (generalist or employers)",
    ),
    (
        "programme that ends before it begins",
        {"eksjo": {"until": "2011-01-01"}},
        "eksjo: until 2011-01-01 must be after since 2012-01-01",
    ),
    (
        "date given as a number",
        {"settings": {"start": 1325376000}},
        "start: a date is written as 2017-06-30 (got 1325376000)",
    ),
    (
        "programme called as a förbund",
        {"eksjo": {"forbund": "eksjo"}},
        "eksjo: this is the name of a förbund or of the total; a programme needs another name",
    ),
    (
        "study that ends before it begins",
        {"settings": {"end": "2011-12-31"}},
        "end: 2011-12-31 must not be before start 2012-01-01",
    ),
    (
        "a life's work",
        {"settings": {"end": "2099-01-01"}},
        "end: 2099-01-01 is more than 40 years after 2012-01-01",
    ),
    (
        "programme named twice",
        {"settings": {"programmes": ["eksjo", "eksjo"]}},
        "programmes: named twice: eksjo",
    ),
    (
        "unknown programme",
        {"settings": {"programmes": ["eksj"]}},
        "programmes: eksj: unknown programme (did you mean 'eksjo'?)",
    ),
    (
        "unknown programme in a scenario",
        {
            "scenario": {
                "changes": [{"target": "back_heaviness", "set": 0.5, "programmes": ["nasjo"]}]
            }
        },
        "scenario.changes.0.programmes: nasjo: unknown programme (did you mean 'nassjo'?)",
    ),
    (
        "one name for a list, in a scenario",
        {"scenario": {"changes": [{"target": "mapping", "set": "long", "programmes": "eksjo"}]}},
        "scenario.changes.0: programmes must be a list of names or \"all\", got 'eksjo'",
    ),
    (
        "no replications",
        {"settings": {"replications": 0}},
        "replications: should be greater than or equal to 1 (got 0)",
    ),
    (
        "probability above 1",
        {"parameters": {"accept": 1.5}},
        "parameters.accept: should be between 0 and 1, in probability (got 1.5)",
    ),
    (
        "share above 1",
        {"eksjo": {"training": {"share": 1.5}}},
        "eksjo.training.share: should be less than or equal to 1 (got 1.5)",
    ),
    (
        "shares that do not sum to 1",
        {"eksjo": {"goals": {"work": 0.5, "study": 0.2, "placement": 0.2}}},
        "eksjo.goals: the shares must sum to 1, they sum to 0.9",
    ),
    (
        "more employed than there are",
        {
            "eksjo": {
                "observed": {"participants": 3, "employed": 4, "ongoing": 0, "until": "2017-05-31"}
            }
        },
        "eksjo.observed: employed (4) cannot exceed participants (3)",
    ),
    (
        "awareness that goes back in time",
        {
            "eksjo": {
                "referral": {
                    "per_year": 5.0,
                    "route": "group",
                    "awareness": [
                        {"since": "2015-01-01", "level": 1.0},
                        {"since": "2014-01-01", "level": 0.5},
                    ],
                }
            }
        },
        "eksjo.referral: awareness must have rising dates, each once",
    ),
    (
        "source of nothing",
        {"eksjo": {"sources": {"weather": "smhi"}}},
        "eksjo: sources for unknown fields: ['weather']",
    ),
    (
        "neither set nor scale",
        {"scenario": {"changes": [{"target": "mapping"}]}},
        "scenario.changes.0: give either set or scale",
    ),
    (
        "both set and scale",
        {"scenario": {"changes": [{"target": "mapping", "set": 1, "scale": 1.0}]}},
        "scenario.changes.0: give either set or scale",
    ),
]


@pytest.mark.parametrize(
    ("changes", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_one_mistake_gives_one_clear_line(
    problems: Problems, changes: dict[str, Any], expected: str
) -> None:
    [problem] = problems(**changes)

    assert problem.startswith(expected)
    assert problem == expected or "known:" in expected


def test_several_mistakes_are_reported_together(make: Make) -> None:
    """One run of the program is enough to learn all that must be mended."""
    with pytest.raises(StudyError) as caught:
        make(
            settings={"replications": 0, "sede": 2, "programmes": ["eksjo", "oslo"]},
            eksjo={"back_heaviness": 2.0},
            scenario={"name": ""},
            parameters={"acept": 0.1, "tenure_months": 0},
        )

    lines = str(caught.value).splitlines()
    assert lines[0] == "invalid study: 6 problems"
    assert [line.split(":")[0].strip() for line in lines[1:]] == [
        "sede",
        "replications",
        "scenario.name",
        "parameters.acept",
        "parameters.tenure_months",
        "eksjo.back_heaviness",
    ]


def test_a_mistake_in_a_programme_that_is_not_asked_for_is_reported(problems: Problems) -> None:
    [problem] = problems(settings={"programmes": ["vetlanda"]}, eksjo={"mapping": "brief"})

    assert problem.startswith("eksjo.mapping")


def test_a_valid_study_is_built(make: Make) -> None:
    study = make(parameters={"accept": 0.2})

    assert list(study.programmes) == ["eksjo", "vetlanda"]
    assert study.parameters["accept"] == 0.2
    assert study.parameters["tenure_months"] == register()["tenure_months"].default


def test_all_means_every_programme(make: Make, definitions: Mapping[str, Any]) -> None:
    assert list(make(settings={"programmes": "all"}).programmes) == list(definitions)


def test_a_study_cannot_be_changed(make: Make) -> None:
    study = make()

    with pytest.raises(ValueError, match="frozen"):
        study.settings.seed = 2
    with pytest.raises(ValueError, match="frozen"):
        study.programmes["eksjo"].back_heaviness = 0.9


def test_a_study_can_be_sent_to_another_process(make: Make) -> None:
    study = make()

    assert pickle.loads(pickle.dumps(study)) == study  # noqa: S301, our own bytes


def test_a_long_list_of_names_is_cut_short() -> None:
    names = [f"name{i}" for i in range(50)]

    assert unknown_name("xyz", names).endswith("name29, … (50 in all)")
    assert unknown_name("xyz", names[:30]).endswith("name29")


def test_known_names_are_listed_once() -> None:
    here, there = ["one", "two"], ["three"]

    said = str(
        StudyError([unknown_name(*each) for each in (("p", here), ("q", here), ("r", there))])
    )

    assert (said.count("one, two"), said.count("as above"), said.count("three")) == (1, 1, 1)


FIELDS = [
    *(("settings", name) for name in Settings.model_fields if len(name) > 3),
    *(("eksjo", name) for name in Programme.model_fields if len(name) > 3),
    *(("parameters", name) for name in register()),
]


@given(st.data())
def test_a_missing_letter_is_understood(problems: Problems, data: st.DataObject) -> None:
    where, name = data.draw(st.sampled_from(FIELDS))
    gap = data.draw(st.integers(0, len(name) - 1))
    typo = name[:gap] + name[gap + 1 :]
    assume((where, typo) not in FIELDS)

    [problem] = problems(**{where: {typo: 1}})

    assert typo in problem
    assert "did you mean" in problem


days = st.integers(0, 4000).map(lambda n: date(2012, 1, 1) + timedelta(days=n))


@given(st.tuples(days, days, days, days))
def test_periods_of_a_post_are_accepted_just_when_they_follow_each_other(
    definitions: Mapping[str, Any], four: tuple[date, date, date, date]
) -> None:
    a, b, c, d = four
    posts = [post(period(str(a), str(b)), period(str(c), str(d)))]
    data = {**definitions["eksjo"], "posts": posts}

    if a < b <= c < d:
        assert Programme.model_validate(data).posts[0].fte[1].since == c
    else:
        with pytest.raises(ValueError, match="must"):
            Programme.model_validate(data)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_motivation_is_accepted_just_when_it_sums_to_one(
    definitions: Mapping[str, Any], shares: list[float]
) -> None:
    names = ("motivated", "wavering", "not_motivated")
    data = {**definitions["eksjo"], "motivation": dict(zip(names, shares, strict=True))}

    if abs(sum(shares) - 1) <= 1e-6:
        assert Programme.model_validate(data).motivation.motivated == shares[0]
    else:
        with pytest.raises(ValueError, match="sum to 1"):
            Programme.model_validate(data)
