"""The solvers, each opened in one module, and what they give back."""
