"""What this program takes from libraries without a promise that it stays.

A test that fails here after an upgrade says what the library has changed. The code that relies on
it is `cli/hydra_adapter.py`, `cli/simulate/combinations.py`, `model/clock.py`, `model/coach.py` or
`runs/parallel.py`.
"""

from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import simpy
import yaml
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException
from hydra.types import RunMode
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from joblib.externals import loky
from omegaconf import DictConfig, OmegaConf, open_dict
from omegaconf.errors import OmegaConfBaseException

from sesim.cli.hydra_adapter import (
    UNALIKE,
    config_in,
    header_of,
    launcher_of,
    loader_of,
    search_path_of,
    set_values,
    show,
)
from sesim.cli.simulate.combinations import SWEEPER, combinations
from sesim.events import Activity
from sesim.model.clock import Alarm, Clock
from sesim.model.task import Task
from sesim.study import StudyError
from sesim.study.input_file import yaml_text_of
from sesim.study.shipped import conf_dir
from sesim.study.yaml_text import data_in

KEYS = st.sampled_from(["seed", "a.b", "+a.c", "++a.d", "~a.e", "scenario", "programme@x"])
SINGLE = ["1", "0.5", "true", "null", "", "two words", "'a,b'", "[a,b]", "{x: 1, y: [2]}", "å"]
SWEPT = ["1,2", "a,b,c", "[a,b],[c]", "choice(x,y)", "range(1,4)", "sort(3,1,2)", "'a,b',c"]


@given(st.lists(st.tuples(KEYS, st.sampled_from([*SINGLE, *SWEPT])), max_size=5))
def test_combinations_are_those_of_the_basic_sweeper(pairs: list[tuple[str, str]]) -> None:
    texts = [f"{key}={value}" for key, value in pairs if not (key[0] == "~" and value in SWEPT)]
    readable = [text.replace("å", "'å'") for text in texts]
    parsed = OverridesParser.create().parse_overrides(readable)

    [expected] = BasicSweeper.split_arguments(list(parsed), None)

    assert combinations(parsed) == [list(job) for job in expected]


def test_the_sweeper_has_its_name() -> None:
    assert BasicSweeper.__name__ == SWEEPER


@pytest.fixture
def conf(tmp_path: Path) -> str:
    """A folder of configuration files, as Hydra takes its address."""
    text = "defaults: [_self_, group: one]\nseed: 1\nnested: {a: 1, b: [1, 2]}\n"
    (tmp_path / "group").mkdir()
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "group" / "one.yaml").write_text("name: one\n", encoding="utf-8")
    return f"file://{tmp_path}"


VALUES = ["seed=2", "++new.key=3", "nested.b=[3]", "~nested.a", "+nested.c={d: 1}", "group.name=x"]


def composed(conf: str, *texts: str) -> DictConfig:
    loader = loader_of(search_path_of(conf))
    return loader.load_configuration("config", list(texts), RunMode.RUN, from_shell=False)


@pytest.mark.parametrize("texts", [*([text] for text in VALUES), VALUES, VALUES[::-1]])
def test_values_set_afterwards_are_those_that_hydra_sets(conf: str, texts: list[str]) -> None:
    config = composed(conf)

    set_values(texts, config)

    whole = composed(conf, *texts)
    for one in (config, whole):
        with open_dict(one):
            del one["hydra"]
    assert OmegaConf.to_container(config) == OmegaConf.to_container(whole)


def test_a_value_that_does_not_fit_is_an_error_of_hydra(conf: str) -> None:
    config = composed(conf)

    for text in ("sead=2", "+seed=2", "~nowhere", "group@other=one"):
        with pytest.raises(HydraException):
            set_values([text], config)


def test_folders_can_be_put_into_the_search_path(conf: str) -> None:
    assert [one.provider for one in search_path_of(conf).get_path()] == ["hydra", "main", "schema"]


@pytest.mark.parametrize(
    ("text", "package"),
    [("# @package _global_\nx: 1\n", "_global_"), ("x: 1\n", None), ("", None)],
)
def test_a_header_names_the_package(text: str, package: str | None) -> None:
    assert header_of(text) == {"package": package}


def test_a_header_without_a_value_is_refused() -> None:
    with pytest.raises(ValueError, match="Expected header format"):
        header_of("# @package\nx: 1\n")


