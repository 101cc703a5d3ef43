"""A description of records: what is found of a known programme, and what keeps its default."""

import json
import math
from datetime import date
from typing import Any

import pandas as pd
import pytest
from tests.describe.synthetic import described, known_study, records_of, truth

from sesim.describe import Basis, Entry, Observation, Records, Seen, employment
from sesim.describe.defaults import DEFAULTS
from sesim.describe.estimate import Estimate, is_small
from sesim.describe.preparation import preparation_months
from sesim.describe.programme import ESTIMATORS, ORDER, plain
from sesim.events import Kind
from sesim.model import calendar
from sesim.outcomes import Window, read_events
from sesim.report.text.fields import FIELDS
from sesim.study.programme import MappingPace, Programme


@pytest.fixture(scope="module")
def records() -> Records:
    [found] = records_of(known_study(1, years=6))
    return found


@pytest.fixture(scope="module")
def entries(records: Records) -> dict[str, Entry]:
    return described(records)


TWO_YEARS = Window(date(2016, 1, 1), 104.0)

TOLD = [
    "referral.route", "target_group", "motivation_policy", "mapping", "social_load",
    "back_heaviness",
]  # fmt: skip
"""Values that so many records give exactly."""


@pytest.mark.parametrize("path", TOLD)
def test_a_known_value_is_found(entries: dict[str, Entry], path: str) -> None:
    assert entries[path].value == truth(known_study(1, years=6))[path]
    assert entries[path].from_records


def test_a_number_is_found_with_an_interval_around_it(entries: dict[str, Entry]) -> None:
    true = truth(known_study(1, years=6))
    for path in ("referral.per_year", "training.share", "placement.months"):
        estimate = entries[path].seen[0].estimate

        assert entries[path].from_records
        assert estimate.low <= entries[path].value <= estimate.high
        assert estimate.low <= true[path] <= estimate.high


def test_posts_are_those_of_the_programme(entries: dict[str, Entry], records: Records) -> None:
    """The log has vacancies; the model adds its own to those of the file."""
    assert (records.rows(Kind.POST_CHANGED)["fte"] == 0).any()
    assert [(post["name"], post["fte"]) for post in entries["posts"].value] == [
        (post["name"], [{**period, "since": "2012-01-01", "until": None} for period in post["fte"]])
        for post in truth(known_study(1, years=6))["posts"]
    ]


SIZES = [
    ([(0, 0.5), (50, 0.0), (60, 0.5)], [("2016-01-01", None)]),
    ([(0, 0.5), (50, 0.0), (80, 0.5)], [("2016-01-01", "2016-12-16"), ("2017-07-14", None)]),
    ([(0, 0.5), (50, 0.0), (60, 1.0)], [("2016-01-01", "2016-12-16"), ("2017-02-24", None)]),
    ([(0, 0.5), (50, 1.0)], [("2016-01-01", "2016-12-16"), ("2016-12-16", None)]),
    ([(0, 0.0), (50, 0.5)], [("2016-12-16", None)]),
    ([(0, 0.5), (0, 1.0)], [("2016-01-01", None)]),  # the last of a day counts
]


@pytest.mark.parametrize(("sizes", "expected"), SIZES)
def test_only_short_vacancies_are_left_to_the_model(
    sizes: list[tuple[float, float]], expected: list[tuple[str, str | None]]
) -> None:
    rows = [(-1, float(week), "post_changed") for week, _ in sizes]
    log = log_of(*rows, (1, 1.0, "enrolled"), post_changed={"coach": "coach_1", "fte": 1.0})
    fte = log["fte"].to_numpy(copy=True)
    fte[(log["kind"] == "post_changed").to_numpy()] = [size for _, size in sizes]
    [post] = described(Records(log.assign(fte=fte), TWO_YEARS))["posts"].value

    assert [(period["since"], period["until"]) for period in post["fte"]] == expected


def test_every_value_of_a_file_is_there_in_its_order(entries: dict[str, Entry]) -> None:
    assert list(entries) == list(ORDER)
    assert list(ORDER) == [path for path in FIELDS if path not in ("placement.weeks", "today")]
    assert set(ESTIMATORS) <= set(ORDER)


def test_the_values_are_a_programme(entries: dict[str, Entry]) -> None:
    assert Programme.model_validate(plain(entries)).title == "Mytown"
    json.dumps(plain(entries))  # plain data, without numbers of NumPy


def log_of(*rows: tuple[int, float, str], **columns: Any) -> pd.DataFrame:
    """Return a hand-made log: person, week and kind, and details by kind of event."""
    table = pd.DataFrame(
        [
            {
                "replication": 0, "programme": "mytown", "participant": who, "time": week,
                "kind": kind, **columns.get(kind, {}),
            }
            for who, week, kind in rows
        ]
    )  # fmt: skip
    return read_events(table)


def few(*rows: tuple[int, float, str], weeks: float = 104.0, **columns: Any) -> dict[str, Entry]:
    """Return what is described from a hand-made log."""
    return described(Records(log_of(*rows, **columns), Window(date(2016, 1, 1), weeks)))


