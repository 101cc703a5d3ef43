"""The command `sesim-validate`."""
