"""The figures of a sensitivity analysis."""
