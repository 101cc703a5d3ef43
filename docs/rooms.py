"""The rooms of the package: what each holds, which others it may import, and their picture.

The table is the only one: `tests/test_architecture.py` holds the code to it, and
`python docs/generate.py` draws it and writes it into the page about the architecture.
"""

from collections.abc import Iterator
from graphlib import TopologicalSorter
from html import escape
from typing import NamedTuple


class Room(NamedTuple):
    """A folder or a module of `src/sesim/`.

    Attributes:
        holds: what you find there, in a few words.
        imports: the other rooms that it may import.
    """

    holds: str
    imports: frozenset[str]


def room(holds: str, *imports: str) -> Room:
    """Return a room; the rooms that it may import are named one by one."""
    return Room(holds, frozenset(imports))


# A room may have inner rooms; a module lies in the innermost one that holds it.
# A module in no room is an error.
ROOMS = {
    "messages": room("what every message about bad input has in common"),
    "events": room("the columns and words of the event log"),
    "study": room(
        "what a study is: programmes, scenario, parameters with their priors, costs",
        "messages", "events",
    ),
    "exchange": room(
        "the event log for other programs", "events",
    ),
    "model": room("the simulation: from a study to its events", "study", "events"),
    "outcomes": room("from an event log to figures, for simulated and real records", "events"),
    "runs": room(
        "replications in parallel, parameter draws, paired comparison",
        "study", "model", "outcomes", "events",
    ),
    "runs.results": room(
        "the folder that a study leaves behind", "runs", "study", "outcomes", "messages"
    ),
    "runs.sweeps": room(
        "the jobs of a sweep, put together and compared",
        "runs.results", "runs", "study", "outcomes", "messages",
    ),
    "describe": room(
        "from a programme's own records to its description", "study", "outcomes", "events"
    ),
    "plan": room(
        "from goals to the cheapest plan that reaches them",
        "runs.results", "runs", "study", "model", "outcomes", "messages",
    ),
    "designs": room(
        "studies that differ in a few levers, run and compared",
        "plan", "runs", "study", "outcomes", "messages",
    ),
    "whatif": room(
        "every setting of a few levers, for a page to try for oneself",
        "plan", "runs.results", "runs", "study", "model", "outcomes", "messages",
    ),
    "sensitivity": room(
        "which parameters an answer depends on", "runs", "study", "model", "outcomes"
    ),
    "calibration": room(
        "from published counts to parameter draws",
        "sensitivity", "runs.results", "runs", "study", "model", "outcomes", "events", "messages",
    ),
    "calibration.own": room(
        "from a programme's own counts to its parameters",
        "calibration", "runs.results", "runs", "study", "model", "outcomes", "messages",
    ),
    "validation": room(
        "the model beside figures that others have counted",
        "plan", "runs.results", "runs", "study", "model", "outcomes", "events", "messages",
    ),
    "report": room("what readers see"),
    "report.text": room("names, numbers and ranges, in English and Swedish"),
    "report.figures": room("style, and drawing with measured texts", "report.text", "outcomes"),
    "report.terminal": room("tables in the terminal", "report.text", "outcomes"),
    "report.html": room(
        "what every page shares", "report.figures", "report.text"
    ),
    "report.calibration": room(
        "the page about a calibration",
        "report.html", "report.figures", "report.text", "outcomes", "messages",
    ),
    "report.validation": room(
        "the page about a validation",
        "report.html", "report.figures", "report.text",
    ),
    "report.sensitivity": room(
        "the figures of a sensitivity analysis", "report.figures", "report.text"
    ),
    "report.own": room("the report about own counts", "report.text"),
    "report.plan": room(
        "the report about plans",
        "report.html", "report.figures", "report.text", "outcomes",
    ),
    "report.whatif": room(
        "the page to try for oneself",
        "report.board", "report.html", "report.text", "outcomes",
    ),
    "report.programme": room(
        "comments and questions about a programme's file", "describe", "report.text"
    ),
    "report.board": room(
        "the page for boards",
        "report.board.pictures", "report.html", "report.figures", "report.text", "outcomes",
    ),
    "report.board.pictures": room(
        "the page's pictures",
        "report.board", "report.figures", "report.text", "outcomes", "events",
    ),
    "report.app": room(
        "the pages of the app", "report.html", "report.text",
    ),
    "report.slides": room(
        "the slides for a board", "report.board", "report.figures", "report.html", "report.text",
    ),
    "cli": room(
        "the commands: what you ask for, composed from conf/ and checked",
        "report.text", "runs.sweeps", "runs.results", "runs", "study", "messages",
    ),
    "cli.simulate": room(
        "the command sesim, also of sweeps",
        "cli.report", "cli", "report.terminal", "report.figures", "report.text", "runs.sweeps",
        "runs.results", "runs", "study", "outcomes", "messages",
    ),
    "cli.calibrate": room(
        "the command sesim-calibrate",
        "cli", "report.calibration", "report.html", "report.text", "calibration", "runs.results",
        "runs", "study",
    ),
    "cli.adjust": room(
        "the command sesim-adjust: own counts of one programme, also held against a study",
        "cli", "report.own", "report.text", "calibration.own", "calibration", "runs.sweeps",
        "runs.results", "runs", "study", "messages",
    ),
    "cli.sensitivity": room(
        "the command sesim-sensitivity",
        "cli", "report.sensitivity", "report.text", "sensitivity", "calibration", "runs.results",
        "runs", "study", "outcomes",
    ),
    "cli.report": room(
        "the command sesim-report: writes the pages of a folder",
        "cli", "report.board", "report.board.pictures", "report.slides", "report.plan",
        "report.whatif", "report.html", "report.text", "whatif", "runs.sweeps", "runs.results",
        "runs", "study", "outcomes", "messages",
    ),
    "cli.convert": room(
        "the command sesim-convert: files of an earlier version", "cli", "runs", "study", "messages"
    ),
    "cli.describe": room(
        "the command sesim-describe: a programme's file from its records",
        "cli", "report.programme", "report.terminal", "report.text", "describe", "runs.results",
        "runs", "study", "outcomes", "messages",
    ),
    "cli.plan": room(
        "the command sesim-plan: backwards from goals to a plan",
        "cli.report", "cli", "report.plan", "plan", "runs.results", "runs", "study",
    ),
    "cli.validate": room(
        "the command sesim-validate: the model beside reference figures",
        "cli.plan", "cli", "report.validation", "report.html", "report.text", "validation",
        "runs.results", "runs", "study",
    ),
    "cli.whatif": room(
        "the command sesim-whatif: a page to try for oneself",
        "cli.plan", "cli.report", "cli", "whatif", "runs.results", "runs", "study",
    ),
    "cli.new": room(
        "the command sesim-new: a programme's file from answers to questions",
        "cli", "report.programme", "report.text", "describe", "runs.results", "runs", "study",
    ),
    "app": room(
        "the command sesim-app: describe, try, see and plan in the browser",
        "app.pages", "cli", "cli.new", "cli.adjust", "cli.plan", "cli.report", "cli.simulate",
        "report.app", "report.programme", "report.whatif",
        "report.html", "report.text", "describe", "calibration.own", "whatif", "runs.results",
        "runs", "study", "events", "messages",
    ),
    "app.pages": room(
        "what each page shows, and what it does with a form",
        "app", "cli", "cli.new", "report.text", "whatif", "runs.results", "study",
    ),
    "__init__": room(
        "import sesim: the Python interface",
        "study", "outcomes", "exchange", "runs", "designs", "calibration", "cli",
        "cli.calibrate",
    ),
}  # fmt: skip

