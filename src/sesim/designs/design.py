"""A design of experiments: studies that differ in a few levers, with the same people and luck."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, overload

import pandas as pd

from sesim import messages
from sesim.designs.rows import Levers, label_of, rows_of
from sesim.plan.candidates import LeverScenarios, posts_on
from sesim.plan.levers import FTE, overlaps, value_in
from sesim.runs.compare import differences
from sesim.study import Study, StudyError
from sesim.study.frozen import unchecked
from sesim.study.same_days import over_the_same_days
from sesim.study.source import SECTIONS

KEY = "levers"
"""Where levers are given, for messages."""

LONGEST_NAME = 80
"""Characters of a scenario's name."""


class DesignStudy(NamedTuple):
    """One study of a design.

    Attributes:
        number: from 0.
        label: its name in tables, such as "fte=3, back_heaviness=0.2".
        settings: the value of each lever that is set.
        study: ready to run.

    Example:
        >>> import sesim
        >>> base = sesim.load_study("programmes=vetlanda")
        >>> one = sesim.design(base, {"vetlanda.caseload_norm": [15]})[0]
        >>> isinstance(one, sesim.DesignStudy), one.label, isinstance(one.study, sesim.Study)
        (True, 'vetlanda.caseload_norm=15', True)
    """

    number: int
    label: str
    settings: Mapping[str, Any]
    study: Study


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Design:
    """Studies that differ in a few levers; `sesim.design` makes one.

    Iterating over it yields each `DesignStudy` in order.

    Attributes:
        base: the study that all of them start from.
        levers: what differs, in order.
        studies: at least one; the first is what the others are compared with.
        since: the day from which levers of all programmes hold.

    Example:
        >>> import sesim
        >>> base = sesim.load_study("programmes=vetlanda")
        >>> plans = sesim.design(base, {"vetlanda.caseload_norm": [15, 20]})
        >>> isinstance(plans, sesim.Design), len(plans)
        (True, 2)
        >>> print(plans.table.to_string(index=False))
         vetlanda.caseload_norm  study                  scenario
                             15      0 vetlanda.caseload_norm=15
                             20      1 vetlanda.caseload_norm=20
    """

    base: Study
    levers: tuple[str, ...]
    studies: tuple[DesignStudy, ...]
    since: date | None = None

    def __len__(self) -> int:
        return len(self.studies)

    def __iter__(self) -> Iterator[DesignStudy]:
        return iter(self.studies)

    @overload
    def __getitem__(self, place: int) -> DesignStudy: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[DesignStudy, ...]: ...

    def __getitem__(self, place: int | slice) -> DesignStudy | tuple[DesignStudy, ...]:
        return self.studies[place]

    def __repr__(self) -> str:
        return f"Design({len(self)} studies of {', '.join(self.levers)}; {self.base!r})"

    @property
    def table(self) -> pd.DataFrame:
        """One row for each study: `study` (its number), `scenario` (its label), each lever."""
        return pd.DataFrame([self.columns_of(one) for one in self.studies])

    def columns_of(self, one: DesignStudy) -> dict[str, Any]:
        """Return the columns that name a study in tables.

        A lever that is called `scenario` has no column of its own: the label holds it.
        """
        values = {lever: one.settings.get(lever) for lever in self.levers}
        return {**values, "study": one.number, "scenario": one.label}

    def replace(self, values: Mapping[str, Any] | None = None, /, **changes: Any) -> "Design":
        """Return the design with other values in all its studies; see `Study.replace`.

        Raises:
            StudyError: something is wrong in one of the studies.
            TypeError: a key is given twice or is not a text.
        """
        rows = [one.settings for one in self.studies]
        return design(self.base.replace(values, **changes), rows, since=self.since)


