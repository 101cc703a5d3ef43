"""What is known of one value of a programme: the value, where it comes from, and what was seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sesim.describe.estimate import Estimate


class Basis(StrEnum):
    """Where a value comes from."""

    RECORDS = "records"
    DEFAULT = "default"
    GIVEN = "given"


class Seen(StrEnum):
    """What an observation is about; the texts are in `sesim.report.programme.words`."""

    REFERRED = "referred"
    ENROLLED = "enrolled"
    SCREENED_OUT = "screened_out"
    DECIDED_AT_ONCE = "decided_at_once"
    DECIDED_TOGETHER = "decided_together"
    WORD = "word"
    DISCHARGED = "discharged"
    MOTIVATED_FIRST = "motivated_first"
    SEARCHED_ANYWAY = "searched_anyway"
    MAPPING_MONTHS = "mapping_months"
    MONTHS_TO_SEARCH = "months_to_search"
    SOCIAL_HOURS = "social_hours"
    HOURS_BEFORE = "hours_before"
    TIME_BEFORE = "time_before"
    TRAINED = "trained"
    CONTACTS = "contacts"
    PACE = "pace"
    TURNED_DOWN = "turned_down"
    HIRED_AT_ONCE = "hired_at_once"
    PLACEMENT_MONTHS = "placement_months"
    SUPPORT_MONTHS = "support_months"
    JOBLESS_MONTHS = "jobless_months"
    RETURNED = "returned"
    POSTS = "posts"
    FULL_CASELOAD = "full_caseload"
    HIGHEST_CASELOAD = "highest_caseload"
    MOST_ENROLLED = "most_enrolled"
    EMPLOYERS = "employers"


@dataclass(frozen=True, slots=True)
class Observation:
    """Something that the records show about a value.

    Attributes:
        what: it is about.
        estimate: the figure; its `n` alone if there were too few observations.
        word: the word of a vocabulary that the figure is about, if it is one of several.
    """

    what: Seen
    estimate: Estimate
    word: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a programme's file.

    Attributes:
        value: as plain data.
        basis: where it comes from.
        seen: what the records show about it, also where that is too little to use; the first is
            about the value itself, where it is a number.
    """

    value: Any
    basis: Basis
    seen: tuple[Observation, ...] = ()

    @property
    def from_records(self) -> bool:
        """Whether the records gave the value."""
        return self.basis is Basis.RECORDS


def from_records(value: Any, *seen: Observation) -> Entry:
    """Return a value that the records give."""
    return Entry(value, Basis.RECORDS, seen)


def by_default(value: Any, *seen: Observation) -> Entry:
    """Return a default, with what the records show all the same."""
    return Entry(value, Basis.DEFAULT, seen)


def given(value: Any) -> Entry:
    """Return a value that the user set."""
    return Entry(value, Basis.GIVEN)


def words(what: Seen, found: dict[str, Estimate]) -> Sequence[Observation]:
    """Return one observation for each word of a vocabulary."""
    return [Observation(what, estimate, word) for word, estimate in found.items()]
