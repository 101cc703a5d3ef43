"""What a scenario changes in one outcome, how sure that is, and both in words."""

import math
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from sesim.outcomes import Verdict, describe, judge
from sesim.outcomes.definitions.money import PERSON
from sesim.outcomes.sureness import EFFECT, PRECISION, ends
from sesim.report.board.facts import OF_100, Fact, FileRow, Form, form_of, with_interval
from sesim.report.text.language import N_, Language, Phrase
from sesim.report.text.questions import MEDIAN, PEOPLE, SERVED

INCOME = f"ledger_{PERSON}"


class KindOfWords(NamedTuple):
    """How differences of one kind are worded.

    Attributes:
        points_up, points_down: what may be concluded if the direction is clear.
        more, fewer: how large it is, with `{size}`.
        same: that it is about zero.
        end_more, end_fewer: an end of its interval, with `{size}`.
    """

    points_up: str
    points_down: str
    more: str = N_("about {size} more")
    fewer: str = N_("about {size} fewer")
    same: str = N_("about as many")
    end_more: str = N_("{size} more")
    end_fewer: str = N_("{size} fewer")


_MONEY = (
    N_("about {size} thousand SEK more a year"),
    N_("about {size} thousand SEK less a year"),
    N_("about as much"),
    N_("{size} higher"),
    N_("{size} lower"),
)

KINDS = {
    "share": KindOfWords(N_("points to more"), N_("points to fewer")),
    "people": KindOfWords(N_("points to more people"), N_("points to fewer people")),
    "time": KindOfWords(N_("points to longer"), N_("points to shorter")),
    "sooner": KindOfWords(N_("points to later"), N_("points to sooner")),
    "money": KindOfWords(N_("points to higher costs"), N_("points to lower costs"), *_MONEY),
    "income": KindOfWords(N_("points to higher incomes"), N_("points to lower incomes"), *_MONEY),
}


class Difference:
    """How a scenario's figure differs from the baseline's.

    In a sentence it says itself with its interval and its reading: +1.0 (−2.0 to +4.0): could go
    either way.

    Args:
        row: of `comparison.csv`.
        form: how it is shown, if not as `form_of` says.
        decimals: in words at least, as where others beside it need them.

    Attributes:
        outcome: what differs.
        form: how it is shown.
        decimals_in_words: how many its words have.
    """

    def __init__(self, row: FileRow, form: Form | None = None, decimals: int = 0) -> None:
        self._row, self._say = row, row.say
        self.outcome = row.outcome
        self.form = form or form_of(row.outcome, difference=True)
        hides = self._hides_a_side()
        self.decimals_in_words = max(decimals, int(hides))
        if not self.form.decimals and hides:
            self.form = self.form._replace(decimals=1)

    def _hides_a_side(self) -> bool:
        """Whether a whole number would not show on which side of zero it lies."""
        columns = ("difference", *ends(self._row.cells))
        numbers = (self.form.times * self._row.number(column) for column in columns)
        return any(number and not round(number) for number in numbers if number == number)

    @cached_property
    def verdict(self) -> Verdict:
        """What may be concluded."""
        return judge(self._row.cells)

    @property
    def baseline(self) -> Fact:
        """The baseline's own figure."""
        return self._row.fact("baseline", form_of(self.outcome))

    @property
    def mean(self) -> Fact:
        """The scenario's own figure."""
        return self._row.fact("mean", form_of(self.outcome))

    def mean_as(self, form: Form) -> Fact:
        """Return the scenario's own figure in another form."""
        return self._row.fact("mean", form)

    @property
    def better(self) -> Fact:
        """In how many of 100 pairs of histories the scenario does better."""
        return self._row.fact("probability_better", OF_100)

    @property
    def value(self) -> Fact:
        """The mean difference."""
        return self._row.fact("difference", self.form)

    @property
    def interval(self) -> Phrase:
        """Between what it lies: the effect if known, else the mean; empty if neither is."""
        return self._row.interval(ends(self._row.cells), self.form)

    @property
    def is_of_effect(self) -> bool:
        """Whether the interval is that of the effect, and not only of the mean."""
        return ends(self._row.cells) == EFFECT

    @property
    def replications(self) -> float:
        """In how many histories there is a difference."""
        return self._row.number("replications")

    @property
    def numbers(self) -> tuple[float, ...]:
        """The difference, both ends of its precision and of the effect, as they are shown."""
        columns = ("difference", *PRECISION, *EFFECT)
        return tuple(self.form.times * self._row.number(column) for column in columns)

    @property
    def reading(self) -> Phrase:
        """What may be concluded, in few words."""
        return reading(self._say, self.verdict, self.outcome)

    @property
    def in_words(self) -> Phrase:
        """The difference in whole numbers and its reading: about 6 more (1 to 12): points to more.

        Where a number would become zero there are decimals, which show on which side it lies.
        """
        if self.verdict in (Verdict.NONE, Verdict.MISSING):
            return self.reading
        columns = ("difference", *ends(self._row.cells))
        numbers = [self.form.times * self._row.number(column) for column in columns]
        decimals = self.decimals_in_words
        size, *between = (
            self._row.fact(column, Form(math.copysign(self.form.times, number), decimals))
            for column, number in zip(columns, numbers, strict=True)
        )
        say, mean = self._say, round(numbers[0], decimals)
        words = KINDS[_kind(self.outcome)]
        about = say(words.fewer, size=size) if mean < 0 else say(words.same)
        if mean > 0:
            about = say(words.more, size=size)
        if self.interval and all(map(math.isfinite, numbers)):
            about = with_interval(about, _range(say, words, numbers, *between), say)
        return say("{change}: {reading}", change=about, reading=self.reading)

    @property
    def alone(self) -> Phrase:
        """The difference with its interval, without its reading."""
        return with_interval(self.value, self.interval, self._say)

    def __str__(self) -> str:
        return str(self._phrase())

    def __html__(self) -> str:
        return self._phrase().__html__()

    def _phrase(self) -> Phrase:
        none = self.verdict is Verdict.NONE
        change = Phrase(str(self.value), self.value.__html__()) if none else self.alone
        return self._say("{change}: {reading}", change=change, reading=self.reading)


