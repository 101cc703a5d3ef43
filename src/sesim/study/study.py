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
        programmes: the programmes to run, by name, in the order given.
        parameters: a value for every parameter of the register.
        own: values that hold in single programmes, by programme and parameter.
        pinned: values that the user set; they hold in every programme and every parameter draw.
        draws: where parameter values come from, such as `posterior`; empty if only from this study.
        economics: what things cost and who pays; it turns events into money, and does not change
            them.
        sources: where values come from, other than the programmes' files.
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
