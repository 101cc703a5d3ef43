"""A study: programmes, scenario, window, parameters, replications and seed. Frozen and checked."""

from collections.abc import Mapping
from datetime import date, timedelta

from sesim.study.departures import Departure, departures, label
from sesim.study.economics import Economics
from sesim.study.frozen import Fixed, FixedMapping
from sesim.study.future import Future
from sesim.study.horizon import COUNTS_END
from sesim.study.programme import Programme
from sesim.study.regimes import Regime, regimes
from sesim.study.replaceable import Replaceable
from sesim.study.scenario import Scenario
from sesim.study.settings import Settings
from sesim.study.showing import study_html, study_parts


class Study(Replaceable):
    """A checked study, ready to run.

    Attributes:
        programmes: the programmes to run, by name, in the order given.
        parameters: a value for every parameter of the register.
        own: values that hold in single programmes, by programme and parameter.
        pinned: values that the user set; they hold in every programme and every parameter draw.
        draws: where parameter values come from, such as `posterior`; empty if only from this study.
        economics: what things cost and who pays; it turns events into money, and does not change
            them.
        future: what nobody knows of the future, drawn as paths; nothing unless it is asked for.
        sources: where values come from, other than the programmes' files.

    Example:
        >>> import sesim
        >>> study = sesim.load_study("programmes=vetlanda replications=20")
        >>> isinstance(study, sesim.Study), study.settings.replications
        (True, 20)
        >>> for departure in study.replace({"vetlanda.back_heaviness": 0.2}).departures:
        ...     print(departure.key, departure.was, departure.now)
        vetlanda.back_heaviness 0.9 0.2
    """

    settings: Settings
    programmes: FixedMapping[str, Programme]
    scenario: Scenario
    parameters: FixedMapping[str, float]
    own: FixedMapping[str, Mapping[str, float]] = Fixed()
    pinned: FixedMapping[str, float] = Fixed()
    draws: str = ""
    economics: Economics
    future: Future = Future()

    @property
    def titles(self) -> dict[str, str]:
        """The programmes' names for readers, by name."""
        return {name: programme.title for name, programme in self.programmes.items()}

    @property
    def departures(self) -> tuple[Departure, ...]:
        """Every value that differs from the shipped description, which makes it a what-if."""
        return departures(self)

    @property
    def label(self) -> str:
        """Its name in tables, from the scenario and the other values that differ."""
        return label(self)

    def _parts(self) -> list[str]:
        return study_parts(self)

    def _repr_html_(self) -> str:
        return study_html(self)

    @property
    def begins_with_people(self) -> bool:
        """Whether people are there when the study begins."""
        return any(one.today is not None for one in self.programmes.values())

    @property
    def future_since(self) -> date | None:
        """The first day of the paths of the future; None if nothing is drawn."""
        if not self.future.is_drawn:
            return None
        start, unknown = self.settings.start, COUNTS_END + timedelta(days=1)
        return self.future.since or (start if self.begins_with_people else max(start, unknown))

    def values(self, name: str) -> dict[str, float]:
        """Return the value of every parameter in one programme, before the scenario."""
        return {**self.parameters, **self.own.get(name, {}), **self.pinned}

    def regimes(self, name: str) -> tuple[Regime, ...]:
        """Return the dated states of one programme under the scenario, oldest first."""
        return regimes(
            name, self.programmes[name], self.values(name), self.scenario, self.settings.start
        )

    def regimes_before(self, name: str) -> tuple[Regime, ...]:
        """Return the dated states of one programme before the study, from its own first day."""
        programme, nothing = self.programmes[name], Scenario(name="before")
        return regimes(name, programme, self.values(name), nothing, programme.since)
