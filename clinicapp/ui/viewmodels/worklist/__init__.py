"""What the worklist, its messages and its import show."""
