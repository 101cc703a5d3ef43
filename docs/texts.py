"""The texts that reports show, and the catalogue of their translations: `python docs/texts.py`.

Adds to each catalogue the texts that it lacks, with nothing beside them, and takes out those that
nobody says any more. A test refuses a catalogue with gaps.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from sesim.outcomes import LEDGER, fidelity
from sesim.outcomes.definitions import money
from sesim.outcomes.fidelity import ITEMS
from sesim.study import parameters
from sesim.study.parameters import register
from sesim.validation import figures, setups, tables

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "src" / "sesim" / "report"
LOCALES = REPORT / "locale"
CLI = ROOT / "src" / "sesim" / "cli"
CODE = [
    *sorted(REPORT.rglob("*.py")),
    CLI / "changes.py",
    *sorted((CLI / "new").glob("*.py")),
    *sorted((CLI.parent / "app").rglob("*.py")),
]
TEMPLATES = sorted(REPORT.rglob("*.j2"))
KEYWORDS = {"say": None, "_say": None, "many": (1, 2), "N_": None}

Text = str | tuple[str, str]


def texts() -> dict[Text, list[str]]:
    """Return every text that is translated, in the code's order, with the files it stands in."""
    found: dict[Text, list[str]] = {}
    for path, text in _all():
        where = path.relative_to(ROOT).as_posix()
        if text and where not in found.setdefault(text, []):
            found[text].append(where)
    return found


def _all() -> Iterator[tuple[Path, Text]]:
    for path in CODE:
        with path.open("rb") as file:
            for _, text, *_ in extract("python", file, keywords=KEYWORDS):
                yield path, text
    for path in TEMPLATES:
        with path.open("rb") as file:
            for _, _, text, _ in babel_extract(file, ("say",), (), {"encoding": "utf-8"}):
                # A text with values comes with one None for each of them.
                yield path, text if isinstance(text, str) else text[0]
    for path in sorted((ROOT / "conf" / "scenario").glob("*.yaml")):
        scenario = yaml.safe_load(path.read_text(encoding="utf-8"))
        for key in ("title", "rationale", "assumes", "find_out"):
            yield path, scenario.get(key, "")
    for parameter in register().values():
        yield Path(parameters.__file__), parameter.meaning
        yield Path(parameters.__file__), parameter.unit
    for item in ITEMS:
        yield Path(fidelity.__file__), item.name
        yield Path(fidelity.__file__), item.unit
    for row in LEDGER:
        yield Path(money.__file__), row.title
    for figure in figures.shipped_figures():
        yield figures.SHIPPED, figure.quantity
        yield figures.SHIPPED, figure.teaches or ""
    for setup in setups.SETUPS.values():
        yield Path(setups.__file__), setup.title
        yield Path(setups.__file__), setup.how
    for text in (*tables.QUANTITIES.values(), tables.SHORT_TIMES):
        yield Path(tables.__file__), text
    for path in sorted((ROOT / "conf" / "economics").glob("*.yaml")):
        for rate in yaml.safe_load(path.read_text(encoding="utf-8"))["rates"].values():
            yield path, rate["meaning"]
            yield path, rate["unit"]


def catalogue(code: str) -> Catalog:
    """Return the catalogue of a language as it is."""
    return read_po(BytesIO((LOCALES / f"{code}.po").read_bytes()), locale=code)


def renewed(code: str) -> bytes:
    """Return the catalogue of a language with all texts and no others, ready to be written."""
    old = catalogue(code)
    new = Catalog(
        locale=code, project="sesim", charset="utf-8", fuzzy=False,
        header_comment="# Texts of the reports. English stands in the code; see docs/texts.py.",
    )  # fmt: skip
    for text, where in texts().items():
        known = old.get(text)
        nothing = "" if isinstance(text, str) else ("", "")
        # A text that is now for one thing, or for several, has other translations.
        said = known.string if known and type(known.string) is type(nothing) else nothing
        new.add(text, said, [(path, None) for path in where])
    file = BytesIO()
    write_po(file, new, width=100, omit_header=False, include_lineno=False, sort_by_file=False)
    lines = file.getvalue().decode().splitlines()
    dated = ("PO-Revision", "POT-Creation", "Last-Translator", "Language-Team", "Report-Msgid")
    kept = [line for line in lines if not line.startswith(tuple(f'"{name}' for name in dated))]
    return ("\n".join(kept) + "\n").encode()


def main() -> None:
    """Write the catalogues again."""
    for path in sorted(LOCALES.glob("*.po")):
        path.write_bytes(renewed(path.stem))


if __name__ == "__main__":
    main()
