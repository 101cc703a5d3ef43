"""What the observations of a description are about, in words, and how their figures are written."""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from sesim.describe import Seen
from sesim.report.text.language import N_

ASSUMED = N_("assumption: default, the records do not show it")
"""The words for a value that the records did not give."""

KEPT = N_("assumption: default")
"""The words for a value that nobody was asked for, or that was left as it was."""


class Scale(Enum):
    """How the figure of an observation is written: as a share, or with so many decimals."""

    SHARE = -1
    WHOLE = 0
    ONE = 1
    TWO = 2


class Words(NamedTuple):
    """What an observation is about.

    Attributes:
        text: a noun phrase.
        scale: how its figure is written.
    """

    text: str
    scale: Scale


WORDS: Mapping[Seen, Words] = {
    Seen.REFERRED: Words(N_("on average"), Scale.ONE),
    Seen.ENROLLED: Words(
        N_("people enrolled a year, since no referrals are recorded"), Scale.ONE
    ),
    Seen.SCREENED_OUT: Words(N_("refused, of those with a decision"), Scale.SHARE),
    Seen.DECIDED_AT_ONCE: Words(N_("decisions within a week of the referral"), Scale.SHARE),
    Seen.DECIDED_TOGETHER: Words(
        N_("decisions on the same day as another one of that month"), Scale.SHARE
    ),
    Seen.WORD: Words("", Scale.SHARE),  # each word of a vocabulary has its own text
    Seen.MOTIVATED_FIRST: Words(
        N_("motivated before the job search, of those not motivated at referral"), Scale.SHARE
    ),
    Seen.SEARCHED_ANYWAY: Words(
        N_("began the job search all the same, of those not motivated at referral"), Scale.SHARE
    ),
    Seen.DISCHARGED: Words(
        N_("discharged to another measure, of those not motivated at referral"), Scale.SHARE
    ),
    Seen.MAPPING_MONTHS: Words(
        N_("months of mapping, with a coach who has enough time (median, from the hours)"),
        Scale.ONE,
    ),
    Seen.MONTHS_TO_SEARCH: Words(
        N_("months from enrolment to the job search (median, of those motivated)"), Scale.ONE
    ),
    Seen.SOCIAL_HOURS: Words(
        N_("hours of social work per person (median, less what emerges during preparation)"),
        Scale.ONE,
    ),
    Seen.HOURS_BEFORE: Words(
        N_("share of a person’s mapping that came before the job search (mean)"), Scale.SHARE
    ),
    Seen.TIME_BEFORE: Words(
        N_("share of the usual preparation that fits into the time before the job search"),
        Scale.SHARE,
    ),
    Seen.PACE: Words(N_("share of the full pace of employer contacts"), Scale.SHARE),
    Seen.TRAINED: Words(
        N_("got in-house work training, of those whose preparation is over"), Scale.SHARE
    ),
    Seen.CONTACTS: Words(
        N_("employer contacts a week of search, of those motivated"), Scale.TWO
    ),
    Seen.TURNED_DOWN: Words(
        N_("offers of a placement turned down, of all offers from employers"), Scale.SHARE
    ),
    Seen.HIRED_AT_ONCE: Words(N_("jobs at once, of all offers from employers"), Scale.SHARE),
    Seen.PLACEMENT_MONTHS: Words(
        N_("months of a placement (median, had nothing cut it short)"), Scale.ONE
    ),
    Seen.SUPPORT_MONTHS: Words(
        N_("months of support in a job until it ended while the job went on (median)"), Scale.ONE
    ),
    Seen.JOBLESS_MONTHS: Words(
        N_("months without a job when a time limit ended the stay (median)"), Scale.ONE
    ),
    Seen.RETURNED: Words(
        N_("came back, of those whose job ended after their support"), Scale.SHARE
    ),
    Seen.POSTS: Words(N_("full-time posts when the records end"), Scale.TWO),
    Seen.FULL_CASELOAD: Words(
        N_("participants per full-time post while others waited for a place (median)"), Scale.ONE
    ),
    Seen.HIGHEST_CASELOAD: Words(
        N_("most participants per full-time post at any time; no one waited long for a place"),
        Scale.ONE,
    ),
    Seen.MOST_ENROLLED: Words(
        N_("most participants at once; no posts are recorded, so this and a caseload of 20 give "
           "the size"),
        Scale.WHOLE,
    ),
    Seen.EMPLOYERS: Words(N_("employers that the records name"), Scale.WHOLE),
}  # fmt: skip
"""By what they are about."""
