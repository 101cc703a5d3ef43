"""Today's caseload: who waits and who is enrolled on a day, and what each is doing then."""

from typing import Any, Final

import numpy as np
import pandas as pd

from sesim.events import Activity, CaseloadPhase, Goal, Kind, Motivation
from sesim.outcomes.arrays import Floats
from sesim.outcomes.window import SLACK

WHO: Final = ["replication", "programme", "participant"]


CASELOAD_COLUMNS: Final = (
    "replication", "programme", "person", "referred", "enrolled", "phase", "phase_since",
    "period_since", "employed_since", "sex", "age", "goal", "motivation", "job_kind", "coach",
    "hours", "mapping_hours",
)  # fmt: skip
"""Columns of today's caseload, in order."""

SPELLS: Final = {
    "training": (Kind.TRAINING_STARTED, Kind.TRAINING_ENDED),
    "placement": (Kind.PLACEMENT_STARTED, Kind.PLACEMENT_ENDED),
    "job": (Kind.JOB_STARTED, Kind.JOB_ENDED),
}


def caseload(log: pd.DataFrame, day: float) -> pd.DataFrame:
    """Return everyone who waits for a place or is enrolled at a moment, and in which phase.

    Only events until then count, also those of that very moment.

    Args:
        log: with the columns and dtypes of `COLUMNS`, as from `read_events`.
        day: the moment, in weeks from the start of the log.

    Returns:
        The columns of `CASELOAD_COLUMNS`, one row a person, sorted by replication, programme and
        person. Times are in weeks from the start of the log, and NaN where something is not known
        or does not apply:

        * `phase` is one of `CaseloadPhase`. Motivational work shows only where the log has its
          hours, or people become motivated before they search; then someone who was not motivated
          at referral, and has not become so, is in it until the search. Those who wait for a
          course to begin are in mapping.
        * `phase_since`: since when the phase lasts. The periods of a renewed placement are one
          phase; `period_since` is when the present one began. `employed_since` is when the first
          of the jobs began that follow each other without a gap.
        * `motivation`: as at referral, or motivated since then.
        * `coach`: with whom the person was enrolled, or who gave the latest hours.
        * `hours`, `mapping_hours`: received so far; NaN if the log has no hours of anyone.
    """
    everyone = log[log["time"] <= day + SLACK]
    log = everyone[everyone["participant"] >= 0]
    times, counts = _by_person(log)
    here = _here(times)
    times, counts = times[here], counts[here]
    found = pd.DataFrame(index=times.index)
    found["referred"], found["enrolled"] = times["referred"], times["enrolled"]
    since = _since(log, times)
    motivated = _motivation(log, times)
    found["phase"], found["phase_since"] = _phases(log, times, counts, since, motivated)
    found["period_since"] = times["placement_started"].where(found["phase"] == "placement")
    found["employed_since"] = since["job"].where(found["phase"] == "job")
    found["motivation"] = motivated
    for column in ("sex", "age", "goal"):
        found[column] = _detail(log, Kind.REFERRED, column).reindex(found.index)
    kind = _detail(log, Kind.JOB_STARTED, "job_kind").reindex(found.index)
    found["job_kind"] = kind.where(found["phase"] == "job")
    found["coach"] = _coach(log, everyone).reindex(found.index)
    mapping = log[log["activity"] == Activity.MAPPING.value]
    recorded = log["hours"].notna().any()
    for name, rows in (("hours", log), ("mapping_hours", mapping)):
        hours = _hours(rows).reindex(found.index).fillna(0.0)
        found[name] = hours if recorded else np.nan
    table = found.reset_index().rename(columns={"participant": "person"})
    return table[list(CASELOAD_COLUMNS)]


