"""The values of a programme in words: what each is called, its unit, and its sentence.

One catalogue for the page, the terminal and the reference, so that no reader meets a key.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from sesim.report.text.caseload import caseload_in_words
from sesim.report.text.language import N_, Language, Phrase, joined
from sesim.report.text.units import Unit, number_in_words

MOST_PARTS = 4
"""Posts or dated levels that a sentence lists."""


class Field(NamedTuple):
    """One value of a programme.

    Attributes:
        label: what it is called.
        sentence: what holds, with the place `{value}`; it may stand after "if".
        unit: of the value, or of the numbers in it.
        words: texts of certain values, among them None.
    """

    label: str
    sentence: str
    unit: Unit = Unit.TEXT
    words: Mapping[Any, str] = MappingProxyType({})


YES_NO = {True: N_("yes"), False: N_("no")}
NO_LIMIT = {None: N_("no set time")}

JOB_KINDS = {
    "ordinary": N_("without a subsidy"),
    "subsidised": N_("subsidised"),
    "transition": N_("state-funded (extratjänst)"),
    "temporary": N_("temporary"),
}
GOALS = {"work": N_("work"), "study": N_("studies"), "placement": N_("a placement only")}
MOTIVATION = {
    "motivated": N_("motivated"),
    "wavering": N_("wavering"),
    "not_motivated": N_("not motivated"),
}
COUNTS = {
    "participants": N_("enrolled"),
    "employed": N_("with a job"),
    "ongoing": N_("still enrolled"),
}

FIELDS: dict[str, Field] = {
    "title": Field(N_("name"), N_("the programme is called “{value}”")),
    "forbund": Field(N_("förbund"), N_("the förbund is {value}")),
    "registered": Field(
        N_("counted in the register SUS"),
        N_("participants are counted in the register SUS: {value}"),
        words=YES_NO,
    ),
    "since": Field(N_("first day"), N_("the first day is {value}"), Unit.DAY),
    "until": Field(
        N_("day of closing"),
        N_("the programme closes: {value}"),
        Unit.DAY,
        {None: N_("no date is set")},
    ),
    "posts": Field(N_("coaches’ posts"), N_("the coaches’ posts are {value}"), Unit.FTE),
    "fte_scale": Field(
        N_("factor for the size of all posts"),
        N_("the coaches’ posts are {value} times as large"),
        Unit.NUMBER,
    ),
    "post_size": Field(
        N_("size of each post"),
        N_("the working time is divided into posts of {value}"),
        Unit.FTE,
        {None: N_("the sizes listed")},
    ),
    "other_duties": Field(
        N_("other duties beside the post"),
        N_("coaches have other duties as well: {value}"),
        words={**YES_NO, None: N_("as listed for each post")},
    ),
    "role_split": Field(
        N_("one coach for employers, the others for participants"),
        N_("one coach meets employers and the others support participants: {value}"),
        words=YES_NO,
    ),
    "caseload_norm": Field(
        N_("most participants per full-time post"),
        N_("a full-time post takes on at most {value} participants"),
        Unit.PEOPLE,
    ),
    "referral.per_year": Field(
        N_("people referred a year"),
        N_("{value} people are referred a year"),
        Unit.PEOPLE,
    ),
    "referral.route": Field(
        N_("way of referral"),
        N_("people come {value}"),
        words={"group": N_("through the referral group"), "direct": N_("directly")},
    ),
    "referral.screened_out_share": Field(
        N_("refused before enrolment"),
        N_("{value} of those referred are refused before enrolment"),
        Unit.SHARE,
    ),
    "referral.awareness": Field(
        N_("referrers’ awareness of the programme"),
        N_("referrers’ awareness of the programme is {value}"),
        Unit.SHARE,
    ),
    "referral.knowledge": Field(
        N_("what referrers know and believe about work, against the usual (0)"),
        N_("referrers’ knowledge of work, where 0 is the usual, is {value}"),
        Unit.NUMBER,
    ),
    "target_group": Field(
        N_("target group"),
        N_("the programme is for {value}"),
        words={
            "young_disability_benefit": N_("young people with activity compensation"),
            "young_jobseekers": N_("young job seekers"),
            "jobseekers": N_("job seekers of all ages"),
            "income_support": N_("people with social assistance"),
            "disability": N_("people with disabilities"),
            "psychiatric": N_("people in psychiatric care"),
            "municipal_psychiatry": N_("people with support from municipal psychiatry"),
            "daily_activities": N_("people with a decision on daily activities"),
        },
    ),
    "goals": Field(
        N_("goals of those referred"),
        N_("those referred want {value}"),
        Unit.SHARE,
        GOALS,
    ),
    "motivation": Field(
        N_("motivation at referral"),
        N_("motivation at referral is {value}"),
        Unit.SHARE,
        MOTIVATION,
    ),
    "motivation_policy": Field(
        N_("what follows when someone is not motivated"),
        N_("people who turn out not to be motivated {value}"),
        words={
            "close": N_("are discharged to another measure"),
            "motivate": N_("get motivational work first"),
            "open": N_("may search for a job all the same"),
        },
    ),
    "mapping": Field(
        N_("length of the mapping"),
        N_("the mapping is {value}"),
        words={"short": N_("short"), "medium": N_("of medium length"), "long": N_("long")},
    ),
    "social_load": Field(
        N_("social problems to settle"),
        N_("the social problems to settle are {value}"),
        words={"light": N_("few"), "heavy": N_("many")},
    ),
    "social_work_share": Field(
        N_("coaches’ share of the social work"),
        N_("coaches do {value} of the social work"),
        Unit.SHARE,
    ),
    "back_heaviness": Field(
        N_("preparation required before the job search (back-heaviness)"),
        N_("the job search may begin after {value} of the preparation"),
        Unit.SHARE,
    ),
    "training.share": Field(
        N_("participants who get in-house work training"),
        N_("{value} of the participants get in-house work training"),
        Unit.SHARE,
    ),
    "employer_focus": Field(
        N_("pace of employer contacts, and comfort with employers"),
        N_("coaches keep up {value} of the full pace of employer contacts"),
        Unit.SHARE,
    ),
    "labour_market.unemployment": Field(
        N_("unemployment"), N_("unemployment is {value}"), Unit.PER_CENT
    ),
    "labour_market.employers": Field(
        N_("workplaces within reach"),
        N_("{value} workplaces are within reach"),
        Unit.NUMBER,
    ),
    "placement.aim": Field(
        N_("what coaches ask employers for"),
        N_("coaches ask employers for {value}"),
        words={
            "jobs": N_("a job at once"),
            "mixed": N_("a job or a placement"),
            "placements": N_("a placement first"),
        },
    ),
    "placement.months": Field(
        N_("planned length of a placement"),
        N_("a placement is planned for {value}"),
        Unit.MONTHS,
    ),
    "placement.weeks": Field(
        N_("planned length of a placement"),
        N_("a placement is planned for {value}"),
        Unit.WEEKS,
    ),
    "job_kinds": Field(N_("kinds of jobs"), N_("the jobs are {value}"), Unit.SHARE, JOB_KINDS),
    "support.open_ended": Field(
        N_("support in a job has no time limit"),
        N_("support in a job has no time limit: {value}"),
        words=YES_NO,
    ),
    "support.weekly": Field(
        N_("support in a job stays as frequent as at its start"),
        N_("support in a job stays as frequent as at its start: {value}"),
        words=YES_NO,
    ),
    "support.limit_months": Field(
        N_("longest support in a job"),
        N_("support in a job ends after {value}"),
        Unit.MONTHS,
        NO_LIMIT,
    ),
    "support.jobless_limit_months": Field(
        N_("longest stay without a job"),
        N_("a stay without a job ends after {value}"),
        Unit.MONTHS,
        NO_LIMIT,
    ),
    "support.return_share": Field(
        N_("people who come back if they lose the job after their support has ended"),
        N_("{value} of those who lose a job after their support has ended come back"),
        Unit.SHARE,
    ),
    "today": Field(
        N_("people who are there when the study begins"),
        N_("when the study begins, {value}"),
        Unit.PEOPLE,
        {None: N_("nobody is there")},
    ),
    "habits": Field(
        N_("dated changes in how the programme works"),
        N_("dated changes in how the programme works: {value}"),
    ),
    "observed": Field(
        N_("counts to compare with"),
        N_("the counts to compare with are {value}"),
        Unit.PEOPLE,
        {**COUNTS, None: N_("missing")},
    ),
}
"""Every value of a programme by its dotted path, in the order of a programme's file."""


