"""Outcomes of tiny hand-made logs, with exact answers."""

import math
from datetime import date
from typing import Any

import pandas as pd
import pytest

from sesim.events import JobKind, Kind, Motivation, Reason
from sesim.outcomes import OUTCOMES, Window, describe, measure, participants_table, read_events
from sesim.outcomes.catalogue import names_for
from sesim.outcomes.window import MONTH

WINDOW = Window(date(2012, 1, 1), 200.0)  # until 2015-11-01
AREAS = {"eksjo": "hoglandet", "aneby": "hoglandet", "gnosjo": "finnveden", "tranas": "hoglandet"}


Table = dict[tuple[str, str], dict[str, float]]


def life(
    who: int,
    referred: float,
    enrolled: float | None = None,
    job: float | None = None,
    exited: float | None = None,
    **details: Any,
) -> list[Any]:
    """Write down a short life: referral, enrolment, an ordinary job, exit."""
    rows: list[Any] = [(who, referred, Kind.REFERRED, {"sex": "female", **details})]
    if enrolled is not None:
        rows.append((who, enrolled, Kind.ENROLLED))
    if job is not None:
        rows.append((who, job, Kind.JOB_STARTED, {"job_kind": "ordinary"}))
    if exited is not None:
        rows.append((who, exited, Kind.EXITED, {"reason": Reason.DROPPED_OUT}))
    return rows


def in_time(*lives: list[Any]) -> list[Any]:
    return sorted((row for rows in lives for row in rows), key=lambda row: row[1])


def table(log: pd.DataFrame, **options: Any) -> Table:
    """Return the outcomes of each area and group of one replication."""
    people = participants_table(log, WINDOW.horizon)
    found: Table = {}
    for row in measure(log, people, WINDOW, AREAS, **options).itertuples():
        outcomes = found.setdefault((row.programme, row.group), {})
        assert row.outcome not in outcomes
        outcomes[row.outcome] = row.value
    return found


def test_counts(make_log: Any) -> None:
    eksjo = in_time(
        life(0, 1.0, 2.0, 10.0, 20.0),  # worked and left
        life(1, 1.0, 3.0, 30.0),  # works, still enrolled
        life(2, 1.0, 4.0, None, 50.0),  # left without a job
        life(3, 1.0, 5.0),  # still enrolled
        life(4, 1.0),  # still waiting
        [*life(5, 1.0), (5, 9.0, Kind.WITHDREW, {"reason": Reason.LOST_PATIENCE})],
        [*life(6, 1.0), (6, 2.0, Kind.SCREENED_OUT)],
    )
    found = table(make_log(eksjo=eksjo))["eksjo", "all"]

    assert found["participants"] == 4
    assert found["employed"] == 2
    assert found["ongoing"] == 2  # employment and enrolment overlap
    assert found["employed_share"] == 2 / 4
    assert found["employed_per_referred"] == 2 / 7
    assert found["referred"] == 7
    assert found["waiting"] == 1
    assert found["withdrew"] == 1
    assert found["screened_out"] == 1
    assert found["waiting_weeks_mean"] == (1 + 2 + 3 + 4) / 4
    days = 7 * (18 + 197 + 46 + 195) / 4
    assert found["stay_years_mean"] == pytest.approx(days / 365.25)


def test_totals_are_ratios_of_sums(make_log: Any) -> None:
    """A small programme with a large share must not weigh as much as a large one."""
    eksjo = in_time(life(0, 0.0, 0.0, 5.0), life(1, 0.0, 0.0))
    aneby = in_time(*(life(who, 0.0, 0.0, 5.0 if who == 0 else None) for who in range(8)))
    found = table(make_log(eksjo=eksjo, aneby=aneby))

    assert found["eksjo", "all"]["employed_share"] == 1 / 2
    assert found["aneby", "all"]["employed_share"] == 1 / 8
    assert found["hoglandet", "all"]["employed_share"] == 2 / 10
    assert found["county", "all"]["employed_share"] == 2 / 10


def test_what_is_not_counted_is_shown_but_not_added(make_log: Any) -> None:
    lives = life(0, 0.0, 0.0, 5.0)
    log = make_log(eksjo=lives, tranas=lives, gnosjo=lives)
    found = table(log, counted=["eksjo", "gnosjo"])

    assert found["tranas", "all"]["participants"] == 1
    assert found["hoglandet", "all"]["participants"] == 1
    assert found["county", "all"]["participants"] == 2
    assert table(log)["county", "all"]["participants"] == 3


