"""From a programme's own counts to its parameters; the shipped posterior is the prior."""
