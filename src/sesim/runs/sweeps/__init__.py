"""Several studies as one: their jobs, their state, and what they come to together."""
