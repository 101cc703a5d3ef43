"""Goals of programmes held against results: how likely each is reached, and how precisely known."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.outcomes import ALL, OUTCOMES, describe
from sesim.outcomes.definitions.outcome import YEAR_SIGN, Outcome
from sesim.outcomes.proportion import Proportion, proportion
from sesim.runs.pairing import Wide
from sesim.runs.replicate import tidy, window_of
from sesim.study import Study
from sesim.study.errors import got, unknown_name
from sesim.study.goal import ProgrammeGoal

GOAL_COLUMNS = (
    "scenario", "programme", "group", "outcome", "unit", "direction", "level",
    "mean", "low", "high", "reached", "replications",
    "probability", "probability_low", "probability_high",
)  # fmt: skip


class Asked(NamedTuple):
    """A goal of a programme, for an outcome of one period."""

    programme: str
    outcome: str
    goal: ProgrammeGoal


def asked(study: Study) -> list[Asked]:
    """Return the goals of a study's programmes; one of every year once for each full year."""
    return [
        Asked(name, outcome, goal)
        for name, programme in study.programmes.items()
        for key, goal in programme.goal.items()
        for outcome in _in_each_year(key, study)
    ]


def _in_each_year(key: str, study: Study) -> list[str]:
    if YEAR_SIGN not in key:
        return [key]
    return [key.replace(YEAR_SIGN, str(year)) for year in window_of(study).years]


def problems(name: str, goals: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the outcomes that a programme's goals name, or with their levels.

    Args:
        name: of the programme.
        goals: as plain data, by outcome; what is no goal at all is left for its own check.
    """
    for key, goal in goals.items():
        if known_outcome(key) is None:
            yield unknown_name(f"{name}.goal: {key}", OUTCOMES, "outcome")
        elif isinstance(goal, Mapping):
            yield from level_problems(f"{name}.goal.{key}", key, goal)


def known_outcome(name: str) -> Outcome | None:
    """Return what an outcome is that a goal names, also of every year; None if there is none."""
    try:
        return OUTCOMES.get(name) or describe(name)
    except KeyError:
        return None


def level_problems(where: str, outcome: str, levels: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the levels of a goal for an outcome.

    Args:
        where: the goal was given, for messages.
        outcome: its name.
        levels: by direction, as plain data.
    """
    known = known_outcome(outcome)
    for direction, level in levels.items():
        is_number = isinstance(level, int | float) and not isinstance(level, bool)
        if known is not None and known.unit == "share" and is_number and not 0 <= level <= 1:
            hint = f"; did you mean {level / 100:g}?" if 1 < level <= 100 else ""
            yield f"{where}.{direction}: should be a share from 0 to 1 ({got(level)}{hint})"


def probability(
    values: NDArray[np.float64], goal: ProgrammeGoal, coverage: float, *, unbounded: bool = False
) -> Proportion:
    """Return the share of replications that reach a goal.

    Args:
        values: of the outcome, one for each replication, NaN where there is none.
        goal: what should be reached.
        coverage: of the exact interval for the number of replications.
        unbounded: whether a replication without a value counts as more than any other; otherwise
            it does not count.
    """
    if unbounded:
        values = np.where(np.isnan(values), np.inf, values)
    known = values[~np.isnan(values)]
    return proportion(int(goal.is_reached(known).sum()), len(known), coverage)


def keys_of(goals: list[Asked]) -> pd.MultiIndex:
    """Return where the values of the goals' outcomes stand in a table of figures."""
    keys = dict.fromkeys((one.programme, ALL, one.outcome) for one in goals)
    return pd.MultiIndex.from_tuples(list(keys), names=["programme", "group", "outcome"])


def goal_table(study: Study, summary: pd.DataFrame, figures: Wide) -> pd.DataFrame:
    """Return how likely each goal is reached.

    Args:
        study: what was simulated.
        summary: mean and interval of each outcome.
        figures: the values of each replication; those of `keys_of` are enough.

    Returns:
        The columns of `GOAL_COLUMNS`, by programme in the order of its goals. An outcome that the
        study does not have, such as that of a year outside its period, has no replications, and
        neither mean nor probability.
    """
    mine = summary[summary["group"] == ALL]
    keys = zip(mine["programme"], mine["outcome"], strict=True)
    levels = dict(zip(keys, mine[["mean", "low", "high"]].to_numpy(), strict=True))
    figure_of, by_figure = figures
    places = {key: row for row, key in enumerate(figure_of)}
    rows = []
    for name, outcome, goal in asked(study):
        described = describe(outcome)
        place = places.get((name, ALL, outcome))
        values = np.array([]) if place is None else by_figure[place]
        found = probability(values, goal, study.settings.interval, unbounded=described.unbounded)
        low, high = (found.low, found.high) if found.trials else (np.nan, np.nan)
        rows.append(
            (
                study.label, name, ALL, outcome, described.unit, str(goal.direction), goal.level,
                *levels.get((name, outcome), [np.nan] * 3),
                found.successes, found.trials, found.share, low, high,
            )
        )  # fmt: skip
    return tidy(pd.DataFrame(rows, columns=list(GOAL_COLUMNS)))
