"""From the arguments of `sesim-plan` to a checked request."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from sesim.cli.command import study_parser
from sesim.cli.compose import Composer
from sesim.cli.short_forms import written_out
from sesim.plan.candidates import Choice, choice
from sesim.plan.goals import AskedGoal, asked_goals
from sesim.plan.question import PlanQuestion
from sesim.plan.selection import Rules
from sesim.plan.settings import BUDGET, PlanSettings
from sesim.runs.draws import most_apart
from sesim.runs.results.folder import slug
from sesim.study import Study, StudyError
from sesim.study.frozen import unchecked
from sesim.study.paths import problems_of_future, unused_future

Found = TypeVar("Found")

PART: Final = "plan"

SHORT: Final = (
    "name", "title", "goals", "certainty", "levers", "since", "cost", "confidence", "first",
    "budget",
)  # fmt: skip
"""Keys of the part that can be typed without it."""


class PlanRequest(NamedTuple):
    """A checked search for a plan.

    Attributes:
        question: what is asked.
        settings: as they were given.
        resume: whether to go on with a search that was stopped.
        arguments: of the command.
    """

    question: PlanQuestion
    settings: PlanSettings
    resume: bool = False
    arguments: tuple[str, ...] = ()


def request_of(arguments: Sequence[str]) -> PlanRequest:
    """Return what a command line asks for.

    Raises:
        StudyError: the input is not valid; the message holds every problem found.
    """
    parser = study_parser("sesim-plan")
    parser.add_argument("--resume", action="store_true")
    asked = parser.parse_intermixed_args(arguments)
    request = load_plan(asked.overrides, asked.config_dir)
    if asked.resume and not request.question.study.settings.output:
        raise StudyError(["--resume: name the search to resume, with output=FOLDER"])
    return request._replace(resume=asked.resume, arguments=tuple(arguments))


def load_plan(overrides: Sequence[str] = (), config_dir: Path | str | None = None) -> PlanRequest:
    """Return what `sesim-plan` would search for with these overrides.

    Args:
        overrides: such as `["programme=mytown", "levers={fte: [1, 2]}"]`.
        config_dir: a folder with more configuration files, laid out like `conf/`.

    Raises:
        StudyError: anything is wrong; the message holds every problem found.
    """
    texts = [text for one in overrides for text in written_out(one, PART, SHORT)]
    asked: list[tuple[Choice, tuple[AskedGoal, ...]]] = []

    def check(settings: PlanSettings | None, study: Study) -> list[str]:
        problems = _problems(settings, study)
        if settings:
            levers = _checked(
                lambda: choice(study, settings.levers, settings.since, PART), problems
            )
            goals = _checked(lambda: asked_goals(study, settings, PART), problems)
            if levers and goals:
                asked.append((levers, goals))
        return problems

    composer = Composer(config_dir, config_name=PART)
    study, settings = composer.study_and(PART, PlanSettings, texts, check)
    [(levers, goals)] = asked
    begins = levers.since if levers.since > study.settings.start else None
    study = unchecked(study, settings=unchecked(study.settings, plan_start=begins))
    rules = Rules(
        certainties=tuple(goal.certainty for goal in goals),
        risk=round(1 - settings.confidence, 12),
        first=settings.first,
        budget=_budget(settings, study),
    )
    return PlanRequest(PlanQuestion(study, levers, goals, rules, settings.cost), settings)


def _checked(find: Callable[[], Found], problems: list[str]) -> Found | None:
    """Return what is found; None where that is not valid, and its problems are added."""
    try:
        return find()
    except StudyError as error:
        problems += error.problems
        return None


def _problems(settings: PlanSettings | None, study: Study) -> list[str]:
    """Return what does not fit together."""
    problems = []
    most = most_apart(study)
    for name in ("budget", "first"):
        given = getattr(settings, name, None)
        if given is not None and most is not None and given > most:
            what = "paths of the future" if study.future.is_drawn else "parameter draws"
            problems.append(
                f"{PART}.{name}: should be at most {most}, the number of {what}, "
                f"since each history has its own (got {given})"
            )
            break  # the budget is no smaller than the first histories
    problems += [*unused_future(study), *problems_of_future(study)]
    if settings and settings.name == slug(study.scenario.name):  # both become files in the folder
        problems.append(
            f"{PART}.name: {settings.name} is the name of the study's own scenario; choose another"
        )
    if study.scenario.placebo:
        problems.append(f"scenario: {study.scenario.name} is a placebo, which no plan builds on")
    return problems


def _budget(settings: PlanSettings, study: Study) -> int:
    """Return the most histories of a plan: as given, or as many as there can be of the usual."""
    if settings.budget is not None:
        return settings.budget
    usual, most = max(BUDGET, settings.first), most_apart(study)
    return usual if most is None else min(usual, most)
