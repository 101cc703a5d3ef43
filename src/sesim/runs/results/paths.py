"""The table of the paths of the future: which replications had which, and what it was."""

from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sesim.runs.draws import path_of_each
from sesim.runs.futures import path_of
from sesim.runs.replicate import tidy
from sesim.study import Study
from sesim.study.future import Quantity

FUTURE_COLUMNS = ("path", "replications", "since", *(one.value for one in Quantity))


def path_table(study: Study) -> pd.DataFrame:
    """Return the paths that the replications of a study have; no rows if none are drawn.

    Returns:
        The columns of `FUTURE_COLUMNS`, a row for each path and quarter: the replications that
        have the path, such as "0-3"; the first day of the quarter; and by what each quantity is
        multiplied, 1 where it is not drawn.
    """
    numbers = path_of_each(study)
    rows: list[tuple[Any, ...]] = []
    for number in [] if numbers is None else np.unique(numbers).tolist():
        path, having = path_of(study, number), _in_words(np.flatnonzero(numbers == number))
        if path is None:
            continue
        always = (1.0,) * len(path.days)
        columns = [path.factors.get(one, always) for one in Quantity]
        rows += [(number, having, *of_one) for of_one in zip(path.days, *columns, strict=True)]
    return tidy(pd.DataFrame(rows, columns=list(FUTURE_COLUMNS)))


def _in_words(replications: NDArray[np.int64]) -> str:
    """Return the numbers of replications, each row of them by its ends.

    >>> _in_words(np.array([0, 1, 2, 3, 2000]))
    '0-3 2000'
    """
    found = []
    for _, group in groupby(enumerate(replications.tolist()), lambda one: one[1] - one[0]):
        run = [number for _, number in group]
        found.append(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]))
    return " ".join(found)
