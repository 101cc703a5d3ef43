"""The command `sesim-adjust`."""
