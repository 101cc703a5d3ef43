"""The table below the answer: programmes of a single study, or the scenarios of a sweep."""

from collections.abc import Sequence

from sesim.outcomes import COUNTY
from sesim.report.board.compared import precision_alone, shows_effect
from sesim.report.board.differences import is_sooner, judged_here, measure_of
from sesim.report.board.facts import COUNT, OF_100, POINTS, TENTHS, Form
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.view import FEWEST, View
from sesim.report.board.wording import reading
from sesim.report.html.table import Cell, Table, cell, described
from sesim.report.text.language import Phrase, breakable, joined
from sesim.report.text.questions import PER_REFERRED, SHARE

MANY = 2
"""With more comparisons than these, chance among them is named."""


def table(view: View) -> Table:
    """Return the table that belongs to the answer."""
    return _of_plans(view) if view.material.is_sweep else _of_programmes(view)


def _of_programmes(view: View) -> Table:
    say, material = view.say, view.material
    plan = material.baseline
    alone = material.area != COUNTY  # the totals would say the same
    places = [material.area] if alone else view.summary.programmes
    rows: list[list[Cell]] = [
        [view.names[place], say("was not running in this period"), *[""] * 4]
        if view.is_absent(place)
        else [_called(view, place), *_counts(view, plan, place)]
        for place in places
    ]
    published = view.summary.value(plan.name, material.area, SHARE, "observed")
    head: list[Cell] = [
        say("Programme"), say("Enrolled"), say("With a job"), say("Of 100 enrolled"),
        say("Published, as it was, of 100") if material.is_what_if else say("Published, of 100"),
        say("Still enrolled"),
    ]  # fmt: skip
    if published != published:  # no counts to compare with
        head.pop(4)
        for row in rows:
            row.pop(4)
    return Table(say("Simulated results by programme, with ranges"), head, rows, _notes(view, rows))


def _notes(view: View, rows: Sequence[Sequence[Cell]]) -> Phrase:
    """Say what must be known with the table of programmes."""
    say, material = view.say, view.material
    notes = []
    if any(str(row[0]).endswith("*") for row in rows):
        notes.append(
            say(
                "* Fewer than {number} people: chance decides so much that a comparison with other "
                "programmes says nothing.",
                number=FEWEST,
            )
        )
    if apart := [view.names[name] for name in material.titles if name not in material.counted]:
        notes.append(
            say("The totals leave out {names}, without published counts.", names=", ".join(apart))
        )
    return joined(notes)


def _called(view: View, place: str) -> Cell:
    people = view.summary.value(view.material.baseline.name, place, "participants")
    return breakable(f"{view.names[place]}{' *' if round(people) < FEWEST else ''}")


def _counts(view: View, plan: ScenarioSummary, place: str) -> list[Cell]:
    def number(outcome: str, form: Form, column: str = "mean") -> Phrase:
        fact = view.summary.fact(plan.name, place, outcome, column, form)
        if column != "mean":
            return cell(fact)
        return cell(fact, view.summary.between(plan.name, place, outcome, form=form))

    return [
        number("participants", COUNT),
        number("employed", COUNT),
        number(SHARE, OF_100),
        number(SHARE, OF_100, "observed"),
        number("ongoing", COUNT),
    ]


def _of_plans(view: View) -> Table:
    say, base = view.say, view.material.baseline
    first: list[Cell] = [
        described(view.title(base), say.own(base.what)),
        _level(view, base),
        *[""] * 4,
    ]
    return Table(
        say("What each change would mean, with ranges"),
        [
            say("Change"), say("Of 100 enrolled, with a job"), say("Difference"),
            say("Difference, of 100 referred"), say("Difference, people with a job"),
            say("Reading"),
        ],
        [first, *([*_changes(view, plan)] for plan in view.material.alternatives)],
        _about_ranges(view),
    )  # fmt: skip


def _level(view: View, plan: ScenarioSummary) -> Phrase:
    """Return a scenario's own share, and between what one history may lie."""
    low_high = view.summary.between(
        plan.name, view.material.area, SHARE, form=OF_100, group=view.material.group
    )
    return cell(view.level(plan, form=OF_100), low_high)


def _about_ranges(view: View) -> Phrase:
    """Say what the ranges of the table are, and what may be read from them."""
    say, material = view.say, view.material
    known = [shows_effect(view, plan) for plan in material.alternatives]
    levels = say("The interval of a level shows how far single histories can vary.")
    if not any(known):
        return joined([levels, precision_alone(view)])
    told = say(
        "The interval of a difference covers {share} of the assumptions tried; it points to more "
        "or fewer people with a job when it lies wholly on one side of zero.",
        share=say.percent(material.interval),
    )
    several = say("Of several comparisons one may seem to point somewhere by chance.")
    return joined([levels, told, *([several] if len(known) > MANY else [])])


def _changes(view: View, plan: ScenarioSummary) -> Sequence[Cell]:
    return [
        described(view.title(plan), view.say.own(plan.what)),
        _level(view, plan),
        cell(view.change(plan, form=POINTS.change()), view.between(plan, form=POINTS.change())),
        cell(
            view.change(plan, PER_REFERRED, POINTS.change()),
            view.between(plan, PER_REFERRED, POINTS.change()),
        ),
        cell(
            view.change(plan, "employed", TENTHS.change()),
            view.between(plan, "employed", TENTHS.change()),
        ),
        concluded(view, plan),
    ]


def concluded(view: View, plan: ScenarioSummary) -> Phrase:
    """Say in few words what may be concluded of a scenario, also where only the pace is clear."""
    material, rows = view.material, view.comparison
    found = judged_here(material, rows, plan)
    told = reading(view, found, measure_of(material, rows, plan))
    if found.is_clear or not is_sooner(material, rows, plan):
        return told
    return view.say("{reading}, but sooner", reading=told)
