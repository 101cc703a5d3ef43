"""Any part of any records can be described: the file can be run, and shows no small number."""

import re
from functools import cache

import pandas as pd
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.describe.synthetic import described, known_study, records_of

from sesim.describe import Records
from sesim.describe.estimate import FEWEST_OBSERVATIONS
from sesim.describe.programme import plain
from sesim.events import Kind
from sesim.outcomes import Window, read_events
from sesim.report.programme.comments import comments, sources
from sesim.report.text.language import language
from sesim.study.commented import commented_file
from sesim.study.programme import Programme

DETAILS = ("hours", "goal", "motivation", "target_group", "coach", "employer", "wished_hours")
"""Columns that records may lack; the kinds of event below too."""

KINDS = (Kind.REFERRED, Kind.POST_CHANGED, Kind.HOURS_GIVEN, Kind.EMPLOYER_CONTACT,
         Kind.MOTIVATED)  # fmt: skip


@cache
def whole() -> pd.DataFrame:
    [records] = records_of(known_study(1, years=4, seed=3))
    return records.events


def part(people: int, weeks: float, lacking: list[str]) -> Records:
    """Return the records of some people until a day, without some columns and kinds of event."""
    log = whole()
    numbers = log.loc[log["kind"] == Kind.REFERRED.value, "participant"].unique()[:people]
    log = log[log["participant"].isin([-1, *numbers]) & (log["time"] <= weeks)]
    kept = log[~log["kind"].isin(lacking)].drop(columns=[one for one in lacking if one in log])
    if "coach" in lacking:
        kept = kept[kept["kind"] != Kind.POST_CHANGED.value]
    if Kind.REFERRED.value in lacking:
        enrolled = log.loc[log["kind"] == Kind.ENROLLED.value, "participant"]
        kept = kept[kept["participant"].isin([-1, *enrolled])]
    study = known_study(1, years=4, seed=3)
    return Records(read_events(kept), Window(study.settings.start, weeks))


@settings(max_examples=12)
@given(
    st.integers(6, 60),
    st.floats(60.0, 208.0),
    st.lists(st.sampled_from([*DETAILS, *(kind.value for kind in KINDS)]), max_size=4, unique=True),
)
def test_whatever_the_records_lack(people: int, weeks: float, lacking: list[str]) -> None:
    entries = described(part(people, weeks, lacking))
    say = language("en")
    values = {**plain(entries), "sources": sources(entries, say)}
    text = commented_file(values, comments(entries, say))

    assert Programme.model_validate(yaml.safe_load(text))
    assert all(int(n) >= FEWEST_OBSERVATIONS for n in re.findall(r"n = (\d+)", text))
    assert "nan" not in text
    assert "inf" not in text
