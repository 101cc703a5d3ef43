"""The picture of a hundred people in words, and the numbers behind it."""

from collections.abc import Iterator, Sequence

from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.pictures.numbers import fact, shown
from sesim.report.board.ranking import main_difference
from sesim.report.board.view import View
from sesim.report.board.wording import of_histories, whose
from sesim.report.text.language import Phrase
from sesim.report.text.questions import PEOPLE, SHARE
from sesim.report.text.tables import Cell, Table

MOST = 5
"""Alternatives that are drawn."""


def hundred_message(view: View, chosen: Sequence[ScenarioSummary]) -> Phrase:
    """Say how many of a hundred get a job, and what the first alternative changes."""
    say, base = view.say, view.data.baseline
    if not chosen:
        share = view.level(base)
        if view.data.is_what_if:
            return say("Of 100 people enrolled, {share} would get a job.", share=share)
        return say("Of 100 people enrolled, {share} get a job.", share=share)
    first = chosen[0]
    main = main_difference(view, first)
    before = view.level(base).value
    if len(chosen) > 1 or main.outcome != SHARE or not main.value.known:
        return say(
            "Of 100 people enrolled, {before} get a job with “{baseline}”. The other rows show "
            "what a change does in the model.",
            before=before, baseline=view.label(base),
        )  # fmt: skip
    return say(
        "Of 100 people enrolled, {before} get a job with “{baseline}”. With “{scenario}”: "
        "{difference}.",
        before=before, baseline=view.label(base), scenario=view.label(first),
        difference=main.in_words,
    )  # fmt: skip


def hundred_explanation(view: View, drawn: int) -> Iterator[Phrase]:
    """Yield whom the picture is about, and what is left out."""
    yield whose(view)
    if not view.data.is_sweep:
        share = of_histories(view)
        if share:
            yield view.say("Pale marks: the range of {share}.", share=share)
        return
    left = len(view.data.alternatives) - drawn
    if left:
        yield view.say.many(
            "{number} more change is on the page.", "{number} more changes are on the page.",
            left, number=view.say.number(left),
        )  # fmt: skip


def hundred_in_words(view: View, label: str) -> Iterator[Phrase]:
    """Yield what the picture shows, for those who do not see it."""
    yield view.say("Rows of a hundred marks, one for each person.")
    base = view.level(view.data.baseline)
    yield view.say("{name}: {share} of 100.", name=Phrase(label), share=base)
    for one in view.data.alternatives[:MOST]:
        main = main_difference(view, one)
        if main.value.known:
            yield view.say("{name}: {difference}.", name=view.label(one), difference=main.in_words)


def hundred_table(view: View, chosen: Sequence[ScenarioSummary]) -> Table:
    """Return a row for each row that is drawn; a study alone has its range alone."""
    say, base = view.say, view.data.baseline
    if not chosen:
        return Table(
            say("Of 100 enrolled, with a job"), [say("Study"), say("Of 100 enrolled")],
            [[view.label(base), shown(view, view.level(base))]],
        )  # fmt: skip
    rows: list[list[Cell]] = [
        [
            view.label(base), shown(view, view.level(base)), say("(compared with this)"),
            say("(compared with this)"),
        ]
    ]  # fmt: skip
    for one in chosen:
        main = main_difference(view, one)
        difference = shown(view, main)
        if main.outcome == PEOPLE:
            difference = say("{number} people", number=difference)
        rows.append([view.label(one), fact(view, view.level(one).value), difference, main.reading])
    return Table(
        say("Of 100 enrolled, with a job"),
        [say("Change"), say("Of 100 enrolled"), say("Difference"), say("Reading")], rows,
    )  # fmt: skip
