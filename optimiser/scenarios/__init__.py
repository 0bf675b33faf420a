"""Possible futures: the inputs of each, the plan that holds up in all of them, its regret."""
