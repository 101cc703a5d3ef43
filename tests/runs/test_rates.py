"""What things cost in a replication: known, in the middle, or drawn with the parameters."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sesim import outcomes
from sesim.runs.draws import drawn as draws_of
from sesim.runs.rates import rates_of, value_of
from sesim.runs.replicate import replicate, window_of
from sesim.runs.workers import WorkOrder
from sesim.study import Study
from sesim.study.economics import Rate
from sesim.study.frozen import unchecked

DRAWS = 1000


@pytest.fixture(scope="module")
def drawn(load: Callable[..., Study]) -> Study:
    return load("parameters.draws=prior", "end=2012-12-31", "replications=4")


def job_of(study: Study) -> WorkOrder:
    areas = dict.fromkeys(study.programmes, "somewhere")
    return WorkOrder({}, window_of(study), areas, tuple(areas), study, draws_of(study))


def many(study: Study, name: str, number: int = 10) -> list[float]:
    return [getattr(rates_of(study, draw), name) for draw in range(number)]


def test_rates_in_the_middle(study: Study) -> None:
    rates = rates_of(study)

    assert rates.coach_cost == pytest.approx(600_000)
    # half of a lönebidrag's wage of 17 100, and the ceiling of a nystartsjobb
    assert rates.subsidised_job_month == pytest.approx((17_100 / 2 + 13_825) / 2)
    assert rates.hours_share == pytest.approx((20 - 1 / 3) / (30 - 2 / 3), abs=1e-3)  # a beta's
    assert rates.transition_job_day == 1140
    # 2.15 and 2.40 of 44 800 a year: 8 027 and 8 960 a month
    assert rates.disability_benefit[0] / 12 == pytest.approx(8_027, abs=1)
    assert rates.disability_benefit[29] / 12 == pytest.approx(8_960, abs=1)
    assert sorted(rates.disability_benefit) == [0, 21, 23, 25, 27, 29]


def test_whom_rates_apply_to(load: Callable[..., Study]) -> None:
    rates = rates_of(load("programmes=[eksjo,habo]", "economics.other_benefit=disability_benefit"))

    assert rates.financed == {"eksjo"}
    assert rates.has_disability_benefit["young_disability_benefit"]
    assert not rates.has_disability_benefit["income_support"]
    assert rates.others_have


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "law"),
    [
        ("coach_cost", stats.norm(600_000, 50_000)),
        ("hours_share", stats.beta(20, 10)),
        ("forbund_share", stats.uniform(0.4, 0.6)),
    ],
)
def test_draws_follow_the_prior(name: str, law: Any, drawn: Study) -> None:
    found = many(drawn, name, DRAWS)

    assert stats.kstest(found, law.cdf).pvalue > 0.01
    assert stats.kstest(np.array(found) * 1.05, law.cdf).pvalue < 0.01  # five per cent too dear


def test_a_known_rate_is_the_same_in_every_draw(load: Callable[..., Study]) -> None:
    said = load("parameters.draws=prior", "economics.rates.coach_cost.value=650000")

    assert set(many(said, "coach_cost")) == {650_000.0}
    assert rates_of(said).coach_cost == 650_000
    assert len(set(many(said, "wage_month"))) == 10


def test_rates_do_not_move_one_another(drawn: Study, load: Callable[..., Study]) -> None:
    other = load("parameters.draws=prior", "economics.rates.coach_cost.prior.sd=10000")

    assert many(other, "coach_cost") != many(drawn, "coach_cost")
    assert many(other, "wage_month") == many(drawn, "wage_month")


@pytest.mark.slow
def test_rates_are_independent(drawn: Study) -> None:
    found = [rates_of(drawn, draw) for draw in range(DRAWS)]
    pairs = np.corrcoef([(one.coach_cost, one.wage_month) for one in found], rowvar=False)

    assert abs(pairs[0, 1]) < 4 / np.sqrt(DRAWS)


def test_rates_are_the_same_in_every_scenario(drawn: Study, load: Callable[..., Study]) -> None:
    words = ("parameters.draws=prior", "end=2012-12-31", "replications=4")
    other = load(*words, "scenario=rapid_search", "scenario.since=null", "programmes=[vetlanda]")
    another_seed = load(*words, "seed=7")

    assert many(other, "wage_month") == many(drawn, "wage_month")
    assert many(another_seed, "wage_month") != many(drawn, "wage_month")


def test_replications_of_one_draw_share_their_rates(drawn: Study) -> None:
    found = [job_of(drawn).rates_of(number) for number in range(4)]

    assert found[0] == found[1] == rates_of(drawn, 0)
    assert found[2] == found[3] == rates_of(drawn, 1)
    assert found[0] != found[2]


def test_without_draws_all_replications_have_the_middle(study: Study) -> None:
    assert job_of(study).rates_of(0) == job_of(study).rates_of(3) == rates_of(study)


def test_a_job_without_a_study_knows_no_prices(study: Study) -> None:
    assert job_of(study)._replace(study=None).rates_of(0) is None


@pytest.mark.slow
def test_money_does_not_depend_on_the_number_of_workers(drawn: Study) -> None:
    def measures(workers: int) -> Any:
        settings = drawn.settings.model_copy(update={"workers": workers})
        found = replicate(unchecked(drawn, settings=settings)).measures
        return found[found["outcome"].str.startswith("ledger")].reset_index(drop=True)

    one, two = measures(1), measures(2)

    assert one.equals(two)
    posts = one[(one["outcome"] == "ledger_region_2012") & (one["programme"] == "county")]
    assert posts["value"].nunique() == 2  # of two draws; the posts are the same


def test_every_study_has_its_money_in_the_summary(drawn: Study) -> None:
    names = set(replicate(drawn).summary["outcome"])

    assert set(outcomes.names_for((2012,))) == names


def test_a_rate_that_is_neither_known_nor_believed_is_refused() -> None:
    rate = Rate.model_construct(meaning="a price", value=None, prior=None)

    with pytest.raises(ValueError, match="a price: neither value nor prior"):
        value_of(rate)
