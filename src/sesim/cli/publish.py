"""The pages for boards, and their pictures, written into a finished folder."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sesim.report.board.material import Material, Origin, Plan, Rate
from sesim.report.language import N_
from sesim.runs.draws import POINT, POSTERIOR, PRIOR, REGISTER, drawn
from sesim.runs.errors import RunError
from sesim.runs.folder import replace_file, writing
from sesim.runs.published import counted
from sesim.runs.rates import value_of
from sesim.runs.reading import Finished, read
from sesim.study import Study

PARAMETERS = {
    POSTERIOR: N_("draws that fit the published counts (the shipped calibration)"),
    PRIOR: N_("draws of what was believed before looking at the published counts"),
    POINT: N_("one value for each, the middle of the calibration"),
    REGISTER: N_("one value for each, before any calibration"),
}
"""Where parameters come from, in words."""

KEPT = "the results are as they were"


def publish(folder: Path, codes: Collection[str]) -> list[Path]:
    """Write the page of a folder in some languages, with its pictures.

    Everything is made before anything is written, and each file is there whole or not at all.

    Returns:
        The pages.

    Raises:
        OutputError: the folder holds nothing that could be told.
        RunError: a page cannot be made or written.
    """
    from sesim.report.board.page import file_name, page
    from sesim.report.board.pictures import draw_pictures, pictures_of
    from sesim.report.language import language

    material = material_of(read(folder))
    pages = []
    for code in codes:
        try:
            pictures = pictures_of(material, language(code))
            text = page(material, code, pictures)
        except (ValueError, RuntimeError, KeyError) as error:
            raise RunError(f"the report cannot be made: {error}") from error
        with writing(folder, KEPT):
            draw_pictures(pictures, folder / "figures" / code)
            replace_file(folder / file_name(code), text.encode())
        pages.append(folder / file_name(code))
    return pages


def material_of(found: Finished) -> Material:
    """Return what a page is made from."""
    study = next(iter(found.studies.values()))
    settings, economics = study.settings, study.economics
    titles: dict[str, str] = {}
    for one in found.studies.values():
        titles |= {name: programme.title for name, programme in one.programmes.items()}
    begins = [one.settings.plan_start for one in found.studies.values() if one.settings.plan_start]
    return Material(
        summary=found.summary,
        curves=found.curves,
        comparison=found.comparison,
        plans=tuple(_plan(label, one) for label, one in found.studies.items()),
        titles=titles,
        counted=counted(study),
        start=settings.start,
        end=max(one.settings.end for one in found.studies.values()),
        plan_start=min(begins, default=None),
        replications=settings.replications,
        interval=settings.interval,
        rates=tuple(_rates(study)),
        price_year=economics.price_year,
        origin=_origin(study, found.provenance, found.files),
    )


def _plan(label: str, study: Study) -> Plan:
    scenario = study.scenario
    more = label.removeprefix(scenario.name)
    return Plan(
        name=label,
        title=(scenario.title or re.sub(r"_", " ", scenario.name)) + more,
        what=scenario.rationale,
        assumes=scenario.assumes,
        since=_since(study),
    )


def _since(study: Study) -> date | None:
    """Return the first day on which a scenario changes anything."""
    scenario = study.scenario
    days = [one.since or scenario.since or study.settings.start for one in scenario.changes]
    return min(days, default=None)


def _rates(study: Study) -> Iterator[Rate]:
    for name, rate in study.economics.rates.named().items():
        yield Rate(
            name=name,
            meaning=rate.meaning,
            value=value_of(rate),
            unit=rate.unit,
            grade=str(rate.grade),
            source=rate.source,
        )


def _origin(study: Study, told: Mapping[str, Any], files: Mapping[str, str]) -> Origin:
    source = study.draws or REGISTER
    return Origin(
        version=str(told["version"]),
        commit=told.get("commit"),
        changed=told.get("dirty"),
        seed=study.settings.seed,
        configuration=str(told.get("configuration_sha256")),
        parameters=PARAMETERS.get(source, source),
        draws=len(set(draws.of(study.settings.replications))) if (draws := drawn(study)) else None,
        started=str(told["started"]),
        files=files,
    )
