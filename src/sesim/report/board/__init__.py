"""The page for boards: a question, its answer, the pictures that carry it, what is not known."""
