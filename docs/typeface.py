"""The typeface of the pages, with the letters that they need: `python docs/typeface.py`.

Cutting a typeface down takes as long as making a page, so its two weights are kept in
`src/sesim/report/html/typeface/`. A test compares them with what this makes.
"""

import shutil
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib.font_manager import FontProperties, findfont

from sesim.report.html.fonts import FOLDER, WEIGHTS
from sesim.report.text.names import TYPEFACE

KEPT = Path(__file__).parents[1] / "src" / "sesim" / "report" / "html" / FOLDER

LETTERS = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) + "–—‘’“”„…•−×≤≥□●○◇▬‑"
"""Latin letters of all of Europe, and the signs that texts here use."""


def original(weight: str) -> Path:
    """Return the whole typeface, which comes with Matplotlib and is the one of the figures."""
    return Path(findfont(FontProperties(family=TYPEFACE, weight=weight)))


def cut(weight: str) -> bytes:
    """Return a WOFF file with the letters of a weight, `normal` or `bold`."""
    face = TTFont(original(weight), recalcTimestamp=False)
    del face["FFTM"]  # dates of the makers' own program
    options = Options(layout_features=["kern"], hinting=False, desubroutinize=True)
    subsetter = Subsetter(options)
    subsetter.populate(text=LETTERS)
    subsetter.subset(face)
    face.flavor = "woff"
    data = BytesIO()
    face.save(data)
    return data.getvalue()


def main() -> None:
    """Write both weights, and the licence that goes with them."""
    KEPT.mkdir(exist_ok=True)
    for weight in WEIGHTS:
        (KEPT / f"{weight}.woff").write_bytes(cut(weight))
    shutil.copyfile(original("normal").with_name("LICENSE_DEJAVU"), KEPT / "LICENSE")


if __name__ == "__main__":
    main()
