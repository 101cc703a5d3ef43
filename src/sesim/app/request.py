"""From the arguments of `sesim-app` to a checked request."""

import re
import secrets
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from sesim import messages
from sesim.cli.command import OutputParser, language_problem
from sesim.messages import reason
from sesim.runs.errors import OutputError
from sesim.study.input_file import text_of

LIBRARIES: Final = ("starlette", "uvicorn", "python_multipart")
LAST_PORT: Final = 65535
USUAL_PORTS: Final = {"http": 80, "https": 443}
"""Ports that browsers leave out of an address."""

SHORTEST: Final = 16
TOKEN: Final = re.compile(rf"[A-Za-z0-9_-]{{{SHORTEST},200}}")


class AppRequest(NamedTuple):
    """What `sesim-app` is asked for.

    Attributes:
        folder: the user's; it is there.
        language: of the first page; None for that of the browser.
        port: of the address; 0 for one that is free.
        browser: whether to open one.
        address: what others call the server; None if nobody else does.
        token: the first part of every address; None for one that is new each time.
    """

    folder: Path
    language: str | None
    port: int
    browser: bool
    address: str | None
    token: str | None = None


def request_of(arguments: Sequence[str]) -> AppRequest:
    """Return what a command line asks for, and make the folder.

    Raises:
        OutputError: an argument is wrong, the folder cannot be used, or a library is missing.
    """
    parser = OutputParser(prog="sesim-app", add_help=False, allow_abbrev=False)
    parser.add_argument("folder", nargs="?", default="~/sesim")
    parser.add_argument("--lang", "--language", dest="lang")
    parser.add_argument("--port", default="0")
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--address")
    parser.add_argument("--token-file")
    asked = parser.parse_args(arguments)
    if asked.lang is not None and (problem := language_problem(asked.lang)):
        raise OutputError(problem)
    if not asked.port.isdecimal() or int(asked.port) > LAST_PORT:
        raise OutputError(
            f"--port: should be a number from 0 to {LAST_PORT} (got {messages.value(asked.port)})"
        )
    address = None if asked.address is None else _address(asked.address)
    if missing := [name for name in LIBRARIES if find_spec(name) is None]:
        raise OutputError(f"sesim-app: needs {', '.join(missing)}: pip install 'sesim[app]'")
    token = None if asked.token_file is None else _token(Path(asked.token_file).expanduser())
    folder = _folder(asked.folder)
    return AppRequest(folder, asked.lang, int(asked.port), not asked.no_browser, address, token)


def _token(path: Path) -> str:
    """Return the token of a file that only its owner can read; a new one if there is no file.

    Raises:
        OutputError: the file cannot be read or written, or holds no token.
    """
    try:
        if not path.exists():
            path.touch(mode=0o600, exist_ok=False)
            path.write_text(f"{new_token()}\n", encoding="ascii")
        token = text_of(path).strip()
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else error
        raise OutputError(f"--token-file: {path}: {why}") from None
    if not TOKEN.fullmatch(token):
        raise OutputError(
            f"--token-file: {path}: should hold at least {SHORTEST} letters, digits, - or _"
        )
    return token


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(16)


def _address(text: str) -> str:
    """Return an address without a slash at its end.

    Raises:
        OutputError: it is none.
    """
    parts = urlsplit(text)
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        raise OutputError(
            "--address: should be an address such as https://sesim.example.org (got "
            f"{messages.value(text)})"
        )
    usual = USUAL_PORTS[parts.scheme]
    return text.rstrip("/").replace(parts.netloc, parts.netloc.removesuffix(f":{usual}"), 1)


def _folder(text: str) -> Path:
    """Return the folder, which is made if it is not there.

    Raises:
        OutputError: it cannot be one.
    """
    try:
        folder = Path(text).expanduser().resolve()
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise OutputError(f"FOLDER: {text}: exists and is not a folder") from None
    except (OSError, RuntimeError, ValueError) as error:
        raise OutputError(f"FOLDER: {text}: {reason(error)}") from None
    return folder
