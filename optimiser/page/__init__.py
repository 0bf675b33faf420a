"""The page: the library behind a browser on the user's own machine.

A thin door: every figure and sentence comes from the library. Nothing is fetched from elsewhere,
and nothing is kept but what the user downloads.
"""
