"""Rates from files and overrides to a study, and back."""

from pathlib import Path

import pytest
import yaml

from sesim import simulate
from sesim.cli.compose import Composer
from sesim.cli.load import load_study
from sesim.runs.rates import rates_of
from sesim.runs.results.configuration import from_plain, to_plain
from sesim.study import Study, StudyError
from sesim.study.rules import shipped_rules
from sesim.study.shipped import conf_dir

pytestmark = pytest.mark.usefixtures("few_programmes")

SMALL = ["programmes=eksjo", "replications=2", "end=2012-12-31", "parameters.draws=prior"]
IN_2026 = ["programmes=eksjo", "replications=2", "start=2026-01-01", "end=2026-12-31"]
SAID = "economics.rates.coach_cost.value=650000"


@pytest.fixture
def my(tmp_path: Path) -> Path:
    """A folder of a user's own, with rates of which one is another."""
    text = (conf_dir() / "economics" / "sweden_2017.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    data["name"] = "mine"
    data["rates"]["wage_month"].update(value=21_000.0, source="our payroll, 2019")
    (tmp_path / "my" / "economics").mkdir(parents=True)
    (tmp_path / "my" / "economics" / "mine.yaml").write_text(yaml.safe_dump(data))
    return tmp_path / "my"


def coach_cost(study: Study) -> list[float]:
    return [rates_of(study, draw).coach_cost for draw in (None, 0, 1)]


def test_rates_are_those_of_the_year_in_which_the_study_begins() -> None:
    assert load_study(SMALL).economics == shipped_rules("sweden_2017")
    assert load_study(IN_2026).economics == shipped_rules("sweden_2026")


def test_a_rate_that_is_set_holds_with_the_rules_of_any_year() -> None:
    plain, other = (load_study([*IN_2026, *more]).economics for more in ([], [SAID]))

    assert other.rates.coach_cost.value == 650_000
    assert other.model_copy(update={"rates": plain.rates}) == plain


def test_rules_that_are_chosen_hold_in_any_year() -> None:
    study = load_study([*IN_2026, "economics=sweden_2017", SAID])

    assert rates_of(study).social_assistance_month == pytest.approx(9_500)
    assert rates_of(study).coach_cost == 650_000
    assert [one.key for one in study.departures if not one.is_window] == [
        "economics",
        "economics.rates.coach_cost",
    ]
    assert not load_study(IN_2026).label.partition(", ")[2]


def test_another_beginning_takes_other_rules() -> None:
    """Only while nobody has chosen: a folder keeps what it was made with."""
    later = {"start": "2026-01-01", "end": "2026-12-31"}
    study = load_study([*SMALL, SAID])

    assert study.replace(later).economics.price_year == 2026
    assert study.replace(later).economics.rates.coach_cost.value == 650_000
    assert from_plain(to_plain(study)).replace(later).economics.price_year == 2017
    assert study.replace(later).replace(economics="sweden_2017").economics.price_year == 2017
    chosen = study.replace(later).replace(economics="sweden_2017")
    assert chosen.replace(economics="by_year").economics == shipped_rules("sweden_2026")


def test_a_distribution_that_is_set_replaces_the_one_in_the_file() -> None:
    prior = "economics.rates.coach_cost.prior={dist: uniform, low: 500000, high: 700000}"

    assert rates_of(load_study([*IN_2026, prior])).coach_cost == pytest.approx(600_000)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            "economics=sweden_2019",
            "economics: unknown option 'sweden_2019' (did you mean 'sweden_2017'?); "
            "available: by_year, sweden_2017, sweden_2026",
        ),
        (
            "economics.rules=2019",
            "economics.rules: should be by_year (got 2019); choose a file with economics=NAME, "
            "one of sweden_2017, sweden_2026",
        ),
    ],
)
def test_unknown_rules_are_one_message(given: str, said: str) -> None:
    with pytest.raises(StudyError) as caught:
        load_study([*IN_2026, given])

    assert list(caught.value.problems) == [said]


def test_a_value_that_is_said_is_known() -> None:
    """The prior is still in the file, and must not win."""
    study = load_study([*SMALL, SAID])

    assert study.economics.rates.coach_cost.prior is not None
    assert coach_cost(study) == [650_000.0] * 3
    assert len(set(coach_cost(load_study(SMALL)))) == 3


def test_a_value_may_be_made_unknown_again(my: Path) -> None:
    words = [*SMALL, "economics=mine", "economics.rates.wage_month.value=null"]
    study = load_study(words, config_dir=my)

    assert rates_of(study).wage_month == pytest.approx(19_500)
    assert rates_of(study, 0).wage_month != rates_of(study, 1).wage_month


def test_rates_of_a_users_own(my: Path) -> None:
    study = load_study([*SMALL, "economics=mine"], config_dir=my)

    assert study.economics.name == "mine"
    assert rates_of(study, 5).wage_month == 21_000
    with pytest.raises(StudyError, match="unknown option 'mine'; available: by_year, sweden_2017"):
        load_study(["economics=mine"])


def test_a_slip_in_a_name_is_told() -> None:
    with pytest.raises(StudyError) as caught:
        load_study([*SMALL, "economics.rates.coach_cots.value=1", "economics.name=Å"])

    assert caught.value.problems[0].endswith("unknown key (did you mean 'coach_cost'?)") or (
        caught.value.problems[1].endswith("unknown key (did you mean 'coach_cost'?)")
    )
    assert len(caught.value.problems) == 2


def test_a_study_and_its_plain_data_are_the_same() -> None:
    study = load_study([*SMALL, SAID])

    assert from_plain(to_plain(study)) == study
    assert from_plain(yaml.safe_load(yaml.safe_dump(to_plain(study)))) == study


def test_a_folder_of_an_earlier_version_takes_the_shipped_rates(tmp_path: Path) -> None:
    plain = to_plain(load_study(SMALL))
    del plain["economics"]
    text = "defaults: [_self_, {override hydra/job_logging: disabled}]\n" + yaml.safe_dump(plain)
    (tmp_path / "config.yaml").write_text(text)

    assert Composer(config_path=tmp_path).study([]).economics == load_study(SMALL).economics


def test_a_folder_keeps_the_rates_it_was_made_with(tmp_path: Path) -> None:
    text = yaml.safe_dump(to_plain(load_study([*SMALL, SAID])))
    (tmp_path / "config.yaml").write_text(text)

    assert coach_cost(Composer(config_path=tmp_path).study([])) == [650_000.0] * 3
    dearer = Composer(config_path=tmp_path).study(["economics.rates.coach_cost.value=700000"])
    assert coach_cost(dearer) == [700_000.0] * 3


def test_jobs_of_a_sweep_differ_in_money_alone() -> None:
    composer = Composer()
    cheap, dear = (
        composer.job([*SMALL, f"economics.rates.coach_cost.value={value}"])[0]
        for value in (500_000, 1_000_000)
    )
    one, other = simulate(cheap), simulate(dear)

    assert one.events.equals(other.events)
    paid = [
        found.measures.query("programme == 'county' and outcome == 'ledger_region'")["value"]
        for found in (one, other)
    ]
    assert paid[1].to_list() == pytest.approx((2 * paid[0]).to_list())
