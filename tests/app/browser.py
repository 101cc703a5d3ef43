"""A browser without a window: it asks for pages, and fills in the forms that it finds."""

import http.client
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

PATIENCE = 60.0
"""Seconds that an answer may take on a machine that is busy with other things."""

Upload = tuple[str, bytes]
"""The name and the content of a file."""

Sent = Mapping[str, str | list[str] | Upload]


class Page(NamedTuple):
    """An answer.

    Attributes:
        status, headers, body: as they came.
        address: where it was found, behind the token.
    """

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    address: str

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def html(self) -> "Html":
        found = Html()
        found.feed(self.text)
        found.close()
        return found


class Element(NamedTuple):
    """A start tag: its name and its attributes."""

    tag: str
    has: dict[str, str]


class Html(HTMLParser):
    """What a page holds: its elements, its forms, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.forms: list[dict[str, list[str]]] = []
        self.actions: list[str] = []
        self.texts: list[str] = []
        self._select: str | None = None
        self._chosen: list[str] = []
        self._first: str | None = None
        self._area: str | None = None
        self._inside: list[str] = []
        self._ids: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {key: value or "" for key, value in attrs}
        self.elements.append(Element(tag, has))
        if "id" in has:
            self._ids[has["id"]] = []
        self._inside = [has["id"]] if tag == "p" and "id" in has else self._inside
        name = has.get("name", "")
        if tag == "form":
            self.forms.append({})
            self.actions.append(has.get("action", ""))
        elif tag == "input" and name and self.forms:
            kind = has.get("type")
            if kind == "checkbox" and "checked" not in has:
                self.forms[-1].setdefault(name, [])
            elif kind != "file":
                self._put(name, has.get("value", ""))
        elif tag == "select":
            self._select, self._chosen, self._first = name, [], None
        elif tag == "option":
            self._first = has["value"] if self._first is None else self._first
            if "selected" in has:
                self._chosen = [has["value"]]
        elif tag == "textarea":
            self._area = name
            self._put(name, "")

    def _put(self, name: str, value: str) -> None:
        self.forms[-1].setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select is not None:
            self._put(self._select, [*self._chosen, self._first or ""][0])
            self._select = None
        elif tag == "textarea" and self._area is not None:
            text = self.forms[-1][self._area][-1]
            self.forms[-1][self._area][-1] = text.removeprefix("\n")
            self._area = None
        elif tag == "p":
            self._inside = []

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.forms[-1][self._area][-1] += data
        else:
            self.texts.append(data)
        for one in self._inside:
            self._ids[one].append(data)

    @property
    def form(self) -> dict[str, list[str]]:
        """The form with the most fields, and what stands in them."""
        return max(self.forms, key=len)

    @property
    def words(self) -> str:
        """What a reader sees, on one line."""
        return re.sub(r"\s+", " ", " ".join(self.texts))

    def text_at(self, name: str) -> str:
        """Return the text of the paragraph that has an id."""
        return "".join(self._ids[name]).strip()

    def with_(self, attribute: str, value: str | None = None) -> list[Element]:
        """Return the elements that have an attribute."""
        return [
            one
            for one in self.elements
            if attribute in one.has and value in (None, one.has[attribute])
        ]


class Browser:
    """Asks one server; it keeps nothing, and sends what a browser sends with forms.

    Args:
        port: of the server.
        token: first part of every address.
        code: language of the pages.
    """

    def __init__(self, port: int, token: str, code: str = "en") -> None:
        self.port, self.token, self.code = port, token, code
        self.host = f"127.0.0.1:{port}"

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Return the answer to any request; `path` begins with a slash."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return Page(answer.status, answer.headers, answer.read(), path)
        finally:
            connection.close()

    def at(self, address: str) -> str:
        """Return the path of an address within the language."""
        return f"/{self.token}/{self.code}/{address}"

    def get(self, address: str) -> Page:
        """Return the page at an address within the language."""
        return self.ask(self.at(address))

    def post(self, address: str, sent: Sent) -> Page:
        """Send a form to an address within the language, as a browser does."""
        files = any(isinstance(one, tuple) for one in sent.values())
        kind, body = (
            multipart(sent) if files else ("application/x-www-form-urlencoded", plain(sent))
        )
        return self.ask(
            self.at(address),
            "POST",
            body,
            {
                "content-type": kind,
                "origin": f"http://{self.host}",
                "sec-fetch-site": "same-origin",
            },
        )

    def submit(self, address: str, changes: Sent | None = None) -> Page:
        """Open a page, fill in its form, and send it, with other values in some fields."""
        html = self.get(address).html
        to = html.actions[html.forms.index(html.form)].removeprefix(self.at("")) or address
        return self.post(to, {**html.form, **(changes or {})})

    def follow(self, page: Page) -> Page:
        """Return the page that an answer sends to."""
        assert page.status == 303, page.text
        to = urlsplit(urljoin(page.address, page.headers["location"]))
        return self.ask(f"{to.path}?{to.query}".removesuffix("?"))


def plain(sent: Sent) -> bytes:
    return urlencode(dict(sent), doseq=True).encode()


def multipart(sent: Sent) -> tuple[str, bytes]:
    """Return the content type and the body of a form with a file."""
    mark = "----mark"
    parts = []
    for name, value in sent.items():
        for one in value if isinstance(value, list) else [value]:
            head = f'--{mark}\r\ncontent-disposition: form-data; name="{name}"'
            if isinstance(one, tuple):
                head += f'; filename="{one[0]}"\r\ncontent-type: text/csv'
            data = one[1] if isinstance(one, tuple) else one.replace("\n", "\r\n").encode()
            parts.append(head.encode() + b"\r\n\r\n" + data + b"\r\n")
    return f"multipart/form-data; boundary={mark}", b"".join(parts) + f"--{mark}--\r\n".encode()
