"""What a life may look like: which event may follow which."""

from collections.abc import Iterator
from itertools import pairwise

from tests.model.worlds import Log, Row, lives

from sesim.events import Answer, Kind, Reason

START, HIRED, NOT_HIRED = "start", "hired", "not hired"

EXITS_EARLY = {
    Reason.DROPPED_OUT,
    Reason.MOVED_ON,
    Reason.TIME_LIMIT,
    Reason.PROGRAMME_CLOSED,
    Reason.CLOSED,
}
EXITS_IN_WORK = {Reason.SUPPORT_ENDED_IN_WORK, Reason.MOVED_ON, Reason.PROGRAMME_CLOSED}

PREPARED = {Kind.TRAINING_STARTED, Kind.SEARCH_STARTED, Kind.STUDY_STARTED, *EXITS_EARLY}
SEARCHING = {Answer.REFUSED, Answer.PLACEMENT, Answer.HIRED, *EXITS_EARLY}

FOLLOWS: dict[str, set[str]] = {
    START: {Kind.REFERRED},
    Kind.REFERRED: {Kind.SCREENED_OUT, Kind.WITHDREW, Kind.ENROLLED},
    Kind.SCREENED_OUT: set(),
    Kind.WITHDREW: set(),
    Kind.ENROLLED: {Kind.MOTIVATED, *PREPARED},
    Kind.MOTIVATED: PREPARED,
    Kind.TRAINING_STARTED: {Kind.TRAINING_ENDED, *EXITS_EARLY},
    Kind.TRAINING_ENDED: {Kind.SEARCH_STARTED, Kind.STUDY_STARTED, *EXITS_EARLY},
    Kind.STUDY_STARTED: {Reason.STUDY},
    Kind.SEARCH_STARTED: SEARCHING,
    Answer.REFUSED: SEARCHING,
    Answer.PLACEMENT: {Kind.PLACEMENT_STARTED, *EXITS_EARLY},  # first get well, if ill
    Answer.HIRED: {Kind.JOB_STARTED},
    Kind.PLACEMENT_STARTED: {HIRED, NOT_HIRED, Reason.RENEWED, Reason.LEFT_PROGRAMME},
    HIRED: {Kind.JOB_STARTED},
    Reason.RENEWED: {Kind.PLACEMENT_STARTED},
    NOT_HIRED: {Kind.SEARCH_STARTED, *EXITS_EARLY},
    Reason.LEFT_PROGRAMME: EXITS_EARLY,
    Kind.JOB_STARTED: {Kind.JOB_ENDED, *EXITS_IN_WORK},
    Kind.JOB_ENDED: {Kind.SEARCH_STARTED, Reason.LEFT_AFTER_JOB, *EXITS_EARLY},
}
"""By the event before; contacts go by the answer, exits and ends of placements by the reason."""

SAME_EMPLOYER = {
    Answer.PLACEMENT,
    Answer.HIRED,
    Kind.PLACEMENT_STARTED,
    HIRED,
    Reason.RENEWED,
    Kind.JOB_STARTED,
}
ENTERS_OR_ENDS = {Kind.PLACEMENT_STARTED, Kind.PLACEMENT_ENDED, Kind.JOB_STARTED, Kind.JOB_ENDED}


def word(row: Row) -> str:
    """Return what an event is called in `FOLLOWS`."""
    if row.kind == Kind.EMPLOYER_CONTACT:
        return row.answer or "contact without an answer"
    if row.kind == Kind.PLACEMENT_ENDED:
        if row.reason == Reason.HIRED:
            return HIRED
        return row.reason if row.reason in (Reason.RENEWED, Reason.LEFT_PROGRAMME) else NOT_HIRED
    if row.kind == Kind.EXITED:
        return row.reason or "exit without a reason"
    return row.kind


def breaches(log: Log) -> Iterator[str]:
    """Yield one message for everything in a log that cannot happen to anybody."""
    for participant, life in lives(log).items():
        if any(after.time < before.time for before, after in pairwise(life)):
            yield f"{participant}: time runs backwards"
        stay, after_exit = _split(life)
        yield from (f"{participant}: {what}" for what in _of_stay(stay))
        left_in_work = stay[-1].kind == Kind.EXITED and stay[-2].kind == Kind.JOB_STARTED
        if [row.kind for row in after_exit] not in ([], [Kind.JOB_ENDED] * left_in_work):
            yield f"{participant}: {[row.kind for row in after_exit]} after leaving"


def _split(life: Log) -> tuple[Log, Log]:
    """Part a life at the exit, if there is one."""
    kinds = [row.kind for row in life]
    end = kinds.index(Kind.EXITED) + 1 if Kind.EXITED in kinds else len(kinds)
    return life[:end], life[end:]


def _of_stay(stay: Log) -> Iterator[str]:
    for before, after in pairwise([START, *map(word, stay)]):
        if after not in FOLLOWS.get(before, set()):
            yield f"{after} after {before}"
    for before, after in pairwise(stay):
        there = word(before) in SAME_EMPLOYER and after.kind in ENTERS_OR_ENDS
        if there and before.employer != after.employer:
            yield f"{after.kind} with another employer than {before.kind}"
        if after.kind == Kind.JOB_ENDED and before.job_kind != after.job_kind:
            yield "a job ended as another kind than it began"
