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
# # A first look
#
# Two programmes that work differently: Eksjö searches from the first day, Vetlanda prepares
# first. How soon do their participants meet employers, and how soon do they get a job?
#
# Twenty replications keep this quick; `SESIM_NOTEBOOKS=full` takes two hundred.

# %%
import os

import matplotlib.pyplot as plt
import seaborn as sns

import sesim
from sesim.report.figures.plates import Plates

is_full = os.environ.get("SESIM_NOTEBOOKS") == "full"
plates = Plates.of("00_first_look", is_full=is_full)
replications = 200 if is_full else 20

# %% [markdown]
# ## A study
#
# `load_study` takes the same arguments as the command line.

# %%
study = sesim.load_study(["programmes=[eksjo,vetlanda]", f"replications={replications}"])
titles = {"eksjo": "Eksjö", "vetlanda": "Vetlanda"}
results = sesim.simulate(study)

# %% [markdown]
# ## The summary
#
# One row for each programme, group and outcome: the mean over the replications, and their
# 90% prediction interval from `low` to `high`.

# %%
summary = results.summary
everybody = summary[summary["group"] == "all"]
wanted = ["participants", "employed", "employed_share"]
chosen = everybody[everybody["outcome"].isin(wanted) & everybody["programme"].isin(titles)]
columns = ["programme", "outcome", "unit", "mean", "low", "high"]
chosen[columns].round(2).reset_index(drop=True)

# %% [markdown]
# ## The people
#
# One row for each simulated person. Times are in weeks from the study's first day.

# %%
people = results.participants
contacted = people[people["first_contact"].notna()].copy()
contacted["months"] = (contacted["first_contact"] - contacted["enrolled"]) / (365.25 / 12 / 7)
contacted["name"] = contacted["programme"].map(titles)

# %% [markdown]
# ## A figure
#
# Months from enrolment to the first employer contact, among people who had one. People who left
# before are not included, and there are more of them in Vetlanda.

# %%
figure, axes = plt.subplots(figsize=(6.5, 3.4), layout="constrained")
for dashes, (name, own) in zip(["-", "--"], contacted.groupby("name"), strict=True):
    sns.ecdfplot(own, x="months", label=name, linestyle=dashes, linewidth=1.8, ax=axes)
axes.set(
    xlabel="Months from enrolment to the first employer contact",
    ylabel="Share of those who had one", xlim=(0, 36), ylim=(0, 1),
)  # fmt: skip
axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
axes.set_title("Eksjö reaches employers much sooner")
axes.legend(loc="lower right", frameon=False)
halves = contacted.groupby("name")["months"].median()
plates.show(
    figure, "first_contact",
    "Cumulative share of people by months to their first employer contact. Half had it within "
    + " and ".join(f"{half:.1f} months in {name}" for name, half in halves.items())
    + ".",
)  # fmt: skip

# %% [markdown]
# And how many had one at all?

# %%
enrolled = people[people["enrolled"].notna()].assign(contacted=people["first_contact"].notna())
enrolled.groupby("programme", observed=True)["contacted"].agg(["size", "mean"]).rename(
    index=titles, columns={"size": "people enrolled", "mean": "share who met an employer"}
).round(2)
