"""What a browser asks of a page, and how a page answers."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sesim.app.runs import RunStage
from sesim.app.workspace import ListedProgramme, Workspace
from sesim.report.text.language import Language


class NotFoundError(LookupError):
    """There is nothing at an address."""


@dataclass(frozen=True)
class Ask:
    """A request for a page.

    Attributes:
        workspace: the user's folder.
        say: the language of the page.
        path: the parts of the address, by name.
        query: what stands behind it.
        typed: what a form has sent, by name; empty if nothing was.
        several: the values of fields that may be ticked several times, by name.
    """

    workspace: Workspace
    say: Language
    path: Mapping[str, str]
    query: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    several: Mapping[str, list[str]] = field(default_factory=dict)

    def programme(self) -> ListedProgramme:
        """Return the programme that the address names.

        Raises:
            NotFoundError: there is none.
        """
        return self._programme(own=False)

    def own_programme(self) -> ListedProgramme:
        """Return the programme that the address names, if its file is the user's.

        Raises:
            NotFoundError: there is none.
        """
        return self._programme(own=True)

    def _programme(self, *, own: bool) -> ListedProgramme:
        found = self.workspace.programme(self.path["name"])
        if found is None or (own and not found.is_own):
            raise NotFoundError(self.path["name"])
        return found


@dataclass(frozen=True)
class Show:
    """A page.

    Attributes:
        template: its file in `report/app/`.
        values: what it shows.
        status: of the answer.
    """

    template: str
    values: Mapping[str, Any]
    status: int = 200


@dataclass(frozen=True)
class Go:
    """Another page to go to: its address, from the first page of the language."""

    address: str


@dataclass(frozen=True)
class Begin:
    """A run to begin, and its page to go to.

    Attributes:
        title: for readers.
        stages: the commands, in order.
        results, back: addresses of the results and of the form.
    """

    title: str
    stages: tuple[RunStage, ...]
    results: str
    back: str


@dataclass(frozen=True)
class SendFile:
    """A file of the user's folder.

    Attributes:
        path: where it is.
        download: whether the browser saves it instead of showing it.
    """

    path: Path
    download: bool


Answer = Show | Go | Begin | SendFile

BAD = 422
"""Status of a form that has to be corrected."""


def mark_of(text: str | None) -> str:
    """Return a short mark of a file's text, by which a form notices that it has changed."""
    return hashlib.sha256((text or "").encode()).hexdigest()[:16]
