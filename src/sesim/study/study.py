"""A study: programmes, scenario, window, parameters, replications and seed. Frozen and checked."""

from collections.abc import Mapping

from sesim.study.departures import Departure, departures, label
from sesim.study.economics import Economics
from sesim.study.frozen import Fixed, FixedMapping
from sesim.study.programme import Programme
from sesim.study.regimes import Regime, regimes
from sesim.study.replaceable import Replaceable
from sesim.study.scenario import Scenario
from sesim.study.settings import Settings
from sesim.study.showing import study_html, study_parts


class Study(Replaceable):
    """A checked study, ready to run.

    Attributes:
        programmes: the programmes to run, by name, in the order asked for.
        parameters: a value for every parameter of the register.
        own: values that single programmes have of their own, by programme and parameter.
        pinned: the parameters whose value was said; it holds everywhere and in every draw.
        draws: where parameters come from, such as `posterior`; empty if from this study alone.
        economics: what things cost and who pays; it turns events into money, and changes none.
        sources: where values come from that are not in the programmes' files.
    """

    settings: Settings
    programmes: FixedMapping[str, Programme]
    scenario: Scenario
    parameters: FixedMapping[str, float]
    own: FixedMapping[str, Mapping[str, float]] = Fixed()
    pinned: FixedMapping[str, float] = Fixed()
    draws: str = ""
    economics: Economics

    @property
    def titles(self) -> dict[str, str]:
        """The programmes' names for readers, by name."""
        return {name: programme.title for name, programme in self.programmes.items()}

    @property
    def departures(self) -> tuple[Departure, ...]:
        """Every value that differs from the shipped description: what makes it a what-if."""
        return departures(self)

    @property
    def label(self) -> str:
        """Its name in tables: the scenario, and the values that differ besides."""
        return label(self)

    def _parts(self) -> list[str]:
        return study_parts(self)

    def _repr_html_(self) -> str:
        return study_html(self)

    def values(self, name: str) -> dict[str, float]:
        """Return the value of every parameter in one programme, before the scenario."""
        return {**self.parameters, **self.own.get(name, {}), **self.pinned}

    def regimes(self, name: str) -> tuple[Regime, ...]:
        """Return the dated states of one programme under the scenario, oldest first."""
        return regimes(
            name, self.programmes[name], self.values(name), self.scenario, self.settings.start
        )
