"""The report about plans: the answer, the plans compared, and what each costs."""
