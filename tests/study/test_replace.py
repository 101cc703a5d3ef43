"""A study is changed in one way, which checks it as a whole, as the command line does."""

import pickle
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from sesim import load_study
from sesim.cli.compose import Composer
from sesim.runs.draws import drawn
from sesim.runs.results.configuration import to_plain
from sesim.runs.results.provenance import histories
from sesim.study import Change, Scenario, Study, StudyError, ValueOrigin, build
from sesim.study.economics import Economics
from sesim.study.frozen import unchecked
from sesim.study.source import plain_of

BASE = ["programmes=[eksjo,vetlanda]"]

SHARES = st.integers(0, 100).map(lambda number: number / 100)

CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "scenario": st.sampled_from(["baseline", "rapid_search", "recession", "caseload_25"]),
    "programmes": st.sampled_from([["eksjo"], ["vetlanda", "habo"], ["eksjo", "vetlanda"], "all"]),
    "end": st.sampled_from([None, "2019-12-31", "2023-06-30"]),
    "plan_start": st.sampled_from([None, "2018-01-01"]),
    "replications": st.integers(1, 99),
    "seed": st.integers(0, 9),
    "interval": st.sampled_from([0.5, 0.8]),
    "eksjo.back_heaviness": SHARES,
    "eksjo.referral.per_year": st.sampled_from([2.0, 7.5]),
    "eksjo.referral": st.sampled_from([{"screened_out_share": 0.25}]),
    "eksjo.motivation.motivated": SHARES,
    "vetlanda.placement.weeks": st.sampled_from([6.0, 12.5]),
    "vetlanda.fte_scale": st.sampled_from([0.5, 1.2]),
    "vetlanda.support.limit_months": st.sampled_from([None, 6.0]),
    "vetlanda.posts.0.experienced": st.booleans(),
    "habo.caseload_norm": st.sampled_from([10.0, 15.0]),
    "parameters.draws": st.sampled_from(["posterior", "point", "register"]),
    "parameters.accept": st.sampled_from([0.08, 0.12]),
    "parameters.direct_hire_ratio": st.sampled_from([0.4, 0.9]),
    "economics.rates.coach_cost.value": st.sampled_from([500000, 650000.0]),
    "economics.price_year": st.sampled_from([2019]),
}
"""What may change, as keys of the command line with values that are allowed."""

TOGETHER = ("scenario", "end", "plan_start")
"""Keys of which one alone may be refused: a plan must begin before the end."""

QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without making failures smaller, which would take minutes here."""


@pytest.fixture(scope="module")
def composer() -> Composer:
    return Composer()


@pytest.fixture(scope="module")
def base() -> Study:
    return load_study(BASE)


def words(changes: Mapping[str, Any]) -> list[str]:
    """Return changes as somebody types them; YAML's flow style is that of the command line."""
    dumped = {key: yaml.safe_dump(value, default_flow_style=True) for key, value in changes.items()}
    texts = {key: text.removesuffix("...\n").strip() for key, text in dumped.items()}
    return [f"{key}={text.replace(', ', ',').replace(': ', ':')}" for key, text in texts.items()]


def tried(call: Callable[[], Any]) -> tuple[Any, list[str]]:
    """Return what a call gives, and what is wrong with the study."""
    try:
        return call(), []
    except StudyError as error:
        return None, sorted(error.problems)


def problems(call: Callable[[], object]) -> list[str]:
    """Return what is wrong with a study, whoever finds it."""
    return tried(call)[1]


