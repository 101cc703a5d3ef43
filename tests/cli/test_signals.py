"""A signal to stop is never lost, and one that is ignored stays ignored."""

import os
import signal
from collections.abc import Callable

import pytest
import simpy

from sesim.cli.signals import Stopped, stop_if_told, stoppable


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
        stop_if_told()
        swallow(lambda: tell(signal.SIGTERM))
        tell(signal.SIGTERM)  # a second one does not interrupt the tidying up

        with pytest.raises(Stopped, match="SIGTERM"):
            stop_if_told()


def test_what_is_ignored_stays_ignored() -> None:
    """As under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stoppable():
            tell(signal.SIGHUP)
            stop_if_told()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
