"""What each screen shows, as frozen values, and what a person can ask of it."""
