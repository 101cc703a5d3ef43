"""The model's value of every reference figure that was used to choose it."""

from collections.abc import Mapping
from functools import partial
from math import nan
from statistics import stdev

import setups
from setups import COUNTY, HIGH_FIDELITY, MUNICIPAL, PREPARATION_FIRST, YOUNG, Change, all_of

import sesim
from sesim.events import JobKind, Motivation
from sesim.study.parameters import defaults

EMPLOYED, ONGOING, SPREAD = "county_employed", "county_ongoing", "spread_between_programmes"
"""Beside the reference figures: counts of the county, and the SD of its programmes' shares."""

PAID_HOURS = defaults()["hours_per_fte"]


def measured(
    parameters: str,
    replications: int,
    values: Mapping[str, float] | None = None,
    change: Change | None = None,
) -> dict[str, float]:
    """Return the model's values by the name of the figure, and the county's counts.

    Args:
        parameters: where values come from: `posterior`, `prior`, `point` or `register`.
        replications: of each setup.
        values: parameters that are set in all programmes.
        change: another rule of the model.
    """
    run = partial(
        setups.run,
        parameters=parameters,
        replications=replications,
        values=values,
        change=change,
    )
    trial = all_of(run(HIGH_FIDELITY))
    late = all_of(run(PREPARATION_FIRST))
    young = all_of(run(YOUNG))
    three = all_of(run(MUNICIPAL))
    county = run(COUNTY)
    found = {
        "work_12_months": setups.had_job(trial.lives, 12),
        "work_18_months": setups.had_job(trial.lives, 18),
        "median_days_to_job": setups.median_days(trial.lives),
        "hazard_falls": ratio(setups.hazard(trial.lives, 5), setups.hazard(trial.lives, 0)),
        "never_employed": 1 - setups.had_job(trial.lives, 18),
        "enrolled_6_months": setups.still_enrolled(trial.lives, 6),
        "enrolled_12_months": setups.still_enrolled(trial.lives, 12),
        "enrolled_24_months": setups.still_enrolled(trial.lives, 24),
        "contacts_high_fidelity": setups.contacts_a_week(trial),
        "time_with_people": setups.time_with_people(trial, PAID_HOURS),
        "first_job_6_months": setups.kept(trial.lives, 6),
        "first_job_12_months": setups.kept(trial.lives, 12),
        "preparation_first_12_months": ratio(
            setups.had_job(late.lives, 12), setups.had_job(trial.lives, 12)
        ),
        "preparation_first_18_months": ratio(
            setups.had_job(late.lives, 18), setups.had_job(trial.lives, 18)
        ),
        "young_15_months": setups.share(young.lives, lambda life: life.in_work(15), 15),
        "three_municipalities_18_months": setups.share(
            three.lives, lambda life: life.in_work(18), 18
        ),
        "extratjanst_90_days": setups.after_job(county["gnosjo"], JobKind.TRANSITION, 3),
        "contacts_county": setups.contacts_a_week(all_of(county)),
    }
    before = setups.employed(all_of(county), replications)
    hours = all_of(county).hours.total()
    double = all_of(run(COUNTY | _everywhere("employer_focus", twice_the_focus())))
    quarter = all_of(run(COUNTY | _everywhere("post_size", dict.fromkeys(setups.NINE, "0.25"))))
    close = all_of(
        run(COUNTY | _everywhere("motivation_policy", dict.fromkeys(setups.NINE, "close")))
    )
    found |= {
        "twice_the_focus": ratio(setups.employed(double, replications), before),
        "quarter_posts": ratio(setups.employed(quarter, replications), before),
        "closing_per_coach_hour": ratio(
            setups.employed(close, replications) * hours, before * close.hours.total()
        ),
    }
    people = county["gnosjo"].lives
    least = setups.with_motivation(people, Motivation.NOT_MOTIVATED)
    most = setups.with_motivation(people, Motivation.MOTIVATED)
    found |= {
        "motivation_share": ratio(setups.had_job(least, 12), setups.had_job(most, 12)),
        "motivation_time": ratio(setups.median_days(least), setups.median_days(most)),
    }
    shares = [
        setups.share(
            run({"programmes": "[eksjo]", "eksjo.placement.aim": aim})["eksjo"].lives,
            lambda life: life.employed,
        )
        for aim in ("jobs", "mixed", "placements")
    ]
    everybody = all_of(county).lives
    return found | {
        "eksjo_trials": max(shares) - min(shares),
        EMPLOYED: before,
        ONGOING: sum(life.left > life.horizon for life in everybody) / replications,
        SPREAD: stdev(
            setups.share(one.lives, lambda life: life.employed) for one in county.values()
        ),
    }


def ratio(above: float, below: float) -> float:
    """Return a ratio; not a number where there is nothing to divide by."""
    return above / below if below else nan


def twice_the_focus() -> dict[str, str]:
    """Return twice the time for employers that each programme gives them, as values of a key."""
    study = sesim.load_study(["parameters=register"])
    return {name: repr(2 * study.programmes[name].employer_focus) for name in setups.NINE}


def _everywhere(key: str, values: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}.{key}": value for name, value in values.items()}
