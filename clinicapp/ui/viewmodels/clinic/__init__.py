"""What the form and its cards show, and the presenters that word it."""
