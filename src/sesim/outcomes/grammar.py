"""The grammar of a life: which events one person can have, as a table of rules.

`LIFE` holds for every log, real or simulated. `COMPLETE` holds only for a simulated log, which has
every event, with its rows in the order in which things happened. To allow another kind of life,
change or remove one line here.
"""

from collections.abc import Collection
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from sesim.events import Answer, JobKind, Kind, Reason
from sesim.outcomes.checks import (
    HIRED,
    NOT_HIRED,
    START,
    Check,
    after,
    at_once,
    backwards,
    comes_after,
    contact_twice,
    first,
    in_turn,
    never_with,
    not_of_the_pool,
    of_no_post,
    of_the_wrong_owner,
    on_a_later_day,
    once,
    one_at_a_time,
    over,
    reason_of,
    same_employer,
    same_job_kind,
    started,
    while_open,
)
from sesim.outcomes.lives import Lives


class Rule(NamedTuple):
    """One rule of a life.

    Attributes:
        name: of the rule, for messages and tests.
        says: the rule as a sentence, with what to do about it.
        broken: returns which rows break it.
    """

    name: str
    says: str
    broken: Check


# --- every life ----------------------------------------------------------------------------------

IN_A_STAY: Final = (
    Kind.MOTIVATED,
    Kind.TRAINING_STARTED,
    Kind.TRAINING_ENDED,
    Kind.SEARCH_STARTED,
    Kind.EMPLOYER_CONTACT,
    Kind.PLACEMENT_STARTED,
    Kind.PLACEMENT_ENDED,
    Kind.STUDY_STARTED,
)
"""Events that happen only to people who are enrolled.

A job may begin and end outside a stay too, since people also find jobs alone; hours may be earlier.
"""

TURNED_AWAY: Final = (Kind.SCREENED_OUT, Kind.WITHDREW)
ADMISSION: Final = (Kind.REFERRED, Kind.ENROLLED)
STAY: Final = (Kind.ENROLLED, Kind.EXITED)
TRAINING: Final = (Kind.TRAINING_STARTED, Kind.TRAINING_ENDED)
PLACEMENT: Final = (Kind.PLACEMENT_STARTED, Kind.PLACEMENT_ENDED)
JOB: Final = (Kind.JOB_STARTED, Kind.JOB_ENDED)

WITHDRAWN = (Reason.LOST_PATIENCE, Reason.PROGRAMME_CLOSED, Reason.FOUND_JOB)
LEFT_EARLY = (
    Reason.DROPPED_OUT,
    Reason.MOVED_ON,
    Reason.TIME_LIMIT,
    Reason.PROGRAMME_CLOSED,
    Reason.CLOSED,
    Reason.NO_PROGRESS,
)
LEFT_IN_WORK = (Reason.SUPPORT_ENDED_IN_WORK, Reason.MOVED_ON, Reason.PROGRAMME_CLOSED)
LEFT = (*LEFT_EARLY, *LEFT_IN_WORK, Reason.STUDY, Reason.LEFT_AFTER_JOB)
PLACED = (
    Reason.HIRED,
    Reason.NOT_HIRED,
    Reason.RENEWED,
    Reason.HEALTH,
    Reason.TOO_LITTLE_SUPPORT,
    Reason.LEFT_PROGRAMME,
    Reason.FOUND_JOB,
)
WORKED = (
    Reason.LOST,
    Reason.QUIT,
    Reason.DISMISSED,
    Reason.LAID_OFF,
    Reason.HEALTH,
    Reason.SUBSIDY_ENDED,
    Reason.FIXED_TERM_ENDED,
)
WITHOUT_THE_PROGRAMME = (Reason.FOUND_ALONE, Reason.BRIDGED)

