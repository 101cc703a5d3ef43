"""What an answer depends on: parameters, levers, and what it would be worth to know them."""
