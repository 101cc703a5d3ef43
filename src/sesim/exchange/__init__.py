"""The event log in the forms that other programs read.

Each function takes an event log, such as `results.events` or `events.parquet` of a study's folder
as a data frame, and needs none of these programs.
"""

from sesim.exchange.arrow import to_arrow
from sesim.exchange.ocel import write_ocel
from sesim.exchange.vidigi import vidigi_log
from sesim.exchange.xes import write_xes

__all__ = ["to_arrow", "vidigi_log", "write_ocel", "write_xes"]