LIFE: tuple[Rule, ...] = (
    Rule(
        "owner",
        "`post_changed` has participant -1, and every other event has a person",
        of_the_wrong_owner,
    ),
    Rule("post", "`post_changed` has a coach and an fte of 0 or more", of_no_post),
    Rule("one referral", "a person is referred once", once(Kind.REFERRED)),
    Rule("referral first", "nothing comes before the referral", first(Kind.REFERRED)),
    Rule(
        "referred",
        "a person who is screened out or withdraws was referred before",
        after([Kind.REFERRED], *TURNED_AWAY),
    ),
    Rule("one refusal", "a person is screened out or withdraws once", once(*TURNED_AWAY)),
    Rule(
        "not admitted",
        "a person who is screened out or withdraws is never enrolled",
        never_with(Kind.ENROLLED, *TURNED_AWAY),
    ),
    Rule(
        "one enrolment",
        "a person is enrolled once: give a second stay another participant number",
        once(Kind.ENROLLED),
    ),
    Rule("stay begun", "an exit comes after an enrolment, and once", started(*STAY)),
    Rule(
        "enrolled before",
        "this happens only after enrolment: leave out what began earlier, with its end",
        after([Kind.ENROLLED], *IN_A_STAY),
    ),
    Rule("enrolled still", "this does not happen after the exit", while_open(*STAY, *IN_A_STAY)),
    Rule(
        "job after referral",
        "a job starts after the referral, or after the enrolment where no referral is known",
        after(ADMISSION, Kind.JOB_STARTED),
    ),
    Rule(
        "job after enrolment",
        "the job of a person who is enrolled starts after the day of enrolment: leave out a job "
        "that the person had at entry, with its end",
        on_a_later_day(Kind.ENROLLED, Kind.JOB_STARTED),
    ),
    Rule(
        "one job at a time",
        "a job starts when the one before has ended: write jobs at the same time as one, and each "
        "row once",
        one_at_a_time(*JOB),
    ),
    Rule("job started", "a job that ends has started: write its start too", started(*JOB)),
    Rule(
        "one placement at a time",
        "a placement starts when the one before has ended: write each row once",
        one_at_a_time(*PLACEMENT),
    ),
    Rule("placement started", "a placement that ends has started", started(*PLACEMENT)),
    Rule(
        "placement over",
        "a placement ends on the day of the exit at the latest: write its end",
        over(*PLACEMENT, Kind.EXITED),
    ),
    Rule(
        "one training at a time",
        "in-house training starts when the one before has ended",
        one_at_a_time(*TRAINING),
    ),
    Rule("training started", "in-house training that ends has started", started(*TRAINING)),
    Rule("studies once", "a person starts to study once", once(Kind.STUDY_STARTED)),
    Rule(
        "contact once",
        "a contact with an employer is not the same as another of that day: write each row once",
        contact_twice,
    ),
    Rule(
        "hours after referral",
        "hours are given to people who were referred or enrolled before",
        after(ADMISSION, Kind.HOURS_GIVEN),
    ),
    Rule(
        "reason of a referral",
        f"`referred` has no reason, or {Reason.RETURNED}",
        reason_of(Kind.REFERRED, Reason.RETURNED),
    ),
    Rule(
        "reason to withdraw",
        f"`withdrew` has one of the reasons {', '.join(WITHDRAWN)}",
        reason_of(Kind.WITHDREW, *WITHDRAWN),
    ),
    Rule(
        "reason of a placement's end",
        f"`placement_ended` has one of the reasons {', '.join(PLACED)}",
        reason_of(Kind.PLACEMENT_ENDED, *PLACED),
    ),
    Rule(
        "reason of a job's start",
        "`job_started` has no reason if the job came through the programme, and otherwise one of "
        f"{', '.join(WITHOUT_THE_PROGRAMME)}",
        reason_of(Kind.JOB_STARTED, *WITHOUT_THE_PROGRAMME),
    ),
    Rule(
        "reason of a job's end",
        f"`job_ended` has one of the reasons {', '.join(WORKED)}",
        reason_of(Kind.JOB_ENDED, *WORKED),
    ),
    Rule(
        "reason to leave",
        f"`exited` has one of the reasons {', '.join(dict.fromkeys(LEFT))}",
        reason_of(Kind.EXITED, *LEFT),
    ),
)
"""What holds for every life, in real records and in simulated ones."""

# --- a complete life -----------------------------------------------------------------------------

ALONE = {Reason.FOUND_ALONE}
PREPARED = {Kind.TRAINING_STARTED, Kind.SEARCH_STARTED, Kind.STUDY_STARTED, *ALONE, *LEFT_EARLY}
SEARCHING = {*Answer, *ALONE, *LEFT_EARLY}
SEARCHING_AGAIN = {Kind.SEARCH_STARTED, *ALONE, *LEFT_EARLY}
WORKING = {Kind.JOB_ENDED, *LEFT_IN_WORK}

