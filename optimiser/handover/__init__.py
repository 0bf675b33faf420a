"""Plans and models handed over in the formats of other programs."""
