"""What a validation found, in sentences: hits and misses counted alike."""

from collections.abc import Iterator, Sequence

from sesim.report.text.language import Language, Phrase, capitalised, joined
from sesim.report.validation.shown import (
    CANNOT_TELL,
    CHOOSE,
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


def in_short(say: Language, shown: ShownValidation) -> Iterator[Phrase]:
    """Yield the answer: how many figures are inside and outside, the strongest evidence first."""
    if rows := shown.of_role(VALIDATE):
        yield _counted(say, say("Of {number} figures that nothing was chosen with, {parts}.",
                                number=say.count(len(rows)), parts=_parts(say, rows)))  # fmt: skip
    if rows := shown.of_role(LEFT_OUT):
        yield _counted(say, say("Of {number} counts that the calibration left out, {parts}.",
                                number=say.count(len(rows)), parts=_parts(say, rows)))  # fmt: skip
    if rows := shown.of_role(SEEN):
        yield _counted(say, say(
            "Of {number} figures that were looked at before, {parts}; that is no new evidence.",
            number=say.count(len(rows)), parts=_parts(say, rows),
        ))  # fmt: skip
    if rows := shown.of_role(CHOOSE):
        yield _counted(say, say(
            "Of {number} figures that the model was chosen with, {parts}; that was a condition, "
            "and does not count.",
            number=say.count(len(rows)), parts=_parts(say, rows),
        ))  # fmt: skip
    if rows := shown.observed:
        yield _counted(say, say("Of {number} yearly figures that are known by now, {parts}.",
                                number=say.count(len(rows)), parts=_parts(say, rows)))  # fmt: skip


def _counted(_: Language, text: Phrase) -> Phrase:
    return capitalised(text)


def _parts(say: Language, rows: Sequence[Row]) -> Phrase:
    """Return how many figures have each verdict, in words."""
    found = counted(rows)
    parts = [
        say("{number} inside", number=say.count(found[INSIDE])),
        say("{number} outside", number=say.count(found[OUTSIDE])),
    ]
    if found[CANNOT_TELL]:
        parts.append(say("{number} cannot tell", number=say.count(found[CANNOT_TELL])))
    return joined(parts, ", ")


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
