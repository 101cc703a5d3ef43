"""What it costs and who pays: a ledger by payer, and the prices that it takes."""

from collections.abc import Iterator, Sequence

from sesim.outcomes import ALL, LEDGER, LedgerRow
from sesim.outcomes.definitions.money import PERSON
from sesim.report.board.facts import TENTHS, Form
from sesim.report.board.page_data import RateShown, ScenarioSummary
from sesim.report.board.ranking import main_difference
from sesim.report.board.tables import cell_of
from sesim.report.board.view import FEWEST_EVENTS, View
from sesim.report.html.table import Cell, Table
from sesim.report.text.language import N_, Language, Phrase, joined
from sesim.report.text.questions import SHARE

COST = "cost_per_job"

LARGE = 10e6
"""From this sum a year on, the ledger of a single study is in millions of SEK."""

MOST_COLUMNS = 5
"""Scenarios whose ledger is shown; with more, those with the largest differences."""

MILLIONS = Form(times=1e-6, decimals=1)

BY_AGE = "disability_benefit_"
"""What the names of rates begin with that differ in age alone."""

GRADES = {
    "high": N_("well known"),
    "medium": N_("fairly known"),
    "low": N_("weakly known"),
    "assumption": N_("assumption"),
}


def ledger(view: View) -> Table | None:
    """Return the ledger: by payer and year alone, by scenario in a sweep; None without figures."""
    base = view.data.baseline
    payers = sorted(LEDGER, key=lambda payer: payer.name == PERSON)  # those who receive come last
    known = [one for one in payers if view.level(base, one.outcome, group=ALL).exists]
    if not known or not view.level(base, "participants", group=ALL).value.number > 0:
        return None
    return _differences(view, known) if view.data.is_sweep else _by_year(view, known)


def cost_per_job(view: View) -> Phrase | None:
    """Return in a sentence what a job costs, or None if it is not known."""
    say, base = view.say, view.data.baseline
    jobs = view.level(base, "employed", group=ALL, form=TENTHS).value
    if jobs.number < FEWEST_EVENTS:
        return say(
            "The cost of the coaches' posts for each person with a job is not shown: on average "
            "{jobs} people get one in a simulated history, and one more or fewer would change the "
            "figure a lot.",
            jobs=jobs,
        )
    cost = view.level(base, COST, group=ALL)
    if not cost.value.known:
        return None
    return say(
        "From {start} to {end} the coaches' posts cost about {cost} thousand SEK for each person "
        "who has had a job of some kind, however short. That is not what one more job would cost.",
        start=say.month(view.data.start),
        end=say.month(view.data.end),
        cost=cost,
    )


def _by_year(view: View, payers: Sequence[LedgerRow]) -> Table:
    """Return the ledger of a single study, in thousands of SEK a year, or in millions."""
    say, base = view.say, view.data.baseline
    years = [
        year
        for year in range(view.data.start.year, view.data.end.year + 1)
        if view.level(base, f"{payers[0].outcome}_{year}", group=ALL).exists
    ][-MOST_COLUMNS:]
    large = view.level(base, "ledger_public", group=ALL).value.number >= LARGE
    form = MILLIONS if large else None

    def of(outcome: str) -> Cell:
        return cell_of(view.level(base, outcome, group=ALL, form=form))

    return Table(
        say("Ledger by payer, in millions of SEK")
        if large
        else say("Ledger by payer, in thousands of SEK"),
        [say("Payer"), say("Mean of a year"), *map(str, years)],
        [
            [say(one.title), of(one.outcome), *(of(f"{one.outcome}_{year}") for year in years)]
            for one in payers
        ],
        _note(view),
    )


def _differences(view: View, payers: Sequence[LedgerRow]) -> Table:
    """Return what each scenario changes in the ledger, in thousands of SEK a year."""
    say, alternatives = view.say, view.data.alternatives

    def size(scenario: ScenarioSummary) -> float:
        return -abs(view.difference(scenario, "ledger_public", group=ALL).value.number)

    largest = sorted(alternatives, key=size)[:MOST_COLUMNS]
    chosen = [one for one in alternatives if one in largest]
    return Table(
        say("How each change affects the ledger, in thousands of SEK a year"),
        [say("Payer"), *map(view.title, chosen)],
        [
            [
                say(payer.title),
                *(cell_of(view.difference(one, payer.outcome, group=ALL)) for one in chosen),
            ]
            for payer in payers
        ],
        joined([_note(view), *_other_people(view, chosen)]),
    )


def _other_people(view: View, scenarios: Sequence[ScenarioSummary]) -> Iterator[Phrase]:
    """Warn where a scenario brings other numbers of people into the ledger."""
    for scenario in scenarios:
        if main_difference(view, scenario).outcome != SHARE:
            yield view.say(
                "“{scenario}” changes how many people are referred. Their benefits enter or leave "
                "the sums, although somebody pays them in any case, so these differences are not "
                "the cost of the change.",
                scenario=view.title(scenario),
            )


def growth(view: View) -> Phrase:
    """Say why the sums are large, and why they grow."""
    if view.data.is_sweep:
        return view.say(
            "Differences from “{scenario}” after the change. Most of the money is benefits that no "
            "change affects, so only differences are shown.",
            scenario=view.title(view.data.baseline),
        )
    return view.say(
        "Read the sums with care. They grow because more and more people are followed, not because "
        "the work costs more. Most of the money is benefits that would be paid in any case."
    )


def _note(view: View) -> Phrase:
    say = view.say
    return say(
        "All sums follow the rules of {year} in every year: its prices, benefits and subsidies. "
        "Everyone referred is followed to the end of the period, including those who never "
        "enrolled. Employers' wage costs, taxes, social fees, housing supplements and health care "
        "are not included.",
        year=str(view.data.price_year),
    )


def prices(view: View) -> Iterator[Phrase]:
    """Yield each price that the ledger takes, with how well it is known."""
    by_age = [rate for rate in view.data.rates if rate.name.startswith(BY_AGE)]
    for rate in view.data.rates:
        if rate not in by_age:
            yield _price(view.say, rate.meaning, [rate])
        elif rate == by_age[0]:
            yield _price(
                view.say, N_("activity compensation at the guarantee level, by age"), by_age
            )


def _price(say: Language, meaning: str, rates: Sequence[RateShown]) -> Phrase:
    """Return what one rate is, or several of a kind: from the lowest to the highest."""
    ends = sorted({min(rate.value for rate in rates), max(rate.value for rate in rates)})
    unit = rates[0].unit
    if unit == "share":
        value = " – ".join(map(say.percent, ends))
    else:
        numbers = [say.number(end, 0 if end >= 10 else 2) for end in ends]
        value = f"{'–'.join(numbers)} {say.own(unit)}"
    return say(
        "{meaning}: {value} ({grade})",
        meaning=say.own(meaning),
        value=value,
        grade=say(GRADES[rates[0].grade]),
    )
