"""Draws of the parameters: whose values a replication takes, and which tables are refused."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sesim import compare, model, simulate
from sesim.runs.draws import KIND, Draws, predicted
from sesim.runs.replicate import replicate
from sesim.runs.results.configuration import from_plain, to_plain
from sesim.study import Study, StudyError
from sesim.study.frozen import unchecked
from sesim.study.parameters import register

ABOUT = {"kind": KIND, "model": model.VERSION}
TABLE = pd.DataFrame(
    {
        "accept": [0.05, 0.1, 0.3],
        "eksjo.programme_effect": [-1.0, 0.0, 2.0],
        "eksjo.referral_effect": [0.5, -0.5, 0.25],
    }
)


def packed(table: pd.DataFrame, **about: object) -> bytes:
    marked = table.copy()
    marked.attrs.update({**ABOUT, **about})
    file = io.BytesIO()
    marked.to_parquet(file, index=False)
    return file.getvalue()


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("draws") / "mine.parquet"
    path.write_bytes(packed(TABLE))
    return path


@pytest.fixture(scope="module")
def drawn(load: Callable[..., Study], table: Path) -> Study:
    return load(f"parameters.draws={table}")


def test_two_replications_share_a_draw_and_draws_are_taken_in_turn(table: Path) -> None:
    draws = Draws.from_bytes(table.read_bytes(), "mine")

    assert draws.of(9).tolist() == [0, 0, 1, 1, 2, 2, 0, 0, 1]


def test_values_of_a_draw_reach_the_programmes(drawn: Study, table: Path) -> None:
    study = Draws.from_bytes(table.read_bytes(), "mine").study(drawn, 2)

    assert study.parameters["accept"] == 0.3
    assert study.values("eksjo")["programme_effect"] == 2.0
    assert (
        study.values("vetlanda")["programme_effect"] == predicted("vetlanda", 2)["programme_effect"]
    )
    assert study.values("eksjo")["tenure_months"] == register()["tenure_months"].default


def test_until_it_is_run_a_study_shows_the_medians(drawn: Study) -> None:
    assert drawn.parameters["accept"] == 0.1
    assert drawn.values("eksjo")["referral_effect"] == 0.25
    assert drawn.values("vetlanda")["referral_effect"] == 0.0


def test_what_is_pinned_holds_in_every_draw(load: Callable[..., Study], table: Path) -> None:
    values = ("parameters.accept=0.2", "parameters.programme_effect=0.5")
    study = load(f"parameters.draws={table}", *values)
    draws = Draws.from_bytes(table.read_bytes(), "mine")

    for one in (study, draws.study(study, 0), draws.study(study, 2)):
        assert one.values("eksjo")["accept"] == 0.2
        assert one.values("eksjo")["programme_effect"] == 0.5
        assert one.values("vetlanda")["programme_effect"] == 0.5


def test_programmes_that_are_not_in_the_table_are_predicted_from_the_law_between_them() -> None:
    """Normal, with the register's SD; no two programmes and draws alike."""
    effects = [predicted(name, draw) for name in ("habo", "jobbtorg") for draw in range(500)]

    for name, sd in (("programme_effect", 1.0), ("referral_effect", 0.2)):
        values = np.array([one[name] for one in effects])
        assert len(set(values)) == 1000
        assert stats.kstest(values, stats.norm(0.0, sd).cdf).pvalue > 0.001


def test_each_replication_takes_its_draw(drawn: Study, table: Path) -> None:
    results = simulate(drawn)
    draws = Draws.from_bytes(table.read_bytes(), "mine")
    programme = model.model_programmes(draws.study(drawn, 1))["eksjo"]

    log = results.events.query("replication == 3 and programme == 'eksjo'")
    assert results.draws.tolist() == [0, 0, 1, 1]
    assert log["time"].tolist() == [float(time) for time in model.run(programme, 3)["time"]]


@pytest.mark.slow
def test_workers_make_no_difference_to_draws(drawn: Study) -> None:
    settings = drawn.settings.model_copy(update={"workers": 2})
    shared = simulate(unchecked(drawn, settings=settings))

    pd.testing.assert_frame_equal(shared.events, simulate(drawn).events, check_exact=True)


