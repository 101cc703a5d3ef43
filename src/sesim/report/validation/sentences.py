"""What a validation found, in sentences: hits and misses counted alike."""

from collections.abc import Iterator, Sequence

from sesim.report.text.language import Language, Phrase, joined
from sesim.report.validation.shown import (
    CANNOT_TELL,
    CHOOSE,
    DRAWS,
    INSIDE,
    LEFT_OUT,
    OUTSIDE,
    SEEN,
    VALIDATE,
    Row,
    ShownValidation,
    counted,
    label,
    with_span,
)

FEWEST_DRAWS = 100
"""With fewer, the end of an interval is one of the outermost few draws: assumption."""


def in_short(say: Language, shown: ShownValidation) -> Iterator[Phrase]:
    """Yield the answer: how many figures are inside and outside, the strongest evidence first."""
    draws = int(dict(shown.made).get(DRAWS, FEWEST_DRAWS))
    if draws < FEWEST_DRAWS:
        yield say(
            "TRIED OUT with {draws} parameter draws, and a fourth of them for the county and the "
            "yearly figures: no verdict is for use.",
            draws=say.number(draws),
        )
    if rows := shown.of_role(VALIDATE):
        number, parts = _numbers(say, rows)
        yield say.many(
            "Of one figure that nothing was chosen with, {parts}.",
            "Of {number} figures that nothing was chosen with, {parts}.",
            len(rows), number=number, parts=parts,
        )  # fmt: skip
    if rows := shown.of_role(LEFT_OUT):
        number, parts = _numbers(say, rows)
        yield say.many(
            "Of one count that the calibration left out, {parts}.",
            "Of {number} counts that the calibration left out, {parts}.",
            len(rows), number=number, parts=parts,
        )  # fmt: skip
    if rows := shown.of_role(SEEN):
        number, parts = _numbers(say, rows)
        yield say.many(
            "Of one figure that was looked at before, {parts}; that is no new evidence.",
            "Of {number} figures that were looked at before, {parts}; that is no new evidence.",
            len(rows), number=number, parts=parts,
        )  # fmt: skip
    if rows := shown.of_role(CHOOSE):
        number, parts = _numbers(say, rows)
        yield say.many(
            "Of one figure that the model was chosen with, {parts}; that was a condition, and does "
            "not count.",
            "Of {number} figures that the model was chosen with, {parts}; that was a condition, "
            "and does not count.",
            len(rows), number=number, parts=parts,
        )  # fmt: skip
    if rows := shown.observed:
        number, parts = _numbers(say, rows)
        yield say.many(
            "Of one yearly figure that is known by now, {parts}.",
            "Of {number} yearly figures that are known by now, {parts}.",
            len(rows), number=number, parts=parts,
        )  # fmt: skip


def _numbers(say: Language, rows: Sequence[Row]) -> tuple[Phrase, Phrase]:
    """Return how many figures there are, and how many have each verdict, in words."""
    found = counted(rows)
    parts = {
        INSIDE: say("{number} inside", number=say.count(found[INSIDE])),
        OUTSIDE: say("{number} outside", number=say.count(found[OUTSIDE])),
        CANNOT_TELL: say("{number} cannot tell", number=say.count(found[CANNOT_TELL])),
    }
    known = [text for verdict, text in parts.items() if found[verdict]]
    return say.count(len(rows)), joined(known, ", ")


def misses(say: Language, shown: ShownValidation, rows: Sequence[Row]) -> Iterator[Phrase]:
    """Yield a sentence for each miss, with what it teaches where that is known."""
    for row in rows:
        if row["verdict"] == OUTSIDE:
            found = say(
                "{what}: the model gives {predicted}, and the figure is {reference}.",
                what=label(say, row, shown.titles),
                predicted=with_span(say, row, "predicted"),
                reference=with_span(say, row, "reference"),
            )
            yield joined([found, say.own(str(row["teaches"] or ""))])
