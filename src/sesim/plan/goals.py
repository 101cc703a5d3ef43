"""The goals of a plan, checked against the study: which outcome of what, and on which day."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sesim.outcomes import COUNTY, OUTCOMES, Window, names_for
from sesim.outcomes.definitions.outcome import YEAR_SIGN
from sesim.outcomes.definitions.people import PEOPLE
from sesim.plan.settings import PlanGoal, PlanSettings
from sesim.plan.simulation import TrialFigure
from sesim.runs.goals import known_outcome, level_problems
from sesim.runs.replicate import window_of
from sesim.study import Study, StudyError
from sesim.study.errors import unknown_name
from sesim.study.frozen import unchecked
from sesim.study.goal import ProgrammeGoal


class AskedGoal(NamedTuple):
    """A goal for one outcome of one place.

    Attributes:
        goal: which level should be reached.
        wanted: the outcome that should reach it.
        certainty: the share of histories that should.
    """

    goal: PlanGoal
    wanted: TrialFigure
    certainty: float


def asked_goals(study: Study, settings: PlanSettings, key: str) -> tuple[AskedGoal, ...]:
    """Return what a plan should reach: its own goals, or those of the programmes' files.

    Args:
        study: what is simulated.
        settings: of the plan.
        key: where they were given, for messages.

    Raises:
        StudyError: with every problem found: no goal, one that is there twice, an outcome that
            does not exist or not in this study, a level that it cannot have.
    """
    goals = settings.goals or tuple(_of_files(study))
    if not goals:
        raise StudyError(
            [
                f"{key}.goals: missing, and the programmes have no goal of their own; give one, "
                "such as 'goals=[{outcome: first_jobs_2027, at_least: 15}]'"
            ]
        )
    problems: list[str] = []
    found: list[AskedGoal] = []
    end = study.settings.end
    for place, goal in enumerate(goals):
        where, named = f"{key}.goals.{place}", f"{key}.goals.{place}.outcome"
        if not settings.goals:
            where, named = f"{goal.programme}.goal.{goal.outcome}", f"{goal.programme}.goal"
        wrong = list(_problems(study, goal, where, f"{named}: {goal.outcome}"))
        problems += wrong
        certainty = settings.certainty if goal.certainty is None else goal.certainty
        if not wrong:
            new = [AskedGoal(goal, one, certainty) for one in _wanted(study, goal)]
            known = {_as_asked(one, end) for one in found}
            if same := [one for one in new if _as_asked(one, end) in known]:
                problems.append(
                    f"{where}: asks for the same as an earlier goal: {same[0].wanted.outcome}"
                )
            found += new
    if problems:
        raise StudyError(problems)
    return tuple(found)


def day_of(figure: TrialFigure, end: date) -> date:
    """Return the day as of which an outcome counts: of a calendar year, the last day of that year.

    Args:
        figure: what is taken from each history.
        end: of the study.
    """
    if figure.outcome not in OUTCOMES:
        return date(int(figure.outcome[-4:]), 12, 31)
    return figure.on or end


def _as_asked(one: AskedGoal, end: date) -> tuple[object, ...]:
    """Return what is equal for goals that ask for the same."""
    figure = one.wanted
    what = figure.outcome, figure.programme, day_of(figure, end)
    return (*what, one.goal.direction, one.goal.level, one.certainty)


def place_of(study: Study, named: str | None = None) -> str:
    """Return where an outcome counts: as named, in the only programme, or in all together."""
    return named or (COUNTY if len(study.programmes) > 1 else next(iter(study.programmes)))


def _of_files(study: Study) -> Iterator[PlanGoal]:
    for name, programme in study.programmes.items():
        for outcome, goal in programme.goal.items():
            level = {str(goal.direction): goal.level}
            yield PlanGoal.model_validate({"outcome": outcome, "programme": name, **level})


def _wanted(study: Study, goal: PlanGoal) -> Iterator[TrialFigure]:
    place = place_of(study, goal.programme)
    years: Sequence[int] = _window(study, goal).years if YEAR_SIGN in goal.outcome else (0,)
    for year in years:
        yield TrialFigure(goal.outcome.replace(YEAR_SIGN, str(year)), place, goal.on)


def _window(study: Study, goal: PlanGoal) -> Window:
    """Return the window of a goal's outcome: of the study, until the day on which it counts."""
    window = window_of(study)
    return window if goal.on is None else window.until(goal.on)


