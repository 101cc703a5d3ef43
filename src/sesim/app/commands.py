"""The commands of the shell that do what the pages do, as arguments and as a line to copy."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sesim.app.levers import overrides_of
from sesim.app.runs import RunStage
from sesim.app.workspace import COUNTS, PARAMETERS, Workspace
from sesim.study.commented import flow

HERE: Final = ("--config-dir", ".")
FIRST_LOOK: Final = 20
"""Histories of a first look: the fewest with which the pages say anything about an effect."""

MORE: Final[dict[str, tuple[str, ...]]] = {"sesim": (), "sesim-adjust": (), "sesim-plan": ()}
"""Settings of each command besides those of the pages; tests simulate less."""

LOOK: Final = "_first"
BASELINE: Final = "baseline"


def adjusted(name: str) -> str:
    """Return what parameters adjusted to a programme's own counts are called."""
    return f"{name}_adjusted"


def parameters_of(workspace: Workspace, name: str) -> list[str]:
    """Return what chooses the parameters: those adjusted to own counts, if they are there."""
    chosen = adjusted(name)
    is_there = workspace.path(PARAMETERS, chosen, ".parquet").is_file()
    return [f"parameters={chosen}"] if is_there else []


def simulation(
    workspace: Workspace,
    name: str,
    alternatives: Sequence[str],
    settings: Mapping[str, str],
    histories: int,
    output: str,
) -> list[RunStage]:
    """Return the stages of a comparison: a first look, and then all histories.

    Args:
        workspace: the user's folder.
        name: of the programme.
        alternatives: names of scenarios; without any, the programme is simulated as it is.
        settings: what else is set, such as `end`.
        histories: of each alternative.
        output: the folder for results, within the user's.
    """
    scenario = [f"scenario={','.join([BASELINE, *alternatives])}"] if alternatives else []
    many = ["-m"] if alternatives else []
    common = [
        *many, *HERE, *overrides_of(workspace, name), *parameters_of(workspace, name),
        *scenario, *(f"{key}={value}" for key, value in settings.items()),
        *(["figures=false"] if alternatives else []), *MORE["sesim"],
    ]  # fmt: skip
    looks = [(FIRST_LOOK, f"{output}{LOOK}")] if histories > FIRST_LOOK else []
    return [
        RunStage("sesim", (*common, f"replications={number}", f"output={folder}"), folder,
              is_first_look=folder != output)
        for number, folder in [*looks, (histories, output)]
    ]  # fmt: skip


def adjustment(workspace: Workspace, name: str) -> RunStage:
    """Return the stage that adjusts the model to a programme's own counts."""
    counts = workspace.path(COUNTS, name, ".csv").relative_to(workspace.folder)
    return RunStage(
        "sesim-adjust",
        (*HERE, f"programme={name}", f"counts={counts.as_posix()}", *MORE["sesim-adjust"]),
    )


def search(
    workspace: Workspace,
    name: str,
    goals: Sequence[Mapping[str, Any]],
    levers: Mapping[str, Any],
    settings: Mapping[str, str],
    output: str,
) -> RunStage:
    """Return the stage that plans backwards from goals.

    Args:
        workspace: the user's folder.
        name: of the programme.
        goals: each with an outcome, a level and how sure it should be.
        levers: the values that may be chosen, by lever.
        settings: what else is set, such as `end`.
        output: the folder for results, within the user's.
    """
    start = [one for one in overrides_of(workspace, name) if one.startswith("start=")]
    return RunStage(
        "sesim-plan",
        (
            *HERE, f"programme={name}", *start,
            *parameters_of(workspace, name),
            *(f"{key}={value}" for key, value in settings.items()),
            f"goals={flow(list(map(dict, goals)))}", f"levers={flow(dict(levers))}",
            *MORE["sesim-plan"], f"output={output}",
        ),
        output,
    )  # fmt: skip


def chosen_plan(search_folder: str, histories: int, output: str) -> list[RunStage]:
    """Return the stages that put a chosen plan beside the programme as it is now."""
    common = ("-m", "--config-path", search_folder, "+scenario=baseline,plan", "figures=false")
    return [RunStage("sesim", (*common, f"replications={histories}", f"output={output}"), output)]


def pages(folder: str, code: str, what: str) -> RunStage:
    """Return the stage that makes slides or a PDF beside a page.

    Args:
        folder: of the results, within the user's.
        code: of the language.
        what: `slides` or `pdf`.
    """
    return RunStage("sesim-report", (folder, "--lang", code, f"--{what}"))
