"""What people are doing month by month: exact answers for lives written by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.outcomes.conftest import cells_from

from sesim.events import Kind, Reason
from sesim.outcomes import participants_table
from sesim.outcomes.phases import PHASES, phase_shares, phases
from sesim.outcomes.window import MONTH

HORIZON = 100.0
ENROLLED = 5.0
MONTHS = np.arange(7.0)

Life = tuple[tuple[float, Kind], ...]

SEARCH, EXIT = Kind.SEARCH_STARTED, Kind.EXITED
PLACED, UNPLACED = Kind.PLACEMENT_STARTED, Kind.PLACEMENT_ENDED
HIRED, LOST = Kind.JOB_STARTED, Kind.JOB_ENDED

# What happens so many months after enrolment, and the phases at 0, 1, ... 6 months: preparing,
# searching, in a Placement (practice), Working, working Alone, left without a job (-) and left
# after one (+).
LIVES: list[tuple[Life, str]] = [
    ((), "ppppppp"),
    (((0.0, SEARCH),), "sssssss"),
    (((1.0, SEARCH),), "pssssss"),
    (((1.1, SEARCH),), "ppsssss"),
    (((0.5, SEARCH), (1.5, PLACED), (3.5, UNPLACED)), "psPPsss"),
    (((0.5, PLACED), (1.5, UNPLACED)), "pPppppp"),  # before any search
    # renewed on the very day, twice
    (((0.5, PLACED), (2.0, UNPLACED), (2.0, PLACED), (3.0, UNPLACED), (3.0, PLACED)), "pPPPPPP"),
    # two jobs with a gap, two that overlap, and two that follow each other
    (((0.5, SEARCH), (1.5, HIRED), (2.5, LOST), (3.5, HIRED)), "psWsWWW"),
    (((0.5, HIRED), (1.5, HIRED), (2.5, LOST), (4.5, LOST)), "pWWWWpp"),
    (((0.5, HIRED), (2.0, LOST), (2.0, HIRED)), "pWWWWWW"),
    # a job beside a placement is a job
    (((0.5, PLACED), (1.5, HIRED), (2.5, LOST), (3.5, UNPLACED)), "pPWPppp"),
    # support ends in work, and the job later
    (((1.5, HIRED), (2.5, EXIT), (4.5, LOST)), "ppWAA++"),
    (((1.5, HIRED), (2.0, EXIT)), "ppAAAAA"),
    (((1.5, HIRED), (2.0, EXIT), (2.0, LOST)), "pp+++++"),  # lost on the day of leaving
    # one of two jobs goes on, and a lost job is followed by another
    (((0.5, HIRED), (1.5, HIRED), (2.5, EXIT), (3.5, LOST)), "pWWAAAA"),
    (((0.5, HIRED), (1.5, EXIT), (2.5, LOST), (3.5, HIRED)), "pWA+AAA"),
    # lost, and left some time after it
    (((0.5, SEARCH), (1.5, HIRED), (2.5, LOST), (4.0, EXIT)), "psWs+++"),
    (((0.5, SEARCH), (2.5, EXIT)), "pss----"),
    (((0.5, PLACED), (2.5, EXIT)), "pPP----"),  # nobody wrote down the end of the placement
    (((2.0, HIRED), (2.0, EXIT)), "ppAAAAA"),  # hired on the last day
    (((2.0, EXIT), (3.0, HIRED)), "pp-AAAA"),  # hired when no longer a participant
    (((1.0, EXIT), (2.0, HIRED), (4.0, LOST)), "p-AA---"),  # and had no job when leaving
    (((0.0, EXIT),), "-------"),
    (((0.5, LOST), (1.5, EXIT)), "pp-----"),  # a job from before any records
]
LETTERS = dict(zip("psPWA-+", range(len(PHASES)), strict=True))


def rows(who: int, life: Life, enrolled: float = ENROLLED) -> list[Any]:
    start: list[Any] = [
        (who, 1.0, Kind.REFERRED, {"sex": "female"}),
        (who, enrolled, Kind.ENROLLED),
    ]
    return [*start, *((who, enrolled + months * MONTH, kind) for months, kind in life)]


def in_time(*lives: list[Any]) -> list[Any]:
    return sorted((row for rows in lives for row in rows), key=lambda row: row[1])


def everybody() -> list[Any]:
    """Write down all lives, and somebody between them who waits."""
    waits = (len(LIVES), 2.0, Kind.REFERRED, {"sex": "male"})
    return in_time([waits], *(rows(who, life) for who, (life, _) in enumerate(LIVES)))


def wrong(log: pd.DataFrame) -> list[int]:
    """Return which of the lives are not as they should be."""
    people = participants_table(log, HORIZON)
    found = phases(log, people, MONTHS * MONTH)[: len(LIVES)]
    expected = np.array([[LETTERS[letter] for letter in text] for _, text in LIVES])
    return np.flatnonzero((found != expected).any(axis=1)).tolist()


def test_known_phases(make_log: Any) -> None:
    assert wrong(make_log(eksjo=everybody())) == []


def test_people_of_two_programmes_are_distinguished(make_log: Any) -> None:
    """Both have the same numbers, in the other order."""
    turned = [(len(LIVES) - row[0], *row[1:]) for row in everybody()]

    assert wrong(make_log(eksjo=everybody(), aneby=turned)) == []


def never_ends(events: Any, people: Any, start: Kind, _: Kind, weeks: Any) -> Any:
    return original(events, people, start, Kind.MOTIVATED, weeks)


def first_only(events: Any, people: Any, start: Kind, end: Kind, weeks: Any) -> Any:
    """Look only at each person's first start and first end."""
    some = events[events["kind"].isin([start, end])].groupby(["participant", "kind"], observed=True)
    return original(some.head(1), people, start, end, weeks)


