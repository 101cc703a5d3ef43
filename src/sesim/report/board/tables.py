"""The table below the answer: programmes of a single study, or the scenarios of a sweep."""

from collections.abc import Iterator

from sesim.outcomes import COUNTY
from sesim.report.board.caveats import precision_alone
from sesim.report.board.counted import BOTH, OWN, PUBLISHED, counts_of, words_of
from sesim.report.board.differences import Difference
from sesim.report.board.facts import Level
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.ranking import is_sooner, main_difference
from sesim.report.board.view import FEWEST_PARTICIPANTS, View
from sesim.report.html.table import Cell, Table, cell, described
from sesim.report.text.language import N_, Phrase, breakable, joined
from sesim.report.text.questions import PEOPLE, PER_REFERRED, SHARE

MANY = 2
"""With more comparisons than these, chance among them is named."""


def table(view: View) -> Table:
    """Return the table that belongs to the answer."""
    return _of_scenarios(view) if view.data.is_sweep else _of_programmes(view)


def cell_of(figure: Level | Difference) -> Cell:
    """Return a figure, and beneath it its interval."""
    return cell(figure.value, figure.interval)


def _of_programmes(view: View) -> Table:
    say, data = view.say, view.data
    published = view.level(data.baseline).published.known  # if not, nothing to compare with
    words = words_of(view)
    heads: dict[str, Cell] = {
        "participants": say("Enrolled"),
        "employed": say("With a job"),
        SHARE: say("Of 100 enrolled"),
        "published": say(words.head_as_it_was if data.is_what_if else words.head),
        "ongoing": say("Still enrolled"),
    }
    if not published:
        heads.pop("published")
    alone = data.area != COUNTY  # the totals would say the same
    places = [data.area] if alone else view.places
    return Table(
        say("Simulated results by programme and förbund, with ranges"),
        [say("Programme"), *heads.values()],
        [_of_programme(view, place, list(heads)) for place in places],
        joined(list(_notes(view, places, published=published))),
    )


def _of_programme(view: View, place: str, columns: list[str]) -> list[Cell]:
    if view.is_absent(place):
        text = view.say("was not running in this period")
        return [view.names[place], text, *[""] * (len(columns) - 1)]
    star = " *" if view.is_small(place) else ""
    base = view.data.baseline
    return [
        breakable(f"{view.names[place]}{star}"),
        *(
            cell(view.level(base, place=place).published)
            if name == "published"
            else cell_of(view.level(base, name, place=place))
            for name in columns
        ),
    ]


def _notes(view: View, places: list[str], *, published: bool) -> Iterator[Phrase]:
    """Say what must be known with the table of programmes."""
    say, data = view.say, view.data
    if len(places) > 1:
        yield say(
            "Differences between programmes do not show who works best: they have different "
            "participants, and chance decides much."
        )
    if any(view.is_small(place) and not view.is_absent(place) for place in places):
        yield say(
            "* Fewer than {number} people: chance matters so much that a comparison with other "
            "programmes shows nothing.",
            number=FEWEST_PARTICIPANTS,
        )
    if published and counts_of(view) == BOTH:
        own = [view.names[it] for it in data.titles if counts_of(view, it) == OWN]
        yield say("Counted: published figures, but own counts of {names}.", names=", ".join(own))
    if apart := [view.names[name] for name in data.titles if name not in data.counted]:
        text = N_("The totals leave out {names}, for lack of published counts.")
        if counts_of(view, COUNTY) != PUBLISHED:
            text = N_("The totals leave out {names}, for lack of counts.")
        yield say(text, names=", ".join(apart))


def _of_scenarios(view: View) -> Table:
    say, base = view.say, view.data.baseline
    return Table(
        say("What each change would mean, with ranges"),
        [
            say("Change"), say("Of 100 enrolled, with a job"), say("Difference"),
            say("Difference, of 100 referred"), say("Difference, people with a job"),
            say("Reading"),
        ],
        [
            [*_own(view, base), *[""] * 4],
            *([*_own(view, one), *_changes(view, one)] for one in view.data.alternatives),
        ],
        joined(list(_about_ranges(view))),
    )  # fmt: skip


def _own(view: View, scenario: ScenarioSummary) -> list[Cell]:
    what = view.say.own(scenario.what)
    return [described(view.title(scenario), what), cell_of(view.level(scenario))]


def _changes(view: View, scenario: ScenarioSummary) -> list[Cell]:
    outcomes = (SHARE, PER_REFERRED, PEOPLE)
    found = [cell_of(view.difference(scenario, outcome)) for outcome in outcomes]
    return [*found, concluded(view, scenario)]


def _about_ranges(view: View) -> Iterator[Phrase]:
    """Say what the ranges of the table are, and what may be read from them."""
    known = [view.difference(one).is_of_effect for one in view.data.alternatives]
    yield view.say("The interval of a level shows how far single histories can vary.")
    if not any(known):
        yield precision_alone(view)
        return
    yield view.say(
        "The interval of a difference covers {share} of the assumptions tried. An interval that "
        "lies wholly on one side of zero points to more or fewer people with a job.",
        share=view.say.percent(view.data.interval),
    )
    if len(known) > MANY:
        yield view.say("With several comparisons, one could look clear by chance alone.")


def concluded(view: View, scenario: ScenarioSummary) -> Phrase:
    """Say in few words what may be concluded of a scenario, also where only the pace is clear."""
    main = main_difference(view, scenario)
    if main.verdict.is_clear or not is_sooner(view, scenario):
        return main.reading
    return view.say("{reading}, but sooner", reading=main.reading)
