"""The levers of a programme: what each value changes, and how it reads."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sesim.app.workspace import PROGRAMME, Workspace
from sesim.report.text.language import Language
from sesim.study import Study
from sesim.whatif.levers import NOW, levers_of
from sesim.whatif.settings import (
    BACK_HEAVINESS,
    CASELOAD_NORM,
    EMPLOYER_FOCUS,
    MOTIVATION_POLICY,
    PLACEMENT_LENGTH,
    POST_SIZES,
    POSTS,
    WhatIfSettings,
)

OFFERED: Final[Mapping[str, tuple[float | int | str, ...]]] = {
    BACK_HEAVINESS: (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
    PLACEMENT_LENGTH: (0.25, 0.5, 0.75, 1.5, 2.0),
    POSTS: (-1.0, -0.5, -0.25, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, *POST_SIZES),
    MOTIVATION_POLICY: ("close", "motivate", "open"),
    EMPLOYER_FOCUS: (0.25, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
    CASELOAD_NORM: (8, 10, 12, 15, 18, 20, 22, 25, 30),
}
"""Values that a form offers of each lever, besides how it is now."""

Changes = tuple[Mapping[str, Any], ...]


class LeverValue(NamedTuple):
    """One value of a lever.

    Attributes:
        code: in the form; `now` for how it is now.
        label: for readers.
        changes: of a scenario, as plain data without dates.
    """

    code: str
    label: str
    changes: Changes


class FormLever(NamedTuple):
    """A lever as a form shows it.

    Attributes:
        name: of the lever.
        title, what: what it is called, and what its values mean.
        assumes: what the model assumes of it, with what the size of the effect rests on.
        values: how it is now among them.
        size: of posts, how many full-time posts there are now; see `GridLever`.
    """

    name: str
    title: str
    what: str
    assumes: tuple[str, ...]
    values: tuple[LeverValue, ...]
    size: float


def overrides_of(workspace: Workspace, name: str) -> list[str]:
    """Return what chooses a programme on the command line, with the first day of its study.

    Args:
        workspace: the user's folder.
        name: of the programme.
    """
    chosen = [f"programmes={name}"]
    if not workspace.has(PROGRAMME, name):
        return chosen
    file = workspace.read(PROGRAMME, name)
    start = [] if file.get("today") else [f"start={file.get('since')}"]
    return [f"+programme@{name}={name}", *chosen, *start]


def study_of(workspace: Workspace, name: str) -> Study:
    """Return the study of a programme as it is.

    Raises:
        StudyError: its file is wrong; every problem is named.
    """
    from sesim.cli.load import load_study  # it takes time, and the first page does without

    return load_study(overrides_of(workspace, name), config_dir=workspace.folder)


def form_levers(study: Study, since: date, say: Language) -> list[FormLever]:
    """Return the levers of a study, with the values that its programme can have.

    Args:
        study: of one programme, without a change.
        since: a day on which it has its posts.
        say: the language.
    """
    from sesim.cli.report.whatif_pages import shown_lever
    from sesim.report.whatif.levers import levers_in_words

    settings = WhatIfSettings(levers=dict(OFFERED), tabs={}, together=1, years=5)
    found = levers_of(study, settings, since, "levers")
    titles = {name: one.title for name, one in study.programmes.items()}
    words = levers_in_words(say, map(shown_lever, found), titles)
    return [
        FormLever(
            lever.name,
            text["title"],
            text["what"],
            (*text["assumes"], text["rests"]),
            tuple(
                LeverValue(option.code, shown["label"], _plain(option.changes))
                for option, shown in zip(lever.options, text["options"], strict=True)
            ),
            lever.size,
        )
        for lever, text in zip(found, words, strict=True)
    ]


def _plain(changes: Sequence[Any]) -> Changes:
    return tuple(one.model_dump(mode="json", exclude_unset=True) for one in changes)


def now_value(lever: FormLever) -> LeverValue:
    """Return the value of a lever that changes nothing."""
    return next(one for one in lever.values if one.code == NOW)
