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
# Six draws keep this quick: `SESIM_NOTEBOOKS=full` takes as many as `make validate`.

# %%
import os
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pandas as pd

from sesim.report.figures.plates import Plates
from sesim.report.text.language import Phrase, language
from sesim.report.validation.picture import picture_of
from sesim.report.validation.shown import ShownValidation
from sesim.validation.agreement import judged
from sesim.validation.figures import shipped_figures
from sesim.validation.setups import SETUPS

is_full = os.environ.get("SESIM_NOTEBOOKS") == "full"
plates = Plates.of("03_validation", is_full=is_full)

# %% [markdown]
# ## The figures, and what each may do

# %%
figures = {one.name: one for one in shipped_figures()}
roles = pd.Series({name: str(one.role) for name, one in figures.items()})
kept = [figures[name] for name in roles[roles == "validate"].index]
roles.value_counts().rename_axis("role").to_frame("figures")

# %%
pd.DataFrame(
    {
        "figure": [one.name for one in kept],
        "value": [one.value for one in kept],
        "what it counts": [one.quantity for one in kept],
        "setup": [one.setup for one in kept],
        "source": [one.source for one in kept],
    }
)

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
results = Path(tempfile.mkdtemp(prefix="validation-")) / "results"
words = [sys.executable, "-m", "sesim.cli.validate.main", f"output={results}"]
if not is_full:
    words += ["draws=6", f"figures=[{','.join(one.name for one in kept)}]"]
done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603
if done.returncode != 0:
    raise RuntimeError(done.stderr)
print(done.stdout.partition("\nResults: ")[0])

# %%
table = pd.read_csv(results / "comparisons.csv").set_index("figure")
found = table.loc[[one.name for one in kept]]
found[["predicted", "predicted_low", "predicted_high", "reference", "verdict"]].round(2)

# %% [markdown]
# ## A picture
#
# The same picture as on the page of `sesim-validate`. A miss is a miss.

# %%
say = language("en")
inside = (found["verdict"] == "inside").sum()
picture = picture_of(
    say, ShownValidation(found.reset_index(), None, titles={}, setups={}), "validate",
    Phrase(f"{inside} of {len(found)} figures lie inside"),
    Phrase("Figures that nothing was chosen or fitted with, and the model's 90% intervals"),
)  # fmt: skip
plates.show(picture.figure, "validation", str(picture.described))

# %% [markdown]
# ## What a miss teaches

# %%
for name, taught in found.loc[found["verdict"] == "outside", "teaches"].dropna().items():
    print(textwrap.fill(f"{name}: {taught}", 96, subsequent_indent="  "))

# %% [markdown]
# ## What to notice
#
# * With six draws the intervals are rough; do not quote them.
# * Agreement of a figure that the model was *chosen* with proves nothing, however good it looks.
# * Nobody who knew the services described the setups: a miss can be the setup's.
