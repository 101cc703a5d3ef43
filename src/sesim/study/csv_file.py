"""Files of figures in CSV: one row each, checked against the fields of a record."""

import csv
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from sesim.study.errors import StudyError, explain, unknown_name
from sesim.study.frozen import Frozen
from sesim.study.input_file import text_of

Row = TypeVar("Row", bound=Frozen)


def read_rows(path: Path, form: type[Row], key: str) -> list[Row]:
    """Read a CSV file with the fields of a record as its columns; an empty cell is None.

    A column may be missing if the record has a default for it.

    Args:
        path: the file.
        form: the record.
        key: what the file is for, which a message begins with if it cannot be read.

    Raises:
        StudyError: the file cannot be read, or something in it is wrong; every problem is named.
    """
    where = path.name
    try:
        text = text_of(path)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise StudyError([f"{key}: {path}: {why}"]) from None
    reader = csv.DictReader(text.splitlines(), strict=True)
    try:
        return _read(reader, form, where)
    except csv.Error as error:
        problem = f"{where}: line {reader.line_num}: cannot be read as CSV: {error}"
        raise StudyError([problem]) from None


def _read(reader: "csv.DictReader[str]", form: type[Row], where: str) -> list[Row]:
    columns = reader.fieldnames or []
    problems = [
        f"{where}: column {name} is missing"
        for name, field in form.model_fields.items()
        if field.is_required() and name not in columns
    ]
    problems += [
        unknown_name(f"{where}: {name}", form.model_fields, "column")
        for name in columns
        if name not in form.model_fields
    ]
    problems += [
        f"{where}: column {name} is there twice"
        for name in sorted({name for name in columns if list(columns).count(name) > 1})
    ]
    if problems:
        raise StudyError(problems)
    rows = []
    for row in reader:
        label = f"{where}: line {reader.line_num}"
        if None in row or None in row.values():
            problems.append(f"{label}: should have {len(columns)} columns")
            continue
        try:
            rows.append(form.model_validate({key: value or None for key, value in row.items()}))
        except ValidationError as error:
            problems += explain(error, form, label)
    if problems:
        raise StudyError(problems)
    return rows
