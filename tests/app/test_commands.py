"""The commands of the pages are those of the shell: each is accepted by the command itself."""

import shlex

import pytest
from tests.app.conftest import OWN, Own, Served

from sesim.app.asking import Ask, Begin
from sesim.app.commands import adjusted, adjustment, chosen_plan, pages, parameters_of
from sesim.app.pages import plan, trying
from sesim.app.runs import RunStage
from sesim.app.workspace import COUNTS, PARAMETERS, SCENARIO, Workspace
from sesim.report.text.language import language

PRESETS = ("rapid_search", "motivated_intake", "part_time_roles")
COUNTED = "outcome,until,count\nparticipants,2025-12-31,12\n"


def stages(served: Served, page: object, name: str, typed: dict[str, str], **several: list[str]
           ) -> tuple[RunStage, ...]:  # fmt: skip
    """Return what a page would start."""
    ask = Ask(Workspace(served.folder), language("en"), {"name": name}, {}, typed, several)
    answer = page(ask)  # type: ignore[operator]
    assert isinstance(answer, Begin), answer
    return answer.stages


@pytest.fixture
def here(kept: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    """The folder of the server, in which commands are typed."""
    monkeypatch.chdir(kept.folder)
    return kept


@pytest.mark.parametrize(("number", "name"), [(0, "vetlanda"), (1, None), (3, "vetlanda")])
def test_simulations_are_accepted(here: Served, own: Own, number: int, name: str | None) -> None:
    from sesim.cli.simulate.combinations import SweepRequest
    from sesim.cli.simulate.request import StudyRequest, request_of

    name = name or own()
    typed = {"end": "2030-12-31", "histories": "100", "future": "drawn" if number == 1 else ""}
    found = stages(here, trying.begin, name, typed, alternative=list(PRESETS[:number]))
    first, last = found

    assert (first.is_first_look, last.is_first_look) == (True, False)
    for one, histories in zip(found, (20, 100), strict=True):
        request = request_of(one.arguments)
        if number:
            assert isinstance(request, SweepRequest)
            assert len(request.jobs) == 1 + number
            study = request.jobs[0].study
        else:
            assert isinstance(request, StudyRequest)
            study = request.study
        assert list(study.programmes) == [name]
        assert study.settings.replications == histories
        assert str(study.settings.end) == "2030-12-31"
        assert shlex.split(one.line) == [one.program, *one.arguments]
        assert study.settings.output == one.makes


def test_own_alternatives_and_today_are_accepted(here: Served, own: Own) -> None:
    from sesim.cli.simulate.request import request_of

    name = own(f"{OWN}today: {{date: '2026-11-01', enrolled: 24}}\n")
    here.write(
        f"{SCENARIO}/mine.yaml",
        "name: mine\ntitle: Mine\nsince: '2027-01-01'\n"
        "changes: [{target: back_heaviness, set: 0.0}]\n",
    )
    found = stages(
        here, trying.begin, name, {"end": "2028-12-31", "histories": "20"}, alternative=["mine"]
    )
    [stage] = found

    assert request_of(stage.arguments).jobs[1].study.scenario.name == "mine"  # type: ignore[union-attr]


def test_an_adjustment_is_accepted(here: Served, own: Own) -> None:
    from sesim.cli.adjust.request import load_adjustment
    from sesim.cli.command import study_parser

    name = own()
    here.write(f"{COUNTS}/{name}.csv", COUNTED)
    stage = adjustment(Workspace(here.folder), name)
    asked = study_parser("sesim-adjust").parse_intermixed_args(stage.arguments)
    request = load_adjustment(asked.overrides, asked.config_dir)

    assert request.name == adjusted(name)
    assert request.folder.resolve() == here.folder / PARAMETERS
    assert parameters_of(Workspace(here.folder), name) == []
    here.write(f"{PARAMETERS}/{adjusted(name)}.parquet", "")
    assert parameters_of(Workspace(here.folder), name) == [f"parameters={adjusted(name)}"]


PLAN = {
    "goal-1-outcome": "employed", "goal-1-direction": "at_least", "goal-1-level": "4",
    "goal-1-certainty": "70", "goal-2-outcome": "positive_exit_share", "goal-2-level": "35",
    "goal-2-direction": "at_least", "goal-2-certainty": "80", "posts-from": "0.5", "posts-to": "1",
    "posts-step": "0,25", "end": "2028-12-31",
}  # fmt: skip


def test_a_search_is_accepted(here: Served, own: Own) -> None:
    from sesim.cli.plan.request import request_of

    name = own()
    [stage] = stages(here, plan.begin, name, PLAN, **{"lever-back_heaviness": ["now", "0.2"]})
    request = request_of(stage.arguments)

    assert request.question.study.settings.output == stage.makes
    assert list(request.question.study.programmes) == [name]


def test_pages_and_slides_are_accepted(here: Served) -> None:
    from sesim.cli.report.request import request_of

    folder = here.write("results/x_1/config.yaml", "").parent
    for what in ("pdf", "slides"):
        stage = pages(folder.relative_to(here.folder).as_posix(), "sv", what)
        assert request_of(stage.arguments)


def test_a_chosen_plan_is_compared_with_now() -> None:
    [stage] = chosen_plan("results/x_plan_1", 100, "results/y_1")

    assert "+scenario=baseline,plan" in stage.arguments
    assert stage.makes == "results/y_1"
