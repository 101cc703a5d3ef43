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
# # The figures that the model is calibrated to
#
# Nine programmes, three counts each: who took part, who has had a job, and who is still
# enrolled. How informative are these 27 numbers, without any model?
#
# The last part runs the model at parameter draws from the priors: a few times, or with
# `SESIM_NOTEBOOKS=full` more often.

# %%
import os

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from statsmodels.stats.proportion import proportion_confint

import sesim
from sesim.calibration.predictive import employed_log_odds, variance_beyond_chance
from sesim.calibration.simulator import REFERENCE, simulator
from sesim.calibration.space import mean_fte, space_of
from sesim.calibration.targets import COUNTS
from sesim.report.figures.plates import Plates
from sesim.report.figures.style import PUBLISHED, SIMULATED
from sesim.report.text.names import display_names

is_full = os.environ.get("SESIM_NOTEBOOKS") == "full"
plates = Plates.of("01_targets", is_full=is_full)

# %% [markdown]
# ## The counts
#
# `load_calibration` checks what it reads: three counts for each programme, no part larger than the
# whole, one window for all three. Each row names its source and page.

# %%
study, settings, targets = sesim.load_calibration()
titles = {name: programme.title for name, programme in study.programmes.items()}
names = display_names(targets.programmes, titles)

counts = pd.DataFrame(targets.counts(), columns=list(COUNTS), index=list(targets.programmes))
print(f"{counts.size} counts; together {counts.sum().to_dict()}")
counts.rename(index=names)

# %% [markdown]
# The file has two more figures, which are rough and given in words. They are not fitted: they can
# test a calibrated model.

# %%
rough = [one for one in targets.rows if one.role != "fit"]
pd.DataFrame(
    {
        "programme": [names[one.programme] for one in rough],
        "figure": [one.quantity for one in rough],
        "from": [one.value for one in rough],
        "to": [one.value_high for one in rough],
    }
)

# %% [markdown]
# ## The periods
#
# Every period begins with the study, on 1 January 2012, and a programme counts from its own first
# day. The förbund of Finnveden and Södra Vätterbygden counted until the end of June 2017,
# Höglandet until the end of May. The simulation runs to the end of June, and each programme is
# counted on its own last day.

# %%
ends = targets.ends()
windows = pd.DataFrame(
    {
        "first day": {name: study.programmes[name].since for name in ends},
        "last day": ends,
        "mean full-time posts": {
            name: round(mean_fte(study.programmes[name], study.settings.start, end), 2)
            for name, end in ends.items()
        },
    }
)
windows.rename(index=names)

# %% [markdown]
# ## The share employed
#
# With so few people, a share is known to ten or twenty percentage points (Wilson's 95% interval).

# %%
low, high = proportion_confint(counts["employed"], counts["participants"], method="wilson")
shares = pd.DataFrame(
    {
        "programme": [names[name] for name in counts.index],
        "share": counts["employed"] / counts["participants"],
        "low": low,
        "high": high,
    }
).sort_values("share", ascending=False)
together = counts["employed"].sum() / counts["participants"].sum()
shares.set_index("programme").round(2)

# %%
figure, axes = plt.subplots(figsize=(6.5, 3.8), layout="constrained")
axes.hlines(shares["programme"], shares["low"], shares["high"], color=PUBLISHED, lw=5, alpha=0.3)
sns.scatterplot(shares, x="share", y="programme", color=PUBLISHED, marker="D", s=45, ax=axes)
axes.axvline(together, color="0.4", lw=1, ls=(0, (4, 2)))
axes.annotate(f"all together: {together:.0%}", (together, -0.7), (4, 0), color="0.3",
              textcoords="offset points", va="center", annotation_clip=False)  # fmt: skip
