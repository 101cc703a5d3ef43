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
# Few draws keep this quick, and then only the largest effects can be told from chance:
# `SESIM_SENSITIVITY=full` takes those of `sesim-sensitivity sensitivity=quick` for the county.

# %%
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

is_full = os.environ.get("SESIM_SENSITIVITY") == "full"
results = Path(tempfile.mkdtemp(prefix="sensitivity-")) / "results"
words = ["scenario=rapid_search", "scenario.since=null", "sensitivity=quick", f"output={results}"]
if not is_full:
    lever = "{target: back_heaviness, shift: [-0.5, 0.5], within: [0, 1], source: assumption}"
    words += [
        "programmes=[vetlanda]", "end=2014-12-31", "sensitivity.draws=40",
        "sensitivity.trajectories=2", f"sensitivity.levers=[{lever}]",
    ]  # fmt: skip
command = [sys.executable, "-m", "sesim.cli.sensitivity.main", *words]
subprocess.run(command, check=True)  # noqa: S603
folder = results / "tables"
print(sorted(path.name for path in folder.iterdir()))

# %% [markdown]
# ## The level, and the difference
#
# `first_order` is the share of the variance *due to parameters* that one parameter explains by
# itself. Chance is removed first. Whatever lies below `noise_floor` could be an inert parameter.

# %%
tables = {name: pd.read_csv(folder / f"sobol_{name}.csv") for name in ("level", "difference")}
columns = ["parameter", "first_order", "low", "high", "noise_floor"]
for name, table in tables.items():
    print(f"\n{name}: {table['chance_share'].iloc[0]:.0%} of the variance is chance")
    print(table[columns].head(5).round(2).to_string(index=False))

# %%
figure, panels = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
for axes, (name, table) in zip(panels, tables.items(), strict=True):
    top = table.nlargest(8, "first_order")[::-1]
    axes.barh(top["parameter"], top["first_order"])
    axes.axvline(table["noise_floor"].iloc[0], color="black", linestyle="--")
    axes.set(title=f"The {name}", xlabel="Share of the variance due to parameters")

# %% [markdown]
# ## The value of information
#
# What would knowing a parameter be worth for the choice, in the unit of the outcome? Zero means
# that the choice is the same whatever its value, not that the parameter does nothing.

# %%
information = pd.read_csv(folder / "information.csv")
print(information.head(6).round(4).to_string(index=False))

# %% [markdown]
# ## What to notice
#
# * A parameter can lead one table and have no effect in the other.
# * A parameter that the difference depends on is not worth measuring if the decision is the same
#   at every value.
# * With few draws the floors are high. [The experiment](../experiments/sensitivity/README.md) has
#   the county's answer.
