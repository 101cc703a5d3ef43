"""What `sesim-new` asks about each value of a programme, beside what the value is called."""

from collections.abc import Mapping
from typing import Final

from sesim.report.text.language import N_

NAME: Final = N_("short name in commands")

WHERE: Final = N_("Programme")
HOW: Final = N_("Run it")
"""What the terminal shows in the end: the file, and the command."""

EXPLAINED: Final[Mapping[str, str]] = {
    "name": N_("Lower-case letters a to z, digits and _, such as mytown."),
    "title": N_("What readers see, such as Mytown – SE."),
    "forbund": N_("The samordningsförbund, as a short name. It has totals of its own."),
    "since": N_(
        "A date such as 2024-01-01: the day on which the programme really began, even if that is "
        "years ago. It begins without participants then."
    ),
    "posts": N_(
        "In per cent of full time, with spaces between: 100 50 is one full-time post and one "
        "half-time post."
    ),
    "caseload_norm": N_("When the coaches have so many, others wait for a place."),
    "referral.per_year": N_("Everyone referred, also those who are refused or stop waiting."),
    "referral.route": N_("A referral group meets once a month; otherwise people come at any time."),
    "referral.screened_out_share": N_("In per cent of those referred."),
    "target_group": N_("The group that most belong to. It sets ages, and how near a job they are."),
    "goals": N_("In per cent of those referred, with spaces between; together 100."),
    "motivation": N_("In per cent of those referred, with spaces between; together 100."),
    "motivation_policy": N_("What the programme does, not what it would like to do."),
    "mapping": N_("How much mapping (vocational profiling) the programme does."),
    "social_load": N_("Debts, housing, health and other problems that coaches work on."),
    "back_heaviness": N_(
        "In per cent: 0 searches from the first day, and 100 settles everything before the job "
        "search (back-heavy: front-loaded preparation)."
    ),
    "training.share": N_("In per cent of those enrolled."),
    "employer_focus": N_(
        "In per cent: 100 where coaches are comfortable with employers and contact them at the "
        "full pace."
    ),
    "labour_market.unemployment": N_("Registered unemployed, per cent of the labour force."),
    "labour_market.employers": N_("All workplaces that coaches could contact."),
    "placement.aim": N_("What coaches usually do when an employer is interested."),
    "placement.months": N_("The planned length of one work experience placement, in months."),
    "job_kinds": N_("In per cent of the jobs, with spaces between; together 100."),
    "support.open_ended": N_("No if support usually ends after some time in the job."),
}
"""Explanations by path, in the order of the questions."""
