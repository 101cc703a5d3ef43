"""What a study is: programmes, scenario, parameters, window, replications and seed."""

from sesim.study.building import build
from sesim.study.departures import Departure, ValueOrigin
from sesim.study.errors import StudyError
from sesim.study.programme import Programme
from sesim.study.regimes import Regime
from sesim.study.scenario import Change, Scenario
from sesim.study.settings import Settings
from sesim.study.study import Study

__all__ = [
    "Change",
    "Departure",
    "Programme",
    "Regime",
    "Scenario",
    "Settings",
    "Study",
    "StudyError",
    "ValueOrigin",
    "build",
]
