"""The ward's equipment and what has happened to each piece."""
