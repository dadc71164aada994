"""The ward's progress."""
