"""How a study is replaced by one with other values, from the data that it was made from."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, PrivateAttr

from sesim.study.departures import NO_SOURCES, Sources
from sesim.study.frozen import Frozen
from sesim.study.source import Option, Source


class Replaceable(Frozen):
    """A record that knows its source, and can be built again with other values.

    Attributes:
        sources: where values come from, other than the programmes' files.
    """

    sources: Sources = NO_SOURCES
    _source: Source = PrivateAttr(default_factory=Source)

    @property
    def unset_days(self) -> frozenset[str]:
        """Which of `end` and `plan_start` are unset, and so follow from the scenario."""
        return self._source.unset_days

    def replace(self, values: Mapping[str, Any] | None = None, /, **changes: Any) -> Self:
        """Return the study with other values, checked as a whole like a new one.

        Days that you did not set follow from the new scenario. A parameter that you set is pinned:
        it holds in every parameter draw. A section (`scenario`, `parameters`, `economics`,
        `future`) also takes the name of a configuration file, which replaces the whole section.

        Args:
            values: by dotted key, such as `{"vetlanda.back_heaviness": 0.2}`; groups of values
                may also be nested.
            **changes: the same, for keys without a dot.

        Raises:
            StudyError: something is wrong; the message is that of the command line.
            TypeError: a key is given twice or is not a text, or the study does not come from
                `load_study` or `build`.

        Example:
            >>> import sesim
            >>> study = sesim.load_study("programmes=vetlanda")
            >>> other = study.replace(scenario="rapid_search", replications=40)
            >>> other.scenario.name, other.settings.replications
            ('rapid_search', 40)
        """
        given = dict(values or {})
        if twice := sorted(given.keys() & changes.keys()):
            raise TypeError(f"given twice: {', '.join(twice)}")
        found: Self = self._source.changed({**given, **changes}, self.sources)
        return found

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy; to change something, use `replace`.

        Raises:
            TypeError: values are given.
        """
        if update:
            raise TypeError("model_copy cannot check a study as a whole; use study.replace(...)")
        return super().model_copy(deep=deep)

    def made_from(self, source: Source) -> Self:
        """Return the study, and let it know what it was made from."""
        self._source = source
        return self

    def without_source(self) -> Self:
        """Return a copy for a worker, which replaces no values.

        What reads the files that `replace` names would be imported there with all that it needs.
        """
        return BaseModel.model_copy(self).made_from(Source())

    def with_files(self, option: Option) -> Self:
        """Return the study, with `option` to read the files that a later `replace` names."""
        return self.made_from(dataclasses.replace(self._source, option=option))

    def section(self, name: str) -> Mapping[str, Any]:
        """Return a section, such as `scenario` or `future`, as the plain data that was given."""
        found: Mapping[str, Any] = self._source.plain[name]
        return found

    def _follow(self, before: Self) -> None:
        self._source = before._source.following(before, self)