def test_four_people_leave_every_default_and_show_no_number() -> None:
    stays = [(number, 10.0 * number, "enrolled") for number in range(1, 5)]
    found = few(*stays)

    assert Programme.model_validate(plain(found))
    for path in DEFAULTS:
        assert found[path].basis is Basis.DEFAULT
        assert found[path].value == DEFAULTS[path]
    assert found["referral.per_year"].basis is Basis.DEFAULT


def test_without_referrals_those_enrolled_are_counted() -> None:
    found = few(*[(number, 8.0 * number, "enrolled") for number in range(1, 13)])
    [seen] = found["referral.per_year"].seen

    assert seen.what is Seen.ENROLLED
    assert found["referral.per_year"].value == pytest.approx(12 / (104 * 7 / 365.25), rel=0.01)
    assert found["referral.screened_out_share"].basis is Basis.DEFAULT


def test_without_posts_they_follow_from_the_people_enrolled_at_once() -> None:
    stays = [(number, 1.0 + number / 100, "enrolled") for number in range(1, 25)]
    found = few(*stays, enrolled={"coach": "coach_7"})

    assert found["posts"].basis is Basis.DEFAULT
    assert [post["name"] for post in found["posts"].value] == ["coach_7"]
    assert found["posts"].value[0]["fte"][0]["share"] == 1.0  # 24 people need 1.2 full posts
    assert found["posts"].seen[0].estimate.value == 24


def test_a_person_who_comes_back_is_not_referred_again() -> None:
    stays = [(number, 8.0 * number, "referred") for number in range(1, 13)]
    again = pd.concat(
        [log_of(*stays), log_of((20, 90.0, "referred"), referred={"reason": "returned"})]
    )
    found = described(Records(again, TWO_YEARS))

    assert found["referral.per_year"].seen[0].estimate.n == 12


def preparing(weeks: float, number: int = 20) -> dict[str, Entry]:
    """Return what is described of people who begin to search so long after enrolment."""
    rows = [(who, float(who), "enrolled") for who in range(1, number)]
    rows += [(who, who + weeks * (0.9 + who / 100), "search_started") for who in range(1, number)]
    return few(*rows, weeks=200.0)


def test_without_hours_the_time_to_the_search_gives_pace_and_back_heaviness() -> None:
    """The described programme then prepares about as long as the records say."""
    for weeks in (4.0, 12.0):
        found = preparing(weeks)
        pace, share = MappingPace(found["mapping"].value), found["back_heaviness"].value

        assert found["mapping"].seen[0].what is Seen.MONTHS_TO_SEARCH
        assert share * preparation_months(pace) * 4.348 == pytest.approx(weeks, rel=0.25)
    assert preparing(4.0)["mapping"].value == "short"
    assert (preparing(40.0)["mapping"].value, preparing(40.0)["back_heaviness"].value) == (
        "long",
        1,
    )


def test_people_who_still_prepare_count_as_long_as_they_have() -> None:
    """Of these people half will never search, so the median is not that of those who did."""
    rows = [(who, 1.0, "enrolled") for who in range(1, 21)]
    rows += [(who, 5.0 + who / 100, "search_started") for who in range(1, 11)]
    found = few(*rows)

    assert math.isnan(found["mapping"].seen[0].estimate.value) or (
        found["mapping"].seen[0].estimate.high == math.inf
    )


def test_a_post_of_more_than_full_time_becomes_two() -> None:
    rows = [(who, 1.0, "enrolled") for who in range(1, 6)]
    posts = log_of((-1, 0.0, "post_changed"), post_changed={"coach": "coach_1", "fte": 1.5})
    log = pd.concat([posts, log_of(*rows)], ignore_index=True)
    log["coach"] = log["coach"].astype("category")
    log["kind"] = pd.Categorical(log["kind"], [kind.value for kind in Kind])
    log["programme"] = log["programme"].astype("category")
    found = described(Records(log, TWO_YEARS))

    assert [(post["name"], post["fte"][0]["share"]) for post in found["posts"].value] == [
        ("coach_1", 1.0),
        ("coach_1_2", 0.5),
    ]


def test_a_post_that_is_vacant_when_the_records_end_goes_on() -> None:
    """Otherwise the programme would close on that day."""
    rows = [(-1, 0.0, "post_changed"), (-1, 50.0, "post_changed")]
    log = log_of(*rows, *[(who, 1.0, "enrolled") for who in range(1, 6)],
                 post_changed={"coach": "coach_1", "fte": 0.5})  # fmt: skip
    log.loc[(log["kind"] == "post_changed") & (log["time"] > 0), "fte"] = 0.0
    found = described(Records(log, TWO_YEARS))

    [post] = found["posts"].value
    assert [period["until"] for period in post["fte"]] == ["2016-12-16", None]


def test_the_full_pace_is_that_of_the_model() -> None:
    assert pytest.approx(calendar.OPEN_SHARE) == employment.OPEN_SHARE


def numbers_in(entries: dict[str, Entry]) -> list[Observation]:
    return [one for entry in entries.values() for one in entry.seen]


def test_no_share_discloses_a_small_cell(entries: dict[str, Entry]) -> None:
    for one in numbers_in(entries):
        found: Estimate = one.estimate
        if one.what in (Seen.WORD, Seen.TRAINED, Seen.SCREENED_OUT) and found.low == found.low:
            assert not is_small(round(found.value * found.n, 6))
