"""A study: programmes, scenario, window, parameters, replications and seed. Frozen and checked."""

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator

from sesim.study.departures import NO_SOURCES, Departure, Sources, departures, label
from sesim.study.economics import Economics, shipped
from sesim.study.errors import StudyError, explain, got, unknown
from sesim.study.frozen import Fixed, FixedMapping, Frozen, Record
from sesim.study.horizon import (
    COUNTS_END,
    changes_after,
    default_end,
    default_plan_start,
    unused_date,
)
from sesim.study.lines import unfit_name
from sesim.study.meant import named_in
from sesim.study.parameters import defaults, register
from sesim.study.programme import Day, Programme
from sesim.study.regimes import Regime, regimes
from sesim.study.replaceable import Replaceable
from sesim.study.scenario import ALL, PARAMETERS, Scenario
from sesim.study.showing import study_html, study_parts
from sesim.study.source import ECONOMICS, SCENARIO, SECTIONS, Source

LONGEST_YEARS = 40

COUNTY = "county"
"""Name of the total of all programmes in the results."""


class Settings(Frozen):
    """What a study says besides its programmes, scenario and parameters.

    Attributes:
        start: first day of the window; everybody comes after it.
        end: last day of the window.
        plan_start: people referred from this day on are a group of their own in the outcomes,
            so that a plan is judged by those whom it can reach.
        interval: coverage of the intervals over replications.
        workers: processes to use; 0 means one for each core.
        cluster: address of a Dask scheduler whose workers are used instead.
        output: the folder to write.
        figures: whether a study alone has pictures and the page for boards too.
        report: whether there is a page for boards at all, also one of a whole sweep.
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


class _Days(Frozen):
    """The days of a study as they are said."""

    start: Day | None = None
    end: Day | None = None
    plan_start: Day | None = None


class Study(Replaceable):
    """A checked study, ready to run.

    Attributes:
        programmes: the programmes to run, by name, in the order asked for.
        parameters: a value for every parameter of the register.
        own: values that single programmes have of their own, by programme and parameter.
        pinned: the parameters whose value was said; it holds everywhere and in every draw.
        draws: where parameters come from, such as `posterior`; empty if from this study alone.
        economics: what things cost and who pays; it turns events into money, and changes none.
        sources: where values come from that are not in the programmes' files.
    """

    settings: Settings
    programmes: FixedMapping[str, Programme]
    scenario: Scenario
    parameters: FixedMapping[str, float]
    own: FixedMapping[str, Mapping[str, float]] = Fixed()
    pinned: FixedMapping[str, float] = Fixed()
    draws: str = ""
    economics: Economics

    @property
    def titles(self) -> dict[str, str]:
        """The programmes' names for readers, by name."""
        return {name: programme.title for name, programme in self.programmes.items()}

    @property
    def departures(self) -> tuple[Departure, ...]:
        """Every value that differs from the shipped description, which makes it a what-if."""
        return departures(self)

    @property
    def label(self) -> str:
        """Its name in tables, from the scenario and the other values that differ."""
        return label(self)

    def _parts(self) -> list[str]:
        return study_parts(self)

    def _repr_html_(self) -> str:
        return study_html(self)

    def values(self, name: str) -> dict[str, float]:
        """Return the value of every parameter in one programme, before the scenario."""
        return {**self.parameters, **self.own.get(name, {}), **self.pinned}

    def regimes(self, name: str) -> tuple[Regime, ...]:
        """Return the dated states of one programme under the scenario, oldest first."""
        return regimes(
            name, self.programmes[name], self.values(name), self.scenario, self.settings.start
        )


