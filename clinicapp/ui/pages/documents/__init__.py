"""Looking at a document before it is printed, saved or copied."""
