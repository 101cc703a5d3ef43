"""The shape of the package: which room may import what, as two tables and one checker.

The table of the rooms is in `docs/rooms.py`, where it is drawn too.
"""

import ast
import re
import runpy
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "sesim"
LONGEST_MODULE = 350

TABLE = runpy.run_path(str(PACKAGE.parents[1] / "docs" / "rooms.py"))
ROOMS: dict[str, frozenset[str]] = {name: room.imports for name, room in TABLE["ROOMS"].items()}
TWO_WAYS: set[frozenset[str]] = TABLE["TWO_WAYS"]

# Each outside library, and where it may be used; the longest name that matches decides.
# A library without a row is an error.
FENCES = {
    "SALib": {"sensitivity.sobol", "sensitivity.morris"},
    "babel": {"report.text.language"},
    "click": {"cli.new.asking"},
    "starlette": {"app.guard", "app.serve", "app.site"},
    "uvicorn": {"app.serve"},
    "distributed": {"runs.parallel"},
    "filelock": {"runs.sweeps.jobs", "plan.folder"},
    "h5netcdf": {"calibration.netcdf"},
    "h5py": {"calibration.netcdf"},
    "hydra": {"cli"},
    "importlib.import_module": set(),  # it would hide imports from this test
    "jinja2": {"report.html.environment"},
    "joblib": {"runs.parallel"},
    "markupsafe": {"report"},
    "matplotlib": {"report"},
    "numpy": {
        "model",
        "outcomes",
        "runs",
        "describe",
        "plan",
        "whatif",
        "sensitivity",
        "calibration",
        "validation",
        "report",
        "cli.describe",
        "cli.whatif",
    },
    "numpy.random": {"model.streams"},
    "omegaconf": {"cli"},
    "pandas": {
        "exchange",
        "outcomes",
        "runs",
        "describe",
        "plan",
        "designs",
        "whatif",
        "sensitivity",
        "calibration",
        "validation",
        "report",
        "cli",
        "__init__",
    },
    "pptx": {"report.slides.deck"},
    "psutil": {"runs.process"},
    "pyarrow": {"runs", "exchange"},
    "pydantic": {
        "study",
        "plan",
        "whatif",
        "calibration",
        "validation",
        "runs.sweeps.precision",
        "cli",
        "app",
    },
    "random": {"model.streams"},
    "scipy": {
        "outcomes",
        "runs",
        "describe",
        "plan",
        "whatif",
        "sensitivity",
        "calibration",
        "validation",
    },
    "sbi": {"calibration.neural"},
    "seaborn": {"report"},
    "simpy": {"model"},
    "torch": {"calibration.neural"},
    "weasyprint": {"cli.report.extras"},
    "tqdm": {"runs", "cli"},
    "xlsxwriter": {"runs.results.workbook"},
    "yaml": {"study", "runs", "cli", "app.edited", "app.commands"},
}

# What Windows lacks, or where it does something else: `os.kill` ends the process whatever the
# signal, and `os.getppid` names a parent that has ended.
UNIX = (
    "fcntl", "grp", "posix", "pwd", "resource", "termios", "os.fork", "os.getppid", "os.getuid",
    "os.kill", "os.killpg", "os.uname", "signal.SIGHUP", "signal.SIGKILL",
)  # fmt: skip
FENCES |= {name: set() for name in UNIX}

PRIVATE = {"cli.hydra_adapter"}
"""Modules that may use what a library keeps private: a name that begins with an underscore."""


def violations(package: Path) -> Iterator[str]:
    """Yield one message for each breach of the rules in the package at this path."""
    for path in sorted(package.rglob("*.py")):
        where = path.relative_to(package).as_posix()
        module = where.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        room = room_of(module)
        source = path.read_text(encoding="utf-8")
        if room is None:
            yield f"{where}: belongs to no room"
            continue
        if (length := len(source.splitlines())) > LONGEST_MODULE:
            yield f"{where}: {length} lines, more than {LONGEST_MODULE}"
        objections = {objection(module, room, name) for name in names_used(ast.parse(source))}
        for reason in sorted(filter(None, objections)):
            yield f"{where}: {reason}"