def test_a_total_of_nothing_is_left_out(make_log: Any) -> None:
    lives = life(0, 0.0, 0.0)
    found = table(make_log(eksjo=lives, gnosjo=lives), counted=["eksjo"])

    assert list(dict.fromkeys(area for area, _ in found)) == [
        "eksjo",
        "gnosjo",
        "hoglandet",
        "county",
    ]


def test_groups(make_log: Any) -> None:
    lives = in_time(
        life(0, 0.0, 0.0, 5.0, motivation="motivated"),
        life(1, 0.0, 0.0, motivation="wavering"),
        life(2, 0.0, 0.0, 9.0, sex="male", motivation="motivated"),
        life(3, 0.0, 0.0, sex="male"),  # motivation is not known
    )
    found = table(make_log(eksjo=lives))

    assert {
        group: row["participants"] for (area, group), row in found.items() if area == "eksjo"
    } == {
        "all": 4,
        "sex=female": 2,
        "sex=male": 2,
        "motivation=motivated": 2,
        "motivation=wavering": 1,
        "motivation=not_motivated": 0,
    }
    assert found["eksjo", "motivation=motivated"]["employed_share"] == 1.0
    assert found["eksjo", "motivation=motivated"]["first_job_by_6_months"] == 1.0
    assert math.isnan(found["eksjo", "motivation=not_motivated"]["employed_share"])


def test_rows_are_in_the_order_of_programmes_groups_and_outcomes(make_log: Any) -> None:
    lives = life(0, 0.0, 0.0, motivation="wavering")
    found = table(make_log(gnosjo=lives, eksjo=lives))
    groups = ["all", "sex=female", "sex=male", *(f"motivation={word}" for word in Motivation)]
    outcomes = names_for((2012, 2013, 2014), priced=False)
    about_persons = [name for name in outcomes if describe(name).by_group]
    expected = [
        (area, group, outcome)
        for area in ("gnosjo", "eksjo", "finnveden", "hoglandet", "county")
        for group in groups
        for outcome in (outcomes if group == "all" else about_persons)
    ]

    assert [(*cell, name) for cell, row in found.items() for name in row] == expected


def test_first_job_competes_with_leaving(make_log: Any) -> None:
    """At risk 4, 3, 2: F = 1/4 after 20 weeks, S = 1/2 after 30, F = 1/4 + 1/4 after 40."""
    lives = in_time(
        life(0, 0.0, 0.0, 20.0),
        life(1, 0.0, 0.0, None, 30.0),
        life(2, 0.0, 10.0, 50.0),
        life(3, 0.0, 150.0),  # followed for 50 weeks only
    )
    found = table(make_log(eksjo=lives))["eksjo", "all"]

    assert found["first_job_by_6_months"] == pytest.approx(1 / 4)
    assert found["first_job_by_12_months"] == pytest.approx(math.nan, nan_ok=True)
    assert found["weeks_to_first_job"] == 40.0
    assert found["weeks_to_job_if_employed"] == 30.0
    assert found["weeks_to_job_if_employed"] == 30.0

    longer = [row if row[0] != 3 else (3, min(row[1], 50.0), *row[2:]) for row in lives]
    assert table(make_log(eksjo=in_time(longer)))["eksjo", "all"][
        "first_job_by_24_months"
    ] == pytest.approx(1 / 2)


def test_a_job_at_the_moment_of_leaving_is_a_job(make_log: Any) -> None:
    found = table(make_log(eksjo=life(0, 0.0, 0.0, 20.0, 20.0)))["eksjo", "all"]

    assert found["first_job_by_6_months"] == 1.0


def test_weeks_to_the_first_steps(make_log: Any) -> None:
    rows = [
        *life(0, 0.0, 2.0),
        (0, 4.5, Kind.SEARCH_STARTED),
        (0, 5.0, Kind.EMPLOYER_CONTACT),
        (0, 9.0, Kind.EMPLOYER_CONTACT),
        (0, 12.0, Kind.PLACEMENT_STARTED),
    ]
    found = table(make_log(eksjo=rows))["eksjo", "all"]

    assert found["weeks_to_search"] == 2.5
    assert found["weeks_to_first_contact"] == 3.0
    assert found["weeks_to_first_placement"] == 10.0
    assert math.isnan(found["weeks_to_first_job"])


