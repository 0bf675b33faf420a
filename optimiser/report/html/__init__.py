"""The report as one page for browsers and paper: no script, no network."""
