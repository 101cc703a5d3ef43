"""What the page is made from: the tables of a folder, and plain facts about how they came about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from sesim.outcomes import ALL, COUNTY, SINCE_PLAN
from sesim.report.board.facts import KEYS
from sesim.report.text.changes import SCENARIO, ChangedValue
from sesim.report.text.future import FutureShown
from sesim.report.text.own_counts import Row


@dataclass(frozen=True, kw_only=True)
class ScenarioSummary:
    """A scenario as readers know it.

    Attributes:
        name: as in the column `scenario` of the tables.
        title: of its scenario, in English or as its author wrote it; empty where no scenario
            makes the difference.
        more: what else distinguishes it from other jobs of a sweep, as it was typed.
        changes: what differs from the shipped description, except what all studies of the page
            change.
        what: what would be different, in a sentence or two.
        assumes: what its result depends on, in a sentence.
        grade: what the size of its effect rests on; empty if that is not stated.
        find_out: what to find out before deciding, in a sentence.
        since: the first day of its changes; None if it changes nothing.
    """

    name: str
    title: str
    more: str = ""
    what: str = ""
    assumes: str = ""
    grade: str = ""
    find_out: str = ""
    since: date | None = None
    changes: tuple[ChangedValue, ...] = field(default=(), compare=False)

    @property
    def own_changes(self) -> tuple[ChangedValue, ...]:
        """What differs without being part of a scenario."""
        return tuple(one for one in self.changes if one.origin != SCENARIO)


@dataclass(frozen=True, kw_only=True)
class RateShown:
    """A price or a share that the ledger takes.

    Attributes:
        name: in the configuration.
        meaning: what it is, in English.
        value: the central one.
        unit: of the value.
        grade: how sure it is: high, medium, low or assumption.
    """

    name: str
    meaning: str
    value: float
    unit: str
    grade: str


@dataclass(frozen=True, kw_only=True)
class Origin:
    """How the results came about, to trace them and to make them again.

    Attributes:
        version: of the program.
        commit: of its code; None if it did not run from a checkout.
        changed: whether the code differed from that commit.
        seed: of the random numbers.
        configuration: hash of the configuration.
        parameters: where the parameters come from.
        fitted: whether they were chosen to fit published figures of what is shown.
        draws: how many draws of them were taken; None if they were taken as known.
        started: when the run began, as an ISO time.
        files: what was written, with the hash of each file.
    """

    version: str
    commit: str | None
    changed: bool | None
    seed: int
    configuration: str
    parameters: str
    fitted: bool
    draws: int | None
    started: str
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PageData:
    """Everything that the page and its pictures are made from.

    Attributes:
        summary: the folder's `summary.csv`.
        curves: the folder's `curves.csv`.
        comparison: the folder's `comparison.csv`; None for a single study.
        goals: the folder's `goals.csv`; without rows where there are no goals.
        scenarios: the first is the baseline, which the others are compared with.
        apart: names of studies in the same folder that cannot be compared with these.
        titles: names of the programmes for readers.
        areas: the förbund of each programme.
        counted: programmes that belong to the totals.
        start, end: first and last day of the window.
        plan_start: from when those referred are a group of their own.
        replications: of each scenario.
        interval: coverage of the intervals.
        rates: what the ledger takes.
        price_year: of the rules and prices that all sums of money follow.
        origin: how the results came about.
        changes: what all studies of a sweep change.
        unpublished: programmes without published figures.
        caseloads: who is there when the study begins, by programme, as plain data.
        counts_of: whose the counts beside the results are, by programme and area: `published`,
            `own` or `both`.
        beside: links to the spreadsheet and the pages to try that lie beside the page.
        past: whether the period ends where the published counts do, or sooner.
        tried_out: whether the parameters come from a calibration that was only tried out.
        adjusted: the programme to whose own counts the parameters are adjusted, if any.
        own_counts: these counts.
        future: what is drawn of the future, if it is the same in all scenarios.
        uncertainty: the folder's `uncertainty.csv`; without rows where no future is drawn.
    """

    summary: pd.DataFrame
    curves: pd.DataFrame
    comparison: pd.DataFrame | None
    scenarios: tuple[ScenarioSummary, ...]
    apart: tuple[str, ...] = ()
    titles: Mapping[str, str]
    areas: Mapping[str, str]
    counted: tuple[str, ...]
    start: date
    end: date
    plan_start: date | None
    replications: int
    interval: float
    rates: tuple[RateShown, ...]
    price_year: int
    origin: Origin
    changes: tuple[ChangedValue, ...] = ()
    unpublished: tuple[str, ...] = ()
    caseloads: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    past: bool = False
    goals: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(KEYS)))
    tried_out: bool = False
    adjusted: str | None = None
    own_counts: tuple[Row, ...] = ()
    future: FutureShown | None = None
    uncertainty: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(KEYS)))
    counts_of: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[str, ...] = ()

    @property
    def is_what_if(self) -> bool:
        """Whether a single study is about something that was not so."""
        return bool(not self.is_sweep and self.baseline.changes)

    @property
    def area(self) -> str:
        """What the page is about: the only programme there is, or all together."""
        return next(iter(self.titles)) if len(self.titles) == 1 else COUNTY

    @cached_property
    def group(self) -> str:
        """Whose results show what the changes do: those referred since they began, or everybody."""
        since = self.summary["group"] == SINCE_PLAN
        return SINCE_PLAN if self.is_sweep and since.any() else ALL

    @property
    def is_sweep(self) -> bool:
        """Whether several scenarios are compared."""
        return self.comparison is not None and len(self.comparison) > 0

    @property
    def baseline(self) -> ScenarioSummary:
        """The scenario that others are compared with."""
        return self.scenarios[0]

    @cached_property
    def alternatives(self) -> tuple[ScenarioSummary, ...]:
        """The scenarios that are compared with the baseline."""
        if self.comparison is None:
            return ()
        compared = set(self.comparison["scenario"])
        return tuple(one for one in self.scenarios if one.name in compared)
