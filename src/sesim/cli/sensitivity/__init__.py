"""The command `sesim-sensitivity`."""
