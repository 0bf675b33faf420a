"""From a program to a plan: stages, ties, whole numbers, rounding."""
