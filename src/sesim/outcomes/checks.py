"""How the rules of a life are checked: each function returns a check of all rows."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sesim.events import NOBODY, JobKind, Kind, Reason
from sesim.outcomes.arrays import Flags
from sesim.outcomes.lives import Lives

Check = Callable[[Lives], Flags]
"""Returns which rows break a rule."""

START, HIRED, NOT_HIRED = "start", "hired there", "not hired there"
"""Before a person's first event; two ways in which a placement ends."""

NO_EMPLOYER = -1

CHANGE_NOTHING = (Kind.HOURS_GIVEN, Kind.POST_CHANGED, Kind.MOTIVATED)
"""Events that do not matter to what may follow; motivation comes whatever a person is doing."""


def once(*kinds: Kind) -> Check:
    """Only the first of these events can happen."""
    return lambda lives: lives.one_of(*kinds) & (lives.through(*kinds) > 1)


def first(kind: Kind) -> Check:
    """Nothing happens to the person before it."""
    return lambda lives: lives.one_of(kind) & (lives.before(*Kind) > lives.before(kind))


def after(earlier: Collection[Kind], *kinds: Kind) -> Check:
    """One of the earlier events has happened, on the same day at the latest."""
    return lambda lives: lives.one_of(*kinds) & (lives.until(*earlier) == 0)


def on_a_later_day(earlier: Kind, *kinds: Kind) -> Check:
    """The earlier event happened on an earlier day, if it ever happens to the person."""
    return lambda lives: (
        lives.one_of(*kinds) & (lives.ever(earlier) > 0) & (lives.before(earlier) == 0)
    )


def while_open(start: Kind, end: Kind, *kinds: Kind) -> Check:
    """What has been started has not ended before that day."""

    def broken(lives: Lives) -> Flags:
        begun = lives.until(start)
        return lives.one_of(*kinds) & (begun > 0) & (begun <= lives.before(end))

    return broken


def never_with(other: Kind, *kinds: Kind) -> Check:
    """The other event never happens to the person."""
    return lambda lives: lives.one_of(*kinds) & (lives.ever(other) > 0)


def one_at_a_time(start: Kind, end: Kind) -> Check:
    """What has been started ends before it starts again."""
    return lambda lives: lives.one_of(start) & (lives.through(start) - lives.until(end) > 1)


def started(start: Kind, end: Kind) -> Check:
    """What ends has been started."""
    return lambda lives: lives.one_of(end) & (lives.through(end) > lives.until(start))


def over(start: Kind, end: Kind, *kinds: Kind) -> Check:
    """What has been started has ended, on the same day at the latest."""
    return lambda lives: lives.one_of(*kinds) & (lives.until(start) > lives.until(end))


def reason_of(kind: Kind, *reasons: Reason) -> Check:
    """The reason, if there is one, is one of these."""

    def broken(lives: Lives) -> Flags:
        return (
            lives.one_of(kind) & lives.holds("reason", *Reason) & ~lives.holds("reason", *reasons)
        )

    return broken


def contact_twice(lives: Lives) -> Flags:
    """Whether a contact repeats another row; -1 is an unknown employer, which may be two."""
    employer, contact = lives.column("employer"), lives.one_of(Kind.EMPLOYER_CONTACT)
    details = (lives.words("answer"), lives.words("coach"), lives.column("hours"))
    return np.asarray(contact & (employer >= 0) & lives.again(contact, employer, *details))


def of_the_wrong_owner(lives: Lives) -> Flags:
    """Whether a post's event has a person, or a person's event has none."""
    of_a_post = lives.column("participant") == NOBODY
    return np.asarray(lives.one_of(Kind.POST_CHANGED) != of_a_post)


def of_no_post(lives: Lives) -> Flags:
    """Whether the post or its size is missing in a change of a post."""
    named = np.array([word is not None for word in lives.words("coach")], dtype=bool)
    return lives.one_of(Kind.POST_CHANGED) & ~(named & (lives.column("fte") >= 0))


