"""Simulation of Supported Employment and IPS programmes.

For example::

    import sesim

    study = sesim.load_study("programmes=[eksjo,vetlanda]")
    plans = sesim.design(study, {"scenario": ["baseline", "rapid_search"]})
    results = sesim.run(plans, replications=20)
    sesim.compare(results)

The parts are imported when they are first used, so that the command line starts quickly.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sesim import exchange
    from sesim.calibration.calibrate import Calibration, calibrate
    from sesim.calibration.netcdf import write_netcdf
    from sesim.cli.calibrate.request import load_calibration
    from sesim.cli.load import load_study
    from sesim.designs.comparison import compare
    from sesim.designs.design import Design, DesignStudy, design
    from sesim.designs.run import DesignResults, run
    from sesim.outcomes import OwnOutcome, outcome, read_events
    from sesim.runs.errors import RunError
    from sesim.runs.replicate import Results
    from sesim.runs.replicate import replicate as simulate
    from sesim.study import Scenario, Study, StudyError

    __version__: str

__all__ = [
    "Calibration",
    "Design",
    "DesignResults",
    "DesignStudy",
    "OwnOutcome",
    "Results",
    "RunError",
    "Scenario",
    "Study",
    "StudyError",
    "__version__",
    "calibrate",
    "compare",
    "design",
    "exchange",
    "load_calibration",
    "load_study",
    "outcome",
    "read_events",
    "run",
    "simulate",
    "write_netcdf",
]
"""The public names: `docs/reference/api/sesim.md` explains each, and a test compares the two."""


def __getattr__(name: str) -> Any:
    """Import a public name when it is asked for."""
    home: Any
    value: Any = None
    match name:
        case "__version__":
            value = _version()
        case "calibrate" | "Calibration":
            from sesim.calibration import calibrate as home
        case "compare":
            from sesim.designs import comparison as home
        case "Design" | "DesignStudy" | "design":
            from sesim.designs import design as home
        case "DesignResults" | "run":
            from sesim.designs import run as home
        case "exchange":
            import sesim.exchange

            value = sesim.exchange
        case "load_calibration":
            from sesim.cli.calibrate import request as home
        case "load_study":
            from sesim.cli import load as home
        case "OwnOutcome" | "outcome" | "read_events":
            from sesim import outcomes as home
        case "Results":
            from sesim.runs import replicate as home
        case "RunError":
            from sesim.runs import errors as home
        case "Scenario" | "Study" | "StudyError":
            from sesim import study as home
        case "simulate":
            from sesim.runs.replicate import replicate

            value = replicate
        case "write_netcdf":
            from sesim.calibration import netcdf as home
        case _:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found = getattr(home, name) if value is None else value
    return found


def __dir__() -> list[str]:
    """List the public names too, which are not there until they are used."""
    return sorted({*globals(), *__all__})


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("sesim")
    except PackageNotFoundError:
        return "0+unknown"  # run from a source tree that was never installed