def build(
    settings: Mapping[str, Any],
    definitions: Mapping[str, Any],
    scenario: Mapping[str, Any],
    parameters: Mapping[str, Any],
    economics: Mapping[str, Any] | None = None,
    sources: Sources = NO_SOURCES,
) -> Study:
    """Check plain data and return the study.

    Args:
        settings: the fields of `Settings`; `programmes` may also be "all".
        definitions: every programme that is known, by name, asked for or not.
        scenario: the fields of `Scenario`.
        parameters: values by parameter name; those not named keep their default.
        economics: the fields of `Economics`; None means those that are shipped.
        sources: where values come from that are not in the programmes' files.

    Raises:
        StudyError: anything is wrong; the message holds every problem found.
    """
    problems: list[str] = []
    settings = {**settings, **named_in(settings, definitions)}
    scenario = _with_names(scenario, definitions)
    plain = {**settings, **definitions, SCENARIO: scenario, PARAMETERS: parameters}
    plain |= {} if economics is None else {ECONOMICS: economics}
    if settings.get("programmes") == ALL:
        settings = {**settings, "programmes": list(definitions)}
    for key in settings:
        if key not in Settings.model_fields:
            known = [*Settings.model_fields, "scenario", PARAMETERS, ECONOMICS, *definitions]
            problems.append(unknown(key, known))
    fields = {k: v for k, v in settings.items() if k in Settings.model_fields}
    of_scenario: list[str] = []
    plan = _check(Scenario, scenario, "scenario", of_scenario)
    checked = _check(Settings, _with_days(fields, plan), "", problems)
    problems += of_scenario
    pinned = _pinned(parameters, problems)
    money = _check(Economics, shipped() if economics is None else economics, ECONOMICS, problems)
    programmes: dict[str, Programme] = {}
    wanted = checked.programmes if checked else ()
    problems += [
        unknown(f"programmes: {name}", definitions, "programme")
        for name in wanted
        if name not in definitions
    ]
    for name, definition in definitions.items():
        problems += unfit_name(name)
        # A typo in a programme that is not asked for is still a typo.
        if programme := _check(Programme, definition, name, problems):
            programmes[name] = programme
    if plan:
        problems += unused_date(plan)
        problems += changes_after(checked.end, plan) if checked else ()
        for i, change in enumerate(plan.changes):
            if change.programmes != ALL:
                problems += [
                    unknown(f"scenario.changes.{i}.programmes: {name}", definitions, "programme")
                    for name in change.programmes
                    if name not in definitions
                ]
    taken = {one.forbund for one in programmes.values()} | {ALL, COUNTY}
    problems += [
        f"{name}: this is the name of a förbund or of all together; a programme needs its own"
        for name in wanted
        if name in taken
    ]
    problems += [
        f"{name}.forbund: should not be '{COUNTY}', which is the name of all together"
        for name in wanted
        if name in programmes and programmes[name].forbund == COUNTY
    ]
    if problems or checked is None or plan is None or money is None:
        raise StudyError(problems)
    study = Study(
        settings=checked,
        programmes={name: programmes[name] for name in wanted},
        scenario=plan,
        parameters={**defaults(), **pinned},
        pinned=pinned,
        economics=money,
        sources=sources,
    )
    _rehearse(study)
    return study.made_from(Source(plain, frozenset(definitions), read=_rebuilt))


def _rebuilt(plain: Mapping[str, Any], named: Collection[str], sources: Sources) -> Study:
    """Return the study of plain data that holds what `build` is given."""
    scenario, parameters, economics = (plain.get(section) for section in SECTIONS)
    rest = {key: value for key, value in plain.items() if key not in SECTIONS}
    definitions = {key: value for key, value in rest.items() if key in named}
    settings = {key: value for key, value in rest.items() if key not in named}
    return build(settings, definitions, scenario or {}, parameters or {}, economics, sources)


def _with_names(scenario: Any, known: Iterable[str]) -> Any:
    """Return a scenario as plain data, whose changes name programmes as they are known."""
    if not isinstance(scenario, Mapping) or not isinstance(scenario.get("changes"), list | tuple):
        return scenario
    changes = [
        {**one, **named_in(one, known)} if isinstance(one, Mapping) else one
        for one in scenario["changes"]
    ]
    return {**scenario, "changes": changes}


def _with_days(fields: Mapping[str, Any], scenario: Scenario | None) -> dict[str, Any]:
    """Return the settings with the days that are not said but follow from the scenario."""
    found = dict(fields)
    try:
        days = _Days.model_validate({key: found.get(key) for key in _Days.model_fields})
    except ValidationError:
        days = _Days()
    if scenario is None or days.start is None:
        # Their own check tells what is wrong; a day that is not said is no part of it.
        return {**found, "end": found.get("end") or max(COUNTS_END, days.start or COUNTS_END)}
    end = days.end or default_end(days.start, scenario)
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
            problems.append(unknown(f"{PARAMETERS}.{name}", register(), "parameter"))
        elif said := register()[name].problem(name, value):
            problems.append(f"{PARAMETERS}.{name}: {said} ({got(value)})")
        else:
            values[name] = float(value)
    # Always in one order: names of studies and files hold them.
    return {name: values[name] for name in register() if name in values}


def _rehearse(study: Study) -> None:
    """Apply the scenario to every programme once, so that a bad change is told before any run."""
    problems: list[str] = []
    for name in study.programmes:
        try:
            study.regimes(name)
        except StudyError as error:
            problems += [p for p in error.problems if p not in problems]
    if problems:
        raise StudyError(problems)