def test_yearly_statistic(make_log: Any) -> None:
    """2012: a job and a start of studies among three; 2013: nobody of two.

    The second job of the first person is a job start in 2013, but no new first outcome.
    """
    lives = in_time(
        [*life(0, 0.0, 0.0, 10.0), (0, 60.0, Kind.JOB_STARTED, {"job_kind": "temporary"})],
        [*life(1, 0.0, 0.0), (1, 30.0, Kind.STUDY_STARTED), (1, 30.0, Kind.EXITED)],
        life(2, 0.0, 0.0),
        life(3, 110.0, 110.0, 120.0),  # 2014, when the second has left
    )
    found = table(make_log(eksjo=lives))["eksjo", "all"]

    assert found["yearly_positive_share_2012"] == pytest.approx(2 / 3)
    assert found["yearly_positive_share_2013"] == 0.0
    assert found["yearly_positive_share_2014"] == pytest.approx(1 / 3)
    assert (found["jobs_2012"], found["jobs_2013"], found["jobs_2014"]) == (1, 1, 1)
    assert "jobs_2015" not in found  # the window ends in November


def test_kinds_of_jobs(make_log: Any) -> None:
    """All job starts count, also later ones; one, two, three and four of the kinds."""
    kinds = [kind for number, kind in enumerate(JobKind, start=1) for _ in range(number)]
    starts = [
        (i % 3, 10.0 + i, Kind.JOB_STARTED, {"job_kind": kind}) for i, kind in enumerate(kinds)
    ]
    lives = in_time(*(life(who, 0.0, 0.0) for who in range(4)), starts)
    found = table(make_log(eksjo=lives))["eksjo", "all"]

    assert found["ordinary_job_share"] == pytest.approx(0.1)
    assert found["subsidised_job_share"] == pytest.approx(0.2)
    assert found["transition_job_share"] == pytest.approx(0.3)
    assert found["temporary_job_share"] == pytest.approx(0.4)
    assert found["competitive_job_share"] == pytest.approx(0.1 + 0.2)


def test_jobs_of_unknown_kind_are_in_no_share(make_log: Any) -> None:
    """One subsidised, one temporary and two of which nothing is known."""
    kinds = ({"job_kind": "subsidised"}, {"job_kind": "temporary"}, {}, {})
    starts = [(0, 10.0 + i, Kind.JOB_STARTED, kind) for i, kind in enumerate(kinds)]
    found = table(make_log(eksjo=in_time(life(0, 0.0, 0.0), starts)))["eksjo", "all"]

    assert found["competitive_job_share"] == found["subsidised_job_share"] == 0.5
    assert found["ordinary_job_share"] == 0.0


def test_kinds_of_no_jobs(make_log: Any) -> None:
    found = table(make_log(eksjo=life(0, 0.0, 0.0)))["eksjo", "all"]

    kinds = (*JobKind, "competitive")
    assert all(math.isnan(found[f"{kind}_job_share"]) for kind in kinds)


def test_retention_of_first_jobs(make_log: Any) -> None:
    """Three first jobs: one ends after 10 weeks, one after 40, one goes on at the horizon."""
    lives = in_time(
        [*life(0, 0.0, 0.0, 10.0), (0, 20.0, Kind.JOB_ENDED)],
        [*life(1, 0.0, 0.0, 10.0), (1, 50.0, Kind.JOB_ENDED)],
        life(2, 0.0, 0.0, 100.0, 105.0),  # support has ended, the job has not
        life(3, 0.0, 0.0),  # never employed, and not in the mean
    )
    found = table(make_log(eksjo=lives))["eksjo", "all"]

    assert found["retention_6_months"] == pytest.approx(2 / 3)
    assert found["retention_12_months"] == pytest.approx(1 / 3)
    assert found["weeks_worked_mean"] == (10 + 40 + 100) / 3


def year_of_work(who: int, ended: float | None, exited: float | None) -> list[Any]:
    """Write down a first job since week 10, which is a year old in week 10 + 12 months."""
    rows = life(who, 0.0, 0.0, 10.0, exited)
    return rows if ended is None else [*rows, (who, ended, Kind.JOB_ENDED)]


def test_support_a_year_into_the_first_job(make_log: Any) -> None:
    """Four jobs last a year, and two of their holders are enrolled when it is over."""
    then = 10.0 + 12 * MONTH
    lives = in_time(
        year_of_work(0, None, None),  # supported
        year_of_work(1, then + 1, then + 1),  # supported until a little later
        year_of_work(2, None, then),  # support ends on the very day
        year_of_work(3, None, 20.0),
        year_of_work(4, then, None),  # the job ends on the very day: it does not go on
        year_of_work(5, 20.0, None),  # nor does this one, although a second one does
        [(5, 21.0, Kind.JOB_STARTED, {"job_kind": "ordinary"})],
        life(6, 0.0, 0.0, 200.0 - 12 * MONTH + 0.1),  # too young at the horizon
        life(7, 0.0, 0.0),
    )
    found = table(make_log(eksjo=lives))["eksjo", "all"]

    assert found["follow_along_share"] == 2 / 4


