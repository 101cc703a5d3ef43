"""The settings of a sensitivity analysis besides the study, checked."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sesim.calibration.fixed import fixed_factors
from sesim.calibration.stored import OUTCOMES as KEPT
from sesim.outcomes import COUNTY, OUTCOMES, Better, describe
from sesim.runs.draws import load
from sesim.sensitivity.morris import Factor, Way, number_at
from sesim.sensitivity.sobol import FEWEST_DRAWS
from sesim.study import Study, StudyError
from sesim.study.errors import unknown_name
from sesim.study.frozen import Frozen
from sesim.study.paths import drawn_future

PART = "sensitivity"

FAR = 1e9
"""No number of a programme is larger."""

End = Annotated[float, Field(strict=True, ge=-FAR, le=FAR)]
Range = tuple[End, End]
Text = Annotated[str, Field(min_length=1)]


class Lever(Frozen):
    """A value of the programmes that is varied around its value in each programme.

    Attributes:
        target: dotted path in a programme.
        scale, shift: range of the factor by which the value is multiplied, or of the number that
            is added to it.
        within: the allowed range; a value outside it is moved to the nearer end.
        source: of the range.
    """

    target: Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z_]+)*$")]
    scale: Range | None = None
    shift: Range | None = None
    within: Range | None = None
    source: Text

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.scale is None) == (self.shift is None):
            raise ValueError("give either scale or shift")
        for name in ("scale", "shift", "within"):
            ends = getattr(self, name)
            if ends is not None and ends[0] >= ends[1]:
                raise ValueError(f"{name}: must begin with the smaller number (got {ends})")
        return self

    def factor(self) -> Factor:
        """Return the factor that it describes."""
        way, ends = (Way.SCALE, self.scale) if self.scale else (Way.SHIFT, self.shift)
        assert ends is not None  # noqa: S101 - the validator ensures it
        return Factor(self.target, way, *ends, self.within)


class SensitivitySettings(Frozen):
    """The settings of a sensitivity analysis besides the study.

    Attributes:
        outcome: the outcome that decides.
        programme: a programme, a förbund or `county`, in which the outcome counts.
        worth: decision threshold: how much better the outcome must become, in its unit.
        draws: number of draws of the prior, and of the posterior.
        prior, posterior: `prior` and `posterior`, or files of draws.
        bank: folder of a calibration; its runs are used for the level.
        trajectories: of the Morris screening.
        replications: at each point of the Morris screening.
        levers: values of the programmes to screen.
    """

    outcome: Text
    programme: Text
    worth: Annotated[float, Field(strict=True, ge=0, le=FAR)]
    draws: Annotated[int, Field(strict=True, ge=FEWEST_DRAWS, le=100_000)]
    prior: Text
    posterior: Text
    bank: Text | None = None
    trajectories: Annotated[int, Field(strict=True, ge=2, le=10_000)]
    replications: Annotated[int, Field(strict=True, ge=2, le=10_000)]
    levers: tuple[Lever, ...]

    def problems(self, study: Study) -> list[str]:
        """Return what does not fit a study."""
        found = [*self._of_outcome(), *self._of_draws()]
        areas = {one.forbund for one in study.programmes.values()}
        places = [*study.programmes, *sorted(areas), COUNTY]
        if self.programme not in places:
            found.append(unknown_name(f"{PART}.programme: {self.programme}", places, "programme"))
        if not study.scenario.changes:
            found.append(
                f"scenario: should change something, such as scenario=rapid_search "
                f"(got {study.scenario.name})"
            )
        if study.draws:
            found.append(
                f"parameters: should be left as they are (got {study.draws}); the draws are "
                f"{PART}.prior and {PART}.posterior"
            )
        found += drawn_future(study, "its paths would count as chance here")
        for i, lever in enumerate(self.levers):
            if all(number_at(one, lever.target) is None for one in study.programmes.values()):
                found.append(
                    f"{PART}.levers.{i}.target: should be a number of a programme "
                    f"(got {lever.target})"
                )
        if len(self.factors(study)) < 2:
            found.append(f"{PART}.levers: should leave at least 2 factors to vary")
        if self.bank is not None and self.outcome not in KEPT:
            found.append(
                f"{PART}.bank: holds only {', '.join(KEPT)} (sensitivity.outcome is "
                f"{self.outcome}); leave it out"
            )
        if self.bank is not None and self.programme != COUNTY:
            found.append(
                f"{PART}.bank: covers only all programmes together; leave it out, or use "
                f"{PART}.programme={COUNTY}"
            )
        return found

    def factors(self, study: Study) -> list[Factor]:
        """Return the levers, and the parameters that no table of draws varies."""
        return [*(lever.factor() for lever in self.levers), *fixed_factors(study)]

    def _of_outcome(self) -> list[str]:
        try:
            better = describe(self.outcome).better
        except KeyError:
            return [unknown_name(f"{PART}.outcome: {self.outcome}", OUTCOMES, "outcome")]
        if better is Better.NEITHER:
            return [
                f"{PART}.outcome: should be an outcome with a better direction; see the table of "
                f"outcomes (got {self.outcome})"
            ]
        return []

    def _of_draws(self) -> list[str]:
        found = []
        for name in ("prior", "posterior"):
            try:
                number = len(load(getattr(self, name)))
            except StudyError as error:
                found += [f"{PART}.{name}: {problem}" for problem in error.problems]
                continue
            if self.draws > number:
                found.append(
                    f"{PART}.draws: should be at most {number}, which {getattr(self, name)} "
                    f"holds (got {self.draws})"
                )
        return found
