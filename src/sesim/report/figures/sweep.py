"""Figures of a sweep: what each scenario changes, and how sure that is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sesim.outcomes import ALL, COUNTY, Verdict, verdicts
from sesim.report.figures.effects import Panel, effects_figure, interval_of, panel_of
from sesim.report.figures.style import house_style, save
from sesim.report.text.language import language
from sesim.report.text.names import AREAS, display_names, printable, shortened

IN_TITLE = 60
"""Letters of a scenario's name in the message."""

MOST_SCENARIOS = 8
"""With more, the figure by programme would be too large to read."""

SHARE = "employed_share"

SAY = language("en")
"""These figures are in English."""

TITLES = {
    "employed": "People with a job",
    "employed_per_referred": "Job, of those referred",
    "first_job_by_12_months": "Job within 12 months",
    "jobs_per_fte_year": "Jobs per full-time post",
    SHARE: "Job, of participants",
}
"""What is compared, as the head of a panel; the first one that is there is in the message."""

PHRASES = {
    "employed": "people with a job",
    "employed_per_referred": "percentage points of those referred with a job",
    "first_job_by_12_months": "percentage points with a job within 12 months",
    "jobs_per_fte_year": "jobs a year per full-time post",
    SHARE: "percentage points of participants with a job",
}
"""What a difference is one of, in a sentence."""


def draw_comparison(
    comparison: pd.DataFrame, names: Mapping[str, str], folder: Path, interval: float,
    titles: Mapping[str, str] | None = None,
) -> list[Path]:  # fmt: skip
    """Draw what scenarios change, as PNG and SVG, with the same bytes for the same table.

    `comparison` has a row for each scenario and a panel for each outcome, about all together or
    the only programme there is. `comparison_programmes` shows the share employed by programme;
    it is left out with one programme or more than `MOST_SCENARIOS` scenarios.

    Args:
        comparison: columns `scenario`, `programme`, `group`, `outcome`, `difference`, `low` and
            `high` (confidence interval of the mean difference), and, if known, `effect_low` and
            `effect_high` (credible interval of the effect), `replications` and `compared_with`.
            Any number may be missing (NaN).
        names: names for readers, by programme; areas may be named too.
        folder: where to write; made if it does not exist.
        interval: coverage of the intervals.
        titles: of the scenarios for readers, by what stands in `scenario`; others are shown as
            they are, such as values of the command line.

    Returns:
        The paths of the files written; none if there is nothing to draw.
    """
    table = _titled(_checked(comparison), titles or {})
    with house_style():
        figures = {
            "comparison": scenarios_figure(table, names, interval),
            "comparison_programmes": programmes_figure(table, names, interval),
        }
        return [path for name, it in figures.items() if it for path in save(it, folder, name)]


def scenarios_figure(
    comparison: pd.DataFrame, names: Mapping[str, str], interval: float
) -> Figure | None:
    """Draw the differences of all together by scenario and outcome; None if there are none."""
    table = _checked(comparison)
    area = _area(table, names)
    mine = table[table["programme"] == area]
    labels = list(dict.fromkeys(mine["scenario"]))
    shown = {
        name: _of_outcome(mine, name, labels)
        for name in TITLES
        if name != SHARE and (mine["outcome"] == name).any()
    }
    if not shown:
        return None
    whose = display_names([area], {**AREAS, **names})[area]
    where = "" if area == COUNTY else f"{printable(whose)}. "
    return effects_figure(
        list(shown.values()), SAY, _message(shown), f"{where}{_compared(mine)}", interval
    )


def programmes_figure(
    comparison: pd.DataFrame, names: Mapping[str, str], interval: float
) -> Figure | None:
    """Draw the differences in the share employed by programme and scenario, or return None."""
    table = _checked(comparison)
    programmes = _programmes(table, names)
    mine = table[(table["outcome"] == SHARE) & table["programme"].isin(programmes)]
    scenarios = list(dict.fromkeys(mine["scenario"]))
    if len(programmes) < 2 or not 0 < len(scenarios) <= MOST_SCENARIOS:
        return None
    titles = display_names(programmes, names)
    panels = [_of_scenario(mine, name, programmes, titles) for name in scenarios]
    finest = max(panel.decimals for panel in panels)
    panels = [panel._replace(decimals=finest) for panel in panels]
    together = panels[0]._replace(rows=pd.concat([_called(panel, panels) for panel in panels]))
    return effects_figure(
        panels, SAY, _message({SHARE: together}, "in a programme"),
        f"Share of participants with a job, in percentage points. {_compared(mine)}",
        interval, same_scale=True,
    )  # fmt: skip


