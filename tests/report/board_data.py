"""Data of the board page with numbers made up by rule, in the formats of the folders."""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sesim.events import Activity
from sesim.outcomes import ALL, COUNTY, SINCE_PLAN
from sesim.report.board.page_data import Origin, PageData, ScenarioSummary

START, END, PLAN = date(2012, 1, 1), date(2022, 6, 30), date(2017, 7, 1)
WEEKS = (END - START).days / 7

TITLES = {
    "aneby": "Aneby – Jobb i stället för aktivitetsersättning",
    "eksjo": "Eksjö – Jobb i stället för aktivitetsersättning",
    "nassjo": "Nässjö – Stöd till arbete",
    "vetlanda": "Vetlanda – SE",
    "gislaved": "Gislaved – SE",
    "gnosjo": "Gnosjö – Stöd till arbete, SE",
    "habo": "Habo – IPS",
    "jonkoping_ips": "Jönköping – IPS psykiatri",
}
AREAS = {
    "aneby": "hoglandet", "eksjo": "hoglandet", "nassjo": "hoglandet", "vetlanda": "hoglandet",
    "gislaved": "finnveden", "gnosjo": "finnveden", "habo": "sodra_vatterbygden",
    "jonkoping_ips": "sodra_vatterbygden",
}  # fmt: skip
PEOPLE = {
    "aneby": 11.0, "eksjo": 62.0, "nassjo": 44.0, "vetlanda": 39.0, "gislaved": 77.0,
    "gnosjo": 70.0, "habo": 14.5, "jonkoping_ips": 31.0,
}  # fmt: skip

SCENARIOS = {
    "baseline": ("As now", 0.0, 0.0),
    "rapid_search": ("Search from the first day", 0.041, 0.014),
    "back_heavy": ("All preparation before the search", -0.062, 0.02),
    "motivated_intake": ("Only motivated people go on", 0.012, 0.03),
    "full_time_roles": ("Full posts instead of parts of posts", 0.002, 0.018),
    "placebo": ("Nothing changes", 0.0, 0.0),
}
"""Title, difference in the share employed, and half the width of its interval."""

SHARES = {
    "employed_share": 0.43, "employed_per_referred": 0.36, "first_job_by_12_months": 0.31,
    "retention_6_months": 0.55, "retention_12_months": 0.31,
}  # fmt: skip
"""Shares of the baseline that an alternative changes by its difference."""

OTHERS = {
    "participants": 200.0, "ongoing": 99.0, "waiting": 12.0, "caseload_per_fte": 17.4,
    "service_ratio": 0.84, "weeks_to_search": 21.0, "waiting_weeks_mean": 6.0,
    "placement_weeks_mean": 9.0, "discharged_share": 0.08, "employed": 86.0,
}  # fmt: skip


def study(programmes: Sequence[str] = tuple(TITLES), **changes: Any) -> PageData:
    """Return the page data of a single study of these programmes."""
    return page_data(programmes, ("baseline",), **changes)


def sweep(
    scenarios: Sequence[str] = tuple(SCENARIOS), programmes: Sequence[str] = tuple(TITLES),
    **changes: Any,
) -> PageData:  # fmt: skip
    """Return the page data of a sweep; the first scenario is the baseline."""
    return page_data(programmes, scenarios, **changes)


def page_data(
    programmes: Sequence[str], scenarios: Sequence[str], *, known: bool = True,
    called: Mapping[str, str] | None = None, **changes: Any,
) -> PageData:  # fmt: skip
    """Return page data; `called` gives scenarios other titles, `known=False` blanks all numbers."""
    compared = len(scenarios) > 1
    places = [*programmes, *dict.fromkeys(AREAS[name] for name in programmes), COUNTY]
    summary = pd.DataFrame(list(summary_rows(places, scenarios, [ALL, SINCE_PLAN][: 1 + compared])))
    curves = pd.DataFrame(list(curve_rows(places[len(programmes) :], scenarios, compared)))
    comparison = pd.DataFrame(list(comparison_rows(places, scenarios))) if compared else None
    if not known:
        for table in (summary, curves, comparison):
            if table is not None:
                numbers = table.select_dtypes("number").columns.drop("x", errors="ignore")
                table[numbers] = np.nan
    titles = {name: scenario_of(name)[0] for name in scenarios} | dict(called or {})
    summaries = tuple(
        ScenarioSummary(name=name, title=titles[name], since=None if i == 0 else PLAN)
        for i, name in enumerate(scenarios)
    )
    told: dict[str, Any] = {
        "summary": summary, "curves": curves, "comparison": comparison, "scenarios": summaries,
        "titles": {name: TITLES[name] for name in programmes}, "counted": tuple(programmes),
        "areas": {name: AREAS[name] for name in programmes},
        "start": START, "end": END, "plan_start": PLAN if compared else None, "replications": 40,
        "interval": 0.9, "rates": (), "price_year": 2017,
        "origin": Origin(
            version="0", commit=None, changed=None, seed=1, configuration="", parameters="",
            fitted=True, draws=None, started="2020-01-01T00:00:00",
        ),
    }  # fmt: skip
    return PageData(**{**told, **changes})


def scenario_of(name: str) -> tuple[str, float, float]:
    """Return title, difference and half the width of its interval; any name will do."""
    return SCENARIOS.get(name, (name.replace("_", " "), 0.002 * len(name), 0.02))


