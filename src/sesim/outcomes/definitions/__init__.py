"""What each outcome is: its unit, its exact definition, and the counts of people behind it."""
