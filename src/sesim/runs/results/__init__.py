"""What a study leaves behind: its folder, its tables, and reading them back."""
