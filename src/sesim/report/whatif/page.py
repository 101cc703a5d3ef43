"""The page to try for oneself, in one language: one file with its data and its script inside."""

import json
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from sesim.outcomes import LEDGER, SINCE_PLAN, describe
from sesim.outcomes.definitions.money import PERSON, POSTS
from sesim.outcomes.sureness import FEWEST_PAIRS, FEWEST_REPLICATIONS
from sesim.report.board.differences import Difference
from sesim.report.board.facts import COMPARISON, Rows, form_of
from sesim.report.html.environment import file_name as named
from sesim.report.html.table import Cell, Table
from sesim.report.html.template import rendered
from sesim.report.text.language import LOCALES, Language, Phrase, language, listed
from sesim.report.text.names import display_names
from sesim.report.text.outcomes import outcome_in_words
from sesim.report.text.questions import PEOPLE, PER_REFERRED, SHARE, SOONER
from sesim.report.whatif.inlined import script, script_hash, style
from sesim.report.whatif.levers import levers_in_words, tabs_in_words
from sesim.report.whatif.shown import ShownGrid
from sesim.report.whatif.words import script_texts

STEM = "whatif"

TEMPLATE = "whatif/whatif.html.j2"

TABLE = (SHARE, SOONER, PEOPLE, PER_REFERRED, "waiting", "waiting_weeks_mean")
"""Outcomes of the table of differences, in order."""

LONGER = ("waiting_weeks_mean",)
"""Outcomes of which there is not more or fewer, but longer or shorter."""

FIRST_JOBS = "first_jobs_"


def file_name(code: str) -> str:
    """Return the name of the page in a language."""
    return named(code, STEM)


def whatif_page(shown: ShownGrid, code: str) -> str:
    """Return the page; the same settings and histories give the same text.

    Args:
        shown: what it is made from.
        code: of the language.
    """
    say = language(code)
    return rendered(
        TEMPLATE,
        code,
        STEM,
        place=_where(say, shown),
        choose=_choose(say, shown),
        programmes=say("programme") if len(shown.titles) == 1 else say("programmes"),
        shown=shown,
        who=_who(say, shown),
        levers=list(levers_in_words(say, shown.levers, shown.titles)),
        presets=presets_table(say, shown),
        assumes=[(say.own(one.title), say.own(one.assumes)) for one in shown.presets],
        made=[(say.own(name), value) for name, value in shown.made.items()],
        data=Markup(_inside(page_data(say, shown))),  # noqa: S704 - escaped by `_inside`
        style=Markup(style()),  # noqa: S704 - our own file
        script=Markup(script()),  # noqa: S704 - our own file
        script_hash=script_hash(),
    )


def page_data(say: Language, shown: ShownGrid) -> dict[str, Any]:
    """Return everything that the script of the page reads, as plain data."""
    years = [name for name in shown.outcomes if name.startswith(FIRST_JOBS)]
    return {
        "locale": LOCALES[say.code],
        "coverage": shown.interval,
        "replications": shown.replications,
        "draws": list(shown.draws),
        "independent": list(shown.independent),
        "knows_effects": shown.knows_effects,
        "student": list(shown.student),
        "normal": shown.normal,
        "fewest": {"replications": FEWEST_REPLICATIONS, "pairs": FEWEST_PAIRS},
        "who": _who(say, shown).plain,
        "end": say.month(shown.end),
        "levers": list(levers_in_words(say, shown.levers, shown.titles)),
        "tabs": tabs_in_words(say, shown),
        "together": shown.together,
        "cells": {",".join(map(str, places)): cell for places, cell in shown.cells.items()},
        "presets": [
            {
                "name": one.name,
                "title": say.own(one.title).plain,
                "places": list(shown.places_of(one.cell)),
            }
            for one in shown.presets
        ],
        "outcomes": {name: _outcome(name, kept) for name, kept in shown.outcomes.items()},
        "table": [{"outcome": name, "title": title} for name, title in _rows(say, shown)],
        "years": [{"outcome": name, "year": name[len(FIRST_JOBS) :]} for name in years],
        "ledger": [{"outcome": name, "title": title} for name, title in _payers(say)],
        "texts": script_texts(say),
    }


