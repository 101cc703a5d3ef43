"""Tables and answers in plain text."""