def test_no_change_is_no_difference_under_draws(drawn: Study) -> None:
    results = simulate(drawn)
    difference = compare(results, results)["difference"]

    assert (difference.dropna() == 0.0).all()


def test_a_scenario_is_checked_on_every_draw_before_any_run(
    load: Callable[..., Study], table: Path
) -> None:
    """Twice the median is a probability; four times the largest draw is not."""
    change = "{target: parameters.accept, scale: 4.0, since: 2013-01-01}"
    study = load(f"parameters.draws={table}", f"scenario.changes=[{change}]", "replications=6")

    told: list[int] = []
    with pytest.raises(StudyError, match=r"parameters.accept: should be between 0 and 1.*1\.2"):
        replicate(study, told.append)
    assert told == []


def test_configuration_remembers_which_draws(drawn: Study, tmp_path: Path) -> None:
    plain = to_plain(drawn)
    assert from_plain(plain).draws == drawn.draws
    assert to_plain(from_plain(plain)) == plain

    other = tmp_path / "other.parquet"
    other.write_bytes(packed(TABLE + 0.01))
    plain["parameters"]["draws"] = str(other)
    with pytest.raises(StudyError, match=r"parameters.draws_id: this study was run with the draws"):
        from_plain(plain)


def test_point_is_the_middle_of_the_shipped_posterior(load: Callable[..., Study]) -> None:
    point, posterior = load("parameters=point"), load("parameters=posterior")

    assert point.parameters == posterior.parameters
    assert simulate(point).draws.tolist() == [0, 1, 2, 3]
    assert load("parameters=register").parameters["accept"] == register()["accept"].default


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PAR1 nothing", "damaged, or not a table of draws"),
        (packed(TABLE)[:-200], "damaged, or not a table of draws"),
        (packed(TABLE, kind="something"), "not a table of draws"),
        (packed(TABLE.iloc[:0]), "not a table of draws"),
        (
            packed(TABLE, model=model.VERSION + 1),
            f"made for version {model.VERSION + 1} of the model, and this is version",
        ),
        (packed(TABLE.rename(columns={"accept": "acept"})), "acept: there is no such parameter"),
        (
            packed(TABLE.rename(columns={"accept": "eksjo.accept"})),
            "eksjo.accept: a value that all programmes share",
        ),
        (
            packed(TABLE.rename(columns={"accept": "programme_effect"})),
            "programme_effect: a value that each programme has",
        ),
        (packed(TABLE.assign(accept=1.5)), r"accept: should be between 0 and 1"),
        (packed(TABLE.assign(accept=np.nan)), "accept: should hold a number in every row"),
        (packed(TABLE.assign(accept="much")), "accept: should hold a number in every row"),
    ],
)
def test_tables_that_cannot_be_used_are_refused(
    load: Callable[..., Any], tmp_path: Path, data: bytes, said: str
) -> None:
    path = tmp_path / "bad.parquet"
    path.write_bytes(data)

    with pytest.raises(
        StudyError, match=rf"1 problem\n  parameters.draws: .*bad.parquet: .*{said}"
    ):
        load(f"parameters.draws={path}")


@pytest.mark.parametrize("source", ["nowhere.parquet", ".", "postirior"])
def test_draws_that_are_not_there_are_named(load: Callable[..., Any], source: str) -> None:
    with pytest.raises(
        StudyError,
        match=r"known are posterior, prior, outside, discrepancy, point, register, and files",
    ):
        load(f"parameters.draws={source}")


@pytest.mark.parametrize("value", [7, ["a", "b"], {"a": 1}])
def test_draws_are_named_by_a_text(study: Study, value: object) -> None:
    plain = {**to_plain(study), "parameters": {"draws": value}}

    with pytest.raises(StudyError, match=r"parameters.draws: should be a text"):
        from_plain(plain)


def test_the_same_draws_from_elsewhere_are_the_same() -> None:
    """Where they come from is told, and does not make them others."""
    one = Draws.from_bytes(packed(TABLE, commit="a"), "one")
    two = Draws.from_bytes(packed(TABLE, commit="b"), "two")
    other = Draws.from_bytes(packed(TABLE + 1e-3, commit="a"), "other")

    assert one.identity == two.identity != other.identity
