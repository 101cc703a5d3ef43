"""What every page shares: its frame, typeface, looks, tables and pictures."""
