"""Today's caseload in a programme's file: what is allowed, and one message for what is not."""

from typing import Any

import pytest
from tests.model.small_studies import study

from sesim.study import StudyError

DAY = "2016-11-01"
SEARCH = {"person": 1, "phase": "search", "enrolled": "2016-01-01", "since": "2016-05-01"}


def begun(today: dict[str, Any], **settings: Any) -> Any:
    """Return a study that begins with people."""
    programme = {"today": {"date": DAY, **today}}
    return study(programme, **{"end": "2018-12-31", **settings})


def test_the_study_begins_on_that_day() -> None:
    found = begun({"enrolled": 3}, start="2012-01-01")

    assert found.settings.start.isoformat() == DAY
    assert found.begins_with_people
    assert not study().begins_with_people


def test_without_an_end_it_is_five_years() -> None:
    assert begun({"enrolled": 3}, end=None).settings.end.isoformat() == "2021-10-31"


@pytest.mark.parametrize(
    ("today", "message"),
    [
        ({}, "here.today: give people, or the number enrolled"),
        ({"enrolled": 3, "people": [SEARCH]}, "here.today: give people or numbers, not both"),
        ({"enrolled": -1}, "here.today.enrolled"),
        ({"enrolled": 3, "phases": {"search": 2}}, "phases: add up to 2, but 3 are enrolled"),
        ({"enrolled": 3, "phases": {"waiting": 3}}, "phases: are of those enrolled"),
        ({"people": [SEARCH, SEARCH]}, "people: rows 1 and 2 have the same person"),
        ({"people": [{**SEARCH, "phase": "resting"}]}, "phase"),
        ({"people": [{**SEARCH, "since": "2016-12-01"}]}, "since 2016-12-01 is after the date"),
        ({"people": [{**SEARCH, "since": "2015-12-01"}]}, "must be in this order of time"),
        ({"people": [{**SEARCH, "since": None}]}, "since: missing, but needed in the phase search"),
        ({"people": [{**SEARCH, "enrolled": None}]}, "enrolled: missing"),
        ({"people": [{**SEARCH, "phase": "waiting"}]}, "who waits is not enrolled"),
        (
            {"people": [{**SEARCH, "phase": "training", "job_kind": "ordinary"}]},
            "job_kind: only in",
        ),
        ({"people": [{**SEARCH, "coach": "nobody"}]}, "coach should be a post of 2016-11-01"),
        ({"people": [{**SEARCH, "person": 199001011234}]}, "person: should be less than or equal"),
        ({"people": [{**SEARCH, "person": 1_000_000}]}, "less than or equal to 999999"),
        ({"date": "2011-11-01", "enrolled": 1}, "the programme does not exist on 2011-11-01"),
        ({"table": "people.csv"}, "table: can only be given in a programme's file"),
    ],
)
def test_one_message_for_what_is_not_allowed(today: dict[str, Any], message: str) -> None:
    with pytest.raises(StudyError) as caught:
        begun(today)

    [problem] = caught.value.problems
    assert message in problem


def test_a_start_after_that_day_is_refused() -> None:
    with pytest.raises(StudyError, match=f"start: 2017-01-01 is after here.today.date, {DAY}"):
        begun({"enrolled": 3}, start="2017-01-01")


def test_an_end_before_that_day_says_which_day_it_is() -> None:
    with pytest.raises(StudyError, match=f"end: 2016-01-01 is before here.today.date, {DAY}"):
        begun({"enrolled": 3}, end="2016-01-01")


def test_all_programmes_begin_on_one_day() -> None:
    other = {"today": {"date": "2016-10-01", "enrolled": 2}}

    with pytest.raises(StudyError, match="2016-10-01 is not that of here, 2016-11-01"):
        begun({"enrolled": 3}, others={"there": other})


def test_no_programme_begins_empty_beside_others() -> None:
    with pytest.raises(StudyError, match=r"there\.today: missing, so .* would begin empty"):
        begun({"enrolled": 3}, others={"there": {}})


@pytest.mark.parametrize("number", [199001011234, "19900101-1234", 9001011])
def test_no_message_repeats_the_number_of_a_person(number: object) -> None:
    with pytest.raises(StudyError) as caught:
        begun({"people": [{**SEARCH, "person": number}]})

    assert "people.0.person" in str(caught.value)
    assert "not repeated here" in str(caught.value)
    assert "9001011" not in str(caught.value).replace("-", "")
    assert "19900101" not in str(caught.value)


@pytest.mark.parametrize(
    "changed", [{}, {"since": "2016-12-01"}, {"coach": "nobody"}, {"job_kind": "transition"}]
)
def test_a_row_is_named_instead_of_its_person(changed: dict[str, Any]) -> None:
    """Six digits may be a day of birth."""
    row = {**SEARCH, "person": 900101}
    with pytest.raises(StudyError) as caught:
        begun(
            {"people": [row, {**row, **changed}]}
            if not changed
            else {"people": [{**row, **changed}]},
            economics={"job_kinds": ["ordinary"]} if "job_kind" in changed else {},
        )

    assert "900101" not in str(caught.value)
