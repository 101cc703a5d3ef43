"""What `sesim` does: it simulates one study or a sweep, or shows something.

Each case imports what it needs when it is needed: a study without figures does not wait for the
libraries that draw them.
"""

from pathlib import Path

from hydra.errors import HydraException
from omegaconf.errors import OmegaConfBaseException

from sesim.cli.compose import register_choices
from sesim.cli.hydra_adapter import message_of, show
from sesim.cli.simulate.request import Request, ShowRequest, StudyRequest
from sesim.study import StudyError
from sesim.study.shipped import PRIMARY, conf_dir


def perform(request: Request) -> Path | None:
    """Do what was asked for, and return the folder of the results; None if there are none.

    Raises:
        StudyError: what Hydra should show cannot be composed.
        OutputError: results cannot go where they were asked to; nothing has been simulated.
        RunError: a run failed.
    """
    match request:
        case ShowRequest():
            _show(request)
            return None
        case StudyRequest(study):
            from sesim.cli.simulate.single import simulate

            return simulate(study)
        case _:
            from sesim.cli.simulate.sweep import sweep

            return sweep(request)


def _show(request: ShowRequest) -> None:
    register_choices()
    try:
        show(request.words, str(conf_dir()), PRIMARY)
    except (HydraException, OmegaConfBaseException) as error:
        raise StudyError([message_of(error)]) from None
