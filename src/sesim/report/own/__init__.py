"""The report about parameters that are adjusted to a programme's own counts."""
