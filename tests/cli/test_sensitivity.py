"""`sesim-sensitivity` from outside: tables that can be trusted, and clear messages."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sesim import model
from sesim.calibration.store import packed
from sesim.cli.sensitivity.main import exit_status as run
from sesim.cli.sensitivity.request import load_sensitivity
from sesim.runs.draws import KIND
from sesim.sensitivity.analysis import answer, without_scenario
from sesim.sensitivity.morris import at
from sesim.study import StudyError
from sesim.study.parameters import Label, register

pytestmark = pytest.mark.usefixtures("few_programmes")

NULL = "age_adult_mean"
"""Age decides nothing in the model; it is only reported."""

LEVERS = [
    "{target: referral.per_year, scale: [0.5, 2.0], source: assumption}",
    "{target: back_heaviness, shift: [-0.5, 0.5], within: [0.0, 1.0], source: assumption}",
]
PINNED = [
    f"parameters.{name}={one.default}"
    for name, one in register().items()
    if one.label is Label.FIXED and name != NULL
]
TINY = [
    "scenario=rapid_search",
    "scenario.since=null",
    "programmes=gislaved",
    "end=2012-12-31",
    "sensitivity.draws=40",
    "sensitivity.trajectories=2",
    "sensitivity.replications=2",
    f"sensitivity.levers=[{','.join(LEVERS)}]",
    *PINNED,
]
DRAWS = 16
"""Fewer than anybody may ask for: enough for what must hold whatever comes out."""

TABLES = ["information", "morris", "sobol_difference", "sobol_level"]

Answer = tuple[int, str, str]
Analyse = Callable[..., Answer]


@pytest.fixture(scope="module")
def known() -> tuple[str, ...]:
    return ("eksjo", "gislaved", "vetlanda")


@pytest.fixture
def analyse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Analyse:
    """Return a function that analyses in an empty folder, from a few draws and without figures."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sesim.sensitivity.smoothing.HALVES", 2)
    monkeypatch.setattr("sesim.sensitivity.smoothing.TRIALS", 1)
    monkeypatch.setattr("sesim.sensitivity.sobol.FEWEST_DRAWS", DRAWS)
    monkeypatch.setattr("sesim.cli.sensitivity.perform.draw_sensitivity", lambda *_: None)
    monkeypatch.setattr(
        "sesim.cli.sensitivity.perform.answer",
        lambda question, *rest: answer(question._replace(draws=DRAWS), *rest),
    )

    def call(*arguments: str) -> Answer:
        status = run(list(arguments))
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def test_tables_and_their_origin(analyse: Analyse, tmp_path: Path) -> None:
    status, out, err = analyse(*TINY, "workers=1", "output=one")

    assert (status, err) == (0, "")
    assert "Which figure should the municipality measure next" in out
    assert "Ignore any mu_star below its noise_floor." in " ".join(out.split())
    assert sorted(path.stem for path in (tmp_path / "one" / "tables").iterdir()) == TABLES
    origin = json.loads((tmp_path / "one" / "provenance.json").read_text(encoding="utf-8"))
    assert origin["sensitivity"]["draws"] == 40
    assert "tables/morris.csv" in origin["files_sha256"]
    assert str(tmp_path) not in (tmp_path / "one" / "config.yaml").read_text(encoding="utf-8")
    _sound(tmp_path / "one" / "tables")


@pytest.mark.slow
def test_workers_make_no_difference(analyse: Analyse, tmp_path: Path) -> None:
    for number in (1, 2):
        assert analyse(*TINY, f"workers={number}", f"output={number}")[0] == 0

    one, two = (
        {path.stem: path.read_bytes() for path in (tmp_path / name / "tables").iterdir()}
        for name in ("1", "2")
    )
    assert sorted(one) == TABLES
    assert one == two


