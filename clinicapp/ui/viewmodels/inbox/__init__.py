"""What the inbox and a reading's record show."""
