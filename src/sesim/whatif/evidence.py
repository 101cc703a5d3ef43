"""What the effect of each lever rests on: counts, studies elsewhere, or assumptions alone."""

from collections.abc import Mapping
from typing import Final

from sesim.study.scenario import EvidenceGrade
from sesim.study.shipped import shipped_file
from sesim.whatif.settings import (
    BACK_HEAVINESS,
    CASELOAD_NORM,
    EMPLOYER_FOCUS,
    MOTIVATION_POLICY,
    PLACEMENT_LENGTH,
    POSTS,
    SCENARIO,
)

GRADES: Final = tuple(str(grade) for grade in EvidenceGrade)
"""What an effect may rest on, as scenario files say it, from the surest to the weakest."""

WEAKEST: Final = GRADES[-1]

SCENARIOS: Final[Mapping[str, tuple[str, ...]]] = {
    BACK_HEAVINESS: ("rapid_search", "back_heavy"),
    PLACEMENT_LENGTH: ("short_placements", "long_placements"),
    POSTS: ("full_time_roles", "part_time_roles"),
    MOTIVATION_POLICY: ("motivated_intake", "motivational_work"),
    EMPLOYER_FOCUS: ("employer_focus",),
    CASELOAD_NORM: ("caseload_15", "caseload_25"),
}
"""The shipped scenarios that move a lever alone, whose evidence is that of the lever."""


def grade_of(lever: str) -> str:
    """Return what the effect of a lever rests on: the weakest of what its scenarios name.

    A scenario that names nothing rests on assumptions.
    """
    found = (shipped_file(SCENARIO, one).get("grade", WEAKEST) for one in SCENARIOS[lever])
    return max(map(str, found), key=GRADES.index)
