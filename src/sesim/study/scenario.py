"""Scenarios: dated changes to programmes and parameters, as data."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sesim import messages
from sesim.events import Word
from sesim.study.changes import ValueChange
from sesim.study.field_types import Day
from sesim.study.file_format import Formatted
from sesim.study.lines import LINE
from sesim.study.showing import number_of

ALL = "all"
PARAMETERS = "parameters"

Prose = Annotated[str, Field(max_length=20_000)]


class EvidenceGrade(Word):
    """What the size of a scenario's effect rests on, the best first."""

    COUNTED = "counted"  # in the programmes that are simulated
    STUDIED = "studied"  # elsewhere, among other people
    ASSUMPTION = "assumption"


class Change(ValueChange):
    """One change: from a date, set a value or scale it.

    Attributes:
        target: dotted path in a programme (`referral.per_year`) or a parameter
            (`parameters.accept`).
        programmes: the programmes that change, or "all".
        since: the day it takes effect; the scenario's own date if not given.
    """

    programmes: Annotated[tuple[str, ...], Field(min_length=1)] | str = ALL
    since: Day | None = None

    @model_validator(mode="after")
    def _of_programmes(self) -> Self:
        if isinstance(self.programmes, str) and self.programmes != ALL:
            raise ValueError(
                'programmes must be a list of names or "all", got '
                + messages.value(self.programmes)
            )
        return self


class Scenario(Formatted):
    """A named list of dated changes.

    Attributes:
        title: a short title for readers; the name if not given.
        assumes: what its result depends on, in a plain sentence for readers.
        grade: what the size of its effect rests on.
        find_out: what to find out before deciding, in a plain sentence for readers.
        since: date of the changes without one; the study's start if not given.
        placebo: its changes may come after the study period. Its results must then equal the
            baseline's, to the byte: a check that only changes make a difference.

    Example:
        >>> import sesim
        >>> sooner = sesim.Scenario(
        ...     name="sooner",
        ...     since="2017-07-01",
        ...     changes=[{"target": "back_heaviness", "set": 0.2}],
        ... )
        >>> study = sesim.load_study("programmes=vetlanda").replace(scenario=sooner)
        >>> study.scenario.name, str(study.settings.plan_start)
        ('sooner', '2017-07-01')
    """

    name: Annotated[str, Field(min_length=1, max_length=80), LINE]
    title: Annotated[str, Field(max_length=80), LINE] = ""
    rationale: Prose = ""
    assumes: Prose = ""
    evidence: Prose = ""
    grade: EvidenceGrade | None = None
    find_out: Prose = ""
    since: Day | None = None
    placebo: bool = False
    changes: tuple[Change, ...] = ()

    def _parts(self) -> list[str]:
        targets = dict.fromkeys(change.target for change in self.changes)
        since = [f"since {self.since}"] if self.since else []
        changes = number_of(len(self.changes), "change")
        return [repr(self.name), changes, *([" + ".join(targets)] if targets else []), *since]
