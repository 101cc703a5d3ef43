"""Descriptions of many synthetic records against the programme that made them."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from tests.describe.synthetic import described, known_study, records_of, truth

import sesim
from sesim.describe import Records, Seen, employment
from sesim.describe.programme import plain
from sesim.events import Reason

LOGS = 150

CHECKED = {
    "referral.per_year": Seen.REFERRED,
    "referral.screened_out_share": Seen.SCREENED_OUT,
    "goals": Seen.WORD,
    "motivation": Seen.WORD,
    "training.share": Seen.TRAINED,
    "placement.months": Seen.PLACEMENT_MONTHS,
    "job_kinds": Seen.WORD,
}
"""Values whose intervals are held to their level, and the observation with the interval."""

FIXED = {
    "referral.route": "direct",
    "motivation_policy": "motivate",
    "mapping": "short",
    "social_load": "light",
    "back_heaviness": 0.2,
}
"""Values that records of six years give exactly, or nearly always."""


@pytest.fixture(scope="module")
def logs() -> list[Records]:
    return list(records_of(known_study(LOGS, years=6, seed=7)))


def holding(logs: list[Records]) -> Mapping[str, float]:
    """Return how often the interval of each value holds the true one."""
    true, held = truth(known_study(LOGS, years=6, seed=7)), defaultdict(list)
    for records in logs:
        entries = described(records)
        for path, what in CHECKED.items():
            for one in entries[path].seen:
                value = true[f"{path}.{one.word}" if one.word else path]
                if one.what is what and one.estimate.low == one.estimate.low and 0 < value < 1e9:
                    low, high = one.estimate.low, one.estimate.high
                    held[f"{path} {one.word}".strip()].append(low <= value <= high)
    return {name: float(np.mean(of)) for name, of in held.items() if len(of) > LOGS / 2}


@pytest.mark.verification
def test_intervals_hold_the_truth_as_often_as_they_say(logs: list[Records]) -> None:
    found = holding(logs)

    assert len(found) == 12
    assert {name: share for name, share in found.items() if not 0.82 <= share <= 0.98} == {}
    assert 0.87 <= np.mean(list(found.values())) <= 0.93


@pytest.mark.verification
def test_classes_are_found(logs: list[Records]) -> None:
    for path, value in FIXED.items():
        right = [described(records)[path].value == value for records in logs[:40]]

        assert np.mean(right) >= 0.95, path


SAME = ("participants", "employed", "ongoing", "first_job_by_12_months", "weeks_to_search")
"""Outcomes in which a described programme should be like the one that made the records."""


@pytest.mark.verification
def test_a_described_programme_behaves_like_the_one_that_made_the_records(tmp_path: Path) -> None:
    """From twenty years of records; what they do not show is given."""
    study = known_study(1, years=20)
    [records] = records_of(study)
    values = plain(described(records))
    known = truth(study)
    values |= {name: known[name] for name in ("labour_market", "support", "habits")}
    (tmp_path / "programme").mkdir()
    (tmp_path / "programme" / "copy.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    period = {"end": "2017-12-31", "replications": 100, "events": False}
    loaded = sesim.load_study("+programme@copy=copy programmes=[copy]", config_dir=tmp_path)
    settings = {"start": "2012-01-01", "workers": 1, "parameters": "register",
                "parameters.referral_effect": 0.0, **period}  # fmt: skip
    copy = means(sesim.simulate(loaded.replace(settings)).summary, "copy")
    original = means(sesim.simulate(study.replace({**period, "seed": 6})).summary, "gislaved")

    for outcome in SAME:
        assert copy[outcome] == pytest.approx(original[outcome], rel=0.15), outcome


def means(summary: pd.DataFrame, programme: str) -> pd.Series:
    """Return the mean of each outcome of a programme."""
    those = (summary["programme"] == programme) & (summary["group"] == "all")
    return summary[those].set_index("outcome")["mean"]


@pytest.mark.verification
def test_a_placement_cut_short_must_not_count_as_planned(
    logs: list[Records], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted error: placements that ended in a job, or still last, count as ended."""
    monkeypatch.setattr(employment, "AS_PLANNED", tuple(Reason))

    true = truth(known_study(LOGS, years=6, seed=7))["placement.months"]
    found = [employment.placement_months(records).seen[0].estimate for records in logs]

    assert np.mean([one.low <= true <= one.high for one in found]) < 0.5
