"""What one replication of a SYNTHETIC country costs, everything included, on one core.

290 programmes of experiments/national/country.py over five and a half years. These are the only
figures in seconds and bytes, since what they have to fit into is the patience of a user and the
memory of a small machine; they hold for the machine that measured them.
"""

import runpy
import tempfile
from functools import partial
from pathlib import Path

from table import Measured, Row, at_most
from timing import SESIM, Cost, cost, python, seconds

import sesim
from sesim.model import run
from sesim.runs.draws import drawn
from sesim.runs.replicate import work_order

ROOT = Path(__file__).parents[1]
PROGRAMMES = 290
MOST_SECONDS, MOST_GIB = 8.0, 1.0

ASKED = ("experiment=national", "end=2017-06-30", "replications=1", "workers=1")
READ = "import sesim; sesim.load_study({words!r}, config_dir={conf!r})"


def simulation(conf: Path) -> float:
    """Return the CPU seconds of the simulation alone."""
    study = sesim.load_study(list(ASKED), config_dir=conf)
    programmes = work_order(study, drawn(study)).programmes_of(0).values()
    return seconds(lambda: [run(programme, 0) for programme in programmes])


def whole(conf: Path, scratch: Path) -> Cost:
    """Return what the command takes, without pages."""
    words = [*ASKED, "report=false", f"output={scratch / 'results'}"]
    return cost([SESIM, "--config-dir", conf, *words], scratch)


def measure() -> Measured:
    """Return seconds and GiB, and where the time goes."""
    write = partial(
        runpy.run_path(str(ROOT / "experiments" / "national" / "country.py"))["write"],
        programmes=PROGRAMMES,
    )
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        conf = scratch / "conf"
        write(conf)
        read = cost(python(READ.format(words=list(ASKED), conf=str(conf)))).seconds
        simulated = simulation(conf)
        everything = whole(conf, scratch)
    steps = {
        "reading 290 programmes": read,
        "simulation": simulated,
        "outcomes, summary and tables": everything.seconds - read - simulated,
    }
    what = f"SYNTHETIC country, {PROGRAMMES} programmes, 5.5 years, one replication"
    return Measured(
        [
            Row(f"{what}: time", everything.seconds, "a second of CPU", 1, at_most(MOST_SECONDS)),
            Row(f"{what}: memory", everything.peak / 1024, "a GiB", 1, at_most(MOST_GIB)),
        ],
        [
            {
                "step": step,
                "cpu_seconds": f"{taken:.1f}",
                "share": f"{taken / everything.seconds:.3f}",
            }
            for step, taken in steps.items()
        ],
    )