def _range(
    say: Language, words: KindOfWords, numbers: Sequence[float], low: Fact, high: Fact
) -> Phrase:
    """Return an interval in words, with directions if the numbers are not all on one side."""
    if min(numbers) >= 0:
        return say("{low} to {high}", low=low, high=high)
    if max(numbers) <= 0:
        return say("{low} to {high}", low=high, high=low)
    ends = [
        say(words.end_fewer if number < 0 else words.end_more, size=end)
        for number, end in zip(numbers[1:], (low, high), strict=True)
    ]
    return say("from {low} to {high}", low=ends[0], high=ends[1])


def _kind(outcome: str) -> str:
    """Return which words fit an outcome, a key of `KINDS`."""
    unit = describe(outcome).unit
    if unit.startswith("SEK"):
        return "income" if outcome.startswith(INCOME) else "money"
    if outcome in (PEOPLE, SERVED):
        return "people"
    return "time" if unit in ("weeks", "years") else "share"


def reading(say: Language, verdict: Verdict, outcome: str) -> Phrase:
    """Return in few words what may be concluded from a difference in an outcome."""
    words = KINDS["sooner" if outcome == MEDIAN else _kind(outcome)]
    return {
        Verdict.MORE: say(words.points_up),
        Verdict.LESS: say(words.points_down),
        Verdict.EITHER: say("could go either way"),
        Verdict.NONE: say("no difference"),
        Verdict.UNKNOWN: say("not known how sure"),
        Verdict.MISSING: say("not known"),
    }[verdict]


def sureness(say: Language, verdict: Verdict) -> Phrase:
    """Say in a sentence that a difference is not clear; nothing of one that is."""
    if verdict.is_clear:
        return Phrase("")
    if verdict is Verdict.EITHER:
        return uncertain(say, 1)
    if verdict is Verdict.NONE:
        return say("There is no difference.")
    return say("We do not know how sure the difference is.")


def uncertain(say: Language, number: int) -> Phrase:
    """Say that none of so many differences is clear."""
    return say.many(
        "The difference is uncertain: it could go either way.",
        "All differences are uncertain: they could go either way.",
        number,
    )
