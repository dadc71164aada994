"""Tables and lists: frozen rows as Qt models, and the delegates and views that draw them."""
