"""One study from beginning to end: simulated, written, drawn, and summarised on the terminal."""

import textwrap
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path

from sesim.cli.changes import (
    adjusted_programme,
    changes_of,
    future_of,
    is_tried_out,
    own_counts_of,
)
from sesim.cli.signals import stop_if_signalled
from sesim.cli.terminal import WIDTH, from_here, print_result, progress_bar, stage
from sesim.outcomes import COUNTY, FEWEST_REPLICATIONS, too_few
from sesim.report.terminal.future import future_lines
from sesim.report.terminal.goals import goal_lines
from sesim.report.terminal.table import county_table
from sesim.report.text.caseload import caseload_in_words
from sesim.report.text.changes import Changes
from sesim.report.text.future import future_in_words
from sesim.report.text.language import Phrase, first_few, language
from sesim.report.text.names import display_names
from sesim.report.text.own_counts import counts_in_words
from sesim.report.text.tried_out import TRIED_OUT
from sesim.runs.draws import drawn
from sesim.runs.errors import RunError
from sesim.runs.parallel import refuse_unless_it_answers
from sesim.runs.published import CountsOf, counted, counts_of
from sesim.runs.replicate import Progress
from sesim.runs.results.folder import RunFolder, new_folder
from sesim.runs.results.store import Summaries, finish, run_into
from sesim.study import Study
from sesim.study.departures import assignments, changes_histories, joined_label
from sesim.study.horizon import COUNTS_END

Stage = Callable[[str], AbstractContextManager[object]]


def simulate(study: Study) -> Path:
    """Run a study, write its folder, print a summary, and return where the folder is.

    Raises:
        OutputError: results cannot go there; raised before anything is simulated.
        RunError: the run failed; nothing is left of it.
    """
    started = datetime.now().astimezone()
    settings = study.settings
    refuse_unless_it_answers(settings.cluster)
    target = new_folder(settings.output, folder_name(study), started)
    with progress_bar(settings.replications, "replications", "simulating") as progress:
        made = produce(study, target, progress, stage=stage)
    print_result(report(study, made, target.path), target.path)
    return target.path


def produce(
    study: Study,
    target: RunFolder,
    progress: Progress,
    earlier: Path | None = None,
    stage: Stage = nullcontext,
) -> Summaries:
    """Run a study and write its folder, which appears only when it is complete.

    Tables are written as replications finish, and only the small ones are kept and returned.

    Args:
        study: what to run.
        target: where results go.
        progress: called with the number of replications just finished.
        earlier: the folder of the same study with fewer replications, which are not run again.
        stage: shows the other stages; several jobs at once have no room for it.

    Raises:
        OutputError: results cannot go there; raised before anything is simulated.
        RunError: the run failed; nothing is left of it.
    """
    started, clock = datetime.now().astimezone(), time.perf_counter()
    with target:
        run = run_into(study, target.inside, progress, earlier)
        stop_if_signalled()
        with stage("writing the tables"):
            made = finish(run, target.inside, started, time.perf_counter() - clock)
        wrong = None
        settings = study.settings
        if settings.figures and settings.report:
            # A study without pages does not wait for the libraries that draw them.
            from sesim.cli.report.perform import publish_beside

            with stage("drawing the pages"):
                # The machines of a cluster cannot write here.
                wrong = publish_beside(target.inside, 1 if settings.cluster else run.workers)
    if wrong:
        raise RunError(wrong.replace(str(target.inside), str(target.path)))
    return made


def folder_name(study: Study) -> str:
    """Return the name of a study's folder: the scenario, and what else the study changes."""
    changed = assignments(study.departures)
    return joined_label(
        changed if changed and not study.scenario.changes else [study.scenario.name, *changed]
    )


def report(study: Study, made: Summaries, folder: Path) -> str:
    """Return what the terminal shows when a study is done."""
    table = county_table(
        made.summary,
        study.titles,
        what_if=changes_histories(study.departures),
        counts_of=counts_of(study),
    )
    goals = goal_lines(made.goals, study.titles, study.settings.interval)
    place = next(iter(study.programmes)) if len(study.programmes) == 1 else COUNTY
    future = future_lines(made.uncertainty, place, study.settings.interval)
    parts = [*headline(study), "", table, "", *goals, *statements(study), *future]
    return "\n".join([*parts, f"Results: {from_here(folder)}"])


def headline(study: Study) -> list[str]:
    """Return whether a study is unchanged or what it changes, and which figures are missing."""
    say = language("en")
    names = display_names(study.programmes, study.titles)
    changes = changes_of(study, study.departures)
    period = f"{study.settings.start} to {study.settings.end}"
    if not changes:
        lines = [f"{'As it was' if study.settings.end <= COUNTS_END else 'As now'}, {period}"]
    else:
        lines = [f"What if, {period}:"]
        lines += [
            textwrap.fill(str(line), WIDTH, initial_indent="  * ", subsequent_indent="    ")
            for line in Changes(say, changes, names).lines
        ]
    for name, programme in study.programmes.items():
        if programme.today is not None:
            there = caseload_in_words(say, programme.today.model_dump(mode="json"))
            lines.append(f"{names[name]} begins with {there}.")
    if (future := future_of(study)) is not None:
        lines.append(textwrap.fill(str(future_in_words(say, future)), WIDTH))
    if is_tried_out(study):
        lines.append(textwrap.fill(str(say(TRIED_OUT)), WIDTH))
    if adjusted := adjusted_programme(study):
        counts = counts_in_words(say, own_counts_of(study))
        lines.append(
            textwrap.fill(
                f"The model is adjusted to own counts of {names[adjusted]}, which are not "
                f"published: {counts}.",
                WIDTH,
            )
        )
    if unpublished := [
        Phrase(names[name])
        for name, one in study.programmes.items()
        if not one.observed and name != adjusted
    ]:
        lines.append(
            textwrap.fill(
                f"No figures have been published for {first_few(say, unpublished)}. The model "
                "predicts from how other programmes differ.",
                WIDTH,
            )
        )
    return lines


def _listed(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def statements(study: Study) -> list[str]:
    """Return sentences that explain what the numbers of the table are, and are not."""
    settings = study.settings
    number, share = settings.replications, f"{100 * settings.interval:g}%"
    sources = ["chance"] + ["uncertain parameters"] * bool(drawn(study))
    sources += ["the drawn future"] * study.future.is_drawn
    why = f"how far one history can vary because of {_listed(sources)}"
    why += "" if drawn(study) else ", with the parameters taken as known"
    if number == 1:
        sentences = [
            f"One replication shows only one possible history; use {FEWEST_REPLICATIONS} or more."
        ]
    else:
        sentences = [
            f"Each interval is a {share} prediction interval from {number} replications. It shows "
            f"{why}. It is not the precision of the mean."
        ]
    if number > 1 and too_few(number):
        sentences.append(
            f"{number} replications give rough intervals; use {FEWEST_REPLICATIONS} or more."
        )
    if settings.start > COUNTS_END:
        sentences.append(
            f"Costs follow the rules of {study.economics.price_year} in all years "
            f"(economics={study.economics.name})."
        )
    if apart := [name for name in study.programmes if name not in counted(study)]:
        mine = counts_of(study).get(COUNTY) is not CountsOf.PUBLISHED
        which = "counts" if mine else "published counts"
        sentences.append(f"The totals leave out programmes without {which}: {', '.join(apart)}.")
    return [textwrap.fill(text, WIDTH) for text in sentences]
