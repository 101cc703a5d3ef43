"""The page to try for oneself: levers, an answer that changes, and the script that finds it."""
