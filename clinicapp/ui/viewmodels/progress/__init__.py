"""What the ward's progress shows."""
