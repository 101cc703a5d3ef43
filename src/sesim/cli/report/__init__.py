"""The command `sesim-report`."""
