"""The material in one language: its rows, and the names that readers know."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from sesim.outcomes import COUNTY
from sesim.outcomes.absent import absent
from sesim.report.board.differences import ends
from sesim.report.board.facts import COMPARISON, COUNT, SUMMARY, Fact, Form, Rows
from sesim.report.board.page_data import PageData, ScenarioSummary
from sesim.report.text.changes import ChangedValue, Changes
from sesim.report.text.language import Language, Phrase, breakable, joined
from sesim.report.text.names import display_names
from sesim.report.text.questions import SHARE

FEWEST = 20
"""A programme with fewer participants is shown, and not compared with others."""

FEWEST_EVENTS = 10
"""With fewer jobs in a history, on average, nothing is shown that a few of them decide."""


class View:
    """The material as somebody reads it who knows one language.

    Args:
        material: what is told.
        say: the language.
    """

    def __init__(self, material: PageData, say: Language) -> None:
        self.material = material
        self.say = say
        several = material.replications > 1  # one history has no range
        self.summary = Rows(
            material.summary, SUMMARY, say, ranges=several, histories=material.replications
        )
        empty = material.summary.iloc[:0]
        compared = empty if material.comparison is None else material.comparison
        self.comparison = Rows(compared, COMPARISON, say, ranges=several)

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of programmes and areas for readers."""
        found = display_names(self.summary.programmes, self.material.titles)
        if COUNTY in found:
            found[COUNTY] = str(self.say("All together"))
        uses = Counter(found.values())
        return {
            name: self._told(text if uses[text] == 1 else f"{text} ({name})")
            for name, text in found.items()
        }

    def _told(self, text: str) -> str:
        """Return a text that somebody else wrote, in one line; a text of nothing is told too."""
        return " ".join(text.split()) or str(self.say("(no name)"))

    def is_absent(self, place: str) -> bool:
        """Whether a programme, or an area, had no post on any day of the window."""
        return (self.material.baseline.name, place) in self._absent

    @cached_property
    def _absent(self) -> set[tuple[str, str]]:
        return absent(self.material.summary)

    @property
    def where(self) -> Phrase:
        """What the page is about, as it stands after "in"."""
        if self.material.area != COUNTY:
            return Phrase(self.names[self.material.area])
        number = len(self.material.counted)
        return self.say.many(
            "{number} programme", "the {number} programmes", number, number=self.say.number(number)
        )

    def title(self, plan: ScenarioSummary) -> Phrase:
        """Return a study's name for readers; that of a shipped scenario is translated.

        Where two would have the same name, it adds what was typed for each.
        """
        name = self._title(plan)
        alike = [other for other in self.material.plans if self._title(other) == name]
        if len(alike) < 2 or not plan.more:
            return name
        return self.say("{name} ({more})", name=name, more=breakable(self._told(plan.more)))

    def _title(self, plan: ScenarioSummary) -> Phrase:
        """Return the scenario and what else the study changes, or that it changes nothing."""
        parts = [self.say.own(self._told(plan.title))] if plan.title else []
        if plan.own_changes:
            parts.append(self.changes(plan.own_changes).title)
        if parts:
            return joined(parts, "; ")
        if self.material.changes:
            return self.say("Without further changes")
        return self.say("As it was") if self.material.past else self.say("As now")

    def changes(self, changes: Sequence[ChangedValue]) -> Changes:
        """Return what is changed, in words."""
        titles = self.material.titles
        return Changes(self.say, changes, {name: self.names.get(name, name) for name in titles})

    def level(
        self, plan: ScenarioSummary, outcome: str = SHARE, form: Form = COUNT, *,
        group: str | None = None,
        column: str = "mean", programme: str | None = None,
    ) -> Fact:  # fmt: skip
        """Return a scenario's own figure for the area."""
        return self.summary.fact(
            plan.name, programme or self.material.area, outcome, column, form,
            self.material.group if group is None else group,
        )  # fmt: skip

    def change(
        self, plan: ScenarioSummary, outcome: str = SHARE, form: Form = COUNT, *,
        group: str | None = None,
        column: str = "difference",
    ) -> Fact:  # fmt: skip
        """Return how a scenario's figure for the area differs from the baseline's."""
        return self.comparison.fact(
            plan.name, self.material.area, outcome, column, form,
            self.material.group if group is None else group,
        )  # fmt: skip

    def between(
        self,
        plan: ScenarioSummary,
        outcome: str = SHARE,
        form: Form = COUNT,
        *,
        group: str | None = None,
    ) -> Phrase:
        """Return between what a difference lies."""
        chosen = self.material.group if group is None else group
        columns = ends(self.comparison, plan.name, self.material.area, outcome, chosen)
        return self.comparison.between(
            plan.name, self.material.area, outcome, columns, form, chosen
        )
