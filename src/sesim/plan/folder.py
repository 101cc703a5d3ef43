"""The folder of a search: its histories are kept in it until the answer is there."""

import hashlib
import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from sesim.messages import reason
from sesim.plan.question import PlanQuestion
from sesim.plan.store import KEPT, TrialStore
from sesim.runs.errors import OutputError
from sesim.runs.results.folder import replace_file, writing
from sesim.runs.results.provenance import histories
from sesim.runs.results.store import PROVENANCE

STATE: Final = ".plan"
ABOUT: Final = "search.json"


def holds_nothing(path: Path) -> bool:
    """Whether a folder has only what a search leaves that is killed before it keeps anything."""
    try:
        only = [one.name for one in path.iterdir()] == [STATE]
        return only and (path / STATE).is_dir() and not len(TrialStore(path / STATE))
    except (OSError, ValueError):
        return False


class PlanFolder:
    """A folder that holds a search.

    Use it as a context: while it lasts, no other process can search in the folder.

    Args:
        path: the folder; it exists, and holds nothing, or this search if that is resumed.
        question: what is asked; a search for something else is not resumed.
        resume: whether to go on with an earlier search.

    Attributes:
        store: of the histories.

    Raises:
        OutputError: it cannot be used; raised on entering.
    """

    def __init__(self, path: Path, question: PlanQuestion, *, resume: bool) -> None:
        self.path, self.state = path, path / STATE
        self.store = TrialStore(self.state, len(question.wanted))
        self._question, self._resume = question, resume
        self._lock = FileLock(self.state / "lock", blocking=False)
        self._is_done = False

    def __enter__(self) -> "PlanFolder":
        if self._resume and not self.state.is_dir():
            found = "a finished search" if (self.path / PROVENANCE).exists() else "no search"
            raise OutputError(f"output: {self.path}: holds {found}, which cannot be resumed")
        try:
            self.state.mkdir(exist_ok=True)
            self._lock.acquire()
            self._check(self.state / ABOUT)
        except Timeout:
            raise OutputError(f"output: {self.path}: another search is running in it") from None
        except OSError as error:
            raise OutputError(f"output: {self.path}: {reason(error)}") from None
        except OutputError:
            self._lock.release()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()
        if self._is_done or not (self._resume or len(self.store)):
            shutil.rmtree(self.state, ignore_errors=True)

    def done(self) -> None:
        """Note that the answer is written: the histories are in its tables."""
        self._is_done = True

    def _check(self, about: Path) -> None:
        """Refuse to go on with a search for something else; raises `OutputError`."""
        mine = identity(self._question)
        if not self._resume or not (len(self.store) or about.exists()):
            with writing(about, KEPT):
                replace_file(about, json.dumps(mine).encode())
            return
        theirs: Any = None
        with suppress(OSError, ValueError):
            theirs = json.loads(about.read_bytes())
        if theirs != mine:
            raise OutputError(
                f"output: {self.path}: holds the search for another plan, or of another version "
                "of the program; name another output"
            )


def identity(question: PlanQuestion) -> str:
    """Return a hash that is equal for searches with equal histories."""
    study, rules = question.study, question.rules
    scenarios = [one.scenario.model_dump(mode="json") for one in question.choice.candidates]
    goals = [goal.goal.model_dump(mode="json") for goal in question.goals]
    what = [histories(study), scenarios, goals, [list(one) for one in (rules,)], question.cost]
    text = json.dumps([*what, [list(map(str, one)) for one in question.wanted]], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
