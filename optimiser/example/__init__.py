"""The shipped example: published figures, assumptions said as such, and the tables they make."""
