"""Who a candidate is, given their luck."""

import math
from collections import Counter
from typing import Any

import numpy as np
import pytest
from tests.model.small_studies import here

from sesim.events import Motivation
from sesim.model.luck import PersonLuck
from sesim.model.parameters import ModelParameters
from sesim.model.person import Person
from sesim.model.streams import Streams
from sesim.study.programme import TargetGroup

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


# --- what referrers know -------------------------------------------------------------------------


def odds(share: float) -> float:
    return share / (1 - share)


@pytest.mark.parametrize("knowledge", [-1.0, 0.0, 0.5, 2.0])
def test_what_referrers_know_moves_the_cumulative_odds(knowledge: float) -> None:
    """Of being motivated, and of being so or wavering: times the ratio, for each unit."""
    programme = {
        "motivation": {"motivated": 0.5, "wavering": 0.4, "not_motivated": 0.1},
        "referral.knowledge": knowledge,
    }
    parameters = here(programme, parameters={"referrer_odds": 3.0}).parameters[0]
    motivated, at_least_wavering, all_of_them = parameters.motivations

    assert odds(motivated) == pytest.approx(1.0 * 3.0**knowledge)
    assert odds(at_least_wavering) == pytest.approx(9.0 * 3.0**knowledge)
    assert all_of_them == pytest.approx(1.0)
    found = shares([p.motivation for p in people(parameters, "motivation")])
    assert found["motivated"] == pytest.approx(motivated, abs=1e-3)
    assert found["motivated"] + found["wavering"] == pytest.approx(at_least_wavering, abs=1e-3)


def test_certain_shares_stay_certain() -> None:
    programme = {
        "motivation": {"motivated": 1.0, "wavering": 0.0, "not_motivated": 0.0},
        "referral.knowledge": -2.0,
    }

    assert here(programme).parameters[0].motivations == (1.0, 1.0, 1.0)


# --- target groups -------------------------------------------------------------------------------


@pytest.mark.parametrize("group", [group for group in TargetGroup if group != "psychiatric"])
def test_a_target_group_shifts_everyone_alike(group: TargetGroup) -> None:
    parameters = {f"group_{group}": 0.7}
    shifted = here({"target_group": group.value}, parameters=parameters).parameters[0]
    usual = here(parameters=parameters).parameters[0]
    pairs = zip(people(shifted, "frailty"), people(usual, "frailty"), strict=True)

    assert all(a.employability - b.employability == pytest.approx(0.7) for a, b in pairs)


# --- another stay --------------------------------------------------------------------------------


def test_who_comes_back_keeps_what_lasts() -> None:
    """Another number and other luck; the same person, as motivated and as employable as then."""
    parameters = here().parameters[0]
    streams = Streams(1, 0, "here")
    for number in range(50):
        person = Person(number, streams.luck(PersonLuck, number), parameters)
        person.employability += 0.3
        person.motivation = Motivation.WAVERING
        person.jobs = 4
        back = person.again(streams, parameters)

        assert back.number == number + 2**26
        assert back.luck == streams.luck(PersonLuck, number + 2**26)
        assert (back.sex, back.age, back.goal) == (person.sex, person.age, person.goal)
        assert (back.motivation, back.employability) == (person.motivation, person.employability)
        assert (back.jobs, back.spells, back.phase) == (0, 0, 0)
