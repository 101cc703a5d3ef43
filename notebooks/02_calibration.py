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
# # A calibration, and whether to believe it
#
# Which values of the parameters agree with the 27 published counts? And which parameters do the
# counts not constrain? This notebook runs a calibration and goes through everything that could be
# wrong with it.
#
# A quick run calibrates two programmes to their six counts, with far too few runs for use.
# `SESIM_NOTEBOOKS=full` calibrates to all counts, works in `outputs/calibration` and reuses the
# runs that `sesim-calibrate` has left there; without them it takes half an hour or more.

# %%
import os
import tempfile
import textwrap
from collections.abc import Iterable
from pathlib import Path
from statistics import NormalDist

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

import sesim
from sesim.report.calibration import limits, sentences, trials
from sesim.report.calibration.diagnostics import informed, labelled
from sesim.report.calibration.figures import draw_calibration, pictures_of, programme_names
from sesim.report.calibration.page import calibration_report
from sesim.report.figures.plates import Plate, Plates, outputs
from sesim.report.figures.style import HALO, SIMULATED
from sesim.report.text.language import language
from sesim.runs.parallel import Crew, cores
from sesim.study.parameters import register

is_full = os.environ.get("SESIM_NOTEBOOKS") == "full"
plates = Plates.of("02_calibration", is_full=is_full)
folder = outputs() / "calibration" if is_full else Path(tempfile.mkdtemp(prefix="sesim_"))
say = language("en")


def show(text: Iterable[str] | str) -> None:
    lines = [text] if isinstance(text, str) else text
    print("\n".join(textwrap.fill(str(line), 96, subsequent_indent="  ") for line in lines))


# %% [markdown]
# ## Run it
#
# A calibration begins with a reference table: runs of the county at parameter draws from the
# priors. A regression learns from them what the counts reveal about each parameter; the runs most
# like the published counts are kept and moved to the counts. The settings come from
# `conf/calibration/`, and arguments as on the command line change them.

# %%
chosen = ["calibration=full"]
if not is_full:
    two = ["eksjo", "savsjo"]
    rows = [row.model_dump(mode="json") for row in sesim.load_calibration()[2].rows]
    pd.DataFrame(rows).query("programme in @two").to_csv(folder / "counts.csv", index=False)
    few = ["runs=200", "truths=10", "predictive=20", "draws=100", "repeats=2"]
    chosen = [
        "calibration=quick", *(f"calibration.{word}" for word in few),
        f"programmes=[{','.join(two)}]", f"calibration.targets={folder / 'counts.csv'}",
    ]  # fmt: skip
study, settings, targets = sesim.load_calibration(chosen)

# %%
found = sesim.calibrate(study, settings, targets, folder, Crew(cores()))
tables = dict(found.tables)
titles = {name: programme.title for name, programme in study.programmes.items()}
names = programme_names(say, tables, titles)
pictures = pictures_of(say, tables, titles)


def picture(name: str) -> Plate:
    """Return a picture of the report of a calibration."""
    return plates.show(pictures[name].figure, name, str(pictures[name].described))


show(limits.precision(say, tables))

# %% [markdown]
# ## Could the model produce such counts at all?
#
# Before the counts are used, and after. Lying inside afterwards proves nothing: the model was
# fitted to these numbers. Lying outside is a fault.

# %%
show(limits.surprise(say, tables))
show(sentences.fitted(say, tables, names))

# %%
picture("counts")

# %% [markdown]
# ## What the counts constrain, and what they do not
#
# Contraction is the share of the prior variance that is gone. Where it is below 0.2, we claim
# nothing. A scenario that depends on such a parameter depends on its prior, and so on outside
# evidence or on an assumption.

# %%
show(sentences.learnt(say, tables))

# %%
picture("parameters")

# %% [markdown]
# The same in the parameters' own units, without the outer per cents: the prior in grey with a
# dashed line, the posterior in blue.

# %%
free = labelled(tables["parameters"], "free")
known = informed(tables["parameters"])
units = {name: register()[name].unit for name in free["parameter"]}
figure, panels = plt.subplots(4, 3, figsize=(6.5, 7.2), layout="constrained")
for name, panel in zip(free["parameter"], panels.flat, strict=False):
    for draws, colour, dashes in ((found.prior, "0.4", "--"), (found.posterior, SIMULATED, "-")):
        sns.kdeplot(draws[name], color=colour, lw=0, fill=True, alpha=0.15, cut=0, ax=panel)
        sns.kdeplot(draws[name], color=colour, lw=1.4, ls=dashes, cut=0, ax=panel)
    panel.set_xlim(pd.concat([found.prior[name], found.posterior[name]]).quantile([0.01, 0.99]))
    weight = "bold" if name in known else "normal"
    panel.set_title(name.replace("_", " "), fontweight=weight, fontsize=9)
    panel.set(xlabel=units[name], ylabel="", yticks=[])
for panel in panels.flat[len(free) :]:
    panel.set_axis_off()
constrained = f"the counts constrain {len(known)} of {len(free)} free parameters"
figure.suptitle(f"Bold: {constrained}", x=0.01, ha="left", fontweight="bold", fontsize=11)
sns.despine(left=True)
plates.show(
    figure, "posterior",
    f"Densities of prior and posterior of each free parameter: {constrained}"
    f"{': ' if known else ''}{', '.join(name.replace('_', ' ') for name in sorted(known))}.",
)  # fmt: skip

# %% [markdown]
# Counts can constrain combinations of parameters where they do not constrain single ones. A
# direction is such a combination, in prior SDs; `left` is the share of the prior variance that is
# left along it.

# %%
tables["directions"].round(2)

