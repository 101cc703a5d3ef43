"""Composition: from the YAML files in `conf/` and overrides to a checked study."""

import difflib
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml
from hydra._internal.config_loader_impl import ConfigLoaderImpl
from hydra._internal.utils import create_config_search_path
from hydra.core.config_search_path import SearchPathQuery
from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.core.utils import setup_globals
from hydra.errors import HydraException
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException
from pydantic import ValidationError

from sesim.cli.overrides import addresses_group, forced, parse
from sesim.cli.shipped import PRIMARY, conf_dir, options
from sesim.cli.trust import calls_in_hydra, calls_in_study
from sesim.runs.configuration import from_plain
from sesim.runs.draws import SHIPPED
from sesim.runs.precision import KEYS as PRECISION_KEYS
from sesim.study import Origin, Programme, Study, StudyError
from sesim.study.departures import NO_SOURCES, Sources
from sesim.study.parameters import POINT, REGISTER

GROUPS = frozenset({"economics", "experiment", "parameters", "programme", "scenario"})
"""Groups of configuration files; some of them may have no file yet."""

HYDRA = "hydra"
"""Hydra's own part of a configuration."""

ASIDE = (HYDRA, *PRECISION_KEYS)
"""Keys of every configuration that are not about a study."""

DAYS = ("end", "plan_start")
"""Days that follow from the scenario unless they are said."""

PROGRAMME_AT = "programme@"
OPTIONAL = ("experiment", "hydra/callbacks")


def load_study(overrides: Sequence[str] = (), config_dir: Path | str | None = None) -> Study:
    """Return the study that `sesim` would run with these overrides.

    It may be called any number of times, also inside another program that uses Hydra.

    Args:
        overrides: such as `["programmes=[eksjo,vetlanda]", "replications=20"]`.
        config_dir: a folder with more scenarios and programmes, laid out like `conf/`.

    Raises:
        StudyError: anything is wrong; the message holds every problem found.
    """
    return Composer(config_dir=config_dir).study(overrides)


def register_parameters() -> None:
    """Make known to Hydra where parameters may come from, such as `parameters: posterior`."""
    for source in (*SHIPPED, POINT, REGISTER):
        # Hydra itself, which makes the jobs of a sweep, must not refuse keys that are not there.
        node = OmegaConf.create({"draws": source}, flags={"struct": False})
        ConfigStore.instance().store(group="parameters", name=source, node=node)


