"""The command `sesim-calibrate`."""
