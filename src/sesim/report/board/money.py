"""What it costs and who pays: a ledger by payer, and the prices that it takes."""

from collections.abc import Iterator, Sequence

from sesim.outcomes import ALL
from sesim.report.board.differences import measure_of
from sesim.report.board.facts import MILLIONS, TENTHS, THOUSANDS, Form
from sesim.report.board.page_data import RateShown, ScenarioSummary
from sesim.report.board.view import FEWEST_EVENTS, View
from sesim.report.html.table import Cell, Table, cell
from sesim.report.text.language import N_, Language, Phrase, joined, without_dash
from sesim.report.text.questions import SHARE

PAYERS = {
    "ledger_municipality": N_("Municipality"),
    "ledger_region": N_("Region"),
    "ledger_af": N_("Public Employment Service"),
    "ledger_fk": N_("Social Insurance Agency"),
    "ledger_state": N_("State, through the förbund"),
    "ledger_public": N_("All of them together"),
    "ledger_posts": N_("Of which the coaches' posts"),
    "ledger_person": N_("The people referred receive, before tax"),
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
    if not view.level(base, "participants", group=ALL).value > 0:
        return None
    if not view.summary.has(base.name, view.material.area, "ledger_municipality"):
        return None
    if view.material.is_sweep:
        return _differences(view, base)
    return _by_year(view, base)


def cost_per_job(view: View) -> Phrase | None:
    """Return in a sentence what a job costs, or None if it is not known."""
    say, base = view.say, view.material.baseline
    jobs = view.level(base, "employed", TENTHS, group=ALL)
    if jobs.value < FEWEST_EVENTS:
        return say(
            "What the coaches' posts cost for each person with a job is not shown: on average "
            "{jobs} people get one in a simulated history, and one more or less would change the "
            "figure a lot.",
            jobs=jobs,
        )
    cost = view.level(base, COST, THOUSANDS, group=ALL)
    if not cost.known:
        return None
    told = say(
        "From {start} to {end} the coaches' posts cost about {cost} thousand SEK ({between}) for "
        "each person who has had a job of some kind, however short. That is not what one more job "
        "would cost.",
        start=say.month(view.material.start),
        end=say.month(view.material.end),
        cost=cost,
        between=view.summary.between(base.name, view.material.area, COST, form=THOUSANDS),
    )
    return without_dash(told)


def _by_year(view: View, plan: ScenarioSummary) -> Table:
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


def _form(view: View, plan: ScenarioSummary) -> Form:
    """Return in what a ledger is told: thousands or millions of SEK."""
    return MILLIONS if view.level(plan, "ledger_public", group=ALL).value >= LARGE else THOUSANDS


def _differences(view: View, base: ScenarioSummary) -> Table:
    """Return what each scenario changes in the ledger, in thousands of SEK a year."""
    say, area = view.say, view.material.area
    plans = sorted(
        view.material.alternatives,
        key=lambda plan: -abs(view.change(plan, "ledger_public", group=ALL).value),
    )[:MOST_COLUMNS]
    chosen = [plan for plan in view.material.alternatives if plan in plans]
    form = THOUSANDS.change()

    def of(plan: ScenarioSummary, outcome: str) -> Cell:
        return cell(
            view.change(plan, outcome, form, group=ALL),
            view.between(plan, outcome, form, group=ALL),
        )

    return Table(
        say("How each change moves the ledger, in thousands of SEK a year"),
        [say("Payer"), *(view.title(plan) for plan in chosen)],
        [
            [say(name), *(of(plan, outcome) for plan in chosen)]
            for outcome, name in PAYERS.items()
            if view.summary.has(base.name, area, outcome)
        ],
        joined([_note(view), *_other_people(view, chosen)]),
    )


def _other_people(view: View, plans: Sequence[ScenarioSummary]) -> Iterator[Phrase]:
    """Warn where a scenario brings other numbers of people into the ledger."""
    for plan in plans:
        if measure_of(view.material, view.comparison, plan) != SHARE:
            yield view.say(
                "“{plan}” changes how many people are referred: the benefits of those people come "
                "into the sums or leave them, though somebody pays them in any case. Its "
                "differences are not what the change costs.",
                plan=view.title(plan),
            )


def growth(view: View) -> Phrase:
    """Say why the sums are large, and why they grow."""
    if view.material.is_sweep:
        return view.say(
            "Differences from “{plan}” since the change. Most of what is paid is benefits that no "
            "change touches, so only differences are shown.",
            plan=view.title(view.material.baseline),
        )
    return view.say(
        "Read the sums with care. They grow because more and more people are followed, not because "
        "the work gets dearer, and most of them are benefits that would be paid in any case."
    )


def _note(view: View) -> Phrase:
    say = view.say
    return say(
        "Prices of {year} in all years. Everybody who was referred is followed to the end, also "
        "those who never enrolled. Employers' wage costs, taxes, social fees, housing supplements "
        "and health care are not counted.",
        year=str(view.material.price_year),
    )


def prices(view: View) -> Iterator[Phrase]:
    """Yield each price that the ledger takes, with how well it is known."""
    by_age = [rate for rate in view.material.rates if rate.name.startswith(BY_AGE)]
    for rate in view.material.rates:
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
