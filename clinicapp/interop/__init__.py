"""Documents and messages that enter or leave: text of other programs to values and back."""
