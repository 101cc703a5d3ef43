"""Composition: from the YAML files in `conf/` and overrides to a checked study."""

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import yaml
from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.types import Override
from hydra.core.utils import setup_globals
from hydra.errors import HydraException
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException
from pydantic import BaseModel, ValidationError

from sesim.cli.composition import HYDRA, Composition, Configuration
from sesim.cli.described import described, study_of
from sesim.cli.hydra_adapter import defaults_version, loader_of, message_of
from sesim.cli.overrides import (
    added_programmes,
    addresses_group,
    forced,
    parse,
    several,
    with_names,
)
from sesim.cli.refuse_code import CLUSTER, cluster_from_a_file
from sesim.cli.sources import ENDING, GROUPS, made_elsewhere, misnamed, note_places, search_path
from sesim.cli.unchanged import Unchanged
from sesim.messages import LONGEST_VALUE, shortened
from sesim.study import Study, StudyError, ValueOrigin
from sesim.study.departures import Sources
from sesim.study.errors import explain
from sesim.study.shipped import PRIMARY
from sesim.study.source import DAYS, SECTIONS, choices, unknown_option

Part = TypeVar("Part", bound=BaseModel)

PROGRAMME = "programme"
OPTIONAL = ("experiment", "hydra/callbacks")

_options: Unchanged[tuple[str, ...]] = Unchanged(most=64)
"""The groups of configuration files, and the files of each, for all composers."""

_compositions: Unchanged[Composition] = Unchanged(most=64)
"""What the chosen files hold together, for all composers."""


def register_choices() -> None:
    """Register with Hydra the names without a file, such as `parameters: posterior`."""
    for group in SECTIONS:
        for name, content in choices(group).items():
            # Hydra itself, which composes the jobs of a sweep, must not refuse unknown keys.
            node = OmegaConf.create(content, flags={"struct": False})
            ConfigStore.instance().store(group=group, name=name, node=node)


