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
# # Anatomy of one programme
#
# One simulated history of Eksjö, taken apart: ten participants and one coach are followed through
# the event log. Nobody in it is real. One history is all there is to run, so a quick run is whole.

# %%
import os
from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

import sesim
from sesim.report.figures.plates import Plates
from sesim.report.figures.style import FAINT

is_full = os.environ.get("SESIM_NOTEBOOKS") == "full"
plates = Plates.of("05_anatomy", is_full=is_full)._replace(stamp="")
study = sesim.load_study(["programmes=[eksjo]", "replications=1", "workers=1"])
results = sesim.simulate(study)
events = results.events
first_day = pd.Timestamp(study.settings.start)
last_week = (study.settings.end - study.settings.start).days / 7
print(f"{len(events):,} events of {events.participant.nunique()} people, {last_week:.0f} weeks")

# %% [markdown]
# ## A life as sentences
#
# Ten people who were enrolled early, so that most of their way lies inside the study period. What
# an employer answers and hours of work happen too often to be told one by one.

# %%
people = results.participants
chosen = people[people["enrolled"].notna()].sort_values("enrolled")["participant"].head(10).tolist()
often = ["employer_contact", "hours_given"]
told = events[events["participant"].isin(chosen) & ~events["kind"].isin(often)]


def in_words(life: pd.DataFrame) -> Iterator[str]:
    """Yield a date and what happened, for each event."""
    for one in life.itertuples():
        date = first_day + pd.Timedelta(days=7 * one.time)
        why = ", ".join(str(it) for it in (one.job_kind, one.reason) if isinstance(it, str))
        yield f"  {date:%Y-%m-%d}  {one.kind.replace('_', ' ')}{f' ({why})' if why else ''}"


for number in chosen[:3]:
    print(f"Person {number}")
    print("\n".join(in_words(told[told["participant"] == number])))

# %% [markdown]
# ## Ten lives as a picture
#
# From enrolment, in months. A person searches, is in a placement or has a job; what is left is
# mapping and preparation. A job may go on after the stay.

# %%
YEAR = 365.25 / 7
MONTH = YEAR / 12
"""In weeks."""
DOING = {
    "enrolled": "mapping", "search_started": "search", "placement_started": "placement",
    "job_started": "job", "placement_ended": "", "job_ended": "", "exited": "",
}  # fmt: skip


def stretches(life: pd.DataFrame) -> Iterator[tuple[str, float, float]]:
    """Yield what a person was in, from when and until when, in weeks."""
    turns = life[life["kind"].isin(DOING)]
    doing = ""
    for kind, begin, end in zip(
        turns["kind"], turns["time"], [*turns["time"].iloc[1:], last_week], strict=True
    ):
        goes_on = kind == "exited" and doing == "job"
        doing = doing if goes_on else DOING[kind]
        if doing and end > begin:
            yield doing, begin, end


rows = [
    (place, doing, (begin - enrolled) / MONTH, (end - enrolled) / MONTH)
    for place, number in enumerate(chosen)
    for life in [told[told["participant"] == number]]
    for enrolled in [life.loc[life["kind"] == "enrolled", "time"].iloc[0]]
    for doing, begin, end in stretches(life)
]
lives = pd.DataFrame(rows, columns=["person", "doing", "begin", "end"])
names = ["mapping", "search", "placement", "job"]
hatches = ["", "///", "...", "xxx"]  # told apart in print without colours too
looks = dict(zip(names, zip(sns.color_palette("colorblind"), hatches, strict=False), strict=True))
figure, axes = plt.subplots(figsize=(6.5, 3.4), layout="constrained")
for doing in names:
    own = lives[lives["doing"] == doing]
    colour, hatch = looks[doing]
    axes.barh(
        own["person"], own["end"] - own["begin"], left=own["begin"], color=colour, hatch=hatch,
        edgecolor="white", linewidth=0, label=doing,
    )  # fmt: skip
