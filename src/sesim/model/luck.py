"""Everything that chance decides: the common random numbers of all scenarios, called luck.

A record holds the decisions that are taken together; each of its fields is one decision, named
after what it decides. The place of a field in its record and the record's
name are part of the number's address: add new fields at the end, and never reuse a place.
"""

from typing import NamedTuple


class ReferralLuck(NamedTuple):
    """By candidate."""

    gap: float
    thinning: float


class MonthLuck(NamedTuple):
    """By month of the study."""

    referrals: float


class PersonLuck(NamedTuple):
    """By participant: who they are, and what happens to them once."""

    patience: float
    screened_out: float
    lost_motivation: float
    sex: float
    age: float
    goal: float
    motivation: float
    frailty: float
    no_show: float
    no_show_time: float
    mapping_hours: float
    social_hours: float
    closing_time: float
    ever_motivated: float
    motivating_hours: float
    training: float
    training_length: float
    study_time: float
    moving_on: float
    lost_preparing: float
    first_gain: float
    second_gain: float


class HealthLuck(NamedTuple):
    """By participant and health episode."""

    comes: float
    lasts: float


class SpellLuck(NamedTuple):
    """By participant and spell without a job."""

    dropout: float
    no_progress: float
    alone: float


class ContactLuck(NamedTuple):
    """By participant and employer contact."""

    known: float
    employer: float
    answer: float
    asks_for_job: float
    hired_at_once: float
    turned_down: float


class EmployerLuck(NamedTuple):
    """By employer of the local pool."""

    openness: float


class PlacementLuck(NamedTuple):
    """By participant and period of placement."""

    length: float
    breaks: float
    hired: float
    renewed: float
    burned: float
    burned_time: float


class JobLuck(NamedTuple):
    """By participant and job."""

    kind: float
    tenure: float
    term: float
    renewed: float
    support_length: float
    return_to_search: float
    why_lost: float
    bridge: float
    comes_back: float


class DepartureLuck(NamedTuple):
    """By post and candidate departure of its holder."""

    gap: float
    thinning: float


class HolderLuck(NamedTuple):
    """By post and holder."""

    vacancy: float
    trust: float
    skill: float


class CaseloadLuck(NamedTuple):
    """By person of today's caseload."""

    like: float


SHAPES: dict[type[NamedTuple], tuple[int, int, int]] = {
    ReferralLuck: (5, 0, 1),
    MonthLuck: (7, 0, 0),
    PersonLuck: (5, 0, 5),
    HealthLuck: (4, 2, 1),
    SpellLuck: (4, 1, 2),
    ContactLuck: (0, 4, 3),
    EmployerLuck: (5, 0, 2),
    PlacementLuck: (3, 1, 3),
    JobLuck: (3, 0, 4),
    DepartureLuck: (1, 5, 1),
    HolderLuck: (3, 2, 2),
    CaseloadLuck: (5, 0, 0),
}
"""How many people, occasions and fields share a block, as powers of two.

Chosen for speed, but part of the address: another shape changes every number of the record.
"""
