"""Checks that a Dask scheduler answers at an address, before any work is sent there.

A scheduler speaks first: it sends the length of its greeting, which is short. A web server waits
for a request, and the first bytes of other servers, read as a length, are enormous: Dask's own
client would use up all memory, or wait for minutes.
"""

import socket
from urllib.parse import urlsplit

from sesim.runs.errors import RunError

PATIENCE_SECONDS = 10
"""Seconds that a cluster may take to answer."""

LENGTH = 8
"""Bytes of the number that comes first, lowest byte first."""

LONGEST_GREETING = 1_000_000
"""Bytes; no scheduler's greeting is longer."""


def refuse_unless_it_speaks(address: str) -> None:
    """Check that something answers as a Dask scheduler does, as far as one can see from outside.

    Only plain connections (`tcp://`) can be checked.

    Raises:
        RunError: nothing answers, or another program does; within `PATIENCE_SECONDS`.
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
    """Return the first bytes, or fewer if the other side ends the connection."""
    found = b""
    while len(found) < LENGTH and (more := connection.recv(LENGTH - len(found))):
        found += more
    return found
