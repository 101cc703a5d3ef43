"""Synthetic records: logs of a programme whose every value is known, and what is found in them."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import sesim
from sesim.describe import Entry, Records, describe
from sesim.outcomes import read_events
from sesim.runs.replicate import window_of
from sesim.study import Study

KNOWN = {
    "programmes": ["gislaved"],
    "parameters": "register",
    "parameters.referral_effect": 0.0,
    "start": "2012-01-01",
    "workers": 1,
    "report": False,
    "gislaved.posts.0.fte": [{"since": "2012-01-01", "share": 1.0}],
    "gislaved.posts.1.fte": [{"since": "2012-01-01", "share": 1.0}],
    "gislaved.referral.per_year": 30.0,
    "gislaved.motivation": {"motivated": 0.5, "wavering": 0.25, "not_motivated": 0.25},
    "gislaved.motivation_policy": "motivate",
    "gislaved.training.share": 0.4,
    "gislaved.placement.months": 3.0,
    "gislaved.placement.aim": "placements",
    "gislaved.job_kinds": {
        "ordinary": 0.4, "subsidised": 0.3, "transition": 0.0, "temporary": 0.3,
    },
}  # fmt: skip
"""A programme with enough people and coaches for every estimator to have something to do."""


@cache
def known_study(replications: int, years: int, seed: int = 1) -> Study:
    """Return a study of the programme."""
    return sesim.load_study(
        {**KNOWN, "end": f"{2011 + years}-12-31", "replications": replications, "seed": seed}
    )


def records_of(study: Study) -> Iterator[Records]:
    """Yield the records of each replication."""
    events = sesim.simulate(study).events
    assert events is not None
    for number in range(study.settings.replications):
        log = events[events["replication"] == number].reset_index(drop=True)
        yield Records(read_events(log), window_of(study))


def described(records: Records) -> dict[str, Entry]:
    """Return the description of records."""
    return describe(records, "Mytown", "myforbund")


def truth(study: Study) -> dict[str, Any]:
    """Return the true values, by path and, for shares, by word."""
    [programme] = study.programmes.values()
    found: dict[str, Any] = {}

    def walk(values: Mapping[str, Any], before: str) -> None:
        for key, value in values.items():
            found[f"{before}{key}"] = value
            if isinstance(value, Mapping):
                walk(value, f"{before}{key}.")

    walk(programme.model_dump(mode="json"), "")
    return found
