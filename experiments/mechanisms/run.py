"""Take each mechanism out of the model, and put each alone into a model without all of them."""

from collections.abc import Generator, Iterable, Mapping
from functools import partial
from math import exp, inf
from pathlib import Path
from typing import NamedTuple

import committed
from measured import EMPLOYED, FIGURES, measured
from setups import Change
from simpy import Event

from sesim.events import JobKind
from sesim.model import coach, leaving, placement
from sesim.model.luck import PlacementLuck
from sesim.model.person import Person
from sesim.model.programme import RunningProgramme
from sesim.validation.agreement import is_chosen_well

REPLICATIONS, QUICK = 16, 1


class Mechanism(NamedTuple):
    """How one mechanism is taken out of the model.

    Attributes:
        values: parameters with which it does nothing.
        rule: puts another rule into the model, where no parameter can do that.
    """

    values: Mapping[str, float] = {}
    rule: Change | None = None


def one_weight() -> None:
    """Let employers weigh as much as people when time is short."""
    rule = coach.Coach.set_capacity

    def set_capacity(self: coach.Coach, hours: float, counts: bool = True, **how: float) -> None:
        rule(self, hours, counts, budget=how.get("budget", inf), comfort=1.0)

    coach.Coach.set_capacity = set_capacity  # type: ignore[method-assign]


def hire_at_the_end() -> None:
    """Let employers decide at the end of a placement, as often as they would on the way."""
    spend, rate = placement.supported, placement.hire_rate

    def supported(
        programme: RunningProgramme,
        person: Person,
        weeks: float,
        kind: JobKind,
        luck: PlacementLuck,
    ) -> Generator[Event, object, placement.Period]:
        chance = 1 - exp(-rate(programme, person, kind) * weeks)
        period = yield from spend(programme, person, weeks, kind, luck)
        return period._replace(hired=luck.hired < chance)

    placement.supported = supported
    placement.hire_rate = lambda *_: 0.0


def served_or_not() -> None:
    """Let people drop out alike, whether they are served or not."""
    rule = leaving.dropout_factor

    def dropout_factor(programme: RunningProgramme, person: Person) -> float:
        return rule(programme, person) / (2 - programme.service_ratio(person))

    leaving.dropout_factor = dropout_factor


OUT = {
    "employers within a budget": Mechanism({"employer_share": 1.0}),
    "people first": Mechanism(rule=one_weight),
    "meetings of the team": Mechanism({"team_meeting_hours": 0.0, "post_meeting_hours": 3.0}),
    "coaching in search": Mechanism({"search_support_hours": 0.0}),
    "lasting employability": Mechanism({"frailty_variance": 0.5}),
    "seen only in part": Mechanism({"contact_weight": 1.0}),
    "jobs at once": Mechanism({"hired_at_once": 0.0}),
    "hired on the way": Mechanism(rule=hire_at_the_end),
    "jobs found alone": Mechanism({"found_alone_per_month": 0.00013}),
    "motivation is taking part": Mechanism(
        {"participation_wavering": 1.0, "participation_not_motivated": 1.0}
    ),
    "motivation and leaving": Mechanism({"motivation_exit_ratio": 1.0}),
    "motivation lost and gained": Mechanism(
        {"motivation_gain_per_month": 0.0, "preparing_loss_ratio": 0.0}
    ),
    "drop-out when little served": Mechanism(rule=served_or_not),
    "no progress": Mechanism({"no_progress_per_month": 0.0}),
    "subsidies renewed": Mechanism({"renewed_at_review": 0.0}),
    "bridges": Mechanism({"bridge_temporary": 0.0, "bridge_transition": 0.0}),
    "support that ends when wanted": Mechanism({"unlimited_support_share": 1.0}),
    "what emerges": Mechanism({"emerging_hours": 0.0}),
    "what the coach knows": Mechanism({"knowledge_log_odds": 0.0}),
    "target groups": Mechanism(
        {
            f"group_{name}": 0.0
            for name in (
                "young_disability_benefit",
                "young_jobseekers",
                "jobseekers",
                "income_support",
                "disability",
                "municipal_psychiatry",
                "daily_activities",
            )
        }
    ),
}
"""Mechanisms that are at work in the default study."""


SHOWN = (
    "work_12_months",
    "hazard_falls",
    "enrolled_12_months",
    "contacts_county",
    "motivation_share",
    "quarter_posts",
    EMPLOYED,
)
"""Values with a column of their own; a row names those of the other figures that change sides."""

Values = Mapping[str, float]


def together(rules: Iterable[Change]) -> None:
    """Put several rules into the model."""
    for rule in rules:
        rule()


def out_of(mechanisms: Iterable[Mechanism]) -> Mechanism:
    """Return how several mechanisms are taken out at once."""
    values: dict[str, float] = {}
    rules = []
    for changed, rule in mechanisms:
        values |= changed
        rules += [rule] if rule else []
    return Mechanism(values, partial(together, tuple(rules)))


def inside(values: Values) -> set[str]:
    """Return the names of the figures that the model agrees with."""
    return {figure.name for figure in FIGURES if is_chosen_well(figure, values[figure.name])}


def row(values: Values, beside: Values) -> dict[str, object]:
    """Return some values, how many figures are inside, and which are so only here or only there."""
    here, there = inside(values), inside(beside)
    shown = {name: round(values[name], 2) for name in SHOWN}
    return {
        "inside": f"{len(here)} of {len(FIGURES)}",
        **shown,
        "enter": "; ".join(sorted(here - there)),
        "leave": "; ".join(sorted(there - here)),
    }


def table(head: str, found: Mapping[str, Values]) -> list[dict[str, object]]:
    """Return a row for each model; what enters and leaves is beside the first."""
    first = next(iter(found.values()))
    return [{head: name} | row(values, first) for name, values in found.items()]


def make(folder: Path, quick: bool) -> None:
    """Compute both tables; of a small one, the first mechanism alone."""
    run = partial(measured, "register", QUICK if quick else REPLICATIONS)
    chosen = dict(list(OUT.items())[: 1 if quick else None])
    without = {"nothing": run()} | {name: run(*one) for name, one in chosen.items()}
    committed.write(table("without", without), folder / "without.csv")
    alone = {"nothing": run(*out_of(OUT.values()))}
    for name in chosen:
        others = (one for other, one in OUT.items() if other != name)
        alone[name] = run(*out_of(others))
    committed.write(table("with", alone), folder / "alone.csv")


if __name__ == "__main__":
    committed.run(Path(__file__).parent, make, "without.csv")
