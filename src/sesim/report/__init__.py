"""What readers see: figures and tables made from results."""

from sesim.report.calibration.figures import calibration_figures, draw_calibration
from sesim.report.calibration.page import calibration_report
from sesim.report.terminal.table import county_table

__all__ = [
    "calibration_figures",
    "calibration_report",
    "county_table",
    "draw_calibration",
]
