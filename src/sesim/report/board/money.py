"""What it costs and who pays: a ledger by payer, and the prices that it takes."""

from collections.abc import Iterator, Sequence

from sesim.outcomes import ALL
from sesim.report.board.facts import MILLIONS, THOUSANDS, Form
from sesim.report.board.material import Plan, Rate
from sesim.report.board.tables import Cell, Table, cell
from sesim.report.board.view import View
from sesim.report.language import N_, Language, Phrase

PAYERS = {
    "ledger_municipality": N_("Municipality"),
    "ledger_region": N_("Region"),
    "ledger_af": N_("Public Employment Service"),
    "ledger_fk": N_("Social Insurance Agency"),
    "ledger_state": N_("State, through the förbund"),
    "ledger_public": N_("All of them together"),
    "ledger_person": N_("The people themselves receive"),
}
"""Rows of the ledger, by outcome."""

COST = "cost_per_job"

LARGE = 10e6
"""From this sum a year on, the ledger of a single study is in millions of SEK."""

MOST_COLUMNS = 5
"""Scenarios whose ledger is shown; with more, those with the largest differences."""

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
    base = view.material.baseline
    if not view.summary.has(base.name, view.material.area, "ledger_municipality"):
        return None
    if view.material.is_sweep:
        return _differences(view, base)
    return _by_year(view, base)


def cost_per_job(view: View) -> Phrase | None:
    """Return in a sentence what a job costs, or None if it is not known."""
    say, base = view.say, view.material.baseline
    cost = view.level(base, COST, THOUSANDS, group=ALL)
    if not cost.known:
        return None
    return say(
        "The coaches' posts cost about {cost} thousand SEK for each person who gets a job "
        "({between}).",
        cost=cost,
        between=view.summary.between(base.name, view.material.area, COST, form=THOUSANDS),
    )


def _by_year(view: View, plan: Plan) -> Table:
    """Return the ledger of a single study, in thousands of SEK a year."""
    say, area = view.say, view.material.area
    years = [
        year
        for year in range(view.material.start.year, view.material.end.year + 1)
        if view.summary.has(plan.name, area, f"ledger_municipality_{year}")
    ][-MOST_COLUMNS:]

    form = _form(view, plan)

    def of(outcome: str) -> Cell:
        return cell(
            view.level(plan, outcome, form, group=ALL),
            view.summary.between(plan.name, area, outcome, form=form),
        )

    return Table(
        say("Ledger by payer, in thousands of SEK")
        if form is THOUSANDS
        else say("Ledger by payer, in millions of SEK"),
        [say("Payer"), say("Mean of a year"), *map(str, years)],
        [
            [say(name), of(outcome), *(of(f"{outcome}_{year}") for year in years)]
            for outcome, name in PAYERS.items()
            if view.summary.has(plan.name, area, outcome)
        ],
        _note(view),
    )


def _form(view: View, plan: Plan) -> Form:
    """Return in what a ledger is told: thousands or millions of SEK."""
    return MILLIONS if view.level(plan, "ledger_public", group=ALL).value >= LARGE else THOUSANDS


def _differences(view: View, base: Plan) -> Table:
    """Return what each scenario changes in the ledger, in thousands of SEK a year."""
    say, area = view.say, view.material.area
    plans = sorted(
        view.material.alternatives,
        key=lambda plan: -abs(view.change(plan, "ledger_public", group=ALL).value),
    )[:MOST_COLUMNS]
    chosen = [plan for plan in view.material.alternatives if plan in plans]
    form = THOUSANDS.change()
    rows: list[list[Cell]] = [
        [
            say(name),
            cell(view.level(base, outcome, THOUSANDS, group=ALL)),
            *(
                cell(
                    view.change(plan, outcome, form, group=ALL),
                    view.between(plan, outcome, form, group=ALL),
                )
                for plan in chosen
            ),
        ]
        for outcome, name in {
            **PAYERS,
            COST: N_("Coaches' cost for each person with a job"),
        }.items()
        if view.summary.has(base.name, area, outcome)
    ]
    return Table(
        say("Ledger by payer, in thousands of SEK a year, and how each change moves it"),
        [say("Payer"), view.title(base), *(view.title(plan) for plan in chosen)],
        rows,
        _note(view),
    )


def _note(view: View) -> Phrase:
    say = view.say
    return say(
        "Prices of {year} in all years. Everybody who was referred is followed to the end, also "
        "those who never enrolled. What the employers pay in wages, taxes, fees and health care "
        "are left out.",
        year=str(view.material.price_year),
    )


def prices(view: View) -> Iterator[Phrase]:
    """Yield each price that the ledger takes, with how well it is known."""
    by_age = [rate for rate in view.material.rates if rate.name.startswith(BY_AGE)]
    for rate in view.material.rates:
        if rate not in by_age:
            yield _price(view.say, rate.meaning, [rate])
        elif rate == by_age[0]:
            yield _price(view.say, N_("disability benefit at the guaranteed level, by age"), by_age)


def _price(say: Language, meaning: str, rates: Sequence[Rate]) -> Phrase:
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
