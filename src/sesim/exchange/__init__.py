"""The event log in the forms that other programs read."""
