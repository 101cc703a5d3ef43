"""Everything that this program uses of Hydra although Hydra does not promise to keep it.

No other module may import `hydra._internal` or a name of Hydra's that begins with an underscore.
`tests/test_contracts.py` checks what each function here relies on: when a new version of Hydra
fails there, change this module.
"""

import io
import os
import pickle
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import hydra
import yaml
from hydra._internal.callbacks import Callbacks
from hydra._internal.config_loader_impl import ConfigLoaderImpl
from hydra._internal.utils import create_config_search_path
from hydra.core.config_loader import ConfigLoader
from hydra.core.config_search_path import ConfigSearchPath
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.plugins import Plugins
from hydra.errors import HydraException
from hydra.plugins.config_source import ConfigSource
from hydra.plugins.launcher import Launcher
from hydra.types import HydraContext
from omegaconf import Container, DictConfig, OmegaConf
from omegaconf._utils import get_yaml_loader

from sesim.cli.command import TRACEBACK

VERSION_BASE = "1.3"
"""The version of Hydra whose defaults hold."""

UNALIKE = re.compile(r"[\t!?&\ufeff]|<<|[|>]\S*#|^%", re.MULTILINE)
"""Signs of what libyaml and PyYAML's own parser do not read alike, such as a tab after a colon."""

HydraTask = Callable[[DictConfig], object]


def search_path_of(address: str) -> ConfigSearchPath:
    """Return where Hydra looks for files: its own, those at the address and those of plugins."""
    return create_config_search_path(address)


def loader_of(places: ConfigSearchPath) -> ConfigLoader:
    """Return a new loader, which does not touch what Hydra keeps for the whole process."""
    return ConfigLoaderImpl(config_search_path=places)


def defaults_version() -> str:
    """Return the version of Hydra whose defaults hold in this process."""
    hydra.version.base_at_least(VERSION_BASE)  # decides which, if nobody has
    return str(hydra.version.getbase())


def note_folder(config: DictConfig) -> None:
    """Note in Hydra's part of a configuration in which folder the process is now."""
    config.hydra.runtime.cwd = str(Path.cwd())


def set_values(texts: Sequence[str], config: DictConfig) -> None:
    """Apply overrides of single values, with Hydra's rules and messages.

    Raises:
        HydraException: an override does not fit the configuration.
    """
    overrides = OverridesParser.create().parse_overrides(list(texts))
    ConfigLoaderImpl._apply_overrides_to_config(overrides, config)


def packed(config: Container) -> bytes:
    """Return a configuration in a form from which copies are made faster than by `deepcopy`."""
    return pickle.dumps(config)


def unpacked(data: bytes) -> Any:
    """Return a new copy of a configuration that `packed` took."""
    return pickle.loads(data)  # noqa: S301  # made by this process, never read from a file


def config_in(text: str) -> Container:
    """Return the configuration in a YAML text, as `OmegaConf.load` does but faster.

    Args:
        text: checked already, so that it holds keys with values, or nothing.

    Raises:
        OmegaConfBaseException, YAMLError, OSError, ValueError: it cannot be read.
    """
    if loader := None if UNALIKE.search(text) else _quick_loader():
        found = yaml.load(io.StringIO(text), Loader=loader)  # noqa: S506 - OmegaConf's own, and safe
        if isinstance(found, dict):
            return OmegaConf.create(found)
    return OmegaConf.load(io.StringIO(text))


@cache
def _quick_loader() -> Any:
    """Return OmegaConf's loader with the parser of libyaml; None where PyYAML lacks that."""
    if not hasattr(yaml, "CSafeLoader"):
        return None
    return type("QuickLoader", (yaml.CSafeLoader, get_yaml_loader()), {})


def header_of(text: str) -> Mapping[str, str | None]:
    """Return the header of a configuration file, such as `# @package _global_`.

    Raises:
        ValueError: it cannot be read.
    """
    return ConfigSource._get_header_dict(text)


def launcher_of(
    config: DictConfig, task: HydraTask, set_up: Callable[[int], object], parent: int
) -> Launcher:
    """Return the launcher that Hydra's part of a configuration names.

    Args:
        config: Hydra's part alone; the jobs' studies have been composed and checked already.
        task: what the launcher calls for each job.
        set_up: what each worker process of joblib calls first. Without it, a worker would wait
            minutes for a job if its parent is killed before it has one.
        parent: the process that is given to `set_up`.
    """
    loader: Any = _Composed(config)
    context = HydraContext(config_loader=loader, callbacks=Callbacks(config))
    launcher = Plugins.instance().instantiate_launcher(
        hydra_context=context, task_function=task, config=config
    )
    if isinstance(options := getattr(launcher, "joblib", None), dict):
        options |= {"initializer": set_up, "initargs": (parent,)}
    return launcher


class _Composed:
    """Stands in for the loader from which a launcher takes the configuration of each job."""

    def __init__(self, config: DictConfig) -> None:
        self._config = config

    def load_sweep_config(self, _: DictConfig, __: list[str]) -> DictConfig:
        copy: DictConfig = deepcopy(self._config)
        return copy


def show(words: Sequence[str], folder: str, primary: str) -> None:
    """Let Hydra print what its own flags ask for, such as `--cfg job`; it runs nothing.

    Args:
        words: a command line without the command's name.
        folder: of the configuration files.
        primary: the file to begin with.

    Raises:
        HydraException, OmegaConfBaseException: the files and the overrides do not fit together.
    """
    sys.argv = [sys.argv[0], *words]
    with _raising():
        hydra.main(version_base=VERSION_BASE, config_path=folder, config_name=primary)(_nothing)()


def _nothing(_: DictConfig) -> None:
    """Stand in for the task of a command line that only shows something."""


@contextmanager
def _raising() -> Iterator[None]:
    """Make Hydra raise errors instead of printing them."""
    before = os.environ.get(TRACEBACK)
    os.environ[TRACEBACK] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[TRACEBACK]
        else:
            os.environ[TRACEBACK] = before


def message_of(error: Exception) -> str:
    """Return the first paragraph of a message of Hydra's or OmegaConf's, in one line."""
    if isinstance(error, RecursionError):
        return "the files refer to each other in a circle, or are nested too deeply"
    text = str(error.__cause__ or error) if isinstance(error, HydraException) else str(error)
    paragraph = (text or type(error).__name__).strip().split("\n\n")[0]
    lines = [line.strip() for line in paragraph.splitlines()]
    return " ".join(line for line in lines if line and not line.startswith("object_type="))
