"""What the report calls learnt is what has changed, in the units of readers."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sesim.calibration.own.counts import OwnCount, OwnCounts
from sesim.calibration.own.learnt import tables_of
from sesim.calibration.own.prior import own_prior
from sesim.calibration.regression import Sample
from sesim.report.own.sentences import Learnt, doubts, not_taught, taught, weighed
from sesim.report.text.language import language
from sesim.runs.draws import load
from sesim.study.parameters import register

PRIOR = own_prior(load("posterior"), "habo", 1, None, {})
PLACES = PRIOR.own
COUNTS = OwnCounts(
    "habo",
    tuple(
        OwnCount(outcome=name, since="2012-01-01", until="2017-06-30", count=count)
        for name, count in (("participants", 30), ("employed", 5))
    ),
    date(2012, 1, 1),
)


def learnt(rate: tuple[float, float], effect: tuple[float, float], surprise: float = 0.5) -> Learnt:
    """Return what is learnt if these are mean and SD of the posterior of the own values."""
    points = np.random.default_rng(1).standard_normal((4000, len(PRIOR.names)))
    points = (points - points.mean(axis=0)) / points.std(axis=0)
    for name, (mean, sd) in (("referral_effect", rate), ("programme_effect", effect)):
        points[:, PLACES[name]] = mean + sd * points[:, PLACES[name]]
    sample = Sample(points, np.full(4000, 1 / 4000))
    simulated = np.array([[20, 9], [24, 11]])
    predicted = {
        "before": np.array([[20, 9, 4], [24, 11, 6]]),
        "after": np.array([[26, 7, 3], [28, 7, 3]]),
    }
    tables = tables_of(PRIOR, sample, 4.0, COUNTS, simulated, predicted)
    meanings = {name: one.meaning for name, one in register().items()}
    return Learnt("Habo", tables, {"surprise": surprise, "effective_runs": 460.0}, meanings, 2)


def said(found: Learnt) -> str:
    say = language("en")
    every = (*taught(say, found), *not_taught(say, found), *doubts(say, found))
    return "\n".join(map(str, every))


def test_the_table_of_parameters_begins_with_the_programmes_own() -> None:
    table = learnt((1.0, 0.5), (0.0, 1.0)).tables["parameters"]

    rate, effect = table.iloc[0], table.iloc[1]
    assert (rate["parameter"], effect["parameter"]) == (
        "habo.referral_effect", "habo.programme_effect",
    )  # fmt: skip
    assert rate["before_50"] == pytest.approx(4.0)
    assert rate["before_95"] == pytest.approx(4.0 * np.exp(0.2 * 1.645), rel=0.001)
    assert rate["after_50"] == pytest.approx(4.0 * np.exp(0.2), rel=0.02)
    assert (rate["contraction"], rate["shift"]) == (pytest.approx(0.75), pytest.approx(1.0))
    assert rate["up"] == pytest.approx(0.977, abs=0.01)
    assert not table["parameter"].str.startswith("vetlanda").any()
    assert (np.diff(table["contraction"].iloc[2:]) <= 0).all()


def test_the_way_that_a_count_has_moved_is_that_towards_the_own_one() -> None:
    table = learnt((1.0, 0.5), (0.0, 1.0)).tables["counts"]

    assert table["before_mean"].tolist() == [22.0, 10.0]
    assert table["after_mean"].tolist() == [27.0, 7.0]
    assert table["moved"].tolist() == [pytest.approx(5 / 8), pytest.approx(3 / 5)]
    assert [str(one) for one in weighed(language("sv"), learnt((1.0, 0.5), (0.0, 1.0)))] == [
        "Inskrivna: 30 räknade. 22 utan anpassningen, 27 med den. Det är 62\u00a0% av vägen.",
        "Med arbete: 5 räknade. 10 utan anpassningen, 7 med den. Det är 60\u00a0% av vägen.",
    ]


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        ((2.0, 0.8), "programme gets more people a job than"),
        ((1.0, 1.0), "programme probably gets more people a job than"),
        ((0.0, 1.0), "do not show whether your programme gets more or fewer"),
        ((-1.0, 1.0), "programme probably gets fewer people a job than"),
        ((-2.0, 0.8), "programme gets fewer people a job than"),
    ],
)
def test_a_direction_is_named_as_surely_as_it_is_known(
    effect: tuple[float, float], words: str
) -> None:
    assert words in said(learnt((0.0, 1.0), effect))


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        ((2.0, 0.8), "More people are referred to your programme than expected"),
        ((1.0, 1.0), "More people are probably referred"),
        ((0.0, 1.0), "About as many people are referred"),
        ((-1.0, 1.0), "Fewer people are probably referred"),
        ((-2.0, 0.8), "Fewer people are referred to your programme than expected"),
    ],
)
def test_so_is_that_of_referrals(rate: tuple[float, float], words: str) -> None:
    assert words in said(learnt(rate, (0.0, 1.0)))


def test_weights_are_shares_of_the_variance_and_little_is_no_number() -> None:
    text = said(learnt((1.0, 0.6), (0.0, 0.98)))

    assert "Here your counts weigh 64%, and what was known without them 36%." in text
    assert "Here your counts weigh less than 10%" in text
    assert "say little of whether your programme differs" in text
    assert "say little of how many people are referred" not in text
    assert "First jobs in the two years after 30 June 2017: 5 (4 to 6) without your counts" in text


def test_rare_counts_and_counts_out_of_reach_are_doubts() -> None:
    usual, rare = learnt((0, 1), (0, 1)), learnt((0, 1), (0, 1), surprise=0.001)

    assert "These counts are unusual" not in said(usual)
    assert "These counts are unusual" in said(rare)
    assert "does not reach one of them: with a job" in said(usual)
    assert "participants" not in "".join(map(str, doubts(language("en"), usual)))


def test_what_shared_parameters_teach_is_named() -> None:
    found = learnt((0, 1), (0, 1))
    table = found.tables["parameters"]
    table.loc[table["parameter"] == "accept", "contraction"] = 0.4
    table.loc[table["parameter"] == "support_months", "shift"] = -0.7

    text = said(Learnt("Habo", {**found.tables, "parameters": table}, found.about,
                       found.meanings, 2))  # fmt: skip

    assert f"narrow these: {register()['accept'].meaning}. For" in text
    assert f"without narrowing them: {register()['support_months'].meaning}." in text


def test_it_says_that_todays_people_are_not_in_the_jobs_ahead() -> None:
    found = learnt((1.0, 0.5), (0.0, 1.0))

    assert "begins with an empty programme" not in said(found)
    assert "begins with an empty programme" in said(replace(found, with_today=True))
