"""What the chosen files hold together: composed once, and shared by studies with other values.

Composing takes most of the time of making a study, so single values are set afterwards, as Hydra
itself would. Where no value refers to another one, only the keys that are set become a
configuration again; the others are plain data already.
"""

import pickle
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf

from sesim.cli.hydra_adapter import note_folder, packed, set_values, unpacked
from sesim.cli.refuse_code import calls_in_hydra
from sesim.study.source import leaves

HYDRA = "hydra"
"""Hydra's own part of a configuration."""

REFERENCE, MISSING = "${", "???"
"""What begins a reference to another value, and what stands for one that has to be set."""


class Composition:
    """A configuration as its files hold it, without single values. It is never changed.

    Args:
        config: as composed.

    Attributes:
        keys: of the first level, without Hydra's.
        choices: the groups whose files it was composed from, such as `programme@eksjo`.
        is_sweep: whether it asks for a sweep.
        calls: a message for everything that Hydra would call although it must not.
    """

    def __init__(self, config: DictConfig) -> None:
        plain: Any = OmegaConf.to_container(config)
        self.calls = tuple(calls_in_hydra(plain.pop(HYDRA)))
        self.choices = tuple(map(str, config.hydra.runtime.choices))
        self.is_sweep = config.hydra.mode == RunMode.MULTIRUN
        self.keys = tuple(map(str, plain))
        # Packed, so that every study gets copies of its own.
        self._config = packed(config)
        closed = all(isinstance(key, str) for key in plain) and not _is_open(plain)
        self._plain = pickle.dumps(plain) if closed else None

    def config(self) -> DictConfig:
        """Return a copy of the whole configuration, with Hydra's part."""
        found: DictConfig = unpacked(self._config)
        note_folder(found)  # it may have been composed in another one
        return found

    def plain_of(self, key: str) -> Any:
        """Return what the files hold under a key, as plain data; None if they do not have it.

        Raises:
            OmegaConfBaseException: it refers to something that is not there.
        """
        if self._plain is None:
            return plain_of(self.config()[key])
        return unpacked(self._plain).get(key)

    def with_values(self, texts: Sequence[str], values: Mapping[str, Any]) -> "Configuration":
        """Return the configuration with single values.

        Args:
            texts: overrides that set them.
            values: the same by dotted key.

        Raises:
            HydraException, OmegaConfBaseException: a value does not fit.
        """
        rest: dict[str, Any] = {}
        if self._plain is None or any(REFERENCE in text for text in texts):
            config = self.config()
        else:
            rest = unpacked(self._plain)
            tops = {key.partition(".")[0] for key in values} & rest.keys()
            config = OmegaConf.create({key: rest.pop(key) for key in self.keys if key in tops})
            OmegaConf.set_struct(config, True)
        set_values(texts, config)
        return Configuration(self, config, rest, tuple(leaves(values)))


class Configuration:
    """A configuration with the values that overrides set.

    Args:
        files: the same without these values.
        config: the keys that are set, or all keys where some value refers to another one.
        rest: the other keys, as plain data.
        given: dotted keys of these values.

    Attributes:
        files: the same without these values.
    """

    def __init__(
        self,
        files: Composition,
        config: DictConfig,
        rest: dict[str, Any],
        given: Collection[str] = (),
    ) -> None:
        self.files = files
        self._given = given
        self._config = config
        self._rest = rest

    def __iter__(self) -> Iterator[str]:
        """Yield the keys of the first level without Hydra's, those of the files first."""
        there = {*self._rest, *map(str, self._config)} - {HYDRA}
        keys = dict.fromkeys((*self.files.keys, *map(str, self._config)))
        return (key for key in keys if key in there)

    def get(self, key: str) -> Any:
        """Return the value of a key of the first level, or None if there is none."""
        return self._rest[key] if key in self._rest else self._config.get(key)

    def as_written(self, key: str) -> Any:
        """Return the value of a key as plain data, with references as they are written."""
        if key in self._rest:
            return self._rest[key]
        plain: Any = OmegaConf.to_container(OmegaConf.masked_copy(self._config, [key]))
        return plain.get(key)

    def plain_of(self, key: str) -> Any:
        """Return the value of a key as plain data, with all references resolved.

        Raises:
            OmegaConfBaseException: it refers to something that is not there.
        """
        return self._rest[key] if key in self._rest else plain_of(self._config[key])

    def given_within(self, key: str) -> list[str]:
        """Return the paths of the values within a key of the first level that were set."""
        return [one.removeprefix(f"{key}.") for one in self._given if one.startswith(f"{key}.")]


def plain_of(value: Any) -> Any:
    """Return a part of a configuration as plain data, with all references resolved.

    Raises:
        OmegaConfBaseException: it refers to something that is not there.
    """
    if not OmegaConf.is_config(value):
        return value
    return OmegaConf.to_container(value, resolve=True, throw_on_missing=True)


def _is_open(node: Any) -> bool:
    """Whether any value in plain data refers to another one, or has to be set."""
    if isinstance(node, dict):
        return any(map(_is_open, node.values()))
    if isinstance(node, list):
        return any(map(_is_open, node))
    return isinstance(node, str) and (REFERENCE in node or node == MISSING)
