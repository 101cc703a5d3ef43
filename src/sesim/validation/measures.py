"""How each reference figure is computed from what is counted in its setups."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from math import nan
from statistics import median
from typing import NamedTuple

from sesim.validation.counts import COUNTS, TIMES, Numbers
from sesim.validation.lives import Counted, together


class CountedPart(NamedTuple):
    """Something that is counted in a setup.

    Attributes:
        setup: its name.
        what: name of the count.
        months: of the figure, if it is about a time.
        programme: the only one that is counted; all of the setup if empty.
    """

    setup: str
    what: str
    months: float = 0.0
    programme: str = ""

    def numbers(self, counted: Mapping[str, Counted]) -> Numbers:
        """Return what is counted in the programmes of the setup, in a replication."""
        whom = counted[self.programme] if self.programme else together(counted)
        return tuple(float(number) for number in COUNTS[self.what](whom, self.months))

    def value(self, numbers: Iterable[Numbers]) -> float:
        """Return the figure of several replications together; not a number if there is none."""
        if self.what in TIMES:
            times = [time for one in numbers for time in one]
            return median(times) if times else nan
        yes, of = (sum(column) for column in zip(*numbers, strict=True))
        return yes / of if of else nan


class Combined(StrEnum):
    """How the parts of a figure become one value."""

    ALONE = "alone"
    RATIO = "ratio"  # the first over the second
    DIFFERENCE = "difference"  # the first less the second
    RANGE = "range"  # the largest less the smallest


class Measure(NamedTuple):
    """How a figure is computed.

    Attributes:
        parts: what is counted.
        combined: how these become one value.
    """

    parts: tuple[CountedPart, ...]
    combined: Combined = Combined.ALONE

    def value(self, numbers: Mapping[CountedPart, Sequence[Numbers]]) -> float:
        """Return the figure of several replications together; not a number if there is none."""
        values = [part.value(numbers[part]) for part in self.parts]
        match self.combined:
            case Combined.ALONE:
                return values[0]
            case Combined.RATIO:
                return values[0] / values[1] if values[1] else nan
            case Combined.DIFFERENCE:
                return values[0] - values[1]
            case Combined.RANGE:
                return max(values) - min(values)

    def each(self, numbers: Mapping[CountedPart, Sequence[Numbers]]) -> list[float]:
        """Return the figure of each replication."""
        columns = [numbers[part] for part in self.parts]
        return [
            self.value({part: [one] for part, one in zip(self.parts, row, strict=True)})
            for row in zip(*columns, strict=True)
        ]


def _one(setup: str, count: str, months: float = 0.0, programme: str = "") -> Measure:
    return Measure((CountedPart(setup, count, months, programme),))


def _of_two(how: Combined, first: CountedPart, second: CountedPart) -> Measure:
    return Measure((first, second), how)


TRIAL, LATE, YOUNG = "high_fidelity", "preparation_first", "young_disability_benefit"

MEASURES: Mapping[str, Measure] = {
    "work_12_months": _one(TRIAL, "had_job", 12),
    "work_18_months": _one(TRIAL, "had_job", 18),
    "median_days_to_job": _one(TRIAL, "days_to_job"),
    "hazard_falls": _of_two(
        Combined.RATIO,
        CountedPart(TRIAL, "first_job_in_quarter", 18),
        CountedPart(TRIAL, "first_job_in_quarter", 3),
    ),
    "never_employed": _one(TRIAL, "no_job", 18),
    "enrolled_6_months": _one(TRIAL, "still_enrolled", 6),
    "enrolled_12_months": _one(TRIAL, "still_enrolled", 12),
    "enrolled_24_months": _one(TRIAL, "still_enrolled", 24),
    "contacts_high_fidelity": _one(TRIAL, "contacts"),
    "time_with_people": _one(TRIAL, "time_with_people"),
    "first_job_6_months": _one(TRIAL, "kept_first_job", 6),
    "first_job_12_months": _one(TRIAL, "kept_first_job", 12),
    "preparation_first_12_months": _of_two(
        Combined.RATIO, CountedPart(LATE, "had_job", 12), CountedPart(TRIAL, "had_job", 12)
    ),
    "preparation_first_18_months": _of_two(
        Combined.RATIO, CountedPart(LATE, "had_job", 18), CountedPart(TRIAL, "had_job", 18)
    ),
    "young_15_months": _one(YOUNG, "in_work", 15),
    "three_municipalities_18_months": _one("municipal_psychiatry", "in_work", 18),
    "extratjanst_90_days": _one("county", "after_transition_job", 3, "gnosjo"),
    "contacts_county": _one("county", "contacts"),
    "twice_the_focus": _of_two(
        Combined.RATIO,
        CountedPart("twice_the_focus", "employed"),
        CountedPart("county", "employed"),
    ),
    "quarter_posts": _of_two(
        Combined.RATIO, CountedPart("quarter_posts", "employed"), CountedPart("county", "employed")
    ),
    "motivation_share": _of_two(
        Combined.RATIO,
        CountedPart("county", "had_job_not_motivated", 12, "gnosjo"),
        CountedPart("county", "had_job_motivated", 12, "gnosjo"),
    ),
    "motivation_time": _of_two(
        Combined.RATIO,
        CountedPart("county", "days_to_job_not_motivated", programme="gnosjo"),
        CountedPart("county", "days_to_job_motivated", programme="gnosjo"),
    ),
    "closing_per_coach_hour": _of_two(
        Combined.RATIO,
        CountedPart("closing", "employed_per_hour"),
        CountedPart("county", "employed_per_hour"),
    ),
    "eksjo_trials": Measure(
        tuple(
            CountedPart(f"eksjo_{aim}", "employed_share") for aim in ("jobs", "mixed", "placements")
        ),
        Combined.RANGE,
    ),
    "case_management_15_months": _one("case_management", "in_work", 15),
    "cooperation_15_months": _one("cooperation", "in_work", 15),
    "difference_case_management": _of_two(
        Combined.DIFFERENCE,
        CountedPart(YOUNG, "in_work", 15),
        CountedPart("case_management", "in_work", 15),
    ),
    "difference_cooperation": _of_two(
        Combined.DIFFERENCE,
        CountedPart(YOUNG, "in_work", 15),
        CountedPart("cooperation", "in_work", 15),
    ),
    "start_up_work": _one("start_up_32", "working_at_census"),
    "start_up_nothing": _one("start_up_32", "idle_at_census"),
    "daily_activities_four_years": _one("daily_activities", "ever", 48),
    "municipal_unit_exits": _one("municipal_labour_unit", "to_work"),
    "reduced_capacity_five_years": _one("norway", "in_work", 60),
}
"""Every reference figure, by its name."""


def parts_of(names: Iterable[str]) -> dict[str, list[CountedPart]]:
    """Return what is counted for some figures, by setup."""
    found: dict[str, list[CountedPart]] = {}
    for name in names:
        for part in MEASURES[name].parts:
            parts = found.setdefault(part.setup, [])
            if part not in parts:
                parts.append(part)
    return found