class Composer:
    """Composes studies from the configuration files in some folders.

    It has a loader of its own and leaves alone what Hydra keeps for the whole process.

    Args:
        config_dir: a folder with more files, laid out like `conf/`.
        config_path: a folder instead of `conf/`, such as that of an earlier run.
        config_name: the file to begin with.

    Raises:
        StudyError: a folder does not exist.
    """

    def __init__(
        self,
        config_dir: Path | str | None = None,
        config_path: Path | str | None = None,
        config_name: str = PRIMARY,
    ) -> None:
        setup_globals()
        register_parameters()
        main = _existing("--config-path", config_path) if config_path else conf_dir()
        path = create_config_search_path(str(main))
        if config_dir:
            folder = _existing("--config-dir", config_dir)
            _refuse_shipped_names(folder)
            path.prepend("command-line", f"file://{folder}", SearchPathQuery(provider="schema"))
        self._loader = ConfigLoaderImpl(config_search_path=path)
        self._name = config_name
        self._groups = GROUPS.union(self._loader.list_groups(""))
        self._bases: dict[tuple[str, ...], DictConfig] = {}

    def study(self, overrides: Sequence[str]) -> Study:
        """Return the study; raises `StudyError` with every problem found."""
        return self.study_or_sweep(overrides)[0]

    def study_or_sweep(self, overrides: Sequence[str]) -> tuple[Study, bool]:
        """Return the study, and whether the configuration asks for a sweep by itself.

        Raises:
            StudyError: with every problem found.
        """
        problems: list[str] = []
        parsed = parse(overrides, problems)
        config = self._single(parsed, problems)
        is_sweep = config.hydra.mode == RunMode.MULTIRUN
        if config.get("precision") is not None and not is_sweep:
            problems.append(
                f"precision: is about the difference between studies, and this is one alone (got "
                f"{config.precision}); take sesim -m scenario=baseline,..."
            )
        return self._checked(config, parsed, problems), is_sweep

    def job(self, overrides: Sequence[str]) -> tuple[Study, frozenset[str]]:
        """Return the study of one job of a sweep, and those of its days that were not said.

        Reading and merging the files takes most of the time, and the jobs of a sweep share them:
        what a job says of single values is set in a copy, as Hydra itself would.

        Raises:
            StudyError: with every problem found.
        """
        problems: list[str] = []
        parsed = parse(overrides, problems)
        config = deepcopy(self._base(parsed, problems))
        values = [forced(one, self._groups) for one in parsed if not _is_early(one, self._groups)]
        try:
            ConfigLoaderImpl._apply_overrides_to_config(
                OverridesParser.create().parse_overrides(values), config
            )
        except (HydraException, OmegaConfBaseException) as error:
            raise StudyError([*problems, said(error)]) from None
        unsaid = frozenset(day for day in DAYS if config.get(day) is None)
        return self._checked(config, parsed, problems), unsaid

    def study_and(
        self, part: str, overrides: Sequence[str], check: Callable[[Any, Study | None], list[str]]
    ) -> Study:
        """Return the study of a configuration that has a part which is not about the study.

        Args:
            part: the key of that part.
            overrides: of both.
            check: is given the part as plain data, and the study if that is right; returns
                what is wrong with them.

        Raises:
            StudyError: with every problem found.
        """
        problems: list[str] = []
        config = self._single(parse(overrides, problems), problems)
        plain, study = None, None
        try:
            plain = OmegaConf.to_container(OmegaConf.create({"part": config.get(part)}))
        except OmegaConfBaseException as error:
            problems.append(said(error))
        try:
            study = study_of(config, map(str, config.hydra.runtime.choices), part)
        except StudyError as error:
            problems += error.problems
        problems += check(plain["part"] if isinstance(plain, dict) else None, study)
        if problems or study is None:
            raise StudyError(problems)
        return study

    def _checked(
        self, config: DictConfig, overrides: Sequence[Override], problems: list[str]
    ) -> Study:
        """Return the study of a configuration; raises `StudyError` if there are problems."""
        try:
            choices = list(map(str, config.hydra.runtime.choices))
            origins = {one.key_or_group: Origin.OVERRIDE for one in overrides}
            sources = Sources(origins, self._described(overrides, choices))
            study = study_of(config, choices, sources=sources)
        except StudyError as error:
            raise StudyError([*problems, *error.problems]) from None
        if problems:
            raise StudyError(problems)
        return study

    def _base(self, overrides: Sequence[Override], problems: list[str]) -> DictConfig:
        """Return what the files say that overrides choose, without the single values they set."""
        files = [one for one in overrides if _is_early(one, self._groups)]
        texts = tuple(str(one.input_line) for one in files)
        if texts not in self._bases:
            self._bases[texts] = self._composed(files, problems)
        return self._bases[texts]

    def _described(
        self, overrides: Sequence[Override], choices: Iterable[str]
    ) -> dict[str, Programme]:
        """Return the programmes of which overrides set values, as their files describe them.

        A file may lack what the overrides set.
        """
        keys = {one.key_or_group.partition(".")[0] for one in overrides}
        found = {}
        for name in keys & {key.removeprefix(PROGRAMME_AT) for key in choices}:
            with suppress(OmegaConfBaseException, ValidationError):
                found[name] = Programme.model_validate(_plain(self._base(overrides, [])[name]))
        return found

    def _single(self, parsed: Sequence[Override], problems: list[str]) -> DictConfig:
        """Return the configuration of a single run, unchecked."""
        problems += [_several(one) for one in parsed if one.is_sweep_override()]
        return self._composed([one for one in parsed if not one.is_sweep_override()], problems)

    def sweep(self, overrides: Sequence[str], problems: list[str]) -> DictConfig:
        """Return the configuration of a sweep, unchecked, with Hydra's own part.

        What is wrong with single overrides is added to `problems`, and they are left out.

        Raises:
            StudyError: the files and the overrides do not fit together.
        """
        parsed = parse(overrides, problems)
        return self._composed(parsed, problems, RunMode.MULTIRUN)

    def _composed(
        self, overrides: Sequence[Override], problems: list[str], mode: RunMode = RunMode.RUN
    ) -> DictConfig:
        chosen = [one for one in overrides if not self._lacks_option(one, problems)]
        texts = [forced(one, self._groups) for one in chosen]
        try:
            config = self._loader.load_configuration(
                self._name, texts, run_mode=mode, from_shell=False
            )
        except (
            HydraException,
            OmegaConfBaseException,
            RecursionError,
            ValueError,
            yaml.YAMLError,
        ) as error:
            raise StudyError([*problems, said(error)]) from None
        problems += calls_in_hydra(OmegaConf.to_container(config.hydra))
        return config

    def _lacks_option(self, override: Override, problems: list[str]) -> bool:
        """Whether an override chooses a file that does not exist; say so if it does."""
        group, chosen = override.key_or_group, override.value()
        several = override.is_sweep_override() or isinstance(chosen, list | dict)
        if several or not addresses_group(override, self._groups):
            return False
        if chosen is None and group in OPTIONAL:
            return False
        folder, _, name = f"{group}/{'null' if chosen is None else chosen}".rpartition("/")
        options = self._loader.get_group_options(folder)
        if override.is_delete() or name in options:
            return False
        problems.append(_unknown_option(group, name, options))
        return True


