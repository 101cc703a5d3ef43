"""Who pays what, person by person and piece by piece.

Part of the auditor: nothing here comes from the program that is audited.
A life is cut wherever something changes: at each beginning and end of a job, at the end of a
subsidy, at New Year and where the plan begins. Within a piece nothing changes, so its middle
tells what is paid per week.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tests.audit.lives import (
    WEEKS_PER_MONTH,
    WEEKS_PER_YEAR,
    Calendar,
    History,
    Person,
    Post,
    Span,
    Spell,
)

WORKING_DAYS_PER_WEEK = 5
DISABILITY = "disability_benefit"
PUBLIC = ("municipality", "region", "af", "fk", "state")
ACCOUNTS = (*PUBLIC, "person", "public", "posts")


class Rates:
    """What things cost, as the study's file has it.

    Raises:
        ValueError: a rate has no value of its own, so that only the program knows it.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self.economics = config["economics"]
        self.value = {name: rate["value"] for name, rate in self.economics["rates"].items()}
        self.registered = {
            name: config[name]["registered"] is True for name in config["programmes"]
        }
        if unknown := [name for name, value in self.value.items() if value is None]:
            raise ValueError(f"rates without a value: {', '.join(unknown)}")

    def benefit(self, target_group: str | None) -> str:
        benefit: str = self.economics["benefits"].get(target_group, self.economics["other_benefit"])
        return benefit

    def disability_year(self, age: float | None) -> float:
        """Return the disability benefit of a year in SEK; the highest where no age is known."""
        ages = {
            int(name.removeprefix(f"{DISABILITY}_")): amount
            for name, amount in self.value.items()
            if name.startswith(DISABILITY)
        }
        reached = [least for least in ages if age is None or least <= age]
        return ages[max(reached)] * self.value["price_base_amount"]


def pieces(person: Person, rates: Rates, calendar: Calendar) -> Iterator[Span]:
    """Yield the pieces of a life, from referral to the horizon, in which nothing changes."""
    if (begin := person.came) is None:
        return
    cuts = {begin, calendar.horizon, calendar.plan or 0.0}
    cuts |= {year.begin for year in calendar.years.values()}
    for job in person.jobs:
        cuts |= {job.begin, job.until(calendar.horizon), subsidy_ends(job, rates)}
    within = sorted(cut for cut in cuts if begin <= cut <= calendar.horizon)
    yield from (Span(*ends) for ends in pairwise(within))


def subsidy_ends(job: Spell, rates: Rates) -> float:
    return job.begin + rates.value["subsidy_months"] * WEEKS_PER_MONTH


def paid_per_week(
    person: Person, piece: Span, rates: Rates, calendar: Calendar
) -> dict[str, float]:
    """Return what is paid for a person per week in the middle of a piece, by account."""
    middle = (piece.begin + piece.end) / 2
    works = [job for job in person.jobs if job.begin <= middle < job.until(calendar.horizon)]
    value, books = rates.value, {"municipality": 0.0, "fk": 0.0, "af": 0.0}
    hours = value["hours_share"] if works else 0.0
    wage = hours * value["wage_month"] / WEEKS_PER_MONTH
    if rates.benefit(person.target_group) == DISABILITY:
        yearly = rates.disability_year(age_at(person, middle, calendar))
        books["fk"] = (1 - hours) * yearly / WEEKS_PER_YEAR
    else:
        books["municipality"] = max(0.0, value["social_assistance_month"] / WEEKS_PER_MONTH - wage)
    books["person"] = wage + books["fk"] + books["municipality"]
    for job in works:
        if job.kind == "subsidised" and middle < subsidy_ends(job, rates):
            books["af"] += hours * value["subsidised_job_month"] / WEEKS_PER_MONTH
        if job.kind == "transition":
            books["af"] += hours * value["transition_job_day"] * WORKING_DAYS_PER_WEEK
    return books


def age_at(person: Person, time: float, calendar: Calendar) -> float | None:
    """Return a person's age in the middle of the calendar year that a time lies in."""
    if person.age is None or person.referred is None:
        return None
    [year] = [year for year in calendar.years.values() if year.holds(time)]
    return person.age + ((year.begin + year.end) / 2 - person.referred) / WEEKS_PER_YEAR


def share_post(cost: float, rates: Rates, registered: bool) -> dict[str, float]:
    """Divide what a post costs among those who pay for it."""
    forbund = cost * rates.value["forbund_share"] if registered else 0.0
    state = forbund * rates.value["forbund_state_share"]
    region = forbund * rates.value["forbund_region_share"]
    municipality = cost - state - region
    return {"posts": cost, "state": state, "region": region, "municipality": municipality}


def ledger(history: History, rates: Rates, calendar: Calendar) -> dict[str, float]:
    """Return the ledger since the plan began, and in every whole calendar year.

    The first is in SEK per year of 365.25 days, the others in SEK.
    """
    lives = [
        (piece, paid_per_week(person, piece, rates, calendar))
        for person in history.people
        for piece in pieces(person, rates, calendar)
    ]
    since = Span(calendar.plan or 0.0, calendar.horizon)
    years = (since.end - since.begin) / WEEKS_PER_YEAR
    books = accounts(lives, history.posts, since, rates)
    outcomes = {f"ledger_{account}": total / years for account, total in books.items()}
    for number, year in calendar.whole_years.items():
        books = accounts(lives, history.posts, year, rates)
        outcomes |= {f"ledger_{account}_{number}": total for account, total in books.items()}
    return outcomes


def accounts(
    lives: list[tuple[Span, dict[str, float]]], posts: list[Post], span: Span, rates: Rates
) -> dict[str, float]:
    """Return what every account pays or gets within a span, in SEK."""
    books = dict.fromkeys(ACCOUNTS, 0.0)
    for piece, weekly in lives:
        if span.begin <= piece.begin and piece.end <= span.end:
            for account, amount in weekly.items():
                books[account] += amount * (piece.end - piece.begin)
    for post in posts:
        cost = post.fte_weeks(span) * rates.value["coach_cost"] / WEEKS_PER_YEAR
        for account, amount in share_post(cost, rates, rates.registered[post.programme]).items():
            books[account] += amount
    return books | {"public": sum(books[payer] for payer in PUBLIC)}
