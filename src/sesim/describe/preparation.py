"""What comes before the job search: motivational work, mapping, social work, training."""

import math
from functools import cache

import numpy as np

from sesim.describe.defaults import DEFAULTS
from sesim.describe.entry import Entry, Observation, Seen, by_default, from_records
from sesim.describe.estimate import NOTHING, Estimate, mean, median, share, shares
from sesim.describe.records import DAY, Records, same_day
from sesim.events import Activity, Goal, Kind, Motivation, Reason
from sesim.outcomes.arrays import Flags, Floats
from sesim.outcomes.window import MONTH
from sesim.study.parameters import register
from sesim.study.programme import MappingPace, MotivationPolicy, SocialLoad


def motivation_policy(records: Records) -> Entry:
    """Return what happened to most of those who were not motivated when they were referred."""
    motivation = records.words("motivation")
    these = (motivation == Motivation.NOT_MOTIVATED.value) & records.has("enrolled")
    searched, motivated = records.prepared, records.first(Kind.MOTIVATED)
    reason = records.words("exit_reason")
    # Motivation that grows in search comes after its start.
    first = these & (motivated <= np.where(np.isnan(searched), math.inf, searched))
    anyway = these & ~first & ~np.isnan(searched)
    discharged = these & ~first & ~anyway & (reason == Reason.CLOSED.value)
    counts = {
        MotivationPolicy.MOTIVATE: (Seen.MOTIVATED_FIRST, first),
        MotivationPolicy.OPEN: (Seen.SEARCHED_ANYWAY, anyway),
        MotivationPolicy.CLOSE: (Seen.DISCHARGED, discharged),
    }
    found = shares({policy: int(flags.sum()) for policy, (_, flags) in counts.items()})
    seen = [Observation(counts[policy][0], one) for policy, one in found.items()]
    if not found[MotivationPolicy.OPEN].enough:
        return by_default(DEFAULTS["motivation_policy"], seen[0])
    # Motivational work does not help everyone: some are discharged after it.
    if found[MotivationPolicy.OPEN].value >= 0.5:
        return from_records(MotivationPolicy.OPEN.value, *seen)
    policy = MotivationPolicy.MOTIVATE if first.any() else MotivationPolicy.CLOSE
    return from_records(policy.value, *seen)


def mapping(records: Records) -> Entry:
    """Return the pace of mapping that is nearest to the measured one.

    It is measured by the hours of mapping of a person, in months of a coach with enough time. Where
    no hours are recorded, it is the time from enrolment to the job search.
    """
    seen = Observation(Seen.MAPPING_MONTHS, _mapping_months(records))
    if not seen.estimate.enough:
        seen = Observation(Seen.MONTHS_TO_SEARCH, months_to_search(records))
    if not seen.estimate.enough:
        return by_default(DEFAULTS["mapping"], seen)
    typical = {pace: _value(f"mapping_months_{pace}") for pace in MappingPace}
    if seen.what is Seen.MONTHS_TO_SEARCH:
        typical = {pace: preparation_months(pace) for pace in MappingPace}
    return from_records(_nearest(seen.estimate.value, typical), seen)


def _mapping_months(records: Records) -> Estimate:
    hours, complete, known = _finished(records, Activity.MAPPING)
    month = _value("support_start_hours") * MONTH
    return median(hours[known] / month, complete[known])


def social_load(records: Records) -> Entry:
    """Return how much social work people need, by the class whose median hours are nearest.

    What the model lets emerge during the preparation is taken off the hours.
    """
    hours, complete, known = _finished(records, Activity.SOCIAL_WORK)
    weeks = np.fmin(records.prepared, records.left) - records.time("enrolled")
    emerged = back_heaviness(records).value * _value("emerging_hours") * weeks
    found = median(np.maximum(hours - emerged, 0.0)[known], complete[known])
    seen = Observation(Seen.SOCIAL_HOURS, found)
    if not found.enough:
        return by_default(DEFAULTS["social_load"], seen)
    shrink = math.exp(-(_value("social_spread") ** 2) / 2)  # from the mean to the median
    typical = {load: _value(f"social_hours_{load}") * shrink for load in SocialLoad}
    return from_records(_nearest(found.value, typical), seen)


