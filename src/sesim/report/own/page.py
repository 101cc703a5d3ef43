"""The report about own counts, as Markdown and for the terminal."""

import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from sesim.report.own.sentences import Learnt, doubts, not_taught, taught, weighed
from sesim.report.text.language import DASH, Language, language
from sesim.report.text.numbers import between
from sesim.report.text.own_counts import (
    Row,
    counts_in_words,
    name_of,
    number_of,
    sources_in_words,
)


def markdown(learnt: Learnt, parameters: str, code: str) -> str:
    """Return the report in one language.

    Args:
        learnt: what it is about.
        parameters: the name of the adjusted parameters.
        code: of the language.
    """
    say = language(code)
    rows = learnt.counts
    parts: list[list[str]] = [
        [heading(say("Own counts of {name}", name=learnt.name), 1)],
        [
            say("Own counts, not published: {counts}.", counts=counts_in_words(say, rows)),
            say("Source: {sources}.", sources=sources_in_words(say, rows)),
        ],
        [f"> {one}" for one in doubts(say, learnt)],
        [heading(say("What your counts taught"))],
        [f"* {one}" for one in taught(say, learnt)],
        [heading(say("The counts, with and without the adjustment"))],
        list(counts_table(say, rows)),
        [explained(say)],
        [heading(say("What your counts did not teach"))],
        [f"* {one}" for one in not_taught(say, learnt)],
        [heading(say("How it was made"))],
        list(_made(say, learnt, parameters)),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def heading(text: str, level: int = 2) -> str:
    """Return a heading of Markdown."""
    return f"{'#' * level} {text}"


def counts_table(say: Language, rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of a table of the counts, without and with the adjustment."""
    head = (
        say("Count"), say("Own count"), say("Without the adjustment"), say("With it"), say("Moved"),
    )  # fmt: skip
    yield f"| {' | '.join(head)} |"
    yield "| --- | --- | --- | --- | --- |"
    for row in rows:
        cells = [
            f"{name_of(say, row['outcome'])}, {row['since']} – {row['until']}",
            number_of(row),
            *(
                f"{say.number(row[f'{side}_mean'])} "
                f"({between(say, row[f'{side}_low'], row[f'{side}_high'])})"
                for side in ("before", "after")
            ),
            say.percent(row["moved"]) if math.isfinite(row["moved"]) else DASH,
        ]
        yield f"| {' | '.join(map(str, cells))} |"


def explained(say: Language) -> str:
    """Return what the numbers of that table are."""
    return say(
        "Means of simulated histories, with intervals for single histories (90%). “Moved” is how "
        "far of the way from the county's experience to your own count the model has moved; a "
        "dash where the two differ too little."
    )


def _made(say: Language, learnt: Learnt, parameters: str) -> Iterator[str]:
    about = learnt.about
    yield say(
        "From {runs} simulated histories of this programme, of which the result rests on "
        "{effective}; the county's calibration ({prior}) is the starting point. Model version "
        "{version}, seed {seed}.",
        runs=say.number(about["runs"]), effective=say.number(about["effective_runs"]),
        prior=about["prior"], version=about["model"], seed=about["seed"],
    )  # fmt: skip
    yield say(
        "Use it with parameters={parameters}. Another version of the model refuses it; then run "
        "sesim-adjust again.",
        parameters=parameters,
    )


def terminal(learnt: Learnt, width: int) -> str:
    """Return what the terminal shows.

    Args:
        learnt: what it is about.
        width: of a line, in characters.
    """
    say = language("en")
    parts = [
        (f"Own counts of {learnt.name}", [counts_in_words(say, learnt.counts)]),
        ("Beware", list(doubts(say, learnt))),
        ("What your counts taught", list(taught(say, learnt))),
        ("The counts, with and without the adjustment", list(weighed(say, learnt))),
        ("What your counts did not teach", list(not_taught(say, learnt))),
    ]
    return "\n".join(in_lines(parts, width))


def in_lines(parts: Iterable[tuple[str, Sequence[str]]], width: int) -> Iterator[str]:
    """Yield headings and what stands below each, for a terminal; none where nothing does."""
    for title, texts in parts:
        if texts:
            yield title
            for one in texts:
                yield textwrap.fill(
                    str(one), width, initial_indent="  * ", subsequent_indent="    "
                )
