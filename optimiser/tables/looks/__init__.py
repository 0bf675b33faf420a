"""What a sheet shows beside the values in its cells, and what follows from it."""
