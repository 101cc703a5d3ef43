"""YAML read by libyaml, where PyYAML has it: many times as fast, with the same result."""

from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def data_in(text: str) -> Any:
    """Return what a file of the program itself holds; other files are checked first."""
    return yaml.load(text, Loader=LOADER)  # noqa: S506 - both loaders are safe
