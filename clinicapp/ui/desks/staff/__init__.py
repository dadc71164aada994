"""Serve the sign-in door and the staff page."""
