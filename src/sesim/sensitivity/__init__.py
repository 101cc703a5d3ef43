"""Sensitivity analysis: what an outcome depends on, and the value of knowing parameters better."""
