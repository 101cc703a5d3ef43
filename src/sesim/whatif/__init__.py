"""Every setting of a few levers, simulated history by history, for a page to try for oneself."""
