"""The server: on this machine alone, with an address that nobody can guess."""

import socket
import threading
import webbrowser
from collections.abc import Callable
from types import FrameType
from typing import Final
from urllib.parse import urlsplit

import uvicorn
from starlette.types import ASGIApp

from sesim.app.guard import Guard
from sesim.app.request import AppRequest, new_token
from sesim.app.site import site
from sesim.messages import reason
from sesim.runs.errors import OutputError

LOOPBACK: Final = "127.0.0.1"
NAMES: Final = (LOOPBACK, "localhost")
MOST_CONNECTIONS: Final = 200


def serve(request: AppRequest) -> None:
    """Serve the pages until the process is stopped.

    Raises:
        OutputError: the port is taken.
    """
    listening = _listen(request.port)
    port = listening.getsockname()[1]
    token = request.token or new_token()
    local = f"http://{LOOPBACK}:{port}"
    opened = f"{request.address or local}/{token}/"
    pages = site(request.folder, f"{_path_of(request.address)}/{token}", request.language)
    app = Guard(
        pages,
        token,
        hosts=frozenset([*(f"{name}:{port}" for name in NAMES), *_host_of(request.address)]),
        origins=frozenset(
            [*(f"http://{name}:{port}" for name in NAMES), *_origin_of(request.address)]
        ),
    )
    print(f"sesim is open at {opened}\nFolder: {request.folder}\nCtrl-C ends it.", flush=True)
    if request.browser:
        threading.Thread(target=webbrowser.open, args=(opened,), daemon=True).start()
    _Server(configured(app), pages.state.runs.stop_telling).run(sockets=[listening])


class _Server(uvicorn.Server):
    """A server that tells the pages before it waits for their connections to close.

    Args:
        config: how it behaves.
        end: tells them.
    """

    def __init__(self, config: uvicorn.Config, end: Callable[[], None]) -> None:
        super().__init__(config)
        self._end = end

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal to stop."""
        self._end()
        super().handle_exit(sig, frame)


def configured(app: ASGIApp) -> uvicorn.Config:
    """Return how the server behaves; it logs no request, since addresses hold the token."""
    return uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=5,
        ws="none",
    )


def _listen(port: int) -> socket.socket:
    """Return a socket of this machine alone.

    Raises:
        OutputError: another program has the port.
    """
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        listening.listen(MOST_CONNECTIONS)  # a browser that is early waits
    except OSError as error:
        listening.close()
        raise OutputError(f"--port: {port}: {reason(error)}") from None
    return listening


def _path_of(address: str | None) -> str:
    return "" if address is None else urlsplit(address).path


def _host_of(address: str | None) -> list[str]:
    return [] if address is None else [urlsplit(address).netloc.lower()]


def _origin_of(address: str | None) -> list[str]:
    if address is None:
        return []
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}".lower()]
