"""What stands inside the page and not beside it: its style, and its script from several parts."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

STYLE: Final = "whatif/whatif.css"

PARTS: Final = (
    "histories", "estimator", "words", "settings", "elements", "levers", "answer", "years", "page",
)  # fmt: skip
"""The parts of the script, in order: each uses only what stands before it until the page begins."""


def style() -> str:
    """Return the style of the page, besides that of every page."""
    return _file(STYLE)


@cache
def script() -> str:
    """Return the one script of the page.

    Its parts share their names with each other, and with nothing else in the browser.
    """
    parts = "\n".join(_file(f"whatif/script/{name}.js") for name in PARTS)
    return f'\n"use strict";\n(() => {{\n{parts}}})();\n'


def script_hash() -> str:
    """Return the hash that lets the script run, and no other."""
    return b64encode(sha256(script().encode()).digest()).decode()


def _file(name: str) -> str:
    return files("sesim.report").joinpath(name).read_text(encoding="utf-8")
