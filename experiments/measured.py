"""The model's value of every reference figure that was used to choose it, for other models too."""

from collections.abc import Mapping, Sequence
from functools import partial
from statistics import stdev

import setups
from setups import Change

from sesim.validation.counts import employed_share
from sesim.validation.figures import FigureRole, shipped_figures
from sesim.validation.lives import Counted, together
from sesim.validation.measures import MEASURES, parts_of
from sesim.validation.setups import SETUPS

EMPLOYED, ONGOING, SPREAD = "county_employed", "county_ongoing", "spread_between_programmes"
"""Beside the reference figures: counts of the county, and the SD of its programmes' shares."""

FIGURES = [one for one in shipped_figures() if one.role is FigureRole.CHOOSE]


def measured(
    parameters: str,
    replications: int,
    values: Mapping[str, float] | None = None,
    change: Change | None = None,
) -> dict[str, float]:
    """Return the model's values by the name of the figure, and the county's counts.

    Args:
        parameters: where values come from: `posterior`, `prior`, `point` or `register`.
        replications: of each setup.
        values: parameters that are set in all programmes.
        change: another rule of the model.
    """
    run = partial(
        setups.run,
        parameters=parameters,
        replications=replications,
        values=values,
        change=change,
    )
    parts = parts_of(figure.name for figure in FIGURES)
    runs = {setup: run(SETUPS[setup].changes) for setup in parts}
    numbers = {
        part: [part.numbers(one) for one in runs[setup]]
        for setup, some in parts.items()
        for part in some
    }
    found = {figure.name: MEASURES[figure.name].value(numbers) for figure in FIGURES}
    return found | of_the_county(runs["county"])


def of_the_county(runs: Sequence[Mapping[str, Counted]]) -> dict[str, float]:
    """Return counts of the county in a replication, and the SD of its programmes' shares."""
    everybody = [life for one in runs for life in together(one).lives]
    shares = []
    for name in runs[0]:
        yes, of = (
            sum(column) for column in zip(*(employed_share(one[name]) for one in runs), strict=True)
        )
        shares.append(yes / of)
    return {
        EMPLOYED: sum(life.employed for life in everybody) / len(runs),
        ONGOING: sum(life.left > life.horizon for life in everybody) / len(runs),
        SPREAD: stdev(shares),
    }