def presets_table(say: Language, shown: ShownGrid) -> Table:
    """Return the presets against how it is now, for readers without scripts and for everybody."""
    rows = Rows(shown.comparison, COMPARISON, say, shown.replications)
    baseline = shown.comparison["compared_with"].iloc[0] if len(shown.comparison) else ""
    table: list[list[Cell]] = []
    for preset in shown.presets:
        found = {
            name: Difference(rows.row(preset.name, shown.place, shown.group, name))
            for name in (SHARE, SOONER, PEOPLE)
        }
        better = rows.row(preset.name, shown.place, shown.group, SHARE)
        table.append(
            [
                say.own(preset.title),
                found[SHARE].in_words,
                Phrase(say.number(100 * better.number("probability_better"))),
                say("from {low} to {high}", low=found[SHARE].baseline, high=found[SHARE].mean),
                found[SOONER].in_words,
                found[PEOPLE].in_words,
            ]
        )
    return Table(
        say("Ready-made changes against how it is now"),
        [
            say("Change"),
            say("Difference in those with a job, of 100"),
            say("Better in so many of 100 histories"),
            say("With a job, of 100 enrolled"),
            say("With a first job within a year, of 100"),
            say("People with a job"),
        ],
        table,
        say(
            "Ranges: {share} of the assumptions that the model tries, with chance averaged out. "
            "The same numbers are in comparison.csv.",
            share=say.percent(shown.interval),
        )
        if baseline
        else Phrase(""),
    )


def _where(say: Language, shown: ShownGrid) -> Phrase:
    """Return the names of the programmes, as they stand after "in"."""
    names = display_names(shown.titles, shown.titles)
    return listed(say, [Phrase(names[name]) for name in shown.titles])


def _choose(say: Language, shown: ShownGrid) -> Phrase:
    """Return what readers can do."""
    number = len(shown.titles)
    return say.many(
        "Choose how the programme works from {day} on, and see what would follow in the model "
        "until {end}.",
        "Choose how the {number} programmes work from {day} on, and see what would follow in the "
        "model until {end}. Each choice applies to all of them, and the answer is about all of "
        "them together.",
        number, number=say.count(number), day=say.day(shown.since), end=say.month(shown.end),
    )  # fmt: skip


def _who(say: Language, shown: ShownGrid) -> Phrase:
    """Return whom the answer is about, as it stands after "100 people"."""
    if shown.group == SINCE_PLAN:
        return say("referred from {start} on and enrolled", start=say.month(shown.since))
    return say("enrolled from {start} on", start=say.month(shown.start))


def _rows(say: Language, shown: ShownGrid) -> Iterator[tuple[str, str]]:
    for name in TABLE:
        if name in shown.outcomes:
            yield name, _capital(outcome_in_words(say, name))


def _payers(say: Language) -> Iterator[tuple[str, str]]:
    """Yield the rows of the ledger: the posts first, and those who receive last."""
    order = {POSTS: -1, PERSON: 1}
    for row in sorted(LEDGER, key=lambda row: order.get(row.name, 0)):
        title = say("The coaches’ posts") if row.name == POSTS else say(row.title)
        yield row.outcome, title.plain


def _outcome(name: str, kept: Any) -> dict[str, Any]:
    """Return an outcome's histories, and how its numbers are shown."""
    described, level = describe(name), form_of(name)
    return {
        **kept,
        "better": int(described.better),
        "times": level.times,
        "decimals": level.decimals,
        "decimals_in_table": 0 if described.unit == "share" else 1,
        "kind": _kind(name),
    }


def _kind(name: str) -> str:
    """Return how a conclusion about an outcome is worded: more people, longer, higher, or more."""
    if describe(name).unit.startswith("SEK"):
        return "money"
    return "longer" if name in LONGER else "people" if name == PEOPLE else "more"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _inside(data: dict[str, Any]) -> str:
    """Return data as JSON that nothing in it can end before its end."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
