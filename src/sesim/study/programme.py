"""The description of a programme: participants, coaches and ways of working; no results."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from sesim.study.changes import ValueChange
from sesim.study.field_types import WEEKS_PER_MONTH, Day, Months, Share, Slug, Weeks
from sesim.study.file_format import Formatted
from sesim.study.frozen import Fixed, FixedMapping, Frozen
from sesim.study.goal import ProgrammeGoal
from sesim.study.joint import TOLERANCE
from sesim.study.lines import LINE
from sesim.study.posts import Post, Role
from sesim.study.showing import number_of
from sesim.study.today import Today

MOST_REFERRALS = 20_000
"""Most referrals a year; more is taken for a typing error."""


class Route(StrEnum):
    """How candidates reach the programme: through the monthly referral group, or directly."""

    GROUP = "group"
    DIRECT = "direct"


class TargetGroup(StrEnum):
    """Whom the programme is for: their ages, and how near to a job they are before any support."""

    YOUNG_DISABILITY_BENEFIT = "young_disability_benefit"
    YOUNG_JOBSEEKERS = "young_jobseekers"
    JOBSEEKERS = "jobseekers"
    INCOME_SUPPORT = "income_support"
    DISABILITY = "disability"
    PSYCHIATRIC = "psychiatric"
    MUNICIPAL_PSYCHIATRY = "municipal_psychiatry"
    DAILY_ACTIVITIES = "daily_activities"


class MotivationPolicy(StrEnum):
    """What happens to people who are found unmotivated during mapping."""

    CLOSE = "close"
    MOTIVATE = "motivate"
    OPEN = "open"


class MappingPace(StrEnum):
    """How much mapping the programme does; the hours are parameters."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


class Aim(StrEnum):
    """What coaches ask employers for: jobs at once, both, or a placement (praktik) first."""

    JOBS = "jobs"
    MIXED = "mixed"
    PLACEMENTS = "placements"


class SocialLoad(StrEnum):
    """How much social work participants need; the hours are parameters."""

    LIGHT = "light"
    HEAVY = "heavy"


class AwarenessLevel(Frozen):
    """Referrers' awareness of the programme from a date; 1 is the usual level."""

    since: Day
    level: Annotated[float, Field(strict=True, ge=0, le=100)]


class Referral(Frozen):
    """How people are referred.

    Attributes:
        per_year: candidates referred per year at awareness 1, before screening.
        screened_out_share: share of candidates refused before enrolment.
        awareness: dated levels; 1 before the first.
        knowledge: what referrers know and believe about work, beside those who referred the people
            described in `motivation`: 0 as much, 1 what information and training bring, less
            than 0 less. It moves the shares of motivation among those referred.
    """

    per_year: Annotated[float, Field(strict=True, ge=0, le=MOST_REFERRALS)]
    route: Route
    screened_out_share: Share = 0.0
    awareness: tuple[AwarenessLevel, ...] = ()
    knowledge: Annotated[float, Field(strict=True, ge=-2, le=2)] = 0.0

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        dates = [level.since for level in self.awareness]
        if dates != sorted(set(dates)):
            raise ValueError("awareness must have rising dates, each once")
        return self


