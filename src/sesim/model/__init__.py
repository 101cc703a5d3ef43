"""The model: from a study to the event log. It does not know the outcomes.

The parts are imported when they are first used: the version alone, which a table of parameter
draws is checked against, needs no simulation.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sesim.model.lookalikes import Past
    from sesim.model.model_programme import ModelProgramme, model_programmes
    from sesim.model.replication import past_of, run
    from sesim.model.streams import uniforms

VERSION = 3
"""Increased by every change after which the same study gives different events.

A calibration is valid for one version; parameter draws name theirs.
"""

__all__ = ["VERSION", "ModelProgramme", "Past", "model_programmes", "past_of", "run", "uniforms"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is asked for."""
    home: Any
    match name:
        case "ModelProgramme" | "model_programmes":
            from sesim.model import model_programme as home
        case "run" | "past_of":
            from sesim.model import replication as home
        case "Past":
            from sesim.model import lookalikes as home
        case "uniforms":
            from sesim.model import streams as home
        case _:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value = getattr(home, name)
    return value
