"""Results with fewer replications are extended; the window knows when the plan begins."""

from collections.abc import Callable
from datetime import date

import pytest
from pandas.testing import assert_frame_equal

from sesim import simulate
from sesim.outcomes import BEFORE_PLAN, SINCE_PLAN
from sesim.runs.replicate import Results, replicate, window_of
from sesim.runs.results.store import parts_of
from sesim.runs.workers import Part
from sesim.study import Study


@pytest.fixture(scope="module")
def drawn(load: Callable[..., Study]) -> Results:
    """Three replications, of which two share a draw of the parameters."""
    return simulate(load("parameters=posterior", "end=2012-06-30", "replications=3"))


def first(results: Results, number: int) -> Part:
    """Return what a run of fewer replications gives."""
    return Part(*(table[table["replication"] < number] for table in parts_of(results)))


@pytest.mark.parametrize("known", [1, 2, 3])
def test_extended_results_are_those_of_one_run(drawn: Results, known: int) -> None:
    """Also where the first run ended between two replications that share a draw."""
    told: list[int] = []

    extended = replicate(drawn.study, told.append, first(drawn, known))

    assert told == [known, 3 - known][: 1 + (known < 3)]
    assert extended.draws.tolist() == drawn.draws.tolist() == [0, 0, 1]
    for name in (*Part._fields, "summary"):
        assert_frame_equal(getattr(extended, name), getattr(drawn, name), check_exact=True)


def test_what_is_known_is_taken_as_it_is(drawn: Results) -> None:
    """A planted error in the earlier tables comes through: nothing is simulated again."""
    part = first(drawn, 2)
    measures = part.measures.assign(value=part.measures["value"] + 1000)

    extended = replicate(drawn.study, earlier=part._replace(measures=measures))

    moved = (extended.measures["value"] - drawn.measures["value"]).groupby(
        extended.measures["replication"]
    )
    assert moved.mean().round(6).tolist() == [1000, 1000, 0]


@pytest.mark.parametrize(
    ("day", "weeks"), [(None, None), (date(2012, 1, 2), 1 / 7), (date(2012, 2, 5), 5.0)]
)
def test_the_plan_begins_so_many_weeks_into_the_window(
    vary: Callable[..., Study], day: date | None, weeks: float | None
) -> None:
    window = window_of(vary(plan_start=day))

    assert window.plan == weeks
    assert window.start == date(2012, 1, 1)
    assert window.end == date(2014, 1, 1)  # the day after the last


def test_people_are_grouped_by_the_plan_of_their_study(tiny: Callable[..., Study]) -> None:
    """The plan's first day becomes a week of the log."""
    found = simulate(tiny(plan_start=date(2012, 4, 1)))

    weeks = (date(2012, 4, 1) - date(2012, 1, 1)).days / 7
    referred = found.measures[
        (found.measures["outcome"] == "referred") & (found.measures["programme"] == "county")
    ].set_index(["replication", "group"])["value"]
    for number, people in found.participants.groupby("replication"):
        since = int((people["referred"] >= weeks).sum())
        assert referred[number, SINCE_PLAN] == since > 0
        assert referred[number, BEFORE_PLAN] == len(people) - since > 0
