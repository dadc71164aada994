"""One package for each area of the window."""
