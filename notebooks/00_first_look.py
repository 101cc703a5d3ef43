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
# This file is a notebook (jupytext, percent format) and a plain script. With fewer
# replications it runs faster: `REPLICATIONS=3 .venv/bin/python notebooks/00_first_look.py`.

# %%
import os

import seaborn as sns

import sesim

replications = int(os.environ.get("REPLICATIONS", "50"))

# %% [markdown]
# ## A study
#
# `load_study` takes the same arguments as the command line.

# %%
study = sesim.load_study(["programmes=[eksjo,vetlanda]", f"replications={replications}"])
results = sesim.simulate(study)

# %% [markdown]
# ## The summary
#
# One row for each programme, group and outcome: the mean over the replications, and their
# 90% prediction interval.

# %%
summary = results.summary
everybody = summary[summary["group"] == "all"]
wanted = ["participants", "employed", "employed_share", "weeks_to_first_contact"]
chosen = everybody[everybody["outcome"].isin(wanted)]
print(chosen.pivot_table(index="programme", columns="outcome", values="mean").round(2))

# %% [markdown]
# ## The people
#
# One row for each simulated person. Times are in weeks from the study's first day.

# %%
people = results.participants
contacted = people[people["first_contact"].notna()].copy()
contacted["months"] = (contacted["first_contact"] - contacted["enrolled"]) / (365.25 / 12 / 7)

# %% [markdown]
# ## A figure
#
# Weeks from enrolment to the first employer contact, among people who had one. People who left
# before are not included, and there are more of them in Vetlanda.

# %%
axes = sns.ecdfplot(contacted, x="months", hue="programme")
axes.set(xlabel="Months from enrolment to the first employer contact", ylabel="Share", xlim=(0, 24))
axes.set_title("Eksjö reaches employers much sooner")

# %%
reached = people[people["enrolled"].notna()].groupby("programme", observed=True)["first_contact"]
print(reached.apply(lambda weeks: weeks.notna().mean()).round(2))
