"""The gate for files of a user: what passes loads as it looks, and nothing takes long."""

import itertools
import os
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sesim.study import StudyError
from sesim.study.input_file import data_of, text_of, yaml_text_of

SHIPPED = sorted((Path(__file__).parents[2] / "conf").rglob("*.yaml"))

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(), inner)),
    max_leaves=20,
)
SECONDS = 5.0


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("given") / "mine.yaml"


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda one: one.name)
def test_every_shipped_file_passes(shipped: Path) -> None:
    assert yaml_text_of(shipped) == shipped.read_text(encoding="utf-8")


@pytest.mark.slow
@given(data=st.dictionaries(st.text(), VALUES, min_size=1))
def test_what_python_writes_passes(data: dict[str, Any], path: Path) -> None:
    """Nothing that a program writes as YAML is misread, so that nothing of it is refused."""
    text = yaml.safe_dump(data, allow_unicode=True)
    path.write_bytes(text.encode())

    assert yaml_text_of(path) == text


@given(content=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_one_line_that_names_the_file(
    content: bytes, path: Path
) -> None:
    path.write_bytes(content)
    try:
        text = yaml_text_of(path)
    except StudyError as error:
        [problem] = error.problems
        assert str(path) in problem
        return
    assert isinstance(yaml.safe_load(text), dict | None)


@pytest.mark.parametrize("text", [">", "|", "''", '""', "'null'"])
def test_a_text_is_not_nothing(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")

    with pytest.raises(StudyError, match="key: value"):
        yaml_text_of(path)


@given(number=st.integers(min_value=8), zeros=st.integers(1, 3))
def test_no_number_is_read_as_another_one(number: int, zeros: int, path: Path) -> None:
    text = "0" * zeros + str(number)
    path.write_text(f"a: {text}\n", encoding="utf-8")
    read = yaml.safe_load(path.read_text(encoding="utf-8"))["a"]

    if read == text:  # a text, which is refused where a number is expected
        assert yaml_text_of(path)
    else:
        with pytest.raises(StudyError, match=f"line 1: {text[:20]}"):
            yaml_text_of(path)


def test_a_mark_at_the_beginning_is_not_part_of_the_text(path: Path) -> None:
    path.write_bytes("name: å\n".encode("utf-8-sig"))

    assert yaml_text_of(path) == "name: å\n"


def bomb(depth: int) -> str:
    names = [f"a{i}" for i in range(depth)]
    lines = [f"{names[0]}: &{names[0]} [x, x, x, x, x, x, x, x, x, x]"]
    for last, this in itertools.pairwise(names):
        lines.append(f"{this}: &{this} [{', '.join([f'*{last}'] * 10)}]")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (bomb(60), "holds more than 20,000 values"),
        ("a: " + "[" * 1_000_000, "more than 30 nested levels"),
        ("a: " + "{a: " * 300_000, "more than 30 nested levels"),
        (
            "a:\n" + "".join("  " * i + "- a:\n" for i in range(1, 900)),
            "more than 30 nested levels",
        ),
        ("".join(f"a{i}: 1\n" for i in range(150_000)), "holds more than 20,000 values"),
        ("a: &a\n  b: *a\n", "refers to a value that contains it"),
    ],
    ids=["aliases", "lists", "groups", "lines", "many", "circle"],
)
def test_what_would_grow_without_bound_is_refused_soon(text: str, said: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")
    started = time.process_time()

    with pytest.raises(StudyError, match=said):
        yaml_text_of(path)

    assert time.process_time() - started < SECONDS


def test_aliases_that_are_few_are_allowed(path: Path) -> None:
    path.write_text("a: &a {x: 1}\nb: *a\nc: {<<: *a, y: 2}\n", encoding="utf-8")

    assert yaml.safe_load(yaml_text_of(path))["c"] == {"x": 1, "y": 2}


def test_a_file_that_may_not_be_read_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path.write_text("name: x\n", encoding="utf-8")
    monkeypatch.setattr("sesim.study.input_file.data_of", refuse)

    with pytest.raises(StudyError, match=r"mine\.yaml: cannot be read: permission denied"):
        yaml_text_of(path)


def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    for read in (data_of, text_of):
        with pytest.raises(ValueError, match="is a pipe or a device"):
            read(tmp_path / "pipe")


def test_a_file_without_a_size_is_read_to_a_limit() -> None:
    """What lies under /proc says that it is empty."""
    assert data_of(Path("/proc/self/stat"), 100_000)
    with pytest.raises(ValueError, match="is too large"):
        data_of(Path("/proc/self/maps"), 100)
