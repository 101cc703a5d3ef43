"""An independent judge: works out the outcomes of a folder again, from its event log alone.

It was written from the definitions in `docs/reference/outcomes.md`, without a look at the code
that it judges, and imports none of it. It goes from person to person and from event to event, and
is slow. To judge a folder: `pytest tests/audit --folder=FOLDER`
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from tests.audit.curves import curves, point
from tests.audit.ledger import Rates, ledger
from tests.audit.lives import (
    WEEKS_PER_YEAR,
    Calendar,
    History,
    Person,
    Span,
    calendar_of,
    histories,
)
from tests.audit.people import Outcomes, Value, person_outcomes, ratio

RELATIVE = 1e-9
COUNTY = "county"
ACTIVITIES = (
    "mapping",
    "social_work",
    "motivational_work",
    "training",
    "search_support",
    "employer_contact",
    "placement_support",
    "job_support",
)
Key = tuple[int, str, str, str]


# Programmes


def programme_figures(history: History, calendar: Calendar) -> Outcomes:
    """Take means over time, and figures per full-time post."""
    horizon = calendar.horizon
    window = Span(0.0, horizon)
    waiting = enrolled = 0.0
    for one in history.people:
        ends = (one.enrolled, one.screened_out, one.withdrew, horizon)
        if one.referred is not None:
            waiting += min(time for time in ends if time is not None) - one.referred
        if one.enrolled is not None:
            enrolled += (horizon if one.exited is None else one.exited) - one.enrolled
    fte_weeks = math.fsum(post.fte_weeks(window) for post in history.posts)
    begun = sum(len(one.jobs_in_stay) for one in history.people)
    contacts = sum(row.contact for row in history.work)
    return hours(history) | {
        "queue_mean": waiting / horizon,
        "caseload_per_fte": ratio(enrolled, fte_weeks),
        "contacts_per_fte_week": ratio(contacts, fte_weeks),
        "jobs_per_fte_year": ratio(begun, fte_weeks / WEEKS_PER_YEAR),
    }


def hours(history: History) -> Outcomes:
    """Add up coaches' hours, given and wished for."""
    given, wished = Counter[str](), Counter[str]()
    for row in history.work:
        given[row.activity] += row.hours
        wished[row.activity] += row.wished
    by_activity = {f"hours_{name}": given[name] for name in ACTIVITIES}
    by_activity |= {f"wished_{name}": wished[name] for name in ACTIVITIES}
    return by_activity | {"service_ratio": ratio(given.total(), wished.total())}


def money(history: History, rates: Rates, calendar: Calendar) -> Outcomes:
    """Say what the posts and the people cost."""
    fte_years = sum(post.fte_weeks(Span(0.0, calendar.horizon)) for post in history.posts)
    cost = fte_years / WEEKS_PER_YEAR * rates.value["coach_cost"]
    employed = sum(bool(one.jobs_in_stay) for one in history.people)
    return {"cost_per_job": ratio(cost, employed), **ledger(history, rates, calendar)}


# The whole folder


def groups(people: list[Person], calendar: Calendar) -> dict[str, list[Person]]:
    """Divide the people, in every way that results are shown for."""
    found = {"all": people}
    for sex in ("female", "male"):
        found[f"sex={sex}"] = [one for one in people if one.sex == sex]
    for motivation in ("motivated", "wavering", "not_motivated"):
        found[f"motivation={motivation}"] = [o for o in people if o.motivation == motivation]
    if (plan := calendar.plan) is not None:
        known = [(one, one.came) for one in people if one.came is not None]
        found["referred=before_plan"] = [one for one, week in known if week < plan]
        found["referred=since_plan"] = [one for one, week in known if week >= plan]
    return found


def areas(config: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return every area that has rows, and its programmes.

    Programmes without published counts, or not registered, are left out of the totals, unless
    all are.
    """
    chosen = config["programmes"]
    published = [name for name in chosen if config[name]["observed"] is not None]
    counted = [name for name in published if config[name]["registered"]] or chosen
    found = {name: {name} for name in chosen}
    for name in counted:
        found.setdefault(config[name]["forbund"], set()).add(name)
    return found | {COUNTY: set(counted)}


def audit(events: pd.DataFrame, config: Mapping[str, Any]) -> dict[Key, Value]:
    """Work out every figure, by replication, area, group and outcome.

    Raises:
        ValueError: a rate has no value of its own, so that money cannot be judged.
    """
    calendar, rates = calendar_of(config), Rates(config)
    figures: dict[Key, Value] = {}
    for number, whole in histories(events).items():
        for area, programmes in areas(config).items():
            part = whole.of(programmes)
            for group, people in groups(part.people, calendar).items():
                found = person_outcomes(people, calendar)
                if group == "all":
                    found |= programme_figures(part, calendar) | money(part, rates, calendar)
                figures |= {(number, area, group, name): value for name, value in found.items()}
    return figures


def audit_curves(events: pd.DataFrame, config: Mapping[str, Any]) -> dict[Key, Value]:
    """Work out every point of every curve of the totals, under the name that `point` gives it."""
    calendar = calendar_of(config)
    totals = {
        name: part for name, part in areas(config).items() if name not in config["programmes"]
    }
    return {
        (number, area, group, name): value
        for number, whole in histories(events).items()
        for area, programmes in totals.items()
        for group, name, value in curves(whole.of(programmes), calendar)
    }


def points(curves: pd.DataFrame) -> pd.DataFrame:
    """Give each point of the written curves its name, as if it were an outcome."""
    places = zip(curves["curve"], curves["series"], curves["x"], strict=True)
    return curves.assign(outcome=[point(*place) for place in places])


@dataclass(frozen=True)
class Disagreement:
    """A figure of a folder, and what the auditor makes of it."""

    key: Key
    why: str
    theirs: float | None = None
    mine: Value = None

    def __str__(self) -> str:
        where = " ".join(map(str, self.key))
        return f"{where}: {self.why} (written {self.theirs}, audited {self.mine})"


def judge(measures: pd.DataFrame, figures: Mapping[Key, Value]) -> Iterator[Disagreement]:
    """Yield every figure that is wrong, unknown to the auditor, or lacking.

    Args:
        measures: as written, with a column for each part of a key, and the values.
        figures: as the auditor has them.
    """
    names = ["replication", "programme", "group", "outcome", "value"]
    written: dict[Key, float | None] = {}
    for *key, value in measures[names].itertuples(index=False):
        if tuple(key) in written:
            yield Disagreement(tuple(key), "stands twice")
        written[tuple(key)] = None if math.isnan(value) else float(value)
    for key, theirs in written.items():
        if key not in figures:
            yield Disagreement(key, f"outcome {key[-1]} is unknown to the auditor here", theirs)
        elif not same(theirs, figures[key]):
            yield Disagreement(key, "differs", theirs, figures[key])
    for key in figures.keys() - written.keys():
        yield Disagreement(key, "is lacking", None, figures[key])


def same(theirs: float | None, mine: Value) -> bool:
    """Whether two figures agree but for rounding; nothing is nothing, however it is computed."""
    if theirs is None or mine is None:
        return theirs is None and mine is None
    return math.isclose(theirs, mine, rel_tol=RELATIVE)
