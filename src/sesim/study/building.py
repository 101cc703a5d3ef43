"""From plain data to a checked study, or to one message with every problem."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from sesim.study.departures import NO_SOURCES, Sources
from sesim.study.economics import Economics
from sesim.study.errors import StudyError, explain, got, unknown_name
from sesim.study.frozen import Record
from sesim.study.future import FUTURE, Future
from sesim.study.horizon import (
    COUNTS_END,
    changes_after,
    default_end,
    default_plan_start,
    unused_date,
)
from sesim.study.lines import unfit_name
from sesim.study.meant import with_known_names
from sesim.study.parameters import defaults, register
from sesim.study.programme import Programme
from sesim.study.rules import BY_YEAR, ECONOMICS, RULES, ruled_out, with_rules
from sesim.study.scenario import ALL, PARAMETERS, Scenario
from sesim.study.settings import COUNTY, Days, Settings
from sesim.study.source import SCENARIO, SECTIONS, Source
from sesim.study.study import Study


def build(
    settings: Mapping[str, Any],
    definitions: Mapping[str, Any],
    scenario: Mapping[str, Any],
    parameters: Mapping[str, Any],
    economics: Mapping[str, Any] | None = None,
    sources: Sources = NO_SOURCES,
    future: Mapping[str, Any] | None = None,
) -> Study:
    """Check plain data and return the study.

    Args:
        settings: the fields of `Settings`; `programmes` may also be "all".
        definitions: every known programme, by name, whether the study runs it or not.
        scenario: the fields of `Scenario`.
        parameters: values by name; other parameters keep their default.
        economics: the fields of `Economics`, or those that differ from the rules of the year and
            `{rules: by_year}`; None means the rules of the year.
        sources: where values come from that are not in the programmes' files.
        future: the fields of `Future`; None draws nothing.

    Raises:
        StudyError: something is wrong; the message lists every problem.
    """
    settings = {**settings, **with_known_names(settings, definitions)}
    scenario = _with_names(scenario, definitions)
    economics = {RULES: BY_YEAR} if economics is None else economics
    sections = {
        SCENARIO: scenario, PARAMETERS: parameters, ECONOMICS: economics, FUTURE: future or {}
    }  # fmt: skip
    plain = {**settings, **definitions, **sections}
    if settings.get("programmes") == ALL:
        settings = {**settings, "programmes": list(definitions)}
    problems = _unknown_keys(settings, definitions)
    fields = {k: v for k, v in settings.items() if k in Settings.model_fields}
    of_scenario: list[str] = []
    changes = _check(Scenario, scenario, SCENARIO, of_scenario)
    of_programmes: list[str] = []
    programmes = _programmes(definitions, of_programmes)
    fields, of_today = _from_today(fields, programmes)
    from_today = any(programmes[name].today for name in _names(fields) if name in programmes)
    days = _with_days(fields, changes, from_today)
    checked = _check(Settings, days, "", problems)
    problems += [*of_scenario, *of_today]
    pinned = _pinned(parameters, problems)
    chosen = with_rules(economics, checked.start if checked else None, problems)
    money = _check(Economics, chosen, ECONOMICS, problems)
    drawn = _check(Future, future or {}, FUTURE, problems)
    problems += _of_paths(drawn, checked)
    wanted = checked.programmes if checked else ()
    problems += [*_unknown_programmes("programmes", wanted, definitions), *of_programmes]
    problems += _of_changes(changes, checked, definitions)
    problems += _names_in_use(programmes, wanted)
    if problems or checked is None or changes is None or money is None or drawn is None:
        raise StudyError(problems)
    study = Study(
        settings=checked,
        programmes={name: programmes[name] for name in wanted},
        scenario=changes,
        parameters={**defaults(), **pinned},
        pinned=pinned,
        economics=money,
        future=drawn,
        sources=sources,
    )
    _rehearse(study)
    return study.made_from(Source(plain, frozenset(definitions), read=_rebuilt))


def _unknown_keys(settings: Mapping[str, Any], definitions: Mapping[str, Any]) -> list[str]:
    """Return a message for each key that is neither a setting, a section nor a programme."""
    known = [*Settings.model_fields, SCENARIO, PARAMETERS, ECONOMICS, FUTURE, *definitions]
    return [unknown_name(key, known) for key in settings if key not in Settings.model_fields]


def _names(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the programmes to run, as far as they are names."""
    names = fields.get("programmes")
    if not isinstance(names, list | tuple):
        return ()
    return tuple(name for name in names if isinstance(name, str))


def _from_today(
    fields: Mapping[str, Any], programmes: Mapping[str, Programme]
) -> tuple[dict[str, Any], list[str]]:
    """Return the settings of a study that begins on the day of a caseload, and what is wrong."""
    run = {name: programmes[name] for name in _names(fields) if name in programmes}
    days = {name: one.today.date for name, one in run.items() if one.today is not None}
    if not days:
        return dict(fields), []
    first, *others = days
    for name in others:
        if days[name] != days[first]:
            return dict(fields), [
                f"{name}.today.date: {days[name]} is not that of {first}, {days[first]}; the "
                "programmes of a study begin on one day"
            ]
    if missing := [name for name in run if name not in days]:
        return dict(fields), [
            f"{missing[0]}.today: missing, so the programme would begin empty on {days[first]}, "
            f"the day of {first}.today; give it a caseload, or run it alone"
        ]
    try:
        asked = Days.model_validate({key: fields.get(key) for key in ("start", "end")})
    except ValidationError:
        return dict(fields), []
    if asked.start is not None and asked.start > days[first]:
        return dict(fields), [f"start: {asked.start} is after {first}.today.date, {days[first]}"]
    if asked.end is not None and asked.end < days[first]:
        if asked.start is not None and asked.end < asked.start:
            return dict(fields), []  # the check of the days refuses it in any study
        return dict(fields), [
            f"end: {asked.end} is before {first}.today.date, {days[first]}, on which the study "
            f"begins; for the past, set {first}.today=null"
        ]
    return {**fields, "start": days[first].isoformat()}, []