def _sound(folder: Path) -> None:
    """See that the tables hold what they must, whatever the model says of the world."""
    morris = pd.read_csv(folder / "morris.csv").set_index(["of", "factor"])
    null = morris.xs(f"parameters.{NULL}", level="factor")
    assert (null[["mu", "mu_star", "sigma", "noise_floor"]] == 0).all(axis=None)
    assert morris.loc[("level", "referral.per_year"), "mu_star"] > 0
    # The scenario sets this value: what it was before makes no difference to what it is then.
    assert morris.loc[("difference", "back_heaviness"), "mu"] == pytest.approx(
        -morris.loc[("level", "back_heaviness"), "mu"]
    )
    inputs = set(pd.read_csv(folder / "sobol_level.csv")["parameter"])
    assert {"accept", "gislaved.programme_effect"} <= inputs
    assert "eksjo.programme_effect" not in inputs
    assert not inputs & {text.partition("=")[0].removeprefix("parameters.") for text in PINNED}
    value = pd.read_csv(folder / "information.csv")["value"]
    assert (value >= 0).all()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scenario=nowhere"], "scenario: unknown option 'nowhere'"),
        (["scenario=baseline"], "scenario: should change something"),
        (["sensitivity.outcome=jobs"], "sensitivity.outcome: jobs: unknown outcome"),
        (
            ["sensitivity.outcome=participants"],
            "sensitivity.outcome: should be an outcome with a better",
        ),
        (["sensitivity.programme=habo"], "sensitivity.programme: habo: unknown programme"),
        (["sensitivity.draws=39"], "sensitivity.draws: should be greater than or equal to 40"),
        (["sensitivity.draws=2000"], "sensitivity.draws: should be at most 1000"),
        (["sensitivity.worth=-1"], "sensitivity.worth: should be greater than or equal to 0"),
        (["sensitivity.prior=nowhere"], "sensitivity.prior: parameters.draws: nowhere"),
        (["sensitivity.bank=nowhere"], "sensitivity.bank: nowhere: no calibration"),
        (["+sensitivity.trajectory=3"], "sensitivity.trajectory: unknown key"),
        (["parameters=prior"], "parameters: should be left as they are"),
        (["sensitivity=slow"], "sensitivity: unknown option 'slow'"),
        (
            ["sensitivity.levers=[{target: title, scale: [1, 2], source: a}]"],
            "sensitivity.levers.0.target: should be a number of a programme",
        ),
        (
            ["sensitivity.levers=[{target: caseload_norm, source: a}]"],
            "give either scale or shift",
        ),
        (
            ["sensitivity.levers=[{target: goals.work, scale: [2.0, 3.0], source: a}]"],
            "goals.work: should be less than or equal to 1",
        ),
        (
            ["sensitivity.levers=[{target: referral.knowledge, shift: [-4, 4], source: a}]"],
            "gislaved.referral.knowledge: should be less than or equal to 2 (got 4.0)",
        ),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(
    analyse: Analyse, tmp_path: Path, arguments: list[str], said: str
) -> None:
    status, out, err = analyse(*TINY, "output=result", *arguments)

    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_help_is_told(analyse: Analyse) -> None:
    status, out, _ = analyse("--help")

    assert status == 0
    assert "sensitivity.worth=NUMBER" in out


def test_the_baseline_has_the_days_of_the_scenario() -> None:
    """Otherwise a longer window would be taken for an effect."""
    study = load_sensitivity(["scenario=rapid_search"]).study
    baseline = without_scenario(study)

    assert study.settings.end > date(2017, 6, 30)
    assert baseline.settings == study.settings
    assert baseline.scenario.changes == ()


def test_levers_move_each_programme_from_where_it_is() -> None:
    asked = load_sensitivity([*TINY, "programmes=[gislaved,vetlanda]"])
    middle = [0.5] * len(asked.question.factors)
    low = at(asked.study, asked.question.factors, pd.Series([0.0, *middle[1:]]).to_numpy())

    for name, programme in asked.study.programmes.items():
        was, now = programme.referral.per_year, low.programmes[name].referral.per_year
        assert now == pytest.approx(0.5 * was)
        assert low.programmes[name].back_heaviness == programme.back_heaviness


def test_a_lever_stays_within_what_is_allowed() -> None:
    asked = load_sensitivity([*TINY, "programmes=vetlanda"])
    high = at(asked.study, asked.question.factors, pd.Series([0.5, 1.0, 0.5]).to_numpy())

    assert high.programmes["vetlanda"].back_heaviness == 1.0  # 0.9 and a half


def test_fixed_parameters_are_factors_unless_they_are_pinned() -> None:
    targets = [one.target for one in load_sensitivity(["scenario=rapid_search"]).question.factors]
    fixed = {f"parameters.{name}" for name, one in register().items() if one.label is Label.FIXED}

    assert fixed <= set(targets)
    assert [one.target for one in load_sensitivity(TINY).question.factors] == [
        "referral.per_year", "back_heaviness", f"parameters.{NULL}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["programmes=gislaved"], "is about eksjo, and the study about gislaved"),
        (["programmes=eksjo"], "needs a study up to 2017-06-30"),
    ],
)
def test_a_bank_about_something_else_is_refused(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    """Its chance is told from the study's runs: a smaller study has more of it."""
    table = pd.DataFrame({"accept": [0.1, 0.2], "eksjo.programme_effect": [0.3, 0.4]})
    about = {"kind": KIND, "model": model.VERSION}
    (tmp_path / "prior.parquet").write_bytes(packed(table, about))
    (tmp_path / "bank").mkdir()
    points, counts = np.zeros((3, 2)), np.ones((3, 1, 3), dtype=int)
    np.savez(tmp_path / "bank" / "runs_00000.npz", points=points, counts=counts)
    bank = f"sensitivity.bank={tmp_path}"

    with pytest.raises(StudyError, match=said):
        load_sensitivity([*TINY, bank, *arguments])
    whole = load_sensitivity([*TINY, bank, "programmes=eksjo", "end=2017-06-30"]).question.earlier
    assert whole is not None
    assert whole.outputs.tolist() == [[1.0]] * 3


def test_a_bank_tells_of_all_together_only() -> None:
    with pytest.raises(StudyError, match=r"sensitivity\.bank: covers only all"):
        load_sensitivity([*TINY, "sensitivity.bank=x", "sensitivity.programme=gislaved"])