def room_of(module: str) -> str | None:
    """Return the innermost room that holds a module, if any does."""
    return max((room for room in ROOMS if inside(module, {room})), key=len, default=None)


def objection(module: str, room: str, name: str) -> str | None:
    """Say why this module may not use the thing with this dotted name, if it may not."""
    library, _, inner = name.partition(".")
    if not library:
        return "relative import"
    if library == "sesim":
        target = room_of(inner) or "__init__"
        allowed = target in {room, *ROOMS[room]}
        return None if allowed else f"{room} may not import {target}"
    parts = re.split(r"[(\[]", name)[0].split(".")
    private = any(part.startswith("_") and not part.endswith("__") for part in parts)
    if private and library not in sys.stdlib_module_names:  # such as os._exit, which is documented
        return None if inside(module, PRIVATE) else f"{name} is private"
    fences = [fence for fence in FENCES if inside(name, {fence})]
    if fences:
        fence = max(fences, key=len)
        return None if inside(module, FENCES[fence]) else f"{fence} is used outside its fence"
    return None if library in sys.stdlib_module_names else f"{library} has no fence"


def inside(name: str, places: set[str]) -> bool:
    """Whether the dotted name is one of the places or lies within one."""
    return any(name == place or name.startswith(f"{place}.") for place in places)


