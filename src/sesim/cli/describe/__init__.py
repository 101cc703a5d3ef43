"""The command `sesim-describe`: from a programme's own records to its file."""
