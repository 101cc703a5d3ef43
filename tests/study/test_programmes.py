"""The programmes' files: valid, sourced, and true to the published counts."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from sesim.study import Programme

CONF = Path(__file__).parents[2] / "conf"

# Published counts (activa2017, SUS table): participants, employed, ongoing.
SUS = {
    "aneby": (13, 4, 7),
    "eksjo": (36, 14, 8),
    "nassjo": (62, 22, 23),
    "savsjo": (44, 7, 13),
    "vetlanda": (23, 11, 11),
    "gislaved": (47, 17, 14),
    "gnosjo": (46, 31, 8),
    "varnamo": (53, 26, 15),
    "praktiken200": (11, 5, 0),
}
OUTSIDE = {
    "habo",
    "jonkoping_ips",
    "jobbtorg",
    "vaggeryd",
    "gislaved_ips",
    "varnamo_ips",
    "ips_psykosvard",
}
NAMES = sorted({*SUS, "tranas", *OUTSIDE})


@pytest.fixture(scope="session")
def programmes(definitions: Mapping[str, Any]) -> dict[str, Programme]:
    return {name: Programme.model_validate(data) for name, data in definitions.items()}


def fte(programme: Programme, day: date) -> float:
    """Return the programme's full-time posts on a day."""
    periods = [period for post in programme.posts for period in post.fte]
    return sum(p.share for p in periods if p.since <= day and (p.until is None or day < p.until))


def test_the_seventeen_are_there(definitions: Mapping[str, Any]) -> None:
    assert sorted(definitions) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_sourced(name: str, programmes: Mapping[str, Programme]) -> None:
    fields = set(Programme.model_fields) - {"sources"}

    assert set(programmes[name].sources) == fields


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_written_out(name: str, definitions: Mapping[str, Any]) -> None:
    """Overrides can only change what the file says."""
    assert list(definitions[name]) == list(Programme.model_fields)


@pytest.mark.parametrize("name", NAMES)
def test_sources_are_explained(
    name: str, programmes: Mapping[str, Programme], unexplained: Callable[[str], list[str]]
) -> None:
    missing = {field: unexplained(text) for field, text in programmes[name].sources.items()}

    assert {field: keys for field, keys in missing.items() if keys} == {}


@pytest.mark.parametrize("name", NAMES)
def test_assumptions_give_a_reason(name: str, programmes: Mapping[str, Programme]) -> None:
    bare = [f for f, s in programmes[name].sources.items() if re.search(r"assumption(?!: \w)", s)]

    assert bare == []


def test_published_counts(programmes: Mapping[str, Programme]) -> None:
    counts = {
        name: (p.observed.participants, p.observed.employed, p.observed.ongoing)
        for name, p in programmes.items()
        if p.observed
    }

    assert counts == SUS
    assert tuple(map(sum, zip(*counts.values(), strict=True))) == (335, 137, 99)


def test_who_is_in_the_register(programmes: Mapping[str, Programme]) -> None:
    """Tranås was in it, but its totals were left blank: modelled, not counted."""
    registered = {name for name, p in programmes.items() if p.registered}

    assert registered == {*SUS, "tranas"}
    assert programmes["tranas"].observed is None


def test_until_when_counts_reach(programmes: Mapping[str, Programme]) -> None:
    reach = {(p.forbund, p.observed.until) for p in programmes.values() if p.observed}

    assert reach == {
        ("hoglandet", date(2017, 5, 31)),
        ("finnveden", date(2017, 6, 30)),
        ("sodra_vatterbygden", date(2017, 6, 30)),
    }


@pytest.mark.parametrize("name", NAMES)
def test_dates_are_quoted(name: str, definitions: Mapping[str, Any]) -> None:
    """Hydra has no dates, and would turn an unquoted one into something else."""
    assert [value for value in leaves(definitions[name]) if isinstance(value, date)] == []


def leaves(data: Any) -> Iterator[Any]:
    """Yield every value that is not itself a list or a group."""
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else None
    if inner is None:
        yield data
    else:
        for value in inner:
            yield from leaves(value)


