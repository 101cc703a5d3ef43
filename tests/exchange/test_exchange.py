"""The event log for other programs: nothing is lost on the way, and the forms are as specified."""

import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

import sesim
from sesim import exchange
from sesim.events import COLUMNS, NOBODY
from sesim.exchange.rows import OF_A_PERSON
from sesim.exchange.vidigi import VIDIGI_COLUMNS
from sesim.outcomes import read_events

SMALL = "programmes=vetlanda replications=2 end=2016-12-31 workers=1 parameters=register"
FIRST_DAY = date(2012, 1, 1)
XES = "{http://www.xes-standard.org/}"

NUMERIC = {"int": int, "float": float, "string": str, "date": str}


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    log = sesim.run(sesim.load_study(SMALL)).events
    assert log is not None
    return log


def about_people(events: pd.DataFrame) -> pd.DataFrame:
    return events[events["participant"] != NOBODY]


# --- Arrow ----------------------------------------------------------------------------------------


def test_arrow_and_back_is_the_same(events: pd.DataFrame) -> None:
    table = exchange.to_arrow(events)

    assert table.num_rows == len(events)
    back = table.to_pandas()
    assert list(back.columns) == list(COLUMNS)
    for name in COLUMNS:
        assert back[name].astype(object).equals(events[name].astype(object).reset_index(drop=True))


def test_polars_reads_it() -> None:
    polars = pytest.importorskip("polars")
    log = small_log()

    frame = polars.from_arrow(exchange.to_arrow(log))

    assert frame["kind"].to_list() == log["kind"].tolist()
    assert frame.equals(polars.DataFrame(log))


# --- XES ------------------------------------------------------------------------------------------


def values_of(element: ElementTree.Element) -> dict[str, Any]:
    """Return the attributes of a trace or an event, with their types."""
    kinds = ((NUMERIC.get(one.tag.removeprefix(XES)), one) for one in element)
    return {one.attrib["key"]: kind(one.attrib["value"]) for kind, one in kinds if kind}


def from_xes(path: Path) -> pd.DataFrame:
    """Return the event log of a file, by a reader of its own."""
    found = []
    for trace in ElementTree.parse(path).getroot().iter(f"{XES}trace"):  # noqa: S314
        about = values_of(trace)
        for event in trace.iter(f"{XES}event"):
            row = values_of(event)
            row["kind"], row["time"] = row.pop("concept:name"), row.pop("week")
            row["coach"] = row.pop("org:resource", None)
            person = {key: about[key] for key in OF_A_PERSON if key in about}
            own = {key: about[key] for key in ("replication", "programme", "participant")}
            found.append({**row, **own, **(person if row["kind"] == "referred" else {})})
    return read_events(pd.DataFrame(found).fillna({"employer": NOBODY}).astype({"employer": int}))


def test_xes_and_back_is_the_same(events: pd.DataFrame, tmp_path: Path) -> None:
    exchange.write_xes(events, tmp_path / "log.xes", first_day=FIRST_DAY)

    keys = ["replication", "programme", "participant"]
    back = from_xes(tmp_path / "log.xes").sort_values(keys, kind="stable").reset_index(drop=True)
    wanted = about_people(events).sort_values(keys, kind="stable").reset_index(drop=True)
    for name in COLUMNS:
        mine, theirs = back[name].astype(object), wanted[name].astype(object)
        assert mine.where(mine.notna(), None).equals(theirs.where(theirs.notna(), None)), name


def test_dates_of_xes_are_those_of_the_study(tmp_path: Path) -> None:
    exchange.write_xes(small_log(), tmp_path / "log.xes", first_day=FIRST_DAY)

    root = ElementTree.parse(tmp_path / "log.xes").getroot()  # noqa: S314
    trace = root.find(f"{XES}trace")
    assert trace is not None
    days = [values_of(event)["time:timestamp"] for event in trace.iter(f"{XES}event")]
    assert days[:2] == ["2012-01-08T00:00:00.000+00:00", "2012-01-18T12:00:00.000+00:00"]


def test_words_that_xml_would_misread_are_kept(tmp_path: Path) -> None:
    log = small_log()
    log["programme"] = log["programme"].cat.rename_categories({"here": 'a"<&b'})

    exchange.write_xes(log, tmp_path / "log.xes", first_day=FIRST_DAY)

    trace = ElementTree.parse(tmp_path / "log.xes").getroot().find(f"{XES}trace")  # noqa: S314
    assert trace is not None
    assert values_of(trace)["programme"] == 'a"<&b'


