"""Calibration: which values of the parameters agree with the published counts, and how surely."""
