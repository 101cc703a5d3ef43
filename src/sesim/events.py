"""The event vocabulary: what can happen, and which columns describe each event.

This is all that the simulation and the analysis share.
The same code computes outcomes from a real programme's case notes, if they have these columns.
"""

from enum import StrEnum


class Word(StrEnum):
    """A word of the vocabulary: equal to its text, also as a key."""

    __hash__ = str.__hash__  # the hash of an enum is that of its name, and ten times as slow


class Kind(Word):
    """What happened; files have the value."""

    REFERRED = "referred"
    SCREENED_OUT = "screened_out"
    WITHDREW = "withdrew"
    ENROLLED = "enrolled"
    MOTIVATED = "motivated"
    TRAINING_STARTED = "training_started"
    TRAINING_ENDED = "training_ended"
    SEARCH_STARTED = "search_started"
    EMPLOYER_CONTACT = "employer_contact"
    PLACEMENT_STARTED = "placement_started"
    PLACEMENT_ENDED = "placement_ended"
    JOB_STARTED = "job_started"
    JOB_ENDED = "job_ended"
    STUDY_STARTED = "study_started"
    EXITED = "exited"
    HOURS_GIVEN = "hours_given"
    POST_CHANGED = "post_changed"


class Reason(Word):
    """Why a placement or a job ended, or why someone left."""

    # exits
    SUPPORT_ENDED_IN_WORK = "support_ended_in_work"
    STUDY = "study"
    CLOSED = "closed"
    DROPPED_OUT = "dropped_out"
    MOVED_ON = "moved_on"
    LEFT_AFTER_JOB = "left_after_job"
    TIME_LIMIT = "time_limit"
    PROGRAMME_CLOSED = "programme_closed"
    NO_PROGRESS = "no_progress"
    # waiting
    LOST_PATIENCE = "lost_patience"
    FOUND_JOB = "found_job"  # also the end of a placement
    # job starts; none: through the programme
    FOUND_ALONE = "found_alone"
    BRIDGED = "bridged"  # from a temporary or transition job, with the same employer
    # referrals; none: for the first time
    RETURNED = "returned"
    # placements
    HIRED = "hired"
    NOT_HIRED = "not_hired"
    RENEWED = "renewed"
    HEALTH = "health"
    TOO_LITTLE_SUPPORT = "too_little_support"
    LEFT_PROGRAMME = "left_programme"
    # jobs
    LOST = "lost"  # for a reason that is not known
    QUIT = "quit"
    DISMISSED = "dismissed"
    LAID_OFF = "laid_off"
    SUBSIDY_ENDED = "subsidy_ended"
    FIXED_TERM_ENDED = "fixed_term_ended"


class JobKind(Word):
    """What kind of job it is."""

    ORDINARY = "ordinary"
    SUBSIDISED = "subsidised"
    TRANSITION = "transition"
    TEMPORARY = "temporary"


class Activity(Word):
    """What a coach's hours were spent on."""

    MAPPING = "mapping"
    SOCIAL_WORK = "social_work"
    MOTIVATIONAL_WORK = "motivational_work"
    TRAINING = "training"
    SEARCH_SUPPORT = "search_support"
    EMPLOYER_CONTACT = "employer_contact"
    PLACEMENT_SUPPORT = "placement_support"
    JOB_SUPPORT = "job_support"


class Answer(Word):
    """An employer's answer to a contact."""

    REFUSED = "refused"
    TURNED_DOWN = "turned_down"  # a placement was offered, and the programme wanted a job
    PLACEMENT = "placement"
    HIRED = "hired"


class Motivation(Word):
    """Motivation to work, as found at referral."""

    MOTIVATED = "motivated"
    WAVERING = "wavering"
    NOT_MOTIVATED = "not_motivated"


class Goal(Word):
    """What the participant wants from the programme."""

    WORK = "work"
    STUDY = "study"
    PLACEMENT = "placement"


class CaseloadPhase(Word):
    """What a person who waits or is enrolled is doing on a day, as a coach would say."""

    WAITING = "waiting"
    MAPPING = "mapping"
    MOTIVATIONAL_WORK = "motivational_work"
    TRAINING = "training"
    SEARCH = "search"
    PLACEMENT = "placement"
    JOB = "job"


NOBODY = -1
"""Participant number of an event of a coach's post."""

COLUMNS: dict[str, str] = {
    "replication": "int32",
    "programme": "category",
    "participant": "int32",  # NOBODY for events of a post
    "time": "float64",  # weeks from the start of the study
    "kind": "category",
    "reason": "category",  # referred, withdrew, placement_ended, job_started, job_ended, exited
    "job_kind": "category",  # job_started, job_ended
    "answer": "category",  # employer_contact
    "activity": "category",  # hours_given, employer_contact
    "coach": "category",  # enrolled, employer_contact, hours_given, post_changed
    "employer": "int32",  # number in the local pool; -1 where none is concerned
    "hours": "float64",  # hours received; hours_given, employer_contact
    "wished_hours": "float64",  # hours that a coach with enough time would have given
    "fte": "float64",  # post_changed: the share of a full-time post from now on
    "sex": "category",  # referred
    "age": "float64",  # referred; years
    "target_group": "category",  # referred
    "goal": "category",  # referred
    "motivation": "category",  # referred
}
"""Columns of the event log, in order, with their pandas dtypes.

A missing value means "does not apply".
"""
