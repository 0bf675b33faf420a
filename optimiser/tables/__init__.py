"""Input tables: declared, read, checked."""
