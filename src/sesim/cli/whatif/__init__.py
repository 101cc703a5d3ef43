"""The command `sesim-whatif`: a page on which readers try settings themselves."""