EVERYDAY = [
    "a: 1\na: 2\n",
    "a: {b: 1, b: 2}\n",
    "a: {b: [1, {c: x}], d: }\n",
    "a: >-\n  b\n  c\n\n  d\n",
    "a: 'b'\nc: \"d\"\ne:\n- 1\n- f: .5\n",
]
"""Texts that are read the quick way, some of them with a key that is there twice."""

PIECES = [
    ": ", ":", "- ", "-", "[", "]", "{", "}", ", ", "#", " # ", "'", '"', "|", ">-", "\n", "\n  ",
    " ", "\t", "\ufeff", "?", "!", "!!str ", "&a ", "*a", "<<: ", "%", "@", "~", "null", "1", "0",
    "1e3", "1_0", "1:30", "yes", "Off", ".nan", "2017-01-01", "${b}", "=", "\\", "ö",
]  # fmt: skip
"""What may be put into them."""

INSERTED = st.lists(st.tuples(st.floats(0, 1), st.sampled_from(PIECES)), max_size=3)


def outcome_of(read: Callable[[str], object], text: str) -> tuple[str, object]:
    """Return what reading a text gives: data, or an error with its message."""
    try:
        return "read", OmegaConf.to_container(read(text))
    except (OmegaConfBaseException, yaml.YAMLError, OSError, ValueError, LookupError) as error:
        return type(error).__name__, str(error)


def by_omegaconf(text: str) -> object:
    return OmegaConf.load(StringIO(text))


def is_safe(path: Path, text: str) -> bool:
    """Whether a file with this text passes the check that comes before reading."""
    path.write_bytes(text.encode())
    try:
        yaml_text_of(path)
    except StudyError:
        return False
    return True


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
    max_examples=300,
)
@given(text=st.sampled_from(EVERYDAY), inserted=INSERTED)
def test_yaml_is_read_as_omegaconf_reads_it(
    tmp_path: Path, text: str, inserted: list[tuple[float, str]]
) -> None:
    for place, piece in inserted:
        at = round(place * len(text))
        text = text[:at] + piece + text[at:]
    assume(is_safe(tmp_path / "any.yaml", text))

    found, expected = outcome_of(config_in, text), outcome_of(by_omegaconf, text)

    assert repr(found) == repr(expected)  # by text, since NaN differs from itself


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_texts_are_read_the_quick_way(text: str) -> None:
    """Otherwise the test above would compare OmegaConf with itself."""
    assert not UNALIKE.search(text)
    assert outcome_of(config_in, text) == outcome_of(
        lambda one: OmegaConf.load(StringIO(one)), text
    )


