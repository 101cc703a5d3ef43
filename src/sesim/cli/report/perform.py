"""The pages for boards, and their pictures, written into a finished folder."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from sesim.cli.changes import (
    adjusted_programme,
    changes_of,
    common,
    future_of,
    is_tried_out,
    own_counts_of,
    source_of,
)
from sesim.cli.report.extras import check, printer
from sesim.cli.report.plans import is_search, publish_plans
from sesim.cli.report.request import Extras, ReportRequest
from sesim.cli.report.whatif_folder import is_what_if, page_names, publish_what_if
from sesim.cli.terminal import from_here, print_result
from sesim.report.board.page_data import Origin, PageData, RateShown, ScenarioSummary
from sesim.report.text.changes import ChangedValue
from sesim.report.text.future import FutureShown
from sesim.report.text.language import LANGUAGES
from sesim.runs.draws import drawn
from sesim.runs.errors import OutputError, RunError
from sesim.runs.parallel import Crew, in_order
from sesim.runs.published import CountsOf, counted, counts_of
from sesim.runs.rates import value_of
from sesim.runs.replicate import areas_of
from sesim.runs.results.folder import writing
from sesim.runs.results.workbook import WORKBOOK
from sesim.runs.sweeps.assemble import BASELINE
from sesim.runs.sweeps.reading import Finished, read_finished
from sesim.study import Departure, Study
from sesim.study.departures import changes_histories
from sesim.study.horizon import COUNTS_END
from sesim.study.parameters import PRIOR, REGISTER

NOTHING = Extras()

KEPT = "the results are as they were"


def perform(request: ReportRequest) -> list[Path]:
    """Write the pages of a folder, print where they are, and return them.

    Raises:
        OutputError: the folder has no results to report.
        RunError: a page cannot be made or written.
    """
    check(request.extras)
    pages = _publish(request)
    print_result("\n".join(f"Report: {from_here(page)}" for page in pages), request.folder)
    return pages


def _publish(request: ReportRequest) -> list[Path]:
    """Write the pages of whatever the folder holds; those to try have no pictures of their own."""
    folder, codes, extras = request
    if is_what_if(folder):
        if extras.slides or extras.pdf:
            raise OutputError(
                "--slides and --pdf: a page to try is for the browser, which can print it"
            )
        return publish_what_if(folder, codes)
    if is_search(folder):
        return publish_plans(folder, codes, extras)
    return publish(folder, codes, extras)


def publish(
    folder: Path, codes: Collection[str], extras: Extras = NOTHING, workers: int = 1
) -> list[Path]:
    """Write the page of a folder in some languages, with its pictures.

    Everything is made before anything is put in its place, and each file is there whole or as it
    was.

    Args:
        folder: of a finished study or sweep.
        codes: of the languages.
        extras: what is wanted beside the pages.
        workers: processes that make a language each, which does not affect the files.

    Returns:
        The pages.

    Raises:
        OutputError: the folder has no results to report.
        RunError: a page cannot be made or written.
    """
    found = read_finished(folder)
    with writing(folder, KEPT), TemporaryDirectory(prefix=".report-", dir=folder) as hidden:
        made = Path(hidden)
        beside = _beside(folder, found)
        wanted = [(found, code, made, extras, beside) for code in codes]
        pages = list(in_order(_make, wanted, Crew(workers)))
        for path in sorted(made.rglob("*")):
            place = folder / path.relative_to(made)
            if path.is_dir():
                place.mkdir(exist_ok=True)
            else:
                path.replace(place)
    return [folder / page for page in pages]


def _make(found: Finished, code: str, folder: Path, extras: Extras, beside: tuple[str, ...]) -> str:
    """Make the page of a language and what belongs to it, and return the page's name."""
    from sesim.report.board.page import page
    from sesim.report.board.pictures.gallery import pictures_of
    from sesim.report.html.environment import file_name
    from sesim.report.html.pictures import draw_pictures
    from sesim.report.text.language import language

    try:
        data = replace(page_data_of(found), beside=beside)
        pictures = pictures_of(data, language(code))
        text = page(data, code, pictures)
        draw_pictures(pictures, folder / "figures" / code, png=extras.png)
        if extras.slides:
            from sesim.report.slides.deck import deck

            (folder / file_name(code, suffix="pptx")).write_bytes(deck(data, code, pictures))
    except (ValueError, RuntimeError, LookupError, TypeError, ArithmeticError) as error:
        raise RunError(f"the report cannot be made: {error}") from error
    page_file = folder / file_name(code)
    page_file.write_text(text, encoding="utf-8", newline="\n")
    if extras.pdf and (prints := printer()):
        prints(page_file, folder / file_name(code, suffix="pdf"))
    return page_file.name


def _beside(folder: Path, found: Finished) -> tuple[str, ...]:
    """Return links to what lies beside the page: the spreadsheet, and pages to try."""
    study = next(iter(found.studies.values()))
    workbook = [WORKBOOK] if (folder / WORKBOOK).is_file() else []
    return (*workbook, *page_names(folder, study.programmes))