def _finished(records: Records, activity: Activity) -> tuple[Floats, Flags, Flags]:
    """Return the hours of an activity by person, whether it was completed, and for whom known.

    It was cut short if the person left before the search, if a placement, a job or the exit came
    on the day of the last hours, and if the records end.
    """
    hours, last = records.hours(activity), records.last_hours(activity)
    cut = same_day(last, np.full(len(last), records.window.horizon))
    for what in ("first_placement", "first_job_ever", "exited"):
        cut |= same_day(last, records.time(what))
    complete = ~np.isnan(records.prepared) & ~cut
    return hours, complete, records.has("enrolled") & (hours > 0)


def back_heaviness(records: Records) -> Entry:
    """Return the share of the mapping that people received before the job search.

    Where no hours are recorded, it is how much of the preparation of the nearest pace fits into the
    time before the search.
    """
    total, complete, known = _finished(records, Activity.MAPPING)
    these = complete & known
    before = records.hours(Activity.MAPPING, until=records.prepared + DAY / 2)
    found = mean(np.asarray((before / total)[these]))
    if found.enough:
        return from_records(round(found.value, 2), Observation(Seen.HOURS_BEFORE, found))
    time = months_to_search(records)
    seen = Observation(Seen.MONTHS_TO_SEARCH, time)
    if not time.enough:
        return by_default(DEFAULTS["back_heaviness"], seen)
    pace = MappingPace(mapping(records).value)
    found = time.times(1 / preparation_months(pace), 1.0)
    return from_records(round(found.value, 2), Observation(Seen.TIME_BEFORE, found), seen)


def months_to_search(records: Records) -> Estimate:
    """Return the median months from enrolment to the search, of people who were motivated.

    Of all people where motivation is not recorded. Those who leave or find a job before, and those
    who still prepare when the records end, count as long as they prepared.
    """
    enrolled, ready = records.time("enrolled"), records.prepared
    motivation = records.words("motivation")
    these = records.has("enrolled")
    if (motivation == Motivation.MOTIVATED.value).any():
        these = these & (motivation == Motivation.MOTIVATED.value)
    until = np.fmin(records.left, records.time("first_job"))
    happened = ready <= until
    if not happened[these].any():
        return NOTHING
    length = np.where(happened, ready, until) - enrolled
    return median(length[these] / MONTH, happened[these])


def training(records: Records) -> Entry:
    """Return the share who get in-house work training, of those whose preparation is over.

    People who want to study go on to no search, so they do not count where goals are recorded.
    """
    trained = ~np.isnan(records.first(Kind.TRAINING_STARTED))
    over = ~np.isnan(records.prepared)
    goal = records.words("goal")
    if (goal == Goal.WORK.value).any():
        over &= goal != Goal.STUDY.value
    found = share(int((trained & over).sum()), int(over.sum()))
    seen = Observation(Seen.TRAINED, found)
    if not found.enough:
        return by_default(DEFAULTS["training.share"], seen)
    return from_records(round(found.value, 3), seen)


@cache
def preparation_months(pace: MappingPace) -> float:
    """Return the median months that all preparation takes with a coach with enough time.

    Mapping and social work (of the light load) go on together, so the later one decides.
    """
    social = _value("social_hours_light") * math.exp(-(_value("social_spread") ** 2) / 2)
    weeks = social / _value("social_hours_per_week")
    both = (
        (_value(f"mapping_months_{pace}"), _value("mapping_spread")),
        (weeks / MONTH, _value("social_spread")),
    )
    low, high = 0.0, 60.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        over = math.prod(_lognormal_cdf(middle, *one) for one in both)
        low, high = (middle, high) if over < 0.5 else (low, middle)
    return (low + high) / 2


def _lognormal_cdf(value: float, middle: float, spread: float) -> float:
    return 0.5 * (1 + math.erf(math.log(value / middle) / (spread * math.sqrt(2))))


def _value(name: str) -> float:
    """Return the default of a parameter."""
    return register()[name].default


def _nearest(value: float, typical: dict[MappingPace, float] | dict[SocialLoad, float]) -> str:
    """Return the class whose typical value is nearest, as a ratio."""
    if value <= 0:
        return str(min(typical, key=lambda one: typical[one]))
    return str(min(typical, key=lambda one: abs(math.log(value / typical[one]))))
