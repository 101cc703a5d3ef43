"""Runs of setups for experiments: with another rule of the model, or in pairs.

The setups and what is counted in them are those of `sesim.validation`.
"""

from collections.abc import Callable, Mapping

from joblib import Parallel, delayed

import sesim
from sesim.runs.draws import drawn
from sesim.study import Study
from sesim.validation.lives import Counted
from sesim.validation.setups import overrides
from sesim.validation.simulation import counted_in

Change = Callable[[], None]
"""Puts another rule into the model, in the process that runs it."""


def run(
    setup: Mapping[str, str],
    parameters: str,
    replications: int,
    values: Mapping[str, float] | None = None,
    change: Change | None = None,
) -> list[dict[str, Counted]]:
    """Run a setup, and return what each programme gave in each replication.

    Args:
        setup: keys and values that differ from the default study.
        parameters: where values come from: `posterior`, `prior`, `point` or `register`.
        replications: how many.
        values: parameters that are set in all programmes.
        change: another rule of the model.
    """
    pinned = {f"parameters.{name}": repr(value) for name, value in (values or {}).items()}
    study = sesim.load_study([f"parameters={parameters}", *overrides({**setup, **pinned})])
    # new processes each time: a rule that was changed in one must not stay
    with Parallel(n_jobs=-1, backend="multiprocessing", batch_size=4) as workers:
        found: list[dict[str, Counted]] = workers(
            delayed(_one)(study, number, change) for number in range(replications)
        )
    return found


def _one(study: Study, number: int, change: Change | None) -> dict[str, Counted]:
    if change is not None:
        change()
    if (draws := drawn(study)) is not None:
        study = draws.study(study, int(draws.of(number + 1)[number]))
    return counted_in(study, number)


Drawn = tuple[dict[str, float], dict[str, dict[str, Counted]]]
"""Of a draw: its values, and what each setup gave in each programme."""


def paired(
    setups: Mapping[str, Mapping[str, str]], parameters: str, replications: int
) -> list[Drawn]:
    """Run some setups with the same draws and the same chance, one replication for each draw.

    Args:
        setups: keys and values that differ from the default study, by name.
        parameters: where the draws come from: `posterior` or `prior`.
        replications: how many, each with a draw of its own.
    """
    studies = {
        name: sesim.load_study([f"parameters={parameters}", *overrides(setup)])
        for name, setup in setups.items()
    }
    with Parallel(n_jobs=-1) as workers:
        found: list[Drawn] = workers(
            delayed(_pair)(studies, number) for number in range(replications)
        )
    return found


def _pair(studies: Mapping[str, Study], number: int) -> Drawn:
    found, values = {}, dict[str, float]()
    for name, study in studies.items():
        if (draws := drawn(study)) is None:
            raise ValueError("the parameters should be draws")
        one = draws.study(study, number % len(draws))
        values = values or dict(one.parameters)
        found[name] = counted_in(one, number)
    return values, found