@pytest.mark.filterwarnings("ignore")
def test_pm4py_reads_both(tmp_path: Path) -> None:
    pm4py = pytest.importorskip("pm4py")
    log = small_log()
    exchange.write_xes(log, tmp_path / "log.xes", first_day=FIRST_DAY)
    exchange.write_ocel(log, tmp_path / "log.json", first_day=FIRST_DAY)

    cases = pm4py.read_xes(str(tmp_path / "log.xes"))
    objects = pm4py.read_ocel2_json(str(tmp_path / "log.json"))

    assert len(cases) == len(about_people(log))
    assert pm4py.get_start_activities(cases) == {"referred": 2}
    assert len(objects.events) == len(log)
    assert objects.objects["ocel:type"].value_counts().to_dict() == {
        "participant": 2, "post": 1, "employer": 1,
    }  # fmt: skip


# --- OCEL -----------------------------------------------------------------------------------------


def breaches(log: Any) -> list[str]:
    """Return how a log breaks the rules of OCEL 2.0 (its JSON schema, and that names resolve)."""
    found = [] if set(log) == {"objectTypes", "eventTypes", "objects", "events"} else ["keys"]
    types: dict[str, dict[str, dict[str, str]]] = {}
    for part, things in (("objectTypes", "objects"), ("eventTypes", "events")):
        types[things] = {
            one["name"]: {each["name"]: each["type"] for each in one["attributes"]}
            for one in log[part]
        }
        names = [one["id"] for one in log[things]]
        found += ["doubled id"] if len(set(names)) < len(names) else []
    known = {one["id"] for one in log["objects"]}
    python = {"string": str, "float": float}
    for things in ("objects", "events"):
        for one in log[things]:
            declared = types[things].get(one["type"])
            if declared is None:
                found.append(f"type {one['type']}")
                continue
            for each in one["attributes"]:
                if type(each["value"]) is not python.get(declared.get(each["name"], "")):
                    found.append(f"attribute {each['name']}")
                found += [] if things == "events" or "time" in each else ["no time"]
            found += [
                f"relationship {each['objectId']}"
                for each in one["relationships"]
                if each["objectId"] not in known or not each["qualifier"]
            ]
            if things == "events" and pd.Timestamp(one["time"]).tz is None:
                found.append("time zone")
    return found


def test_ocel_is_as_specified_and_complete(events: pd.DataFrame, tmp_path: Path) -> None:
    exchange.write_ocel(events, tmp_path / "log.json", first_day=FIRST_DAY)
    log = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))

    assert breaches(log) == []
    assert [one["type"] for one in log["events"]] == events["kind"].tolist()
    objects: dict[str, set[str]] = defaultdict(set)
    for one in log["objects"]:
        objects[one["type"]].add(one["id"])
    people = about_people(events)
    keys = ["replication", "programme"]
    assert len(objects["participant"]) == len(people[[*keys, "participant"]].drop_duplicates())
    employers = events[events["employer"] != NOBODY]
    assert len(objects["employer"]) == len(employers[[*keys, "employer"]].drop_duplicates())
    assert len(objects["post"]) == len(
        events.dropna(subset="coach")[[*keys, "coach"]].drop_duplicates()
    )
    contact = next(one for one in log["events"] if one["type"] == "employer_contact")
    assert [each["qualifier"] for each in contact["relationships"]] == [
        "post", "employer", "participant",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("break_it", "expected"),
    [
        (lambda log: log.pop("eventTypes") and log.update(eventTypes=[]), "type referred"),
        (lambda log: log["objects"].pop(), "relationship"),
        (lambda log: log["objects"].append(log["objects"][0]), "doubled id"),
        (lambda log: log["events"][0].update(time="2012-01-01T00:00:00"), "time zone"),
        (lambda log: log["objects"][-1]["attributes"][0].pop("time"), "no time"),
        (lambda log: log["objects"][-1]["attributes"][0].update(value=3), "attribute programme"),
    ],
)
def test_planted_breach_of_ocel_is_noticed(break_it: Any, expected: str, tmp_path: Path) -> None:
    exchange.write_ocel(small_log(), tmp_path / "log.json", first_day=FIRST_DAY)
    log = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))

    break_it(log)

    assert any(one.startswith(expected) for one in breaches(log))


# --- vidigi ---------------------------------------------------------------------------------------