TWO_WAYS = {
    frozenset({"report.board", "report.board.pictures"}),
    frozenset({"app", "app.pages"}),
}
"""Rooms that use each other: a page holds pictures, and both show the same numbers; the site has
pages, and they use its forms."""

FLOW = [
    ("cli/compose.py", "conf/ and the command line become one configuration"),
    ("study/building.py", "the configuration is checked and becomes a study"),
    ("runs/draws.py", "a replication takes one set of parameter values"),
    ("model/model_programme.py", "Vetlanda in the units of the model: weeks and hours"),
    ("model/referral.py", "the candidate is referred in some week"),
    ("model/journey.py", "waits, enrols, prepares, searches, gets a job, leaves"),
    ("model/log.py", "each step is one row of the event log"),
    ("outcomes/participants.py", "the rows become one person: weeks, hours, jobs"),
    ("outcomes/measures.py", "the person counts in each outcome of the replication"),
    ("runs/replicate.py", "replications become a mean and an interval"),
    ("runs/results/store.py", "the tables are written into a folder"),
    ("report/board/answer.py", "a figure becomes a sentence with its interval"),
    ("report/board/page.py", "sentence, tables and pictures: report.sv.html"),
]
"""One referral from the configuration to the page: where each step is taken, and what it is."""


# --- the table ------------------------------------------------------------------------------------


