"""A described programme in its folder: the file, today's caseload, and the comparison."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import ValidationError

from sesim.cli.describe.log_file import records_of
from sesim.cli.describe.request import DescribeRequest, unfit
from sesim.cli.load import load_study
from sesim.cli.terminal import from_here, print_result, progress_bar
from sesim.describe import Records, describe
from sesim.describe.programme import plain
from sesim.outcomes import figures_of_records
from sesim.outcomes.today import caseload
from sesim.report.programme.comments import comments, head, sources
from sesim.report.terminal.beside import beside_table
from sesim.report.text.language import language
from sesim.runs.beside_records import beside_records
from sesim.runs.errors import OutputError
from sesim.runs.replicate import replicate
from sesim.runs.results.folder import new_folder, writing
from sesim.study import StudyError
from sesim.study.commented import commented_file
from sesim.study.errors import explain
from sesim.study.programme import Programme
from sesim.study.shipped import options

DAYS = ("referred", "enrolled", "phase_since", "period_since", "employed_since")
"""Columns of today's caseload that hold a time."""

HOURS = ("hours", "mapping_hours")


def perform(request: DescribeRequest) -> Path:
    """Describe a programme, write its folder, print what is in it, and return it.

    Raises:
        OutputError: the records cannot be used, or results cannot go to the folder.
        RunError: the comparison failed, or the folder cannot be written; nothing is left of it.
    """
    records = records_of(request)
    name = _name(records, request)
    text = programme_file(records, request, name)
    target = new_folder(request.output, f"describe_{name}", datetime.now().astimezone())
    today = today_table(records)
    beside = None
    with target, writing(target.path):
        file = target.inside / "programme" / f"{name}.yaml"
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8", newline="\n")
        today.to_csv(target.inside / "today.csv", index=False, lineterminator="\n")
        if request.compare:
            beside = compared(records, request, name, target.inside)
            beside.to_csv(target.inside / "comparison.csv", index=False, lineterminator="\n")
    lines = _lines(records, name, target.path, len(today), beside)
    print_result("\n".join(lines), target.path)
    return target.path


def _name(records: Records, request: DescribeRequest) -> str:
    """Return the name of the described programme.

    Raises:
        OutputError: that of the log cannot be one.
    """
    if request.name is not None:
        return request.name
    name = _logged(records)
    for problem in unfit("programme", name):
        raise OutputError(f"{problem}; choose another with --name")
    if name in options("programme"):
        raise OutputError(f"programme: {name} is a programme of sesim; choose another with --name")
    return name


def _logged(records: Records) -> str:
    return str(records.events["programme"].iloc[0])


def programme_file(records: Records, request: DescribeRequest, name: str) -> str:
    """Return the text of the programme's file.

    Raises:
        StudyError: the records describe something that a programme cannot be.
    """
    say, title = language(request.language), request.title or name
    entries = describe(records, title, request.forbund)
    values = {**plain(entries), "sources": sources(entries, say)}
    try:
        Programme.model_validate(values)
    except ValidationError as error:
        raise StudyError(explain(error, Programme)) from None
    days = (records.window.start, _last(records))
    return commented_file(values, comments(entries, say), head(say, title, *days))


def _last(records: Records) -> date:
    return records.window.end - timedelta(days=1)


def today_table(records: Records) -> pd.DataFrame:
    """Return today's caseload with dates, at the end of the records."""
    table = caseload(records.events, records.window.horizon)
    table = table.drop(columns=["replication", "programme"])
    for column in DAYS:
        table[column] = [
            None if np.isnan(week) else records.day(week).isoformat() for week in table[column]
        ]
    rounded = {"age": np.floor(table["age"]).astype("Int64")}
    return table.assign(**rounded, **{name: table[name].round(2) for name in HOURS})


def compared(records: Records, request: DescribeRequest, name: str, folder: Path) -> pd.DataFrame:
    """Simulate the described programme over the same days, and return it beside the records."""
    study = load_study(
        [
            f"+programme@{name}={name}", f"programmes=[{name}]",
            f"start={records.window.start}", f"end={_last(records)}",
            f"replications={request.replications}", f"seed={request.seed}",
            f"workers={request.workers}", "events=false",
        ],
        config_dir=folder,
    )  # fmt: skip
    with progress_bar(request.replications, "replications", "simulating") as progress:
        summary = replicate(study, progress).summary
    logged = _logged(records)
    figures = figures_of_records(records.events, records.window, {logged: request.forbund})
    figures = figures.assign(programme=figures["programme"].astype(str).replace(logged, name))
    kinds = records.events["kind"].astype(str).unique()
    return beside_records(figures, summary, name, kinds)


def _lines(
    records: Records,
    name: str,
    folder: Path,
    people: int,
    beside: pd.DataFrame | None,
) -> Iterator[str]:
    """Yield what the terminal shows."""
    shown = from_here(folder)
    if beside is not None:
        yield from (beside_table(beside), "")
    yield f"Programme: {shown / 'programme' / f'{name}.yaml'}"
    yield f"Today's caseload, {people} people on {_last(records)}: {shown / 'today.csv'}"
    yield "It holds personal data: keep the folder where you keep the log."
    yield (
        f"Run it: sesim --config-dir {shown} +programme@{name}={name} programmes={name} "
        f"start={records.window.start} end={_last(records)}"
    )
