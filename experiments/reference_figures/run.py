"""Put the model beside every reference figure that it was chosen with."""

from math import inf
from pathlib import Path

import committed
from measured import measured

from sesim.validation.agreement import is_chosen_well
from sesim.validation.figures import FigureRole, read_reference_figures

REPLICATIONS, QUICK = 200, 4


def make(folder: Path, quick: bool) -> None:
    """Compute the figures at the posterior and at the medians of the priors."""
    replications = QUICK if quick else REPLICATIONS
    found = {source: measured(source, replications) for source in ("posterior", "register")}
    rows = []
    for figure in read_reference_figures():
        if figure.role is not FigureRole.CHOOSE:
            continue
        value = found["posterior"][figure.name]
        rows.append(
            {
                "figure": figure.name,
                "reference": figure.value,
                "band": band(*figure.band()),
                "posterior": round(value, 3),
                "before_the_counts": round(found["register"][figure.name], 3),
                "inside": is_chosen_well(figure, value),
            }
        )
    committed.write(rows, folder / "figures.csv")


def band(low: float, high: float) -> str:
    """Return a band as readers want it.

    >>> band(0.29, 0.57), band(-inf, 1.0)
    ('0.29 to 0.57', 'at most 1')
    """
    if low == -inf:
        return f"at most {high:g}"
    return f"at least {low:g}" if high == inf else f"{low:.3g} to {high:.3g}"


if __name__ == "__main__":
    committed.run(Path(__file__).parent, make, "figures.csv")
