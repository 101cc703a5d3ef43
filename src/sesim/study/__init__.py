"""What a study is: programmes, scenario, parameters, window, replications and seed.

The parts are imported when they are first used: `--help` names the shipped files and needs none.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sesim.study.building import build
    from sesim.study.departures import Departure, ValueOrigin
    from sesim.study.errors import StudyError
    from sesim.study.programme import Programme
    from sesim.study.regimes import Regime
    from sesim.study.scenario import Change, Scenario
    from sesim.study.settings import Settings
    from sesim.study.study import Study

__all__ = [
    "Change",
    "Departure",
    "Programme",
    "Regime",
    "Scenario",
    "Settings",
    "Study",
    "StudyError",
    "ValueOrigin",
    "build",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is asked for."""
    home: Any
    match name:
        case "build":
            from sesim.study import building as home
        case "Departure" | "ValueOrigin":
            from sesim.study import departures as home
        case "StudyError":
            from sesim.study import errors as home
        case "Programme":
            from sesim.study import programme as home
        case "Regime":
            from sesim.study import regimes as home
        case "Change" | "Scenario":
            from sesim.study import scenario as home
        case "Settings":
            from sesim.study import settings as home
        case "Study":
            from sesim.study import study as home
        case _:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value = getattr(home, name)
    return value
