"""What is seen while the station is locked."""
