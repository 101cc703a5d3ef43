"""Every corner of a planner's levers in one programme of full posts, beside the best trials."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import committed
import pandas as pd
import setups

from sesim.validation.figures import shipped_figures
from sesim.validation.measures import CountedPart
from sesim.validation.setups import SETUPS

PLACE = "ips_psykosvard"
HIGH_FIDELITY = SETUPS["high_fidelity"].changes
REPLICATIONS, MONTHS, ENDS = 30, 12, 5
SHARE = CountedPart("high_fidelity", "had_job", MONTHS)
SOURCES = {"register": "register", "point": "posterior"}
"""Where values come from: medians of the priors, and medians of the posterior."""

ALL_MOTIVATED = "all"
MOTIVATION = {
    ALL_MOTIVATED: "{motivated: 1.0, wavering: 0.0, not_motivated: 0.0}",
    "few": "{motivated: 0.1, wavering: 0.3, not_motivated: 0.6}",
}

LEVERS = {
    "employer_focus": ("1.5", "0.375"),
    "back_heaviness": ("0.0", "1.0"),
    "mapping": ("short", "long"),
    "aim": ("jobs", "placements"),
    "norm": ("15.0", "30.0"),
    "motivation": (ALL_MOTIVATED, "few"),
    "knowledge": ("1.0", "0.0"),
    "unemployment": ("2.6", "10.0"),
}
"""Both ends of each lever."""

KEYS = {
    "aim": "placement.aim",
    "norm": "caseload_norm",
    "knowledge": "referral.knowledge",
    "unemployment": "labour_market.unemployment",
}
"""Keys of the programme's file, where the lever has another name."""

JOBS = f"job_within_{MONTHS}_months_share"


class Bound(NamedTuple):
    """What trials have reached: a share of people, with an interval if there is one."""

    name: str
    months: str
    share: float
    low: float | None = None
    high: float | None = None


def corners() -> Iterator[dict[str, str]]:
    """Yield every corner; what referrers know has one end where everybody is motivated anyway."""
    for ends in product(*LEVERS.values()):
        corner = dict(zip(LEVERS, ends, strict=True))
        if corner["motivation"] == ALL_MOTIVATED and corner["knowledge"] != "0.0":
            continue
        yield corner


def setup(corner: dict[str, str]) -> dict[str, str]:
    """Return a corner as keys and values that differ from the default study."""
    values = corner | {"motivation": MOTIVATION[corner["motivation"]]}
    return {**HIGH_FIDELITY} | {
        f"{PLACE}.{KEYS.get(lever, lever)}": value for lever, value in values.items()
    }


def share(corner: dict[str, str], source: str, replications: int) -> float:
    """Return the share of those enrolled who have a job within the time, however found."""
    runs = setups.run(setup(corner), source, replications)
    return SHARE.value([SHARE.numbers(one) for one in runs])


def bounds() -> list[Bound]:
    """Return the highest share at the time in a trial, and what trials reach after longer."""
    figures = {figure.name: figure for figure in shipped_figures()}
    swedish, never = figures["work_12_months"], figures["never_employed"]
    low, high = swedish.band()
    return [
        Bound(swedish.source, f"{MONTHS}", swedish.value, low, high),
        Bound(never.source, "18 to 24", 1 - never.value),
    ]


def make(folder: Path, quick: bool) -> None:
    """Run every corner; keep the highest and the lowest, the levers and the trials."""
    everywhere = list(corners())
    chosen = [everywhere[0], everywhere[-1]] if quick else everywhere
    tables = {
        name: pd.DataFrame(
            [one | {JOBS: share(one, source, 1 if quick else REPLICATIONS)} for one in chosen]
        ).sort_values(JOBS, ascending=False, kind="stable")
        for source, name in SOURCES.items()
    }
    committed.write(ends(tables), folder / "corners.csv")
    committed.write(by_lever(tables), folder / "levers.csv")
    committed.write(against_trials(tables), folder / "trials.csv")


def ends(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the highest and the lowest corners, of each set of parameters."""
    rows = []
    for name, table in tables.items():
        few = min(ENDS, len(table) // 2)
        kept = pd.concat([table.head(few), table.tail(few)]).round({JOBS: 3})
        kept.insert(0, "medians_of", name)
        rows.append(kept)
    return pd.concat(rows)


def by_lever(tables: dict[str, pd.DataFrame]) -> list[dict[str, object]]:
    """Return the mean over corners at both ends of each lever."""
    rows = []
    for lever, (better, worse) in LEVERS.items():
        row: dict[str, object] = {"lever": lever, "one_end": better, "other_end": worse}
        for name, table in tables.items():
            # what referrers know: among corners where not everybody is motivated
            free = table[table["motivation"] != ALL_MOTIVATED] if lever == "knowledge" else table
            for head, end in (("one", better), ("other", worse)):
                mean = free.loc[free[lever] == end, JOBS].mean()
                row[f"{name}_share_at_{head}_end"] = round(float(mean), 3)
        rows.append(row)
    return rows


def against_trials(tables: dict[str, pd.DataFrame]) -> list[dict[str, object]]:
    """Return the shares of trials, beside the highest corner and how many lie above them."""
    rows = []
    for bound in bounds():
        row: dict[str, object] = {
            "trials": bound.name,
            "months": bound.months,
            "share": bound.share,
            "share_low": bound.low and round(bound.low, 3),
            "share_high": bound.high and round(bound.high, 3),
        }
        for name, table in tables.items():
            row[f"{name}_highest_share"] = round(float(table[JOBS].max()), 3)
            row[f"{name}_corners_above"] = int((table[JOBS] > bound.share).sum())
        rows.append(row)
    return rows


if __name__ == "__main__":
    committed.run(Path(__file__).parent, make, "corners.csv")
