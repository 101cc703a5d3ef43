"""Who may ask what: the owner's browser alone, in requests of bounded size and time."""

import asyncio
import secrets
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY: Final = 2_000_000
"""Bytes of a request: a table of five thousand people has 500,000."""

SLOWEST_BODY: Final = 20.0
"""Seconds for all of a request."""

METHODS: Final = ("GET", "HEAD", "POST")

OWN_SITE: Final = ("same-origin", "none")
"""What browsers say of requests that come from our own pages, or were typed by the reader."""

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
"""Nothing from elsewhere, and no script or style that stands in a page."""

HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # The address holds the token, so no other site may see it; our own forms need their origin.
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


class RefusedError(Exception):
    """A request that is not answered.

    Args:
        status: of the answer.
        reason: in a sentence.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def refusal(refused: RefusedError) -> PlainTextResponse:
    """Return the answer to a request that is refused, and the last one of its connection.

    What has not been read of it must not be taken for the next request.
    """
    return PlainTextResponse(f"{refused}\n", refused.status, headers={"connection": "close"})


class Guard:
    """Lets requests through that come from the owner's browser.

    Args:
        app: answers them.
        token: first part of every address; without it nothing is found.
        hosts: names by which the server may be called, with the port.
        origins: of the pages that may send forms.
        slowest: seconds for a request.
    """

    def __init__(
        self,
        app: ASGIApp,
        token: str,
        hosts: frozenset[str],
        origins: frozenset[str],
        slowest: float = SLOWEST_BODY,
    ) -> None:
        self._app, self._token = app, token
        self._hosts, self._origins, self._slowest = hosts, origins, slowest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        begun = False

        async def answer(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            self._check(scope)
            await self._app(scope, self._bounded(receive), answer)
        except ClientDisconnect:
            return  # nobody is left to answer
        except RefusedError as refused:
            if not begun:
                await refusal(refused)(scope, receive, answer)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if headers.get("host", "").lower() not in self._hosts:
            raise RefusedError(421, "This server answers only to its own address.")
        if scope["method"] not in METHODS:
            raise RefusedError(405, "Only GET and POST are answered.")
        token = scope["path"].removeprefix("/").partition("/")[0]
        if not secrets.compare_digest(token.encode(), self._token.encode()):
            raise RefusedError(404, "Not found. Open the address that sesim-app has shown.")
        if headers.get("sec-fetch-site", "none") not in OWN_SITE and not _is_link(scope, headers):
            raise RefusedError(403, "The request comes from another site.")
        if scope["method"] == "POST" and headers.get("origin", "").lower() not in self._origins:
            raise RefusedError(403, "The form does not come from a page of this server.")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            raise RefusedError(
                413, f"The request is too large; at most {LARGEST_BODY} bytes are read."
            )

    def _bounded(self, receive: Receive) -> Receive:
        """Return what receives a request, and refuses one that is too large or takes too long."""
        read = 0
        deadline: float | None = asyncio.get_running_loop().time() + self._slowest

        async def bounded() -> Message:
            nonlocal read, deadline
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise RefusedError(408, "The request took too long.") from None
            if message["type"] == "http.request":
                read += len(message.get("body", b""))
                if read > LARGEST_BODY:
                    raise RefusedError(
                        413, f"The request is too large; at most {LARGEST_BODY} bytes."
                    )
                if not message.get("more_body", False):
                    deadline = None  # from here on only the end of the connection is awaited
            return message

        return bounded


def _is_link(scope: Scope, headers: Headers) -> bool:
    """Whether somebody follows a link, such as one in a mail, or comes back from a login.

    It shows a page in a tab of its own and changes nothing.
    """
    is_page = headers.get("sec-fetch-mode") == "navigate"
    return scope["method"] == "GET" and is_page and headers.get("sec-fetch-dest") == "document"
