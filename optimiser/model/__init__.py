"""The model: columns, limits, objectives, and the program they make."""
