"""Whether a Dask scheduler is at an address, before anything is handed to it.

A scheduler speaks first: whoever connects is sent the length of what follows, and that is short.
A web server waits to be asked, and the first letters of other servers are a length without end,
for which Dask's own client would take all memory, or wait for minutes.
"""

import socket
from urllib.parse import urlsplit

from sesim.runs.errors import RunError

PATIENCE_SECONDS = 10
"""How long a cluster may take to answer."""

LENGTH = 8
"""Bytes of the number that comes first, the lowest one first."""

LONGEST_GREETING = 1_000_000
"""More bytes than any scheduler begins with."""


def refuse_unless_it_speaks(address: str) -> None:
    """See that something answers as a Dask scheduler does, as far as that is seen from outside.

    Only plain connections (`tcp://`) are seen into.

    Raises:
        RunError: nothing answers, or something else; within `PATIENCE_SECONDS`.
    """
    if not address.startswith("tcp://"):
        return
    try:
        parts = urlsplit(address)
        place = (parts.hostname or "", parts.port or 0)
        with socket.create_connection(place, PATIENCE_SECONDS) as connection:
            connection.settimeout(PATIENCE_SECONDS)
            greeting = _received(connection)
    except TimeoutError:
        raise RunError(
            f"cluster: {address} does not answer as a Dask scheduler: it is silent"
        ) from None
    except (OSError, ValueError) as error:
        raise RunError(
            f"cluster: {address} does not answer as a Dask scheduler: {error}"
        ) from error
    if len(greeting) < LENGTH or int.from_bytes(greeting, "little") > LONGEST_GREETING:
        raise RunError(
            f"cluster: {address} does not answer as a Dask scheduler: another program is there"
        )


def _received(connection: socket.socket) -> bytes:
    """Return what comes first, or less if the other side ends the connection."""
    found = b""
    while len(found) < LENGTH and (more := connection.recv(LENGTH - len(found))):
        found += more
    return found
