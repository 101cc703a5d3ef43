"""What is imported, and when: nobody waits for a library that their command does not use."""

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

DRAWING = {"matplotlib", "seaborn", "jinja2", "fontTools"}
"""Libraries that draw pages and pictures."""

ELSEWHERE = {"SALib", "openpyxl", "scipy.interpolate", "scipy.stats", "statsmodels"}
"""Libraries of sensitivity analyses and of tests."""

STARTING = {"antlr4", "hydra", "omegaconf", "tqdm", "xlsxwriter"}
"""Libraries that compose a study, show progress or write results."""

SIMULATING = {"joblib", "scipy", "simpy"}
"""Libraries that run replications."""

COMMANDS = (
    "simulate", "adjust", "calibrate", "convert", "describe", "new", "plan", "report",
    "sensitivity", "validate", "whatif",
)  # fmt: skip

SMALL = ["programmes=vetlanda", "replications=2", "end=2012-06-30", "report=false"]


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[[str], set[str]]:
    """Return a function that runs a program, and returns the modules that it has at its end."""

    def call(program: str) -> set[str]:
        file = tmp_path / "modules.json"
        ending = f"import json, sys\njson.dump([*sys.modules], open({str(file)!r}, 'w'))"
        code = f"{program}\n{ending}"
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True)
        return set(json.loads(file.read_text()))

    return call


def command(name: str, *arguments: str) -> str:
    """Return a program that performs a command."""
    return (
        f"from sesim.cli.{name}.main import exit_status\nassert exit_status({list(arguments)}) == 0"
    )


def libraries(modules: set[str]) -> set[str]:
    """Return the libraries that modules belong to, besides Python's own."""
    return {name.partition(".")[0] for name in modules} - sys.stdlib_module_names - {"sesim"}


@pytest.fixture(scope="module")
def always_there() -> set[str]:
    """The libraries that every program of this Python has, such as those of an editable install."""
    program = "import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    return libraries(set(done.stdout.decode().split()))


@pytest.mark.parametrize(
    "program",
    [
        "import sesim; dir(sesim)",
        *(command(name, "--help") for name in COMMANDS),
        command("simulate", "--version"),
    ],
)
def test_help_needs_no_library(
    loaded: Callable[[str], set[str]], program: str, always_there: set[str]
) -> None:
    assert libraries(loaded(program)) <= always_there


COMPOSED = "json.dump([*sys.modules], open('composed.json', 'w'))"


def test_a_study_is_composed_without_simulating_and_run_without_drawing(
    loaded: Callable[[str], set[str]], tmp_path: Path
) -> None:
    """One process does both, and notes in between what it has."""
    composing = "import json, sys, sesim\nsesim.load_study('seed=1').replace(seed=2)"
    ran = loaded(f"{composing}\n{COMPOSED}\n{command('simulate', *SMALL, 'workers=1')}")
    composed = set(json.loads((tmp_path / "composed.json").read_text()))

    assert composed & (DRAWING | ELSEWHERE | SIMULATING | {"tqdm", "xlsxwriter"}) == set()
    assert "hydra" in composed  # otherwise the test would find nothing whatever happens
    assert ran & (DRAWING | ELSEWHERE | {"joblib"}) == set()
    assert {"hydra", "scipy", "simpy", "xlsxwriter"} <= ran


@pytest.mark.parametrize("library", sorted(DRAWING | ELSEWHERE | STARTING | SIMULATING))
def test_every_library_is_there(library: str) -> None:
    """Otherwise a misspelt name would never be found."""
    assert find_spec(library) is not None


@pytest.mark.slow
def test_what_needs_a_library_is_noticed(loaded: Callable[[str], set[str]]) -> None:
    """Otherwise a library that is no longer used could take the place of the one that is."""
    needing = (
        "from sesim.report.html import template, fonts\nfrom sesim.sensitivity import analysis"
    )

    assert loaded(f"{needing}\nfrom sesim.report.figures import canvas") >= DRAWING | {
        "SALib", "scipy.interpolate", "scipy.stats",
    }  # fmt: skip


IN_A_WORKER = """\
import json
import sesim
from sesim.runs.draws import drawn
from sesim.runs.parallel import Crew, in_order
from sesim.runs.replicate import work_order
from sesim.runs.workers import _piece

study = sesim.load_study({overrides}, config_dir=".")
order = work_order(study, drawn(study))
list(in_order(_piece, [(order, range(n, n + 1)) for n in range(2)], Crew(2)))
found = list(in_order(eval, [("[*__import__('sys').modules]",)] * 2, Crew(2)))
json.dump(max(found, key=len), open("worker.json", "w"))
"""
"""A study of a user's own files in two processes, and the modules of one of these."""


@pytest.mark.slow
def test_a_worker_imports_what_it_runs(loaded: Callable[[str], set[str]], tmp_path: Path) -> None:
    loaded(IN_A_WORKER.format(overrides=SMALL))
    modules = set(json.loads((tmp_path / "worker.json").read_text()))

    assert modules & (DRAWING | ELSEWHERE | STARTING) == set()
    assert modules >= SIMULATING
