"""The slides for a board: five, in native text, tables and pictures."""
