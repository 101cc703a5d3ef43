"""The typeface of the pages is cut from that of the figures, and has the letters of all texts."""

import runpy
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from sesim.report.html.fonts import WEIGHTS

DOCS = Path(__file__).parents[2] / "docs"
TYPEFACE: dict[str, Any] = runpy.run_path(str(DOCS / "typeface.py"))
TEXTS: dict[str, Any] = runpy.run_path(str(DOCS / "texts.py"))

IN_PICTURES = {"◆", "▭", "■"}
"""Signs of keys alone; pictures hold the outlines of their letters."""


def kept(weight: str) -> bytes:
    data: bytes = (TYPEFACE["KEPT"] / f"{weight}.woff").read_bytes()
    return data


def tables(data: bytes) -> dict[str, bytes]:
    """Return what a file holds; how it is compressed depends on the system."""
    reader = TTFont(BytesIO(data)).reader
    return {name: reader[name] for name in reader.keys()}  # noqa: SIM118 - it is no dictionary


@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_files_are_those_that_are_made_today(weight: str) -> None:
    made = tables(TYPEFACE["cut"](weight))

    assert tables(kept(weight)) == made, "run python docs/typeface.py"


@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_letter_of_the_texts_is_there(weight: str) -> None:
    said = {letter for message in TEXTS["catalogue"]("sv") for letter in str(message.string)}
    said |= {letter for text in TEXTS["texts"]() for letter in str(text)}
    there = {chr(code) for code in TTFont(BytesIO(kept(weight))).getBestCmap()}

    assert "å" in said
    assert said - {"\n"} - IN_PICTURES <= there
