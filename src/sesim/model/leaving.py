"""How a stay, or a spell without a job, may end by itself: the risks that run beside the journey.

A person without a job may drop out, be closed for lack of progress, reach a time limit, or find a
job alone. With or without a job they may move on, and the programme may close. What is left of
each risk goes with the person from one phase of the stay to the next; only its rate changes.
"""

from enum import Enum
from math import inf
from operator import itemgetter

from simpy import Event

from sesim.events import Reason
from sesim.model.clock import Alarm
from sesim.model.luck import SpellLuck
from sesim.model.parameters import ModelParameters
from sesim.model.person import Person
from sesim.model.programme import RunningProgramme
from sesim.model.risk import Risk, SteppedHazard
from sesim.model.sampling import exponential, ratio


class Phase(Enum):
    """Where a person is in the stay."""

    PREPARING = "preparing"
    SEARCHING = "searching"
    PLACED = "placed"
    WORKING = "working"


class Spell:
    """A spell without a job, and the risks that run in it.

    Attributes:
        began: when it began, in weeks.
        base: hazard of dropping out by time since enrolment, the clock of that risk.
        searched_at: when the first search in it began, in weeks; None before it.
        closable_from: when the person may be closed for lack of progress, in weeks; infinity
            before the search.
    """

    __slots__ = (
        "alone", "base", "began", "closable_from", "dropout", "no_progress", "searched_at",
    )  # fmt: skip

    def __init__(
        self, luck: SpellLuck, now: float, base: SteppedHazard, enrolled_for: float
    ) -> None:
        self.began = now
        self.base = base
        self.searched_at: float | None = None
        self.closable_from = inf
        self.dropout = Risk(luck.dropout, base.hazard(enrolled_for))
        self.no_progress = Risk(luck.no_progress, 0.0)
        self.alone = Risk(luck.alone, now)


def begin_stay(programme: RunningProgramme, person: Person) -> None:
    """Set the times that count from enrolment."""
    now, standing = programme.env.now, person.standing
    person.enrolled_at = now if standing is None else now - standing.enrolled_for
    moving = exponential(person.luck.moving_on, programme.parameters.moving_on_rate)
    person.moves_on_at = now + moving


def begin_spell(programme: RunningProgramme, person: Person) -> None:
    """Be without a job from now on."""
    luck = programme.streams.luck(SpellLuck, person.number, person.spells)
    person.spells += 1
    now = programme.env.now
    enrolled_for = now - person.enrolled_at
    spell = person.spell = Spell(luck, now, programme.parameters.dropout, enrolled_for)
    if (standing := person.standing) is not None:
        spell.began = now - standing.spell_for
        if standing.searching_for is not None:
            _search(programme, spell, now - standing.searching_for)


def _search(programme: RunningProgramme, spell: Spell, since: float) -> None:
    """Set the time that counts from the first search of a spell."""
    spell.searched_at = since
    spell.closable_from = since + programme.parameters.no_progress_weeks


def enter(programme: RunningProgramme, person: Person, phase: Phase) -> None:
    """Enter a phase of the stay: decide anew how it ends if nothing else happens first.

    The process of the person is then interrupted with the reason.
    """
    person.phase += 1
    now = programme.env.now
    at, reason = person.moves_on_at, Reason.MOVED_ON
    if phase is not Phase.WORKING:
        due, why = _without_a_job(programme, person, phase)
        if due < at:
            at, reason = due, why
    closes = programme.definition.closes
    if closes < at:
        at, reason = closes, Reason.PROGRAMME_CLOSED
    if at < programme.horizon:
        entered = person.phase

        def end(_: Event) -> None:
            if person.phase == entered and person.process is not None:
                person.process.interrupt(reason)

        Alarm(programme.env, max(0.0, at - now), end)


def _without_a_job(
    programme: RunningProgramme, person: Person, phase: Phase
) -> tuple[float, Reason]:
    """Return when the spell ends if this phase lasts, in weeks, and why."""
    parameters, now, spell = programme.parameters, programme.env.now, person.spell
    if spell is None:
        raise ValueError(f"participant {person.number} has no spell without a job")
    if phase is Phase.SEARCHING and spell.searched_at is None:
        _search(programme, spell, now)
    enrolled_for = now - person.enrolled_at
    base = parameters.dropout
    if base is not spell.base:  # other rates hold since a day; the past had its own
        spell.dropout.change_clock(spell.base.hazard(enrolled_for), base.hazard(enrolled_for))
        spell.base = base
    spent = spell.dropout.change(base.hazard(enrolled_for), dropout_factor(programme, person))
    dropout = person.enrolled_at + base.time(spent)
    found = spell.alone.change(now, alone_rate(parameters, person))
    limit = spell.began + parameters.jobless_limit
    return min(
        (found, Reason.FOUND_ALONE),
        (dropout, Reason.DROPPED_OUT),
        (_no_progress(parameters, spell, phase, now), Reason.NO_PROGRESS),
        (limit, Reason.TIME_LIMIT),
        key=itemgetter(0),
    )


def dropout_factor(programme: RunningProgramme, person: Person) -> float:
    """Return the hazard of dropping out, relative to a motivated and served person."""
    parameters = programme.parameters
    factor = person.exit_ratio(parameters)
    if programme.split_roles:
        factor *= parameters.role_split_dropout
    return factor * (2 - programme.service_ratio(person))


def _no_progress(parameters: ModelParameters, spell: Spell, phase: Phase, now: float) -> float:
    """Return when the person is closed for lack of progress; only while searching, and long."""
    allowed = spell.closable_from
    if allowed == inf:
        return inf
    rate = parameters.no_progress_rate if phase is Phase.SEARCHING else 0.0
    return allowed + spell.no_progress.change(max(0.0, now - allowed), rate)


def alone_rate(parameters: ModelParameters, person: Person) -> float:
    """Return the hazard of finding a job without the coach, per week."""
    return parameters.alone_rate * ratio(person.employability) * person.participation(parameters)
