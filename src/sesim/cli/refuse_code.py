"""What an untrusted configuration file must not do: call code, or connect to an address."""

import re
from collections.abc import Iterator, Sequence

from hydra.core.override_parser.types import Override

from sesim import messages

LAUNCHERS = re.compile(r"(hydra|hydra_plugins)(\.\w+)+(Launcher|Sweeper)")
"""What Hydra may call: launchers and sweepers, its own and those of installed plugins."""

CLUSTER = "cluster"

HANDLERS = ("logging.StreamHandler", "logging.FileHandler", "logging.NullHandler")
"""What the configuration of Hydra's logging may call."""


def calls_in_study(node: object, where: str = "") -> Iterator[str]:
    """Yield a message for every key with which a study would call code."""
    for key, value, place in _inside(node, where):
        if key == "_target_":
            yield f"{place}: not allowed; a study cannot call code (got {messages.value(value)})"


def calls_in_hydra(node: object, where: str = "hydra") -> Iterator[str]:
    """Yield a message for everything Hydra would call except launchers and sweepers.

    Any file can reach Hydra's own part of the configuration, not only the main one.
    """
    for key, value, place in _inside(node, where):
        if _is_foreign(key, value):
            yield f"{place}: not allowed; a study cannot call code (got {messages.value(value)})"


def cluster_from_a_file(address: object, overrides: Sequence[Override]) -> Iterator[str]:
    """Yield a message if the address of a cluster is given, but not on the command line.

    The author of a configuration must not decide where its users send their study and results.
    """
    if address is not None and not any(one.key_or_group == CLUSTER for one in overrides):
        yield (
            f"{CLUSTER}: a file may not name one (got {messages.value(address)}); if you trust "
            f"that address, give {CLUSTER}=ADDRESS on the command line"
        )


def _is_foreign(key: str, value: object) -> bool:
    match key:
        case "_target_":
            return not LAUNCHERS.fullmatch(str(value))
        case "class":
            return value not in HANDLERS
        case "env_set":  # PYTHONPATH would do
            return bool(value)
    return key == "()"


def _inside(node: object, where: str) -> Iterator[tuple[str, object, str]]:
    """Yield every key in nested mappings and lists, with its value and its dotted place."""
    if isinstance(node, dict):
        pairs = [(str(key), value) for key, value in node.items()]
    elif isinstance(node, list):
        pairs = [(str(place), value) for place, value in enumerate(node)]
    else:
        return
    for key, value in pairs:
        place = f"{where}.{key}" if where else key
        yield key, value, place
        yield from _inside(value, place)