def offset(place: str) -> float:
    """Return by how much the shares of a place differ from those of the county."""
    return 0.0 if place == COUNTY else 0.28 * math.sin(3.0 * len(place) + ord(place[0]))


def summary_rows(
    places: Sequence[str], scenarios: Sequence[str], groups: Sequence[str]
) -> Iterator[dict[str, Any]]:
    hours = {
        f"{word}_{one}": (21000.0 - 2700 * i) * part
        for i, one in enumerate(Activity)
        for word, part in (("hours", 0.6 + 0.05 * i), ("wished", 1.0))
    }
    for scenario in scenarios:
        for place in places:
            for group in groups:
                for outcome, mean in {**SHARES, **OTHERS, **hours}.items():
                    value, wide, observed = mean, 0.1 * mean, math.nan
                    if outcome in SHARES:
                        value += offset(place) + scenario_of(scenario)[1]
                        wide = 0.05 if place == COUNTY else 0.14
                    if outcome == "weeks_to_search":
                        value -= 150 * scenario_of(scenario)[1]
                    if outcome == "participants":
                        value = PEOPLE.get(place, mean)
                    if outcome == "employed_share" and group == ALL:
                        observed = min(0.97, value + (0.02 if place == COUNTY else 0.07))
                    if outcome == "ongoing" and group == ALL:
                        observed = 104.0
                    yield {
                        "scenario": scenario, "programme": place, "group": group,
                        "outcome": outcome, "unit": "", "mean": value,
                        "low": max(0.0, value - wide),
                        "high": min(1.0, value + wide) if outcome in SHARES else value + wide,
                        "replications": 40, "observed": observed, "chance_share": 0.4,
                    }  # fmt: skip


def comparison_rows(places: Sequence[str], scenarios: Sequence[str]) -> Iterator[dict[str, Any]]:
    for scenario in scenarios[1:]:
        _, change, half = scenario_of(scenario)
        for place in places:
            size = 1.0 if place == COUNTY else 1.0 + math.sin(5.0 * len(place))
            for group in (ALL, SINCE_PLAN):
                for outcome, mean in {**SHARES, **OTHERS}.items():
                    base = mean + (offset(place) if outcome in SHARES else 0.0)
                    scale = 1.0 if outcome in SHARES else -150.0 if "weeks" in outcome else 0.0
                    if scenario == "motivated_intake" and outcome == "employed_per_referred":
                        scale = -1.0
                    difference, wide = scale * size * change, abs(scale) * half
                    yield {
                        "scenario": scenario, "programme": place, "group": group,
                        "outcome": outcome, "unit": "", "baseline": base,
                        "mean": base + difference, "difference": difference,
                        "low": difference - 0.4 * wide, "high": difference + 0.4 * wide,
                        "probability_better": 0.5, "replications": 40,
                        "compared_with": scenarios[0], "chance_share": 0.5,
                        "effect_low": difference - wide, "effect_high": difference + wide,
                        "variance_ratio": 0.2,
                    }  # fmt: skip


def curve_rows(
    totals: Sequence[str], scenarios: Sequence[str], compared: bool
) -> Iterator[dict[str, Any]]:
    for scenario in scenarios:
        _, change, _ = scenario_of(scenario)
        for place in totals:
            for group in (ALL, SINCE_PLAN)[: 1 + compared]:
                for curve, series, x, mean, wide in curve_points(place, change, group):
                    yield {
                        "scenario": scenario, "programme": place, "group": group, "curve": curve,
                        "series": series, "x": x, "mean": mean, "low": mean - wide,
                        "high": mean + wide, "replications": 40,
                    }  # fmt: skip


def curve_points(
    place: str, change: float, group: str
) -> Iterator[tuple[str, str, float, float, float]]:
    most = 0.55 + 0.7 * offset(place) + 2 * change
    pace = 14.0 - 90 * change
    for month in range(61):
        share = most * (1 - math.exp(-month / pace))
        yield "first_job", "share", float(month), share, min(0.06, share)
    for month in range(37):
        yield "phase", "preparing", float(month), math.exp(-month / pace) * 0.9, 0.03
        yield from phases(month, pace)
    for month in range(25):
        yield "retention", "share", float(month), math.exp(-month / (11 + 40 * change)), 0.05
    if group != ALL:
        return
    for month in range(126):
        week = min(month * 30.44 / 7, WEEKS)
        since = max(0.0, week - 287) / 260
        yield (
            "level",
            "enrolled",
            week,
            99 * (1 - math.exp(-week / 120)) + 300 * change * since,
            9.0,
        )
        yield "level", "waiting", week, 12 + 3 * math.sin(week / 30) - 50 * change * since, 3.0
        yield "level", "fte", week, 3.0 + 0.5 * (week > 150) + 0.25 * (week > 300), 0.0


def phases(month: int, pace: float) -> Iterator[tuple[str, str, float, float, float]]:
    """Yield the phases after the first, which take what it leaves."""
    rest = 1 - math.exp(-month / pace) * 0.9
    late = 1 - math.exp(-month / 20)
    parts = {
        "working": 0.45 * late, "working_alone": 0.05 * late, "left_after_job": 0.1 * late,
        "placement": 0.12, "left_without_job": 0.2 * late,
    }  # fmt: skip
    for name, part in parts.items():
        yield "phase", name, float(month), rest * part, 0.03
    yield "phase", "searching", float(month), rest * (1 - sum(parts.values())), 0.03