@pytest.mark.parametrize(("after", "share"), [(0.0, 1.0), (0.1, math.nan)])
def test_a_job_that_is_a_year_old_at_the_horizon(make_log: Any, after: float, share: float) -> None:
    rows = life(0, 0.0, 0.0, WINDOW.horizon - 12 * MONTH + after)
    found = table(make_log(eksjo=rows))["eksjo", "all"]

    assert found["follow_along_share"] == pytest.approx(share, nan_ok=True)


def test_jobs_too_young_to_tell_are_censored(make_log: Any) -> None:
    """A job that began a month before the horizon says nothing about half a year."""
    young = life(1, 0.0, 190.0, 200.0 - MONTH)
    old = [*life(0, 0.0, 0.0, 10.0), (0, 70.0, Kind.JOB_ENDED)]
    found = table(make_log(eksjo=in_time(old, young)))["eksjo", "all"]

    assert found["retention_6_months"] == 1.0
    assert math.isnan(table(make_log(eksjo=young))["eksjo", "all"]["retention_6_months"])


def test_nothing_happened(make_log: Any) -> None:
    """A study in which nobody came still has its rows, for the replication asked for."""
    log = make_log(eksjo=[], gnosjo=[])
    measures = measure(log, participants_table(log, 200.0), WINDOW, AREAS, replications=[7])
    county = measures[(measures["programme"] == "county") & (measures["group"] == "all")]
    found = dict(zip(county["outcome"], county["value"], strict=True))

    assert set(measures["replication"]) == {7}
    assert found["participants"] == 0
    assert math.isnan(found["employed_share"])
    assert math.isnan(found["caseload_per_fte"])


def test_replications_are_kept_apart(make_log: Any) -> None:
    both = [
        make_log(replication=number, eksjo=life(0, 0.0, 0.0, job))
        for number, job in ((3, 5.0), (8, None))
    ]
    log = read_events(pd.concat(both))
    measures = measure(log, participants_table(log, 200.0), WINDOW, AREAS)
    wanted = measures.query("outcome == 'employed' and group == 'all' and programme == 'eksjo'")

    assert dict(zip(wanted["replication"], wanted["value"], strict=True)) == {3: 1.0, 8: 0.0}


def test_the_order_of_the_table_of_persons_does_not_matter(make_log: Any) -> None:
    lives = in_time(life(0, 0.0, 0.0, 5.0), life(1, 0.0, 0.0, 80.0, sex="male"))
    log = make_log(eksjo=lives, gnosjo=lives)
    people = participants_table(log, WINDOW.horizon)
    pd.testing.assert_frame_equal(
        measure(log, people.iloc[::-1], WINDOW, AREAS), measure(log, people, WINDOW, AREAS)
    )


def test_a_real_log_of_required_columns_passes_through() -> None:
    """A programme that wrote down only who, when and what is measured like a simulated one."""
    notes = pd.DataFrame(
        {
            "replication": 0,
            "programme": "eksjo",
            "participant": [1, 2, 1],
            "time": [0.0, 3.0, 12.0],
            "kind": ["enrolled", "enrolled", "job_started"],
        }
    )
    found = table(read_events(notes))

    assert found["eksjo", "all"]["participants"] == 2
    assert found["eksjo", "all"]["employed_share"] == 1 / 2
    assert found["eksjo", "all"]["weeks_to_first_job"] == 12.0
    assert math.isnan(found["eksjo", "all"]["employed_per_referred"])
    assert math.isnan(found["eksjo", "all"]["service_ratio"])
    assert {group for _, group in found} == {"all"}  # sex is not known


def test_a_programme_without_area_is_refused(make_log: Any) -> None:
    log = make_log(habo=life(0, 0.0, 0.0))

    with pytest.raises(ValueError, match="no förbund is given for habo"):
        table(log)


def test_a_programme_called_like_an_area_is_refused(make_log: Any) -> None:
    log = make_log(eksjo=life(0, 0.0, 0.0))

    with pytest.raises(ValueError, match="both a programme and an area: eksjo"):
        measure(log, participants_table(log, 200.0), WINDOW, {"eksjo": "eksjo"})


def test_every_outcome_of_the_catalogue_is_computed(make_log: Any) -> None:
    found = table(make_log(eksjo=life(0, 0.0, 0.0)))["eksjo", "all"]

    assert list(found) == names_for(WINDOW.years, priced=False)
    without_money = [name for name, one in OUTCOMES.items() if not one.priced]
    assert len(without_money) == len(found) - 12  # six outcomes for each of three years
