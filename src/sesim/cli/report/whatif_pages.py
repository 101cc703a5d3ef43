"""The pages of a grid, from its settings, histories and comparison."""

from collections.abc import Collection, Iterator

import pandas as pd

from sesim.outcomes import ALL, SINCE_PLAN
from sesim.report.text.language import LANGUAGES
from sesim.report.whatif.page import file_name, whatif_page
from sesim.report.whatif.shown import ShownGrid, ShownLever, ShownOption, ShownPreset
from sesim.runs.draws import draw_of_each, drawn, path_of_each
from sesim.runs.results.configuration import to_plain
from sesim.runs.results.provenance import fingerprint, version
from sesim.whatif.grid import BASELINE, WhatIfGrid
from sesim.whatif.levers import NOW, GridLever
from sesim.whatif.packing import packed
from sesim.whatif.quantiles import normal, student
from sesim.whatif.simulation import Values, kept_of


def pages(
    grid: WhatIfGrid,
    values: Values,
    comparison: pd.DataFrame,
    codes: Collection[str] = tuple(LANGUAGES),
) -> dict[str, str]:
    """Return the page in each language, by its file name.

    Args:
        grid: the settings.
        values: shape (settings, histories, kept).
        comparison: the presets against how it is now.
        codes: of the languages.
    """
    shown = shown_grid(grid, values, comparison)
    return {file_name(code): whatif_page(shown, code) for code in codes}


def shown_grid(grid: WhatIfGrid, values: Values, comparison: pd.DataFrame) -> ShownGrid:
    """Return what the pages are made from."""
    study = grid.study
    draws = tuple(map(int, draw_of_each(study)))
    paths = path_of_each(study)
    return ShownGrid(
        place=grid.place,
        titles={name: one.title for name, one in study.programmes.items()},
        start=study.settings.start,
        since=grid.since,
        end=study.settings.end,
        group=SINCE_PLAN if study.settings.plan_start else ALL,
        replications=study.settings.replications,
        interval=study.settings.interval,
        draws=draws,
        independent=draws if paths is None else tuple(map(int, paths)),
        knows_effects=drawn(study) is not None,
        student=student(len(set(draws)), study.settings.interval),
        normal=normal(study.settings.interval),
        levers=tuple(map(shown_lever, grid.levers)),
        tabs=grid.tabs,
        together=grid.together,
        cells={cell.places: cell.number for cell in grid.cells},
        presets=tuple(ShownPreset(*preset) for preset in grid.presets),
        outcomes={one.outcome: packed(values[:, :, i]) for i, one in enumerate(kept_of(study))},
        comparison=comparison,
        in_any_case="" if study.label == BASELINE else study.label,
        made=dict(_made(grid)),
    )


def shown_lever(lever: GridLever) -> ShownLever:
    """Return a lever as pages show it."""
    options = tuple(
        ShownOption(one.code, one.value, is_now=one.code == NOW) for one in lever.options
    )
    impossible = tuple(value for value, _ in lever.impossible)
    return ShownLever(
        lever.name, options, lever.now, lever.size, impossible, lever.each, lever.grade
    )


def _made(grid: WhatIfGrid) -> Iterator[tuple[str, str]]:
    """Yield what somebody needs who wants the same numbers again, by its name in English.

    Neither the time nor the commit is there, so that the same settings give the same page.
    """
    if (number := version()) is not None:
        yield "version", number
    yield "seed", str(grid.study.settings.seed)
    yield "hash of the settings", fingerprint(to_plain(grid.study))[:16]