def names_used(tree: ast.Module) -> set[str]:
    """Return the dotted names that a module imports, or reaches through an imported name.

    `np.random.default_rng` counts as a use of `numpy.random.default_rng`.
    A relative import begins with a dot.
    """
    imported: set[str] = set()
    bound: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                imported.add(alias.name)
                top = alias.name.partition(".")[0]
                bound[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                name = f"{'.' * node.level}{node.module or ''}.{alias.name}"
                imported.add(name)
                bound[alias.asname or alias.name] = name
    reached = {
        f"{bound[root]}.{rest}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        for root, _, rest in [ast.unparse(node).partition(".")]
        if root in bound
    }
    return imported | reached


def test_package_keeps_its_shape() -> None:
    assert list(violations(PACKAGE)) == []


def test_no_rooms_go_in_circles() -> None:
    levels = TopologicalSorter(
        {
            room: {other for other in others if frozenset({room, other}) not in TWO_WAYS}
            for room, others in ROOMS.items()
        }
    )

    assert set(levels.static_order()) == set(ROOMS)  # static_order raises where there is a circle


def test_every_room_in_the_table_exists() -> None:
    places = {name: PACKAGE / name.replace(".", "/") for name in ROOMS}

    assert [
        name
        for name, path in places.items()
        if not path.is_dir() and not path.with_suffix(".py").is_file()
    ] == []


def test_a_room_imports_what_the_table_says() -> None:
    """Otherwise an arrow of the picture would stand for nothing."""
    used: dict[str, set[str]] = {name: set() for name in ROOMS}
    for path in PACKAGE.rglob("*.py"):
        where = path.relative_to(PACKAGE).with_suffix("").as_posix()
        room = room_of(where.removesuffix("/__init__").replace("/", "."))
        names = names_used(ast.parse(path.read_text(encoding="utf-8")))
        inner = [name.removeprefix("sesim.") for name in names if name.startswith("sesim.")]
        used[room or ""] |= {target for one in inner if (target := room_of(one))}

    assert {
        name: targets - used[name] for name, targets in ROOMS.items() if targets - used[name]
    } == {}


def test_every_step_of_a_referral_is_a_module() -> None:
    assert [file for file, _ in TABLE["FLOW"] if not (PACKAGE / file).is_file()] == []


def test_no_two_classes_have_one_name() -> None:
    """A name with two meanings sends the reader to the wrong room."""
    homes: dict[str, list[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(path.relative_to(PACKAGE).as_posix())

    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


@pytest.mark.parametrize(
    ("where", "source", "expected"),
    [
        ("model/journey.py", "from sesim.outcomes import rows", "model may not import outcomes"),
        ("model/journey.py", "import sesim.runs.results.folder", "model may not import runs"),
        ("outcomes/tables.py", "from sesim import model", "outcomes may not import model"),
        (
            "report/page.py",
            "from sesim.runs.results.folder import read",
            "report may not import runs",
        ),
        ("study/study.py", "def f():\n    import sesim.outcomes", "study may not import outcomes"),
        ("events.py", "from sesim import __version__", "events may not import __init__"),
        ("__init__.py", "from sesim.report import page", "__init__ may not import report"),
        ("helpers.py", "", "belongs to no room"),
        ("helpers/__init__.py", "", "belongs to no room"),
        ("runs/folder.py", "from . import provenance", "relative import"),
        ("runs/folder.py", "from ..model import replication", "relative import"),
        ("runs/folder.py", "import simpy", "simpy is used outside its fence"),
        ("model/clock.py", "import pandas as pd", "pandas is used outside its fence"),
        ("model/clock.py", "import random", "random is used outside its fence"),
        ("runs/sweep.py", "import fcntl", "fcntl is used outside its fence"),
        ("runs/folder.py", "import os\nos.kill(7, 0)", "os.kill is used outside its fence"),
        ("model/clock.py", "from numpy import random", "numpy.random is used outside its fence"),
        ("model/clock.py", "import numpy as np\nnp.random.seed(1)", "numpy.random is used outside"),
        ("model/clock.py", "import numpy.fft\nnumpy.random.rand()", "numpy.random is used outside"),
        (
            "model/clock.py",
            "from importlib import import_module",
            "importlib.import_module is used",
        ),
        ("cli/main.py", "from matplotlib.figure import Figure", "matplotlib is used outside"),
        (
            "cli/compose.py",
            "from hydra._internal.callbacks import Callbacks",
            "hydra._internal.callbacks.Callbacks is private",
        ),
        (
            "cli/sources.py",
            "from hydra.plugins.config_source import ConfigSource\nConfigSource._get_header_dict",
            "hydra.plugins.config_source.ConfigSource._get_header_dict is private",
        ),
        ("report/page.py", "import requests", "requests has no fence"),
        ("model/clock.py", "\n" * (LONGEST_MODULE + 1), f"{LONGEST_MODULE + 1} lines"),
    ],
)
def test_planted_violation_is_caught(
    tmp_path: Path, where: str, source: str, expected: str
) -> None:
    plant(tmp_path, {where: source})

    [message] = violations(tmp_path)

    assert message.startswith(f"{where}: {expected}")


def test_what_is_allowed_passes(tmp_path: Path) -> None:
    """Otherwise a checker that objects to everything would pass the planted violations."""
    plant(
        tmp_path,
        {
            "__init__.py": "def simulate():\n    from sesim.runs.replicate import replicate",
            "events.py": "from enum import StrEnum",
            "study/__init__.py": "from sesim.study.study import Study",
            "study/study.py": "from pydantic import BaseModel",
            "model/streams.py": "import numpy as np\nnp.random.Philox",
            "model/journey.py": "import simpy\nfrom sesim.events import Kind\nsimpy.Environment",
            "runs/folder.py": "import json\nimport pyarrow.parquet as pq\n" + "\n" * 300,
            "cli/hydra_adapter.py": "from hydra._internal.callbacks import Callbacks",
            "cli/report/main.py": "import hydra\nfrom sesim.report.board import page",
        },
    )

    assert list(violations(tmp_path)) == []


def plant(package: Path, files: dict[str, str]) -> None:
    """Write the given modules below the given folder."""
    for where, source in files.items():
        path = package / where
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
