"""The setups behind the reference figures: what stands for what, and what is counted in it.

The descriptions are those of docs/reference/reference_figures.md, as overrides of the default
study. Everything is counted from the lives in the event log, in and out of the programme.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, nan
from statistics import median
from typing import Any, NamedTuple

from joblib import Parallel, delayed

import sesim
from sesim import model
from sesim.events import NOBODY, Kind, Motivation
from sesim.model.calendar import WEEKS_PER_MONTH, WEEKS_PER_YEAR
from sesim.runs.draws import drawn
from sesim.study import Study

HIGH_FIDELITY = {
    "programmes": "[ips_psykosvard]",
    "start": "2017-06-01",
    "end": "2020-05-30",
    "ips_psykosvard.back_heaviness": "0.0",
    "ips_psykosvard.motivation": "{motivated: 1.0, wavering: 0.0, not_motivated: 0.0}",
    "ips_psykosvard.goals": "{work: 1.0, study: 0.0, placement: 0.0}",
    "ips_psykosvard.employer_focus": "1.5",
    "ips_psykosvard.placement.aim": "jobs",
}
"""To the day before the programme closes, since everybody leaves on that day."""

PREPARATION_FIRST = HIGH_FIDELITY | {
    "ips_psykosvard.back_heaviness": "1.0",
    "ips_psykosvard.mapping": "long",
}

YOUNG = HIGH_FIDELITY | {
    "ips_psykosvard.target_group": "young_disability_benefit",
    "ips_psykosvard.caseload_norm": "30.0",
    "ips_psykosvard.referral.per_year": "40.0",
    "ips_psykosvard.placement.aim": "mixed",
    "ips_psykosvard.mapping": "medium",
    "ips_psykosvard.back_heaviness": "0.3",
}

THREE = ("eksjo", "nassjo", "savsjo")
MUNICIPAL = {"programmes": f"[{','.join(THREE)}]"} | {
    f"{name}.target_group": "municipal_psychiatry" for name in THREE
}

NINE = (
    "aneby", "eksjo", "nassjo", "savsjo", "vetlanda",
    "gislaved", "gnosjo", "varnamo", "praktiken200",
)  # fmt: skip
COUNTY = {"programmes": f"[{','.join(NINE)}]"}


class JobSpell(NamedTuple):
    """One job: from when to when (infinity if it continues), in weeks, and how it was found."""

    begins: float
    ends: float
    how: str | None
    kind: str
    why_ended: str | None


@dataclass(slots=True)
class Life:
    """One enrolled person, in weeks from the start of the study.

    Attributes:
        left: when the person left; infinity if still enrolled.
        horizon: end of the study.
        placements: when each began and ended; infinity if it continues.
        studies: when studies began; infinity if never.
    """

    motivation: str
    enrolled: float
    horizon: float
    left: float = inf
    jobs: list[JobSpell] = field(default_factory=list)
    placements: list[tuple[float, float]] = field(default_factory=list)
    studies: float = inf

    @property
    def first_job(self) -> float:
        """Weeks from enrolment to the first job, in the stay or after it; infinity if none."""
        return self.jobs[0].begins - self.enrolled if self.jobs else inf

    @property
    def employed(self) -> bool:
        """Whether a job began in the stay."""
        return any(job.begins <= self.left for job in self.jobs)

    def seen(self, months: float) -> bool:
        """Whether the person was enrolled so long before the end of the study."""
        return self.enrolled + months * WEEKS_PER_MONTH <= self.horizon

    def in_work(self, months: float) -> bool:
        """Whether the person has a job so long after enrolment."""
        return self.works_at(self.enrolled + months * WEEKS_PER_MONTH)

    def works_at(self, time: float) -> bool:
        """Whether the person has a job at a time."""
        return any(job.begins <= time < job.ends for job in self.jobs)

    def placed_at(self, time: float) -> bool:
        """Whether the person is in a placement at a time."""
        return any(begins <= time < ends for begins, ends in self.placements)


@dataclass(slots=True)
class Counted:
    """What one or more replications of some programmes gave.

    Attributes:
        hours: of coaches, by activity.
        posts: full posts times weeks.
    """

    lives: list[Life] = field(default_factory=list)
    contacts: int = 0
    hours: Counter[str] = field(default_factory=Counter)
    posts: float = 0.0

    def add(self, other: "Counted") -> None:
        """Take in another."""
        self.lives += other.lives
        self.contacts += other.contacts
        self.hours.update(other.hours)
        self.posts += other.posts


def count(columns: Mapping[str, list[Any]], horizon: float) -> Counted:
    """Return what the event log of one programme gives."""
    found, people = Counted(), dict[int, Life]()
    motivation: dict[int, str] = {}
    sizes: dict[str, tuple[float, float]] = {}  # of each post: since when, and full posts
    names = ("time", "participant", "kind", "reason", "job_kind", "hours", "activity")
    rows = zip(*(columns[name] for name in (*names, "coach", "fte", "motivation")), strict=True)
    for time, who, kind, reason, job_kind, hours, activity, coach, fte, motivated in rows:
        if activity is not None:
            found.hours[str(activity)] += hours
        if who == NOBODY:
            since, size = sizes.get(coach, (time, 0.0))
            found.posts += size * (time - since)
            sizes[coach] = time, fte
        elif kind == Kind.EMPLOYER_CONTACT:
            found.contacts += 1
        elif kind == Kind.REFERRED:
            motivation[who] = motivated
        elif kind == Kind.ENROLLED:
            people[who] = Life(motivation[who], time, horizon)
        elif who in people and kind == Kind.EXITED:
            people[who].left = time
        elif who in people and kind == Kind.JOB_STARTED:
            people[who].jobs.append(JobSpell(time, inf, reason, job_kind, None))
        elif who in people and kind == Kind.JOB_ENDED:
            last = people[who].jobs[-1]
            people[who].jobs[-1] = last._replace(ends=time, why_ended=reason)
        elif who in people and kind == Kind.PLACEMENT_STARTED:
            people[who].placements.append((time, inf))
        elif who in people and kind == Kind.PLACEMENT_ENDED:
            people[who].placements[-1] = people[who].placements[-1][0], time
        elif who in people and kind == Kind.STUDY_STARTED:
            people[who].studies = time
    found.posts += sum(size * (horizon - since) for since, size in sizes.values())
    found.lives = list(people.values())
    return found


def overrides(setup: Mapping[str, str]) -> list[str]:
    """Return a setup as overrides of the command line."""
    return [f"{key}={value}" for key, value in setup.items()]


Change = Callable[[], None]
"""Puts another rule into the model, in the process that runs it."""


def run(
    setup: Mapping[str, str],
    parameters: str,
    replications: int,
    values: Mapping[str, float] | None = None,
    change: Change | None = None,
) -> dict[str, Counted]:
    """Run a setup, and return what each programme gave in all replications together.

    Args:
        setup: keys and values that differ from the default study.
        parameters: where values come from: `posterior`, `prior`, `point` or `register`.
        replications: how many.
        values: parameters that are set in all programmes.
        change: another rule of the model.
    """
    pinned = {f"parameters.{name}": repr(value) for name, value in (values or {}).items()}
    study = sesim.load_study([f"parameters={parameters}", *overrides({**setup, **pinned})])
    # new processes each time: a rule that was changed in one must not stay
    with Parallel(n_jobs=-1, backend="multiprocessing", batch_size=4) as workers:
        results = workers(delayed(_one)(study, number, change) for number in range(replications))
    together: dict[str, Counted] = {name: Counted() for name in study.programmes}
    for one in results:
        for name, counted in one.items():
            together[name].add(counted)
    return together


def _one(study: Study, number: int, change: Change | None) -> dict[str, Counted]:
    if change is not None:
        change()
    if (draws := drawn(study)) is not None:
        study = draws.study(study, int(draws.of(number + 1)[number]))
    return _counted(study, number)


Drawn = tuple[dict[str, float], dict[str, dict[str, Counted]]]
"""Of a draw: its values, and what each setup gave in each programme."""


def paired(
    setups: Mapping[str, Mapping[str, str]], parameters: str, replications: int
) -> list[Drawn]:
    """Run some setups with the same draws and the same chance, one replication for each draw.

    Args:
        setups: keys and values that differ from the default study, by name.
        parameters: where the draws come from: `posterior` or `prior`.
        replications: how many, each with a draw of its own.
    """
    studies = {
        name: sesim.load_study([f"parameters={parameters}", *overrides(setup)])
        for name, setup in setups.items()
    }
    with Parallel(n_jobs=-1) as workers:
        found: list[Drawn] = workers(
            delayed(_pair)(studies, number) for number in range(replications)
        )
    return found


def _pair(studies: Mapping[str, Study], number: int) -> Drawn:
    found, values = {}, dict[str, float]()
    for name, study in studies.items():
        if (draws := drawn(study)) is None:
            raise ValueError("the parameters should be draws")
        one = draws.study(study, number % len(draws))
        values = values or dict(one.parameters)
        found[name] = _counted(one, number)
    return values, found


def _counted(study: Study, number: int) -> dict[str, Counted]:
    return {
        name: count(model.run(programme, number), programme.calendar.horizon)
        for name, programme in model.model_programmes(study).items()
    }


def all_of(counted: Mapping[str, Counted]) -> Counted:
    """Return the programmes of a setup together."""
    total = Counted()
    for one in counted.values():
        total.add(one)
    return total


# --- figures ---------------------------------------------------------------------------------


def share(lives: Iterable[Life], true: Callable[[Life], bool], months: float = 0.0) -> float:
    """Return the share of lives, among those seen for so many months, of which something holds."""
    seen = [life for life in lives if life.seen(months)]
    return sum(map(true, seen)) / len(seen) if seen else nan


def had_job(lives: Iterable[Life], months: float) -> float:
    """Return the share with a job within so many months of enrolment, enrolled or not."""
    return share(lives, lambda life: life.first_job <= months * WEEKS_PER_MONTH, months)


def still_enrolled(lives: Iterable[Life], months: float) -> float:
    """Return the share still enrolled after so many months."""
    return share(lives, lambda life: life.left - life.enrolled > months * WEEKS_PER_MONTH, months)


def median_days(lives: Iterable[Life]) -> float:
    """Return the median days to the first job of those who get one in the stay."""
    days = [7 * life.first_job for life in lives if life.jobs and life.jobs[0].begins <= life.left]
    return median(days) if days else nan


def hazard(lives: Sequence[Life], quarter: int) -> float:
    """Return the share of those without a first job who get one in a quarter after enrolment."""
    begin, end = 3 * quarter * WEEKS_PER_MONTH, 3 * (quarter + 1) * WEEKS_PER_MONTH
    at_risk = [life for life in lives if life.first_job > begin]
    return share(at_risk, lambda life: life.first_job <= end, 3 * (quarter + 1))


def kept(lives: Iterable[Life], months: float) -> float:
    """Return the share of first jobs that last so many months, of those seen so long."""
    weeks = months * WEEKS_PER_MONTH
    firsts = [(life.jobs[0], life.horizon) for life in lives if life.jobs]
    seen = [job for job, horizon in firsts if job.begins + weeks <= horizon]
    return sum(job.ends - job.begins > weeks for job in seen) / len(seen) if seen else nan


def with_motivation(lives: Iterable[Life], level: Motivation) -> list[Life]:
    """Return those who were so motivated when they were referred."""
    return [life for life in lives if life.motivation == level]


def contacts_a_week(counted: Counted) -> float:
    """Return contacts with employers for each full post and week."""
    return counted.contacts / counted.posts


def time_with_people(counted: Counted, hours_per_year: float) -> float:
    """Return the share of paid time that participants and employers get."""
    return counted.hours.total() / (counted.posts * hours_per_year / WEEKS_PER_YEAR)


def employed(counted: Counted, replications: int) -> float:
    """Return participants with a job in the stay, in a replication."""
    return sum(life.employed for life in counted.lives) / replications


def after_job(counted: Counted, kind: str, months: float) -> float:
    """Return the share in work so long after a job of a kind ended that was seen so long."""
    weeks = months * WEEKS_PER_MONTH
    ended = [
        (life, job.ends + weeks)
        for life in counted.lives
        for job in life.jobs
        if job.kind == kind and job.ends + weeks <= life.horizon
    ]
    working = [any(job.begins <= at < job.ends for job in life.jobs) for life, at in ended]
    return sum(working) / len(working) if working else nan
