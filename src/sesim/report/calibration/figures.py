"""The pictures of a calibration: which there are, in which order, and which can be drawn."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from sesim.messages import LONGEST_VALUE, shortened
from sesim.outcomes import COUNTY
from sesim.report.calibration.diagnostics import EXPLAINED, Tables
from sesim.report.calibration.parameters import check_picture, parameters_picture
from sesim.report.calibration.predictions import (
    counts_picture,
    left_out_picture,
    structure_picture,
)
from sesim.report.calibration.stamp import on_picture
from sesim.report.figures.picture import Picture
from sesim.report.html.pictures import draw_pictures
from sesim.report.text.language import SOURCE, Language, language
from sesim.report.text.names import display_names

UNDRAWN = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)
"""What a picture can fail with that has too little to draw."""


class Drawn(NamedTuple):
    """The pictures of a calibration.

    Attributes:
        pictures: those that were drawn, by the names of their files.
        failed: why a picture is missing, by its name.
    """

    pictures: dict[str, Picture]
    failed: dict[str, str]


def calibration_figures(
    tables: Tables, titles: Mapping[str, str], code: str = SOURCE
) -> dict[str, Figure]:
    """Return the figures of a calibration by name, to be shown in a notebook.

    Args:
        tables: the diagnostics by name, as a calibration makes them.
        titles: names for readers, by programme.
        code: of the language, `sv` or `en`.
    """
    found = pictures_of(language(code), tables, titles)
    return {name: picture.figure for name, picture in found.items()}


def draw_calibration(
    tables: Tables, titles: Mapping[str, str], folder: Path, code: str = SOURCE
) -> list[Path]:
    """Draw the figures of a calibration as PNG and SVG, the same bytes for the same tables.

    Args:
        tables: the diagnostics by name, as a calibration makes them.
        titles: names for readers, by programme.
        folder: where to write; made if it does not exist.
        code: of the language, `sv` or `en`.

    Returns:
        The paths of the files written.
    """
    return draw_pictures(pictures_of(language(code), tables, titles), folder, png=True)


def draw_possible(say: Language, tables: Tables, titles: Mapping[str, str], folder: Path) -> Drawn:
    """Draw the figures that can be drawn, as PNG and SVG, and return why the others cannot.

    A calibration takes half an hour or more: no figure is worth losing its results.
    """
    drawn = Drawn({}, {})
    for name, make in _makers(say, tables, titles).items():
        try:
            if picture := make():
                draw_pictures({name: picture}, folder, png=True)
                drawn.pictures[name] = picture
        except UNDRAWN as error:
            drawn.failed[name] = shortened(str(error) or type(error).__name__, LONGEST_VALUE)
    return drawn


def pictures_of(say: Language, tables: Tables, titles: Mapping[str, str]) -> dict[str, Picture]:
    """Return the pictures of a calibration by name; those without data are left out."""
    found = {name: make() for name, make in _makers(say, tables, titles).items()}
    return {name: picture for name, picture in found.items() if picture}


def _makers(
    say: Language, tables: Tables, titles: Mapping[str, str]
) -> dict[str, Callable[[], Picture | None]]:
    """Return what makes each picture, by its name, in the order of the page."""
    programmes = programme_names(say, tables, titles)
    parameters = parameter_names(tables["parameters"], programmes)
    makers: dict[str, Callable[[], Picture | None]] = {
        "counts": lambda: counts_picture(say, tables, programmes),
        "parameters": lambda: parameters_picture(say, tables, parameters),
        "calibration_check": lambda: check_picture(say, tables, parameters),
        "left_out": lambda: left_out_picture(say, tables, programmes),
        "structure": lambda: structure_picture(say, tables, programmes),
    }
    return {name: partial(_stamped, say, tables, make) for name, make in makers.items()}


def _stamped(say: Language, tables: Tables, make: Callable[[], Picture | None]) -> Picture | None:
    picture = make()
    return on_picture(say, tables, picture) if picture else None


def programme_names(say: Language, tables: Tables, titles: Mapping[str, str]) -> dict[str, str]:
    """Return a name for readers of each programme, and of all together."""
    known = [table["programme"] for table in tables.values() if "programme" in table]
    every = dict.fromkeys(name for column in known for name in column if name != EXPLAINED)
    return display_names(every, {**titles, COUNTY: say("All together")})


def parameter_names(parameters: pd.DataFrame, programmes: Mapping[str, str]) -> dict[str, str]:
    """Return each parameter's name, with the name of its programme: `Eksjö: programme_effect`."""
    found = {}
    for name in parameters["parameter"]:
        programme, _, own = name.rpartition(".")
        found[name] = f"{programmes.get(programme, programme)}: {own}" if programme else name
    return found
