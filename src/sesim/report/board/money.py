"""What it costs and who pays: a ledger by payer, and the prices that it takes."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sesim.outcomes import ALL, LEDGER, LedgerRow, Verdict
from sesim.outcomes.definitions.money import POSTS, PUBLIC
from sesim.report.board.facts import TENTHS, Form
from sesim.report.board.page_data import RateShown, ScenarioSummary
from sesim.report.board.ranking import main_difference
from sesim.report.board.tables import cell_of
from sesim.report.board.view import FEWEST_EVENTS, View
from sesim.report.html.table import Table
from sesim.report.text.language import N_, Language, Phrase, joined
from sesim.report.text.questions import SHARE

COST = "cost_per_job"

LARGE = 10e6
"""From this sum a year on, the ledger of a single study is in millions of SEK."""

NAMES = {
    POSTS: N_("The coaches’ posts"),
    PUBLIC: N_("All payers together, with the posts"),
}
"""What rows are called where they do not stand below the payers."""

MILLIONS = Form(times=1e-6, decimals=1)

BY_AGE = "disability_benefit_"
"""What the names of rates begin with that differ in age alone."""

GRADES = {
    "high": N_("well known"),
    "medium": N_("fairly known"),
    "low": N_("weakly known"),
    "assumption": N_("assumption"),
}


class MoneyOf(NamedTuple):
    """What an alternative changes for those who pay: its name, and a sentence for each."""

    title: Phrase
    lines: list[Phrase]


def ledger(view: View) -> Table | None:
    """Return what each payer pays in a mean year; None for a sweep, or without figures."""
    base, known = view.data.baseline, [] if view.data.is_sweep else _known(view)
    if not known:
        return None
    large = view.level(base, "ledger_public", group=ALL).value.number >= LARGE
    form = MILLIONS if large else None
    return Table(
        view.say("In a mean year, by payer, in millions of SEK")
        if large
        else view.say("In a mean year, by payer, in thousands of SEK"),
        [view.say("Payer"), view.say("Pays")],
        [
            [
                view.say(NAMES.get(it.name, it.title)),
                cell_of(view.level(base, it.outcome, group=ALL, form=form)),
            ]
            for it in known
        ],
        _note(view),
    )


def differences(view: View) -> list[MoneyOf]:
    """Return what each alternative changes for each payer; nothing for a single study."""
    known = _known(view) if view.data.is_sweep else []
    return [
        MoneyOf(view.title(one), list(_sentences(view, one, known)))
        for one in view.data.alternatives
        if known
    ]


def _known(view: View) -> list[LedgerRow]:
    """Return the payers that are known: the posts first, since they are what a board decides on."""
    base = view.data.baseline
    payers = [it for it in LEDGER if it.pays or it.name in (POSTS, PUBLIC)]
    payers.sort(key=lambda it: (it.name != POSTS, it.name != PUBLIC))
    if not view.level(base, "participants", group=ALL).value.number > 0:
        return []
    return [it for it in payers if view.level(base, it.outcome, group=ALL).exists]


def _sentences(
    view: View, scenario: ScenarioSummary, payers: Sequence[LedgerRow]
) -> Iterator[Phrase]:
    """Yield a sentence for each payer, the posts first; payers alike in one."""
    unchanged = []
    for payer in payers:
        difference = view.difference(scenario, payer.outcome, group=ALL)
        title = view.say(NAMES.get(payer.name, payer.title))
        if difference.verdict is Verdict.NONE:
            unchanged.append(title)
        elif difference.value.known:
            yield view.say("{payer}: {difference}.", payer=title, difference=difference.in_words)
    if unchanged:
        yield view.say("No difference: {payers}.", payers=joined(unchanged, ", "))
    if main_difference(view, scenario).outcome != SHARE:
        yield view.say(
            "This changes how many people are referred. Their benefits enter or leave the sums, "
            "although somebody pays them in any case, so these differences are not the cost of "
            "the change."
        )


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


def growth(view: View) -> Phrase:
    """Say why the sums are large, and why they grow."""
    if view.data.is_sweep:
        return view.say(
            "Differences from “{scenario}”, in a mean year after the change. The coaches’ posts "
            "come first: they are what is decided. The payers’ sums are their parts of the posts "
            "and the benefits of everyone referred, most of which would be paid in any case; the "
            "municipality pays social assistance. What a change itself costs, such as a training, "
            "is not counted. The cost of the posts divided by the jobs is not what a job costs, "
            "since people find jobs without the coach too.",
            scenario=view.title(view.data.baseline),
        )
    return view.say(
        "The coaches’ posts are the cost of the programme. The sums of the payers hold their parts "
        "of the posts and the benefits of everyone referred, most of which would be paid in any "
        "case."
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