def _is_early(override: Override, groups: Collection[str]) -> bool:
    """Whether an override decides which files are read, or is about Hydra itself."""
    return addresses_group(override, groups) or override.key_or_group.startswith(f"{HYDRA}.")


def study_of(
    config: DictConfig,
    choices: Iterable[str],
    without: str | None = None,
    sources: Sources = NO_SOURCES,
) -> Study:
    """Return the study that a composed configuration describes.

    Args:
        config: the configuration.
        choices: the groups whose files it was composed from, such as `programme@eksjo`.
        without: a key that is not about the study, besides those of every configuration.
        sources: where values come from that are not in the programmes' files.

    Raises:
        StudyError: anything is wrong with it.
    """
    ours = [str(key) for key in config if key not in (*ASIDE, without)]
    try:
        plain = {key: _plain(config[key]) for key in ours}
    except (OmegaConfBaseException, RecursionError) as error:
        raise StudyError([said(error)]) from None
    if calls := list(calls_in_study(plain)):
        raise StudyError(calls)
    names = [key.removeprefix(PROGRAMME_AT) for key in choices if key.startswith(PROGRAMME_AT)]
    return from_plain(plain, names, sources)


def _plain(value: Any) -> Any:
    """Return a part of a configuration as plain data, with everything in it found."""
    if not OmegaConf.is_config(value):
        return value
    return OmegaConf.to_container(value, resolve=True, throw_on_missing=True)


def _several(override: Override) -> str:
    text = override.input_line or ""
    key, _, values = text.partition("=")
    return f"{text}: several values; a list is {key}=[{values}], and sesim -m runs each in turn"


def _existing(flag: str, folder: Path | str) -> Path:
    path = Path(folder).expanduser().resolve()
    if not path.is_dir():
        raise StudyError([f"{flag}: {folder} is not a folder"])
    return path


def _refuse_shipped_names(folder: Path) -> None:
    """Refuse files that would be ignored, since the shipped ones with their names come first.

    Raises:
        StudyError: with every such file.
    """
    taken = [
        f"--config-dir: {group}/{path.name} has the name of a shipped file, which would be used "
        f"instead; choose another name, such as my_{path.name}"
        for group in sorted(GROUPS)
        for path in sorted((folder / group).glob("*.yaml"))
        if path.stem in options(group)
    ]
    if taken:
        raise StudyError(taken)


def _unknown_option(group: str, chosen: str, options: Iterable[str]) -> str:
    known = sorted(options)
    near = difflib.get_close_matches(chosen, known, 1)
    hint = f" (did you mean '{near[0]}'?)" if near else ""
    return f"{group}: unknown option '{chosen}'{hint}; available: {', '.join(known) or 'none'}"


def said(error: Exception) -> str:
    """Return the first paragraph of a message of Hydra's, in one line."""
    text = str(error.__cause__ or error) if isinstance(error, HydraException) else str(error)
    paragraph = (text or type(error).__name__).strip().split("\n\n")[0]
    lines = [line.strip() for line in paragraph.splitlines()]
    return " ".join(line for line in lines if line and not line.startswith("object_type="))
