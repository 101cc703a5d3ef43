"""What readers see: figures and tables made from results."""

from sesim.report.calibration import calibration_figures, draw_calibration
from sesim.report.calibration_page import calibration_report
from sesim.report.table import county_table

__all__ = [
    "calibration_figures",
    "calibration_report",
    "county_table",
    "draw_calibration",
]
