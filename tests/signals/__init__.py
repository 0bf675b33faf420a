"""Runs of the command that are told to end at random moments: what they leave behind."""