axes.set(xlabel="Months from enrolment", ylabel="Person", xlim=(0, None))
axes.set_yticks(range(len(chosen)), chosen)
axes.invert_yaxis()
axes.grid(visible=False, axis="y")
axes.legend(ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False)
spent = lives.assign(months=lives["end"] - lives["begin"]).groupby("doing")["months"].sum()
plates.show(
    figure, "lives",
    f"What {len(chosen)} people were in by month from enrolment, as bars; in all "
    + ", ".join(f"{spent.get(doing, 0):.0f} months of {doing}" for doing in names)
    + ".",
)  # fmt: skip

# %% [markdown]
# ## A caseload
#
# How many are enrolled with each coach, day by day: enrolments minus exits. The dashed line is the
# post in full-time equivalents, times the caseload norm.

# %%
coach = events.loc[events["kind"] == "enrolled"].set_index("participant")["coach"]
moves = events[events["kind"].isin(["enrolled", "exited"])].copy()
moves["coach"] = moves["participant"].map(coach)
moves["step"] = np.where(moves["kind"] == "enrolled", 1, -1)
moves["caseload"] = moves.groupby("coach", observed=True)["step"].cumsum()
posts = events[events["kind"] == "post_changed"]
figure, axes = plt.subplots(figsize=(6.5, 2.8), layout="constrained")
for name, own in moves.groupby("coach", observed=True):
    [line] = axes.step(own["time"] / YEAR, own["caseload"], where="post", label=name)
    post = posts[posts["coach"] == name]
    places = study.programmes["eksjo"].caseload_norm * np.append(post["fte"], post["fte"].iloc[-1])
    times = np.append(post["time"], last_week) / YEAR
    axes.step(times, places, where="post", color=line.get_color(), linestyle="--")
axes.set(
    xlabel="Years from the first day", ylabel="Participants", ylim=(0, None),
    xlim=(0, last_week / YEAR),
)  # fmt: skip
axes.plot([], [], color=FAINT, linestyle="--", label="places: post × caseload norm")
axes.legend(ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False)
most = moves.groupby("coach", observed=True)["caseload"].max()
plates.show(
    figure, "caseload",
    "Participants enrolled with each coach over the years, and the places of each post. At most "
    + ", ".join(f"{number} with {name}" for name, number in most.items())
    + ".",
)  # fmt: skip

# %% [markdown]
# ## A week
#
# What the coach of the most participants gave hours to, in an average week of each year. A piece
# of work is written down when it ends, with all its hours; so a single week cannot be read off
# the log, and a year can.

# %%
busiest = str(coach.value_counts().index[0])
work = events[(events["coach"] == busiest) & events["hours"].notna()].copy()
work["year"] = (first_day + pd.to_timedelta(7 * work["time"], unit="D")).dt.year
weekly = work.pivot_table(
    index="year", columns="activity", values="hours", aggfunc="sum", observed=True
).fillna(0.0)
weeks = pd.Series(YEAR, index=weekly.index)
weeks[study.settings.end.year] = YEAR * study.settings.end.timetuple().tm_yday / 365.25
weekly = weekly.div(weeks, axis=0)
weekly.columns = [str(name).replace("_", " ") for name in weekly]
weekly.round(1)

# %%
figure, axes = plt.subplots(figsize=(6.5, 3.4), layout="constrained")
weekly.plot.bar(stacked=True, width=0.8, edgecolor="white", linewidth=0.8, rot=0, ax=axes)
axes.set(xlabel="", ylabel=f"Hours a week, {busiest}")
axes.grid(visible=False, axis="x")
handles, texts = axes.get_legend_handles_labels()
axes.legend(  # in the order of the bars
    handles[::-1], texts[::-1], loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False
)
plates.show(
    figure, "week",
    f"Hours a week that {busiest} gave to {len(texts)} kinds of work, by year, stacked: from "
    f"{weekly.sum(axis=1).min():.1f} to {weekly.sum(axis=1).max():.1f} hours in all.",
)  # fmt: skip

# %% [markdown]
# ## What to notice
#
# * Most of a stay is waiting for something: for hours, for an answer, for a placement's end.
# * The same programme in another history looks quite different: change `seed`.
# * Counts of these people say nothing about Eksjö's real participants.
