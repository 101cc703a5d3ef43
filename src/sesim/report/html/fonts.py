"""The typeface of the page, with the letters that it needs, inside the page."""

from base64 import b64encode
from functools import cache
from io import BytesIO

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib.font_manager import FontProperties, findfont

from sesim.report.text.names import TYPEFACE

LETTERS = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) + "–—‘’“”„…•−×≤≥□●○◇▬‑"
"""Latin letters of all of Europe, and the signs that texts here use."""


@cache
def font(weight: str) -> str:
    """Return the typeface in a weight, `normal` or `bold`, as base64 of a WOFF file.

    It comes with matplotlib, so it is there wherever figures are, and is the one of the figures.
    """
    path = findfont(FontProperties(family=TYPEFACE, weight=weight))
    face = TTFont(path, recalcTimestamp=False)
    del face["FFTM"]  # dates of the makers' own program
    options = Options(layout_features=["kern"], hinting=False, desubroutinize=True)
    subsetter = Subsetter(options)
    subsetter.populate(text=LETTERS)
    subsetter.subset(face)
    face.flavor = "woff"
    data = BytesIO()
    face.save(data)
    return b64encode(data.getvalue()).decode()
