"""Use cases of a ward's equipment: its record and life, and what the gate asks about it."""
