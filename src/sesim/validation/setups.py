"""The setups: how the model is configured to stand for the services behind the figures.

Each is a few values that differ from those of the default study. The sentences are shown on the
page of reference figures and beside every comparison.
"""

from collections.abc import Mapping
from typing import NamedTuple

Changes = Mapping[str, str]


class Setup(NamedTuple):
    """A configuration that stands for the services behind some figures.

    Attributes:
        title: what it stands for.
        how: how the model is configured for it, in words.
        changes: keys and values that differ from the default study.
        shows: other setups that `how` describes too.
        every: 4 if the setup is so large that every fourth draw is enough.
    """

    title: str
    how: str
    changes: Changes
    shows: tuple[str, ...] = ()
    every: int = 1


LARGE = 4

PLACE = "ips_psykosvard"


def _with(before: Changes, **changes: str) -> Changes:
    """Return values with other ones of the programme; two underscores stand for a dot."""
    more = {f"{PLACE}.{key.replace('__', '.')}": value for key, value in changes.items()}
    return {**before, **more}


def _each(names: tuple[str, ...], key: str, values: Mapping[str, str] | str) -> Changes:
    """Return a key of several programmes, with the same value or with one of its own for each."""
    given = dict.fromkeys(names, values) if isinstance(values, str) else values
    return {f"{name}.{key}": given[name] for name in names}


# --- trials ---------------------------------------------------------------------------------------

# To the day before the programme closes, since everybody leaves on that day.
_TRIAL = _with(
    {"programmes": f"[{PLACE}]", "start": "2017-06-01", "end": "2020-05-30"},
    back_heaviness="0.0",
    motivation="{motivated: 1.0, wavering: 0.0, not_motivated: 0.0}",
    goals="{work: 1.0, study: 0.0, placement: 0.0}",
    employer_focus="1.5",
    placement__aim="jobs",
)
_YOUNG = _with(
    _TRIAL,
    target_group="young_disability_benefit",
    caseload_norm="30.0",
    referral__per_year="40.0",
    placement__aim="mixed",
    mapping="medium",
    back_heaviness="0.3",
)

# --- the county -----------------------------------------------------------------------------------

_THREE = ("eksjo", "nassjo", "savsjo")
NINE = (
    "aneby", "eksjo", "nassjo", "savsjo", "vetlanda",
    "gislaved", "gnosjo", "varnamo", "praktiken200",
)  # fmt: skip
_COUNTY = {"programmes": f"[{','.join(NINE)}]"}
_EKSJO = {"programmes": "[eksjo]"}

WITHOUT_COUNTS = (
    "habo", "jonkoping_ips", "jobbtorg", "vaggeryd",
    "ips_psykosvard", "gislaved_ips", "varnamo_ips",
)  # fmt: skip
"""Programmes that the evaluation describes and that have no published counts."""

TWICE_THE_FOCUS = {
    "aneby": "2.0", "eksjo": "2.0", "nassjo": "2.0", "savsjo": "0.75", "vetlanda": "0.75",
    "gislaved": "1.2", "gnosjo": "2.0", "varnamo": "1.5", "praktiken200": "1.5",
}  # fmt: skip
"""Twice the time for employers that each file gives; a test compares."""

# --- other services -------------------------------------------------------------------------------

_POST = (
    "{{name: {}, other_duties: false, experienced: false, "
    'fte: [{{since: "2017-06-01", share: 1.0}}]}}'
)
_SITE = {"programmes": f"[{PLACE}]", "start": "2017-06-01"}

# Two full posts and no last day.
_OPEN = _with(_SITE, posts=f"[{_POST.format('coach_1')}, {_POST.format('coach_2')}]", until="null")

# Where a figure is of many services together, their differences are taken out.
_EVERYWHERE = {"parameters.programme_effect": "0.0"}


YEARS = "without_counts"
"""The setup of yearly figures that are to be filled in."""