@pytest.mark.parametrize("path", sorted(conf_dir().rglob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_files_are_read_as_python_reads_them(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not UNALIKE.search(text)
    assert config_in(text) == OmegaConf.load(path)
    assert data_in(text) == yaml.safe_load(text)


def launching(conf: str, folder: Path, launcher: str) -> DictConfig:
    """Return Hydra's part of the configuration of a sweep."""
    texts = [
        f"hydra/launcher={launcher}",
        f"hydra.sweep.dir={folder}",
        "hydra.sweep.subdir=x",
        "hydra.output_subdir=null",
        "hydra.job.chdir=false",
        "hydra/job_logging=disabled",
        "hydra/hydra_logging=disabled",
    ]
    loader = loader_of(search_path_of(conf))
    config = loader.load_configuration("config", texts, RunMode.MULTIRUN, from_shell=False)
    return OmegaConf.masked_copy(config, ["hydra"])


def test_a_launcher_calls_the_task_once_for_each_job(conf: str, tmp_path: Path) -> None:
    numbers: list[int] = []

    def task(_: DictConfig) -> None:
        numbers.append(HydraConfig.get().job.num)

    launcher = launcher_of(launching(conf, tmp_path / "jobs", "basic"), task, print, 7)

    launcher.launch([["seed=1"], ["seed=2"], ["seed=3"]], 0)

    assert numbers == [0, 1, 2]


def test_workers_of_joblib_are_set_up(conf: str, tmp_path: Path) -> None:
    launcher = launcher_of(launching(conf, tmp_path, "joblib"), print, print, 7)

    assert launcher.joblib["initializer"] is print
    assert launcher.joblib["initargs"] == (7,)


def test_hydra_raises_what_is_wrong_with_a_command_line(
    conf: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Otherwise it would print the error and end the process."""
    monkeypatch.setattr("sys.argv", ["sesim"])
    folder = conf.removeprefix("file://")

    with pytest.raises(HydraException):
        show(["--cfg", "job", "sead=1"], folder, "config")
    show(["--cfg", "job", "seed=2"], folder, "config")

    assert "seed: 2\n" in capsys.readouterr().out


def test_a_killed_worker_of_joblib_is_an_error_of_the_standard_library() -> None:
    assert issubclass(loky.BrokenProcessPool, BrokenProcessPool)


def test_the_clock_reads_the_time_where_simpy_keeps_it() -> None:
    clock, read = Clock(), []

    def process() -> Iterator[simpy.Event]:
        for wait in (0.0, 1.5, 2.0):
            yield clock.timeout(wait)
            read.append((clock.now, simpy.Environment.now.__get__(clock)))

    clock.process(process())
    clock.run(until=5)

    assert read == [(0.0, 0.0), (1.5, 1.5), (3.5, 3.5)]
    assert clock.now == 5


Ring = Callable[[simpy.Event], object]


def with_a_timeout(env: simpy.Environment, delay: float, ring: Ring) -> simpy.Event:
    timeout = env.timeout(delay)
    timeout.callbacks.append(ring)
    return timeout


def happenings(run: Callable[..., object], alarm: Callable[..., simpy.Event]) -> list[Any]:
    """Processes, interrupts and alarms, many at the same time, until week 5."""
    env, seen = Clock(), list[Any]()

    def process(name: str, wait: float) -> Iterator[simpy.Event]:
        try:
            while True:
                alarm(env, wait / 2, lambda _: seen.append((env.now, name, "rings")))
                yield env.timeout(wait)
                seen.append((env.now, name, "waited"))
        except simpy.Interrupt as interrupt:
            seen.append((env.now, name, interrupt.cause))
            yield alarm(env, 1.0, lambda _: seen.append((env.now, name, "afterwards")))
            seen.append((env.now, name, "ends"))

    env.process(process("slow", 1.0))
    fast = env.process(process("fast", 0.5))
    alarm(env, 2.5, lambda _: fast.interrupt("enough"))
    alarm(env, 5.0, lambda _: seen.append("the end itself"))
    run(env, 5.0)
    return [*seen, env.now]


@pytest.mark.parametrize("alarm", [Alarm, with_a_timeout])
def test_the_clock_does_what_simpy_does(alarm: Callable[..., simpy.Event]) -> None:
    """The loop over events and the alarm are shortcuts: same events, same order, same end."""
    found = happenings(Clock.run_until, alarm)

    assert found == happenings(simpy.Environment.run, with_a_timeout)
    assert (2.5, "fast", "enough") in found
    assert (3.5, "fast", "ends") in found
    assert found[-1] == 5.0
    assert "the end itself" not in found


def test_an_error_in_a_process_is_not_lost_on_the_clock() -> None:
    clock = Clock()

    def process() -> Iterator[simpy.Event]:
        yield clock.timeout(1.0)
        raise ValueError("this")

    clock.process(process())
    with pytest.raises(ValueError, match="this"):
        clock.run_until(5.0)


def test_a_clock_without_events_goes_on_to_the_end() -> None:
    clock = Clock()
    clock.run_until(5.0)

    assert clock.now == 5.0


Ending = Callable[[Task], object]


@pytest.mark.parametrize("ending", [Task.happen, Task.succeed])
def test_a_task_that_happens_is_an_event_that_succeeds(ending: Ending) -> None:
    """Those who wait continue, at once or later, alone or for several events."""
    env = Clock()
    task, other = (Task(env, "person", Activity.MAPPING, 1.0) for _ in range(2))
    seen: list[tuple[str, float]] = []

    def wait(name: str, event: simpy.Event, delay: float) -> Iterator[simpy.Event]:
        yield env.timeout(delay)
        yield event
        seen.append((name, env.now))

    def end() -> Iterator[simpy.Event]:
        yield env.timeout(2)
        ending(task)
        yield env.timeout(1)
        ending(other)

    env.process(wait("first", task, 0))
    env.process(wait("second", task, 1))
    env.process(wait("either", task | other, 0))
    env.process(wait("both", task & other, 0))
    env.process(wait("late", task, 4))
    env.process(end())
    env.run()

    times = {"first": 2, "second": 2, "either": 2, "both": 3, "late": 4}
    assert dict(seen) == times
    assert [time for _, time in seen] == sorted(times.values())
    assert task.triggered
    assert task.processed
    assert (task.ok, task.value) == (True, None)
