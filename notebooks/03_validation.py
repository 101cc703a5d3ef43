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
# # Where the model is right, and where not
#
# Trials and services elsewhere have reported what they reached. Each figure has a role, and only
# figures that nothing was chosen or fitted with say whether the model is right.
#
# Few draws keep this quick: `SESIM_VALIDATION=full` takes as many as `make validate`.

# %%
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from sesim.validation.agreement import judged
from sesim.validation.figures import shipped_figures
from sesim.validation.setups import SETUPS

# %% [markdown]
# ## The figures, and what each may do

# %%
figures = {one.name: one for one in shipped_figures()}
roles = pd.Series({name: str(one.role) for name, one in figures.items()})
print(roles.value_counts().to_string())
kept = [figures[name] for name in roles[roles == "validate"].index]
for one in kept:
    print(f"{one.name}: {one.value:g} ({one.source}). {one.quantity}; setup {one.setup}")

# %% [markdown]
# ## The rule, before any result
#
# A prediction is *inside* if its interval holds the figure, and would not have held both half and
# twice its odds. A wide interval holds everything, and then nobody can tell.

# %%
figure = figures["daily_activities_four_years"]
for low, high in ((0.10, 0.20), (0.02, 0.90), (0.30, 0.50)):
    verdict = judged(figure.value, low, high, figure.unit)
    print(f"{figure.value:.0%} in {low:.0%} to {high:.0%}: {verdict}")

# %% [markdown]
# ## How the model is configured
#
# A setup is the default study with a few keys changed, in a sentence. All trials of IPS share one.

# %%
print(SETUPS["high_fidelity"].how)

# %% [markdown]
# ## The comparison
#
# `sesim-validate` simulates every setup with draws of the posterior.

# %%
is_full = os.environ.get("SESIM_VALIDATION") == "full"
results = Path(tempfile.mkdtemp(prefix="validation-")) / "results"
words = [f"output={results}"]
if not is_full:
    words += ["draws=6", f"figures=[{','.join(one.name for one in kept)}]"]
subprocess.run([sys.executable, "-m", "sesim.cli.validate.main", *words], check=True)  # noqa: S603
found = pd.read_csv(results / "comparisons.csv").set_index("figure")
found = found.loc[[one.name for one in kept]]
print(
    found[["predicted", "predicted_low", "predicted_high", "reference", "verdict"]]
    .round(2)
    .to_string()
)

# %% [markdown]
# ## A picture
#
# The bars are the model's 90% intervals, diamonds what was reported. A miss is a miss.

# %%
_, axes = plt.subplots(figsize=(7, 0.45 * len(found) + 0.9), layout="constrained")
places = range(len(found))
for place, (_, row) in zip(places, found.iterrows(), strict=True):
    colour = {"inside": "tab:blue", "outside": "tab:red"}.get(row["verdict"], "tab:gray")
    axes.hlines(place, row["predicted_low"], row["predicted_high"], color=colour, linewidth=6)
    axes.plot(row["predicted"], place, "o", color="white", markeredgecolor=colour)
    axes.plot(row["reference"], place, "D", color="black")
axes.set_yticks(list(places), [f"{name}: {verdict}" for name, verdict in found["verdict"].items()])
axes.invert_yaxis()
axes.set(xlabel="Share, or difference of two shares")

# %% [markdown]
# ## What a miss teaches

# %%
for name, taught in found.loc[found["verdict"] == "outside", "teaches"].dropna().items():
    print(f"{name}: {taught}")

# %% [markdown]
# ## What to notice
#
# * With six draws the intervals are rough; do not quote them.
# * Agreement of a figure that the model was *chosen* with proves nothing, however good it looks.
# * Nobody who knew the services described the setups: a miss can be the setup's.