@pytest.mark.parametrize("name", NAMES)
def test_posts_lie_within_the_programme(name: str, programmes: Mapping[str, Programme]) -> None:
    programme = programmes[name]
    periods = [period for post in programme.posts for period in post.fte]

    assert min(period.since for period in periods) == programme.since
    assert max(period.until or date.max for period in periods) == (programme.until or date.max)


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("aneby", date(2017, 5, 31), 0.5),
        ("aneby", date(2017, 6, 1), 0.5),
        ("eksjo", date(2015, 6, 30), 0.5),
        ("eksjo", date(2015, 7, 1), 1.0),
        ("nassjo", date(2016, 3, 31), 0.5),
        ("nassjo", date(2016, 4, 1), 1.5),
        ("tranas", date(2016, 6, 30), 0.0),
        ("praktiken200", date(2015, 6, 1), 0.5),
        ("varnamo_ips", date(2017, 6, 1), 1.2),
        ("jonkoping_ips", date(2017, 6, 1), 8.0),
        ("vaggeryd", date(2017, 6, 1), 1.0),
    ],
)
def test_posts_on_a_day(
    name: str, day: date, expected: float, programmes: Mapping[str, Programme]
) -> None:
    assert fte(programmes[name], day) == pytest.approx(expected)


@pytest.mark.parametrize("name", ["gislaved", "gnosjo", "varnamo"])
def test_there_is_room_for_the_published_counts(
    name: str, programmes: Mapping[str, Programme]
) -> None:
    """Little's law, with the county's mean stay of 1.6 years; half a post has not the room."""
    programme = programmes[name]
    enrolled = SUS[name][0] / 5.5 * 1.6
    room = fte(programme, date(2015, 1, 1)) * programme.caseload_norm

    assert 0.5 * programme.caseload_norm < enrolled < room


def test_order_of_back_heaviness(programmes: Mapping[str, Programme]) -> None:
    """The words of the evaluation give an order, if no sizes."""
    last = {name: p.back_heaviness for name, p in programmes.items()}

    assert {n for n in last if last[n] == max(last.values())} == {"vetlanda", "savsjo"}
    assert {n for n in last if last[n] == min(last.values())} == {"gnosjo", "eksjo", "habo"}


def test_what_grows_in_the_model_is_not_long_in_the_files(
    programmes: Mapping[str, Programme],
) -> None:
    """Where preparation grows by what emerges in it, a long mapping would count that twice."""
    heavy = {name for name, p in programmes.items() if p.back_heaviness >= 0.5}

    assert {programmes[name].mapping.value for name in heavy} == {"medium"}


def test_training_lies_within_the_stay_in_one_programme(
    programmes: Mapping[str, Programme],
) -> None:
    """In Vaggeryd the unit's own activities come before SE."""
    assert {name for name, p in programmes.items() if p.training.share} == {"aneby"}


def test_habits_are_dated_within_the_programme(programmes: Mapping[str, Programme]) -> None:
    dated = {name: habit.since for name, p in programmes.items() for habit in p.habits}

    assert dated == {"gislaved": date(2015, 1, 1)}


def test_the_default_study_is_the_register(programmes: Mapping[str, Programme]) -> None:
    config = yaml.safe_load((CONF / "config.yaml").read_text(encoding="utf-8"))
    groups = [entry for entry in config["defaults"] if isinstance(entry, dict)]
    composed = {f"{key}: {value}" for entry in groups for key, value in entry.items()}

    assert set(config["programmes"]) == {name for name, p in programmes.items() if p.registered}
    assert {f"programme@{name}: {name}" for name in NAMES} <= composed


@pytest.mark.parametrize("name", NAMES)
def test_keys_are_used_once(name: str) -> None:
    """YAML keeps the last of two equal keys without a word."""
    text = (CONF / "programme" / f"{name}.yaml").read_text(encoding="utf-8")

    assert list(doubled(yaml.compose(text))) == []


def test_a_doubled_key_is_noticed() -> None:
    assert list(doubled(yaml.compose("a: {b: 1, c: 2, b: 3}\nd: [{e: 1, e: 2}]"))) == ["b", "e"]


def doubled(node: yaml.Node | None) -> Iterator[str]:
    """Yield the keys that one group of a YAML text holds twice."""
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        yield from sorted({key for key in keys if keys.count(key) > 1})
        for _, value in node.value:
            yield from doubled(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from doubled(value)
