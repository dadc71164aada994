"""The Equipment area of the window: its sections, and the tools of a piece's record."""
