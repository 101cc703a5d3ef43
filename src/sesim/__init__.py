"""Simulation of Supported Employment and IPS programmes.

For example::

    import sesim

    study = sesim.load_study("programmes=[eksjo,vetlanda] replications=20")
    results = sesim.simulate(study)
    results.summary

    sooner = sesim.simulate(study.replace({"vetlanda.back_heaviness": 0.2}))
    sesim.compare(results, sooner)

`load_calibration` and `calibrate` do the same for a calibration.

The parts are imported when they are first used, so that the command line starts quickly.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sesim.calibration.calibrate import calibrate
    from sesim.cli.calibrate.request import load_calibration
    from sesim.cli.load import load_study
    from sesim.outcomes import outcome
    from sesim.runs.compare import compare
    from sesim.runs.replicate import replicate as simulate

    __version__: str

__all__ = [
    "__version__",
    "calibrate",
    "compare",
    "load_calibration",
    "load_study",
    "outcome",
    "simulate",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is asked for."""
    match name:
        case "__version__":
            value: Any = _version()
        case "calibrate":
            from sesim.calibration.calibrate import calibrate as value
        case "load_calibration":
            from sesim.cli.calibrate.request import load_calibration as value
        case "compare":
            from sesim.runs.compare import compare as value
        case "load_study":
            from sesim.cli.load import load_study as value
        case "outcome":
            from sesim.outcomes import outcome as value
        case "simulate":
            from sesim.runs.replicate import replicate as value
        case _:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names too, which are not there until they are used."""
    return sorted({*globals(), *__all__})


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("sesim")
    except PackageNotFoundError:
        return "0+unknown"  # run from a source tree that was never installed
