"""What the program says about bad input, in the reader's language, as far as it is common here."""

import re
from collections.abc import Iterable
from typing import Final

from sesim.report.text.language import N_, Language

LINE: Final = re.compile(r"(?:[\w.-]+: )?line (?P<line>\d+): (?P<rest>.*)", re.DOTALL)
"""Where in a table a problem is."""

REFUSALS: Final[tuple[tuple[str, str], ...]] = (
    (r".*column (?P<name>\S+) is missing", N_("the column {name} is missing")),
    (r".*column (?P<name>\S+) is there twice", N_("the column {name} is there twice")),
    (
        r"[\w.-]+: (?P<name>[^:]+): unknown column \(did you mean '(?P<meant>\w+)'\?\)",
        N_("there is no column {name}; perhaps {meant} is meant"),
    ),
    (
        r"[\w.-]+: (?P<name>[^:]+): unknown column; known: (?P<known>.*)",
        N_("there is no column {name}; the columns are {known}"),
    ),
    (
        r".*line 1 should name the columns, separated by , or ;: (?P<known>.*)",
        N_("the first row should name the columns, with , or ; between: {known}"),
    ),
    (r"should have (?P<number>\d+) columns", N_("the row should have {number} columns")),
    (
        r"enrolled: who waits is not enrolled.*",
        N_("enrolled: somebody who waits is not enrolled; leave it empty"),
    ),
    (
        r"referred: missing, but needed for who waits",
        N_("referred: the day of the referral is needed for somebody who waits"),
    ),
    (
        r"enrolled: missing, but needed in the phase (?P<phase>\w+)",
        N_("enrolled: the day of enrolment is needed in the phase {phase}"),
    ),
    (
        r"since: missing, but needed in the phase (?P<phase>\w+)",
        N_("since: the first day of the phase is needed in the phase {phase}"),
    ),
    (
        r"referred, enrolled and since must be in this order of time",
        N_("the days referred, enrolled and since should come in this order"),
    ),
    (
        r"job_kind: only in (?P<phases>[\w, ]+) \(.*",
        N_("job_kind: only in the phases {phases}"),
    ),
    (
        r"person: .*",
        N_(
            "person: should be a number of your own with at most six digits; what was given is "
            "not repeated, since it may identify a person"
        ),
    ),
    (
        r"(?P<name>\w+): a date is written as .*",
        N_("{name}: should be a date such as 2024-01-31"),
    ),
    (
        r"(?P<name>phase|motivation|job_kind): should be (?P<known>'.*?) \(.*",
        N_("{name}: should be one of {known}"),
    ),
    (
        r"(?:people: )?people: rows (?P<first>\d+) and (?P<second>\d+) have the same person",
        N_("rows {first} and {second} have the same number of a person"),
    ),
    (
        r"(?:people: )?people: row (?P<row>\d+): (?P<name>\w+) (?P<day>\S+) is after the date "
        r"(?P<date>\S+)",
        N_("row {row}: {name} {day} comes after the day of the caseload, {date}"),
    ),
    (
        r"\w+: should have either count, or low and high \(got .*",
        N_("give a number, or both at least and at most"),
    ),
    (r"until: missing; .*", N_("the last day is missing")),
    (
        r"until: (?P<until>\S+) is before since, (?P<since>\S+)",
        N_("the last day, {until}, comes before the first, {since}"),
    ),
    (
        r"high: (?P<high>\d+) is less than low (?P<low>\d+)",
        N_("the most, {high}, is less than the least, {low}"),
    ),
    (
        r"(?:count|low|high): should .*",
        N_("numbers of people should be whole, from 0 up"),
    ),
)
"""What the commands say, each with the same for a reader of a page."""


def refusal_in_words(say: Language, problem: str) -> str:
    """Return a problem in the reader's language; one that is not known here stays as it is.

    >>> from sesim.report.text.language import language
    >>> refusal_in_words(language("en"), "table: line 3: until: missing; the last day")
    'row 3: the last day is missing'
    """
    at = LINE.fullmatch(problem)
    told = at["rest"] if at else problem
    for pattern, text in REFUSALS:
        if found := re.fullmatch(pattern, told, re.DOTALL):
            told = say(text, **found.groupdict()).plain
            break
    return say("row {number}: {problem}", number=at["line"], problem=told).plain if at else told


def refusals_in_words(say: Language, problems: Iterable[str]) -> str:
    """Return several problems, each on a line."""
    return "\n".join(refusal_in_words(say, one) for one in problems)
