"""Files of an earlier version, written in the format of this one."""

from collections.abc import Sequence
from pathlib import Path

from sesim.cli.terminal import print_result
from sesim.messages import reason
from sesim.runs.errors import RunError
from sesim.study import StudyError
from sesim.study.conversion import LAST_OF_FORMAT_1, Converted, converted
from sesim.study.input_file import text_of, yaml_text_of


def perform(files: Sequence[Path]) -> None:
    """Convert files, and print what was changed; all are read before one is written.

    Raises:
        StudyError: a file cannot be read or converted; then none is changed.
        RunError: a file cannot be written.
    """
    found = {file: converted(yaml_text_of(file)) for file in files}
    if problems := [f"{file}: {line}" for file, one in found.items() for line in one.problems]:
        raise StudyError([*problems, f"nothing was changed; sesim {LAST_OF_FORMAT_1} reads them"])
    for file, one in found.items():
        if one.changes:
            _write(file, one)
    lines = (f"{file}: {line}" for file, one in found.items() for line in _told(file, one))
    print_result("\n".join(lines), files[0].parent)


def _told(file: Path, one: Converted) -> list[str]:
    if not one.changes:
        return ["is in the present format"]
    return [*one.changes, f"the old text is in {_old(file).name}"]


def _old(file: Path) -> Path:
    return file.with_name(f"{file.name}.old")


def _write(file: Path, one: Converted) -> None:
    """Keep the old text beside the file, and put the new one in its place at once."""
    new = file.with_name(f".{file.name}.new")
    try:
        _old(file).write_text(text_of(file), encoding="utf-8")
        new.write_text(one.text, encoding="utf-8")
        new.replace(file)
    except OSError as error:
        raise RunError(f"{file}: cannot be written: {reason(error)}") from None