def design(study: Study, levers: Levers, *, since: date | str | None = None) -> Design:
    """Return the studies of a design of experiments, for `sesim.run`.

    All have the same seed, days and replications, so that each replication of one study has the
    same people and the same luck in all others, and differences are due to the levers alone.

    Args:
        study: what all of them start from.
        levers: values by lever, of which every combination becomes a study; the last lever varies
            fastest. Or one mapping for each study, or a table with one row each, for a design of
            your own; a lever that a row leaves out, or leaves empty, stays as it is.

            A lever is a key of `Study.replace`, such as `vetlanda.back_heaviness`, `scenario` or
            `parameters.accept`; or a field of a programme, such as `back_heaviness`, which then
            changes in every programme of the study from the day `since` on. `fte` is the sum of
            the posts of a study with one programme.
        since: the day from which levers of every programme hold, also as a text such as
            "2017-07-01"; None for the first day of the study.

    Returns:
        The studies, of which the first is the one that others are compared with.

    Raises:
        StudyError: a lever is unknown, a value is not allowed, or studies could not be compared;
            the message holds every problem found.

    Example:
        >>> import sesim
        >>> study = sesim.load_study("programmes=vetlanda replications=2 end=2012-06-30")
        >>> plans = sesim.design(study, {"fte": [1.5, 2.5], "back_heaviness": [0.9, 0.2]})
        >>> for plan in plans:
        ...     print(plan.number, plan.label)
        0 fte=1.5, back_heaviness=0.9
        1 fte=1.5, back_heaviness=0.2
        2 fte=2.5, back_heaviness=0.9
        3 fte=2.5, back_heaviness=0.2
    """
    if not isinstance(study, Study):
        raise TypeError(f"a design starts from a study, as from sesim.load_study (got {study!r})")
    rows, since = rows_of(levers), _day(since)
    names = tuple(dict.fromkeys(lever for row in rows for lever in row))
    if problems := _about_levers(study, names, since):
        raise StudyError(problems)
    found = []
    for row in rows:
        try:
            found.append(_with_levers(study, row, since))
        except StudyError as error:
            problems += error.problems
    if problems:
        raise StudyError(list(dict.fromkeys(problems)))
    labels = _different([label_of(row) for row in rows])
    same = over_the_same_days(found, [one.unset_days for one in found])
    if problems := _incomparable(labels, same):
        raise StudyError(problems)
    parts = zip(range(len(same)), labels, rows, same, strict=True)
    return Design(study, names, tuple(DesignStudy(*part) for part in parts), since)


def _day(given: object) -> date | None:
    """Return a day; raises `StudyError` if it is none."""
    with suppress(ValueError):
        given = date.fromisoformat(given) if isinstance(given, str) else given
    if given is None or type(given) is date:
        return given
    shown = messages.value(given)
    raise StudyError([f"since: should be a day, such as '2017-07-01' (got {shown})"])


def _about_levers(study: Study, levers: Sequence[str], since: date | None) -> list[str]:
    """Return what is wrong with levers of every programme, whatever their values."""
    own = [lever for lever in levers if not _is_key(study, lever)]
    settings = study.settings
    problems = list(overlaps(own, KEY))
    if since is not None and not settings.start <= since <= settings.end:
        problems.append(f"since: should be from {settings.start} to {settings.end} (got {since})")
    if since is not None and not own:
        problems.append(
            f"since: has no effect, because every lever is set from the beginning (got {since})"
        )
    if problems:
        return problems
    for lever in own:
        try:
            for name in study.programmes:
                value_in(study.regimes(name)[-1], lever, KEY)
            if lever == FTE:
                posts_on(study, since or settings.start, KEY)
        except StudyError as error:
            problems += error.problems
    return problems


def _with_levers(study: Study, row: Mapping[str, Any], since: date | None) -> Study:
    """Return a study with the values of one row; raises `StudyError`."""
    keyed = {lever: value for lever, value in row.items() if _is_key(study, lever)}
    levers = {lever: value for lever, value in row.items() if lever not in keyed}
    changed = study.replace(keyed) if keyed else study
    if not levers:
        return changed
    day = changed.settings.start if since is None else since
    posts = posts_on(changed, day, KEY) if FTE in levers else 1.0
    label = label_of(levers)
    scenario = LeverScenarios(changed, day, posts).checked(levers, label)
    # Otherwise a table of this study alone would call it by the name of the scenario without them.
    name = messages.shortened(f"{scenario.name}, {label}", LONGEST_NAME)
    return changed.replace(scenario=unchecked(scenario, name=name, title=""))


def _is_key(study: Study, lever: str) -> bool:
    """Whether a lever is a key of `Study.replace`, rather than a field of every programme."""
    head = lever.partition(".")[0]
    return head in study.programmes or head in SECTIONS or head in type(study.settings).model_fields


def _different(labels: Sequence[str]) -> list[str]:
    """Return labels of which no two are the same.

    >>> _different(["fte=1", "fte=2", "fte=1"])
    ['fte=1', 'fte=2', 'fte=1 (study 2)']
    """
    found: list[str] = []
    for number, label in enumerate(labels):
        found.append(f"{label} (study {number})" if label in found else label)
    return found


def _incomparable(labels: Sequence[str], studies: Sequence[Study]) -> list[str]:
    """Return why studies cannot be compared with the first one."""
    first = studies[0]
    return [
        f"{label}: should have the same {', '.join(differing)} as {labels[0]}, since the studies "
        "of a design are compared"
        for label, study in zip(labels, studies, strict=True)
        if (differing := differences(first, study))
    ]