# %% [markdown]
# Two parameters that can replace each other are correlated in the posterior, although they were
# not in the prior. With few runs, chance creates correlations too.

# %%
ties = found.posterior[list(free["parameter"])].corr(method="spearman")
ties.columns = ties.index = pd.Index([name.replace("_", " ") for name in ties])
below = np.tril(ties.to_numpy(), -1)
first, second = np.unravel_index(np.abs(below).argmax(), below.shape)
number = min(len(found.posterior), tables["summary"]["effective_runs"].iloc[0])
one_in_twenty = NormalDist().inv_cdf(1 - 0.05 / (len(ties) * (len(ties) - 1)))
by_chance = one_in_twenty / np.sqrt(number - 1)
texts = np.vectorize(lambda value: f"{value:+.1f}" if abs(value) >= 0.05 else "")(ties)

heat, axes = plt.subplots(figsize=(6.5, 5.4), layout="constrained")
sns.heatmap(
    ties.iloc[1:, :-1], mask=np.triu(np.ones(ties.shape, dtype=bool))[1:, :-1],
    annot=texts[1:, :-1], annot_kws={"size": 7}, fmt="", cmap="vlag", vmin=-1, vmax=1, square=True,
    cbar_kws={"label": "Spearman's rank correlation", "shrink": 0.7}, ax=axes,
)  # fmt: skip
axes.grid(visible=False)
closest = (
    f"Most closely tied: {ties.index[first]} and {ties.index[second]} ({below[first, second]:+.2f})"
    if abs(below[first, second]) > by_chance
    else f"No two parameters are tied more closely than by chance (±{by_chance:.2f})"
)
heat.suptitle(closest, x=0.01, ha="left", fontweight="bold", fontsize=11)
plates.show(
    heat, "correlations",
    f"Rank correlations of the free parameters in the posterior, pair by pair. {closest}.",
)  # fmt: skip

# %% [markdown]
# ## Does the method find known values?
#
# Synthetic data at known values go through the same inference. If the method is calibrated, the
# truth lies anywhere in its posterior with equal probability.

# %%
show(trials.checked(say, tables))

# %%
picture("calibration_check")

# %% [markdown]
# ## Does it predict a programme it was not fitted to?
#
# Leave-one-programme-out prediction is the hardest test that the 27 counts allow. Misses are
# shown as misses.

# %%
show(sentences.left_out(say, tables, names))

# %%
picture("left_out")

# %% [markdown]
# ## Does it agree with figures that were not fitted?

# %%
show(sentences.validated(say, tables["validation"], names))

# %% [markdown]
# ## Do structure and surroundings explain the differences?
#
# Every programme is simulated without its programme effect. The remaining differences come from
# its participants, its way of working, its posts, its employers and its labour market, as far as
# they are known.

# %%
show(limits.structure(say, tables["structure"]))

# %%
picture("structure")

# %% [markdown]
# ## Sensitivity to the priors, and model discrepancy
#
# A posterior mean that follows its prior comes from the prior and not from the data. And if the
# model has an error of unknown size, the counts constrain less than they seem to.

# %%
show(limits.prior_sensitivity(say, tables["prior_sensitivity"]))
tables["prior_sensitivity"].round(2)

# %%
show(limits.discrepancy(say, tables["discrepancy"]))
errors = tables["discrepancy"].melt(id_vars="parameter", var_name="error", value_name="contraction")
errors["error"] = errors["error"].str.removeprefix("error_").astype(float)
errors["kind"] = np.where(errors["parameter"].isin(known), "learnt", "not learnt")
lines, axes = plt.subplots(figsize=(6.5, 3.6), layout="constrained")
sns.lineplot(
    errors, x="error", y="contraction", hue="kind", units="parameter", estimator=None,
    palette={"learnt": SIMULATED, "not learnt": "0.65"}, marker="o", legend=False, ax=axes,
)  # fmt: skip
axes.axhline(0.2, color="0.3", lw=1, ls=(0, (4, 2)))
axes.annotate(
    "we claim nothing below", (0, 0.2), (0, 3), textcoords="offset points", color="0.3",
    path_effects=HALO,
)  # fmt: skip
for name in known:
    last = errors[(errors["parameter"] == name) & (errors["error"] == errors["error"].max())]
    axes.annotate(name.replace("_", " "), (last["error"].iloc[0], last["contraction"].iloc[0]),
                  (6, 0), textcoords="offset points", va="center", color=SIMULATED)  # fmt: skip
axes.set(
    xlabel="SD of an unknown error of every log-odds",
    ylabel="Contraction (share of the prior variance)",
    ylim=(None, max(0.3, 1.1 * errors["contraction"].max())),
)
kept = errors[(errors["error"] == errors["error"].max()) & (errors["contraction"] >= 0.2)]
what_is_left = (
    f"With an error of {errors['error'].max():g}, {len(kept)} of {len(free)} parameters are known; "
    f"without, {len(known)}"
)
axes.set_title(what_is_left)
sns.despine()
plates.show(
    lines, "discrepancy",
    f"Contraction of each free parameter by the size of the model's error. {what_is_left}.",
)  # fmt: skip

# %% [markdown]
# ## What to take away
#
# * The list above shows what the counts constrain; everything else is prior.
# * Differences between programmes are associations. Nothing here shows why they differ.
# * Do not use numbers from a quick calibration: the Monte Carlo error shows why.
#
# The report's own figures and a page with all tables are next to the runs, `report.en.html`.

# %%
drawn = draw_calibration(tables, titles, folder / "figures" / "en")
page = folder / "report.en.html"
page.write_text(calibration_report(tables, titles, found.about), encoding="utf-8")
print(f"{len(drawn)} files of figures, and {page.name}")
