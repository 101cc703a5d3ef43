"""Motivation: how it is lost while nothing happens, and gained while something does."""

from math import exp, inf

from sesim.events import Kind, Motivation
from sesim.model.constants import MOTIVATIONS
from sesim.model.person import Person
from sesim.model.programme import RunningProgramme
from sesim.model.sampling import exponential


def lose_motivation(person: Person, u: float, rate: float, weeks: float) -> None:
    """Let a motivated person start to waver, at a constant hazard while weeks pass by.

    Args:
        person: who waits.
        u: uniform number that decides it.
        rate: hazard per week.
        weeks: how long.
    """
    if person.motivation is Motivation.MOTIVATED and u < 1 - exp(-rate * weeks):
        person.motivation = Motivation.WAVERING


def gain_motivation(programme: RunningProgramme, person: Person) -> None:
    """Let a person in search, placement or work be more motivated once the time has come.

    One step up comes at a constant hazard from the first moment of activity on. It is looked up
    when it can next make a difference, so that it costs no event.
    """
    rate = programme.parameters.motivation_gain
    now = programme.env.now
    if person.gains_at is None:
        person.gains_at = now + exponential(person.luck.first_gain, rate)
    while person.gains_at <= now and person.motivation is not Motivation.MOTIVATED:
        better = person.motivation = one_step_up(person.motivation)
        person.gains_at += (
            exponential(person.luck.second_gain, rate)
            if better is not Motivation.MOTIVATED
            else inf
        )
        if better is Motivation.MOTIVATED:
            programme.log.event(Kind.MOTIVATED, person.number)


def one_step_up(motivation: Motivation) -> Motivation:
    """Return the next better level of motivation, for who is not motivated yet."""
    return MOTIVATIONS[MOTIVATIONS.index(motivation) - 1]