apart = ((shares["low"] > together) | (shares["high"] < together)).sum()
axes.set_title(f"{apart} of {len(shares)} programmes differ clearly from all together", pad=22)
axes.set(xlim=(0, 1), xlabel="Share of participants who have had a job", ylabel="")
axes.xaxis.set_major_formatter("{x:.0%}")
axes.grid(visible=False, axis="y")
sns.despine(left=True)
plates.show(
    figure, "targets",
    "Share of participants who have had a job, with its 95% interval, in "
    f"{len(shares)} programmes: from {shares['share'].min():.0%} to {shares['share'].max():.0%}; "
    f"all together {together:.0%}. {apart} intervals do not hold the share of all together.",
)  # fmt: skip

# %% [markdown]
# ## How much do the programmes differ beyond chance?
#
# The spread between programmes in the log-odds of having had a job, minus the part due to
# chance (DerSimonian and Laird 1986). A spread of 0 would mean that the differences are chance.

# %%
odds, noise = employed_log_odds(counts[["participants", "employed"]].to_numpy())
weights = 1 / noise
middle = np.average(odds, weights=weights)
q = (weights * (odds - middle) ** 2).sum()
beyond = q - (len(odds) - 1)
spread = float(np.sqrt(max(0.0, variance_beyond_chance(odds, weights))))
print(f"Q = {q:.1f} where chance alone would give about {len(odds) - 1}")
print(f"SD between programmes: {spread:.2f} in log-odds")
print(f"Part of the spread that is not chance: {max(0.0, beyond / q):.0%}")
typical = 1 / (1 + np.exp(-(middle + spread * np.array([-1, 0, 1]))))
print("One SD below, at and above the middle:", ", ".join(f"{share:.0%}" for share in typical))

# %% [markdown]
# So the programmes do differ. Nine shares do not show why: a programme that discharges unmotivated
# people early also has other referrers, another target group and other employers near by.

# %% [markdown]
# ## What the model predicts before it uses the counts
#
# The prior predictive: the county is simulated at parameter draws from the priors. If the counts
# lay outside, no calibration could help. These are the first runs of the calibration's reference
# table, since run number i is a function of the seed and i alone.

# %%
runs = 200 if is_full else 20
space = space_of(study, targets.programmes, settings.entries_per_fte_year)
county = simulator(study, space, targets)
simulated = county.counts(county.prior_points(REFERENCE, range(runs)), REFERENCE, range(runs))
print(f"{len(space)} parameters, {runs} runs")

# %%
prior = pd.concat(
    [
        pd.DataFrame(simulated[:, place], columns=list(COUNTS)).assign(programme=names[name])
        for place, name in enumerate(targets.programmes)
    ]
).melt(id_vars="programme", var_name="count", value_name="people")
COUNTED = {"participants": "Took part", "employed": "Have had a job", "ongoing": "Still enrolled"}
grid = sns.catplot(
    prior, x="people", y="programme", col="count", kind="violin", sharex=False, cut=0, inner=None,
    height=3.8, aspect=0.72, color=SIMULATED, linewidth=0, alpha=0.35,
    density_norm="width",
)  # fmt: skip
for count, panel in grid.axes_dict.items():
    panel.plot(counts[count], [names[name] for name in counts.index], "D", color=PUBLISHED, ms=5,
               clip_on=False)  # fmt: skip
    panel.set(title=COUNTED[str(count)], xlabel="People", ylabel="")
    panel.set_xlim(left=0)
inside = [
    np.quantile(simulated[:, i, j], 0.05) <= value <= np.quantile(simulated[:, i, j], 0.95)
    for i, row in enumerate(targets.counts())
    for j, value in enumerate(row)
]
found = f"{sum(inside)} of {len(inside)} published counts (◆) lie in the middle 90% of {runs} runs"
grid.figure.suptitle(
    f"{found} before calibration", x=0.02, ha="left", fontweight="bold", fontsize=11
)
grid.figure.subplots_adjust(top=0.84)
plates.show(
    grid.figure, "prior_predictive",
    f"What {runs} runs at draws from the priors give for three counts of each programme, as shapes "
    f"that are wide where many runs end, with the published counts as diamonds. {found}.",
)  # fmt: skip

# %% [markdown]
# The prior is wide, so it is easy for the counts to lie inside it. The next notebook,
# `02_calibration`, shows what the counts add.