def original(events: Any, people: Any, start: Kind, end: Kind, weeks: Any) -> Any:
    """Count the spells of each person, one by one."""
    since = people.set_index("participant")["enrolled"]
    found = np.zeros((len(people), len(weeks)))
    for row in events[events["kind"].isin([start, end])].itertuples():
        sign = 1 if row.kind == start else -1
        found[row.participant] += sign * (row.time <= since[row.participant] + weeks + 1e-9)
    return found > 0


@pytest.mark.parametrize("planted", [never_ends, first_only])
def test_planted_rule_is_noticed(
    planted: Callable[..., Any], make_log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The harmless rule that both are made from passes."""
    log = make_log(eksjo=everybody())
    monkeypatch.setattr("sesim.outcomes.phases.under_way", original)
    assert wrong(log) == []

    monkeypatch.setattr("sesim.outcomes.phases.under_way", planted)
    assert wrong(log) != []


def shares(log: pd.DataFrame, member: Any = None, months: Any = MONTHS) -> Any:
    people = participants_table(log, HORIZON)
    cells = cells_from(np.ones((1, len(people))) if member is None else member)
    return phase_shares(log, people, cells, HORIZON, months * MONTH)


def test_shares_are_of_those_enrolled_long_enough_ago(make_log: Any) -> None:
    """One is followed throughout, one for exactly two months, one not for a month."""
    log = make_log(
        eksjo=in_time(
            rows(0, ((0.5, SEARCH), (2.5, EXIT))),
            rows(1, ((1.5, HIRED),), HORIZON - 2 * MONTH),
            rows(2, (), HORIZON - 0.9 * MONTH),
            [(3, 1.0, Kind.REFERRED)],
        )
    )
    [found] = shares(log, months=np.arange(4.0))

    expected = {
        "preparing": [1, 1 / 2, 0, 0],
        "searching": [0, 1 / 2, 1 / 2, 0],
        "working": [0, 0, 1 / 2, 0],
        "left_without_job": [0, 0, 0, 1],
    }
    for place, name in enumerate(PHASES):
        assert found[place] == pytest.approx(expected.get(name, [0.0] * 4)), name


def test_each_group_has_its_own_shares(make_log: Any) -> None:
    log = make_log(eksjo=in_time(rows(0, ()), rows(1, ((0.5, SEARCH),)), rows(2, ((0.5, HIRED),))))
    found = shares(log, [[1, 1, 0], [0, 0, 1], [0, 0, 0]], np.array([1.0]))

    assert found[0, :, 0].tolist() == [1 / 2, 1 / 2, 0, 0, 0, 0, 0]
    assert found[1, :, 0].tolist() == [0, 0, 0, 1, 0, 0, 0]
    assert np.isnan(found[2]).all()  # nobody


@pytest.mark.parametrize("lives", [[], [(0, 1.0, Kind.REFERRED)]])
def test_of_no_one_there_is_no_value(make_log: Any, lives: list[Any]) -> None:
    assert np.isnan(shares(make_log(eksjo=lives))).all()


def slowly(events: list[Any], moment: float) -> str:
    """Read one person's events in order, up to a moment, as somebody with a pencil would."""
    placements = jobs = 0
    phase, had_job, left = "preparing", False, False
    for _, time, kind, *_ in events:
        if time > moment:
            break
        placements += (kind == PLACED) - (kind == UNPLACED)
        jobs += (kind == HIRED) - (kind == LOST)
        left |= kind == EXIT
        had_job |= kind == HIRED and not left
        phase = "searching" if kind == SEARCH else phase
    if left and jobs == 0:
        return "left_after_job" if had_job else "left_without_job"
    if left:
        return "working_alone"
    return "working" if jobs else "placement" if placements else phase


@pytest.mark.parametrize("seed", range(3))
def test_as_slowly_as_a_reader_would_tell(seed: int, make_log: Any) -> None:
    """Two hundred made-up lives with several placements and jobs, some of which end too late."""
    random = np.random.default_rng(seed)
    lives = [life_of(who, random) for who in range(200)]
    followed = [life for life in lives if life[1][1] + 12 * MONTH <= HORIZON]
    [found] = shares(make_log(eksjo=in_time(*lives)), months=np.array([3.0, 12.0]))

    assert 20 < len(followed) < 200
    told = [slowly(life, life[1][1] + 12 * MONTH) for life in followed]
    assert set(told) == set(PHASES)
    for place, name in enumerate(PHASES):
        assert found[place, 1] == pytest.approx(told.count(name) / len(followed)), name
    assert found.sum(axis=0) == pytest.approx(1.0)


def life_of(who: int, random: np.random.Generator) -> list[Any]:
    enrolled = random.uniform(1.0, 90.0)

    def spells(start: Kind, end: Kind) -> list[Any]:
        times = np.sort(random.uniform(enrolled, HORIZON, random.integers(0, 5)))
        return [(who, time, (start, end)[i % 2]) for i, time in enumerate(times.tolist())]

    rows = [*spells(PLACED, UNPLACED), *spells(HIRED, LOST)]
    rows.append((who, random.uniform(enrolled, HORIZON), SEARCH))
    if random.uniform() < 0.5:
        left = random.uniform(enrolled, HORIZON)
        rows.append((who, left, EXIT, {"reason": Reason.DROPPED_OUT}))
    rows.sort(key=lambda row: row[1])
    return [(who, 1.0, Kind.REFERRED), (who, enrolled, Kind.ENROLLED), *rows]