def publish_beside(folder: Path, workers: int) -> str | None:
    """Write the pages of new results; return what is wrong if it fails, for results come first.

    Args:
        folder: that holds the results.
        workers: processes of this machine that made them, and are still there.
    """
    try:
        publish(folder, LANGUAGES, workers=workers)
    except (OutputError, RunError) as error:
        return f"the results are there, but {error}"
    return None


def page_data_of(found: Finished) -> PageData:
    """Return what a page is made from: the studies that can be compared, or the first one."""
    shown = _shown(found)
    baseline, study = next(iter(shown.items()))
    settings, economics = study.settings, study.economics
    changed = {label: changes_of(one, found.departures[label]) for label, one in shown.items()}
    everywhere = common(list(changed.values())) if len(shown) > 1 else ()
    return PageData(
        summary=found.summary,
        curves=found.curves,
        comparison=_compared(found, baseline),
        scenarios=tuple(
            _summary(label, one, tuple(it for it in changed[label] if it not in everywhere))
            for label, one in shown.items()
        ),
        apart=tuple(label for label in found.studies if label not in shown),
        titles=study.titles,
        areas=areas_of(study),
        counted=counted(study),
        start=settings.start,
        end=settings.end,
        plan_start=settings.plan_start,
        replications=min(one.settings.replications for one in shown.values()),
        interval=settings.interval,
        rates=tuple(_rates(study)),
        price_year=economics.price_year,
        origin=_origin(study, found.provenance, found.files, found.departures[baseline]),
        changes=everywhere,
        unpublished=tuple(name for name, one in study.programmes.items() if not one.observed),
        caseloads={
            name: one.today.model_dump(mode="json")
            for name, one in study.programmes.items()
            if one.today is not None
        },
        past=settings.end <= COUNTS_END,
        goals=found.goals,
        tried_out=is_tried_out(study),
        adjusted=adjusted_programme(study),
        own_counts=own_counts_of(study),
        future=_future(shown.values()),
        uncertainty=found.uncertainty,
        counts_of=counts_of(study),
    )


def _future(studies: Iterable[Study]) -> FutureShown | None:
    """Return what is drawn of the future, if it is the same in all studies."""
    first, *others = (future_of(study) for study in studies)
    return first if all(one == first for one in others) else None


def _compared(found: Finished, baseline: str) -> pd.DataFrame | None:
    """Return the comparisons with the baseline; None if there are none."""
    table = found.comparison
    if table is None or table.empty:
        return None
    return table[table["compared_with"] == baseline]


def _shown(found: Finished) -> dict[str, Study]:
    """Return the studies of one page: a baseline and all that are compared with it."""
    table = found.comparison
    if table is None or table.empty:
        return dict([next(iter(found.studies.items()))])
    baseline = str(table["compared_with"].iloc[0])
    compared = set(table.loc[table["compared_with"] == baseline, "scenario"])
    names = [baseline, *(label for label in found.studies if label in compared)]
    return {label: found.studies[label] for label in names}


def _summary(label: str, study: Study, changes: tuple[ChangedValue, ...]) -> ScenarioSummary:
    scenario = study.scenario
    unchanged = scenario.name == BASELINE and not scenario.changes
    return ScenarioSummary(
        name=label,
        title="" if unchanged else scenario.title.strip() or re.sub(r"_", " ", scenario.name),
        more=label.removeprefix(scenario.name).removeprefix(", "),
        what="" if unchanged else scenario.rationale,
        assumes=scenario.assumes,
        grade=str(scenario.grade or ""),
        find_out=scenario.find_out,
        since=_since(study),
        changes=changes,
    )


def _since(study: Study) -> date | None:
    """Return the first day on which a scenario changes anything."""
    scenario = study.scenario
    days = [one.since or scenario.since or study.settings.start for one in scenario.changes]
    return min(days, default=None)


def _rates(study: Study) -> Iterator[RateShown]:
    for name, rate in study.economics.rates_in_use.items():
        yield RateShown(
            name=name,
            meaning=rate.meaning,
            value=value_of(rate),
            unit=rate.unit,
            grade=str(rate.grade),
        )


def _origin(
    study: Study,
    provenance: Mapping[str, Any],
    files: Mapping[str, str],
    departures: Sequence[Departure],
) -> Origin:
    source = study.draws or REGISTER
    whose = counts_of(study)
    counts = any(whose.get(name) is CountsOf.PUBLISHED for name in study.programmes)
    return Origin(
        version=str(provenance["version"]),
        commit=provenance.get("commit"),
        changed=provenance.get("dirty"),
        seed=study.settings.seed,
        configuration=str(provenance.get("configuration_sha256")),
        parameters=source_of(study),
        fitted=counts and source not in (PRIOR, REGISTER) and not changes_histories(departures),
        draws=len(set(draws.of(study.settings.replications))) if (draws := drawn(study)) else None,
        started=str(provenance["started"]),
        files=files,
    )
