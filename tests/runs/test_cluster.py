"""A Dask cluster instead of processes here: a real one, on the loopback."""

import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from distributed import LocalCluster
from pandas.testing import assert_frame_equal

from sesim import simulate
from sesim.runs.errors import RunError
from sesim.runs.parallel import refuse_unless_it_answers
from sesim.runs.replicate import Results
from sesim.study import Study, StudyError


def test_a_cluster_makes_no_difference(
    cluster: LocalCluster, load: Callable[..., Study], results: Results
) -> None:
    elsewhere = simulate(load(f"cluster={cluster.scheduler_address}", "workers=0"))

    for table in ("events", "participants", "measures", "summary"):
        assert_frame_equal(getattr(elsewhere, table), getattr(results, table), check_exact=True)


def test_an_address_that_does_not_answer_is_named(
    load: Callable[..., Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sesim.runs.parallel.PATIENCE_SECONDS", 0.2)

    with pytest.raises(RunError, match=r"cluster: tcp://127.0.0.1:9 does not answer"):
        simulate(load("cluster=tcp://127.0.0.1:9"))


@contextmanager
def server(handle: Callable[[socket.socket], object]) -> Iterator[str]:
    """A server on the loopback that does with each connection what it is told to."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            handle(self.request)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as made:
        made.daemon_threads = True
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield "tcp://{}:{}".format(*made.server_address)
        made.shutdown()


def silent(connection: socket.socket) -> None:
    """Say nothing until the other side has gone."""
    connection.recv(1_000_000)
    with suppress(OSError):
        connection.recv(1)


def web(connection: socket.socket) -> None:
    """Answer what is no request, as web servers do."""
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")


def mail(connection: socket.socket) -> None:
    connection.sendall(b"220 mail.example.org ESMTP\r\n")


def mute(connection: socket.socket) -> None:
    connection.close()


def short(connection: socket.socket) -> None:
    connection.sendall(b"\x00\x00")


@pytest.mark.parametrize(
    ("handle", "said"),
    [
        (silent, "it is silent"),
        (web, "another program is there"),
        (mail, "another program is there"),
        (mute, "another program is there"),
        (short, "another program is there"),
    ],
)
def test_what_is_no_scheduler_is_told_soon(
    handle: Callable[[socket.socket], object], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dask's own client takes all memory for the first of these, and waits for the second."""
    monkeypatch.setattr("sesim.runs.cluster.PATIENCE_SECONDS", 0.5)
    started = time.monotonic()

    with (
        server(handle) as address,
        pytest.raises(RunError, match=f"{address} does not answer as a Dask scheduler: {said}"),
    ):
        refuse_unless_it_answers(address)

    assert time.monotonic() - started < 10


@pytest.mark.parametrize("address", ["tcp://nowhere.invalid:1", "tcp://[::1:1", "tcp://a:99999"])
def test_an_address_of_nothing_is_told(address: str) -> None:
    with pytest.raises(RunError, match="does not answer as a Dask scheduler"):
        refuse_unless_it_answers(address)


def test_a_cluster_without_workers_is_told(load: Callable[..., Study]) -> None:
    with (
        LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=":0") as empty,
        pytest.raises(RunError, match=r"the scheduler at .* has no workers"),
    ):
        simulate(load(f"cluster={empty.scheduler_address}"))


@pytest.mark.parametrize("address", ["here", "127.0.0.1:8786", "tcp://127.0.0.1"])
def test_what_is_no_address_is_refused(load: Callable[..., Study], address: str) -> None:
    with pytest.raises(StudyError, match=r"cluster: .*pattern"):
        load(f"cluster='{address}'")