def _problems(study: Study, goal: PlanGoal, where: str, named: str) -> Iterator[str]:
    """Yield what is wrong with a goal in this study.

    Args:
        study: what is simulated.
        goal: for an outcome.
        where: the goal was given.
        named: where its outcome was named, and that outcome.
    """
    if known_outcome(goal.outcome) is None:
        yield unknown_name(named, OUTCOMES, "outcome")
        return
    yield from level_problems(where, goal.outcome, {str(goal.direction): goal.level})
    yield from _problems_of_place(study, goal, where)
    yield from _problems_of_days(study, goal, where, named)


def _problems_of_place(study: Study, goal: PlanGoal, where: str) -> Iterator[str]:
    areas = {one.forbund for one in study.programmes.values()}
    places = [*study.programmes, *sorted(areas), COUNTY]
    if goal.programme is not None and goal.programme not in places:
        yield unknown_name(f"{where}.programme: {goal.programme}", places, "programme")


def _problems_of_days(study: Study, goal: PlanGoal, where: str, named: str) -> Iterator[str]:
    settings = study.settings
    if goal.on is not None:
        if not settings.start < goal.on <= settings.end:
            yield (
                f"{where}.on: should be after {settings.start} and not after {settings.end} "
                f"(got {goal.on})"
            )
            return
        if _general(goal.outcome) not in PEOPLE:
            yield (
                f"{where}.on: only outcomes about people can be as of a day; leave it out, or "
                f"let the study end on {goal.on} with end={goal.on} (got {goal.outcome})"
            )
    window = _window(study, goal)
    if goal.on is not None and (missing := _years_after(study, goal, window)):
        yield (
            f"{where}.on: should be {missing[0]}-12-31 or later, since {goal.outcome} is of whole "
            f"calendar years (got {goal.on}); leave it out for the end of each year"
        )
    elif YEAR_SIGN in goal.outcome:
        if not window.years:
            yield f"{named}: the study has no full calendar year"
    elif goal.outcome not in names_for(window.years):
        last = settings.end if goal.on is None else goal.on
        years = ", ".join(map(str, window.years)) or "none"
        yield (
            f"{named}: is not in the study, which has {settings.start} to "
            f"{last} (full calendar years: {years})"
        )


def _years_after(study: Study, goal: PlanGoal, window: Window) -> list[int]:
    """Return the years of a goal's outcome that are in the study, if its day leaves out all."""
    years = window_of(study).years
    if YEAR_SIGN in goal.outcome:
        return [] if window.years else list(years)
    asked = [year for year in years if goal.outcome in names_for((year,))]
    return asked if goal.outcome not in names_for(window.years) else []


def _general(outcome: str) -> str:
    """Return the name of an outcome in the catalogue, with the sign of a year."""
    return outcome if outcome in OUTCOMES else f"{outcome[:-4]}{YEAR_SIGN}"


def with_goals(study: Study, goals: Sequence[AskedGoal]) -> Study:
    """Return a study whose programmes have a plan's goals, so that its page shows them too.

    Those of a day before the end, or of several programmes together, are left out: a programme's
    file cannot hold them.
    """
    programmes = dict(study.programmes)
    for goal, figure, _ in goals:
        if figure.on is None and (programme := programmes.get(figure.programme)):
            level = ProgrammeGoal.model_validate({str(goal.direction): goal.level})
            held = {**programme.goal, figure.outcome: level}
            programmes[figure.programme] = unchecked(programme, goal=held)
    return unchecked(study, programmes=programmes)
