"""From a programme's own records to the description of a programme.

`describe` estimates each value of a programme's file from its event log, by the definitions of the
model, with the number of observations and an interval. What the log does not show keeps a default.
"""

from sesim.describe.entry import Basis, Entry, Observation, Seen
from sesim.describe.estimate import FEWEST_OBSERVATIONS, Estimate
from sesim.describe.programme import describe
from sesim.describe.records import Records

__all__ = [
    "FEWEST_OBSERVATIONS",
    "Basis",
    "Entry",
    "Estimate",
    "Observation",
    "Records",
    "Seen",
    "describe",
]