class Shares(Frozen):
    """Shares of a whole; they sum to 1."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = sum(self.model_dump().values())
        if abs(total - 1) > TOLERANCE:
            raise ValueError(f"the shares must sum to 1, they sum to {total:.4g}")
        return self


class MotivationShares(Shares):
    """Shares of candidates by motivation at referral."""

    motivated: Share
    wavering: Share
    not_motivated: Share


class Goals(Shares):
    """Shares of candidates by what they want."""

    work: Share
    study: Share
    placement: Share


class JobKinds(Shares):
    """Shares of jobs by kind."""

    ordinary: Share
    subsidised: Share
    transition: Share
    temporary: Share


class Training(Frozen):
    """In-house work training by the municipality: who gets it (the length is a parameter)."""

    share: Share


class LabourMarket(Frozen):
    """The local labour market.

    Attributes:
        unemployment: registered unemployed, per cent of the labour force.
        employers: workplaces within reach that could be asked.
    """

    unemployment: Annotated[float, Field(strict=True, ge=0, le=100)]
    employers: Annotated[int, Field(strict=True, ge=1, le=100_000)]


class Placement(Frozen):
    """Placement habits.

    Attributes:
        aim: what coaches ask employers for.
        months, weeks: median planned length of one placement, in the one unit or the other.
    """

    aim: Aim
    months: Months | None = None
    weeks: Weeks | None = None

    @model_validator(mode="after")
    def _of_one_length(self) -> Self:
        if (self.months is None) == (self.weeks is None):
            got = "neither" if self.weeks is None else "both"
            raise ValueError(f"give its length either in months or in weeks (got {got})")
        return self

    @property
    def planned_weeks(self) -> float:
        """The median planned length of one placement, in weeks."""
        return (self.months or 0.0) * WEEKS_PER_MONTH + (self.weeks or 0.0)


class Support(Frozen):
    """Support policy.

    Attributes:
        open_ended: support in a job has no time limit, and some want it as long as the job lasts;
            otherwise it ends after some time.
        weekly: support stays at its starting intensity instead of declining, and if it is
            open-ended, it lasts as long as the job.
        limit_months: rule that ends support in a job after this long, if any.
        jobless_limit_months: rule that ends a stay without any job after this long, if any.
        return_share: share of those who lose a job after the support in it has ended who come
            back, to a new stay.
    """

    open_ended: bool
    weekly: bool = False
    limit_months: Months | None = None
    jobless_limit_months: Months | None = None
    return_share: Share = 0.0


class Observed(Frozen):
    """Counts, published or own, shown alongside results and never used inside the model."""

    participants: Annotated[int, Field(strict=True, ge=0)]
    employed: Annotated[int, Field(strict=True, ge=0)]
    ongoing: Annotated[int, Field(strict=True, ge=0)]
    until: Day

    @model_validator(mode="after")
    def _possible(self) -> Self:
        for name in ("employed", "ongoing"):
            if getattr(self, name) > self.participants:
                count = f"{name} ({getattr(self, name)})"
                raise ValueError(f"{count} cannot exceed participants ({self.participants})")
        return self


class Habit(ValueChange):
    """A change in how the programme worked: from a date, set a value or scale it."""

    since: Day


class Programme(Formatted):
    """One municipality's SE or IPS service, as a planner would describe it.

    Attributes:
        forbund: the samordningsförbund that it belongs to.
        since: first day.
        until: the day it closes, if it does.
        registered: its participants are counted in SUS.
        posts: the coaches' posts.
        fte_scale: factor for the FTE of every post. A post grows to full time at most; what
            exceeds that goes to the other posts with its role, in proportion to their size, and
            then to additional posts, all of full time but a smaller last one.
        post_size: if set, the same FTE is divided into posts of this size (the last one smaller),
            instead of the posts listed in `posts`.
        other_duties: if set, holds for every post and overrides `posts`.
        role_split: if two or more posts exist, one generalist only meets employers (the smallest;
            the last of equals) and the other generalists only support participants. Posts with
            another role keep it; if one of them meets employers, no generalist has to.
        caseload_norm: participants per FTE at which admission stops.
        social_work_share: share of the social work that the coach does.
        back_heaviness: share of preparatory hours that must be received before job search.
        employer_focus: intensity of employer contacts, as a share of full intensity (1: coaches
            are comfortable with employers and active).
        today: who is waiting and enrolled on the day on which a study begins; without it, the
            programme begins empty.
        habits: dated changes of the values above, such as a new way of working.
        goal: levels that outcomes should reach, by outcome; results are held against them.
        sources: where each value comes from, by field name; "assumption" if from nowhere.
    """

    title: Annotated[str, Field(min_length=1, max_length=120), LINE]
    forbund: Slug
    registered: bool = False
    since: Day
    until: Day | None = None
    posts: Annotated[tuple[Post, ...], Field(min_length=1)]
    fte_scale: Annotated[float, Field(strict=True, ge=0, le=20)] = 1.0
    post_size: Annotated[float, Field(strict=True, ge=0.01, le=1)] | None = None
    other_duties: bool | None = None
    role_split: bool = False
    caseload_norm: Annotated[float, Field(strict=True, gt=0, le=1000)]
    referral: Referral
    target_group: TargetGroup
    goals: Goals
    motivation: MotivationShares
    motivation_policy: MotivationPolicy
    mapping: MappingPace
    social_load: SocialLoad
    social_work_share: Share = 1.0
    back_heaviness: Share
    training: Training = Training(share=0.0)
    employer_focus: Annotated[float, Field(strict=True, ge=0, le=5)]
    labour_market: LabourMarket
    placement: Placement
    job_kinds: JobKinds
    support: Support
    today: Today | None = None
    habits: tuple[Habit, ...] = ()
    observed: Observed | None = None
    goal: FixedMapping[str, ProgrammeGoal] = Fixed()
    sources: dict[str, str] = Field(default_factory=dict)

    def _parts(self) -> list[str]:
        until = f"until {self.until}" if self.until else "open"
        posts = number_of(len(self.posts), "post")
        return [repr(self.title), self.forbund, posts, f"since {self.since}", until]

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.until is not None and self.until <= self.since:
            raise ValueError(f"until {self.until} must be after since {self.since}")
        names = [post.name for post in self.posts]
        if len(set(names)) != len(names):
            raise ValueError(f"each post needs its own name, got {names}")
        if all(post.role is Role.EMPLOYERS for post in self.posts):
            raise ValueError("posts: someone must support participants (generalist or support)")
        roles = {post.role for post in self.posts}
        if Role.SUPPORT in roles and roles == {Role.SUPPORT}:
            raise ValueError("posts: someone must meet employers (generalist or employers)")
        self._check_today(names)
        unknown = set(self.sources) - set(type(self).model_fields)
        if unknown:
            raise ValueError(f"sources for unknown fields: {sorted(unknown)}")
        return self

    def _check_today(self, posts: list[str]) -> None:
        """Refuse a caseload on a day on which the programme cannot have it."""
        if self.today is None:
            return
        day = self.today.date
        if day < self.since or (self.until is not None and day >= self.until):
            raise ValueError(
                f"today: the programme does not exist on {day} (since {self.since}, until "
                f"{self.until or 'open'})"
            )
        there = [post.name for post in self.posts if post.share_on(day) > 0]
        if not there:
            raise ValueError(f"today: on {day} there is no post")
        known = there if self.post_size is None else posts
        for row, one in enumerate(self.today.people or (), 1):
            if one.coach is not None and one.coach not in known:
                raise ValueError(
                    f"today: people: row {row}: coach should be a post of {day}: "
                    f"{', '.join(known)} (got {one.coach})"
                )
