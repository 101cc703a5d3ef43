"""A checked search: run, written and shown."""

import shlex
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

from sesim.cli.changes import adjusted_programme, plain_future_of
from sesim.cli.plan.opening import StoppableRun, opened
from sesim.cli.plan.request import PART, PlanRequest
from sesim.cli.report.plan_tables import PLAN
from sesim.cli.report.plans import publish_plans, shown_plans
from sesim.cli.signals import leave, stop_if_signalled
from sesim.cli.terminal import WIDTH, from_here, print_result, progress_bar
from sesim.plan.advice import Advice, advice
from sesim.plan.folder import PlanFolder
from sesim.plan.goals import with_goals
from sesim.plan.question import PlanAnswer, answer
from sesim.plan.scenario_file import scenario_file
from sesim.plan.tables import tables
from sesim.report.plan.terminal import plan_lines
from sesim.runs.parallel import Crew, crew_of
from sesim.runs.results.configuration import to_plain
from sesim.runs.results.folder import replace_file, slug, writing
from sesim.runs.results.store import CONFIG, as_yaml, write_provenance
from sesim.study.source import SCENARIO

KEPT = "its tables are written as far as they could be"
HEADER = """\
# The study without the plan. With the plan:  sesim --config-path THIS_FOLDER +scenario=NAME
"""


def perform(request: PlanRequest) -> Path:
    """Search, write the folder, print the answer, and return where the folder is.

    Raises:
        OutputError: results cannot go where they were asked to; nothing has been simulated.
        RunError: a history failed; those that are finished are kept.
    """
    started, clock = datetime.now().astimezone(), time.perf_counter()
    question = request.question
    crew = crew_of(question.study.settings)
    with _opened(request, started) as folder:
        total = len(question.choice.candidates) * question.rules.budget
        with progress_bar(total, "histories", "simulating the plans") as progress:
            found = answer(question, crew, folder.store, progress)
        stop_if_signalled()
        learnt = advice(question, found)
        about = _about(request, learnt)
        _write(request, found, learnt, folder.path)
        seconds = time.perf_counter() - clock
        _record(request, about, folder.path, started, seconds, crew)
        folder.done()
        leave(f"the answer is in {from_here(folder.path)}; {_how_to_report(folder.path)}")
    settings = question.study.settings
    if settings.figures and settings.report:
        publish_plans(folder.path)
    lines = plan_lines(shown_plans(folder.path), WIDTH)
    print_result("\n".join([*lines, *_next(request, learnt, folder.path)]), folder.path)
    return folder.path


def _how_to_report(folder: Path) -> str:
    """Return a sentence with the command that makes the pages, which may be missing."""
    return f"for its pages: sesim-report {shlex.quote(str(from_here(folder)))}"


def _opened(request: PlanRequest, started: datetime) -> AbstractContextManager[PlanFolder]:
    """Open the folder, new or resumed."""
    question, resume = request.question, request.resume
    output = question.study.settings.output
    run = StoppableRun("sesim-plan", PART, output, resume, request.arguments)
    return opened(run, started, PlanFolder, lambda path: PlanFolder(path, question, resume=resume))


def _write(request: PlanRequest, found: PlanAnswer, learnt: Advice, folder: Path) -> None:
    """Write the tables, the study and the scenario file of the chosen plan."""
    question, settings = request.question, request.settings
    with writing(folder, KEPT):
        for name, table in tables(question, found, learnt).items():
            if name == "trials":
                replace_file(folder / f"{name}.parquet", table.to_parquet(index=False))
            else:
                text = table.to_csv(index=False, lineterminator="\n")
                replace_file(folder / f"{name}.csv", text.encode())
        plain = to_plain(with_goals(question.study, question.goals))
        replace_file(folder / CONFIG, (HEADER + as_yaml(plain)).encode())
        if learnt.chosen is not None:
            place, study = folder / SCENARIO, question.study
            place.mkdir(exist_ok=True)
            before = as_yaml(to_plain(study)[SCENARIO])
            replace_file(place / f"{slug(study.scenario.name)}.yaml", before.encode())
            text = scenario_file(question, learnt.chosen, settings.name, settings.title)
            replace_file(place / f"{settings.name}.yaml", text.encode())


def _about(request: PlanRequest, learnt: Advice) -> dict[str, Any]:
    """Return what was asked and what was found, as plain data."""
    question = request.question
    future, scenario = plain_future_of(question.study), question.study.scenario
    return {
        "settings": request.settings.model_dump(mode="json", exclude_unset=True),
        "since": question.choice.since.isoformat(),
        "end": question.study.settings.end.isoformat(),
        "levers": list(question.choice.levers),
        "titles": question.study.titles,
        "scenario": (scenario.title or scenario.name) if scenario.changes else "",
        "caseloads": {
            name: programme.today.model_dump(mode="json")
            for name, programme in question.study.programmes.items()
            if programme.today is not None
        },
        "adjusted": adjusted_programme(question.study),
        "risk": question.rules.risk,
        "budget": question.rules.budget,
        "first": question.rules.first,
        "cost": question.cost,
        "chosen": learnt.chosen,
        "tied": list(learnt.tied),
        "cheaper_unclear": list(learnt.cheaper_unclear),
        "next_cheaper": learnt.next_cheaper,
        "nearest": learnt.nearest,
        "binding": [one._asdict() for one in learnt.binding],
        **({} if future is None else {"future": future}),
    }


def _record(
    request: PlanRequest,
    about: dict[str, Any],
    folder: Path,
    started: datetime,
    seconds: float,
    crew: Crew,
) -> None:
    """Write where the results come from."""
    study = with_goals(request.question.study, request.question.goals)
    with writing(folder, KEPT):
        write_provenance(study, folder, started, seconds, crew.workers, {PLAN: about})


def _next(request: PlanRequest, learnt: Advice, folder: Path) -> Sequence[str]:
    """Return the command that runs the chosen plan, and where the results are."""
    where = from_here(folder)
    lines = ["", f"Results: {where}"]
    if learnt.chosen is not None:
        both = f"{slug(request.question.study.scenario.name)},{request.settings.name}"
        lines.insert(1, f"Compare it with now: sesim -m --config-path {where} +scenario={both}")
    return lines