def value_in_words(say: Language, path: str, value: Any) -> Phrase:
    """Return a value of a programme as a sentence says it.

    Args:
        say: the language.
        path: of the value, one of `FIELDS`.
        value: as plain data.
    """
    field = FIELDS[path]
    match value:
        case dict() if path == "today":
            return caseload_in_words(say, value)
        case dict():
            return _shares(say, field, value)
        case list():
            return _listed(say, path, value)
    if _is_word(field, value):
        return say(field.words[value])
    if value is None:
        return say("not set")
    return number_in_words(say, field.unit, value)


def _is_word(field: Field, value: Any) -> bool:
    # True would be found as 1.
    return any(value is known or (value == known and value is not True) for known in field.words)


def _shares(say: Language, field: Field, shares: Mapping[str, Any]) -> Phrase:
    """Return the parts of a whole, or counts, each with its name."""
    parts = [
        say(
            "{name} {share}",
            name=say(field.words[name]),
            share=number_in_words(say, field.unit, part),
        )
        for name, part in shares.items()
        if name in field.words
    ]
    return joined(parts, ", ")


def _listed(say: Language, path: str, items: list[Any]) -> Phrase:
    """Return posts, dated levels or habits, the first few of them."""
    if not items:
        return say("no changes") if path == "habits" else say("as usual")
    one = {"posts": _post, "habits": _habit}.get(path, _level)
    parts = [one(say, item) for item in items]
    rest = len(parts) - MOST_PARTS
    more = [say("and {number} more", number=say.count(rest))] if rest > 0 else []
    return joined([*parts[:MOST_PARTS], *more], "; ")


def _post(say: Language, post: Mapping[str, Any]) -> Phrase:
    sizes = [
        say(
            "{share} from {day}",
            share=say.exact_percent(period["share"]),
            day=say.day(date.fromisoformat(str(period["since"]))),
        )
        for period in post["fte"]
    ]
    return say("{name} ({sizes})", name=post["name"], sizes=joined(sizes, ", "))


def _level(say: Language, level: Mapping[str, Any]) -> Phrase:
    return say(
        "{share} from {day}",
        share=say.exact_percent(level["level"]),
        day=say.day(date.fromisoformat(str(level["since"]))),
    )


def _habit(say: Language, habit: Mapping[str, Any]) -> Phrase:
    """Return what holds from a day on; a scale as a share of what held before."""
    path, day = habit["target"], say.day(date.fromisoformat(str(habit["since"])))
    label = say(FIELDS[path].label) if path in FIELDS else say.own(path)
    if "scale" in habit:
        times = say.exact(habit["scale"])
        return say("{label}: {times} times as before from {day}", label=label, times=times, day=day)
    value = habit["set"]
    what = value_in_words(say, path, value) if path in FIELDS else say.own(str(value))
    return say("{label}: {value} from {day}", label=label, value=what, day=day)
