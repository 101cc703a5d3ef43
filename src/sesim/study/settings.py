"""The settings of a study: its programmes, days, replications and seed, and what it writes."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sesim.study.field_types import Day
from sesim.study.frozen import Frozen

LONGEST_YEARS = 40

COUNTY = "county"
"""Name of the total of all programmes in the results."""


class Settings(Frozen):
    """The settings of a study.

    Attributes:
        start: first day of the study period; everyone is referred after it.
        end: last day of the study period.
        plan_start: people referred from this day on are a separate group in the outcomes, so that
            a plan is judged by the people it can affect.
        interval: coverage of the intervals over replications.
        workers: number of processes; 0 uses every core.
        cluster: address of a Dask scheduler; its workers are then used instead.
        output: the folder to write.
        figures: whether a single study also gets pictures and a board page.
        report: whether there is a board page, also for a whole sweep.
        events: whether the event log and the participants' table are kept.
    """

    programmes: Annotated[tuple[str, ...], Field(min_length=1)]
    start: Day
    end: Day
    plan_start: Day | None = None
    replications: Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**32)]
    interval: Annotated[float, Field(strict=True, gt=0, lt=1)] = 0.9
    workers: Annotated[int, Field(strict=True, ge=0, le=4096)] = 0
    cluster: Annotated[str, Field(pattern=r"^[a-z]+://.+:[0-9]+$")] | None = None
    output: Annotated[str, Field(min_length=1)] | None = None
    figures: Annotated[bool, Field(strict=True)] = True
    report: Annotated[bool, Field(strict=True)] = True
    events: Annotated[bool, Field(strict=True)] = True

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"end: {self.end} must not be before start {self.start}")
        if (self.end - self.start).days > LONGEST_YEARS * 366:
            raise ValueError(
                f"end: {self.end} is more than {LONGEST_YEARS} years after {self.start}"
            )
        if self.plan_start and not self.start < self.plan_start <= self.end:
            raise ValueError(
                f"plan_start: {self.plan_start} must lie after the start {self.start} and not "
                f"after the end {self.end}"
            )
        doubled = sorted({name for name in self.programmes if self.programmes.count(name) > 1})
        if doubled:
            raise ValueError(f"programmes: named twice: {', '.join(doubled)}")
        return self


class Days(Frozen):
    """The days of a study as they are set."""

    start: Day | None = None
    end: Day | None = None
    plan_start: Day | None = None
