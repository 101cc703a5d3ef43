"""One way to say a name, a number, a range, a value that was changed."""
