"""Sweeps of several studies: their jobs, their state, and their joint tables."""
