"""The typeface of the page, with the letters that it needs, inside the page."""

from base64 import b64encode
from functools import cache
from importlib.resources import files

FOLDER = "typeface"
"""Holds a file for each weight, which `docs/typeface.py` makes, and their licence."""

WEIGHTS = ("normal", "bold")


@cache
def fonts() -> dict[str, str]:
    """Return the typeface in each weight, as base64 of a WOFF file."""
    folder = files("sesim.report.html").joinpath(FOLDER)
    return {
        weight: b64encode(folder.joinpath(f"{weight}.woff").read_bytes()).decode()
        for weight in WEIGHTS
    }
