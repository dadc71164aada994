"""What the equipment area shows."""
