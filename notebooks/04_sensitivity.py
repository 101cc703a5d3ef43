# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # What the answer depends on, and what to measure first
#
# Rapid job search in two programmes: which parameters drive the share with a job, which drive the
# *difference* that the change makes, and which would be worth measuring before deciding?
#
# Few draws, one programme and a year and a half keep this quick, and then hardly anything can be
# told from chance: `SESIM_NOTEBOOKS=full` takes those of `sesim-sensitivity sensitivity=quick` for
# the county. It screens the levers too.

# %%
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

from sesim.report.figures.plates import Plate, Plates
from sesim.report.sensitivity.tornado import Subject, information, tornado
from sesim.study.parameters import register

is_full = os.environ.get("SESIM_NOTEBOOKS") == "full"
plates = Plates.of("04_sensitivity", is_full=is_full)
results = Path(tempfile.mkdtemp(prefix="sensitivity-")) / "results"
words = ["scenario=rapid_search", "scenario.since=null", "sensitivity=quick", f"output={results}"]
if not is_full:
    words += [
        "programmes=[vetlanda]", "end=2013-06-30", "sensitivity.draws=40",
        "sensitivity.trajectories=2", "sensitivity.levers=[]",
    ]  # fmt: skip
command = [sys.executable, "-m", "sesim.cli.sensitivity.main", *words]
done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
if done.returncode != 0:
    raise RuntimeError(done.stderr)
print(done.stdout.partition("\nResults: ")[0])

# %% [markdown]
# ## The level, and the difference
#
# `first_order` is the share of the variance *due to parameters* that one parameter explains by
# itself. Chance is removed first. Whatever lies below `noise_floor` could be an inert parameter.

# %%
tables = {path.stem: pd.read_csv(path) for path in (results / "tables").glob("*.csv")}
levels, differences = tables["sobol_level"], tables["sobol_difference"]
columns = ["parameter", "first_order", "low", "high", "noise_floor"]
for what, table in (("level", levels), ("difference", differences)):
    print(f"The {what}: {table['chance_share'].iloc[0]:.0%} of the variance is chance")
levels[columns].head(5).round(2)

# %%
differences[columns].head(5).round(2)

# %% [markdown]
# The same as pictures, in the outcome's unit: how far it moves between the ends of a parameter's
# prior.

# %%
names = {name: one.meaning.capitalize() for name, one in register().items()}
subject = Subject(
    "employed share", "all together", "“Search from the first day”", "percentage points", 100
)
level = f"{subject.outcome} of {subject.whose}"


def swings(table: pd.DataFrame, what: str, name: str) -> Plate:
    """Draw how far the outcome moves with each parameter."""
    top = table.iloc[0]
    says = (
        f"Movement with each parameter of: {what}. The largest share of its variance belongs to "
        f"{names[top['parameter']]}: from {100 * top['at_5']:.1f} to {100 * top['at_95']:.1f} "
        f"{subject.unit}."
    )
    return plates.show(tornado(table, names, what, subject), name, says)


swings(levels, level, "sensitivity_level")

# %%
swings(differences, f"what {subject.scenario} changes in the {level}", "sensitivity_difference")

# %% [markdown]
# ## The value of information
#
# What would knowing a parameter be worth for the choice, in the unit of the outcome? Zero means
# that the choice is the same whatever its value, not that the parameter does nothing.

# %%
worth = tables["information"]
worth.head(6).round(4)

# %%
all_of_them = 100 * worth["value"].iloc[0]
plates.show(
    information(worth, names, subject), "information",
    "Value of knowing each parameter before choosing, with its interval and what chance alone "
    f"would show; knowing all of them is worth {all_of_them:.2f} {subject.unit}.",
)  # fmt: skip

# %% [markdown]
# ## What to notice
#
# * A parameter can lead one table and have no effect in the other.
# * A parameter that the difference depends on is not worth measuring if the decision is the same
#   at every value.
# * With few draws the floors are high. [The experiment](../experiments/sensitivity/README.md) has
#   the county's answer.