FOLLOWS: dict[str, Collection[str]] = {
    START: {Kind.REFERRED},
    Kind.REFERRED: {*TURNED_AWAY, Reason.FOUND_JOB, Kind.ENROLLED},
    Kind.SCREENED_OUT: ALONE,
    Kind.WITHDREW: ALONE,
    Reason.FOUND_JOB: ALONE,  # while waiting or in a placement, which therefore ends
    Kind.ENROLLED: PREPARED,
    Kind.TRAINING_STARTED: {Kind.TRAINING_ENDED, *LEFT_EARLY},
    Kind.TRAINING_ENDED: {Kind.SEARCH_STARTED, Kind.STUDY_STARTED, *ALONE, *LEFT_EARLY},
    Kind.STUDY_STARTED: {Reason.STUDY},
    Kind.SEARCH_STARTED: SEARCHING,
    Answer.REFUSED: SEARCHING,
    Answer.TURNED_DOWN: SEARCHING,
    Answer.PLACEMENT: {Kind.PLACEMENT_STARTED, *ALONE, *LEFT_EARLY},  # first get well, if ill
    Answer.HIRED: {Kind.JOB_STARTED},
    Kind.PLACEMENT_STARTED: {
        HIRED, NOT_HIRED, Reason.RENEWED, Reason.LEFT_PROGRAMME, Reason.FOUND_JOB,
    },
    HIRED: {Kind.JOB_STARTED},
    Reason.RENEWED: {Kind.PLACEMENT_STARTED},
    NOT_HIRED: SEARCHING_AGAIN,
    Reason.LEFT_PROGRAMME: LEFT_EARLY,
    **dict.fromkeys([Kind.JOB_STARTED, *WITHOUT_THE_PROGRAMME], WORKING),
    Kind.JOB_ENDED: {Reason.BRIDGED, Reason.LEFT_AFTER_JOB, *SEARCHING_AGAIN},
    **dict.fromkeys(LEFT, ALONE),
    **{reason: {Kind.JOB_ENDED, *ALONE} for reason in LEFT_IN_WORK},  # which of them: see `LIFE`
}  # fmt: skip
"""By the event before; see `word_of` for the names.

A job that begins outside a stay is found alone or bridged, since nothing else follows there.
"""

JOB_BEGINS = (Kind.JOB_STARTED, *WITHOUT_THE_PROGRAMME)
SAME_EMPLOYER = {
    Answer.PLACEMENT,
    Answer.HIRED,
    Kind.PLACEMENT_STARTED,
    HIRED,
    Reason.RENEWED,
    Kind.JOB_ENDED,  # before a bridged job
    *JOB_BEGINS,
}
ENTERS_OR_ENDS = {Kind.PLACEMENT_STARTED, HIRED, NOT_HIRED, Reason.RENEWED, Reason.LEFT_PROGRAMME}
ENTERS_OR_ENDS |= {Reason.FOUND_JOB, Kind.JOB_STARTED, Reason.BRIDGED, Kind.JOB_ENDED}


COMPLETE: tuple[Rule, ...] = (
    Rule("in order of time", "the rows of a person are in order of time", backwards),
    Rule("turn", "each event is one that may follow the event before", in_turn(FOLLOWS)),
    Rule(
        "same employer",
        "a placement and a job are at the employer asked, and end there; a bridged job is with "
        "the same employer as the job before",
        same_employer(SAME_EMPLOYER, ENTERS_OR_ENDS),
    ),
    Rule(
        "same kind of job",
        "a job ends as the kind that it began as",
        same_job_kind({*JOB_BEGINS}, Kind.JOB_ENDED),
    ),
    Rule(
        "job found alone",
        "the employer of a job found alone is not in the local pool",
        not_of_the_pool(Reason.FOUND_ALONE),
    ),
    Rule(
        "at once",
        "a job for which a person leaves the queue or a placement starts at once, and so does a "
        "bridged job",
        at_once((Reason.FOUND_JOB, Reason.FOUND_ALONE), (Kind.JOB_ENDED, Reason.BRIDGED)),
    ),
    Rule(
        "bridge",
        "a bridged job comes after a temporary or transition job",
        comes_after(Reason.BRIDGED, JobKind.TEMPORARY, JobKind.TRANSITION),
    ),
)
"""What holds for a simulated life as well."""

VIOLATIONS_COLUMNS = ("row", "replication", "programme", "participant", "rule", "says")


def violations(log: pd.DataFrame, *, complete: bool = False) -> pd.DataFrame:
    """Return every breach of a rule in a log.

    Args:
        log: as from `events_frame`: the columns and dtypes of `COLUMNS`.
        complete: whether the log is a simulated one, with every event, and rows in the order in
            which things happened. Otherwise the events of one person on one day may have come
            in any order, and a life is legal if one of these orders is.

    Returns:
        The columns of `VIOLATIONS_COLUMNS`, one row for each breach, in the order of the log. A row
        has the place in the log (from 0), the person, and the name and the sentence of the rule.
    """
    lives = Lives(log, by_row=complete)
    rules = (*LIFE, *COMPLETE) if complete else LIFE
    known = lives.column("time") >= 0.0  # before the study, a life is known in part
    found = [
        np.sort(lives.rows[rule.broken(lives) & (known if rule in COMPLETE else True)])
        for rule in rules
    ]
    rows = np.concatenate(found)
    order = np.argsort(rows, kind="stable")
    places = np.repeat(np.arange(len(rules)), list(map(len, found)))[order]
    data = {name: log[name].array[rows[order]] for name in VIOLATIONS_COLUMNS[1:4]}
    texts = {
        field: [getattr(rules[place], field) for place in places] for field in ("name", "says")
    }
    columns = {"row": rows[order], **data, "rule": texts["name"], "says": texts["says"]}
    return pd.DataFrame(columns, columns=list(VIOLATIONS_COLUMNS))