LIFE: list[tuple[str, int, float, dict[str, Any]]] = [
    ("post_changed", NOBODY, 0.0, {"coach": "coach_1", "fte": 0.5}),
    ("referred", 1, 1.0, {"sex": "female", "age": 31.5}),
    ("enrolled", 1, 2.5, {"coach": "coach_1"}),
    ("referred", 2, 3.0, {}),
    ("search_started", 1, 4.0, {}),
    (
        "employer_contact",
        1,
        5.0,
        {
            "coach": "coach_1",
            "employer": 7,
            "answer": "placement",
            "activity": "employer_contact",
            "hours": 2.0,
            "wished_hours": 3.0,
        },
    ),
    ("placement_started", 1, 6.0, {"employer": 7}),
    ("placement_ended", 1, 8.0, {"employer": 7, "reason": "hired"}),
    ("job_started", 1, 8.0, {"employer": 7, "job_kind": "ordinary"}),
    ("withdrew", 2, 9.0, {"reason": "lost_patience"}),
    ("exited", 1, 10.0, {"reason": "support_ended_in_work"}),
    ("job_ended", 1, 12.0, {"employer": 7, "job_kind": "ordinary", "reason": "quit"}),
]
"""Kind, person, time, and other columns of events."""


def small_log() -> pd.DataFrame:
    """Return the log of two people, of whom one gets a place, and one event of a post."""
    here = {"replication": 0, "programme": "here", "employer": NOBODY}
    rows = [
        {**here, "participant": who, "time": time, "kind": kind, **more}
        for kind, who, time, more in LIFE
    ]
    return read_events(pd.DataFrame(rows))


def test_a_life_for_vidigi() -> None:
    log = exchange.vidigi_log(small_log())

    assert tuple(log.columns) == VIDIGI_COLUMNS
    mine = log[log["entity_id"] == "here/1"]
    assert list(zip(mine["event_type"], mine["event"], mine["time"], strict=True)) == [
        ("arrival_departure", "arrival", 0.0),
        ("queue", "waiting", 0.0),
        ("resource_use", "preparing", 10.5),
        ("resource_use_end", "preparing_ends", 21.0),
        ("resource_use", "searching", 21.0),
        ("resource_use_end", "searching_ends", 35.0),
        ("resource_use", "placement", 35.0),
        ("resource_use_end", "placement_ends", 49.0),
        ("resource_use", "working", 49.0),
        ("resource_use_end", "working_ends", 63.0),
        ("arrival_departure", "depart", 63.0),
    ]
    assert set(mine["resource_id"].dropna()) == {1}
    other = log[log["entity_id"] == "here/2"]
    assert other["event"].tolist() == ["arrival", "waiting", "depart"]


def test_a_place_is_used_by_one_person_at_a_time(events: pd.DataFrame) -> None:
    log = exchange.vidigi_log(events)

    used = log.dropna(subset="resource_id")
    assert len(used) > 20
    for _, rows in used.groupby(["run_number", "pathway", "resource_id"]):
        assert rows["event_type"].tolist()[::2] == ["resource_use"] * ((len(rows) + 1) // 2)
        assert rows["event_type"].tolist()[1::2] == ["resource_use_end"] * (len(rows) // 2)
        pairs = list(rows["entity_id"])
        assert pairs[0 : len(pairs) // 2 * 2 : 2] == pairs[1::2]
    enrolled = events[events["kind"] == "enrolled"]
    most = used.groupby(["run_number", "pathway"])["resource_id"].max()
    assert (most <= len(enrolled)).all()


def test_vidigi_takes_it() -> None:
    logging = pytest.importorskip("vidigi.logging")
    log = exchange.vidigi_log(small_log()).astype(object)

    rows = [logging.BaseEvent(**row) for row in log.where(log.notna(), None).to_dict("records")]

    assert len(rows) == len(log)


# --- bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", [exchange.write_xes, exchange.write_ocel])
@pytest.mark.parametrize("day", ["2012-01-01", None, pd.Timestamp("2012-01-01"), 3])
def test_a_day_is_needed_and_nothing_is_written(function: Any, day: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"first_day: should be a day, such as .* \(got "):
        function(small_log(), tmp_path / "log", first_day=day)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "error", "expected"),
    [
        (None, ValueError, "keeps no event log (got None); use study.replace(events=True)"),
        (3, TypeError, "events: should be a data frame (got int)"),
        (pd.DataFrame({"kind": []}), ValueError, "should have all columns of an event log"),
    ],
)
def test_something_else_is_refused(given: Any, error: type[Exception], expected: str) -> None:
    for function in (exchange.to_arrow, exchange.vidigi_log):
        with pytest.raises(error) as caught:
            function(given)
        assert expected in str(caught.value)
