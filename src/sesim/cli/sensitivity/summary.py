"""The sentences that the terminal shows when a sensitivity analysis is done."""

import textwrap
from pathlib import Path

import pandas as pd

from sesim.cli.sensitivity.request import SensitivityRequest
from sesim.cli.terminal import WIDTH, from_here
from sesim.outcomes import COUNTY, describe
from sesim.report.sensitivity.tornado import Subject
from sesim.report.text.names import AREAS, display_names
from sesim.report.text.numbers import unit_of
from sesim.sensitivity.analysis import DIFFERENCE, LEVEL, SensitivityResults
from sesim.study.parameters import register

MOST_NAMED = 3
"""Parameters that the terminal names."""


def subject(request: SensitivityRequest) -> Subject:
    """Return the subject of an analysis, in words for readers."""
    settings = request.settings
    unit = unit_of(describe(settings.outcome).unit)
    whose = display_names(
        [settings.programme], {**AREAS, COUNTY: "all together", **request.study.titles}
    )
    scenario = request.study.scenario
    return Subject(
        settings.outcome.replace("_", " "),
        whose[settings.programme],
        f"“{scenario.title or scenario.name.replace('_', ' ')}”",
        unit.name,
        unit.times,
    )


def names_of(request: SensitivityRequest) -> dict[str, str]:
    """Return the meaning of each parameter, after the name of its programme if it has one."""
    whose = display_names(request.study.programmes, request.study.titles)
    names = {name: _capital(one.meaning) for name, one in register().items()}
    own = {
        f"{programme}.{name}": f"{title}: {register()[name].meaning}"
        for programme, title in whose.items()
        for name in register()
    }
    return {**names, **own}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def summary_text(request: SensitivityRequest, found: SensitivityResults, folder: Path) -> str:
    """Return what the terminal shows when an analysis is done."""
    about, information = subject(request), found.value_of_information
    mean, worth = (about.times * value for value in (information.mean, request.settings.worth))
    sentences = [
        f"{about.scenario} against the baseline, {about.outcome} of {about.whose}: on average "
        f"{mean + worth:+.2f} {about.unit} better; more than {worth:g} in "
        f"{100 * information.worthwhile:.0f}% of the draws, chance averaged out."
    ]
    for name, table in (("level", found.sobol_level), ("difference", found.sobol_difference)):
        sentences.append(f"The {name} depends on: {_largest(table, 'first_order')}.")
    sentences.append(_morris(found.morris))
    lines = ["Which figure should the municipality measure next", *_next(request, found), ""]
    wrapped = [textwrap.fill(text, WIDTH) for text in sentences]
    return "\n".join([*wrapped, "", *lines, f"Results: {from_here(folder)}"])


def _largest(table: pd.DataFrame, column: str) -> str:
    """Return the parameters above the noise floor, with their shares."""
    above = table[table[column] > table["noise_floor"]].head(MOST_NAMED)
    parts = [f"{one.parameter} ({100 * float(one[column]):.0f}%)" for _, one in above.iterrows()]
    return ", ".join(parts) or "no parameter above the noise floor"


def _morris(table: pd.DataFrame) -> str:
    """Return the screened factors above the noise floor."""
    above = table[table["mu_star"] > table["noise_floor"]]
    parts = []
    for name in (LEVEL, DIFFERENCE):
        factors = above.loc[above["of"] == name, "factor"].head(MOST_NAMED)
        parts.append(f"{', '.join(factors) or 'none above the noise floor'} ({name})")
    return f"Of the screened factors: {'; '.join(parts)}. Ignore any mu_star below its noise_floor."


def _next(request: SensitivityRequest, found: SensitivityResults) -> list[str]:
    about, names, table = subject(request), names_of(request), found.value_of_information.table
    everything = about.times * float(table["value"].iloc[0])
    best = table.iloc[1:]
    best = best[(best["value"] > best["noise_floor"])].head(MOST_NAMED)
    if everything <= 0:
        return ["  None: the choice is clear at every value of the parameters."]
    whole = f"  (All parameters together: {everything:.3f} {about.unit}.)"
    if best.empty:
        return [
            "  No single parameter is worth measuring first, as far as these runs show.",
            whole,
        ]
    return [
        *(
            f"  {one.parameter} ({names[str(one.parameter)]}): worth "
            f"{about.times * float(one['value']):.3f} {about.unit}"
            for _, one in best.iterrows()
        ),
        whole,
    ]
