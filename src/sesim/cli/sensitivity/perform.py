"""A sensitivity analysis asked for on the command line: checked, run, drawn, written and told."""

import json
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import yaml
from pydantic import ValidationError

from sesim.calibration.stored import stored
from sesim.cli.command import Parser
from sesim.cli.compose import Composer
from sesim.cli.sensitivity.request import PART, SensitivitySettings
from sesim.cli.signals import stop_if_told
from sesim.cli.terminal import WIDTH, bar, shown, tell
from sesim.outcomes import COUNTY, describe
from sesim.report.sensitivity.tornado import Subject, draw_sensitivity
from sesim.report.text.names import AREAS, display_names
from sesim.runs.draws import load
from sesim.runs.errors import RunError
from sesim.runs.parallel import Crew, cores, refuse_unless_it_answers
from sesim.runs.published import counted
from sesim.runs.results.configuration import to_plain
from sesim.runs.results.folder import RunFolder, default_folder, writing
from sesim.runs.results.provenance import describe as provenance
from sesim.runs.results.provenance import file_hash
from sesim.runs.results.store import CONFIG, PROVENANCE, write_table
from sesim.sensitivity.analysis import (
    DIFFERENCE,
    LEVEL,
    EarlierRuns,
    Question,
    SensitivityResults,
    answer,
)
from sesim.sensitivity.series import Wanted
from sesim.study import Study, StudyError
from sesim.study.errors import explain
from sesim.study.horizon import COUNTS_END
from sesim.study.parameters import register

MOST_TOLD = 3
"""Parameters that the terminal names."""

HEADER = """\
# The complete study, and how it was analysed (sesim-sensitivity).
"""


class Asked(NamedTuple):
    """A checked analysis."""

    study: Study
    settings: SensitivitySettings
    question: Question


def perform(arguments: Sequence[str]) -> None:
    """Do what a command line asks for.

    Raises:
        StudyError: the input is not valid; nothing has been run or written.
        OutputError: results cannot go where they were asked to.
        RunError: a run failed; nothing is left of it.
    """
    parser = Parser(prog="sesim-sensitivity", add_help=False, allow_abbrev=False)
    parser.add_argument("overrides", nargs="*")
    parser.add_argument("--config-dir", "-cd")
    asked = parser.parse_intermixed_args(arguments)
    analysis = load_sensitivity(asked.overrides, asked.config_dir)
    started, clock = datetime.now().astimezone(), time.perf_counter()
    settings = analysis.study.settings
    crew = Crew(settings.workers or cores(), settings.cluster)
    if crew.cluster is not None:
        refuse_unless_it_answers(crew.cluster)
    with _folder(settings.output, started) as target:
        with _progress(analysis.question.runs) as progress:
            found = answer(analysis.question, crew, progress)
        stop_if_told()
        _write(analysis, found, target.inside, target.path)
        seconds = time.perf_counter() - clock
        _record(analysis, target.inside, target.path, started, seconds, crew.workers)
    tell(_told(analysis, found, target.path), target.path)


def load_sensitivity(overrides: Sequence[str] = (), config_dir: Path | str | None = None) -> Asked:
    """Return what `sesim-sensitivity` would analyse with these overrides.

    Raises:
        StudyError: anything is wrong; the message holds every problem found.
    """
    found: list[SensitivitySettings] = []

    def check(part: object, study: Study | None) -> list[str]:
        try:
            found.append(SensitivitySettings.model_validate(part))
        except ValidationError as error:
            return explain(error, SensitivitySettings, PART)
        return found[0].problems(study) if study else []

    study = Composer(config_dir, config_name=PART).study_and(PART, overrides, check)
    [settings] = found
    question = Question(
        study=study,
        prior=settings.prior,
        posterior=settings.posterior,
        draws=settings.draws,
        wanted=Wanted(settings.programme, settings.outcome),
        worth=settings.worth,
        factors=settings.factors(study),
        trajectories=settings.trajectories,
        replications=settings.replications,
        bank=_bank(settings, study),
    )
    return Asked(study, settings, question)


def _bank(settings: SensitivitySettings, study: Study) -> EarlierRuns | None:
    """Return the runs of a calibration, if they are about what the study is about.

    How much of their variance is chance is taken from the study, which must be as large: with
    fewer people there is more chance.
    """
    if settings.bank is None:
        return None
    key = f"{PART}.bank"
    kept = stored(Path(settings.bank).expanduser(), key)
    theirs, ours = sorted(kept.programmes), sorted(counted(study))
    if theirs and theirs != ours:
        raise StudyError(
            [f"{key}: is about {', '.join(theirs)}, and the study about {', '.join(ours)}"]
        )
    if study.settings.end < COUNTS_END:
        raise StudyError(
            [f"{key}: needs a study up to {COUNTS_END} or later (end is {study.settings.end})"]
        )
    inputs = pd.DataFrame(kept.bank.points, columns=kept.names)
    return EarlierRuns(inputs, kept.outcome(settings.outcome)[:, None])


def _folder(output: str | None, started: datetime) -> RunFolder:
    if output:
        return RunFolder(Path(output))
    return RunFolder(default_folder(PART, started), numbered=True)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[str, int], None]]:
    """Show what is being done where somebody can see it: on a terminal."""
    with bar(total, "replications") as drawn:

        def progress(stage: str, done: int) -> None:
            stop_if_told()
            drawn.set_description(stage)
            drawn.update(done)

        yield progress


