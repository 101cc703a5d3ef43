"""The rates of a study: those that are shipped, and what is refused."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from sesim.study import StudyError, build
from sesim.study.economics import Economics
from sesim.study.parameters import Grade
from sesim.study.programme import TargetGroup
from sesim.study.shipped import shipped_file

FOLDER = Path(__file__).parents[2] / "conf" / "economics"

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(params=sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def economics(request: pytest.FixtureRequest) -> Economics:
    return Economics.model_validate(yaml.safe_load(request.param.read_text(encoding="utf-8")))


def test_sources_are_explained(
    economics: Economics, unexplained: Callable[[str], list[str]]
) -> None:
    texts = {name: rate.source for name, rate in economics.rates.named().items()}
    missing = {key: unexplained(text) for key, text in {**texts, **economics.sources}.items()}

    assert {key: names for key, names in missing.items() if names} == {}


def test_assumptions_are_graded_as_such(economics: Economics) -> None:
    high = [rate for rate in economics.rates.named().values() if rate.grade is Grade.HIGH]

    assert all(rate.source.startswith("sfs") for rate in high)


def test_every_target_group_has_a_benefit(economics: Economics) -> None:
    assert set(economics.benefits) == set(TargetGroup)
    assert set(economics.sources) == {"benefits", "other_benefit", "kinds", "referrers"}
    assert economics.referrers


def test_files_are_called_like_what_they_hold(economics: Economics) -> None:
    assert (FOLDER / f"{economics.name}.yaml").is_file()
    assert economics.name == f"sweden_{economics.price_year}"


def test_unknown_rates_have_a_prior_and_known_ones_a_value(economics: Economics) -> None:
    for rate in economics.rates.named().values():
        assert (rate.value is None) != (rate.prior is None)


def test_a_law_is_a_law(economics: Economics) -> None:
    """SFS 2003:1210: one half, a quarter, and a quarter by the municipalities."""
    rates = economics.rates

    assert rates.forbund_state_share.value == 0.5
    assert rates.forbund_region_share.value == 0.25


# --- what is refused ------------------------------------------------------------------------------


@pytest.fixture
def refused(definitions: Mapping[str, Any]) -> Callable[[Change], list[str]]:
    """Return what is said to be wrong with the shipped economics after a change."""

    def refused(change: Change) -> list[str]:
        data = deepcopy(dict(shipped_file("economics", "sweden_2017")))
        change(data)
        settings = {
            "programmes": ["eksjo"],
            "start": "2012-01-01",
            "replications": 1,
            "seed": 1,
        }
        with pytest.raises(StudyError) as caught:
            build(settings, definitions, {"name": "test"}, {}, data)
        return list(caught.value.problems)

    return refused


def rate(name: str, **values: Any) -> Change:
    return lambda data: data["rates"][name].update(values)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda data: data["rates"].update(coach_cots=data["rates"]["coach_cost"]),
            "economics.rates.coach_cots: unknown key (did you mean 'coach_cost'?)",
        ),
        (
            lambda data: data["rates"].pop("wage_month"),
            "economics.rates.wage_month: missing",
        ),
        (
            rate("coach_cost", value=-1),
            "economics.rates.coach_cost.value: should be greater than or equal to 0 (got -1)",
        ),
        (
            rate("coach_cost", value="dear"),
            "economics.rates.coach_cost.value: should be a valid number (got 'dear')",
        ),
        (
            rate("hours_share", value=40.0),
            "economics.rates.hours_share: value: should be between 0 and 1 (got 40)",
        ),
        (
            rate("hours_share", prior={"dist": "normal", "mean": 0.7, "sd": 0.1}),
            "economics.rates.hours_share: prior: should lie between 0 and 1 "
            "(it reaches 0.3 to 1.1)",
        ),
        (
            rate("coach_cost", prior={"dist": "normal", "mean": 100.0, "sd": 50.0}),
            "economics.rates.coach_cost: prior: should lie between 0 and 10,000,000 "
            "(it reaches -100 to 300)",
        ),
        (
            rate("coach_cost", prior=None),
            "economics.rates.coach_cost: needs a value (in SEK per FTE-year) or a prior",
        ),
        (
            rate("coach_cost", unit="kSEK"),
            "economics.rates.coach_cost: unit: should be 'SEK per FTE-year' (got 'kSEK')",
        ),
        (
            rate("forbund_region_share", value=0.6),
            "economics: rates: forbund_state_share and forbund_region_share must not exceed 1 "
            "in total (municipalities pay the rest)",
        ),
        (
            rate("forbund_region_share", value=None, prior={"dist": "beta", "a": 1.0, "b": 3.0}),
            "economics: rates: forbund_state_share and forbund_region_share must not exceed 1 "
            "in total (municipalities pay the rest)",
        ),
        (
            lambda data: data["benefits"].update(disability="alms"),
            "economics.benefits.disability: should be 'disability_benefit' or "
            "'social_assistance' (got 'alms')",
        ),
        (
            lambda data: data.update(currency="EUR"),
            "economics.currency: should be 'SEK' (got 'EUR')",
        ),
    ],
)
def test_one_message_names_key_value_and_what_is_allowed(
    change: Change, said: str, refused: Callable[[Change], list[str]]
) -> None:
    assert refused(change) == [said]


def test_a_pinned_share_may_leave_its_prior_behind() -> None:
    """A value that is said counts instead of the prior, which may reach further than it could."""
    data = deepcopy(dict(shipped_file("economics", "sweden_2017")))
    rate("forbund_region_share", value=0.5, prior={"dist": "beta", "a": 1.0, "b": 3.0})(data)

    assert Economics.model_validate(data).rates.forbund_region_share.value == 0.5
