"""Parameter draws of one study: translated one after another as each alone, and as a checked one.

What does not depend on the draw is kept between draws.
"""

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.model.small_studies import posts, study

from sesim.model import ModelProgramme, model_programme, model_programmes
from sesim.runs.draws import Draws
from sesim.study import Study, regimes
from sesim.study.frozen import unchecked

CHANGES = [
    {"target": "posts", "set": posts(0.6, 0.6), "since": "2013-07-20"},
    {"target": "caseload_norm", "set": 8.0, "since": "2014-10-01"},
    {"target": "parameters.batch_dispersion", "scale": 0.5, "since": "2015-01-15"},
    {"target": "referral.per_year", "scale": 2.0, "since": "2015-01-15"},
]
HABITS = [{"target": "back_heaviness", "set": 0.9, "since": "2013-01-01"}]
OTHERS: dict[str, Any] = {
    "there": {"referral.route": "direct", "until": "2015-06-01", "habits": HABITS}
}
OWN = ("referral_effect", "programme_effect")
SHARED = {"accept": (0.05, 0.3), "batch_dispersion": (1.0, 8.0), "patience_months": (2.0, 9.0)}


def drawn(number: int) -> Draws:
    luck = np.random.default_rng(3)
    columns = {name: luck.uniform(low, high, number) for name, (low, high) in SHARED.items()}
    columns |= {
        f"{place}.{name}": luck.normal(0, 1, number) for place in ("here", "there") for name in OWN
    }
    return Draws(pd.DataFrame(columns), {})


def plain(programme: ModelProgramme) -> dict[str, Any]:
    """Return all that a model programme holds, with its calendar in full."""
    found = {one.name: getattr(programme, one.name) for one in dataclasses.fields(programme)}
    parameters = [
        {one.name: getattr(each, one.name) for one in dataclasses.fields(each)}
        for each in programme.parameters
    ]
    for each in parameters:
        each["dropout"] = [each["dropout"].hazard(float(week)) for week in range(0, 300, 20)]
    return {**found, "parameters": parameters, "calendar": vars(programme.calendar)}


def translated(one: Study) -> dict[str, dict[str, Any]]:
    return {name: plain(programme) for name, programme in model_programmes(one).items()}


def from_nothing(one: Study) -> dict[str, dict[str, Any]]:
    """Translate a study as the first of a process."""
    for kept in KEPT:
        kept.cache_clear()
    return translated(one)


KEPT = (regimes._with_values, model_programme._outline, model_programme._calendar)


@pytest.fixture(scope="module")
def one() -> Study:
    return study(others=OTHERS, changes=CHANGES)


def in_turn_as_alone(studies: list[Study]) -> bool:
    """Whether studies that are translated one after another give what each gives alone."""
    alone = [from_nothing(each) for each in studies]
    for kept in KEPT:
        kept.cache_clear()
    return [translated(each) for each in studies] == alone


def test_draws_in_turn_are_translated_as_each_alone(one: Study) -> None:
    draws = drawn(4)
    found = [draws.study(one, row) for row in range(4)]

    assert in_turn_as_alone(found)
    rates = {tuple(translated(each)["here"]["inflow"]) for each in found}
    assert len(rates) == 4  # they differ
    assert regimes._with_values.cache_info().hits > 0
    assert model_programme._outline.cache_info().hits > 0


def test_a_draw_is_translated_as_a_study_that_was_checked(one: Study) -> None:
    """With the values of the draw set by hand, which pydantic validates."""
    draws = drawn(2)
    found = translated(draws.study(one, 1))

    for place in ("here", "there"):
        row = draws.table.iloc[1]
        values = {name: float(row[name]) for name in SHARED}
        values |= {name: float(row[f"{place}.{name}"]) for name in OWN}
        checked = study(others=OTHERS, changes=CHANGES, parameters=values)
        assert found[place] == from_nothing(checked)[place]


def test_studies_with_other_programmes_have_nothing_in_common() -> None:
    pairs: list[dict[str, Any]] = [
        {},
        {"changes": CHANGES[:1]},
        {"end": "2015-12-31"},
        {"programme": {"posts": posts(0.5)}},
        {"programme": {"referral.per_year": 6.0}},
    ]
    studies = [study(others=OTHERS, **given) for given in pairs]

    assert in_turn_as_alone(studies)


@pytest.mark.parametrize("forgotten", ["programme", "calendar"])
def test_a_key_that_forgets_something_is_noticed(
    monkeypatch: pytest.MonkeyPatch, forgotten: str
) -> None:
    real: Callable[..., Any] = model_programme._outline.__wrapped__
    kept: dict[Any, Any] = {}

    def outline(calendar: Any, described: Any) -> Any:
        since = tuple(day for day, _ in described)
        key = (calendar, since) if forgotten == "programme" else described
        return kept.setdefault(key, real(calendar, described))

    outline.cache_clear = kept.clear  # type: ignore[attr-defined]
    monkeypatch.setattr(model_programme, "_outline", outline)
    monkeypatch.setattr("tests.model.test_outline.KEPT", (*KEPT[:1], outline, *KEPT[2:]))
    base = study()
    ends = {"programme": study({"posts": posts(0.5)}), "calendar": study(end="2013-12-31")}
    same = {"programme": ends["programme"], "calendar": _with_end(base, ends["calendar"])}

    assert not in_turn_as_alone([base, same[forgotten]])


def _with_end(base: Study, other: Study) -> Study:
    """Return the very same programmes over another study period."""
    return unchecked(base, settings=other.settings)
