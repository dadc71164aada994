"""Assets, their checks, and what state they are in at a moment."""
