"""A signal to stop is never lost, and one that is ignored stays ignored."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress

import pytest
import simpy

from sesim.cli import command
from sesim.cli.compose import Composer
from sesim.cli.signals import Stopped, stop_if_signalled, stoppable
from sesim.cli.simulate import main
from sesim.runs.errors import OutputError, RunError
from sesim.study import StudyError

pytestmark = pytest.mark.usefixtures("few_programmes")


def tell(number: int) -> None:
    os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_becomes_an_exception_with_its_status(number: signal.Signals) -> None:
    before = signal.getsignal(number)

    with pytest.raises(Stopped) as caught, stoppable():
        tell(number)

    assert caught.value.status == 128 + number
    assert str(caught.value) == number.name
    assert signal.getsignal(number) is before


def test_a_signal_is_forgotten_with_what_it_stopped() -> None:
    """Otherwise it would also stop what the same process does next."""
    with pytest.raises(Stopped), stoppable():
        tell(signal.SIGTERM)

    assert stop_if_signalled() is None


def swallow(work: Callable[[], object]) -> None:
    """Lose whatever is raised inside a process of the simulation."""
    environment = simpy.Environment()

    def process() -> object:
        yield environment.timeout(1)
        work()

    environment.process(process()).defused = True
    environment.run()


def test_signal_that_the_simulation_swallows_is_not_lost() -> None:
    with stoppable():
        stop_if_signalled()
        swallow(lambda: tell(signal.SIGTERM))
        tell(signal.SIGTERM)  # a second one does not interrupt the tidying up

        with pytest.raises(Stopped, match="SIGTERM"):
            stop_if_signalled()


@pytest.mark.parametrize(
    "error", [StudyError(["x"]), OutputError("x"), RunError("x"), KeyError("x")]
)
def test_a_signal_that_comes_out_as_an_error_of_a_library_is_still_a_signal(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    """OmegaConf tidies up after an exception, and may fail in doing so."""

    def perform(_: list[str]) -> None:
        with suppress(Stopped):
            tell(signal.SIGTERM)
        raise error

    status = command.exit_status("sesim", [], str, perform, "nothing is kept")

    assert status == 128 + signal.SIGTERM
    assert capsys.readouterr().err == "sesim: stopped by SIGTERM; nothing is kept\n"


def test_a_signal_while_jobs_are_composed_stops_at_the_next_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    composed = []

    def job(_: Composer, overrides: list[str]) -> None:
        composed.append(overrides)
        with suppress(Stopped):
            tell(signal.SIGTERM)
        raise StudyError(["what OmegaConf made of it"])

    monkeypatch.setattr(Composer, "job", job)

    status = main.exit_status(["-m", "seed=1,2,3"])

    assert status == 128 + signal.SIGTERM
    assert len(composed) == 1
    assert "invalid study" not in capsys.readouterr().err


def test_what_is_ignored_stays_ignored() -> None:
    """As under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stoppable():
            tell(signal.SIGHUP)
            stop_if_signalled()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
