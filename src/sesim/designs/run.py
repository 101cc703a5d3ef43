"""Runs a study, or every study of a design."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import pandas as pd

from sesim.designs.design import Design
from sesim.outcomes import OwnOutcome
from sesim.runs.compare import Names, compare_wide, own_of
from sesim.runs.pairing import wide
from sesim.runs.replicate import Progress, Results, replicate
from sesim.runs.space import refuse_unless_studies_in_memory
from sesim.study import Study


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DesignResults:
    """The results of a design, in its order.

    Its tables have the columns of `Results`, after one column for each lever and `study`, the
    number of the study in the design; `scenario` is the label of the study in the design.

    Attributes:
        design: what was run.
        results: of each study; `sesim.Results`.

    Example:
        >>> import sesim
        >>> study = sesim.load_study("programmes=vetlanda replications=2 end=2012-06-30 workers=1")
        >>> found = sesim.run(sesim.design(study, {"vetlanda.caseload_norm": [15, 20]}))
        >>> isinstance(found, sesim.DesignResults), len(found), isinstance(found[1], sesim.Results)
        (True, 2, True)
        >>> print(found.summary["vetlanda.caseload_norm"].unique().tolist())
        [15, 20]
    """

    design: Design
    results: tuple[Results, ...]

    def __len__(self) -> int:
        return len(self.results)

    def __iter__(self) -> Iterator[Results]:
        return iter(self.results)

    def __getitem__(self, number: int) -> Results:
        return self.results[number]

    def __repr__(self) -> str:
        return f"DesignResults({self.design!r})"

    @property
    def summary(self) -> pd.DataFrame:
        """Mean and interval over replications of every outcome."""
        return self._below([one.summary for one in self.results])

    @property
    def measures(self) -> pd.DataFrame:
        """Every outcome of every replication."""
        return self._below([one.measures for one in self.results])

    @property
    def curves(self) -> pd.DataFrame:
        """Outcomes over time in every replication."""
        return self._below([one.curves for one in self.results])

    def _below(self, tables: Sequence[pd.DataFrame], skipped: int = 0) -> pd.DataFrame:
        """Return tables below one another, each after the columns that name its study."""
        named = []
        for one, table in zip(self.design.studies[skipped:], tables, strict=True):
            columns = self.design.columns_of(one)
            rest = table.drop(columns=[name for name in columns if name in table])
            head = pd.DataFrame({name: [value] for name, value in columns.items()})
            head = head.loc[head.index.repeat(len(rest))].reset_index(drop=True)
            named.append(pd.concat([head, rest.reset_index(drop=True)], axis=1))
        return pd.concat(named, ignore_index=True)

    def compared(self) -> pd.DataFrame:
        """Return how each study differs from the first one; see `sesim.compare`."""
        first, *others = self.results
        replications = first.study.settings.replications
        before = wide(first.measures, replications)
        base = self.design.studies[0].label
        tables = [
            compare_wide(
                before,
                wide(other.measures, replications),
                first,
                other.study,
                Names(base, one.label),
                own_of(first, other),
            )
            for one, other in zip(self.design.studies[1:], others, strict=True)
        ]
        if not tables:
            raise ValueError("a design with one study has nothing to compare it with")
        return self._below(tables, skipped=1)


@overload
def run(
    study: Study,
    *,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    events: bool | None = None,
    outcomes: Sequence[OwnOutcome] = (),
    progress: Progress | None = None,
) -> Results: ...


@overload
def run(
    study: Design,
    *,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    events: bool | None = None,
    outcomes: Sequence[OwnOutcome] = (),
    progress: Progress | None = None,
) -> DesignResults: ...


def run(
    study: Study | Design,
    *,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    events: bool | None = None,
    outcomes: Sequence[OwnOutcome] = (),
    progress: Progress | None = None,
) -> Results | DesignResults:
    """Simulate a study, or every study of a design.

    Args:
        study: from `sesim.load_study`, or a design from `sesim.design`.
        replications: how many; None for those of the study.
        seed: of the random numbers; None for that of the study. The same seed means the same
            people and the same luck.
        workers: number of processes, 0 for every core; None for that of the study. It does not
            affect the results.
        events: whether the event log and the table of participants are kept; None for what the
            study says. A design keeps them only with True, since it could fill the memory.
        outcomes: outcomes of your own, besides the built-in ones; see `sesim.outcome`.
        progress: called with the number of replications just finished.

    Returns:
        Data frames: `summary` (mean and interval of each outcome), `measures` (each outcome of
        each replication), `curves`; and `events` and `participants` for each study. A design's
        results have them for all studies together, and `results[2]` is about its third one.

    Raises:
        StudyError: a value is not allowed.
        RunError: a replication failed, a worker was killed, or the tables would not fit in memory.
        TypeError, ValueError: an outcome is not one, or two have the same name.

    Example:
        >>> import sesim
        >>> study = sesim.load_study("programmes=vetlanda end=2012-06-30 workers=1")
        >>> results = sesim.run(study, replications=2)
        >>> print(results.events["replication"].unique().tolist())
        [0, 1]
        >>> row = results.summary.query("programme == 'county' and group == 'all'")
        >>> print(row.set_index("outcome").loc["participants", ["mean", "low", "high"]].to_dict())
        {'mean': 2.0, 'low': 2.0, 'high': 2.0}
    """
    if not isinstance(study, Study | Design):
        raise TypeError(f"run takes a study or a design, as from sesim.load_study (got {study!r})")
    if isinstance(study, Design) and events is None:
        events = False
    given = {"replications": replications, "seed": seed, "workers": workers, "events": events}
    changes: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    asked = study.replace(changes) if changes else study
    if isinstance(asked, Study):
        return replicate(asked, progress, outcomes=outcomes)
    found: list[Results] = []
    for one in asked:
        found.append(replicate(one.study, progress, outcomes=outcomes))
        if len(found) == 1:
            refuse_unless_studies_in_memory(_tables(found[0]), len(asked) - 1)
    return DesignResults(asked, tuple(found))


def _tables(results: Results) -> Iterator[pd.DataFrame]:
    """Yield the tables that results keep."""
    every = (results.events, results.participants, results.measures, results.curves)
    yield from (table for table in (*every, results.summary) if table is not None)
