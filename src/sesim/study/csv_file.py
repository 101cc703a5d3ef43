"""Files of figures in CSV: one row each, checked against the fields of a record.

No message repeats the cells of a table of people, and none a first row that is not a heading: both
may say who somebody is.
"""

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from sesim.study.errors import PERSON, StudyError, explain, unknown_name
from sesim.study.frozen import Frozen
from sesim.study.input_file import text_of

Row = TypeVar("Row", bound=Frozen)

COMMA, SEMICOLON = ",", ";"

DECIMAL_COMMA = re.compile(r"\s*[-+]?\d+,\d+\s*")

MANY_DIGITS = re.compile(r"(\d\D?){6}")
"""What no name of a column has, and a personal identity number has."""


def separator_of(heading: str) -> str:
    """Return what separates the columns of a CSV file; in Swedish Excel, a semicolon.

    >>> separator_of("person;phase")
    ';'
    """
    return SEMICOLON if SEMICOLON in heading and COMMA not in heading else COMMA


def with_point(cell: str) -> str:
    """Return a cell with a decimal point if it is a number with a decimal comma.

    >>> with_point("2,5"), with_point("one, two")
    ('2.5', 'one, two')
    """
    return cell.replace(COMMA, ".") if DECIMAL_COMMA.fullmatch(cell) else cell


def read_rows(path: Path, form: type[Row], key: str, *, private: bool = False) -> list[Row]:
    """Read a CSV file with the fields of a record as its columns; an empty cell is None.

    A column may be missing if the record has a default for it. Columns may be separated by
    semicolons, as in Swedish Excel; numbers may then have a decimal comma.

    Args:
        path: the file.
        form: the record.
        key: what the file is for, which a message begins with if it cannot be read.
        private: whether no message may repeat a cell; of a table of people none ever does.

    Raises:
        StudyError: the file cannot be read, or something in it is wrong; every problem is named.
    """
    where = path.name
    try:
        text = text_of(path)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise StudyError([f"{key}: {path}: {why}"]) from None
    return rows_in(text, form, where, private=private)


def rows_in(text: str, form: type[Row], where: str, *, private: bool = False) -> list[Row]:
    """Return the rows of a CSV text; `where` names it in messages. See `read_rows`.

    Raises:
        StudyError: something in it is wrong; every problem is named.
    """
    lines = text.splitlines()
    separator = separator_of(lines[0] if lines else "")
    reader = csv.DictReader(lines, strict=True, delimiter=separator)
    try:
        return _read(reader, form, where, separator, private or PERSON in form.model_fields)
    except csv.Error as error:
        problem = f"{where}: line {reader.line_num}: cannot be read as CSV: {error}"
        raise StudyError([problem]) from None


def _read(
    reader: "csv.DictReader[str]", form: type[Row], where: str, separator: str, private: bool
) -> list[Row]:
    columns = reader.fieldnames or []
    _refuse_without_heading(columns, form, where)
    problems = [
        f"{where}: column {name} is missing"
        for name, field in form.model_fields.items()
        if field.is_required() and name not in columns
    ]
    problems += [
        unknown_name(f"{where}: {_shown(name, number)}", form.model_fields, "column")
        for number, name in enumerate(columns, 1)
        if name not in form.model_fields
    ]
    problems += [
        f"{where}: column {name} is there twice"
        for name in form.model_fields
        if list(columns).count(name) > 1
    ]
    if problems:
        raise StudyError(problems)
    numbers = _of_numbers(form) if separator == SEMICOLON else frozenset()
    rows = []
    for row in reader:
        label = f"{where}: line {reader.line_num}"
        if None in row or None in row.values():
            problems.append(f"{label}: should have {len(columns)} columns")
            continue
        try:
            cells = {key: with_point(row[key]) if key in numbers else row[key] for key in row}
            rows.append(form.model_validate({key: cell or None for key, cell in cells.items()}))
        except ValidationError as error:
            problems += explain(error, form, label, of_people=private)
    if problems:
        raise StudyError(problems)
    return rows


def _refuse_without_heading(columns: Sequence[str], form: type[Row], where: str) -> None:
    """Refuse a file whose first line names none of the columns, without repeating that line.

    Raises:
        StudyError: it does not.
    """
    if not set(columns) & set(form.model_fields):
        known = ", ".join(form.model_fields)
        raise StudyError([f"{where}: line 1 should name the columns, separated by , or ;: {known}"])


def _shown(name: str, number: int) -> str:
    """Return the name of an unknown column, or its number if the name may identify a person."""
    return f"column {number}" if MANY_DIGITS.search(name) else name


def _of_numbers(form: type[Row]) -> frozenset[str]:
    """Return the names of the fields that hold numbers."""
    fields = form.model_fields.items()
    return frozenset(name for name, field in fields if _holds_number(field.annotation))


def _holds_number(annotation: Any) -> bool:
    return annotation in (int, float) or any(map(_holds_number, get_args(annotation)))
