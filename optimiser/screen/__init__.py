"""What the commands show: text for a screen, and the same as plain data for --json."""