def ordered() -> list[str]:
    """Return the rooms from the bottom up, each followed by its inner rooms."""
    links = {name: set(targets) for name, targets in outer_imports().items()}
    outer = list(TopologicalSorter(links).static_order())
    return [name for top in outer for name in ROOMS if outer_of(name) == top]


def table() -> list[list[str]]:
    """Return a row for each room: its name, what it holds, and what it may import."""
    return [
        [f"`{name}`", ROOMS[name].holds, ", ".join(f"`{one}`" for one in _sorted(name)) or "none"]
        for name in ordered()
    ]


def _sorted(name: str) -> list[str]:
    return [other for other in ordered() if other in ROOMS[name].imports]


# --- the picture ----------------------------------------------------------------------------------


def outer_of(name: str) -> str:
    """Return the outermost room that a room lies in."""
    return name.partition(".")[0]


def outer_imports() -> dict[str, set[str]]:
    """Return what each outermost room imports, with its inner rooms."""
    found: dict[str, set[str]] = {outer_of(name): set() for name in ROOMS}
    for name, one in ROOMS.items():
        found[outer_of(name)] |= set(map(outer_of, one.imports)) - {outer_of(name)}
    return found


def arrows() -> Iterator[tuple[str, str]]:
    """Yield the imports from which all others follow: no way round leads to the same room."""
    direct = outer_imports()

    def reached(name: str) -> set[str]:
        return direct[name].union(*map(reached, direct[name]))

    for name, targets in direct.items():
        indirect = set().union(*map(reached, targets))
        yield from ((name, target) for target in sorted(targets - indirect))


class Box(NamedTuple):
    """Where a room is drawn, in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Its lower edge."""
        return self.y + self.height


BOXES = {
    "app": Box(220, 50, 760, 72),
    "__init__": Box(20, 146, 160, 338),
    "cli": Box(220, 146, 760, 72),
    "validation": Box(220, 242, 130, 118),
    "whatif": Box(362, 242, 140, 118),
    "calibration": Box(514, 242, 146, 118),
    "designs": Box(220, 380, 130, 118),
    "plan": Box(362, 380, 140, 104),
    "sensitivity": Box(514, 380, 146, 104),
    "runs": Box(220, 518, 440, 84),
    "report": Box(680, 232, 300, 446),
    "model": Box(220, 694, 220, 72),
    "outcomes": Box(460, 694, 330, 72),
    "describe": Box(810, 694, 170, 90),
    "exchange": Box(20, 806, 160, 76),
    "events": Box(220, 806, 570, 56),
    "study": Box(20, 896, 960, 56),
    "messages": Box(20, 982, 960, 56),
}
SIZE = (1000, 1336)

PAPER, INK, GREY, LINE, FILL, STEP = (
    "#ffffff",
    "#1a1a1a",
    "#555555",
    "#8a8a8a",
    "#f3f6f8",
    "#8a4b00",
)
LETTER = 7.4
"""Room for a letter of 13 pixels, in pixels; generous, since each system has its own font."""


