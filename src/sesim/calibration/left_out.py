"""Programmes, and whole areas, predicted from the counts of the others."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.calibration.checks import Inference
from sesim.calibration.predictive import LEFT_OUT, ROW, Predictor, row_of, with_new_effects
from sesim.calibration.reference_table import ReferenceTable
from sesim.calibration.regression import RegressionPosterior
from sesim.calibration.simulator import features
from sesim.calibration.space import Floats
from sesim.calibration.targets import COUNTS


def leave_one_out(
    fit: Inference, predictor: Predictor, programmes: Sequence[str], points: Floats, address: str
) -> pd.DataFrame:
    """Predict each programme's employed and ongoing from the other programmes.

    Its features are removed from the data and the reference table; its effect is drawn from the
    distribution between programmes. The number of participants is not predicted but taken as
    known: the referral rate is that of `points`, the posterior with all data.

    Args:
        fit: the calibration.
        predictor: runs the simulator.
        programmes: all of them.
        points: equally likely points of the whole posterior, shape (n, d).
        address: of the random numbers.
    """
    rows: list[dict[str, object]] = []
    for place, name in enumerate(programmes if len(programmes) > 1 else ()):
        drawn = _without(fit, programmes, [name], points, f"{address}/{name}")
        counts = predictor.of(name).observed(drawn, LEFT_OUT)[:, 0]
        rows += _left_out_rows(name, counts, fit.observed[place])
    return pd.DataFrame(rows, columns=list(ROW))


def leave_area_out(
    fit: Inference,
    predictor: Predictor,
    areas: Mapping[str, str],
    points: Floats,
    address: str,
) -> pd.DataFrame:
    """Predict the employed and ongoing of each area with several programmes from the other areas.

    As `leave_one_out`, with all programmes of the area left out at once.

    Args:
        fit: the calibration.
        predictor: runs the simulator.
        areas: of every programme, in their order.
        points: equally likely points of the whole posterior, shape (n, d).
        address: of the random numbers.
    """
    programmes, rows = list(areas), list[dict[str, object]]()
    for area in dict.fromkeys(areas.values()):
        left = [name for name in programmes if areas[name] == area]
        if len(left) > 1 and len(left) < len(programmes):
            drawn = _without(fit, programmes, left, points, f"{address}/area/{area}")
            counts = sum(predictor.of(name).observed(drawn, LEFT_OUT)[:, 0] for name in left)
            places = [programmes.index(name) for name in left]
            rows += _left_out_rows(area, np.asarray(counts), fit.observed[places].sum(axis=0))
    return pd.DataFrame(rows, columns=list(ROW))


def _without(
    fit: Inference, programmes: Sequence[str], left: Sequence[str], points: Floats, address: str
) -> Floats:
    """Return points of the posterior without the counts of some programmes."""
    others = [i for i, name in enumerate(programmes) if name not in left]
    rest = fit._replace(
        table=ReferenceTable(fit.table.points, fit.table.counts[:, others]),
        observed=fit.observed[others],
    )
    sample = RegressionPosterior(
        rest.table.points, features(rest.table.counts), _focus(fit, left), None, fit.accept
    ).given(rest.data)
    drawn = sample.draws(len(points), address)
    own = [i for i, one in enumerate(fit.space.names) if one.partition(".")[0] in left]
    drawn[:, own] = points[:, own]
    return with_new_effects(fit, drawn, left)


def _left_out_rows(
    name: str, counts: NDArray[np.int64], observed: NDArray[np.int64]
) -> list[dict[str, object]]:
    """Return a row for each count but the participants, whose number is taken as known."""
    return [
        row_of(name, quantity, counts[:, i], observed[i])
        for i, quantity in enumerate(COUNTS)
        if i > 0
    ]


def _focus(fit: Inference, left_out: Sequence[str]) -> list[int]:
    return [i for i in fit.focus if fit.space.names[i].partition(".")[0] not in left_out]
