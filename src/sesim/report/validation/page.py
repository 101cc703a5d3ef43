"""A validation as a page in one language: the count first, then every figure, misses included."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sesim.report.figures.picture import Picture
from sesim.report.html.table import Cell, Table, cell
from sesim.report.html.template import rendered
from sesim.report.text.language import N_, Language, Phrase, capitalised, language
from sesim.report.text.names import display_names
from sesim.report.validation.picture import picture_of
from sesim.report.validation.sentences import in_short, misses
from sesim.report.validation.shown import (
    CHOOSE,
    LEFT_OUT,
    QUANTITIES,
    SEEN,
    SHARE,
    VALIDATE,
    Row,
    ShownValidation,
    is_limit,
    label,
    span,
    value,
    verdict,
)

PAGE = "validation"
"""With which the names of the page's files begin."""

TITLES = {
    VALIDATE: N_("Kept for validation"),
    LEFT_OUT: N_("Left out of the fit"),
    SEEN: N_("Looked at before"),
    CHOOSE: N_("Chosen with: does not count"),
}

EXPLANATIONS = {
    VALIDATE: N_(
        "Nothing was chosen or fitted with these figures. The model’s interval is that of a study "
        "of the same size: it holds the chance of as many people, and uncertain parameters."
    ),
    LEFT_OUT: N_(
        "Counts that the calibration did not use when it predicted them. They are evidence in "
        "part: those who wrote the programmes’ files had seen the counts."
    ),
    SEEN: N_(
        "What follows from figures that the model was held beside before. They are compared by the "
        "same rule, and tell nothing new."
    ),
    CHOOSE: N_(
        "Mechanisms and priors were chosen with these figures in sight. Inside means that the mean "
        "of the model lies in the band of the figure; the model’s interval is not used."
    ),
}


class ValidationSection(NamedTuple):
    """A section of the page about the figures of one role.

    Attributes:
        heading: of the section.
        picture: of its figures.
        misses: a sentence for each.
        tables: with every figure.
    """

    heading: Phrase
    picture: Picture
    misses: Sequence[Phrase]
    tables: Sequence[Table]


class ShownSetup(NamedTuple):
    """A setup: its name, what it stands for, and how the model is configured for it."""

    name: str
    title: Phrase
    how: Phrase


def validation_page(shown: ShownValidation, code: str) -> str:
    """Return the page in a language.

    Args:
        shown: what it is about.
        code: of the language.
    """
    say = language(code)
    return rendered(
        "validation/validation.html.j2",
        code,
        PAGE,
        short=list(in_short(say, shown)),
        rule=list(rule(say)),
        sections=list(_sections(say, shown)),
        years=list(_years(say, shown)),
        setups=list(_setups(say, shown)),
        made=[(say.own(name), Phrase(text)) for name, text in shown.made],
    )


def rule(say: Language) -> Iterator[Phrase]:
    """Yield what the verdicts mean; the rule was written before any figure was seen."""
    yield say("Inside: the model’s interval holds the figure, and would not have held both half "
              "and twice as much.")  # fmt: skip
    yield say("Outside: the model’s interval does not hold the figure.")
    yield say("Cannot tell: the interval holds the figure, half of it and twice as much, so "
              "nothing could have refuted it.")  # fmt: skip
    yield say("Half and twice apply to the odds of a share, and to the value of a number, a time "
              "or a ratio; for a difference the two are zero and twice as much.")  # fmt: skip


def _sections(say: Language, shown: ShownValidation) -> Iterator[ValidationSection]:
    for role, title in TITLES.items():
        rows = shown.of_role(role)
        picture = picture_of(say, shown, role, _message(say, rows), say(EXPLANATIONS[role]))
        if picture is not None:
            yield ValidationSection(
                say(title), picture, list(misses(say, shown, rows)), [_table(say, shown, rows)]
            )


def _message(say: Language, rows: Sequence[Row]) -> Phrase:
    inside = sum(row["verdict"] == "inside" for row in rows)
    return capitalised(
        say("{number} of {of} inside", number=say.count(inside), of=say.count(len(rows)))
    )


def _table(say: Language, shown: ShownValidation, rows: Iterable[Row]) -> Table:
    head: list[Cell] = [
        say("Figure"), say("Model"), say("Found"), say("People"), say("Source"), say("Verdict"),
    ]  # fmt: skip
    return Table(
        say("Every figure, with 90% intervals. Differences are in percentage points."),
        head,
        [_cells(say, shown, row) for row in rows],
        say("People: in the study behind the figure, or in each of its arms, where that is known."),
    )


def _cells(say: Language, shown: ShownValidation, row: Row) -> list[Cell]:
    unit = str(row["unit"])
    people = say.number(float("nan") if row["people"] is None else row["people"])
    return [
        label(say, row, shown.titles),
        cell(value(say, row["predicted"], unit), span(say, row, "predicted")),
        _found(say, row),
        people,
        str(row["source"]),
        verdict(say, row),
    ]


def _found(say: Language, row: Row) -> Cell:
    """Return what was found elsewhere, with its own interval beneath; a limit alone."""
    between = span(say, row, "reference")
    if is_limit(row):
        return between
    return cell(value(say, row["reference"], str(row["unit"])), between)


def _setups(say: Language, shown: ShownValidation) -> Iterator[ShownSetup]:
    """Yield how the model is configured for every figure."""
    for name, (title, how) in shown.setups.items():
        configuration = Phrase(say.own(how).replace("`", ""))
        yield ShownSetup(name, capitalised(say.own(title)), configuration)


# --- yearly figures -------------------------------------------------------------------------------


def _years(say: Language, shown: ShownValidation) -> Iterator[Table]:
    rows = shown.yearly
    if not rows:
        return
    if shown.observed:
        yield _observed(say, shown)
    years = sorted({int(row["year"]) for row in rows})
    by_place = {(row["programme"], row["quantity"], int(row["year"])): row for row in rows}
    names = display_names(dict.fromkeys(str(row["programme"]) for row in rows), shown.titles)
    for quantity, text in QUANTITIES.items():
        yield Table(
            capitalised(say(text)),
            [say("Programme"), *map(str, years)],
            [
                [name, *(_year(say, by_place.get((key, quantity, year))) for year in years)]
                for key, name in names.items()
            ],
        )


def _year(say: Language, row: Row | None) -> Cell:
    if row is None or row["predicted"] is None:
        return say.number(float("nan"))
    unit = _unit(row)
    decimals = {**row, "unit": unit}
    return cell(value(say, row["predicted"], unit), span(say, decimals, "predicted"))


def _unit(row: Row) -> str:
    return SHARE if str(row["quantity"]).endswith("share") else "number"


def _observed(say: Language, shown: ShownValidation) -> Table:
    names = display_names(
        dict.fromkeys(str(row["programme"]) for row in shown.observed), shown.titles
    )
    rows: list[list[Cell]] = [
        [
            names[str(row["programme"])],
            str(int(row["year"])),
            say(QUANTITIES[str(row["quantity"])]),
            _year(say, row),
            value(say, row["observed"], _unit(row)),
            verdict(say, row),
        ]
        for row in shown.observed
    ]
    head: list[Cell] = [
        say("Programme"), say("Year"), say("Figure"), say("Model"), say("Found"), say("Verdict"),
    ]  # fmt: skip
    return Table(say("Yearly figures that are known by now."), head, rows)
