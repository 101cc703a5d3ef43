"""Designs of experiments: studies that differ in a few levers, run and compared."""