def backwards(lives: Lives) -> Flags:
    """Whether a row is earlier than the person's previous row."""
    return ~lives.new & (np.diff(lives.column("time"), prepend=0.0) < 0)


def in_turn(follows: Mapping[str, Collection[str]]) -> Check:
    """Each event may follow the one before it, by the words of `word_of`."""
    return lambda lives: _by_pairs(
        lives, lambda before, event: event not in follows.get(before, ())
    )


def same_employer(befores: Collection[str], events: Collection[str]) -> Check:
    """The employer stays the same from one of these events to the next."""
    return lambda lives: _by_pairs(
        lives,
        lambda before, event: before in befores and event in events,
        differing=lives.column("employer"),
    )


def same_job_kind(starts: Collection[str], end: str) -> Check:
    """A job ends as the kind that it began as."""
    return lambda lives: _by_pairs(
        lives,
        lambda before, event: before in starts and event == end,
        differing=lives.words("job_kind"),
    )


def at_once(*pairs: tuple[str, str]) -> Check:
    """The second of two events comes at the time of the first."""
    return lambda lives: _by_pairs(
        lives, lambda *pair: pair in pairs, differing=lives.column("time")
    )


def comes_after(event: str, *kinds: JobKind) -> Check:
    """The person's previous event is about a job of one of these kinds."""

    def broken(lives: Lives) -> Flags:
        previous, of_these = _previous(lives), lives.holds("job_kind", *kinds)
        return np.asarray((_words_of(lives) == event) & ~((previous >= 0) & of_these[previous]))

    return broken


def not_of_the_pool(event: str) -> Check:
    """No employer of the local pool is concerned."""
    return lambda lives: np.asarray(
        (_words_of(lives) == event) & (lives.column("employer") != NO_EMPLOYER)
    )


def _by_pairs(
    lives: Lives, wrong: Callable[[str, str], bool], *, differing: NDArray[Any] | None = None
) -> Flags:
    """Judge each event by the person's previous event; both change what may follow."""
    words, previous = _words_of(lives), _previous(lives)
    broken = np.zeros(len(lives.rows), dtype=bool)
    for row in np.flatnonzero(~lives.one_of(*CHANGE_NOTHING)).tolist():
        before = previous[row]
        changed = differing is None or (before >= 0 and differing[before] != differing[row])
        broken[row] = changed and wrong(words[before] if before >= 0 else START, words[row])
    return broken


def _previous(lives: Lives) -> NDArray[np.intp]:
    """Return the place of the person's previous event that changes what may follow, or -1."""
    chosen = np.flatnonzero(~lives.one_of(*CHANGE_NOTHING))
    life = np.cumsum(lives.new)[chosen]
    same = life[1:] == life[:-1]
    previous = np.full(len(lives.rows), -1, dtype=np.intp)
    previous[chosen[1:][same]] = chosen[:-1][same]
    return previous


def _words_of(lives: Lives) -> NDArray[np.object_]:
    """Return what each event is called."""
    columns = (lives.words(name).tolist() for name in ("kind", "answer", "reason"))
    return np.array([word_of(*row) for row in zip(*columns, strict=True)], dtype=object)


def word_of(kind: str, answer: str | None, reason: str | None) -> str:
    """Return what an event is called where turns are concerned.

    Contacts go by the answer. Exits, job starts, ends of placements and people who leave the queue
    for a job go by the reason, if there is one that matters.
    """
    if kind == Kind.EMPLOYER_CONTACT:
        return answer or "contact without an answer"
    if kind == Kind.EXITED:
        return reason or "exit without a reason"
    if kind == Kind.JOB_STARTED:
        return reason or kind
    if kind == Kind.WITHDREW:
        return Reason.FOUND_JOB if reason == Reason.FOUND_JOB else kind
    if kind != Kind.PLACEMENT_ENDED:
        return kind
    if reason in (Reason.RENEWED, Reason.LEFT_PROGRAMME, Reason.FOUND_JOB):
        return str(reason)
    return HIRED if reason == Reason.HIRED else NOT_HIRED