def picture() -> str:
    """Return the picture of the rooms as SVG: what may import what, and one referral's path."""
    width, height = SIZE
    body = [
        *(_arrow(BOXES[name], BOXES[target]) for name, target in arrows()),
        *(line for name, box in BOXES.items() for line in _box(name, box)),
        *_way(),
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
            'aria-labelledby="title" font-family="sans-serif" font-size="13">',
            '<title id="title">The rooms of sesim, and the path of one referral</title>',
            '<defs><marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="6" '
            'markerHeight="6" orient="auto">',
            f'<path d="M0 0L8 4L0 8z" fill="{LINE}"/></marker></defs>',
            f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
            _text(
                20,
                30,
                "Arrows show what a room imports; imports that skip a room are left out.",
                fill=GREY,
            ),
            *body,
            "</svg>\n",
        ]
    )


def _arrow(start: Box, end: Box) -> str:
    """Return an arrow down, in the middle of what the two have in common, or to a side."""
    left, right = max(start.x, end.x), min(start.right, end.right)
    if left < right:
        x = (left + right) // 2
        points = f"M{x} {start.bottom}V{end.y}"
    else:
        y = (max(start.y, end.y) + min(start.bottom, end.bottom)) // 2
        points = f"M{start.right} {y}H{end.x}" if start.x < end.x else f"M{start.x} {y}H{end.right}"
    return f'<path d="{points}" stroke="{LINE}" stroke-width="2" marker-end="url(#end)"/>'


def _box(name: str, box: Box) -> Iterator[str]:
    """Yield a room: its name, the steps taken there, what it holds, and its inner rooms."""
    yield (
        f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="6" '
        f'fill="{FILL}" stroke="{INK}"/>'
    )
    title = "sesim" if name == "__init__" else name
    yield _text(box.x + 12, box.y + 22, title, weight="bold", size=16)
    steps = [number for number, (file, _) in enumerate(FLOW, 1) if file.partition("/")[0] == name]
    for place, number in enumerate(reversed(steps)):
        yield from _number(box.right - 18 - 26 * place, box.y + 17, number)
    inner = [other for other in ROOMS if outer_of(other) == name and other != name]
    lines = _wrapped(ROOMS[name].holds, box.width - 24)
    if name == "report":
        texts = [f"{one.partition('.')[2]}: {ROOMS[one].holds}" for one in inner]
        lines += ["", *(line for text in texts for line in _wrapped(text, box.width - 24))]
    elif inner:
        lines.append("in it: " + ", ".join(one.partition(".")[2] for one in inner))
    if 41 + 17 * (len(lines) - 1) > box.height - 6:
        raise ValueError(f"{name}: the text does not fit its box; make the box higher in BOXES")
    for row, line in enumerate(lines):
        yield _text(box.x + 12, box.y + 41 + 17 * row, line, fill=GREY)


def _way() -> Iterator[str]:
    """Yield the steps of one referral, below the rooms."""
    top, half = BOXES["messages"].bottom + 40, (len(FLOW) + 1) // 2
    yield _text(20, top, "The path of one referral, from conf/ to report.sv.html", weight="bold")
    for place, (file, what) in enumerate(FLOW):
        x, y = 20 + 490 * (place // half), top + 30 + 34 * (place % half)
        yield from _number(x + 12, y, place + 1)
        yield _text(x + 34, y - 2, file, weight="bold")
        yield _text(x + 34, y + 14, what, fill=GREY)


def _number(x: int, y: int, number: int) -> Iterator[str]:
    yield f'<circle cx="{x}" cy="{y}" r="11" fill="{STEP}"/>'
    yield _text(x, y + 4, str(number), fill=PAPER, size=12, weight="bold", anchor="middle")


def _text(
    x: int, y: int, text: str, *, fill: str = INK, size: int = 13, weight: str = "normal",
    anchor: str = "start",
) -> str:  # fmt: skip
    return (
        f'<text x="{x}" y="{y}" fill="{fill}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines that fit a width, in pixels."""
    lines: list[str] = []
    for word in text.split():
        if lines and LETTER * len(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
