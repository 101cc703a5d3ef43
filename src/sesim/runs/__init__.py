"""Runs: replications in parallel, paired comparison, and the folder that a study leaves behind."""
