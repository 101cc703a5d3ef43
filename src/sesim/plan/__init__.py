"""From goals to a plan: which values of some levers reach them, and the cheapest that do."""
