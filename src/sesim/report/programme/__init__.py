"""The file of a programme with comments: what is known of each value, in words."""
