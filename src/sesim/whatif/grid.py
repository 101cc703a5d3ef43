"""The settings that are simulated: combinations of levers, each as a scenario over one study."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Final, NamedTuple

from sesim.plan.goals import place_of
from sesim.runs.published import counted
from sesim.study import Study, StudyError
from sesim.study.added_changes import with_changes
from sesim.study.frozen import unchecked
from sesim.study.horizon import COUNTS_END, years_later
from sesim.study.programme import Programme
from sesim.study.scenario import Scenario
from sesim.study.shipped import options, shipped_file
from sesim.whatif.levers import GridLever, levers_of
from sesim.whatif.settings import SCENARIO, WhatIfSettings

MOST_PROGRAMMES: Final = 4
"""Programmes of a page: it names them, and each takes as long to simulate as the first."""

MOST: Final = 700
"""Cells of a page: more would take hours, and a file that no mail takes."""

BASELINE: Final = "baseline"

Places = tuple[int, ...]
"""The place of the chosen option of each lever."""


class GridCell(NamedTuple):
    """One setting.

    Attributes:
        number: from 0, which is how it is now.
        places: of the chosen options.
        scenario: the changes of the study's own scenario, and these.
    """

    number: int
    places: Places
    scenario: Scenario


class Preset(NamedTuple):
    """A setting that a shipped scenario leads to.

    Attributes:
        name, title, assumes: of the scenario.
        cell: number of the setting.
    """

    name: str
    title: str
    assumes: str
    cell: int


class WhatIfGrid(NamedTuple):
    """What is simulated.

    Attributes:
        study: with its days, without any change of a lever.
        levers: in the order of the page.
        tabs: the places of the levers that can be combined, by the name of a tab.
        together: most levers that differ from now at the same time.
        cells: the first is how it is now.
        presets: shipped scenarios that are among them.
        since: the day from which a setting holds.
    """

    study: Study
    levers: tuple[GridLever, ...]
    tabs: Mapping[str, tuple[int, ...]]
    together: int
    cells: tuple[GridCell, ...]
    presets: tuple[Preset, ...]
    since: date

    @property
    def place(self) -> str:
        """What outcomes are about: the programme, or all together."""
        return place_of(self.study)

    def study_of(self, cell: int) -> Study:
        """Return the study under a setting."""
        return unchecked(self.study, scenario=self.cells[cell].scenario)


def grid(study: Study, settings: WhatIfSettings, key: str) -> WhatIfGrid:
    """Return the settings of a page.

    Args:
        study: what is changed.
        settings: what the page lets its readers change.
        key: where the settings were given, for messages.

    Raises:
        StudyError: with every problem found: too many programmes, or some that no setting
            affects, a day outside the study, a value that is not allowed, too many settings.
    """
    if len(study.programmes) > MOST_PROGRAMMES:
        raise StudyError(
            [
                f"programmes: a page to try is about at most {MOST_PROGRAMMES} programmes, which "
                f"it names (got {len(study.programmes)}); name them, such as programmes=vetlanda "
                "or programmes=[vetlanda,eksjo]"
            ]
        )
    study, since = with_days(study, settings, key)
    if problems := list(_out_of_place(study, since)):
        raise StudyError(problems)
    levers, tabs = _levers_and_tabs(study, settings, since, key)
    chosen = list(_chosen(levers, tabs, settings.together))
    if len(chosen) > MOST:
        raise StudyError(
            [
                f"{key}: has {len(chosen)} combinations, and at most {MOST} fit on a page; allow "
                f"fewer changes together (got together: {settings.together}) or fewer values"
            ]
        )
    cells = tuple(_cells(study, levers, chosen, since))
    presets = tuple(_presets(study, cells, since))
    return WhatIfGrid(study, levers, tabs, settings.together, cells, presets, since)


def _levers_and_tabs(
    study: Study, settings: WhatIfSettings, since: date, key: str
) -> tuple[tuple[GridLever, ...], dict[str, tuple[int, ...]]]:
    """Return the levers that a tab offers with something to choose, and the tabs.

    Raises:
        StudyError: there is nothing to choose, or a value is not allowed.
    """
    offered = {name for inside in settings.tabs.values() for name in inside}
    found = levers_of(study, settings, since, key)
    levers = tuple(one for one in found if one.name in offered and len(one.options) > 1)
    places = {lever.name: i for i, lever in enumerate(levers)}
    tabs = {
        tab: tuple(places[name] for name in inside if name in places)
        for tab, inside in settings.tabs.items()
    }
    tabs = {tab: inside for tab, inside in tabs.items() if inside}
    if not tabs:
        raise StudyError([f"{key}: offers nothing to choose; give levers values, and tabs levers"])
    return levers, tabs


def with_days(study: Study, settings: WhatIfSettings, key: str) -> tuple[Study, date]:
    """Return a study that goes on after the change, and the day of the change.

    Raises:
        StudyError: the change would come before the study begins, or after it ends.
    """
    days = study.settings
    since = settings.since or max(days.start, COUNTS_END + timedelta(days=1))
    end = days.end
    if end == COUNTS_END < since:  # the end of a study for which none is set
        end = years_later(since, settings.years)
    if not days.start <= since <= end:
        raise StudyError([f"{key}.since: should be from {days.start} to {end} (got {since})"])
    begins = since if since > days.start else None
    return unchecked(study, settings=unchecked(days, end=end, plan_start=begins)), since


def _out_of_place(study: Study, since: date) -> Iterator[str]:
    """Yield which programmes have no place on a page, and why."""
    summed = counted(study)
    for name, programme in study.programmes.items():
        if not _has_posts(programme, since, study.settings.end):
            yield (
                f"programmes: {name} has no posts from {since} on, so no setting would change it; "
                "leave it out, or choose an earlier since"
            )
        elif len(study.programmes) > 1 and name not in summed:
            yield (
                f"programmes: {name} has no counts, so totals with programmes that have some leave "
                f"it out, and the page is about all together; make a page of {name} alone"
            )


def _has_posts(programme: Programme, since: date, end: date) -> bool:
    """Whether there is a coach on any day of a period."""
    begins = [period.since for post in programme.posts for period in post.fte]
    days = [since, *(day for day in begins if since < day <= end)]
    until = programme.until or date.max
    return any(post.share_on(day) > 0 for post in programme.posts for day in days if day < until)


def _chosen(
    levers: Sequence[GridLever], tabs: Mapping[str, tuple[int, ...]], together: int
) -> Iterator[Places]:
    """Yield the settings of every tab, each once; first how it is now."""
    now = tuple(lever.now for lever in levers)
    found: dict[Places, None] = {now: None}
    for inside in tabs.values():
        ranges = [range(len(lever.options)) if i in inside else (now[i],)
                  for i, lever in enumerate(levers)]  # fmt: skip
        for places in product(*ranges):
            if sum(a != b for a, b in zip(places, now, strict=True)) <= together:
                found[places] = None
    yield from found


def _cells(
    study: Study, levers: Sequence[GridLever], chosen: Sequence[Places], since: date
) -> Iterator[GridCell]:
    """Yield the settings that are possible; values that are possible alone may not be together."""
    number = 0
    for places in chosen:
        options_ = [lever.options[i] for lever, i in zip(levers, places, strict=True)]
        changes = [change for option in options_ for change in option.changes]
        try:
            scenario = with_changes(study, since, changes)
        except StudyError:
            continue
        yield GridCell(number, places, scenario)
        number += 1


def _presets(study: Study, cells: Sequence[GridCell], since: date) -> Iterator[Preset]:
    """Yield the shipped scenarios under which the programmes are as in one of the settings."""
    known = {_state(study, cell.scenario): cell.number for cell in reversed(cells)}
    for name in options(SCENARIO):
        shipped = Scenario.model_validate(shipped_file(SCENARIO, name))
        if not shipped.changes or any(change.since for change in shipped.changes):
            continue
        try:
            scenario = with_changes(study, since, shipped.changes)
        except StudyError:
            continue
        cell = known.get(_state(study, scenario))
        if cell:
            yield Preset(name, shipped.title, shipped.assumes, cell)


def _state(study: Study, scenario: Scenario) -> str:
    """Return what holds under a scenario in the end, as text."""
    changed = unchecked(study, scenario=scenario)
    last = [changed.regimes(name)[-1] for name in study.programmes]
    return "\n".join(
        f"{one.programme.model_dump_json()} {sorted(one.parameters.items())}" for one in last
    )