@pytest.mark.slow
@settings(max_examples=25, phases=QUICK)
@given(changes=st.fixed_dictionaries({}, optional=CHANGES), order=st.randoms(use_true_random=False))
def test_replacing_is_the_same_as_the_command_line(
    changes: dict[str, Any], order: Any, composer: Composer, base: Study
) -> None:
    """Whatever is changed, at once or in two steps: the same study, to the bytes."""
    keys = list(changes)
    order.shuffle(keys)
    keys.sort(key=lambda key: key not in TOGETHER)
    cut = max(len(keys) // 2, sum(key in TOGETHER for key in keys))
    first, second = ({key: changes[key] for key in part} for part in (keys[:cut], keys[cut:]))
    asked = [*BASE, *words(changes)]
    job, wrong = tried(lambda: composer.job(asked))
    at_once, found = tried(lambda: base.replace(changes))
    assert found == wrong
    if wrong:
        return
    typed, unset = job

    for made in (at_once, base.replace(first).replace(second)):
        assert made == typed
        assert made.unset_days == unset
        assert yaml.safe_dump(to_plain(made), sort_keys=False) == (
            yaml.safe_dump(to_plain(typed), sort_keys=False)
        )
        assert made.label == typed.label
        assert histories(made) == histories(typed)
        assert [one[:-2] for one in made.departures] == [one[:-2] for one in typed.departures]


WRONG: list[dict[str, Any]] = [
    {"eksjo.back_heaviness": 7.0},
    {"eksjo.back_heaviness": "much"},
    {"eksjo.backheaviness": 0.2},
    {"eksjo.referral.per_yr": 3.0},
    {"vetlnda.caseload_norm": 20},
    {"seeed": 3},
    {"seed": -1, "replications": 0},
    {"end": "2011-01-01"},
    {"end": "2017-06-31"},
    {"programmes": ["vetlnda"]},
    {"programmes": ["eksjo", "eksjo"]},
    {"scenario": "rapid"},
    {"scenario": "rapid_search", "end": "2015-01-01"},
    {"scenario": "nowhere", "seed": -1},
    {"scenario.since": "2018-01-01x"},
    {"parameters": "poin"},
    {"parameters.accept": 9.0},
    {"parameters.acept": 0.1},
    {"parameters.draws": "nowhere.parquet"},
    {"economics.rates.forbund_share.value": 2.0},
    {"economics.rates.nothing.value": 2.0},
    {"economics": "mars"},
]


@pytest.mark.parametrize("changes", WRONG, ids=str)
def test_messages_are_those_of_the_command_line(
    changes: dict[str, Any], composer: Composer, base: Study
) -> None:
    typed = problems(lambda: composer.job([*BASE, *words(changes)]))

    assert typed
    assert problems(lambda: base.replace(changes)) == typed


def test_all_problems_come_in_one_message(base: Study) -> None:
    with pytest.raises(StudyError) as caught:
        base.replace({"a..b": 1, "eksjo.back_heaviness": 7.0}, scenario="rapid", seed=-1)

    assert len(caught.value.problems) == 4


def test_days_that_no_one_set_follow_the_scenario(base: Study) -> None:
    plan = base.replace(scenario="rapid_search")

    assert base.settings.end == date(2017, 6, 30)
    assert (plan.settings.end, plan.settings.plan_start) == (date(2022, 6, 30), date(2017, 7, 1))
    assert plan.replace(scenario="baseline") == base
    assert plan.replace(end="2020-12-31").replace(
        {"scenario.since": "2018-01-01"}
    ).settings.end == (date(2020, 12, 31))
    assert plan.replace(end="2020-12-31").replace(end=None) == plan


def test_scenario_may_be_a_name_an_object_or_a_mapping(base: Study, tmp_path: Path) -> None:
    change = {"target": "caseload_norm", "set": 15.0}
    mapping = {"name": "mine", "since": "2018-01-01", "changes": [change]}
    record = Scenario(name="mine", since=date(2018, 1, 1), changes=(Change(**change),))
    (tmp_path / "scenario").mkdir()
    (tmp_path / "scenario" / "mine.yaml").write_text(yaml.safe_dump(mapping))
    mine = load_study(BASE, config_dir=tmp_path)

    typed = load_study([*BASE, "scenario=mine"], config_dir=tmp_path)
    assert base.replace(scenario=mapping) == base.replace(scenario=record) == typed
    assert mine.replace(scenario="mine") == typed
    assert pickle.loads(pickle.dumps(mine)).replace(scenario="mine") == typed  # noqa: S301 - ours
    with pytest.raises(StudyError, match="unknown option 'mine'"):
        base.replace(scenario="mine")


def test_new_scenario_takes_the_place_of_the_whole_old_one(base: Study) -> None:
    """What a programme that is left out would have changed comes back with it."""
    changes = [{"target": "caseload_norm", "set": 15.0, "programmes": ["eksjo", "vetlanda"]}]
    both = base.replace(scenario={"name": "mine", "since": "2018-01-01", "changes": changes})

    one = both.replace(programmes=["eksjo"])
    assert one.scenario.changes[0].programmes == ("eksjo",)
    assert one.replace(programmes=["eksjo", "vetlanda"]) == both
    assert both.replace(scenario="baseline").scenario.changes == ()


def test_given_parameters_hold_in_every_draw(base: Study) -> None:
    pinned = base.replace({"parameters.accept": 0.12})
    draws = drawn(pinned)

    assert draws is not None
    for draw in (0, 17):
        assert draws.study(pinned, draw).values("eksjo")["accept"] == 0.12
        assert (
            draws.study(pinned, draw).values("eksjo")["tenure_months"]
            == (draws.study(base, draw).values("eksjo")["tenure_months"])
        )
    assert pinned.replace(parameters="posterior") == base


def test_programme_may_be_added_whole(base: Study, definitions: dict[str, Any]) -> None:
    mytown = {**definitions["eksjo"], "title": "Mytown"}

    study = base.replace(mytown=mytown, programmes=["mytown", "habo"])

    assert study.programmes["mytown"].title == "Mytown"
    assert study.replace({"mytown.caseload_norm": 12.0}).programmes["mytown"].caseload_norm == 12
    assert (
        base.replace(mytown=base.programmes["eksjo"], programmes=["mytown"]).programmes["mytown"]
        == (base.programmes["eksjo"])
    )


def test_values_of_other_kinds_become_plain(base: Study, tmp_path: Path) -> None:
    found = base.replace(
        {"eksjo.back_heaviness": np.float64(0.25), "vetlanda": {"support.weekly": np.bool_(True)}},
        replications=np.int64(7),
        programmes=("eksjo", "vetlanda"),
        end=date(2019, 1, 1),
        output=tmp_path,
        economics=base.economics,
    )

    assert found == base.replace(
        {"eksjo.back_heaviness": 0.25, "vetlanda.support.weekly": True},
        replications=7,
        end="2019-01-01",
        output=str(tmp_path),
    )
    assert isinstance(found.economics, Economics)
    assert plain_of({"a": [date(2018, 1, 1), None, "x"]}) == {"a": ["2018-01-01", None, "x"]}


@pytest.mark.parametrize("changes", [{5: 1}, {None: 1}], ids=str)
def test_key_that_is_no_text_is_refused(changes: Any, base: Study) -> None:
    with pytest.raises(TypeError, match="a key is a text"):
        base.replace(changes)


def test_key_that_is_given_twice_is_refused(base: Study) -> None:
    with pytest.raises(TypeError, match="given twice: seed"):
        base.replace({"seed": 1}, seed=2)


def test_what_came_from_python_is_known(base: Study) -> None:
    typed = load_study([*BASE, "eksjo.back_heaviness=0.2", "vetlanda.back_heaviness=0.2"])

    found = typed.replace({"vetlanda": {"back_heaviness": 0.3}, "parameters.accept": 0.1})

    assert {one.key: one.origin for one in found.departures} == {
        "eksjo.back_heaviness": ValueOrigin.OVERRIDE,
        "vetlanda.back_heaviness": ValueOrigin.PYTHON,
        "parameters.accept": ValueOrigin.PYTHON,
    }
    assert base.replace({"vetlanda.back_heaviness": 0.9}).departures == ()


# --- the other ways -------------------------------------------------------------------------------


def test_study_cannot_be_copied_with_other_values(base: Study) -> None:
    with pytest.raises(TypeError, match=r"use study\.replace"):
        base.model_copy(update={"settings": base.settings})
    with pytest.raises(TypeError, match="copy does not check"):
        base.copy(update={"settings": base.settings})
    assert base.model_copy() == base == base.model_copy(deep=True)
    assert not hasattr(base, "with_values")


def test_copy_of_a_record_is_checked(base: Study) -> None:
    """It used to run with 7.0, as pydantic's own copy would still."""
    programme = base.programmes["eksjo"]
    planted = BaseModel.model_copy(programme, update={"back_heaviness": 7.0})

    assert planted.back_heaviness == 7.0
    with pytest.raises(StudyError, match="back_heaviness: should be less than or equal to 1"):
        programme.model_copy(update={"back_heaviness": 7.0})
    with pytest.raises(StudyError, match="unknown key"):
        base.settings.model_copy(update={"seeed": 1})
    assert programme.model_copy(update={"back_heaviness": 0.5}).back_heaviness == 0.5


@pytest.mark.parametrize("name", ["programmes", "parameters", "own", "pinned"])
def test_nothing_in_a_study_changes_in_place(name: str, base: Study) -> None:
    mapping = getattr(base, name)
    before = dict(mapping)
    for change in (
        lambda: mapping.__setitem__("accept", 0.5),
        lambda: mapping.update(accept=0.5),
        lambda: mapping.clear(),
        lambda: mapping.pop("accept", None),
        lambda: mapping.setdefault("x", 1),
    ):
        with pytest.raises(TypeError, match=r"use study\.replace"):
            change()

    assert dict(mapping) == before
    assert pickle.loads(pickle.dumps(base)) == base  # noqa: S301 - ours


def test_study_that_the_program_copied_can_still_be_replaced(base: Study) -> None:
    """What it changed by itself stays, and days that nobody set still follow."""
    copied = unchecked(
        base,
        settings=unchecked(base.settings, replications=3),
        programmes={"eksjo": unchecked(base.programmes["eksjo"], caseload_norm=11.0)},
        scenario=Scenario(name="mine"),
        draws="",
    )

    found = copied.replace(seed=5, scenario="rapid_search")
    assert found.settings.replications == 3
    assert found.settings.end == date(2022, 6, 30)
    assert {name: one.caseload_norm for name, one in found.programmes.items()} == {"eksjo": 11.0}
    assert found.draws == ""
    assert copied.replace(seed=5).scenario.name == "mine"


def test_study_that_was_built_can_be_replaced(definitions: dict[str, Any]) -> None:
    data = {"programmes": ["eksjo"], "start": "2012-01-01", "replications": 2, "seed": 1}
    study = build(data, definitions, {"name": "test"}, {})

    found = study.replace({"eksjo.back_heaviness": 0.2}, scenario="rapid_search")

    assert found.programmes["eksjo"].back_heaviness == 0.2
    assert found.settings.end == date(2022, 6, 30)
    with pytest.raises(StudyError, match="should be less than or equal to 1"):
        study.replace({"eksjo.back_heaviness": 7.0})


def test_study_put_together_by_hand_says_where_studies_come_from(base: Study) -> None:
    fields = {name: getattr(base, name) for name in Study.model_fields}

    with pytest.raises(TypeError, match="load_study"):
        Study(**fields).replace(seed=1)
