"""The configuration files that come with the program. Needs the standard library alone."""

from pathlib import Path

PRIMARY = "config"
"""The file that a study is composed from, without its ending."""


def conf_dir() -> Path:
    """Return `conf/` inside the installed package, else that of the checkout.

    Raises:
        FileNotFoundError: there is neither.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "conf", package.parents[1] / "conf"):
        if (folder / f"{PRIMARY}.yaml").is_file():
            return folder
    raise FileNotFoundError("sesim: conf/ is neither in the package nor in a checkout")


def options(group: str) -> list[str]:
    """Return the names of the shipped files of a group, such as the scenarios."""
    return sorted(path.stem for path in (conf_dir() / group).glob("*.yaml"))
