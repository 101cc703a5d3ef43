"""What readers see: figures and tables made from results."""

from sesim.report.figures import draw
from sesim.report.table import county_table

__all__ = ["county_table", "draw"]
