"""The shipped configuration files: where they are, and what they contain."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

PRIMARY = "config"
"""The file that a study is composed from, without its suffix."""


@cache
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


@cache
def shipped_file(group: str, name: str) -> Mapping[str, Any]:
    """Return the contents of a shipped file, as plain data: `shipped_file("programme", "eksjo")`.

    Raises:
        KeyError: no such file is shipped.
    """
    if name not in options(group):
        raise KeyError(f"{group}/{name}")
    from sesim.study.yaml_text import data_in  # `--help` names the files and reads none

    text = (conf_dir() / group / f"{name}.yaml").read_text(encoding="utf-8")
    return MappingProxyType(data_in(text))
