"""The user's folder: programmes, alternatives, counts and results, as files of the command line."""

import re
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from sesim.cli.programme_file import SHORT_NAME
from sesim.runs.results.folder import replace_file, slug
from sesim.study import StudyError
from sesim.study.input_file import yaml_text_of
from sesim.study.shipped import conf_dir, options, shipped_file
from sesim.study.yaml_text import data_in

PROGRAMME: Final = "programme"
SCENARIO: Final = "scenario"
COUNTS: Final = "counts"
PARAMETERS: Final = "parameters"
RESULTS: Final = "results"

LONGEST_NAME: Final = 60


class ListedProgramme(NamedTuple):
    """A programme that can be chosen.

    Attributes:
        name: in commands.
        title: for readers; the name if its file cannot be read.
        is_own: whether its file is in the user's folder.
        problem: why its file cannot be read, if it cannot.
    """

    name: str
    title: str
    is_own: bool
    problem: str = ""


class Workspace:
    """The files of a folder, each by its kind and name; nothing outside it is touched.

    Args:
        folder: the user's.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._given: dict[str, int] = {}
        self._naming = threading.Lock()

    def programmes(self) -> Iterator[ListedProgramme]:
        """Yield the programmes in the folder, by name."""
        return map(self._own, self._names(PROGRAMME))

    def shipped(self) -> Iterator[ListedProgramme]:
        """Yield the programmes that come with sesim, those of the county's evaluation first."""
        names = [name for name in options(PROGRAMME) if not self.has(PROGRAMME, name)]
        counted = {name: bool(shipped_file(PROGRAMME, name).get("observed")) for name in names}
        return map(_shipped, sorted(names, key=lambda name: (not counted[name], name)))

    def programme(self, name: str) -> ListedProgramme | None:
        """Return a programme by its name; None if there is none."""
        if name in self._names(PROGRAMME):
            return self._own(name)
        return _shipped(name) if name in options(PROGRAMME) else None

    def _own(self, name: str) -> ListedProgramme:
        try:
            title = str(self.read(PROGRAMME, name).get("title") or name)
        except StudyError as error:
            return ListedProgramme(name, name, is_own=True, problem=error.problems[0])
        return ListedProgramme(name, title, is_own=True)

    def has(self, kind: str, name: str) -> bool:
        """Whether the folder holds a file of a kind and a name."""
        return self.path(kind, name).is_file()

    def read(self, kind: str, name: str) -> Mapping[str, Any]:
        """Return what a file holds, as plain data; a shipped one if the folder has none.

        Raises:
            StudyError: it cannot be read, with the file and the line.
        """
        return data_in(self.text(kind, name)) or {}

    def text(self, kind: str, name: str) -> str:
        """Return the text of a file; of a shipped one if the folder has none.

        Raises:
            StudyError: it cannot be read.
        """
        path = self.path(kind, name)
        if not path.is_file() and name in options(kind):
            return (conf_dir() / kind / f"{name}.yaml").read_text(encoding="utf-8")
        return yaml_text_of(path)

    def path(self, kind: str, name: str, suffix: str = ".yaml") -> Path:
        """Return where a file is, which may not exist.

        Raises:
            StudyError: no file can have that name, or the folder leads elsewhere.
        """
        if not SHORT_NAME.fullmatch(name) or len(name) > LONGEST_NAME:
            raise StudyError([f"{kind}: {name[:LONGEST_NAME]!r} is no name of a file here"])
        return self._inside(self.folder / kind / f"{name}{suffix}")

    def write(self, path: Path, text: str) -> None:
        """Write a file whole, or not at all.

        Raises:
            OSError: it cannot be written.
        """
        self._inside(path).parent.mkdir(exist_ok=True)
        replace_file(path, text.encode())

    def _inside(self, path: Path) -> Path:
        """Return a path if it leads into the folder, also where links are followed.

        Raises:
            StudyError: it does not.
        """
        if not path.resolve().is_relative_to(self.folder):
            raise StudyError([f"{path.name}: leads out of the folder {self.folder}"])
        return path

    def _names(self, kind: str) -> list[str]:
        found = (self.folder / kind).glob("*.yaml")
        return sorted(one.stem for one in found if SHORT_NAME.fullmatch(one.stem))

    def scenarios(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the title of each alternative in the folder."""
        for name in self._names(SCENARIO):
            try:
                yield name, str(self.read(SCENARIO, name).get("title") or name)
            except StudyError:
                yield name, name

    def new_name(self, kind: str, title: str) -> str:
        """Return a name for a new file that no other has, after what it is called."""
        plain = title.lower().translate(str.maketrans("åäöéü", "aaoeu"))
        stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[: LONGEST_NAME - 4]
        stem = stem if SHORT_NAME.fullmatch(stem) else f"{kind}_{stem}".rstrip("_")
        taken = {*self._names(kind), *options(kind)}
        return _unused(stem, taken)

    def new_results(self, title: str) -> str:
        """Return a folder for new results, within this one."""
        stem = slug(title)
        with self._naming:
            there = {one.name for one in (self.folder / RESULTS).glob("*")}
            number = self._given.get(stem, 0) + 1
            while f"{stem}_{number}" in there or f"{stem}_{number}_first" in there:
                number += 1
            # Two tabs may ask before either has written anything.
            self._given[stem] = number
        return f"{RESULTS}/{stem}_{number}"


def _shipped(name: str) -> ListedProgramme:
    return ListedProgramme(name, str(shipped_file(PROGRAMME, name)["title"]), is_own=False)


def _unused(stem: str, taken: set[str]) -> str:
    """Return a name that is not taken, with a number at its end if need be."""
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name
