"""Who a candidate is, given their luck."""

import math
from collections import Counter
from typing import Any

import numpy as np
import pytest
from tests.model.small_studies import here

from sesim.model.luck import PersonLuck
from sesim.model.parameters import ModelParameters
from sesim.model.person import Person

GRID = (np.arange(2000) + 0.5) / 2000


def people(parameters: ModelParameters, field: str) -> list[Person]:
    """Return people who differ in one piece of luck, evenly over its range."""
    even = PersonLuck(*[0.5] * len(PersonLuck._fields))
    return [Person(1, even._replace(**{field: u}), parameters) for u in GRID]


def shares(values: list[Any]) -> dict[Any, float]:
    return {value: n / len(values) for value, n in Counter(values).items()}


def test_employability_as_odds_is_1_on_average_with_the_given_variance() -> None:
    parameters = here(parameters={"frailty_variance": 0.5}).parameters[0]
    odds = np.exp([person.employability for person in people(parameters, "frailty")])

    assert odds.mean() == pytest.approx(1.0, rel=2e-3)
    assert odds.var() == pytest.approx(0.5, rel=2e-2)


def test_without_frailty_all_are_alike() -> None:
    parameters = here(parameters={"frailty_variance": 0.0}).parameters[0]

    assert {person.employability for person in people(parameters, "frailty")} == {0.0}


def test_women_and_men() -> None:
    parameters = {"female_share": 0.45, "female_effect": 0.75, "frailty_variance": 0.0}
    found = people(here(parameters=parameters).parameters[0], "sex")

    assert shares([person.sex for person in found]) == {"female": 0.45, "male": 0.55}
    assert {(person.sex, person.employability) for person in found} == {
        ("female", math.log(0.75)),
        ("male", 0.0),
    }


@pytest.mark.parametrize(
    ("target_group", "youngest", "oldest", "mean"),
    [
        ("young_disability_benefit", 19, 30, 24.7),
        ("young_jobseekers", 18, 25, 22.7),
        ("psychiatric", 18, 65, 37.1),
    ],
)
def test_ages(target_group: str, youngest: float, oldest: float, mean: float) -> None:
    parameters = {
        "age_young_mean": 25.0,
        "age_young_sd": 3.0,
        "age_adult_mean": 36.0,
        "age_adult_sd": 11.0,
    }
    parameters = here({"target_group": target_group}, parameters=parameters).parameters[0]
    ages = [person.age for person in people(parameters, "age")]

    assert youngest <= min(ages) <= youngest + 1.5
    assert oldest - 4 <= max(ages) <= oldest
    assert sum(ages) / len(ages) == pytest.approx(mean, abs=0.5)


def test_goals_and_motivation_come_in_the_given_shares() -> None:
    programme = {
        "goals": {"work": 0.7, "study": 0.1, "placement": 0.2},
        "motivation": {"motivated": 0.5, "wavering": 0.4, "not_motivated": 0.1},
    }
    parameters = here(programme).parameters[0]

    assert shares([p.goal for p in people(parameters, "goal")]) == pytest.approx(programme["goals"])
    assert shares([p.motivation for p in people(parameters, "motivation")]) == pytest.approx(
        programme["motivation"]
    )
