"""An earlier study held against what happened: which predictions held, and what is learnt."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from sesim.calibration.own.adjust import Adjustment, Progress, adjustment
from sesim.calibration.own.counts import (
    OwnCount,
    OwnCounts,
    dated_from,
    named,
    refuse_impossible,
    until_of,
)
from sesim.calibration.own.prior import StudyPrior
from sesim.calibration.own.settings import AdjustSettings
from sesim.calibration.own.simulation import later_simulator
from sesim.calibration.simulator import Counts
from sesim.runs.parallel import Crew
from sesim.runs.replicate import tidy
from sesim.study import Study

ADVICE = (
    "Check the counts and their windows. If they are right, the programme has become another than "
    "the study describes: change its file, such as posts and referrals, and simulate it again"
)


@dataclass(frozen=True)
class Afterwards:
    """What an earlier study predicted, and what its programme's counts teach.

    Attributes:
        adjustment: of the parameters that the study used.
        predictions: a row for each count, as from `predictions`.
    """

    adjustment: Adjustment
    predictions: pd.DataFrame


def hold_against(
    study: Study,
    counts: OwnCounts,
    prior: StudyPrior,
    settings: AdjustSettings,
    crew: Crew,
    progress: Progress,
) -> Afterwards:
    """Hold a study against what has been counted since.

    Its histories are simulated again, and continued to more of them: the first ones are the
    replications in its folder.

    Args:
        study: the earlier one.
        counts: what has been counted in its period.
        prior: the parameters that it used.
        settings: how it is done.
        crew: who works; it makes no difference to the result.
        progress: called with what is being done.

    Raises:
        RunError: a run failed, or no simulated history comes near the counts.
    """
    simulator = later_simulator(study, counts)
    found = adjustment(simulator, counts, prior, settings, crew, progress, ADVICE)
    return Afterwards(found, predictions(counts, found.simulated, study.settings.interval))


def predictions(counts: OwnCounts, simulated: Counts, interval: float) -> pd.DataFrame:
    """Return what was predicted of each count.

    Args:
        counts: what has been counted.
        simulated: the same in each history, shape (n, counts).
        interval: coverage of the prediction intervals.

    Returns:
        For each count `median`, `predicted_low` and `predicted_high`; `inside`, whether it lies
        in this interval; `percentile`, the share of histories below it, with half of those that
        are equal; and `as_far`, the share of histories with as few or fewer, or with as many or
        more, whichever is less. An interval counts as its value nearest to the median.
    """
    rows = []
    for row, numbers in zip(counts.rows, simulated.T, strict=True):
        low, median, high = np.quantile(numbers, [(1 - interval) / 2, 0.5, (1 + interval) / 2])
        value = float(np.clip(median, row.least, row.most))
        fewer, more = float((numbers <= value).mean()), float((numbers >= value).mean())
        rows.append(
            {
                "outcome": row.outcome,
                "since": str(row.since),
                "until": str(row.until),
                "low": row.least,
                "high": row.most,
                "source": row.source or "",
                "median": float(median),
                "predicted_low": float(low),
                "predicted_high": float(high),
                "inside": bool(low <= value <= high),
                "percentile": (1 + fewer - more) / 2,
                "as_far": min(fewer, more),
            }
        )
    return tidy(pd.DataFrame(rows))


def later_counts(
    rows: Sequence[OwnCount], name: str, study: Study, where: str, used_until: date | None
) -> OwnCounts:
    """Return counts that have been checked against each other and against a study.

    Args:
        rows: the counts.
        name: of the programme.
        study: the earlier one, with this programme.
        where: what holds the counts, for messages.
        used_until: last day of counts that the study's parameters have been fitted to.

    Raises:
        StudyError: the study has not predicted them; every problem is named.
    """
    programme, start = study.programmes[name], study.settings.start
    dated = dated_from(max(start, programme.since), rows)
    refuse_impossible(dated, start, where, _outside(dated, name, study, used_until))
    return OwnCounts(name, tuple(dated), start, programme.today is not None)


def _outside(
    rows: Iterable[OwnCount], name: str, study: Study, used_until: date | None
) -> Iterator[str]:
    """Yield windows about which a study has predicted nothing, or nothing new.

    A study that begins with the people of the day on which earlier counts end predicts what becomes
    of them, which those counts do not hold; nobody enrols on that day.
    """
    start, end = study.settings.start, study.settings.end
    for row in rows:
        since, until = row.since or start, until_of(row)
        if since < start or until > end:
            yield f"{named(row)}: should lie in the period of the study, {start} to {end}"
        elif until < study.programmes[name].since:
            yield (
                f"{named(row)}: until should not be before the programme begins, on "
                f"{study.programmes[name].since} ({name}.since)"
            )
        is_new = used_until == start == since and study.programmes[name].today is not None
        if used_until is not None and since <= used_until and not is_new:
            yield (
                f"{named(row)}: since should be after {used_until}, where the counts of {name} "
                "end that the study's parameters are fitted to: no person may count twice"
            )