def _write(asked: Asked, found: SensitivityResults, inside: Path, path: Path) -> None:
    """Write the tables and the figures."""
    with writing(path):
        (inside / "tables").mkdir()
        for name, table in found.tables.items():
            write_table(table, inside / "tables" / f"{name}.csv")
        try:
            draw_sensitivity(found.tables, _names(asked), subject(asked), inside / "figures")
        except (ValueError, RuntimeError) as error:
            raise RunError(f"the figures cannot be drawn: {error}") from error


def _record(
    asked: Asked, inside: Path, path: Path, started: datetime, seconds: float, workers: int
) -> None:
    """Write what was done and where it came from."""
    part = asked.settings.model_dump(mode="json", exclude_unset=True)
    configuration: dict[str, Any] = {**to_plain(asked.study), PART: part}
    text = yaml.safe_dump(configuration, sort_keys=False, allow_unicode=True, width=100)
    with writing(path):
        (inside / CONFIG).write_text(HEADER + text, encoding="utf-8", newline="\n")
        files = {
            file.relative_to(inside).as_posix(): file_hash(file)
            for file in sorted(inside.rglob("*"))
            if file.is_file()
        }
        record = provenance(asked.study, started, seconds, workers, files)
        record[PART] = part
        record["draws"] = {
            name: load(getattr(asked.settings, name)).identity for name in ("prior", "posterior")
        }
        text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
        (inside / PROVENANCE).write_text(text, encoding="utf-8", newline="\n")


def subject(asked: Asked) -> Subject:
    """Return what an analysis is about, in words for readers."""
    settings = asked.settings
    unit = describe(settings.outcome).unit
    whose = display_names(
        [settings.programme], {**AREAS, COUNTY: "all together", **asked.study.titles}
    )
    return Subject(
        settings.outcome.replace("_", " "),
        whose[settings.programme],
        asked.study.scenario.name,
        "percentage points" if unit == "share" else unit,
        100.0 if unit == "share" else 1.0,
    )


def _names(asked: Asked) -> dict[str, str]:
    """Return what each parameter means, with its programme before it if it has one."""
    whose = display_names(asked.study.programmes, asked.study.titles)
    names = {name: _capital(one.meaning) for name, one in register().items()}
    own = {
        f"{programme}.{name}": f"{title}: {register()[name].meaning}"
        for programme, title in whose.items()
        for name in register()
    }
    return {**names, **own}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _told(asked: Asked, found: SensitivityResults, folder: Path) -> str:
    """Return what the terminal shows when an analysis is done."""
    about, information = subject(asked), found.information
    mean, worth = (about.times * value for value in (information.mean, asked.settings.worth))
    said = [
        f"{about.scenario} against the baseline, {about.outcome} of {about.whose}: on average "
        f"{mean + worth:+.2f} {about.unit} better; more than {worth:g} in "
        f"{100 * information.worthwhile:.0f}% of the draws, chance averaged out."
    ]
    for name, table in (("level", found.sobol_level), ("difference", found.sobol_difference)):
        said.append(f"The {name} depends on: {_largest(table, 'first_order')}.")
    said.append(_screened(found.morris))
    lines = ["Which figure should the municipality measure next", *_next(asked, found), ""]
    wrapped = [textwrap.fill(text, WIDTH) for text in said]
    return "\n".join([*wrapped, "", *lines, f"Results: {shown(folder)}"])


def _largest(table: pd.DataFrame, column: str) -> str:
    """Return the parameters that stand out from chance, with their shares."""
    above = table[table[column] > table["noise_floor"]].head(MOST_TOLD)
    parts = [f"{one.parameter} ({100 * float(one[column]):.0f}%)" for _, one in above.iterrows()]
    return ", ".join(parts) or "no parameter that stands out from chance"


def _screened(table: pd.DataFrame) -> str:
    """Return which of the screened factors stand out from chance."""
    above = table[table["mu_star"] > table["noise_floor"]]
    parts = []
    for name in (LEVEL, DIFFERENCE):
        factors = above.loc[above["of"] == name, "factor"].head(MOST_TOLD)
        parts.append(f"{', '.join(factors) or 'none that stands out from chance'} ({name})")
    return (
        f"Of the factors that are screened: {'; '.join(parts)}. "
        "A mu_star below its noise_floor says nothing."
    )


def _next(asked: Asked, found: SensitivityResults) -> list[str]:
    about, names, table = subject(asked), _names(asked), found.information.table
    everything = about.times * float(table["value"].iloc[0])
    best = table.iloc[1:]
    best = best[(best["value"] > best["noise_floor"])].head(MOST_TOLD)
    if everything <= 0:
        return ["  None of the parameters: the choice is clear whatever they are."]
    whole = f"  (All parameters together: {everything:.3f} {about.unit}.)"
    if best.empty:
        return [
            "  No single one is worth knowing before choosing, as far as these runs tell.",
            whole,
        ]
    return [
        *(
            f"  {one.parameter} ({names[str(one.parameter)]}): worth "
            f"{about.times * float(one['value']):.3f} {about.unit}"
            for _, one in best.iterrows()
        ),
        whole,
    ]
