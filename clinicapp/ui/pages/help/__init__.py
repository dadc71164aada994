"""Help that ships with the program."""
