"""Pages that leave the program: the whole form as a PDF, and the page for the person."""
