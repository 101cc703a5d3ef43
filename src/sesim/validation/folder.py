"""The folder of a validation: finished draws are kept in it until the tables are there."""

import hashlib
import json
from pathlib import Path

from sesim.plan.folder import TrialFolder
from sesim.plan.store import TrialStore
from sesim.runs.results.provenance import histories
from sesim.validation.simulation import ValidationQuestion


class ValidationFolder(TrialFolder):
    """A folder that holds what was counted in finished draws.

    Args:
        path: the folder; it exists, and is empty or holds this validation if that is resumed.
        question: what is computed; another question is not resumed.
        resume: whether to go on with what was stopped.
    """

    STATE = ".validate"
    WHAT = "validation"
    OTHER = "a validation of other figures"

    def __init__(self, path: Path, question: ValidationQuestion, *, resume: bool) -> None:
        super().__init__(path, identity(question), 0, resume=resume)
        self.store = TrialStore(self.state)  # of any number of values in each draw


def identity(question: ValidationQuestion) -> str:
    """Return a hash that is equal for questions with equal numbers."""
    studies = {name: histories(study) for name, study in question.studies.items()}
    what = [studies, question.draws, [list(map(str, question.parts.items()))]]
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()
