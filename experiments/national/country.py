"""A SYNTHETIC country: 290 programmes drawn from stated distributions, and no real place.

Every draw has an address of its own, made of the programme's name and the quantity, so that a
programme stays as it is when others are added. What a programme does, and for whom, is copied
from one of the shipped programmes.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml

import sesim
from sesim.model.streams import uniforms
from sesim.runs.quantiles import quantile
from sesim.study.parameters import Lognormal, Normal, Prior, notation
from sesim.study.programme import Programme

PROGRAMMES, FORBUND = 290, 80
START, END = "2012-01-01", "2021-12-31"
NAME = "synthetic"
"""Begins the name of every programme and förbund."""

COPIED = (
    "caseload_norm", "target_group", "goals", "motivation", "motivation_policy", "mapping",
    "social_load", "social_work_share", "back_heaviness", "training", "employer_focus",
    "placement", "job_kinds", "support", "registered",
)  # fmt: skip
"""Fields that come from a shipped programme, as they are there at first."""

IN_A_FILE = 100
"""Programmes in one file; sesim refuses a file with too many values."""

LARGEST_POST, SMALLEST_POST = 1.0, 0.2
EMPLOYERS_PER_1000 = 11.0


class Drawn(NamedTuple):
    """A quantity that is drawn for each programme.

    Attributes:
        meaning: what it is.
        prior: its distribution.
        low, high: limits, beyond which a draw is moved to the limit.
        source: where the distribution comes from.
    """

    meaning: str
    prior: Prior
    low: float
    high: float
    source: str

    @property
    def distribution(self) -> str:
        """Its distribution, in the notation of the parameters' page."""
        return notation(self.prior)

    def value(self, u: float) -> float:
        """Return the value that belongs to a number in (0, 1)."""
        return float(quantile(self.prior, np.array(u)))


QUANTITIES = {
    "inhabitants": Drawn(
        "inhabitants of the municipality",
        Lognormal(dist="lognormal", median=16_000, sigma=1.0), 2_500, 1_000_000,
        "assumption: most municipalities are small and a few are large",
    ),
    "unemployment": Drawn(
        "registered unemployed, per cent",
        Normal(dist="normal", mean=6.4, sd=1.8), 2.5, 14.0,
        "assumption: around the county's rate (conf/programme), which ranges from 2.6 to 10.0",
    ),
    "referrals": Drawn(
        "people referred a year, per 10,000 inhabitants",
        Lognormal(dist="lognormal", median=4.0, sigma=0.5), 1.0, 12.0,
        "assumption: of the order of the shipped programmes",
    ),
    "referrals_per_fte": Drawn(
        "people referred a year, per full-time post",
        Lognormal(dist="lognormal", median=8.0, sigma=0.35), 4.0, 16.0,
        "assumption: the shipped programmes range from 4 to 15",
    ),
}  # fmt: skip


def number(name: str, quantity: str) -> float:
    """Return the number in (0, 1) that belongs to a quantity of a programme."""
    return float(uniforms(f"sesim/national/{name}/{quantity}", 1)[0])


def values(name: str) -> dict[str, float]:
    """Return everything that is drawn for a programme, except what it copies."""
    return {
        key: float(np.clip(one.value(number(name, key)), one.low, one.high))
        for key, one in QUANTITIES.items()
    }


def names(programmes: int) -> list[str]:
    """Return the names of the first programmes."""
    return [f"{NAME}_{i + 1:03d}" for i in range(programmes)]


def forbund_of(name: str) -> str:
    """Return the förbund of a programme: neighbours in number share one, three or four each."""
    place = int(name.removeprefix(f"{NAME}_")) - 1
    return f"{NAME}_forbund_{place * FORBUND // PROGRAMMES + 1:02d}"


def posts(name: str, fte: float) -> list[dict[str, Any]]:
    """Return equal posts that are together so many full-time posts, none larger than one."""
    count = max(1, int(np.ceil(fte / LARGEST_POST)))
    share = round(max(SMALLEST_POST, fte / count), 2)
    return [
        {
            "name": f"coach_{i + 1}",
            "other_duties": share < LARGEST_POST,
            "experienced": number(name, f"experienced_{i}") < 0.5,
            "fte": [{"since": START, "share": share}],
        }
        for i in range(count)
    ]


def programme(name: str, patterns: dict[str, Programme]) -> dict[str, Any]:
    """Return a programme as its file says it.

    Args:
        name: of the programme.
        patterns: the shipped programmes, one of which it resembles.
    """
    found = values(name)
    pattern = list(patterns)[int(number(name, "pattern") * len(patterns))]
    copied = patterns[pattern].model_dump(mode="json", include=set(COPIED))
    referred = round(found["inhabitants"] / 10_000 * found["referrals"], 1)
    return {
        "title": f"SYNTHETIC {name.removeprefix(f'{NAME}_')}",
        "forbund": forbund_of(name),
        "since": START,
        "posts": posts(name, referred / found["referrals_per_fte"]),
        "referral": {
            "per_year": referred,
            "route": patterns[pattern].referral.route.value,
            "screened_out_share": patterns[pattern].referral.screened_out_share,
        },
        "labour_market": {
            "unemployment": round(found["unemployment"], 1),
            "employers": max(20, round(found["inhabitants"] / 1000 * EMPLOYERS_PER_1000)),
        },
        **copied,
        "sources": {
            "title": "assumption: SYNTHETIC, experiments/national/country.py",
            "target_group": f"assumption: SYNTHETIC; ways of working as in {pattern}",
        },
    }


def shipped() -> dict[str, Programme]:
    """Return the shipped programmes."""
    return dict(sesim.load_study("programmes=all").programmes)


def country(programmes: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and file of each of the first programmes."""
    patterns = shipped()
    for name in names(programmes):
        yield name, programme(name, patterns)


SCENARIO = {
    "name": "synthetic_search_at_once",
    "title": "SYNTHETIC country: search at once",
    "rationale": "The job search begins on the first day, in every SYNTHETIC programme.",
    "evidence": "assumption: SYNTHETIC; the change of the scenario rapid_search, from the start",
    "assumes": "Nothing else changes, and no programme here is a real one.",
    "since": None,
    "changes": [{"target": "back_heaviness", "set": 0.0}],
}


def write(folder: Path, programmes: int) -> None:
    """Write a folder for `--config-dir` with the country as an experiment, and a scenario.

    Many programmes stand in one file, as sesim reads these in a fraction of the time that it takes
    to put hundreds of files together.
    """
    for group in ("scenario", "experiment"):
        (folder / group).mkdir(parents=True)
    _write(folder / "scenario" / f"{SCENARIO['name']}.yaml", SCENARIO)
    head = "# @package _global_\n# SYNTHETIC: generated by experiments/national/country.py\n"
    chosen, parts = list(country(programmes)), []
    for first in range(0, programmes, IN_A_FILE):
        parts.append(f"{NAME}_from_{first + 1}")
        some = dict(chosen[first : first + IN_A_FILE])
        _write(folder / "experiment" / f"{parts[-1]}.yaml", some, head)
    experiment = {
        "defaults": [*parts, "_self_"],
        "programmes": [name for name, _ in chosen],
        "start": START,
        "end": END,
    }
    _write(folder / "experiment" / "national.yaml", experiment, head)


def _write(path: Path, data: Mapping[str, Any], head: str = "") -> None:
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, default_flow_style=None)
    path.write_text(head + text, encoding="utf-8")
