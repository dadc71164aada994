"""What each command does, apart from its options: text in, text out, exit status back."""
