"""The worklist of a ward, shown while nobody's form is open."""
