"""The three counts of SUS, up to a separate day for each programme."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def counts_until(people: pd.DataFrame, until: Mapping[str, float]) -> NDArray[np.int64]:
    """Return participants, employed and ongoing, shape (programmes, 3).

    The definitions are those of the outcomes with these names, so a job counts that starts while
    enrolled, found alone or not; events after a programme's day are left out.

    Args:
        people: the participants' table of one replication.
        until: the programmes, with the time (weeks) until which each is counted.
    """
    of = {name: place for place, name in enumerate(people["programme"].cat.categories)}
    places = np.array([of[name] for name in until])
    ends = np.full(len(of), -np.inf)
    ends[places] = list(until.values())
    programme = people["programme"].cat.codes.to_numpy()
    end = ends[programme]
    enrolled = people["enrolled"].to_numpy() <= end
    employed = enrolled & (people["first_job"].to_numpy() <= end)
    ongoing = enrolled & ~(people["exited"].to_numpy() <= end)
    columns = [
        np.bincount(programme[chosen], minlength=len(of))[places]
        for chosen in (enrolled, employed, ongoing)
    ]
    return np.column_stack(columns).astype(np.int64)
