"""From the arguments of `sesim-whatif` to a checked request."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from sesim.cli.command import study_parser
from sesim.cli.compose import Composer
from sesim.cli.short_forms import written_out
from sesim.study import Study, StudyError
from sesim.whatif.grid import WhatIfGrid, grid
from sesim.whatif.settings import WhatIfSettings

PART: Final = "whatif"

SHORT: Final = ("levers", "tabs", "together", "since", "years")
"""Keys of the part that can be typed without it."""


class WhatIfRequest(NamedTuple):
    """A checked page to make.

    Attributes:
        grid: the settings that it offers.
        settings: as they were given.
        resume: whether to go on with what was stopped.
        arguments: of the command.
    """

    grid: WhatIfGrid
    settings: WhatIfSettings
    resume: bool = False
    arguments: tuple[str, ...] = ()


def request_of(arguments: Sequence[str]) -> WhatIfRequest:
    """Return what a command line asks for.

    Raises:
        StudyError: the input is not valid; the message holds every problem found.
    """
    parser = study_parser("sesim-whatif")
    parser.add_argument("--resume", action="store_true")
    asked = parser.parse_intermixed_args(arguments)
    request = load_what_if(asked.overrides, asked.config_dir)
    if asked.resume and not request.grid.study.settings.output:
        raise StudyError(["--resume: name the page to resume, with output=FOLDER"])
    return request._replace(resume=asked.resume, arguments=tuple(arguments))


def load_what_if(
    overrides: Sequence[str] = (), config_dir: Path | str | None = None
) -> WhatIfRequest:
    """Return what `sesim-whatif` would make with these overrides.

    Args:
        overrides: such as `["programmes=vetlanda", "together=2"]`.
        config_dir: a folder with more configuration files, laid out like `conf/`.

    Raises:
        StudyError: anything is wrong; the message holds every problem found.
    """
    texts = [text for one in overrides for text in written_out(one, PART, SHORT)]
    composer = Composer(config_dir, config_name=PART)
    study, settings = composer.study_and(PART, WhatIfSettings, texts, _problems)
    return WhatIfRequest(grid(study, settings, PART), settings)


def _problems(settings: WhatIfSettings | None, study: Study) -> list[str]:
    """Return what does not fit together."""
    if settings is not None and study.scenario.placebo:
        return [f"scenario: {study.scenario.name} is a placebo, which no setting builds on"]
    return []
