"""Input workbooks as this program writes them: the blank one, and the shipped examples."""
