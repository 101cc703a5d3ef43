"""The command `sesim-app`: from a programme to a decision in the browser, on one's own machine."""
