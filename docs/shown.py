"""Run what the pages show, and write beneath it what came out.

    python docs/shown.py

Blocks are run in the order of the page, in an empty folder of its own:

* `yaml` is written to the path that stands in the comment on its first line;
* `bash` runs the lines that begin with sesim; one that ends with `# refused` must be bad input;
* `python` is run; what one block defines, the next one knows;
* `text` right below one of the last two is replaced by what was printed.

A table below `<!-- some/file.csv -->` is replaced by that file, and one below
`<!-- some/file.csv: one two where three=4 -->` by two columns of some of its rows.
A test fails when a page differs from what this writes.
"""

import contextlib
import csv
import doctest
import io
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sesim.cli.command import BAD_INPUT, GOOD
from sesim.cli.describe import main as describe
from sesim.cli.new import main as new
from sesim.cli.simulate import main as simulate
from sesim.cli.validate import main as validate

ROOT = Path(__file__).parents[1]

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BELOW = re.compile(r"```\n\n?```text\n")
TABLE = re.compile(
    r"^(<!-- (\S+\.csv)(?:: ([\w ]+?)(?: where (\w+)=(\w+))?)? -->\n)(?:\|.*\n)*", re.MULTILINE
)
PROGRAMS = {
    "sesim": simulate.exit_status,
    ".venv/bin/sesim": simulate.exit_status,
    "sesim-describe": describe.exit_status,
    "sesim-new": new.exit_status,
    "sesim-validate": validate.exit_status,
}
"""What runs the lines that begin with these words."""

REFUSED = "# refused"

LARGE = 10
"""Numbers from here on are shown whole."""


class Block(NamedTuple):
    """One fenced block of a page: its language, its text, and where the text stands."""

    language: str
    text: str
    start: int
    stop: int


def pages() -> list[Path]:
    """Return every page of the documentation."""
    folders = ["*.md", "docs/**/*.md", "experiments/**/*.md", "notebooks/*.md"]
    return sorted(path for pattern in folders for path in ROOT.glob(pattern))


def blocks(page: str) -> list[Block]:
    """Return the fenced blocks of a page, in order."""
    return [Block(m[1], m[2], m.start(2), m.end(2)) for m in BLOCK.finditer(page)]


def refreshed(page: str, folder: Path) -> str:
    """Return a page with the output and the tables that it should show.

    Args:
        page: its text.
        folder: an empty folder, in which everything is run.

    Raises:
        AssertionError: a command or an example did not end as the page says.
        Exception: whatever a block of Python raises.
    """
    names: dict[str, Any] = {"__name__": "__page__"}
    listed = blocks(page)
    new, done, printed = [], 0, ""
    for i, block in enumerate(listed):
        if printed:  # by the block before, and this one shows it
            new += [page[done : block.start], printed.rstrip() + "\n"]
            done = block.stop
        between = page[block.stop : listed[i + 1].start] if i + 1 < len(listed) else ""
        shown = BELOW.fullmatch(between) is not None
        printed = perform(block, folder, names, shown=shown)
        printed = printed if shown else ""
    return TABLE.sub(_with_table, "".join([*new, page[done:]]))


def perform(block: Block, folder: Path, names: dict[str, Any], *, shown: bool) -> str:
    """Do what a block says, and return what was printed."""
    out = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        match block.language:
            case "yaml":
                _write(block.text)
            case "bash":
                for line in commands(block.text):
                    _command(line, shown=shown)
            case "python" if block.text.startswith(">>>"):
                _example(block.text, names)
            case "python":
                exec(compile(block.text, "page", "exec"), names)  # noqa: S102 - our own pages
    return out.getvalue()


