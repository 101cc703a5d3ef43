"""The sentence beside results of a calibration that was only tried out."""

from typing import Final

from sesim.report.text.language import N_

TRIED_OUT: Final = N_(
    "TRIED OUT, not for use: the parameters come from a calibration with too few runs."
)
