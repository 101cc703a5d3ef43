"""Files of an earlier version, written in the format of this one."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from sesim.cli.terminal import from_here, print_result
from sesim.messages import reason
from sesim.runs.errors import RunError
from sesim.study import StudyError
from sesim.study.conversion import LAST_OF_FORMAT_1, Converted, converted
from sesim.study.input_file import yaml_text_of


def perform(files: Sequence[Path]) -> None:
    """Convert files, and print what was changed; all are read before one is written.

    Raises:
        StudyError: a file cannot be read or converted, or its old text cannot be kept; then none
            is changed.
        RunError: a file cannot be written; then none is changed.
    """
    found = {file: converted(yaml_text_of(file)) for file in files}
    changed = {file: one.text for file, one in found.items() if one.changes}
    problems = [
        f"{from_here(file)}: {line}" for file, one in found.items() for line in one.problems
    ]
    problems += [
        f"{from_here(_old(file))}: exists, and would hold the old text; move it"
        for file in changed
        if _old(file).exists() or _old(file).is_symlink()
    ]
    if problems:
        lost = any(one.lost for one in found.values())
        still = f"; sesim {LAST_OF_FORMAT_1} still runs what this version does not have"
        raise StudyError([*problems, f"nothing was changed{still if lost else ''}"])
    _write(changed)
    lines = (
        f"{from_here(file)}: {line}" for file, one in found.items() for line in _told(file, one)
    )
    print_result("\n".join(lines), files[0].parent)


def _told(file: Path, one: Converted) -> list[str]:
    if not one.changes:
        return ["needs no change"]
    return [*one.changes, f"the old text is in {_old(file).name}"]


def _old(file: Path) -> Path:
    return file.with_name(f"{file.name}.old")


def _new(file: Path) -> Path:
    return file.with_name(f".{file.name}.new")


def _write(texts: Mapping[Path, str]) -> None:
    """Keep each old text beside its file, and put the new ones in their places.

    Everything that can fail comes first, so that a full disk leaves all files as they were.
    """
    file = None
    try:
        for file, text in texts.items():
            _new(file).write_text(text, encoding="utf-8")
            shutil.copymode(file, _new(file))
            shutil.copy2(file, _old(file))
    except OSError as error:
        for one in texts:
            _new(one).unlink(missing_ok=True)
            _old(one).unlink(missing_ok=True)
        raise RunError(f"{file}: cannot be written: {reason(error)}; nothing was changed") from None
    for file in texts:
        _new(file).replace(file)