def commands(text: str) -> Iterator[str]:
    """Yield the lines of a shell block, those that go on joined."""
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def _write(text: str) -> None:
    """Write a file, if its first line is a comment that says where."""
    if found := re.match(r"# (\S+\.yaml)\n", text):
        path = Path(found[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _command(line: str, *, shown: bool) -> None:
    """Run one line if it is ours; a study has two replications if its output is not shown."""
    program, *arguments = shlex.split(line, comments=True)
    if program not in PROGRAMS:
        return
    expected = BAD_INPUT if line.endswith(REFUSED) else GOOD
    is_study = PROGRAMS[program] is simulate.exit_status
    if is_study and not shown and "--config-path" not in arguments:
        arguments = [word for word in arguments if not word.startswith("replications=")]
        arguments.append("replications=2")
    status = PROGRAMS[program](arguments)
    assert status == expected, f"{line}: exit status {status}, not {expected}"  # noqa: S101


def _example(text: str, names: dict[str, Any]) -> None:
    example = doctest.DocTestParser().get_doctest(text, names, "page", None, 0)
    failed = doctest.DocTestRunner().run(example, clear_globs=False).failed
    assert failed == 0, text  # noqa: S101


def _with_table(found: re.Match[str]) -> str:
    text = (ROOT / found[2]).read_text(encoding="utf-8")
    if found[3]:
        text = _part_of(text, found[3].split(), found[4], found[5])
    return found[1] + table(text)


def _part_of(text: str, columns: list[str], key: str | None, value: str | None) -> str:
    """Return some columns of a CSV file, with their intervals, and some of its rows."""
    rows = list(csv.DictReader(io.StringIO(text)))
    ends = [f"{name}{end}" for name in columns for end in ("", "_low", "_high")]
    out = io.StringIO()
    writer = csv.DictWriter(
        out, [name for name in ends if name in rows[0]], extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(row for row in rows if key is None or row[key] == value)
    return out.getvalue()


def table(text: str) -> str:
    r"""Return a CSV file as a Markdown table, with means and intervals in one cell.

    An interval without a mean has a cell of its own.

    >>> print(table("programme,employed,employed_low,employed_high\naneby,4,2.4,8"), end="")
    | programme | employed |
    | --- | --- |
    | aneby | 4 (2–8) |
    """
    rows = list(csv.DictReader(io.StringIO(text)))
    columns = list(dict.fromkeys(_base(name, rows[0]) for name in rows[0]))
    lines = [[name.replace("_", " ") for name in columns], ["---"] * len(columns)]
    whole = {name for name in rows[0] if _counts(rows, name)}
    lines += [[_cell(row, name, whole) for name in columns] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _base(name: str, row: dict[str, str]) -> str:
    """Return the name of the column in which a value is shown: its own, or its interval's."""
    base = name.removesuffix("_low").removesuffix("_high")
    return base if {f"{base}_low", f"{base}_high"} <= set(row) else name


def _cell(row: dict[str, str], name: str, whole: set[str]) -> str:
    value = _number(row[name], name, whole) if name in row else ""
    if f"{name}_low" not in row:
        return value
    if not row[f"{name}_low"] and not row[f"{name}_high"]:
        return value
    ends = [_number(row[f"{name}_{end}"], name, whole) for end in ("low", "high")]
    low, high = (end.removesuffix("%") for end in ends)
    between = " to " if {"-", "–"} & {low[:1], high[:1]} else "–"
    return f"{value} ({low}{between}{high})" if value else f"{low}{between}{high}"


def _counts(rows: list[dict[str, str]], name: str) -> bool:
    """Whether the numbers of a column are counts or the like, whose decimals say nothing.

    Means of one to nine are none, unless their column has larger ones too: 1.7 is not 2.
    """
    base = _base(name, rows[0])
    with contextlib.suppress(ValueError):
        column, mean = ([float(row.get(one) or 0) for row in rows] for one in (name, base))
        large = max(map(abs, mean)) >= LARGE or all(number.is_integer() for number in mean)
        return large and all(number == 0 or abs(number) >= 1 for number in column)
    return False


def _number(text: str, name: str, whole: set[str]) -> str:
    """Return a number as readers want it: whole, with two digits, or in per cent if a share."""
    try:
        number = float(text)
    except ValueError:
        return f"`{text}`" if name == "parameter" else text or "–"
    if "share" in name:
        return f"{100 * number:.0f}%"
    whole_number = f"{number:.0f}"
    fits = (name in whole and whole_number != "-0") or abs(number) >= LARGE
    return whole_number if fits else f"{number:.2g}"


def main() -> None:
    """Rewrite the pages that show something else than what comes out."""
    for path in pages():
        page = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            new = refreshed(page, Path(folder))
        if new != page:
            path.write_text(new, encoding="utf-8")
            sys.stdout.write(f"rewritten: {path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
