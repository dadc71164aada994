"""What the rules page shows."""