def _by_person(log: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the last time of each kind of event of each person, and the number of them."""
    kinds = [kind.value for kind in Kind]
    last, number = (
        log.pivot_table(values="time", index=WHO, columns="kind", aggfunc=how, observed=True)
        .reindex(columns=kinds)
        .astype(float)
        for how in ("max", "count")
    )
    return last, number.fillna(0.0)


def _here(times: pd.DataFrame) -> pd.Series:
    """Return who waits or is enrolled: was referred or enrolled, and has not left."""
    came = times["referred"].notna() | times["enrolled"].notna()
    left = times[["screened_out", "withdrew", "exited"]].notna().any(axis=1)
    return came & ~left


def _since(log: pd.DataFrame, times: pd.DataFrame) -> dict[str, pd.Series]:
    """Return since when the present chain of spells of each kind lasts, by person.

    A spell that begins at the moment at which another of its kind ends goes on with it.
    """
    found = {}
    for name, (start, end) in SPELLS.items():
        begun = log.loc[log["kind"] == start.value, [*WHO, "time"]]
        ended = log.loc[log["kind"] == end.value, [*WHO, "time"]].assign(goes_on=True)
        both = begun.merge(ended.drop_duplicates(), on=[*WHO, "time"], how="left")
        chains = both[both["goes_on"].isna()]
        found[name] = chains.groupby(WHO, observed=True)["time"].max().reindex(times.index)
    return found


def _phases(
    log: pd.DataFrame,
    times: pd.DataFrame,
    counts: pd.DataFrame,
    since: dict[str, pd.Series],
    motivation: pd.Series,
) -> tuple[Any, Floats]:
    """Return the phase of each person, and since when it lasts."""
    within = {
        name: (counts[start.value] > counts[end.value]).to_numpy()
        for name, (start, end) in SPELLS.items()
    }
    goal = _detail(log, Kind.REFERRED, "goal").reindex(times.index)
    # After a placement or a job, the search goes on even if the records do not say so.
    after = ["search_started", "placement_ended", "job_ended", "training_ended"]
    searching = times[after].max(axis=1)
    searching = searching.mask((goal == Goal.STUDY.value) & times["search_started"].isna())
    first = _motivates(log) & (motivation != Motivation.MOTIVATED.value) & motivation.notna()
    mapping_since = times[["enrolled", "motivated"]].max(axis=1)
    choices = {
        CaseloadPhase.WAITING: (times["enrolled"].isna(), times["referred"]),
        CaseloadPhase.JOB: (within["job"], times["job_started"]),
        CaseloadPhase.PLACEMENT: (within["placement"], since["placement"]),
        CaseloadPhase.TRAINING: (within["training"], since["training"]),
        CaseloadPhase.SEARCH: (searching.notna(), searching),
        CaseloadPhase.MOTIVATIONAL_WORK: (first, times["enrolled"]),
    }
    conditions = [np.asarray(condition, dtype=bool) for condition, _ in choices.values()]
    names = [phase.value for phase in choices]
    moments = [moment.to_numpy(dtype=float) for _, moment in choices.values()]
    phase = np.select(conditions, names, CaseloadPhase.MAPPING.value)
    return phase, np.select(conditions, moments, mapping_since.to_numpy(dtype=float))


def _motivation(log: pd.DataFrame, times: pd.DataFrame) -> pd.Series:
    """Return the motivation of each person as far as it is known."""
    found = _detail(log, Kind.REFERRED, "motivation").reindex(times.index)
    return found.mask(times["motivated"].notna(), Motivation.MOTIVATED.value)


def _motivates(log: pd.DataFrame) -> bool:
    """Whether the log shows motivational work before the job search."""
    if (log["activity"] == Activity.MOTIVATIONAL_WORK.value).any():
        return True
    first = {
        kind: log[log["kind"] == kind.value].groupby(WHO, observed=True)["time"].min()
        for kind in (Kind.MOTIVATED, Kind.SEARCH_STARTED)
    }
    searched = first[Kind.SEARCH_STARTED].reindex(first[Kind.MOTIVATED].index)
    return bool((first[Kind.MOTIVATED] < searched - SLACK).any())


def _detail(log: pd.DataFrame, kind: Kind, column: str) -> pd.Series:
    """Return a column of each person's last event of a kind."""
    rows = log[log["kind"] == kind.value]
    values = rows[column].astype(object) if column != "age" else rows[column]
    return values.groupby([rows[name] for name in WHO], observed=True).last()


def _coach(log: pd.DataFrame, everyone: pd.DataFrame) -> pd.Series:
    """Return each person's coach: the last to take them on or to give hours, whose post is there.

    If none of these posts is left, it is the last coach who asked an employer for the person. A
    post that is vacant for everyone keeps its people.
    """
    changes = everyone[everyone["kind"] == Kind.POST_CHANGED.value]
    sizes = changes.groupby(["replication", "programme", "coach"], observed=True)["fte"].last()
    empty = set(sizes.index[sizes == 0])
    rows = log[log["coach"].notna()]
    posts = zip(rows["replication"], rows["programme"], rows["coach"], strict=True)
    there = np.array([post not in empty for post in posts], dtype=bool)
    asked = (rows["kind"] == Kind.EMPLOYER_CONTACT.value).to_numpy()
    in_turn = [rows[there & ~asked], rows[there & asked], rows[~asked]]
    best, *others = [
        part["coach"].astype(object).groupby([part[name] for name in WHO], observed=True).last()
        for part in in_turn
    ]
    for other in others:
        best = best.combine_first(other)
    return best


def _hours(rows: pd.DataFrame) -> pd.Series:
    return rows["hours"].fillna(0.0).groupby([rows[name] for name in WHO], observed=True).sum()