def _programmes(definitions: Mapping[str, Any], problems: list[str]) -> dict[str, Programme]:
    """Return the valid programmes by name, whether the study runs them or not."""
    programmes: dict[str, Programme] = {}
    for name, definition in definitions.items():
        problems += unfit_name(name)
        # A typo in a programme that the study does not run is still a typo.
        if programme := _check(Programme, definition, name, problems):
            programmes[name] = programme
    return programmes


def _of_changes(
    scenario: Scenario | None, settings: Settings | None, definitions: Mapping[str, Any]
) -> Iterator[str]:
    """Yield problems with the days of a scenario and with the programmes that it names."""
    if scenario is None:
        return
    yield from unused_date(scenario)
    if settings is not None:
        yield from changes_after(settings.end, scenario)
    for i, change in enumerate(scenario.changes):
        if change.programmes != ALL:
            key = f"{SCENARIO}.changes.{i}.programmes"
            yield from _unknown_programmes(key, change.programmes, definitions)


def _of_paths(future: Future | None, settings: Settings | None) -> Iterator[str]:
    """Yield a message if paths of the future begin before the study."""
    if future is None or settings is None or future.since is None:
        return
    if future.since < settings.start:
        yield f"{FUTURE}.since: {future.since} is before the start {settings.start}"


def _unknown_programmes(
    key: str, names: Collection[str], definitions: Mapping[str, Any]
) -> list[str]:
    return [
        unknown_name(f"{key}: {name}", definitions, "programme")
        for name in names
        if name not in definitions
    ]


def _names_in_use(programmes: Mapping[str, Programme], wanted: Collection[str]) -> Iterator[str]:
    """Yield a message for each programme or förbund with a name that results use for a total."""
    taken = {one.forbund for one in programmes.values()} | {ALL, COUNTY}
    for name in wanted:
        if name in taken:
            yield (
                f"{name}: this is the name of a förbund or of the total; a programme needs "
                "another name"
            )
    for name in wanted:
        if name in programmes and programmes[name].forbund == COUNTY:
            yield f"{name}.forbund: should not be '{COUNTY}', which is the name of the total"


def _rebuilt(plain: Mapping[str, Any], named: Collection[str], sources: Sources) -> Study:
    """Return the study of plain data that combines the arguments of `build`."""
    scenario, parameters, economics, future = (plain.get(section) for section in SECTIONS)
    rest = {key: value for key, value in plain.items() if key not in SECTIONS}
    definitions = {key: value for key, value in rest.items() if key in named}
    settings = {key: value for key, value in rest.items() if key not in named}
    return build(
        settings, definitions, scenario or {}, parameters or {}, economics, sources, future
    )


def _with_names(scenario: Any, known: Iterable[str]) -> Any:
    """Return a scenario as plain data, with programmes named as they are known."""
    if not isinstance(scenario, Mapping) or not isinstance(scenario.get("changes"), list | tuple):
        return scenario
    changes = [
        {**one, **with_known_names(one, known)} if isinstance(one, Mapping) else one
        for one in scenario["changes"]
    ]
    return {**scenario, "changes": changes}


def _with_days(
    fields: Mapping[str, Any], scenario: Scenario | None, from_today: bool
) -> dict[str, Any]:
    """Return the settings, with unset days that follow from the scenario."""
    found = dict(fields)
    try:
        days = Days.model_validate({key: found.get(key) for key in Days.model_fields})
    except ValidationError:
        days = Days()
    if scenario is None or days.start is None:
        # Their own check reports what is wrong; an unset day is not part of that.
        return {**found, "end": found.get("end") or max(COUNTS_END, days.start or COUNTS_END)}
    end = days.end or default_end(days.start, scenario, from_today=from_today)
    plan_start = days.plan_start or default_plan_start(days.start, end, scenario)
    return {**found, "end": end, "plan_start": plan_start}


def _check(model: type[Record], data: Any, prefix: str, problems: list[str]) -> Record | None:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems += explain(error, model, prefix)
        return None


def _pinned(given: Mapping[str, Any], problems: list[str]) -> dict[str, float]:
    values: dict[str, float] = {}
    for name, value in given.items():
        if name not in register():
            problems.append(unknown_name(f"{PARAMETERS}.{name}", register(), "parameter"))
        elif problem := register()[name].problem(name, value):
            problems.append(f"{PARAMETERS}.{name}: {problem} ({got(value)})")
        else:
            values[name] = float(value)
    # Always in one order: labels of studies and names of files contain them.
    return {name: values[name] for name in register() if name in values}


def _rehearse(study: Study) -> None:
    """Apply the scenario to every programme once, so that bad changes are reported before a run."""
    problems: list[str] = []
    for name in study.programmes:
        try:
            study.regimes(name)
            if study.begins_with_people:
                study.regimes_before(name)
        except StudyError as error:
            problems += [p for p in error.problems if p not in problems]
    if problems := problems or list(ruled_out(study)):
        raise StudyError(problems)
