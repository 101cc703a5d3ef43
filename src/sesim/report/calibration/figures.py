"""The figures of a calibration, drawn and written."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from sesim.messages import LONGEST_VALUE, shortened
from sesim.report.calibration import parameters as learned
from sesim.report.calibration import predictions
from sesim.report.calibration.diagnostics import EXPLAINED, Tables
from sesim.report.figures.style import house_style, save
from sesim.report.text.names import display_names

CAPTIONS = {
    "counts": "Published counts, and what the model predicts before and after calibration",
    "parameters": "What the counts say of each free parameter",
    "calibration_check": "Ranks of synthetic truths, and how often intervals held them",
    "left_out": "Employed of each programme, predicted without its own counts",
    "structure": "Published share employed, and that of structure alone",
}
"""The figures by the names of their files, in the order in which they are read."""


UNDRAWN = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)
"""What a figure may fail with that has nothing to draw, or too little."""

ABBREVIATED = {"sd": "SD"}


class Drawn(NamedTuple):
    """The figures of a calibration.

    Attributes:
        paths: of the files written.
        failed: why a figure is missing, by its name.
    """

    paths: list[Path]
    failed: dict[str, str]


def draw_calibration(tables: Tables, titles: Mapping[str, str], folder: Path) -> list[Path]:
    """Draw the figures of a calibration as PNG and SVG, the same bytes for the same tables.

    Args:
        tables: the diagnostics by name, as a calibration makes them.
        titles: names for readers, by programme; parameters may be named too.
        folder: where to write; made if it does not exist.

    Returns:
        The paths of the files written.
    """
    return draw_possible(tables, titles, folder).paths


def draw_possible(tables: Tables, titles: Mapping[str, str], folder: Path) -> Drawn:
    """Draw the figures of a calibration that can be drawn, and tell why the others cannot.

    A calibration takes half an hour or more: no figure is worth losing its results.
    """
    paths: list[Path] = []
    failed: dict[str, str] = {}
    with house_style():
        for name, make in _makers(tables, titles).items():
            try:
                paths += save(make(), folder, name)
            except UNDRAWN as error:
                failed[name] = shortened(str(error) or type(error).__name__, LONGEST_VALUE)
    return Drawn(paths, failed)


def calibration_figures(tables: Tables, titles: Mapping[str, str]) -> dict[str, Figure]:
    """Return the figures of a calibration by name, to be shown in a notebook or written.

    A figure about which the tables hold nothing is left out.

    Args:
        tables: the diagnostics by name, as a calibration makes them.
        titles: names for readers, by programme; parameters may be named too.
    """
    figures: dict[str, Figure] = {}
    with house_style():
        for name, make in _makers(tables, titles).items():
            with suppress(predictions.NothingToDrawError):
                figures[name] = make()
    return figures


def _makers(tables: Tables, titles: Mapping[str, str]) -> dict[str, Callable[[], Figure]]:
    """Return what makes each figure, by its name."""
    programmes = programme_names(tables, titles)
    parameters = parameter_names(tables["parameters"], programmes, titles)
    return {
        "counts": lambda: predictions.counts(tables, programmes),
        "parameters": lambda: learned.parameters(tables, parameters),
        "calibration_check": lambda: learned.check(tables, parameters),
        "left_out": lambda: predictions.left_out(tables, programmes),
        "structure": lambda: predictions.structure(tables, programmes),
    }


def programme_names(tables: Tables, titles: Mapping[str, str]) -> dict[str, str]:
    """Return a name for readers of each programme."""
    known = [table["programme"] for table in tables.values() if "programme" in table]
    every = dict.fromkeys(name for column in known for name in column if name != EXPLAINED)
    return display_names(every, titles)


def parameter_names(
    parameters: pd.DataFrame, programmes: Mapping[str, str], titles: Mapping[str, str]
) -> dict[str, str]:
    """Return a name for readers of each parameter, such as `Eksjö: programme effect`."""
    found = {}
    for name in parameters["parameter"]:
        programme, _, own = name.rpartition(".")
        words = " ".join(ABBREVIATED.get(word, word) for word in own.split("_"))
        if programme:
            found[name] = f"{programmes.get(programme, programme)}: {words}"
        else:
            found[name] = titles.get(name) or words[:1].upper() + words[1:]
    return found
