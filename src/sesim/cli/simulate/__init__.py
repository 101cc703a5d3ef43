"""The command `sesim`: one study, or a sweep."""
