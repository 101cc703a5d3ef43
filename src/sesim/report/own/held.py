"""Which predictions held: each count beside its own, and all of them together."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import comb
from typing import Any

from sesim.report.text.language import Language, Phrase, capitalised, joined
from sesim.report.text.numbers import between
from sesim.report.text.own_counts import Row, name_of, number_of

UNUSUAL = 0.05
"""With a smaller share of histories as unusual as the counts, the predictions did not hold."""

USUAL = 0.1
"""What happens by chance in a smaller share of studies is not called usual."""

MANY = 10
"""Counts that all lie inside their intervals say something from here on."""

LEAST_SHARE = 0.01
"""A smaller share of histories is not given as a number."""


def prediction(say: Language, row: Row) -> Phrase:
    """Return a count beside its prediction, as a sentence."""
    numbers = say(
        "{what}, {since} to {until}: {own} counted; predicted {median} ({between}).",
        what=capitalised(name_of(say, str(row["outcome"]))), own=number_of(row),
        since=say.day(date.fromisoformat(str(row["since"]))),
        until=say.day(date.fromisoformat(str(row["until"]))),
        median=_median(say, row), between=_between(say, row),
    )  # fmt: skip
    return joined([numbers, _surprise(say, row)])


def _median(say: Language, row: Row) -> str:
    return say.exact(float(row["median"]))


def _between(say: Language, row: Row) -> Phrase:
    return between(say, row["predicted_low"], row["predicted_high"])


def _surprise(say: Language, row: Row) -> Phrase:
    share = _share(say, float(row["as_far"]))
    if row["percentile"] < 0.5:
        return say("{share} of histories have as few or fewer.", share=share)
    return say("{share} of histories have as many or more.", share=share)


def _share(say: Language, share: float) -> Phrase:
    if share < LEAST_SHARE:
        return say("Less than {share}", share=say.percent(LEAST_SHARE))
    return Phrase(say.percent(share))


def in_all(
    say: Language, rows: Sequence[Row], about: Mapping[str, Any], interval: float
) -> Iterator[Phrase]:
    """Yield what the counts show together.

    Args:
        say: the language.
        rows: the counts, each with what was predicted.
        about: facts about the adjustment.
        interval: coverage of the prediction intervals.
    """
    outside = [row for row in rows if not row["inside"]]
    number, percent = len(rows), say.exact_percent(interval)
    if outside:
        names = joined([name_of(say, str(row["outcome"])) for row in outside], ", ")
        yield say.many(
            "{outside} of {number} counts lies outside its {percent} prediction interval: {names}.",
            "{outside} of {number} counts lie outside their {percent} prediction intervals: "
            "{names}.",
            len(outside),
            outside=len(outside), number=number, percent=percent, names=names,
        )  # fmt: skip
    else:
        yield say.many(
            "The count lies inside its {percent} prediction interval.",
            "All {number} counts lie inside their {percent} prediction intervals.",
            number, number=number, percent=percent,
        )  # fmt: skip
    surprise = float(about["surprise"])
    yield say(
        "{share} of histories are at least as unusual as these counts taken together.",
        share=_share(say, surprise),
    )
    if surprise < UNUSUAL:
        yield say(
            "So the predictions did not hold. Either something happened that the study does not "
            "describe, or the model is wrong about this programme, or a count is wrong."
        )
        return
    if outside:
        yield _by_chance(say, len(outside), number, interval)
    if number < MANY:
        yield say(
            "So few counts cannot show that the model is right: a model that is somewhat wrong "
            "would often pass too."
        )


def _by_chance(say: Language, outside: int, number: int, interval: float) -> Phrase:
    """Return how often at least so many of independent counts would lie outside by chance."""
    chance = at_least(outside, number, 1 - interval)
    if chance >= USUAL:
        return say(
            "That is not unusual: of {number} counts, {chance} of studies would have at least "
            "{outside} outside by chance if the counts had nothing to do with each other.",
            number=number, chance=say.percent(chance), outside=say.exact(outside),
        )  # fmt: skip
    least = say("less than {share}", share=say.percent(LEAST_SHARE))
    share = least if chance < LEAST_SHARE else say.percent(chance)
    return say(
        "If the counts had nothing to do with each other, so many of {number} would lie outside by "
        "chance in {chance} of studies.",
        number=number, chance=share,
    )  # fmt: skip


def at_least(successes: int, trials: int, probability: float) -> float:
    """Return the probability of so many successes or more, by the binomial distribution.

    >>> round(at_least(2, 3, 0.1), 3)
    0.028
    """
    return sum(
        comb(trials, number) * probability**number * (1 - probability) ** (trials - number)
        for number in range(successes, trials + 1)
    )


def beside(say: Language, rows: Sequence[Row], interval: float) -> Iterator[str]:
    """Yield the lines of a table with each count beside its prediction."""
    head = (
        say("Count"), say("Own count"), say("Predicted"),
        say("Inside the {percent} interval", percent=say.exact_percent(interval)),
        say("Percentile"), say("Histories as far out"),
    )  # fmt: skip
    yield f"| {' | '.join(head)} |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for row in rows:
        cells = [
            f"{name_of(say, str(row['outcome']))}, {row['since']} – {row['until']}",
            number_of(row),
            f"{_median(say, row)} ({_between(say, row)})",
            say("yes") if row["inside"] else say("no"),
            say.number(100 * float(row["percentile"])),
            _share(say, float(row["as_far"])),
        ]
        yield f"| {' | '.join(map(str, cells))} |"


def unlike(say: Language) -> Phrase:
    """Return what the numbers of that table are."""
    return say(
        "Predicted: the median of the study's histories, with the interval for single histories. "
        "Percentile: the share of histories below the count. As far out: histories with as few or "
        "fewer, or with as many or more."
    )
