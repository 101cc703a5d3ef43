"""Predict the figures that are kept for validation, once, after the model is frozen."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import committed
import numpy as np
import setups
from numpy.typing import NDArray
from setups import YOUNG, Life

from sesim.model.calendar import WEEKS_PER_MONTH
from sesim.validation.agreement import agreement
from sesim.validation.figures import (
    FigureRole,
    ReferenceFigure,
    read_reference_figures,
)

DRAWS = 400
"""Of the posterior, with one replication of each setup."""

NEVER = "not computed"
CENSUSES = tuple(range(12, 25))
"""Months after the start; a census is at any of them with the same chance."""

POST = (
    "{{name: {}, other_duties: false, experienced: false, "
    'fte: [{{since: "2017-06-01", share: 1.0}}]}}'
)
POSTS = f"[{POST.format('coach_1')}, {POST.format('coach_2')}]"
SITE = {"programmes": "[ips_psykosvard]", "start": "2017-06-01"}
OPEN = {"ips_psykosvard.posts": POSTS, "ips_psykosvard.until": "null"}
"""Two full posts and no last day."""

EVERYWHERE = {"parameters.programme_effect": "0.0"}
"""Where the figure is of many services together, their differences are taken out."""

LABOUR_UNIT = SITE | EVERYWHERE | {
    "end": "2020-05-30",
    "ips_psykosvard.target_group": "income_support",
    "ips_psykosvard.employer_focus": "0.375",
    "ips_psykosvard.placement.aim": "placements",
    "ips_psykosvard.support.open_ended": "false",
    "ips_psykosvard.support.limit_months": "1.0",
}  # fmt: skip

SETUPS = {
    "young_disability_benefit": YOUNG,
    "case_management": YOUNG | {"scenario": "case_management", "scenario.since": "null"},
    "cooperation": YOUNG | {"ips_psykosvard.employer_focus": "0.0"},
    "start_up_32": SITE | EVERYWHERE | {
        "end": "2019-05-31",
        "ips_psykosvard.target_group": "municipal_psychiatry",
        "ips_psykosvard.placement.aim": "mixed",
    },
    "daily_activities": SITE | OPEN | {
        "end": "2021-05-31",
        "ips_psykosvard.target_group": "daily_activities",
    },
    "municipal_labour_unit": LABOUR_UNIT,
    "norway": SITE | OPEN | EVERYWHERE | {
        "end": "2024-05-31",
        "ips_psykosvard.target_group": "disability",
        "ips_psykosvard.employer_focus": "0.375",
        "ips_psykosvard.support.open_ended": "false",
    },
}  # fmt: skip


class Tally(NamedTuple):
    """Of whom something holds, among how many."""

    yes: float
    of: int


Count = Callable[[Sequence[Life], float], Tally]
"""Counts a figure among lives; the number is the months of the figure."""


def at_time(lives: Sequence[Life], months: float) -> Tally:
    """Count who is in work so long after enrolment, of everybody seen so long."""
    seen = [life for life in lives if life.seen(months)]
    return Tally(sum(life.in_work(months) for life in seen), len(seen))


def ever(lives: Sequence[Life], months: float) -> Tally:
    """Count who has had a job before so long after the start, of everybody enrolled by then."""
    end = months * WEEKS_PER_MONTH
    there = [life for life in lives if life.enrolled <= end]
    return Tally(sum(life.enrolled + life.first_job <= end for life in there), len(there))


def to_work(lives: Sequence[Life], _: float) -> Tally:
    """Count who leaves in work, of those who leave."""
    gone = [life for life in lives if life.left < life.horizon]
    return Tally(sum(life.works_at(life.left) for life in gone), len(gone))


def working(life: Life, time: float) -> bool:
    """Whether a person is in work at a census."""
    return life.works_at(time)


def idle(life: Life, time: float) -> bool:
    """Whether a person is neither in work, in a placement nor studying at a census."""
    return not (life.works_at(time) or life.placed_at(time) or life.studies <= time)


def at_census(lives: Sequence[Life], true: Callable[[Life, float], bool]) -> Tally:
    """Count at a census at any of the months, of everybody enrolled before it; means over these."""
    yes, there = [], []
    for time in (month * WEEKS_PER_MONTH for month in CENSUSES):
        before = [life for life in lives if life.enrolled <= time]
        yes.append(sum(true(life, time) for life in before))
        there.append(len(before))
    of = round(float(np.mean(there)))
    return Tally(of * sum(yes) / sum(there) if sum(there) else 0.0, of)


class Predicted(NamedTuple):
    """How a figure is predicted.

    Attributes:
        count: what is counted in a setup.
        people: in the study behind the figure, or in each of its arms.
        other: the setup that is subtracted, if the figure is a difference.
    """

    count: Count
    people: int
    other: str | None = None


PREDICTED = {
    "difference_case_management": Predicted(at_time, 354, "case_management"),
    "difference_cooperation": Predicted(at_time, 354, "cooperation"),
    "start_up_work": Predicted(lambda lives, _: at_census(lives, working), 1000),
    "start_up_nothing": Predicted(lambda lives, _: at_census(lives, idle), 1000),
    "daily_activities_four_years": Predicted(ever, 56),
    "municipal_unit_exits": Predicted(to_work, 1000),
    "reduced_capacity_five_years": Predicted(at_time, 10_000),
}

Floats = NDArray[np.float64]


class Shares(NamedTuple):
    """Shares in a setup by draw, and the variance that chance gave each of them."""

    value: Floats
    chance: Floats

    @classmethod
    def of(cls, tallies: Sequence[Tally]) -> "Shares":
        """Return the shares of the draws in which anybody was counted."""
        yes, of = (np.array(column, dtype=float) for column in zip(*tallies, strict=True))
        value = np.divide(yes, of, out=np.full(len(of), np.nan), where=of > 0)
        middle = yes.sum() / of.sum()
        chance = np.divide(middle * (1 - middle), of, out=np.full(len(of), np.nan), where=of > 0)
        return cls(value, chance)


def without_chance(values: Floats, chance: Floats) -> Floats:
    """Return values drawn together until only the variance between draws is left."""
    mean, variance = values.mean(), values.var()
    between = max(0.0, variance - chance.mean())
    closer: Floats = mean + np.sqrt(between / variance if variance > 0 else 0.0) * (values - mean)
    return closer


def prediction(
    mine: Shares, people: int, other: Shares | None = None, seed: int = 0
) -> tuple[float, float, float]:
    """Return mean and 90% prediction interval of a share, or of a difference between two arms.

    Chance of the simulated people is taken out, and that of the people in the study put in.

    Args:
        mine: by draw.
        people: in the study, or in each arm.
        other: the arm that is subtracted, with the same draws.
        seed: of the chance in the study.
    """
    random = np.random.default_rng(seed)
    known = np.isfinite(mine.value)
    if other is None:
        true = without_chance(mine.value[known], mine.chance[known]).clip(0, 1)
        predicted = random.binomial(people, true) / people
    else:
        known &= np.isfinite(other.value)
        arms = [Shares(one.value[known], one.chance[known]) for one in (mine, other)]
        difference = arms[0].value - arms[1].value
        true = without_chance(difference, arms[0].chance + arms[1].chance)
        variance = sum(one.value.mean() * (1 - one.value.mean()) for one in arms) / people
        predicted = true + random.normal(0.0, np.sqrt(variance), len(true))
    low, high = np.quantile(predicted, [0.05, 0.95])
    return float(true.mean()), float(low), float(high)


def row(
    figure: ReferenceFigure, found: tuple[float, float, float] | None = None
) -> dict[str, object]:
    """Return a figure beside its prediction, if there is one."""
    mean, low, high = found or (None, None, None)
    verdict = NEVER if found is None else str(agreement(figure, found[1], found[2]))
    return {
        "figure": figure.name,
        "people": PREDICTED[figure.name].people,
        "reference_share": figure.value,
        "predicted_share": mean if mean is None else round(mean, 4),
        "predicted_share_low": low if low is None else round(low, 4),
        "predicted_share_high": high if high is None else round(high, 4),
        "agreement": verdict,
    }


def kept_for_validation() -> list[ReferenceFigure]:
    """Return the figures that nothing was chosen or fitted with."""
    return [one for one in read_reference_figures() if one.role is FigureRole.VALIDATE]


def predict(
    figures: Sequence[ReferenceFigure], lives: Mapping[str, Sequence[Sequence[Life]]]
) -> list[dict[str, object]]:
    """Return every figure beside its prediction.

    Args:
        figures: of the role `validate`.
        lives: by setup, those of each draw.
    """
    rows = []
    for figure in figures:
        how = PREDICTED[figure.name]
        months = figure.months or 0.0
        mine, other = (
            Shares.of([how.count(one, months) for one in lives[name]]) if name else None
            for name in (figure.setup, how.other)
        )
        assert mine is not None  # noqa: S101 - every figure has a setup
        rows.append(row(figure, prediction(mine, how.people, other)))
    return rows


def make(folder: Path, quick: bool) -> None:
    """Run every setup with each draw, and write the table."""
    if quick:
        sys.exit("validation figures are computed once, after the model is frozen")
    runs = setups.paired(SETUPS, "posterior", DRAWS)
    lives = {name: [setups.all_of(found[name]).lives for _, found in runs] for name in SETUPS}
    committed.write(predict(kept_for_validation(), lives), folder / "validation.csv")


if __name__ == "__main__":
    committed.run(Path(__file__).parent, make, "validation.csv")
