"""The register agrees with itself, with its priors and with the page of sources."""

import math
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats

from sesim.study.parameters import Grade, Parameter, Prior, defaults, register

ROOT = Path(__file__).parents[2]
TOLERANCE = 0.015


def quantile(prior: Prior, q: float) -> float:
    """Return a quantile of the prior, by scipy."""
    match prior.dist:
        case "lognormal":
            return float(stats.lognorm.ppf(q, prior.sigma, scale=prior.median))
        case "normal":
            return float(stats.norm.ppf(q, prior.mean, prior.sd))
        case "half_normal":
            return float(stats.halfnorm.ppf(q, scale=prior.sd))
        case "beta":
            return float(stats.beta.ppf(q, prior.a, prior.b))
        case "uniform":
            return float(stats.uniform.ppf(q, prior.low, prior.high - prior.low))
        case "mixture_one_or_lognormal":
            return 1.0 if q == 0.5 else float(stats.lognorm.ppf(q, prior.sigma, scale=prior.median))


def off_median(parameters: dict[str, Parameter]) -> Iterator[str]:
    """Yield the parameters whose default is not the median of their prior, though it should be."""
    for name, parameter in parameters.items():
        median = quantile(parameter.prior, 0.5)
        if not math.isclose(parameter.default, median, rel_tol=TOLERANCE, abs_tol=1e-9):
            yield name


def outside(parameters: dict[str, Parameter]) -> Iterator[str]:
    """Yield the parameters whose prior reaches values that are refused."""
    for name, parameter in parameters.items():
        ends = [quantile(parameter.prior, q) for q in (1e-4, 1 - 1e-4)]
        if any(parameter.problem(name, value) for value in ends):
            yield name


def test_defaults_are_the_medians_of_their_priors() -> None:
    assert list(off_median(dict(register()))) == []


def test_a_default_two_per_cent_off_is_noticed() -> None:
    parameter = register()["accept"]
    shifted = parameter.model_copy(update={"default": parameter.default * 1.02})

    assert list(off_median({"accept": shifted})) == ["accept"]


def test_priors_stay_within_the_allowed_values() -> None:
    assert list(outside(dict(register()))) == []


def test_a_prior_that_reaches_too_far_is_noticed() -> None:
    wide = register()["moved_on_per_year"].model_dump()
    wide["prior"] = {"dist": "normal", "mean": 0.03, "sd": 0.03}

    assert list(outside({"x": Parameter.model_validate(wide)})) == ["x"]


def test_defaults_are_allowed() -> None:
    said = {name: p.problem(name, p.default) for name, p in register().items()}

    assert {name: problem for name, problem in said.items() if problem} == {}


def test_names_are_used_once() -> None:
    """YAML keeps the last of two equal keys without a word."""
    text = files("sesim.study").joinpath("register.yaml").read_text(encoding="utf-8")

    assert re.findall(r"^(\w+):", text, re.MULTILINE) == list(register())


def test_sources_are_explained(unexplained: Callable[[str], list[str]]) -> None:
    missing = {name: unexplained(p.source) for name, p in register().items()}

    assert {name: keys for name, keys in missing.items() if keys} == {}


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("smith1999, table 2", ["smith1999"]),
        ("assumption; as in smith1999", ["smith1999"]),
        ("somebody said so", ["somebody"]),
        ("", [""]),
        ("assumption; nobody knows", []),
        ("activa2017 (Eksjö) against sfr2017", []),
    ],
)
def test_unexplained_sources_are_noticed(
    unexplained: Callable[[str], list[str]], text: str, missing: list[str]
) -> None:
    assert unexplained(text) == missing


def test_explained_sources_are_used(source_keys: set[str]) -> None:
    """A source that supports nothing any more should leave the page."""
    endings = ("*.yaml", "*.py", "*.csv")
    paths = [path for ending in endings for path in (ROOT / "src").rglob(ending)]
    paths += (ROOT / "conf").rglob("*.yaml")
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)

    assert {key for key in source_keys if not re.search(rf"\b{key}\b", text)} == set()


def test_assumptions_are_not_graded_as_evidence() -> None:
    """A graded parameter names a source; a bare assumption is graded as one."""
    bare = {n for n, p in register().items() if not re.search(r"[a-z]\d{4}|ipsfaq", p.source)}

    assert {n for n in bare if register()[n].grade in (Grade.HIGH, Grade.MEDIUM)} == set()


@pytest.mark.parametrize(
    ("field", "value"),
    [("grade", "certain"), ("label", "loose"), ("prior", {"dist": "gamma", "a": 1}), ("x", 1)],
)
def test_a_row_that_is_not_one_is_refused(field: str, value: Any) -> None:
    row = {**register()["accept"].model_dump(), field: value}

    with pytest.raises(ValidationError, match=field):
        Parameter.model_validate(row)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("accept", 1.5, "between 0 and 1"),
        ("accept", -0.1, "between 0 and 1"),
        ("accept", math.nan, "between 0 and 1"),
        ("accept", "high", "a number"),
        ("accept", True, "a number"),
        ("accept", None, "a number"),
        ("tenure_months", 0, "between 0.16 and 1600"),
        ("tenure_months", math.inf, "between 0.16 and 1600"),
        ("tenure_months", 1601, "between 0.16 and 1600"),
        ("tenure_shape", 0.001, "between 0.2 and 5"),
        ("time_spread", 1000, "between 0 and 3"),
        ("dropout_early", -1, "between 0 and 0.6"),
        ("turnover_per_year", 5, "between 0 and 4"),
        ("subsidy_log_odds", 21, "between -20 and 20"),
    ],
)
def test_a_value_that_means_nothing_is_refused(name: str, value: Any, expected: str) -> None:
    assert expected in (register()[name].problem(name, value) or "")


@pytest.mark.parametrize("name", ["post_meeting_hours", "frailty_variance", "turnover_per_year"])
def test_what_can_be_switched_off_may_be_zero(name: str) -> None:
    assert register()[name].problem(name, 0) is None


@given(st.floats() | st.integers())
def test_shares_lie_between_zero_and_one(value: float) -> None:
    allowed = register()["female_share"].problem("female_share", value) is None

    assert allowed == (0 <= value <= 1)


def test_callers_cannot_change_the_register() -> None:
    defaults()["accept"] = 0.9

    assert defaults()["accept"] == register()["accept"].default
    with pytest.raises(TypeError):
        register()["accept"] = register()["accept"]  # type: ignore[index]


def test_the_file_and_the_register_hold_the_same_numbers() -> None:
    text = files("sesim.study").joinpath("register.yaml").read_text(encoding="utf-8")

    assert defaults() == {name: row["default"] for name, row in yaml.safe_load(text).items()}
