"""A drawn future on the command line: files, folders, sweeps, and the commands that refuse it."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import yaml

from sesim import simulate
from sesim.cli.adjust.request import load_adjustment
from sesim.cli.calibrate.request import load_calibration
from sesim.cli.load import load_study
from sesim.cli.plan.main import exit_status as plan_status
from sesim.cli.plan.request import request_of as plan_request
from sesim.cli.sensitivity.request import load_sensitivity
from sesim.cli.simulate.request import request_of
from sesim.runs.draws import apart, most_apart, path_of_each
from sesim.runs.sweeps.reading import read_finished
from sesim.study import StudyError
from sesim.study.future import Quantity

pytestmark = pytest.mark.usefixtures("few_programmes", "without_workbooks")

Answer = tuple[int, str, str]
Sesim = Callable[..., Answer]

SMALL = [
    "programmes=eksjo",
    "replications=40",
    "end=2013-06-30",
    "future=drawn",
    "future.since=2012-01-01",
    "workers=1",
    "report=false",
]


def test_a_study_shows_what_is_drawn_and_its_part(sesim: Sesim, tmp_path: Path) -> None:
    status, out, err = sesim(*SMALL, "output=one")

    assert status == 0, err
    said = " ".join(out.split())
    assert "so from 1 January 2012 on it is drawn at random in each simulated history" in said
    assert "% of the labour force (6.6% is assumed)" in said
    assert "because of chance, uncertain parameters and the drawn future." in said
    assert "The drawn future's part of the variance between histories" in said
    assert not said.startswith("What if")
    parts = pd.read_csv(tmp_path / "one" / "uncertainty.csv")
    shares = parts[["chance", "parameters", "future"]].sum(axis=1, min_count=3).dropna()
    assert len(shares) > 20
    assert shares.to_numpy() == pytest.approx(1.0)
    assert (parts["scenario"] == "baseline, future=drawn, future.since=2012-01-01").all()
    paths = pd.read_csv(tmp_path / "one" / "future.csv")
    assert paths["replications"].unique().tolist() == [f"{i}-{i + 3}" for i in range(0, 40, 4)]
    assert {"uncertainty.csv", "future.csv"} <= set(_files(tmp_path / "one"))
    found = read_finished(tmp_path / "one")
    assert len(found.uncertainty) == len(parts)


def _files(folder: Path) -> list[str]:
    provenance = yaml.safe_load((folder / "provenance.json").read_text(encoding="utf-8"))
    return list(provenance["files_sha256"])


def test_its_folder_can_be_run_again(sesim: Sesim, tmp_path: Path) -> None:
    few = [*SMALL, "replications=4"]
    assert sesim(*few, "future.turnover.sd=0.4", "output=one")[0] == 0

    assert sesim("--config-path", "one", "workers=1", "report=false", "output=two")[0] == 0

    for name in ("summary.csv", "future.csv", "uncertainty.csv", "events.parquet", "config.yaml"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_without_it_the_folder_has_neither_table_nor_key(sesim: Sesim, tmp_path: Path) -> None:
    few = [*SMALL[:1], "replications=2", "end=2012-06-30", "report=false"]
    assert sesim(*few, "output=one")[0] == 0

    assert "future" not in yaml.safe_load((tmp_path / "one" / "config.yaml").read_text())
    assert not {"uncertainty.csv", "future.csv"} & set(_files(tmp_path / "one"))


def test_a_sweep_compares_scenarios_on_the_same_paths(sesim: Sesim, tmp_path: Path) -> None:
    few = [one for one in SMALL if not one.startswith("replications")]
    status, out, _ = sesim(
        "-m", *few, "replications=4", "scenario=baseline,rapid_search",
        "scenario.since=2012-07-01", "output=both",
    )  # fmt: skip

    assert status == 0
    said = " ".join(out.split())
    assert "it is drawn at random" in said
    jobs = pd.read_csv(tmp_path / "both" / "jobs.csv")["folder"]
    first, second = ((tmp_path / "both" / job / "future.csv").read_bytes() for job in jobs)
    assert first == second
    together = pd.read_csv(tmp_path / "both" / "uncertainty.csv")
    assert together["scenario"].nunique() == 2
    assert len(read_finished(tmp_path / "both").uncertainty) == len(together)


@pytest.mark.slow
def test_a_sweep_over_futures_compares_them(sesim: Sesim, tmp_path: Path) -> None:
    few = [one for one in SMALL if not one.startswith(("future", "replications"))]
    status, _, _ = sesim(
        "-m", *few, "replications=8", "future=none,drawn", "future.since=2012-01-01",
        "output=both",
    )  # fmt: skip

    assert status == 0
    table = pd.read_csv(tmp_path / "both" / "comparison.csv")
    assert table["scenario"].unique().tolist()[0].startswith("baseline, future=drawn")
    assert (table["difference"].abs() > 0).any()
    jobs = pd.read_csv(tmp_path / "both" / "jobs.csv")["folder"]
    assert [(tmp_path / "both" / job / "future.csv").exists() for job in jobs] == [False, True]


def test_a_file_of_ones_own_draws_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "future").mkdir()
    mine = {"name": "mine", "referrals": {"sd": 0.5, "source": "our own referrals, 2019 to 2025"}}
    (tmp_path / "future" / "mine.yaml").write_text(yaml.safe_dump(mine), encoding="utf-8")

    study = load_study(["future=mine", "scenario=rapid_search"], config_dir=tmp_path)

    assert study.future.sds == {Quantity.REFERRALS: 0.5}
    assert study.label == "rapid_search, future.referrals.sd=0.5"
    assert study.replace(future="none").future.sds == {}
    assert study.replace(future="mine") == study


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["future.since=2012-01-01"], "future.since: has no effect, because nothing is drawn; use "
            "future=drawn"),
        (["future.turnover=null"], "future.turnover: has no effect, because nothing is drawn"),
        (["future.turnover=null", "future.since=2012-01-01"], "future.since, future.turnover: "
            "have no effect"),
        (["future=drawn", "future.turnover=null", "future.referrals.sd=0.0",
            "future.unemployment=null"], "future: nothing is drawn, because unemployment, "
            "referrals, turnover are null or have an sd of 0; use future=none"),
    ],
)  # fmt: skip
def test_a_future_that_would_be_dropped_is_refused(given: list[str], message: str) -> None:
    for call in (request_of, lambda given: request_of(["-m", "seed=1,2", *given])):
        with pytest.raises(StudyError) as caught:
            call(given)
        [found] = caught.value.problems
        assert found.startswith(message)
    with pytest.raises(StudyError) as caught:
        plan_request([*given, "programme=eksjo", GOAL, "levers={fte: [1]}"])
    assert [one for one in caught.value.problems if one.startswith(message)]


def test_a_known_future_may_be_compared_with_a_drawn_one() -> None:
    known = ["end=2012-12-31", "future=none,drawn", "future.since=2012-01-01"]

    assert request_of(["-m", *known])


GOAL = "goals=[{outcome: employed, at_least: 1, certainty: 0.5}]"
SEARCH = ["programmes=eksjo", "end=2012-12-31", "future=drawn", "future.since=2012-01-01"]


def test_a_plan_has_a_future_of_its_own_in_each_history() -> None:
    """As many as there are pairs of draws; if they shared paths, they would not be independent."""
    levers = "levers={fte: [1, 1.5]}"
    with pytest.raises(StudyError, match="at most 500, the number of paths of the future"):
        plan_request([*SEARCH, GOAL, levers, "budget=501"])
    assert plan_request([*SEARCH, GOAL, levers]).question.rules.budget == 500

    asked = plan_request([*SEARCH, GOAL, levers, "plan.budget=500"]).question.study
    paths = path_of_each(asked.replace(replications=2000))
    assert paths is not None
    of_histories = paths[:: apart(asked)]
    assert len(of_histories) == len(set(of_histories.tolist())) == most_apart(asked) == 500
    known = asked.replace(parameters="point")
    assert (apart(known), most_apart(known)) == (2, 1000)
    assert (apart(known.replace(future="none")), most_apart(known.replace(future="none"))) == (
        2, None,
    )  # fmt: skip
    drawn = asked.replace(future="none")
    assert (apart(drawn), most_apart(drawn)) == (2, 1000)


@pytest.mark.slow
def test_a_plan_names_its_future_and_a_study_meets_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    more = ["plan.budget=20", "plan.first=20", "workers=1", "output=plan"]
    assert plan_status([*SEARCH, GOAL, "levers={fte: [1, 1.5]}", *more]) == 0

    assert "it is drawn at random in each simulated history" in " ".join(
        capsys.readouterr().out.split()
    )
    assert "slumpas den fram" in (tmp_path / "plan" / "report.sv.html").read_text(encoding="utf-8")
    trials = pd.read_parquet(tmp_path / "plan" / "trials.parquet")
    mine = trials[trials["plan"] == 0]
    assert mine["replication"].tolist() == list(range(0, 80, 4))
    results = simulate(load_study([*SEARCH, "replications=80", "workers=1"]))
    whole = results.measures.query("programme == 'eksjo' and group == 'all'")
    employed = whole[whole["outcome"] == "employed"].set_index("replication")["value"]
    assert mine["goal_0"].tolist() == employed.loc[mine["replication"]].tolist()


@pytest.mark.parametrize(
    "call",
    [
        lambda: load_calibration(["calibration=quick", *DRAWN]),
        lambda: load_adjustment(["programme=eksjo", *DRAWN]),
        lambda: load_sensitivity(["scenario=rapid_search", *DRAWN]),
    ],
    ids=["calibrate", "adjust", "sensitivity"],
)
def test_commands_that_know_one_past_refuse_it(call: Callable[[], object]) -> None:
    with pytest.raises(StudyError) as caught:
        call()

    said = [one for one in caught.value.problems if one.startswith("future")]
    assert len(said) == 1
    assert said[0].startswith("future: should be none, since ")
    assert said[0].endswith("(drawn: unemployment, referrals, turnover)")


DRAWN = ["future=drawn"]
