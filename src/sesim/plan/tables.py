"""The tables of a search: plans, their goals, and every history."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from sesim.plan.advice import Advice
from sesim.plan.goals import AskedGoal, day_of
from sesim.plan.question import PAYERS, PlanAnswer, PlanQuestion
from sesim.plan.simulation import Values
from sesim.runs.draws import apart
from sesim.runs.replicate import tidy
from sesim.study.goal import Direction


def tables(question: PlanQuestion, answer: PlanAnswer, found: Advice) -> Mapping[str, pd.DataFrame]:
    """Return `plans`, `goals` and `trials`, each in the order of cost."""
    return {
        "plans": tidy(_plans(question, answer, found)),
        "goals": tidy(_goals(question, answer)),
        "trials": _trials(question, answer),
    }


def _plans(question: PlanQuestion, answer: PlanAnswer, found: Advice) -> pd.DataFrame:
    """Return one row for each plan: its values, what is found of it, and its cost by payer."""
    choice, rows = question.choice, []
    for plan in answer.search.order:
        candidate, record = choice.candidates[plan], answer.search.records[plan]
        rows.append(
            {
                "plan": plan,
                **dict(zip(choice.levers, candidate.values, strict=True)),
                "changed": candidate.changed,
                "verdict": str(record.verdict),
                "chosen": plan == found.chosen,
                "histories": record.trials,
                **{f"cost_{payer}": found.costs[plan, i] for i, payer in enumerate(PAYERS)},
            }
        )
    return pd.DataFrame(rows)


def _goals(question: PlanQuestion, answer: PlanAnswer) -> pd.DataFrame:
    """Return one row for each goal of each plan: how likely it is reached."""
    rows = []
    for plan in answer.search.order:
        record = answer.search.records[plan]
        for place, asked in enumerate(question.goals):
            goal, low_high = asked.goal, record.limits[place]
            values = answer.histories[plan][:, place]
            known = values[np.isfinite(values)]
            rows.append(
                {
                    "plan": plan,
                    "outcome": asked.wanted.outcome,
                    "programme": asked.wanted.programme,
                    "on": day_of(asked.wanted, question.study.settings.end),
                    "direction": str(goal.direction),
                    "level": goal.level,
                    "certainty": asked.certainty,
                    "median": float(np.median(known)) if len(known) else np.nan,
                    "within_reach": within_reach(values, asked),
                    "histories": record.trials,
                    "reached": int(record.reached[place]),
                    "probability": record.reached[place] / record.trials,
                    "low": low_high.low,
                    "high": low_high.high,
                    "verdict": str(record.verdicts[place]),
                }
            )
    return pd.DataFrame(rows)


def _trials(question: PlanQuestion, answer: PlanAnswer) -> pd.DataFrame:
    """Return one row for each history of each plan: its replication, and what is wanted of it."""
    names = [f"goal_{i}" for i in range(len(question.goals))] + [f"cost_{one}" for one in PAYERS]
    parts = []
    for plan in answer.search.order:
        values = answer.histories[plan]
        part = pd.DataFrame(values, columns=names)
        part.insert(0, "plan", plan)
        part.insert(1, "replication", np.arange(len(values)) * apart(question.study))
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def within_reach(values: Values, asked: AskedGoal) -> float:
    """Return the level that a plan reaches with the certainty that was asked for.

    Args:
        values: of the outcome in each history; one without a value reaches nothing.
        asked: the goal.
    """
    upwards = asked.goal.direction is Direction.AT_LEAST
    worst = -np.inf if upwards else np.inf
    in_order = np.sort(np.where(np.isnan(values), worst, values))
    place = math.ceil(round(asked.certainty * len(values), 9)) - 1
    level = in_order[::-1][place] if upwards else in_order[place]
    return float(level) if np.isfinite(level) else np.nan
