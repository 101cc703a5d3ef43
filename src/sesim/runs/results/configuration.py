"""A study as plain data and back: the form of `config.yaml`, and of what Hydra composes."""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from sesim import messages
from sesim.runs.draws import identity_of, with_parameters
from sesim.study import Settings, Study, StudyError, build
from sesim.study.departures import NO_SOURCES, Sources
from sesim.study.frozen import unchecked
from sesim.study.future import FUTURE, Future
from sesim.study.parameters import POSTERIOR, REGISTER
from sesim.study.rules import ECONOMICS
from sesim.study.scenario import ALL, PARAMETERS
from sesim.study.source import (
    DRAWS,
    DRAWS_ID,
    SCENARIO,
    SECTIONS,
    Source,
)

NOWHERE: Mapping[str, Any] = MappingProxyType(
    {
        "workers": 0,
        "cluster": None,
        "output": None,
        "figures": True,
        "report": True,
        "events": True,
    }
)
"""Settings that decide where results are made, and what of them is shown and kept."""

GOAL = "goal"
"""The field of a programme that holds its goals."""

# Two fields that every programme has and that no one overrides by accident. They distinguish a
# whole programme from a misspelt name such as `vetlnda.caseload_norm=20`.
MARKS = frozenset({"title", "posts"})


def to_plain(study: Study) -> dict[str, Any]:
    """Return the complete study as plain data: settings, scenario, parameters, money, programmes.

    Parameters are given by their source and by the pinned values. Settings that only decide where
    and how fast results are made, and what of them is kept, have their default values.
    """
    data = study.model_dump(mode="json")
    settings = {**data["settings"], **NOWHERE}
    # A change has either `set` or `scale`: only the given one may be written.
    changes = [one.model_dump(mode="json", exclude_unset=True) for one in study.scenario.changes]
    scenario = {**data["scenario"], "changes": changes}
    parameters = {DRAWS: study.draws or REGISTER, DRAWS_ID: identity_of(study), **study.pinned}
    sections = {SCENARIO: scenario, PARAMETERS: parameters, ECONOMICS: data[ECONOMICS]}
    if study.future != Future():
        sections[FUTURE] = data[FUTURE]
    return {**settings, **sections, **data["programmes"]}


def from_plain(
    config: Mapping[str, Any],
    named: Collection[str] = (),
    sources: Sources = NO_SOURCES,
) -> Study:
    """Check plain data as from `to_plain` and return the study.

    Args:
        config: settings, `scenario`, `parameters`, `economics` and programmes, all at the top
            level. Without `economics`, as in folders of earlier versions, the rules of the year
            apply; without `future`, nothing is drawn.
        named: keys that are programmes in any case.
        sources: of values that are not in the programmes' files.

    Raises:
        StudyError: anything is wrong; the message holds every problem found.
    """
    definitions = {
        key: value
        for key, value in config.items()
        if key in named or (key not in SECTIONS and _is_programme(key, value))
    }
    settings = {k: v for k, v in config.items() if k not in definitions and k not in SECTIONS}
    if isinstance(one := settings.get("programmes"), str) and one != ALL:
        settings["programmes"] = [one]
    values = config.get(PARAMETERS) or {}
    if not isinstance(values, Mapping):
        raise StudyError([f"{PARAMETERS}: should be values by name (got {messages.value(values)})"])
    problems: list[str] = []
    values = dict(values)
    source = _text(values, DRAWS, problems) or POSTERIOR
    identity = _text(values, DRAWS_ID, problems)
    problems += _of_goals(definitions)
    try:
        study = build(
            settings,
            definitions,
            config.get(SCENARIO) or {},
            values,
            config.get(ECONOMICS),
            sources,
            config.get(FUTURE),
        )
    except StudyError as error:
        raise StudyError([*problems, *error.problems]) from None
    if problems:
        raise StudyError(problems)
    made = _narrowed(with_parameters(study, source, identity))
    return made.made_from(Source(config, frozenset(named), read=from_plain))


def _of_goals(definitions: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the outcomes that goals name, which a study alone cannot tell."""
    for name, definition in definitions.items():
        goals = definition.get(GOAL) if isinstance(definition, Mapping) else None
        if isinstance(goals, Mapping) and goals:
            from sesim.runs.goals import problems  # few studies have goals

            yield from problems(name, goals)


def _text(values: dict[str, Any], key: str, problems: list[str]) -> str | None:
    """Remove an entry from the parameters and return it; it should be a text or nothing."""
    value = values.pop(key, None)
    if value is not None and not isinstance(value, str):
        problems.append(f"{PARAMETERS}.{key}: should be a text (got {messages.value(value)})")
        return None
    return value or None


def _narrowed(study: Study) -> Study:
    """Remove changes from the scenario that affect none of the study's programmes.

    Otherwise it would name programmes that `to_plain` does not describe.
    """
    changes = []
    for change in study.scenario.changes:
        concerned = [name for name in study.programmes if name in change.programmes]
        if change.programmes == ALL:
            changes.append(change)
        elif concerned:
            changes.append(unchecked(change, programmes=tuple(concerned)))
    # A date that no change uses would be refused when the study is read again.
    since = study.scenario.since if any(one.since is None for one in changes) else None
    scenario = unchecked(study.scenario, changes=tuple(changes), since=since)
    return unchecked(study, scenario=scenario)


def _is_programme(key: str, value: object) -> bool:
    return key not in Settings.model_fields and isinstance(value, Mapping) and value.keys() >= MARKS
