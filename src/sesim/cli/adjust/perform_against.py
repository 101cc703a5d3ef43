"""An earlier study held against what happened: checked, learnt from, simulated again and shown."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pandas as pd

from sesim.calibration.own.afterwards import Afterwards, hold_against
from sesim.calibration.store import packed
from sesim.cli.adjust.against import AgainstRequest
from sesim.cli.adjust.earlier import Earlier
from sesim.cli.adjust.perform import learnt_from, quoted_path, refuse_unless_writable
from sesim.cli.signals import stop_if_signalled
from sesim.cli.sources import TABLE
from sesim.cli.terminal import WIDTH, from_here, print_result, progress_bar, stage_bar
from sesim.report.own.afterwards import HeldAgainst, markdown, terminal
from sesim.report.own.sentences import Learnt
from sesim.report.text.language import LANGUAGES
from sesim.report.text.names import display_names
from sesim.runs.goals import GOAL_COLUMNS
from sesim.runs.parallel import crew_of
from sesim.runs.results.configuration import from_plain, to_plain
from sesim.runs.results.folder import RunFolder, replace_file, writing
from sesim.runs.results.store import finish, run_into
from sesim.study import Study
from sesim.study.frozen import unchecked
from sesim.study.scenario import PARAMETERS
from sesim.study.source import DRAWS

ALL = "all"

MAIN = (
    "participants", "employed", "employed_share", "ongoing", "waiting", "in_work_at_end",
    "first_jobs", "jobs",
)  # fmt: skip
"""Outcomes of which both predictions are shown; the last two of each calendar year."""

BY_YEAR = MAIN[-2:]

SIDES = ("before", "after")


def perform_against(request: AgainstRequest) -> Path:
    """Hold a study against counts, write what follows, and return the file of draws.

    Nothing of it is written unless the study has been simulated again with the adjusted draws.

    Raises:
        OutputError: results cannot go where they were asked to; nothing has been simulated.
        RunError: a run failed, no simulated history comes near the counts, or the results cannot
            be written.
    """
    refuse_unless_writable(request.target)
    settings, study = request.settings, request.earlier.study
    crew = crew_of(request.machine)
    with stage_bar(settings.runs + 2 * settings.predictive, "runs") as progress:
        found = hold_against(study, request.counts, request.prior, settings, crew, progress)
    stop_if_signalled()
    with _kept_if_all_is_well(request, found) as path:
        new, folder = _simulated_again(request, path)
        held = _held(request, found, new, folder)
        _write(request, found, held)
    use = f"sesim --config-path {quoted_path(folder)} output=..."
    lines = [
        terminal(held, WIDTH),
        "",
        f"Pages of the new prediction: sesim-report {quoted_path(folder)}",
        f"Simulate it again: {use}",
        f"Results: {from_here(path)} and {from_here(folder)}",
    ]
    print_result("\n".join(lines), path)
    return path


@contextmanager
def _kept_if_all_is_well(request: AgainstRequest, found: Afterwards) -> Iterator[Path]:
    """Write the draws, which the study needs, and remove them again if anything fails."""
    path = request.target / f"{request.name}{TABLE}"
    with writing(request.target, "there are no adjusted parameters"):
        request.target.mkdir(parents=True, exist_ok=True)
        replace_file(path, packed(found.adjustment.draws, found.adjustment.about))
    try:
        yield path
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _simulated_again(request: AgainstRequest, draws: Path) -> tuple[Earlier, Path]:
    """Simulate the study with other draws into a new folder, beside its own."""
    study = _with(request.earlier.study, draws)
    machine = request.machine
    here = {"workers": machine.workers, "cluster": machine.cluster}
    study = unchecked(study, settings=unchecked(study.settings, **here))
    started, clock = datetime.now().astimezone(), time.perf_counter()
    wanted = request.folder.with_name(f"{request.folder.name}_{request.name}")
    replications = study.settings.replications
    with RunFolder(wanted, numbered=True) as target:
        with progress_bar(replications, "replications", "simulating again") as progress:
            run = run_into(study, target.inside, progress)
        stop_if_signalled()
        made = finish(run, target.inside, started, time.perf_counter() - clock)
    return Earlier(study, made.summary, made.goals), target.path


def _with(study: Study, draws: Path) -> Study:
    plain = to_plain(study)
    return from_plain({**plain, PARAMETERS: {DRAWS: str(draws), **study.pinned}})


def _held(request: AgainstRequest, found: Afterwards, new: Earlier, folder: Path) -> HeldAgainst:
    """Return what the report is made from."""
    study, name = request.earlier.study, request.counts.programme
    return HeldAgainst(
        learnt=_learnt(request, found),
        predictions=found.predictions,
        start=study.settings.start,
        end=study.settings.end,
        interval=study.settings.interval,
        replications=study.settings.replications,
        with_those_there=request.counts.include_those_there,
        outcomes=outcomes_of(request.earlier.summary, new.summary, name),
        goals=goals_of(request.earlier.goals, new.goals, name),
        folders=(str(from_here(request.folder)), str(from_here(folder))),
        parameters=request.name,
    )


def _learnt(request: AgainstRequest, found: Afterwards) -> Learnt:
    name, titles = request.counts.programme, request.earlier.study.titles
    return learnt_from(found.adjustment, display_names([name], titles)[name])


def outcomes_of(before: pd.DataFrame, after: pd.DataFrame, programme: str) -> pd.DataFrame:
    """Return both predictions of the main outcomes of a programme, side by side."""
    sides = [_by_outcome(table, programme) for table in (before, after)]
    both = [name for name in sides[0].index if _is_main(str(name)) and name in sides[1].index]
    return pd.DataFrame(
        [
            {
                "outcome": name,
                "unit": sides[0]["unit"][name],
                **{
                    f"{side}_{column}": table[column][name]
                    for side, table in zip(SIDES, sides, strict=True)
                    for column in ("mean", "low", "high")
                },
            }
            for name in sorted(both, key=_place)
        ]
    )


def _by_outcome(table: pd.DataFrame, programme: str) -> pd.DataFrame:
    mine = (table["programme"] == programme) & (table["group"] == ALL)
    return table[mine].set_index("outcome")


def _stem(outcome: str) -> str:
    stem, _, year = outcome.rpartition("_")
    return stem if year.isdigit() and stem in BY_YEAR else outcome


def _is_main(outcome: str) -> bool:
    return _stem(outcome) in MAIN


def _place(outcome: str) -> tuple[int, str]:
    return MAIN.index(_stem(outcome)), outcome


def goals_of(before: pd.DataFrame, after: pd.DataFrame, programme: str) -> pd.DataFrame:
    """Return how likely each goal of a programme is, in both predictions side by side."""
    what = ["outcome", "unit", "direction", "level"]
    chance = list(GOAL_COLUMNS[-3:])
    tables = [
        table[table["programme"] == programme][[*what, *chance]].rename(
            columns={column: f"{side}_{column}" for column in chance}
        )
        for side, table in zip(SIDES, (before, after), strict=True)
    ]
    return tables[0].merge(tables[1], on=what)


def _write(request: AgainstRequest, found: Afterwards, held: HeldAgainst) -> None:
    """Write what was learnt beside the draws."""
    folder, name = request.target, request.name
    tables: Mapping[str, pd.DataFrame] = {
        name: found.adjustment.tables["parameters"],
        f"{name}_predictions": found.predictions,
        f"{name}_updated": held.outcomes,
    }
    with writing(folder, "there are no adjusted parameters"):
        for code in LANGUAGES:
            replace_file(folder / f"{name}.{code}.md", markdown(held, code).encode())
        for file, table in tables.items():
            text = table.to_csv(index=False, lineterminator="\n")
            replace_file(folder / f"{file}.csv", text.encode())
