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
# # From a programme's own records to a plan
#
# Records → description of the programme → today's caseload → own counts → plan. The records are
# made up: they are one simulated history of Eksjö, called Mytown here. So we know the truth, and
# can see what the way from the records to the plan recovers of it.
#
# The cells call the commands of the command line. Small settings keep it to a minute:
# `SESIM_NOTEBOOKS=full` takes those that a decision needs.

# %%
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
import yaml

import sesim

is_full = os.environ.get("SESIM_NOTEBOOKS") == "full"
folder = Path(tempfile.mkdtemp(prefix="own-records-"))


def command(name: str, *words: str) -> str:
    """Run a command in the folder, and return what it prints."""
    words = (sys.executable, "-m", f"sesim.cli.{name}.main", *words)
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout


# %% [markdown]
# ## 1. Records
#
# An event log, as a programme keeps it: one row for each event, with its day, without a name.

# %%
until = "2017-06-30"
truth = sesim.load_study(["programmes=[eksjo]", "replications=1", "workers=1", f"end={until}"])
log = sesim.simulate(truth).events.assign(programme="mytown")
first_day = pd.Timestamp(truth.settings.start)
log.insert(3, "date", (first_day + pd.to_timedelta(7 * log["time"], unit="D")).dt.date)
log.drop(columns="time").to_csv(folder / "log.csv", index=False)
log.groupby("kind", observed=True)["participant"].nunique().to_frame("people")

# %% [markdown]
# ## 2. The programme and today's caseload
#
# Each value of the file comes from the records, with its number of observations, or is marked as
# an assumption.

# %%
said = command(
    "describe", "log.csv", "--since", "2012-01-01", "--until", until, "--title", "Mytown",
    "--output", "my",
)  # fmt: skip
print(said)
described = yaml.safe_load((folder / "my/programme/mytown.yaml").read_text(encoding="utf-8"))
own = truth.programmes["eksjo"]
recovered = pd.DataFrame(
    {
        "truth": {
            "referrals a year": own.referral.per_year,
            "back_heaviness": own.back_heaviness,
            "employer_focus": own.employer_focus,
            "caseload_norm": own.caseload_norm,
        },
        "from the records": {
            "referrals a year": described["referral"]["per_year"],
            "back_heaviness": described["back_heaviness"],
            "employer_focus": described["employer_focus"],
            "caseload_norm": described["caseload_norm"],
        },
    }
)
recovered

# %%
today = pd.read_csv(folder / "my/today.csv")
today["phase"].value_counts().to_frame("people today")

# %% [markdown]
# ## 3. Own counts
#
# What the records count teaches the model how this programme differs from others like it.

# %%
people = log[log["participant"] >= 0]
enrolled = people.loc[people["kind"] == "enrolled", "participant"].nunique()
gone = people.loc[people["kind"] == "exited", "participant"].nunique()
counts = pd.DataFrame(
    {
        "outcome": ["participants", "ongoing"],
        "until": until,
        "count": [enrolled, enrolled - gone],
        "source": "our own records",
    }
)
counts.to_csv(folder / "own_counts.csv", index=False)
counts

# %%
runs = 2000 if is_full else 200
print(
    command(
        "adjust", "--config-dir", "my", "programme=mytown", "counts=own_counts.csv",
        f"adjust.runs={runs}", f"adjust.draws={runs // 5}", f"adjust.predictive={runs // 10}",
    )
)  # fmt: skip

# %% [markdown]
# ## 4. A plan from today
#
# The study begins with the people of the last day of the records. How many posts reach two first
# jobs in the next year, in at least half of the histories?

# %%
text = (folder / "my/programme/mytown.yaml").read_text(encoding="utf-8")
(folder / "my/programme/mytown.yaml").write_text(
    text + f'\ntoday: {{date: "{until}", table: ../today.csv}}\n', encoding="utf-8"
)
budget = 400 if is_full else 16
print(
    command(
        "plan", "--config-dir", "my", "programme=mytown", "parameters=mytown_adjusted",
        "end=2018-12-31", "goals=[{outcome: first_jobs_2018, at_least: 2}]",
        "levers={fte: [0.4, 0.8]}", "certainty=0.5", "confidence=0.8", f"first={min(16, budget)}",
        f"budget={budget}", "output=plan",
    )
)  # fmt: skip
plans = pd.read_csv(folder / "plan/plans.csv")
plans.iloc[:, :6]

# %% [markdown]
# ## What to notice
#
# * The records show few values, each with its uncertainty. The rest are defaults of the county.
# * A programme this small says little about its own effect: see how far the counts moved it.
# * The plan's probabilities are the model's. Hold them against what happens
#   (`sesim-adjust FOLDER --against counts.csv`).
