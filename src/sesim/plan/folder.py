"""The folder of a search: its histories are kept in it until the answer is there."""

import hashlib
import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

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


def holds_nothing(path: Path, state: str = STATE) -> bool:
    """Whether a folder has only what a command leaves that is killed before it keeps anything.

    Args:
        path: the folder.
        state: what the command calls the inner folder for its histories.
    """
    try:
        only = [one.name for one in path.iterdir()] == [state]
        return only and (path / state).is_dir() and not len(TrialStore(path / state))
    except (OSError, ValueError):
        return False


class TrialFolder:
    """A folder that holds histories until there is something to show for them.

    Use it as a context: while it lasts, no other process can use the folder.

    Args:
        path: the folder; it exists, and holds nothing, or what is resumed.
        identity: a hash of what is asked; histories for something else are not resumed.
        kept: how many values each history has.
        resume: whether to go on with what was stopped.

    Attributes:
        store: of the histories.

    Raises:
        OutputError: it cannot be used; raised on entering.
    """

    STATE = STATE
    WHAT = "search"
    OTHER = "the search for another plan"

    def __init__(self, path: Path, identity: str, kept: int, *, resume: bool) -> None:
        self.path, self.state = path, path / self.STATE
        self.store = TrialStore(self.state, kept)
        self._identity, self._resume = identity, resume
        self._lock = FileLock(self.state / "lock", blocking=False)
        self._is_done = False

    def __enter__(self) -> Self:
        if self._resume and not self.state.is_dir():
            is_finished = (self.path / PROVENANCE).exists()
            found = f"a finished {self.WHAT}" if is_finished else f"no {self.WHAT}"
            raise OutputError(f"output: {self.path}: holds {found}, which cannot be resumed")
        try:
            self.state.mkdir(exist_ok=True)
            self._lock.acquire()
            self._check(self.state / ABOUT)
        except Timeout:
            raise OutputError(
                f"output: {self.path}: another {self.WHAT} is running in it"
            ) from None
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
        """Refuse to go on with something else; raises `OutputError`."""
        if not self._resume or not (len(self.store) or about.exists()):
            with writing(about, KEPT):
                replace_file(about, json.dumps(self._identity).encode())
            return
        theirs: Any = None
        with suppress(OSError, ValueError):
            theirs = json.loads(about.read_bytes())
        if theirs != self._identity:
            raise OutputError(
                f"output: {self.path}: holds {self.OTHER}, or of another version "
                "of the program; name another output"
            )


class PlanFolder(TrialFolder):
    """A folder that holds a search.

    Args:
        path: the folder; it exists, and is empty or holds this search if that is resumed.
        question: what is asked; a search for something else is not resumed.
        resume: whether to go on with an earlier search.
    """

    def __init__(self, path: Path, question: PlanQuestion, *, resume: bool) -> None:
        super().__init__(path, identity(question), len(question.wanted), resume=resume)


def identity(question: PlanQuestion) -> str:
    """Return a hash that is equal for searches with equal histories."""
    study, rules = question.study, question.rules
    scenarios = [one.scenario.model_dump(mode="json") for one in question.choice.candidates]
    goals = [goal.goal.model_dump(mode="json") for goal in question.goals]
    what = [histories(study), scenarios, goals, [list(one) for one in (rules,)], question.cost]
    text = json.dumps([*what, [list(map(str, one)) for one in question.wanted]], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
