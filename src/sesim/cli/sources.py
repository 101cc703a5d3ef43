"""Where configuration files come from: every file passes one gate."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import yaml
from hydra.core.config_search_path import ConfigSearchPath, SearchPathQuery
from hydra.core.object_type import ObjectType
from hydra.core.plugins import Plugins
from hydra.plugins.config_source import ConfigLoadError, ConfigResult, ConfigSource
from omegaconf import Container, DictConfig
from omegaconf.errors import OmegaConfBaseException

from sesim.cli.hydra_adapter import (
    config_in,
    header_of,
    message_of,
    packed,
    search_path_of,
    unpacked,
)
from sesim.cli.unchanged import Unchanged, note, note_unknown
from sesim.messages import reason
from sesim.study import StudyError
from sesim.study.csv_file import read_rows
from sesim.study.input_file import yaml_text_of
from sesim.study.scenario import PARAMETERS
from sesim.study.shipped import conf_dir, options
from sesim.study.source import DRAWS
from sesim.study.today import PersonToday

GROUPS = frozenset({"economics", "experiment", "future", "parameters", "programme", "scenario"})
"""Groups of configuration files; some of them may have no file yet."""

ENDING = ".yaml"
TABLE = ".parquet"
"""Of a table of draws in the group `parameters`, which stands for a file that names it."""

OTHER_ENDINGS = (".yml", ".yaml.txt", ".yml.txt", ".txt", ".YAML", ".YML", ".json")
"""Endings of files that Hydra does not find, although the user may have meant them."""

NOTED = ("sesim://", "pkg://", "structured://")
"""How the addresses of places begin whose files are noted, or do not change while we run."""


class CheckedSource(ConfigSource):
    """A folder of configuration files, each of which is checked before it is loaded.

    Its addresses have a separate scheme, so other users of Hydra in this process keep theirs.
    """

    @staticmethod
    def scheme() -> str:
        """Return how the addresses of such folders begin."""
        return "sesim"

    def load_config(self, config_path: str) -> ConfigResult:
        """Return a file's content.

        Raises:
            StudyError: the file is not valid.
            ConfigLoadError: there is no such file.
        """
        path = Path(self.path, _file_name(config_path)).resolve()
        if not path.exists() and (table := self._table(config_path)):
            path = table.resolve()
        if not path.exists():
            raise ConfigLoadError(f"Config not found : {path}")
        config, header = _loaded.get(path, lambda: _load(path))
        address = f"{self.scheme()}://{self.path}"
        return ConfigResult(self.provider, address, unpacked(config), dict(header))

    def available(self) -> bool:
        """Whether the folder exists."""
        note(Path(self.path))
        return Path(self.path).is_dir()

    def is_group(self, config_path: str) -> bool:
        """Whether there is such a folder of configuration files."""
        return self._is_group(Path(self.path, config_path))

    def is_config(self, config_path: str) -> bool:
        """Whether there is such a file, of any kind; loading it refuses a pipe."""
        with suppress(OSError):  # such as a name that is too long for a file
            path = Path(self.path, _file_name(config_path))
            note(path)
            found = path.exists() and not path.is_dir()
            return found or self._table(config_path) is not None
        return False

    def list(self, config_path: str, results_filter: ObjectType | None) -> list[str]:
        """Return the names of the groups or files in a folder, without their ending."""
        folder = Path(self.path, config_path)
        note(folder)
        paths = list(folder.iterdir())
        groups = {path.name for path in paths if self._is_group(path)}
        others = [path for path in paths if path.exists() and not path.is_dir()]
        endings = (ENDING, TABLE) if config_path.strip("/") == PARAMETERS else (ENDING,)
        files = {path.stem for path in others if path.suffix in endings}
        wanted = {ObjectType.GROUP: groups, ObjectType.CONFIG: files}
        return sorted(wanted[results_filter] if results_filter else groups | files)

    def _is_group(self, path: Path) -> bool:
        """Whether a folder is a group: it has its name, or holds files or groups of files.

        A results folder is also one of configuration, and the names of its other folders, such as
        `figures`, are keys as well.
        """
        note(path)
        if not path.is_dir():
            return False
        if path == Path(self.path) or path.relative_to(self.path).parts[0] in GROUPS:
            return True
        inside = list(path.iterdir())
        return any(one.suffix == ENDING or self._is_group(one) for one in inside)

    def _table(self, config_path: str) -> Path | None:
        """Return the table of draws that has the name of a file of parameters, if there is one."""
        group, _, name = config_path.removesuffix(ENDING).rpartition("/")
        path = Path(self.path, group, f"{name}{TABLE}")
        note(path)
        return path if group.strip("/") == PARAMETERS and path.is_file() else None


def _file_name(config_path: str) -> str:
    return config_path if config_path.endswith(ENDING) else f"{config_path}{ENDING}"


_loaded: Unchanged[tuple[bytes, Mapping[str, str | None]]] = Unchanged(most=256)
"""The content of each file, packed, and its header."""


def _load(path: Path) -> tuple[bytes, Mapping[str, str | None]]:
    note(path)
    # JSON is YAML, and quotes whatever a path may hold.
    text = json.dumps({DRAWS: str(path)}) if path.suffix == TABLE else yaml_text_of(path)
    try:
        header = header_of(text[:512])
        config = config_in(text)
    except (OmegaConfBaseException, yaml.YAMLError, OSError, ValueError, RecursionError) as error:
        raise StudyError([f"{path}: {message_of(error)}"]) from None
    return packed(with_caseload(config, path)), header


def with_caseload(config: Container, path: Path) -> Container:
    """Return a configuration with the people of the table that its `today` names, if it does.

    Args:
        config: the content of a file.
        path: of the file, beside which the table is.

    Raises:
        StudyError: the table is not valid.
    """
    today = config.get("today") if isinstance(config, DictConfig) else None
    if not isinstance(today, DictConfig) or not isinstance(name := today.get("table"), str):
        return config
    table = path.parent / name
    note(table)
    rows = read_rows(table, PersonToday, f"{path}: today.table")
    given = [row.model_dump(mode="json", exclude_none=True) for row in rows]
    del today["table"]
    today["people"] = given
    return config


def note_places(addresses: Iterable[str]) -> None:
    """Note where configuration files are looked for, some of which may be out of sight."""
    if not all(address.startswith(NOTED) for address in addresses):
        note_unknown()


def search_path(config_dir: Path | str | None, config_path: Path | str | None) -> ConfigSearchPath:
    """Return the places where configuration files are looked for; the first match is used.

    Args:
        config_dir: a folder with more files, laid out like `conf/`.
        config_path: a folder instead of `conf/`.

    Raises:
        StudyError: a folder does not exist, or holds files with the names of shipped ones.
    """
    Plugins.instance().register(CheckedSource)
    main = existing("--config-path", config_path) if config_path else conf_dir()
    path = search_path_of(_address(main))
    if config_dir:
        folder = existing("--config-dir", config_dir)
        _refuse_shipped_names(folder)
        path.prepend("command-line", _address(folder), SearchPathQuery(provider="schema"))
    return path


def _refuse_shipped_names(folder: Path) -> None:
    """Refuse files that would be ignored because shipped files have the same names.

    Raises:
        StudyError: with every such file.
    """
    taken = [
        f"--config-dir: {group}/{path.name} has the name of a shipped file, which would be used "
        f"instead; choose another name, such as my_{path.name}"
        for group in sorted(GROUPS)
        for path in sorted((folder / group).glob(f"*{ENDING}"))
        if path.stem in options(group)
    ]
    if taken:
        raise StudyError(taken)


def _address(folder: Path) -> str:
    return f"{CheckedSource.scheme()}://{folder}"


def existing(flag: str, folder: Path | str) -> Path:
    """Return the folder that a flag names.

    Raises:
        StudyError: it does not exist.
    """
    try:
        path = Path(folder).expanduser().resolve()
        is_folder = path.is_dir()
    except (OSError, RuntimeError, ValueError) as error:
        raise StudyError([f"{flag}: {folder}: {reason(error)}"]) from None
    if not is_folder:
        raise StudyError([f"{flag}: {folder} is not a folder"])
    return path


def misnamed(places: ConfigSearchPath, group: str, name: str) -> str | None:
    """Return the name of a file that the user probably meant, but that has another ending."""
    own = f"{CheckedSource.scheme()}://"
    for place in places.get_path():
        folder = Path(str(place.path).removeprefix(own), group)
        for ending in OTHER_ENDINGS if str(place.path).startswith(own) else ():
            with suppress(OSError):
                if name and (folder / f"{name}{ending}").is_file():
                    return f"{name}{ending}"
    return None


def made_elsewhere(folder: Path | str | None) -> list[str]:
    """Say which version made a folder that is run again, if it was another one."""
    if folder is None:
        return []
    from sesim.runs.results.store import made_by_another, provenance_in

    made = made_by_another(provenance_in(Path(folder)))
    return [f"{folder}: sesim {made} made this folder and can run it"] if made else []