def _checked(comparison: pd.DataFrame) -> pd.DataFrame:
    """Return the rows about everybody, with all columns that are drawn."""
    table = comparison[comparison["group"] == ALL].astype({"scenario": str, "programme": str})
    lacking = {"effect_low", "effect_high", "replications", "compared_with"} - set(table.columns)
    table = table.assign(**dict.fromkeys(lacking, np.nan))
    return table.drop_duplicates(["scenario", "programme", "outcome"])


def _titled(table: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows with the titles of scenarios, where no two would be called the same."""
    names = dict.fromkeys([*table["scenario"], *table["compared_with"].dropna()])
    called = {name: titles.get(name) or name for name in names}
    uses = Counter(called.values())
    called = {
        name: title if uses[title] == 1 or title == name else f"{title} ({name})"
        for name, title in called.items()
    }
    return table.assign(
        **{column: table[column].map(called) for column in ("scenario", "compared_with")}
    )


def _programmes(table: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """Return the programmes, which have names for readers, without the areas."""
    places = dict.fromkeys(table["programme"])
    return [name for name in places if name in names and name not in AREAS]


def _area(table: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Return whose differences are shown."""
    programmes, places = _programmes(table, names), list(dict.fromkeys(table["programme"]))
    if len(programmes) == 1:
        return programmes[0]
    return COUNTY if COUNTY in places or not places else places[0]


def _of_outcome(table: pd.DataFrame, outcome: str, labels: Sequence[str]) -> Panel:
    rows = table[table["outcome"] == outcome].set_index("scenario").reindex(list(labels))
    return panel_of(TITLES[outcome], rows, outcome)


def _of_scenario(
    table: pd.DataFrame, scenario: str, programmes: Sequence[str], titles: Mapping[str, str]
) -> Panel:
    rows = table[table["scenario"] == scenario].set_index("programme").reindex(list(programmes))
    return panel_of(scenario, rows.rename(index=dict(titles)), SHARE)


def _called(panel: Panel, panels: Sequence[Panel]) -> pd.DataFrame:
    """Return the rows of a panel as they are called where those of others are beside them."""
    if len(panels) == 1:
        return panel.rows
    return panel.rows.set_axis([f"{name} ({panel.title})" for name in panel.rows.index])


def _compared(table: pd.DataFrame) -> str:
    """Say what scenarios are compared with."""
    names = {printable(str(name)) for name in table["compared_with"].dropna()}
    other = shortened(names.pop(), IN_TITLE) if len(names) == 1 else "what it is compared with"
    return f"Difference from {other}, with the same people and the same chance events."


def _message(panels: Mapping[str, Panel], where: str = "") -> str:
    """Return the largest difference of the first panel, and one that is clear if it is not."""
    found = [_largest(panel, PHRASES[outcome], where) for outcome, panel in panels.items()]
    (first, sure), *others = found
    clear = next((text for text, one in others if one), "")
    return first if sure or not clear else f"{first}. Clear: {clear}"


def _largest(panel: Panel, phrase: str, where: str) -> tuple[str, bool]:
    """Return what the largest difference of a panel is, a clear one first, and if it is clear."""
    found = verdicts(panel.rows)
    if (found == Verdict.MISSING).all():
        return "No difference is known: nothing to compare in any replication", False
    if found.isin([Verdict.NONE, Verdict.MISSING]).all():
        start = "Nothing changes" if (found == Verdict.NONE).all() else "No change that is known"
        return f"{start}: no more and no fewer {phrase}", False
    clear = np.array([one.is_clear for one in found])
    shown = panel.rows[clear] if clear.any() else panel.rows
    place = int(np.nanargmax(shown["difference"].abs()))
    row = shown.iloc[place]
    name = shortened(printable(str(row.name)), IN_TITLE)
    head = f"{name}: {SAY.number(row['difference'], panel.decimals, signed=True)} {phrase}"
    if len(panel.rows) > 1:
        head = " ".join(["Largest difference", *([where] if where else []), "–", head])
    verdict = found[clear].iloc[place] if clear.any() else found.iloc[place]
    return f"{head}{_how_sure(row, panel, verdict)}", verdict.is_clear


def _how_sure(row: pd.Series, panel: Panel, verdict: Verdict) -> str:
    """Return how sure a difference is, in words that follow the difference."""
    if verdict is Verdict.UNKNOWN:
        return "; how sure the effect is, is not known"
    between = interval_of(row, panel.decimals, SAY)
    return f" ({between})" if verdict.is_clear else f", direction uncertain ({between})"
