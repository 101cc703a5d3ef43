"""What a terminal shows while it waits, and that nothing else gets it."""

import contextlib
import io
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sesim.cli.signals import Stopped, stoppable
from sesim.cli.terminal import bar, stage, with_bar

pytestmark = pytest.mark.usefixtures("few_programmes", "without_workbooks")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def use(bars: Callable[[], object]) -> None:
    bars()
    with stage("drawing the pages"):
        pass
    with bar(100, "replications", "simulating") as shown:
        for _ in range(3):
            time.sleep(0.2)
            shown.update(10)


def test_a_terminal_shows_the_stage_and_the_time_that_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    use(lambda: list(with_bar([1, 2, 3], "jobs", "checking the jobs")))

    text = terminal.getvalue()
    assert "checking the jobs" in text
    assert "drawing the pages ..." in text
    assert "simulating:  20%" in text or "simulating:  30%" in text
    assert "<00:0" in text  # the time that is left
    assert text.rsplit("\r", 1)[-1].strip() == ""  # all of it disappears


@pytest.mark.parametrize("stream", [io.StringIO(), None])
def test_a_file_or_nothing_gets_nothing(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO | None
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)

    use(lambda: list(with_bar([1, 2, 3], "jobs", "checking the jobs")))

    assert stream is None or stream.getvalue() == ""


def test_counting_stops_when_a_signal_was_swallowed() -> None:
    """Libraries take the exception of a signal for something else."""
    done = []

    def work() -> None:
        for item in with_bar([1, 2, 3], "jobs", ""):
            done.append(item)
            with contextlib.suppress(Stopped):
                signal.raise_signal(signal.SIGTERM)

    with stoppable(), pytest.raises(Stopped):
        work()

    assert done == [1]


def test_a_study_shows_its_stages(
    monkeypatch: pytest.MonkeyPatch,
    sesim: Callable[..., tuple[int, str, str]],
    small: list[str],
    tmp_path: Path,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    status, out, _ = sesim(*small, "workers=1", "output=result")

    assert status == 0
    stages = ["simulating", "writing the tables"]
    assert [one for one in stages if one not in terminal.getvalue()] == []
    assert [one for one in stages if one in out] == []
    assert "drawing the pages" not in terminal.getvalue()  # report=false
    assert (tmp_path / "result").is_dir()
