"""The results of a study on disk: its folder, its tables, and reading them back."""
