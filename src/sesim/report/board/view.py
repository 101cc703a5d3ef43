"""The page's data in one language: its numbers, and the names that readers know."""

from collections import Counter
from collections.abc import Hashable, Sequence
from functools import cached_property
from typing import Any

import pandas as pd

from sesim.outcomes import ALL, COUNTY
from sesim.outcomes.absent import absent
from sesim.report.board.differences import Difference
from sesim.report.board.facts import COMPARISON, GOALS, SUMMARY, UNCERTAINTY, Form, Level, Rows
from sesim.report.board.page_data import PageData, ScenarioSummary
from sesim.report.text.changes import ChangedValue, Changes
from sesim.report.text.language import Language, Phrase, breakable, joined, listed
from sesim.report.text.names import display_names, shortened
from sesim.report.text.questions import PEOPLE, SERVED, SHARE

FEWEST_PARTICIPANTS = 20
"""A programme with fewer participants is shown, and not compared with others."""

MOST_NAMED = 4
"""So many programmes or fewer are named, instead of counted."""

FEWEST_EVENTS = 10
"""With fewer jobs in a history, on average, nothing is shown that a few of them decide."""

ALIKE = (PEOPLE, SERVED)
"""Outcomes of which whole numbers and tenths do not stand beside each other."""

IN_SENTENCE = 60
"""Letters of a scenario's name in a sentence."""


class View:
    """The page's data as a reader of one language sees them.

    Args:
        data: what the page is made from.
        say: the language.
    """

    def __init__(self, data: PageData, say: Language) -> None:
        self.data, self.say = data, say
        self.summary = Rows(data.summary, SUMMARY, say, data.replications)
        compared = data.summary.iloc[:0] if data.comparison is None else data.comparison
        self.comparison = Rows(compared, COMPARISON, say, data.replications)
        self.goals = Rows(data.goals, GOALS, say, data.replications)
        self.uncertainty = Rows(data.uncertainty, UNCERTAINTY, say, data.replications)

    def level(
        self, scenario: ScenarioSummary, outcome: str = SHARE, *, place: str | None = None,
        group: str | None = None, form: Form | None = None,
    ) -> Level:  # fmt: skip
        """Return a scenario's own figure, by default of what the page is about."""
        place, group = place or self.data.area, group or self.data.group
        return Level(self.summary.row(scenario.name, place, group, outcome), form)

    def difference(
        self, scenario: ScenarioSummary, outcome: str = SHARE, *, place: str | None = None,
        group: str | None = None,
    ) -> Difference:  # fmt: skip
        """Return how a scenario's figure differs from the baseline's."""
        place, group = place or self.data.area, group or self.data.group
        row = self.comparison.row(scenario.name, place, group, outcome)
        return Difference(row, decimals=self._decimals(outcome, place, group))

    def _decimals(self, outcome: str, place: str, group: str) -> int:
        """Return how many decimals the differences of all alternatives have in words.

        0.7 people in one row and 1 in the next would make the smaller look larger.
        """
        if outcome not in ALIKE:
            return 0
        rows = (
            self.comparison.row(one.name, place, group, outcome) for one in self.data.alternatives
        )
        return max(Difference(row).decimals_in_words for row in rows)

    def curve(
        self, scenario: ScenarioSummary, name: str, *, series: str = "share", place: str = COUNTY,
        group: str | None = None,
    ) -> pd.DataFrame:  # fmt: skip
        """Return a curve's `x`, `mean`, `low` and `high` where it is known."""
        key = (scenario.name, place, group or self.data.group, name, series)
        points: pd.DataFrame = self.data.curves.iloc[self._curves.get(key, [])]
        known = points.loc[points["mean"].notna(), ["x", "mean", "low", "high"]]
        return known.astype(float).sort_values("x").reset_index(drop=True)

    @cached_property
    def _curves(self) -> dict[Hashable, Any]:
        """Where the points of each curve are in the table, found in one pass for all of them."""
        keys = ["scenario", "programme", "group", "curve", "series"]
        return self.data.curves.groupby(keys).indices

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of programmes and areas for readers."""
        found = display_names(self.summary.programmes, self.data.titles)
        if COUNTY in found:
            found[COUNTY] = str(self.say("All together"))
        uses = Counter(found.values())
        return {
            name: self._in_one_line(text if uses[text] == 1 else f"{text} ({name})")
            for name, text in found.items()
        }

    def _in_one_line(self, text: str) -> str:
        """Return a text that somebody else wrote; an empty one gets a name too."""
        return " ".join(text.split()) or str(self.say("(no name)"))

    @cached_property
    def places(self) -> list[str]:
        """Programmes and areas: each förbund's programmes by name, then the förbund itself."""
        areas, known = self.data.areas, list(self.summary.programmes)
        found: list[str] = []
        for area in dict.fromkeys(areas[name] for name in known if name in areas):
            inside = [name for name in known if areas.get(name) == area]
            found += sorted(inside, key=lambda name: self.names[name])
            found += [area] if area in known else []
        return [*found, *(name for name in known if name not in found)]

    def is_absent(self, place: str) -> bool:
        """Whether a programme, or an area, had no post on any day of the study period."""
        return (self.data.baseline.name, place) in self._absent

    @cached_property
    def _absent(self) -> set[tuple[str, str]]:
        return absent(self.data.summary)

    def is_small(self, programme: str, group: str = ALL) -> bool:
        """Whether a programme has too few people to be compared with others."""
        people = self.level(self.data.baseline, "participants", place=programme, group=group)
        return not people.value.number >= FEWEST_PARTICIPANTS - 0.5  # as it is shown

    @property
    def where(self) -> Phrase:
        """What the page is about, as it stands after "in"."""
        if self.data.area != COUNTY:
            return Phrase(self.names[self.data.area])
        number = len(self.data.counted)
        if 0 < number <= MOST_NAMED:
            return listed(self.say, [Phrase(self.names[name]) for name in self.data.counted])
        return self.say.many(
            "{number} programme", "the {number} programmes", number, number=self.say.count(number)
        )

    def label(self, scenario: ScenarioSummary) -> Phrase:
        """Return a scenario's name, shortened for a picture."""
        return Phrase(shortened(str(self.title(scenario)), IN_SENTENCE))

    def title(self, scenario: ScenarioSummary) -> Phrase:
        """Return a scenario's name for readers; that of a shipped scenario is translated.

        Where two would have the same name, it adds what was typed for each.
        """
        name = self._title(scenario)
        alike = [other for other in self.data.scenarios if self._title(other) == name]
        if len(alike) < 2 or not scenario.more:
            return name
        return self.say(
            "{name} ({more})", name=name, more=breakable(self._in_one_line(scenario.more))
        )

    def _title(self, scenario: ScenarioSummary) -> Phrase:
        """Return the scenario and what else the study changes, or that it changes nothing."""
        parts = [self.say.own(self._in_one_line(scenario.title))] if scenario.title else []
        if scenario.own_changes:
            parts.append(self.changes(scenario.own_changes).title)
        if parts:
            return joined(parts, "; ")
        if self.data.changes:
            return self.say("Without further changes")
        return self.say("As it was") if self.data.past else self.say("As now")

    def changes(self, changes: Sequence[ChangedValue]) -> Changes:
        """Return what is changed, in words."""
        titles = self.data.titles
        return Changes(self.say, changes, {name: self.names.get(name, name) for name in titles})
