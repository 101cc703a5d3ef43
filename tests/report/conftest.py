"""A small study of three programmes, made by rule and not by simulation."""

from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

from sesim.events import COLUMNS, Kind
from sesim.outcomes import Window, concat, events_frame, measure, participants_table, summarise

WINDOW = Window(date(2012, 1, 1), 2008 / 7)
AREAS = {"eksjo": "hoglandet", "savsjo": "hoglandet", "gnosjo": "finnveden"}
TITLES = {
    "eksjo": "Eksjö – Jobb i stället för aktivitetsersättning",
    "savsjo": "Sävsjö – Jobb i stället för aktivitetsersättning",
    "gnosjo": "Gnosjö – Stöd till arbete, SE",
}
PEOPLE = {"eksjo": 30, "savsjo": 40, "gnosjo": 35}
WORK_PACE = {"eksjo": 90.0, "savsjo": 300.0, "gnosjo": 40.0}
PUBLISHED = {
    ("eksjo", "employed_share"): 0.39,
    ("savsjo", "employed_share"): 0.16,
    ("county", "participants"): 105.0,
    ("county", "employed_share"): 0.41,
    ("county", "ongoing"): 35.0,
}


class Made(NamedTuple):
    """The tables of a small study."""

    summary: pd.DataFrame
    people: pd.DataFrame
    events: pd.DataFrame
    measures: pd.DataFrame


def programme(name: str, rng: np.random.Generator) -> dict[str, list[Any]]:
    """Return the columns of one programme: people come evenly, and work, stay or leave."""
    rows: list[tuple[int, float, Kind, float | None]] = [(-1, 0.0, Kind.POST_CHANGED, 0.5)]
    for who, came in enumerate(np.linspace(1, 270, PEOPLE[name])):
        start = came + rng.exponential(4)
        job, left = start + rng.exponential(WORK_PACE[name]), start + rng.exponential(130)
        rows += [(who, came, Kind.REFERRED, None), (who, start, Kind.ENROLLED, None)]
        if job < left:
            rows.append((who, job, Kind.JOB_STARTED, None))
        rows.append((who, left, Kind.EXITED, None))
    inside = sorted((row for row in rows if row[1] < WINDOW.horizon), key=lambda row: row[1])
    columns: dict[str, list[Any]] = {c: [None] * len(inside) for c in list(COLUMNS)[2:]}
    names = ("participant", "time", "kind", "fte")
    columns |= {
        column: list(values)
        for column, values in zip(names, zip(*inside, strict=True), strict=True)
    }
    columns["coach"] = [
        "coach_1" if kind is Kind.POST_CHANGED else None for kind in columns["kind"]
    ]
    return columns


def make(replications: int = 6) -> Made:
    """Return the tables of the study; the same ones each time."""
    logs, tables, figures = [], [], []
    for number in range(replications):
        rng = np.random.default_rng(number)
        log = events_frame({name: programme(name, rng) for name in AREAS}, number)
        people = participants_table(log, WINDOW.horizon)
        logs.append(log)
        tables.append(people)
        figures.append(measure(log, people, WINDOW, AREAS))
    measures = concat(figures)
    summary = summarise(measures, "baseline", 0.9, PUBLISHED)
    return Made(summary, concat(tables), concat(logs), measures)


@pytest.fixture(scope="session")
def made() -> Made:
    return make()


@pytest.fixture(scope="session")
def settings() -> dict[str, Any]:
    """What `draw` needs besides the tables and the folder."""
    return {"window": WINDOW, "areas": AREAS, "titles": TITLES}
