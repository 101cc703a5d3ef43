"""The pages: what each shows, and what it does with what comes back."""
