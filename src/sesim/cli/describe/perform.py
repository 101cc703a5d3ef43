"""A described programme in its folder: the file, today's caseload, and the comparison."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from sesim.cli.describe.log_file import records_of
from sesim.cli.describe.request import DescribeRequest
from sesim.cli.programme_file import (
    problems_of,
    unfit_programme_name,
    where_and_how,
    write_programme,
)
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
from sesim.study import Study, StudyError
from sesim.study.commented import commented_file
from sesim.study.programme import Programme
from sesim.study.today import LARGEST_NUMBER, PersonToday

DAYS = ("referred", "enrolled", "since")
"""Columns of today's caseload that hold a time."""


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
    beside = None
    with target, writing(target.path):
        period = (f"start={records.window.start}", f"end={_last(records)}")
        study = write_programme(target.inside, name, text, *period)
        today = today_table(records, study.programmes[name])
        today.to_csv(target.inside / "today.csv", index=False, lineterminator="\n")
        if request.compare:
            beside = compared(records, request, study)
            beside.to_csv(target.inside / "comparison.csv", index=False, lineterminator="\n")
    lines = _lines(records, name, target.path, beside)
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
    for problem in unfit_programme_name("programme", name):
        raise OutputError(f"{problem} (--name)")
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
    if problems := problems_of(values):
        raise StudyError(problems)
    days = (records.window.start, _last(records))
    return commented_file(values, comments(entries, say), head(say, title, *days))


def _last(records: Records) -> date:
    return records.window.end - timedelta(days=1)


def today_table(records: Records, programme: Programme) -> pd.DataFrame:
    """Return today's caseload as a programme's file takes it, at the end of the records.

    Coaches are named as far as they have a post in the programme then. People keep the numbers of
    the log, unless one is longer than a programme's file takes; then they count from 1.
    """
    table = caseload(records.events, records.window.horizon)
    table = table.rename(columns={"phase_since": "since"})[list(PersonToday.model_fields)]
    for column in DAYS:
        table[column] = [
            None if np.isnan(week) else records.day(week).isoformat() for week in table[column]
        ]
    last = _last(records)
    posts = [post.name for post in programme.posts if post.share_on(last) > 0]
    coach = table["coach"].where(table["coach"].astype(object).isin(posts))
    if (table["person"] > LARGEST_NUMBER).any():
        table["person"] = range(1, len(table) + 1)
    return table.assign(age=np.floor(table["age"]).astype("Int64"), coach=coach)


def compared(records: Records, request: DescribeRequest, study: Study) -> pd.DataFrame:
    """Simulate the described programme over the same days, and return it beside the records."""
    chosen = {"replications": request.replications, "seed": request.seed}
    study = study.replace({**chosen, "workers": request.workers, "events": False})
    [name] = study.programmes
    with progress_bar(request.replications, "replications", "simulating") as progress:
        summary = replicate(study, progress).summary
    logged = _logged(records)
    figures = figures_of_records(records.events, records.window, {logged: request.forbund})
    figures = figures.assign(programme=figures["programme"].astype(str).replace(logged, name))
    kinds = records.events["kind"].astype(str).unique()
    return beside_records(figures, summary, name, kinds)


def _lines(records: Records, name: str, folder: Path, beside: pd.DataFrame | None) -> Iterator[str]:
    """Yield what the terminal shows."""
    if beside is not None:
        yield from (beside_table(beside), "")
    last = _last(records)
    file, how = where_and_how(folder, name, records.window.start, last)
    yield file
    yield f"Today's caseload, on {last}: {from_here(folder) / 'today.csv'}"
    yield "It holds personal data: keep the folder where you keep the log."
    yield f'To begin a study with these people: today: {{date: "{last}", table: ../today.csv}}'
    yield how
