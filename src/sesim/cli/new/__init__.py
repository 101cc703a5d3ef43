"""The command `sesim-new`: a programme's file from answers to questions."""
