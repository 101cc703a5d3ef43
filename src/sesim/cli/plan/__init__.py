"""The command `sesim-plan`: from goals to the cheapest plan that reaches them."""