class Composer:
    """Composes studies from the configuration files in some folders.

    Each has its own loader and does not touch what Hydra keeps for the whole process.

    Args:
        config_dir: a folder with more files, laid out like `conf/`.
        config_path: a folder instead of `conf/`, such as the folder of an earlier run.
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
        register_choices()
        self._folder = config_path
        self._places = search_path(config_dir, config_path)
        self._loader = loader_of(self._places)
        self._name = config_name
        self._key = (*map(str, self._places.get_path()), config_name)
        self._groups = GROUPS.union(self._options(None))
        self._programmes = self._options(PROGRAMME)

    def study(self, overrides: Sequence[str]) -> Study:
        """Return the study; raises `StudyError` with every problem found."""
        return self.study_or_sweep(overrides)[0]

    def study_or_sweep(self, overrides: Sequence[str]) -> tuple[Study, bool]:
        """Return the study, and whether the configuration itself asks for a sweep.

        Raises:
            StudyError: with every problem found.
        """
        problems: list[str] = []
        parsed = self.parsed(overrides, problems)
        config = self._single(parsed, problems)
        is_sweep = config.files.is_sweep
        if (precision := config.get("precision")) is not None and not is_sweep:
            problems.append(
                f"precision: applies to differences between studies, so it needs a sweep (got "
                f"{precision}); use sesim -m scenario=baseline,..."
            )
        return self._checked(config, parsed, problems), is_sweep

    def job(self, overrides: Sequence[str]) -> tuple[Study, frozenset[str]]:
        """Return the study of one job of a sweep, and the dates that its configuration leaves open.

        Raises:
            StudyError: with every problem found.
        """
        problems: list[str] = []
        parsed = self.parsed(overrides, problems)
        config = self._filled(parsed, problems)
        unset = frozenset(day for day in DAYS if config.get(day) is None)
        return self._checked(config, parsed, problems), unset

    def study_and(
        self,
        part: str,
        form: type[Part],
        overrides: Sequence[str],
        check: Callable[[Part | None, Study], list[str]],
    ) -> tuple[Study, Part]:
        """Return the study of a configuration, and its part about something else.

        Args:
            part: the key of that part.
            form: what that part consists of.
            overrides: of both.
            check: takes the part, or None if that is not valid, and a valid study; returns the
                problems of the two together.

        Raises:
            StudyError: with every problem found.
        """
        problems: list[str] = []
        config = self._single(self.parsed(overrides, problems), problems)
        plain, found, study = None, None, None
        try:
            plain = OmegaConf.to_container(OmegaConf.create({"part": config.get(part)}))
        except OmegaConfBaseException as error:
            problems.append(message_of(error))
        try:
            study = study_of(config, part)
        except StudyError as error:
            problems += error.problems
        try:
            found = form.model_validate(plain["part"] if isinstance(plain, dict) else None)
        except ValidationError as error:
            problems += explain(error, form, part)
        if study is not None:
            problems += check(found, study)
        if problems or study is None or found is None:
            raise StudyError(problems)
        return study, found

    def parsed(self, overrides: Sequence[str], problems: list[str]) -> list[Override]:
        """Return overrides with programmes under their names; add errors to `problems`."""
        known = [*self._programmes, *added_programmes(overrides)]
        return parse([with_names(text, known) for text in overrides], problems, self._loader)

    def _checked(
        self, config: Configuration, overrides: Sequence[Override], problems: list[str]
    ) -> Study:
        """Return the study of a configuration; raises `StudyError` if there are problems."""
        try:
            origins = {one.key_or_group: ValueOrigin.OVERRIDE for one in overrides}
            sources = Sources(origins, described(overrides, config.files))
            study = study_of(config, sources=sources)
        except StudyError as error:
            raise StudyError([*problems, *error.problems, *made_elsewhere(self._folder)]) from None
        if problems:
            raise StudyError(problems)
        return study

    def _single(self, parsed: Sequence[Override], problems: list[str]) -> Configuration:
        """Return the configuration of a single run, unchecked."""
        problems += [several(one) for one in parsed if one.is_sweep_override()]
        return self._filled([one for one in parsed if not one.is_sweep_override()], problems)

    def _filled(self, parsed: Sequence[Override], problems: list[str]) -> Configuration:
        """Return the configuration that files and overrides make, unchecked.

        Raises:
            StudyError: the files and the overrides do not fit together.
        """
        files = self._files([one for one in parsed if _is_early(one, self._groups)], problems)
        problems += files.calls
        values = [one for one in parsed if not _is_early(one, self._groups)]
        texts = [forced(one, self._groups) for one in values]
        try:
            config = files.with_values(texts, {one.key_or_group: one.value() for one in values})
        except (HydraException, OmegaConfBaseException) as error:
            raise StudyError([*problems, message_of(error)]) from None
        problems += cluster_from_a_file(config.as_written(CLUSTER), parsed)
        return config

    def _files(
        self, overrides: Sequence[Override], problems: list[str], mode: RunMode = RunMode.RUN
    ) -> Composition:
        """Return what the files that overrides choose hold together.

        Raises:
            StudyError: the files do not fit together.
        """
        chosen = self._existing(overrides, problems)
        key = (self._key, mode, defaults_version(), *(str(one.input_line) for one in chosen))

        def compose() -> Composition:
            config = self._composed(chosen, problems, mode)
            note_places(f"{one.schema}://{one.path}" for one in config.hydra.runtime.config_sources)
            return Composition(config)

        return _compositions.get(key, compose)

    def _options(self, group: str | None) -> tuple[str, ...]:
        """Return the names of the files of a group, or of the groups themselves."""

        def look() -> tuple[str, ...]:
            note_places(str(place.path) for place in self._places.get_path())
            if group is None:
                return tuple(self._loader.list_groups(""))
            return tuple(self._loader.get_group_options(group))

        return _options.get((self._key, group), look)

    def sweep(self, overrides: Sequence[str], problems: list[str]) -> DictConfig:
        """Return the configuration of a sweep, unchecked, with Hydra's own part.

        Overrides that are not valid are left out, and their errors are added to `problems`.

        Raises:
            StudyError: the files and the overrides do not fit together.
        """
        files = self._files(self.parsed(overrides, problems), problems, RunMode.MULTIRUN)
        problems += files.calls
        return files.config()

    def read(self, overrides: Sequence[str], mode: RunMode) -> None:
        """Check that the files can be read, without checking what they describe.

        Raises:
            StudyError: they cannot be read, or do not fit together.
        """
        self._composed(self.parsed(overrides, []), [], mode)

    def _existing(self, overrides: Sequence[Override], problems: list[str]) -> list[Override]:
        """Return the overrides except those that choose a missing file."""
        return [one for one in overrides if not self._lacks_option(one, problems)]

    def _composed(
        self, overrides: Sequence[Override], problems: list[str], mode: RunMode = RunMode.RUN
    ) -> DictConfig:
        texts = [forced(one, self._groups) for one in overrides]
        try:
            return self._loader.load_configuration(
                self._name, texts, run_mode=mode, from_shell=False
            )
        except StudyError as error:
            raise StudyError([*problems, *error.problems]) from None
        except (
            HydraException,
            OmegaConfBaseException,
            RecursionError,
            ValueError,
            yaml.YAMLError,
        ) as error:
            raise StudyError([*problems, message_of(error)]) from None

    def _lacks_option(self, override: Override, problems: list[str]) -> bool:
        """Whether an override chooses a missing file; if it does, add that to `problems`."""
        group, chosen = override.key_or_group, override.value()
        several = override.is_sweep_override() or isinstance(chosen, list | dict)
        if several or not addresses_group(override, self._groups):
            return False
        if chosen is None and group in OPTIONAL:
            return False
        folder, _, name = f"{group}/{'null' if chosen is None else chosen}".rpartition("/")
        options = self._options(folder)
        if override.is_delete() or name in options:
            return False
        problems.append(_unknown_option(group, name, options, misnamed(self._places, folder, name)))
        return True


def _is_early(override: Override, groups: Collection[str]) -> bool:
    """Whether an override decides which files are read, or is about Hydra itself."""
    return addresses_group(override, groups) or override.key_or_group.startswith(f"{HYDRA}.")


def _unknown_option(group: str, chosen: str, options: Iterable[str], other: str | None) -> str:
    if not other:
        return unknown_option(group, chosen, options)
    name = shortened(chosen, LONGEST_VALUE)
    return f"{group}: there is no '{name}', but {other}; rename that file {name}{ENDING}"
