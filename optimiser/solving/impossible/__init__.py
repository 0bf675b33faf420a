"""Where no plan exists: which limits clash, what would help, and the proof."""
