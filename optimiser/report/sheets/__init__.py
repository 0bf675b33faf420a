"""One module a sheet, or a family of sheets that are made alike."""