SETUPS: Mapping[str, Setup] = {
    "high_fidelity": Setup(
        "IPS in trials",
        "IPS in psychosis care (`ips_psykosvard`) to 30 May 2020: no preparation before search, "
        "everybody motivated and with work as the goal, half as much time again for employers, "
        "jobs at once rather than placements. One setup for all trials.",
        _TRIAL,
    ),
    "preparation_first": Setup(
        "the same with preparation first",
        "`high_fidelity`, with six months of preparation before search.",
        _with(_TRIAL, back_heaviness="1.0", mapping="long"),
    ),
    "young_disability_benefit": Setup(
        "young people with activity compensation",
        "The programme of `high_fidelity` for young people with activity compensation: a caseload "
        "norm of 30, 40 referrals a year, employers asked for jobs and placements (`mixed`), a "
        "medium mapping, and 30% of the preparation before search.",
        _YOUNG,
    ),
    "case_management": Setup(
        "case management for the same people",
        "`young_disability_benefit`, but another service does all social work (the scenario "
        "`case_management`).",
        {**_YOUNG, "scenario": "case_management", "scenario.since": "null"},
    ),
    "cooperation": Setup(
        "Förstärkt samarbete for the same people",
        "`young_disability_benefit`, but no coach meets employers (employer focus 0).",
        _with(_YOUNG, employer_focus="0.0"),
    ),
    "municipal_psychiatry": Setup(
        "municipal psychiatry",
        "Eksjö, Nässjö and Sävsjö together, with participants from municipal psychiatry.",
        {
            "programmes": f"[{','.join(_THREE)}]",
            **_each(_THREE, "target_group", "municipal_psychiatry"),
        },
    ),
    "county": Setup(
        "the county",
        "The nine programmes of the default study that have published counts.",
        _COUNTY,
        every=LARGE,
    ),
    "gnosjo": Setup("Gnosjö", "Gnosjö in the default study.", _COUNTY, ("county",), LARGE),
    "eksjo": Setup(
        "Eksjö",
        "Eksjö in the default study, with each of the three aims of placement.",
        _EKSJO,
        ("eksjo_jobs", "eksjo_mixed", "eksjo_placements"),
    ),
    **{
        f"eksjo_{aim}": Setup(
            "Eksjö",
            f"Eksjö in the default study, with `{aim}` as the aim of placement.",
            {**_EKSJO, "eksjo.placement.aim": aim},
        )
        for aim in ("jobs", "mixed", "placements")
    },
    "twice_the_focus": Setup(
        "the county with more time for employers",
        "`county`, with twice the time for employers in each programme.",
        {**_COUNTY, **_each(NINE, "employer_focus", TWICE_THE_FOCUS)},
        every=LARGE,
    ),
    "quarter_posts": Setup(
        "the county with small posts",
        "`county`, with the same full-time posts divided into quarters.",
        {**_COUNTY, **_each(NINE, "post_size", "0.25")},
        every=LARGE,
    ),
    "closing": Setup(
        "the county with early discharge",
        "`county`, with early discharge of unmotivated people in each programme.",
        {**_COUNTY, **_each(NINE, "motivation_policy", "close")},
        every=LARGE,
    ),
    "start_up_32": Setup(
        "32 municipalities that start up",
        "A programme of full posts in its first two years (`ips_psykosvard` from 1 June 2017), "
        "with people from municipal psychiatry, employers asked for jobs and placements (`mixed`) "
        "and no effect of its own; a census at any month from 12 to 24 with the same chance, of "
        "everybody enrolled so far.",
        _with(
            {**_SITE, **_EVERYWHERE, "end": "2019-05-31"},
            target_group="municipal_psychiatry",
            placement__aim="mixed",
        ),
    ),
    "daily_activities": Setup(
        "people in daily activities",
        "A programme of full posts (`ips_psykosvard` without a last day) for people with a "
        "decision on daily activities, over four years; a job before their end, of everybody "
        "enrolled.",
        _with({**_OPEN, "end": "2021-05-31"}, target_group="daily_activities"),
    ),
    "municipal_labour_unit": Setup(
        "municipal labour market units",
        "`ips_psykosvard` for people with social assistance, without a method of Supported "
        "Employment and without an effect of its own: employer focus 0.375, placements first, "
        "support for a month after a job begins. In work on leaving, of those who leave in three "
        "years.",
        _with(
            {**_SITE, **_EVERYWHERE, "end": "2020-05-30"},
            target_group="income_support",
            employer_focus="0.375",
            placement__aim="placements",
            support__open_ended="false",
            support__limit_months="1.0",
        ),
    ),
    "norway": Setup(
        "people with reduced work capacity in Norway",
        "A broad group with reduced work capacity (target group `disability`) over five years, in "
        "and out of measures: `ips_psykosvard` without a last day and without an effect of its "
        "own, employer focus 0.375, limited support. In work five years after enrolment, of "
        "everybody enrolled.",
        _with(
            {**_OPEN, **_EVERYWHERE, "end": "2024-05-31"},
            target_group="disability",
            employer_focus="0.375",
            support__open_ended="false",
        ),
    ),
    YEARS: Setup(
        "programmes without published counts",
        "The seven programmes of the county that have no published counts, as their files describe "
        "them, to the end of 2019.",
        {"programmes": f"[{','.join(WITHOUT_COUNTS)}]", "end": "2019-12-31"},
        every=LARGE,
    ),
}


def overrides(changes: Changes) -> list[str]:
    """Return changes as overrides of the command line."""
    return [f"{key}={value}" for key, value in changes.items()]
