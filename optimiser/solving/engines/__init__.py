"""The solvers, each opened in one place, and what they give back."""
