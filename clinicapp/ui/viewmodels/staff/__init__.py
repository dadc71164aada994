"""What the sign-in door and the staff page show."""
